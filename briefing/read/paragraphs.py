"""Paragraphs as spans: what a blank line, or a line's end, sets apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLOCK = re.compile(r"\S.*(?:(?:\r\n?|\n)(?=.*\S).*)*")
_LINE = re.compile(r"[^\r\n]+")
_FINISHED = re.compile(r"[.!?…:;؟۔。！？।][\"'”’»)\]]*\Z")
_WRAPPED = (50, 100)
"""Columns: lines that were broken to fit a screen are about this long (RFC 5322 says 78)."""


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans trimmed of white space, in order; they hold all that is not white space.

    A blank line always ends a paragraph. A single line end does, unless the line
    was only broken to fit: it is unfinished, and the next one goes on in lower
    case, or all lines of the block but the last are about as long.
    """
    for block in _BLOCK.finditer(text):
        lines = list(_lines(text, *block.span()))
        wrapped = _wrapped(text, lines)
        start, end = lines[0]
        for low, high in lines[1:]:
            if not (wrapped or _goes_on(text, (start, end), (low, high), lines[-1][1])):
                yield start, end
                start = low
            end = high
        yield start, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text, start, end):
        if solid := line.group().strip():
            low = line.start() + line.group().index(solid)
            yield low, low + len(solid)


def _wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether a block's lines were broken to fit a width, in the middle of sentences."""
    if len(lines) < 2:
        return False
    widths = [high - low for low, high in lines[:-1]]
    low, high = _WRAPPED
    even = low <= max(widths) <= high and min(widths) >= max(widths) - 25
    return even and sum(text[start].islower() for start, _ in lines[1:]) * 3 >= len(widths)


def _goes_on(text: str, before: tuple[int, int], after: tuple[int, int], last: int) -> bool:
    """Whether a line continues the one before it, in a block that ends at `last`."""
    return text[after[0]].islower() and not _finished(text, before[1]) and _finished(text, last)


def _finished(text: str, end: int) -> bool:
    return bool(_FINISHED.search(text, max(0, end - 4), end))
