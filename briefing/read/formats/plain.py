"""Plain text: the text is the decoded file, untouched."""

from __future__ import annotations

from briefing.read.decode import decode
from briefing.read.formats.extracted import Extract


def read_plain(body: bytes, address: str | None) -> Extract:  # noqa: ARG001
    """The file as it is."""
    return Extract(decode(body))
