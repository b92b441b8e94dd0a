"""On which pages a source is cited, without setting the print twice.

Pages are known only when they are set, and setting them is what takes the time. So
`Layout.page_refs` reserves room for some page numbers, and here they are filled in
once all pages are there: each page once, as a link to the first citation on it.
What was reserved and is not needed is taken out. A print whose references need
more room than they have is set again.

WeasyPrint's own `target-counter` would set each page with a reference again, and
name a page as often as it is cited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CLASS = "page-refs"


@dataclass(frozen=True, slots=True)
class Room:
    """Room for page numbers: how many after a source, and how many digits each."""

    pages: int
    digits: int

    def holds(self, need: Room) -> bool:
        """Whether this is room enough."""
        return self.pages >= need.pages and self.digits >= need.digits

    def widened(self, need: Room) -> Room:
        """Room for what this holds, and for that."""
        return Room(max(self.pages, need.pages), max(self.digits, need.digits))


NARROW = Room(1, 1)
_PAGES = 5
_SHORT = 9
_CHARACTERS = 1_500
"""What the largest type sets on a page."""
_WEIGHT, _LONG_PAGES = 2_800, 12
"""Of a long print: what a page of it holds at least, and how many pages may cite a source."""


def room_for(characters: int, weight: int) -> Room:
    """What a print is likely to need: so many characters of points, so many in all.

    A long one is judged by all that it prints, since setting it twice is what takes the time.
    """
    pages, long = 2 + characters // _CHARACTERS, weight // _WEIGHT
    if long <= _SHORT:
        return Room(min(pages, _PAGES), 1 if pages <= _SHORT else 2)
    return Room(min(long, _LONG_PAGES), len(str(long)))


def pages_of(document: Any) -> Mapping[str, int]:
    """The page of each anchor."""
    pages: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            pages.setdefault(anchor, number)
    return pages


def needed(document: Any, pages: Mapping[str, int]) -> Room:
    """The room that the references of a document need."""
    cited = [_first(pages, element) for element, _ in _references(document)]
    longest = max((len(found) for found in cited), default=0)
    return Room(longest, len(str(len(document.pages))))


def fill(document: Any, pages: Mapping[str, int], room: Room) -> None:
    """Write the page numbers into their places."""
    from weasyprint.document import Page

    for element, pieces in _references(document):
        _fill(pieces, _first(pages, element), room.digits)
    document.pages = [Page(page._page_box) for page in document.pages]


def _references(document: Any) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Each element that holds references, with its boxes: one on each line it takes."""
    found: dict[Any, list[Any]] = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "span" and box.element.get("class") == CLASS:
                found.setdefault(box.element, []).append(box)
    yield from found.items()


def _first(pages: Mapping[str, int], element: Any) -> list[tuple[int, str]]:
    """The pages on which an element's anchors stand, each with the first anchor there."""
    first: dict[int, str] = {}
    for anchor in element.get("data-anchors", "").split():
        if anchor in pages:
            first.setdefault(pages[anchor], anchor)
    return sorted(first.items())


def _fill(pieces: Sequence[Any], pages: list[tuple[int, str]], digits: int) -> None:
    """Fill the links of one element in order, and close up behind each."""
    alone = len(pages) == 1 and len(pieces) == 1 and len(pieces[0].children) == 1
    for piece in pieces:
        kept, moved = [], 0.0
        for child in piece.children:
            if not pages:
                break
            child.translate(dx=moved)
            if child.element_tag == "a" and child.children:
                number, anchor = pages.pop(0)
                # A figure space keeps numbers that stand alone in a column.
                text = str(number).rjust(digits, "\N{FIGURE SPACE}") if alone else str(number)
                moved += _written(child, text, anchor)
            kept.append(child)
        piece.children = kept


def _written(link: Any, text: str, anchor: str) -> float:
    """Let a link say something else and lead elsewhere; by how much it grew."""
    from weasyprint.text.line_break import split_first_line

    box = link.children[0]
    layout, _, _, width, _, _ = split_first_line(text, box.style, None, None, 0)
    grown = float(width - box.width)
    box.text, box.pango_layout, box.width = text, layout, width
    link.width += grown
    link.link = ("url", ("internal", anchor))
    return grown
