"""A page that is added to: several reports, each with a time of its own.

Believed where the markup says so: at least three elements side by side, each with one
machine-readable time (`<time datetime>`) and prose of its own, that together hold most of
the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    held = [(child, _own(child, times)) for child in outer]
    reports = [(child, own[0]) for child, own in held if len(own) == 1]
    if len(reports) != sum(bool(own) for _, own in held):
        return ()
    made = [made for child, time in reports if (made := _entry(child, time, found.blocks))]
    size = sum(len(b.text) for entry in made for b in entry.blocks if b.good)
    whole = sum(len(b.text) for b in found.blocks if b.good)
    return tuple(made) if len(made) >= _FEWEST and size >= _MOST_OF_IT * whole else ()


def _common(elements: Sequence[Any]) -> Any:
    """The deepest element that holds all of these."""
    chains = [[*reversed([*one.iterancestors()])] for one in elements]
    shared = [level[0] for level in zip(*chains, strict=False) if len(set(level)) == 1]
    return shared[-1]


def _own(child: Any, times: Sequence[Any]) -> list[Any]:
    return [one for one in times if one is child or child in one.iterancestors()]


def _entry(child: Any, time: Any, blocks: Sequence[Block]) -> Entry | None:
    own = tuple(b for b in blocks if b.element is child or child in b.element.iterancestors())
    if not any(block.good for block in own):
        return None
    heading = next((b.text for b in own if b.tag in {"h2", "h3", "h4", "h5"}), "")
    return Entry(own, str(time.get("datetime")), heading, str(child.get("id") or ""))
