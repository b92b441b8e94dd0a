"""One file a format: what it holds of an article, and what its markup says about it.

Each reader goes from a document to the articles in it, each an `Extract`: a text,
the marks that only the markup knows, and metadata with its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module

from briefing.model import Document
from briefing.read.decode import UnreadableError
from briefing.read.formats.extracted import Extract

__all__ = ["extract", "reader"]

Reader = Callable[[Document], Sequence[Extract]]

_READERS: Mapping[str, tuple[str, str]] = {
    "text/plain": ("plain", "read_plain"),
    "text/html": ("html", "read_html"),
    "application/xhtml+xml": ("html", "read_html"),
    "text/markdown": ("markdown", "read_markdown"),
    "message/rfc822": ("mail", "read_mail"),
    "application/pdf": ("pdf", "read_pdf"),
    "multipart/related": ("saved", "read_saved"),
    "application/x-webarchive": ("saved", "read_web_archive"),
    "application/epub+zip": ("book", "read_book"),
    "application/rtf": ("rich", "read_rich"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "office",
        "read_word",
    ),
    "application/vnd.oasis.opendocument.text": ("office", "read_opendocument"),
    "application/json": ("data", "read_json"),
}
"""By media type the module here and its reader: a day of one format pays for no other."""


@cache
def reader(media_type: str) -> Reader | None:
    """The reader of a bare media type, imported; None where there is none."""
    if media_type not in _READERS:
        return None
    module, name = _READERS[media_type]
    found: Reader = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def extract(document: Document) -> tuple[Extract, ...]:
    """The articles in a document, or what is missing of them; never nothing.

    Raises `UnreadableError` where there is nothing to say but that.
    """
    media_type = document.media_type.partition(";")[0].strip()
    read = reader(media_type)
    if read is None:
        raise UnreadableError(f'cannot read "{media_type}"')
    found = tuple(extract for extract in read(document) if extract.text.strip() or extract.missing)
    if not found:
        raise UnreadableError("no text in it")
    return found
