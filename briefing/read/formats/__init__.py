"""One file a format: what it holds of an article, and what its markup says about it.

Each reader goes from a document to the articles in it, each an `Extract`: a text,
the marks that only the markup knows, and metadata with its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefing.model import Document
from briefing.read.decode import UnreadableError
from briefing.read.formats.data import read_json
from briefing.read.formats.extracted import Extract
from briefing.read.formats.html import read_html
from briefing.read.formats.mail import read_mail
from briefing.read.formats.markdown import read_markdown
from briefing.read.formats.pdf import read_pdf
from briefing.read.formats.plain import read_plain

__all__ = ["extract"]

_READERS: Mapping[str, Callable[[Document], Sequence[Extract]]] = {
    "text/plain": read_plain,
    "text/html": read_html,
    "application/xhtml+xml": read_html,
    "text/markdown": read_markdown,
    "message/rfc822": read_mail,
    "application/pdf": read_pdf,
    "application/json": read_json,
}


def extract(document: Document) -> tuple[Extract, ...]:
    """The articles in a document, or what is missing of them; never nothing.

    Raises `UnreadableError` where there is nothing to say but that.
    """
    media_type = document.media_type.partition(";")[0].strip()
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnreadableError(f'cannot read "{media_type}"')
    found = tuple(
        extract for extract in reader(document) if extract.text.strip() or extract.missing
    )
    if not found:
        raise UnreadableError("no text in it")
    return found
