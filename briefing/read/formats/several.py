"""Several reports in one plain text, as clipped: each with a head of its own, or ruled off.

A head is a heading and a line below it that tells the day, or lines that name their
fields ("Title: ..."). Rulers and wider white part reports only where each
begins with a heading and they tell of different matters: articles, too, have sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from briefing.language import CLOSERS, detect
from briefing.read.formats.digest import are_apart, tells_a_report
from briefing.read.paragraphs import paragraphs
from briefing.read.wording import Wording, wording

_SAMPLE = 20_000
_BLOCK = re.compile(r"\S.*(?:(?:\r\n?|\n)(?=.*\S).*)*")
_RULED = re.compile(r"^[ \t]*(?:([-=_~#*])\1{2,}|(?:[*•·–—-][ \t]+){2,}[*•·–—-])[ \t]*\r?$", re.M)
_WIDE = re.compile(r"(?:\r\n|\r(?!\n)|\n)(?:[ \t]*(?:\r\n|\r(?!\n)|\n)){2,}")
_END = re.compile(rf"[.!?…:;,][{CLOSERS}]*\Z")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ISO = re.compile(r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b")
_LONGEST = 120
"""Characters of a heading, and of a line that tells the day."""
_MOST_BLOCKS = 5_000
_SURE = 3
"""Reports with a head of their own; of two, the words must be apart, too."""


def several(text: str) -> list[str]:
    """The reports of a text, each with its head; none where it is one text."""
    blocks = [match.span() for match in _BLOCK.finditer(text)]
    if not 4 <= len(blocks) <= _MOST_BLOCKS:
        return []
    return _with_heads(text, blocks) or _ruled(text)


def _with_heads(text: str, blocks: Sequence[tuple[int, int]]) -> list[str]:
    words = wording(detect(text[:_SAMPLE]))
    first = [_lines(text, *block) for block in blocks]
    # A head may be a block of its own, or two: the heading, then the day.
    starts: list[int] = []
    labelled = True
    for n, (lines, below) in enumerate(pairwise([*first, []])):
        if words.labels["title"].match(lines[0]) and len(lines) > 1:
            starts.append(n)
        elif _is_heading(lines[0], words) and _tells_day([*lines[1:], *below], words):
            starts.append(n)
            labelled = False
    if len(starts) < 2 or starts[0] > 1:
        return []
    ends = [*(blocks[n][0] for n in starts[1:]), len(text)]
    pieces = [
        _bare(text[blocks[n][0] if k else 0 : end])
        for k, (n, end) in enumerate(zip(starts, ends, strict=True))
    ]
    sure = labelled or len(pieces) >= _SURE
    return pieces if all(map(tells_a_report, pieces)) and (sure or are_apart(pieces)) else []


def _ruled(text: str) -> list[str]:
    """Reports that rulers, or else wider white, part; each begins with a heading."""
    words = wording(detect(text[:_SAMPLE]))
    for between in (_RULED, _WIDE):
        places = [0, *(place for match in between.finditer(text) for place in match.span())]
        cuts = [
            text[a:b].strip() for a, b in zip(places[::2], [*places[1::2], len(text)], strict=True)
        ]
        pieces = [piece for piece in cuts if piece]
        # Above the first report may stand what the file is called.
        pieces = pieces[1:] if pieces and not tells_a_report(pieces[0]) else pieces
        parted = [_opened(piece) for piece in pieces]
        opened = all(_is_heading(head, words) and tells_a_report(rest) for head, rest in parted)
        if len(pieces) > 1 and opened and are_apart(pieces):
            return pieces
    return []


def _opened(piece: str) -> tuple[str, str]:
    """The first paragraph of a piece, and what is below it."""
    start, end = next(paragraphs(piece))
    return piece[start:end], piece[end:]


def _bare(piece: str) -> str:
    """A report without the ruler that ends it."""
    bare = piece.strip()
    last = bare[max(bare.rfind("\n"), bare.rfind("\r")) + 1 :]
    return bare[: len(bare) - len(last)].rstrip() if _RULED.fullmatch(last) else bare


def _lines(text: str, start: int, end: int) -> list[str]:
    return [line.strip() for line in text[start:end].splitlines() if line.strip()]


def _is_heading(line: str, words: Wording) -> bool:
    short = len(line) <= _LONGEST and not _END.search(line) and any(map(str.isalpha, line))
    return short and not _is_day(line, words)


def _tells_day(lines: Sequence[str], words: Wording) -> bool:
    """Whether one of the first lines below a heading tells the day of its report."""
    for line in lines[:3]:
        if len(line) > _LONGEST or _END.search(line):
            return False
        if _is_day(line, words):
            return True
    return False


def _is_day(line: str, words: Wording) -> bool:
    """A short line with a full date."""
    if len(line) > _LONGEST or not _YEAR.search(line):
        return False
    return bool(
        _ISO.search(line) or any(m["year1"] or m["year2"] for m in words.date.finditer(line))
    )
