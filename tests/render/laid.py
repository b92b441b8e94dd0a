"""What a reader would find wrong with a laid-out print, measured on its boxes.

Each rule reads the boxes that WeasyPrint sets: their type size, lines and places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from briefing.config import AudienceSettings, Desk
from briefing.model import Brief
from briefing.render.citing import PRINT
from briefing.render.layout import layout_of
from briefing.render.pdf import PdfRenderer

PX = 0.75  # points in a pixel of CSS
SENTENCE, APPARATUS, ROW = 9.0, 7.0, 4
LEAST_FILLED = 1 / 3
_WHOLE = frozenset({"num", "fact", "date", "other"})
_NUMBER_ENDS, _NUMBER_GOES_ON = re.compile(r"\d[.,–—-]?$"), re.compile(r"[.,–—-]?\d")
_UNSEEN = re.compile("[\u200b\u200d\u2060]")
_JOINT = 5
_LONG_WORD = 24
"""Letters of a word that may have to be divided."""


def pages(brief: Brief, desk: Desk, audience: AudienceSettings) -> Any:
    """The pages of a brief as WeasyPrint sets them."""
    renderer = PdfRenderer(desk, audience)
    document, _ = renderer._set(brief, layout_of(brief, desk, audience, PRINT))
    return document.pages


def faults(found: Any) -> list[str]:
    """All that a reader would find wrong, in order of page."""
    rules = (_too_small, _tall_rows, _broken, _lone_marks)
    told = [
        f"page {number}: {fault}"
        for number, page in enumerate(found, 1)
        for rule in rules
        for fault in rule(_body(page))
    ]
    for number, page in enumerate(found[:-1], 1):
        told += [f"page {number}: {fault}" for fault in _ends(page)]
    return told


def _body(page: Any) -> Any:
    """The page's flow, without what runs at its head and foot."""
    return page._page_box.children[0]


def _classes(box: Any) -> set[str]:
    element = getattr(box, "element", None)
    return set((element.get("class") or "").split()) if element is not None else set()


def _texts(box: Any) -> Iterator[Any]:
    return (b for b in _all(box) if getattr(b, "text", "") and b.text.strip())


def _all(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _all(child)


def _lines(box: Any) -> list[Any]:
    return [b for b in _all(box) if type(b).__name__ == "LineBox"]


def _written(line: Any) -> str:
    return "".join(b.text for b in _texts(line)).strip()


def _too_small(body: Any) -> Iterator[str]:
    for box in _all(body):
        if getattr(box, "text", "").strip():
            size = box.style["font_size"] * PX
            if size < APPARATUS - 0.01:
                yield f"{size:.1f} pt: {box.text[:40]}"
        elif "said" in _classes(box):
            small = [t for t in _texts(box) if t.style["font_size"] * PX < SENTENCE - 0.01]
            yield from (f"a sentence in small type: {t.text[:40]}" for t in small)


def _tall_rows(body: Any) -> Iterator[str]:
    for row in (b for b in _all(body) if type(b).__name__ == "TableRowBox"):
        tallest = max((len(_lines(cell)) for cell in row.children), default=0)
        if tallest > ROW:
            yield f"a row of {tallest} lines: {_written(row)[:60]}"


def _broken(body: Any) -> Iterator[str]:
    held: dict[Any, int] = {}
    for line in _lines(body):
        for box in _all(line):
            if _WHOLE & _classes(box):
                held[box.element] = held.get(box.element, 0) + (type(box).__name__ == "InlineBox")
    yield from (f"broken: {''.join(e.itertext())[:40]}" for e, n in held.items() if n > 1)
    for block in (b for b in _all(body) if _lines_of(b)):
        whole = (
            _UNSEEN.sub("", "".join(block.element.itertext())) if block.element is not None else ""
        )
        lines = [_written(line) for line in _lines_of(block)]
        for upper, lower in pairwise(lines):
            joint = upper[-_JOINT:] + lower[:_JOINT]
            number = _NUMBER_ENDS.search(upper) and _NUMBER_GOES_ON.match(lower)
            if joint in whole and (number or _divides_a_word(upper, lower)):
                yield f"broken between {upper[-20:]} and {lower[:20]}"


def _divides_a_word(upper: str, lower: str) -> bool:
    """Whether a word that fits a line stands on two, and no hyphen tells."""
    word = upper.split()[-1] + lower.split()[0]
    return upper[-1:].isalpha() and lower[:1].isalpha() and len(word) < _LONG_WORD


def _lines_of(block: Any) -> list[Any]:
    return [c for c in getattr(block, "children", ()) if type(c).__name__ == "LineBox"]


def _lone_marks(body: Any) -> Iterator[str]:
    for block in (b for b in _all(body) if _lines_of(b)):
        lines = [] if "support" in _classes(block) else _lines_of(block)
        for line in lines[1:]:
            inside = {t for box in _all(line) if "mark" in _classes(box) for t in _texts(box)}
            if inside and inside == set(_texts(line)):
                yield f"a mark alone on its line: {_written(line)[:40]}"


def _ends(page: Any) -> Iterator[str]:
    body = _body(page)
    lines = [line for line in _lines(body) if _written(line)]
    if not lines:
        yield "an empty page"
        return
    last = max(lines, key=lambda line: line.position_y)
    if last.element_tag.split("::")[0] in ("h2", "h3"):
        yield f"ends with a heading: {_written(last)[:40]}"
    top = page._page_box.content_box_y()
    filled = (last.position_y + last.height - top) / page._page_box.height
    if filled < LEAST_FILLED:
        yield f"filled to {filled:.0%} only"


def repeated(brief: Brief, titles: Iterable[str]) -> Brief:
    """The brief with its sections again under other titles."""
    more = tuple(replace(s, title=f"{s.title}, {t}") for t in titles for s in brief.sections)
    return replace(brief, sections=(*brief.sections, *more))
