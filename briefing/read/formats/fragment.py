"""HTML that is all article: what a field of a data file or a mail holds.

A plain walk over all that is shown; nothing is judged but by its tag.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from briefing.model import Kind
from briefing.read.formats.html_tree import UNSEEN
from briefing.read.formats.nesting import shallow

Block = tuple[str, Kind | None]

_MARKUP = re.compile(
    r"<(?:/?(?:p|div|span|b|strong|i|em|u|a|ul|ol|li|h[1-6]|blockquote|figure|figcaption|section|"
    r"article|table|tbody|tr|td|th|sup|sub|small|font|center|html|body|style|script|iframe)"
    r"(?=[\s>/])[^<>]*|(?:br|hr|img)\b[^<>]*|!--)>?",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q "
        "rp rt ruby s samp small span strike strong sub sup time tt u var wbr",
    )
)
_UNSHOWN = frozenset(
    re.findall(
        r"\w+",
        "script style template noscript iframe object embed svg math canvas audio video head "
        "title select button textarea form nav input",
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_CAPTION = re.compile(
    r"(?:\A|[\s_-])(?:wp-caption-text|(?:image|photo|picture|media)?-?(?:caption|credit))(?:\s|\Z)",
    re.I,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOTE = re.compile(r"\[[^\]]{1,6}\]\Z|[*†‡]+\Z")
_BREAK = "\x1e"
"""Stands for a line's end; decoding has dropped it from every text."""
_LONGEST_CELL = 60
"""Characters. A longer cell is text that the table only lays out."""


def is_markup(text: str) -> bool:
    """Whether a text is HTML rather than text in which "<" happens to stand."""
    return bool(_MARKUP.search(text))


def without_entities(text: str) -> str:
    """The text with character references resolved; twice where they were escaped twice.

    What a reference in markup stands for is left to its parser.
    """
    for _ in range(2):
        if is_markup(text) or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def blocks(markup: str) -> Iterator[Block]:
    """The paragraphs of a fragment in order, with the kind that a tag tells."""
    from lxml.html import document_fromstring

    root = document_fromstring(f"<div>{shallow(markup)}</div>")
    yield from _Walk().all(root)


class _Walk:
    """Goes through the tree once; `parts` is the paragraph so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.kinds: list[Kind | None] = [None]

    def all(self, root: Any) -> Iterator[Block]:
        """Every paragraph below `root`."""
        from lxml.etree import iterwalk

        passed = None
        for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
            if passed is not None:
                if event == "end" and element is passed:
                    self.parts.append(element.tail or "")
                    passed = None
            elif event in {"comment", "pi"}:
                self.parts.append(element.tail or "")
            elif event == "start" and _is_unshown(element):
                passed = element
            elif event == "start" and element.tag == "table" and (rows := _rows(element)):
                yield from self._finished()
                yield from ((row, Kind.CAPTION) for row in rows)
                passed = element
            elif event == "start":
                yield from self._open(element)
            else:
                yield from self._close(element)
        yield from self._finished()

    def _open(self, element: Any) -> Iterator[Block]:
        if element.tag == "br":
            self.parts.append(_BREAK)
        elif element.tag not in _INLINE:
            yield from self._finished()
            self.kinds.append(_kind(element) or self.kinds[-1])
        self.parts.append("“" if element.tag == "q" else "")
        self.parts.append(element.text or "")

    def _close(self, element: Any) -> Iterator[Block]:
        if element.tag not in _INLINE and element.tag != "br":
            yield from self._finished()
            self.kinds.pop()
        self.parts.append("”" if element.tag == "q" else "")
        self.parts.append(element.tail or "")

    def _finished(self) -> Iterator[Block]:
        lines = [" ".join(line.split()) for line in "".join(self.parts).split(_BREAK)]
        self.parts.clear()
        if (kind := self.kinds[-1]) is not None:
            lines = [" ".join(filter(None, lines))]
        # Two breaks are how old pages and mail clients part paragraphs.
        for parted in re.split(r"\n{2,}", "\n".join(lines).strip()):
            if parted:
                yield parted, kind


def _rows(table: Any) -> list[str]:
    """The rows of a table that holds data; none for a table that only lays out a text."""
    if table.find(".//table") is not None:
        return []
    rows = [[_line(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
    filled = [[cell for cell in row if cell] for row in rows]
    short = all(len(cell) <= _LONGEST_CELL for row in filled for cell in row)
    columns = sum(len(row) > 1 for row in filled)
    headed = table.find(".//th") is not None
    data = columns >= 2 or (headed and columns)
    return [" ".join(row) for row in filled if row] if short and data else []


def _line(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())


def _is_unshown(element: Any) -> bool:
    if element.tag in _UNSHOWN or element.tag in UNSEEN or "hidden" in element.attrib:
        return True
    if element.tag == "sup" and _NOTE.match("".join(element.itertext()).strip()):
        return True  # a footnote's mark; a power or an ordinal has no brackets
    return bool(_HIDDEN.search(element.get("style") or ""))


def _kind(element: Any) -> Kind | None:
    if element.tag in _HEADINGS:
        return Kind.HEADLINE if element.tag == "h1" else Kind.SUBHEAD
    if element.tag in {"figcaption", "caption"} or _CAPTION.search(element.get("class") or ""):
        return Kind.CAPTION
    return None
