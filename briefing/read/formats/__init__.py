"""One file a format: what it holds of an article, and what its markup says about it.

Each reader goes from bytes, and the address they were fetched from, to an
`Extract`: a text, the marks that only the markup knows, and metadata with its
evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefing.read.decode import UnreadableError
from briefing.read.formats.data import read_json
from briefing.read.formats.extracted import Extract
from briefing.read.formats.html import read_html
from briefing.read.formats.mail import read_mail
from briefing.read.formats.markdown import read_markdown
from briefing.read.formats.pdf import read_pdf
from briefing.read.formats.plain import read_plain

__all__ = ["extract"]

_READERS: Mapping[str, Callable[[bytes, str | None], Extract]] = {
    "text/plain": read_plain,
    "text/html": read_html,
    "application/xhtml+xml": read_html,
    "text/markdown": read_markdown,
    "message/rfc822": read_mail,
    "application/pdf": read_pdf,
    "application/json": read_json,
}


def extract(media_type: str, body: bytes, address: str | None = None) -> Extract:
    """The article in `body`. Raises `UnreadableError` where there is none."""
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnreadableError(f'cannot read "{media_type}"')
    found = reader(body, address)
    if not found.text.strip():
        raise UnreadableError("no text in it")
    return found
