"""Parts of a page that ask something of its reader: consent, money, an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

from briefing.language import known
from briefing.read.clean import asks_consent, furniture
from briefing.read.formats.html_blocks import HEADINGS, LEAST, Block
from briefing.read.wording import Wording, wording

_HALF = 0.5
_BOXES = frozenset(["div", "section", "aside", "ul", "form", "blockquote"])
_LONGEST_BOX = 500
_LONGEST_PLEA = 20
"""Characters of a box, and words of a line in it, that can be a plea to the reader."""


def page_wording(root: Any) -> Wording:
    """The wording of the language that a page says it is in."""
    html = next(root.iter("html"), None)
    code = ((html.get("lang") if html is not None else "") or "")[:2].lower()
    return wording(code if code in known() else "en")


def stands_in(element: Any, elements: Set[Any]) -> bool:
    """Whether an element is one of these, or stands in one."""
    if not elements:
        return False
    return element in elements or any(one in elements for one in element.iterancestors())


def asking_boxes(blocks: Sequence[Block], words: Wording) -> Set[Any]:
    """The elements that ask to be allowed cookies: the largest that hold little else.

    Their names are many, and those that make such boxes for others change them.
    """
    found = [b for b in blocks if len(b.text) >= LEAST and asks_consent(b.text, words)]
    if not found:
        return frozenset()
    asked = _sizes(found)
    every = _sizes(blocks)
    titled = {one for b in blocks if b.tag == "h1" for one in b.element.iterancestors()}
    boxes = set()
    for block in found:
        box = block.element
        outer = box.getparent()
        while outer is not None and outer.tag not in {"body", "html"} and outer not in titled:
            if asked[outer] < _HALF * every[outer]:
                break
            box, outer = outer, outer.getparent()
        boxes.add(box)
    return boxes


def _sizes(blocks: Iterable[Block]) -> dict[Any, int]:
    """For each element the characters of blocks in it."""
    sizes: dict[Any, int] = {}
    for block in blocks:
        for one in (block.element, *block.element.iterancestors()):
            sizes[one] = sizes.get(one, 0) + len(block.text)
    return sizes


def pleading_boxes(kept: Sequence[Block], weights: dict[Any, int], words: Wording) -> Set[Any]:
    """Boxes of a few lines that begin with a plea, and of which nothing else tells news."""
    boxes: dict[Any, list[Block]] = {}
    for block in kept:
        box = block.element if block.tag in _BOXES else block.element.getparent()
        if box is not None and box.tag in _BOXES and weights.get(box, 0) <= _LONGEST_BOX:
            boxes.setdefault(box, []).append(block)
    return {box for box, inside in boxes.items() if len(inside) > 1 and _pleads(inside, words)}


def _pleads(inside: Sequence[Block], words: Wording) -> bool:
    first = next((b for b in inside if b.tag not in HEADINGS), None)
    asking = (b for b in inside if b is first or b.tag in HEADINGS)
    if first is None or not any(furniture(b.text, words) for b in asking):
        return False
    return all(
        furniture(b.text, words)
        or (b.text.count(" ") < _LONGEST_PLEA and not words.said.search(b.text))
        for b in inside
    )
