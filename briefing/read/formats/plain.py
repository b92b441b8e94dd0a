"""Plain text: the text is the decoded file, untouched."""

from __future__ import annotations

from briefing.model import Document
from briefing.read.decode import decode
from briefing.read.formats.extracted import Extract


def read_plain(document: Document) -> tuple[Extract, ...]:
    """The file as it is."""
    return (Extract(decode(document.body)),)
