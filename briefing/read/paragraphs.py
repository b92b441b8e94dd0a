"""Paragraphs as spans: what a blank line, or a line's end, sets apart.

A text whose lines were broken to fit a width is told by its breaks. Greedy
filling (as of mail clients and text editors) ends a line where the next word
would have passed the width, so that every break inside a paragraph votes for the
widths that explain it: at least the line, less than the line with that word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefing.language import CLOSERS

_BLOCK = re.compile(r"\S.*(?:(?:\r\n?|\n)(?=.*\S).*)*")
_LINE = re.compile(r"[^\r\n]+")
_FINISHED = re.compile(rf"[.!?…:;؟۔。！？।][{CLOSERS}]*\Z")
_ITEM = re.compile(r"(?:[•►▶▪●‣⁃◦■◆*·–—-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+>?")
_SOLID = re.compile(r"\S+")
_UNDERLINE = re.compile(r"([=_*~#-])\1{3,}")
_RULER = re.compile(r"[\W_]+\Z")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HEAD, _STAMP = 5, 60
"""Lines above a text that stand together, and characters of one that tells a day."""
_WIDTHS = (30, 120)
"""Columns. Lines broken to fit a screen are about this wide (RFC 5322 says 78)."""
_NEAR = 30
"""Lines: items of one list stand no further apart."""
_WORD = 24
"""Longest first word whose length tells a width; a longer one is an address."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it; `indent` counts what stood before it."""

    start: int
    end: int
    indent: int

    @property
    def length(self) -> int:
        return self.end - self.start + self.indent


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans trimmed of white space, in order; they hold all that is not white space.

    A blank line always ends a paragraph. A single line end does, unless the line
    was only broken to fit: the text is filled to a width and the next word had no
    room, or the line is unfinished and the next one goes on in lower case.
    """
    blocks = [list(_lines(text, *block.span())) for block in _BLOCK.finditer(text)]
    blocks = [part for n, lines in enumerate(blocks) for part in _undated(text, lines, first=not n)]
    width = _width(text, blocks)
    for lines in blocks:
        start = lines[0].start
        for n, (before, after) in enumerate(pairwise(lines), 1):
            if not _joins(text, lines, n, width):
                yield start, before.end
                start = after.start
        yield start, lines[-1].end


def _undated(text: str, lines: list[_Line], *, first: bool) -> Iterator[list[_Line]]:
    """The lines of a block; of the first one apart from a short last line that holds a year.

    Below a headline that is when it was published.
    """
    last = lines[-1]
    if first and 2 <= len(lines) <= _HEAD and last.length <= _STAMP:
        stamp = text[last.start : last.end]
        if _YEAR.search(stamp) and not _finished(text, last.end):
            yield lines[:-1]
            yield lines[-1:]
            return
    yield lines


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    # A block begins at its first character; its first line may be indented.
    start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    for line in _LINE.finditer(text, start, end):
        raw = line.group()
        if solid := raw.strip():
            indent = raw.index(solid)
            low = line.start() + indent
            columns = len(raw[:indent].expandtabs(8))
            yield _Line(low, low + len(solid), columns)


def _width(text: str, blocks: Sequence[Sequence[_Line]]) -> int:
    """The width to which a text was filled; 0 where its lines are paragraphs."""
    breaks = [pair for lines in blocks for pair in pairwise(lines)]
    if not breaks:
        return 0
    votes: Counter[int] = Counter()
    for before, after in breaks:
        word = _first_word(text, after)
        votes.update(range(before.length, before.length + 1 + min(word, _WORD)))
    low, high = _WIDTHS
    best = max((w for w in votes if low <= w <= high), key=lambda w: (votes[w], w), default=0)
    filled = [(a, b) for a, b in breaks if _is_full(text, a, b, best)]
    # Lines that are paragraphs end as sentences do, and are as long as they happen to be.
    unfinished = sum(not _finished(text, a.end) for a, _ in filled)
    lower = sum(text[b.start].islower() for _, b in filled)
    cased = sum(text[b.start].isupper() for _, b in filled)
    sure = 2 * len(filled) >= len(breaks) and 2 * unfinished >= len(filled)
    # Digits alone, as of the dates below a headline, do not tell how a line goes on.
    told = lower * 3 >= cased if cased or lower else len(filled) > 2
    return best if best and sure and told else 0


def _first_word(text: str, line: _Line) -> int:
    """Characters up to the first place where a line can be broken."""
    word = _SOLID.match(text, line.start, line.end)
    return word.end() - line.start if word else 0


def _is_full(text: str, before: _Line, after: _Line, width: int) -> bool:
    """Whether the next line's first word had no room on the line before it."""
    return before.length + 1 + _first_word(text, after) > width


