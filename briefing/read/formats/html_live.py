"""A page that is added to: several reports, each with a time of its own.

Believed where the markup says so: at least three elements side by side, each with one
machine-readable time (`<time datetime>`) and prose of its own, that together hold most of
the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.read.formats.html_article import Block, Found

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_FEWEST = 3
_MOST_OF_IT = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of a page: its blocks, its time, its heading and its anchor, "" without one."""

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
        return ()
    outer = _common(times)
    children = frozenset(outer)
    clocks = _grouped(times, children)
    if any(len(own) > 1 for own in clocks.values()):
        return ()
    blocks = _grouped(found.blocks, children)
    pairs = ((clocks[child][0], child, blocks.get(child, [])) for child in outer if child in clocks)
    made = [_entry(*pair) for pair in pairs if any(block.good for block in pair[2])]
    size = sum(len(b.text) for entry in made for b in entry.blocks if b.good)
    whole = sum(len(b.text) for b in found.blocks if b.good)
    return tuple(made) if len(made) >= _FEWEST and size >= _MOST_OF_IT * whole else ()


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
    return Entry(tuple(blocks), str(time.get("datetime")), heading, str(child.get("id") or ""))


def _common(elements: Sequence[Any]) -> Any:
    """The deepest element that holds all of these."""
    chains = [[*reversed([*one.iterancestors()])] for one in elements]
    shared = [level[0] for level in zip(*chains, strict=False) if len(set(level)) == 1]
    return shared[-1]
