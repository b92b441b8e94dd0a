"""A page that is added to: several reports, each with a time of its own.

Believed where the markup says so: at least three elements side by side, each with one
machine-readable time (`<time datetime>`), or a line of its own that is a time of day, and
prose of its own, that together hold most of the article. Where such lines stand beside
the prose, each opens a report. A list whose items each tell of something else is a digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.model import Kind
from briefing.read.formats.digest import are_apart, tells_a_report
from briefing.read.formats.html_article import Found
from briefing.read.formats.html_blocks import Block
from briefing.read.formats.html_tree import INLINE

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_CLOCK = re.compile(
    r"(?:\w+ )?(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?"
    r"(?:\s?\(?[A-Z]{2,5}\)?|\s?Uhr)?",
    re.I,
)
"""A time of day that stands alone, with a word before it ("Updated") and its zone."""
_PARTED = re.compile(r"\s*[–—:|-]\s+\S")
_LONGEST_CLOCK = 30
_FEWEST = 3
_MOST_OF_IT = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of a page: its blocks, its time, its heading and its anchor, "" without one.

    A time of day without its day is none.
    """

    blocks: tuple[Block, ...]
    time: str
    heading: str
    anchor: str


def entries(found: Found) -> tuple[Entry, ...]:
    """The reports of a page in their order; empty where it is one."""
    times = [
        one for one in found.container.iter("time") if _MOMENT.match(one.get("datetime") or "")
    ]
    if len(times) < _FEWEST:
        times = _clocks(found.container)
    return (_timed(found, times) if len(times) >= _FEWEST else ()) or _listed(found)


def _timed(found: Found, times: Sequence[Any]) -> tuple[Entry, ...]:
    outer = _common(times)
    children = frozenset(outer)
    clocks = _grouped(times, children)
    if any(len(own) > 1 for own in clocks.values()):
        return ()
    blocks = _grouped(found.blocks, children)
    leads = all(child.tag == "p" for child in clocks)
    if leads or not any(block.good for child in clocks for block in blocks.get(child, ())):
        blocks = _below(outer, frozenset(clocks), blocks)
    pairs = ((clocks[child][0], child, blocks.get(child, [])) for child in outer if child in clocks)
    made = [_entry(*pair) for pair in pairs if any(block.good for block in pair[2])]
    size = sum(len(b.text) for entry in made for b in entry.blocks if b.good)
    whole = sum(len(b.text) for b in found.blocks if b.good)
    return tuple(made) if len(made) >= _FEWEST and size >= _MOST_OF_IT * whole else ()


def _clocks(container: Any) -> list[Any]:
    """Elements that hold nothing but a time of day, each on a line of its own."""
    found = []
    for element in container.iter():
        raw = element.text
        # Nearly all elements are told by their length: none is looked at twice.
        if not raw or len(raw) > 2 * _LONGEST_CLOCK or not isinstance(element.tag, str):
            continue
        text = " ".join(raw.split()) if not len(element) else ""
        if not 3 < len(text) <= _LONGEST_CLOCK or not _CLOCK.fullmatch(text):
            continue
        line = _line_of(element)
        if " ".join("".join(line.itertext()).split()) == text:
            found.append(line)
        elif _opens(element) or _leads(element, line):
            found.append(line if line.tag == "p" else element)
    return found


def _opens(element: Any) -> bool:
    """Whether an inline element stands alone at the top of a box, above another line."""
    outer, below = element.getparent(), element.getnext()
    if element.getprevious() is not None or below is None or below.tag in INLINE:
        return False
    return not (outer.text or "").strip() and not (element.tail or "").strip()


def _leads(element: Any, line: Any) -> bool:
    """Whether an inline element stands first in a paragraph, parted from its text by a dash."""
    first = line.tag == "p" and next(iter(line), None) is element and not (line.text or "").strip()
    return first and bool(_PARTED.match(element.tail or ""))


def _line_of(element: Any) -> Any:
    """The element on whose line an inline element stands."""
    while element.tag in INLINE and element.getparent() is not None:
        element = element.getparent()
    return element


def _below(
    outer: Any, clocks: frozenset[Any], blocks: dict[Any, list[Any]]
) -> dict[Any, list[Any]]:
    """The blocks of each time where it stands beside them: up to the next time."""
    below: dict[Any, list[Any]] = {}
    clock = None
    for child in outer:
        clock = child if child in clocks else clock
        if clock is not None:
            below.setdefault(clock, []).extend(blocks.get(child, ()))
    return below


def _listed(found: Found) -> tuple[Entry, ...]:
    """The items of a list that holds most of the article, each a report of something else."""
    lists: dict[Any, list[Block]] = {}
    for block in found.blocks:
        item = next((one for one in _upwards(block.element) if one.tag == "li"), None)
        if item is not None:
            lists.setdefault(item, []).append(block)
    texts = {item: " ".join(b.text for b in inside) for item, inside in lists.items()}
    told = [item for item, text in texts.items() if tells_a_report(text)]
    size = sum(len(texts[item]) for item in told)
    whole = sum(len(b.text) for b in found.blocks if b.good or b.kind is Kind.BODY)
    same_list = len({item.getparent() for item in told}) == 1
    if len(told) < _FEWEST or not same_list or size < _MOST_OF_IT * whole:
        return ()
    if not are_apart([texts[item] for item in told]):
        return ()
    return tuple(Entry(tuple(lists[i]), "", "", str(i.get("id") or "")) for i in told)


def _upwards(element: Any) -> Iterator[Any]:
    yield element
    yield from element.iterancestors()


def _grouped(parts: Iterable[Any], children: frozenset[Any]) -> dict[Any, list[Any]]:
    """Elements, or blocks, by the child of the common element that holds them."""
    grouped: dict[Any, list[Any]] = {}
    for part in parts:
        element = part.element if isinstance(part, Block) else part
        while element is not None and element not in children:
            element = element.getparent()
        if element is not None:
            grouped.setdefault(element, []).append(part)
    return grouped


def _entry(time: Any, child: Any, blocks: Sequence[Block]) -> Entry:
    heading = next((b.text for b in blocks if b.tag in {"h2", "h3", "h4", "h5"}), "")
    moment = time.get("datetime") or ""
    kept = (b for b in blocks if b.good or not _CLOCK.fullmatch(b.text))
    return Entry(tuple(kept), str(moment), heading, str(child.get("id") or ""))


def _common(elements: Sequence[Any]) -> Any:
    """The deepest element that holds all of these."""
    chains = [[*reversed([*one.iterancestors()])] for one in elements]
    shared = [level[0] for level in zip(*chains, strict=False) if len(set(level)) == 1]
    return shared[-1]
