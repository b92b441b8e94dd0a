"""Digests: several reports in one text, each behind a bullet.

An article, too, may have a list in it: its items are short, or take up each other's
words. Those of a digest tell of other matters, in some sentences each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from briefing.model import Kind

Block = tuple[str, Kind | None]

_BULLET = re.compile(r"[ \t]*(?:[•▪●■◆►▶]\s*|[*–—-]\s+)(?=\S)")
_END = re.compile(r"[.!?…](?:\s?[\"'”’»)\]])*(?=\s|\Z)")
_WORD = re.compile(r"[^\W\d_]{5,}")
_FEWEST = 3
_SHORTEST = 60
"""Characters of an item that is a report of its own; it has two sentences at least."""
_SHARED = 0.12
"""Of the words of the shorter of two items: the most that they have in common, as a mean."""
_MOST_OF_IT = 0.6
_MOST_COMPARED = 40


def tells_a_report(text: str) -> bool:
    """Whether an item is more than a point: two sentences, the last of them ended."""
    solid = text.strip()
    ends = _END.findall(solid)
    return len(solid) >= _SHORTEST and len(ends) > 1 and bool(_END.search(solid[-4:]))


def are_apart(items: Sequence[str]) -> bool:
    """Whether items tell of different matters: few of their longer words are the same."""
    bags = [frozenset(word.lower() for word in _WORD.findall(text)) for text in items]
    pairs = list(combinations(bags[:_MOST_COMPARED], 2))
    shares = [len(a & b) / max(1, min(len(a), len(b))) for a, b in pairs]
    return bool(shares) and sum(shares) / len(shares) <= _SHARED


def parted(blocks: Sequence[Block]) -> list[list[Block]]:
    """The reports of a text in bullets, each without its bullet; none where it is one text.

    What stands above the first bullet and below the last is a greeting or a footer.
    """
    items = list(_items(blocks))
    texts = [" ".join(text for text, _ in item) for item in items]
    whole = sum(len(text) for text, kind in blocks if kind in (None, Kind.BODY))
    told = len(items) >= _FEWEST and all(map(tells_a_report, texts))
    most = sum(map(len, texts)) >= _MOST_OF_IT * whole
    return items if told and most and are_apart(texts) else []


def _items(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    for text, kind in blocks:
        bullet = _BULLET.match(text) if kind in (None, Kind.BODY) else None
        if bullet:
            yield [(text[bullet.end() :], kind)]
