"""Pages that the first tier is not sure of, through trafilatura (Barbaresi 2021).

Set to precision. What it drops from a sentence or glues into it is found by the proof.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from briefing.model import Kind

_TAGGED = {"head": Kind.SUBHEAD, "item": Kind.BODY, "row": Kind.CAPTION}
_LONGEST_ROW = 120
"""Characters. A longer row of a table is text that the table only lays out."""
_BLOCKS = {"p", "head", "item", "quote", "row", "list", "code", "ab", "figure", "graphic", "lb"}


def fallback(markup: str) -> list[tuple[str, Kind | None]]:
    """The paragraphs of a page with the kinds that its tags tell; empty where it has none."""
    import trafilatura
    from trafilatura.settings import Document

    # What it could not read is told by a gap of ours.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        markup,
        favor_precision=True,
        include_comments=False,
        include_formatting=False,
        with_metadata=False,
    )
    if not isinstance(found, Document) or found.body is None:
        return []
    return list(_blocks(found.body))


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
