"""Digests: several reports in one text, each behind a bullet, or below a heading.

An article, too, may have a list in it: its items are short, or take up each other's
words. Those of a digest tell of other matters, in some sentences each. Below headings
they are looked for only where the text calls itself a digest.
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
_PROSE = (None, Kind.BODY)
_LONGEST_HEADING = 90
_PARAGRAPH = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")


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


def has_headings(blocks: Sequence[Block]) -> bool:
    """Whether so many blocks are headings that a digest may stand under them."""
    return sum(kind is Kind.SUBHEAD for _, kind in blocks) >= _FEWEST


def headed(blocks: Sequence[Block]) -> list[list[Block]]:
    """The reports of a digest whose headings each open one; none where it is one text.

    Who calls it knows that it is called a digest. Each report begins with its heading.
    """
    starts = [n for n, (_, kind) in enumerate(blocks) if kind is Kind.SUBHEAD]
    ends = [*starts[1:], len(blocks)]
    parts = [list(blocks[a:b]) for a, b in zip(starts, ends, strict=True)]
    texts = [" ".join(text for text, kind in part if kind in _PROSE) for part in parts]
    whole = sum(len(text) for text, kind in blocks if kind in _PROSE)
    told = len(parts) >= _FEWEST and all(
        len(text) >= _SHORTEST and _END.search(text.strip()[-4:]) for text in texts
    )
    return (
        parts if told and sum(map(len, texts)) >= _MOST_OF_IT * whole and are_apart(texts) else []
    )


def lines_as_blocks(text: str) -> list[Block]:
    """The paragraphs of a plain text; a short line without an end above one is its heading."""
    blocks: list[Block] = []
    for part in _PARAGRAPH.findall(text):
        first, _, rest = part.partition("\n")
        heading = len(first) <= _LONGEST_HEADING and not _END.search(first.strip()[-4:])
        if heading and not _BULLET.match(first):
            blocks.append((first.strip(), Kind.SUBHEAD))
            blocks += [(rest, None)] if rest.strip() else []
        else:
            blocks.append((part, None))
    return blocks