def _joins(text: str, lines: Sequence[_Line], n: int, width: int) -> bool:
    """Whether line `n` of a block continues the one before it."""
    before, after = lines[n - 1], lines[n]
    if any(_ADDRESS.fullmatch(text, one.start, one.end) for one in (before, after)):
        return _is_inside(text, lines, n, width)
    if _UNDERLINE.fullmatch(text, after.start, after.end):
        return False
    if _ITEM.match(text, after.start, after.end) or _RULER.match(text, after.start, after.end):
        # A number or a dash may come to stand first by the break alone.
        return (
            bool(width)
            and _flows(text, before, after, width)
            and not _is_list(text, lines, n, width)
        )
    if width:
        begins = _is_indented(text, lines, n) or _is_heading(text, lines, n, width)
        return not begins and (
            _flows(text, before, after, width) or _goes_on(text, before, after, lines[-1].end)
        )
    return _goes_on(text, before, after, lines[-1].end)


def _is_inside(text: str, lines: Sequence[_Line], n: int, width: int) -> bool:
    """Whether an address alone on a line stands within a sentence: broken text around it."""
    own = n if _ADDRESS.fullmatch(text, lines[n].start, lines[n].end) else n - 1
    above, below = lines[own - 1 : own], lines[own + 1 : own + 2]
    fits = bool(width and above) and _is_full(text, above[0], lines[own], width)
    return fits and bool(below) and text[below[0].start].islower()


def _flows(text: str, before: _Line, after: _Line, width: int) -> bool:
    if _RULER.match(text, before.start, before.end):
        return False
    if _is_full(text, before, after, width):
        return True
    # Other ways of filling, as of `fmt`, leave a line a little short.
    return not _finished(text, before.end) and before.length >= 0.8 * width


def _is_indented(text: str, lines: Sequence[_Line], n: int) -> bool:
    """Whether a line begins a paragraph by standing further in than those around it."""
    before, after = lines[n - 1], lines[n]
    if after.indent <= before.indent or _ITEM.match(text, before.start, before.end):
        return False
    # All lines below the first standing further in hang below a label.
    return any(line.indent < after.indent for line in lines[n + 1 :]) or n + 1 == len(lines) > 2


def _is_heading(text: str, lines: Sequence[_Line], n: int, width: int) -> bool:
    """Whether a line stands short and unfinished between sentences that are finished."""
    line, below = lines[n], lines[n + 1 : n + 2]
    stands_out = 2 * line.length < width and not _finished(text, line.end)
    return stands_out and bool(below) and _finished(text, lines[n - 1].end)


def _is_list(text: str, lines: Sequence[_Line], n: int, width: int) -> bool:
    """Whether an item's mark on line `n` stands for an item.

    It follows a finished line, or a line like it does: one that begins with the same sort of
    mark, where the line above was finished or had room for it.
    """
    if _finished(text, lines[n - 1].end):
        return True
    sort = text[lines[n].start].isalnum()
    near = lines[max(0, n - _NEAR) : n + _NEAR]
    return any(
        line is not lines[n]
        and _ITEM.match(text, line.start, line.end)
        and text[line.start].isalnum() is sort
        and (_finished(text, above.end) or not _is_full(text, above, line, width))
        for above, line in pairwise(near)
    )


def _goes_on(text: str, before: _Line, after: _Line, last: int) -> bool:
    """Whether a line continues the one before it, in a block that ends at `last`."""
    return text[after.start].islower() and not _finished(text, before.end) and _finished(text, last)


def _finished(text: str, end: int) -> bool:
    return bool(_FINISHED.search(text, max(0, end - 4), end))
