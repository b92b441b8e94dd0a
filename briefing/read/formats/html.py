"""HTML, through trafilatura (Barbaresi 2021) set to precision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefing.model import Document, Kind
from briefing.read.decode import UnreadableError, declared_charset, decode, sanitized
from briefing.read.formats.extracted import Extract, Stated, address_of, joined
from briefing.read.formats.nesting import shallow

_DATES = {"extensive_search": False, "original_date": True, "max_date": "2099-12-31"}
"""Dates that the page states, not any date in its text; and no look at the clock."""
_TAGGED = {"head": Kind.SUBHEAD, "item": Kind.BODY, "row": Kind.CAPTION}
_LONGEST_ROW = 120
"""Characters. A longer row of a table is text that the table only lays out."""
_BLOCKS = {"p", "head", "item", "quote", "row", "list", "code", "ab", "figure", "graphic", "lb"}


def read_html(document: Document) -> tuple[Extract, ...]:
    """The article of a page, as bytes with the encoding it declares."""
    markup = decode(document.body, declared_charset(document.body))
    return (page(markup, address_of(document)),)


def page(markup: str, address: str | None) -> Extract:
    """The article of a page, as decoded markup. Raises `UnreadableError`."""
    import trafilatura
    from trafilatura.settings import Document

    markup = shallow(markup)
    found = trafilatura.bare_extraction(
        markup,
        url=address,
        favor_precision=True,
        include_comments=False,
        include_formatting=False,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    if not isinstance(found, Document) or found.body is None:
        raise UnreadableError("a page without the text of an article")
    stated = _page_metadata(found)
    title = stated.get("title", ("",))[0]
    blocks = (
        (block, Kind.HEADLINE if kind is Kind.SUBHEAD and block == title else kind)
        for block, kind in _blocks(found.body)
    )
    return Extract(*joined(blocks), stated)


def _blocks(body: Any) -> Iterator[tuple[str, Kind | None]]:
    """The paragraphs of trafilatura's tree with the kind its tags tell."""
    parts: list[str] = []
    kind: Kind | None = None

    def finished() -> Iterator[tuple[str, Kind | None]]:
        text = " ".join("".join(parts).split())
        parts.clear()
        if text:
            yield text, None if kind is Kind.CAPTION and len(text) > _LONGEST_ROW else kind

    for event, element in _walk(body):
        block = element.tag in _BLOCKS
        if block:
            yield from finished()
        if event == "start":
            kind = _TAGGED.get(element.tag, kind)
            parts.append(element.text or "")
        else:
            kind = None if element.tag in _TAGGED else kind
            parts.append((" " if element.tag == "cell" else "") + (element.tail or ""))
    yield from finished()


def _walk(body: Any) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk

    for event, element in iterwalk(body, events=("start", "end")):
        if isinstance(element.tag, str):
            yield event, element


def _page_metadata(found: Any) -> Stated:
    names = {
        "title": found.title,
        "outlet": found.sitename,
        "byline": found.author,
        "published": found.date,
        "url": found.url,
        "language": found.language,
    }
    return {
        name: (" ".join(sanitized(value).split()).strip(" ·|,;–—-"), "the page's metadata")
        for name, value in names.items()
        if isinstance(value, str) and value.strip(" ·|,;–—-")
    }
