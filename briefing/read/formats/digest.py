"""Digests: several reports in one text, each behind a bullet, or below a heading.

An article, too, may have a list in it: its items are short, or take up each other's
words. Those of a digest tell of other matters, in some sentences each. Below headings
they are believed sooner where the text calls itself a digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from briefing.language import CLOSERS
from briefing.model import Kind
from briefing.read.paragraphs import paragraphs
from briefing.read.wording import Wording

Block = tuple[str, Kind | None]

_BULLET = re.compile(r"[ \t]*(?:[•▪●■◆►▶]\s*|[*–—-]\s+)(?=\S)")
_END = re.compile(rf"[.!?…](?:\s?[{CLOSERS}])*(?=\s|\Z)")
_SOURCE = re.compile(r"(?<=[.!?…”\"»])\s*[(\[][^()\[\]\n]{2,40}[)\]]\Z")
"""Who reported it, in brackets behind the last sentence."""
_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM = 5
"""Letters by which a word is known in its forms: that of a title, and that of a report."""
_FEWEST = 3
_SHORTEST = 60
"""Characters of an item that is a report of its own; it has two sentences at least."""
_SHARED = 0.12
"""Of the words of the shorter of two items: the most that they have in common, as a mean."""
_SHARED_UNNAMED = 0.08
"""The same where no heading calls the text a digest: parts of one article have less in
common in 5 of 100 (of 237 cut from public news), parts of different ones in 80 of 100."""
_GREETING = 0.15
"""Of a text: the most that stands above the first heading of a digest. An article begins there."""
_MOST_OF_IT = 0.6
_MOST_COMPARED = 40
_PROSE = (None, Kind.BODY)
_LONGEST_HEADING = 90
_PARAGRAPH = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")


def tells_a_report(text: str) -> bool:
    """Whether an item is more than a point: two sentences, the last of them ended."""
    solid = _SOURCE.sub("", text.strip())
    ends = _END.findall(solid)
    return len(solid) >= _SHORTEST and len(ends) > 1 and bool(_END.search(solid[-4:]))


def are_apart(items: Sequence[str], most: float = _SHARED) -> bool:
    """Whether items tell of different matters: few of their longer words are the same."""
    told = [_SOURCE.sub("", text.strip()) for text in items]
    bags = [frozenset(word.lower() for word in _WORD.findall(text)) for text in told]
    pairs = list(combinations(bags[:_MOST_COMPARED], 2))
    shares = [len(a & b) / max(1, min(len(a), len(b))) for a, b in pairs]
    return bool(shares) and sum(shares) / len(shares) <= most


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


def headed(
    blocks: Sequence[Block], title: str, words: Wording, heading: Kind = Kind.SUBHEAD
) -> list[list[Block]]:
    """The reports of a digest whose headings each open one; none where it is one text.

    Where its title does not call it a digest, no report speaks of what the title
    does, nearly nothing stands above the first heading, each report has two sentences or
    more, and their words are further apart. Each report begins with its heading.
    """
    starts = [n for n, (_, kind) in enumerate(blocks) if kind is heading]
    ends = [*starts[1:], len(blocks)]
    parts = [list(blocks[a:b]) for a, b in zip(starts, ends, strict=True)]
    texts = [" ".join(text for text, kind in part if kind in _PROSE) for part in parts]
    whole = sum(len(text) for text, kind in blocks if kind in _PROSE)
    held = sum(map(len, texts))
    if len(parts) < _FEWEST or not all(len(t) >= _SHORTEST and _ends(t) for t in texts):
        return []
    if words.digests.match(title):
        return parts if held >= _MOST_OF_IT * whole and are_apart(texts) else []
    reports = all(map(tells_a_report, texts)) and held >= (1 - _GREETING) * whole
    subject = words.weekday.sub(" ", words.date.sub(" ", title))
    if any(_speaks_of(text, subject) for text in texts):
        return []
    return parts if reports and are_apart(texts, _SHARED_UNNAMED) else []


def _speaks_of(text: str, title: str) -> bool:
    """Whether a report has a longer word of a title, or one that begins as it does."""
    stems = {word.lower()[:_STEM] for word in _WORD.findall(text)}
    return any(word.lower()[:_STEM] in stems for word in _WORD.findall(title))


def _ends(text: str) -> bool:
    return bool(_END.search(_SOURCE.sub("", text.strip())[-4:]))


def lines_as_blocks(text: str) -> list[Block]:
    """The paragraphs of a plain text; a short line without an end above one is its heading.

    A line that was only broken to fit a width is none.
    """
    blocks: list[Block] = []
    ends = {end for _, end in paragraphs(text)}
    for match in _PARAGRAPH.finditer(text):
        first, _, rest = match.group().partition("\n")
        line = first.strip()
        heading = len(line) <= _LONGEST_HEADING and not _END.search(line[-4:])
        if heading and match.start() + len(line) in ends and not _BULLET.match(line):
            blocks.append((line, Kind.SUBHEAD))
            blocks += [(rest, None)] if rest.strip() else []
        else:
            blocks.append((match.group(), None))
    return blocks
