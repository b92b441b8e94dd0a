"""What stands where on a page: its words in lines, in the order in which a reader takes them.

Columns are told by the white between them: the tallest white rectangle that parts
the words of several rows (after Breuel 2002, "Two geometric algorithms for layout
analysis") cuts a page into what is above, left, right and below, and each part is
cut again. Rows whose parts are too short for columns of text are a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from briefing.model import Kind

BULLET = re.compile(r"[•►▶▪●‣⁃◦■◆·](?:\s|\Z)")
ITEM = re.compile(rf"(?:{BULLET.pattern}|(?:[–—*-]|\(?\d{{1,2}}[.)])(?:\s|\Z))")
_PAGE_NUMBER = re.compile(
    r"\W*(?:[^\W\d]+\.?\s)?(?:\d{1,4}|[ivxl]{1,6})(?:\s?(?:/|[^\W\d]{1,5})\s?\d{1,4})?\W*"
)
_DEEPEST = 12
"""Cuts within cuts; no page has more."""
_GUTTER, _CELL = 0.55, 0.75
"""Heights of type: the narrowest white between columns and between a table's cells. A
blank is a third as wide, unless a line is drawn out."""
_MANY = 6
"""Rows through which no white goes by chance."""
_ALIGNED = 2.0
"""Points: edges that are this close stand below each other."""
_LEVEL = 0.6
"""Points: baselines that are this close are one line's."""
_MOST_WORDS = 20_000
"""Words of one page. A page with more is no page of an article; its order is kept."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without white space between them; places are in points, upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """Words on one baseline of one column."""

    words: tuple[Word, ...]
    column: tuple[float, float]
    region: int = 0
    kind: Kind | None = None

    @cached_property
    def text(self) -> str:
        """The line's words with a blank between them; marks of footnotes are left out."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def size(self) -> float:
        """The size of most of its letters."""
        return commonest((round(word.size, 1), len(word.text)) for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


def commonest(counted: Iterable[tuple[float, int]]) -> float:
    """The value with the highest count; of equal ones the smallest."""
    total: Counter[float] = Counter()
    for value, count in counted:
        total[value] += count
    return max(total, key=lambda value: (total[value], -value))


def lines_of(pages: Sequence[Sequence[Word]]) -> tuple[list[Line], list[str]]:
    """All lines in reading order, and the running heads and feet, each once."""
    rows = [_rows(page) for page in pages]
    furniture = _furniture(rows)
    lines: list[Line] = []
    gutters: list[tuple[float, float]] = []
    for page, number in zip(rows, range(len(rows)), strict=True):
        kept = [row for row in page if (number, _base(row)) not in furniture]
        start = _MOST_WORDS * number
        lines += (
            replace(line, region=line.region + start) for line in _ordered(kept, _Region(gutters))
        )
    return lines, list(dict.fromkeys(furniture.values()))


Row = tuple[Word, ...]
"""Words whose baselines are one, from left to right."""


def _base(row: Row) -> float:
    return round(row[0].base, 1)


def _rows(words: Sequence[Word]) -> list[Row]:
    """Words by baseline, from top to bottom; raised ones go with their line."""
    if len(words) > _MOST_WORDS:
        return [(word,) for word in words]
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (-w.base, w.left)):
        home = rows[-1] if rows else None
        if home and home[0].base - word.base <= 0.25 * max(home[0].size, word.size):
            home.append(word)
        else:
            rows.append([word])
    return [tuple(_without_notes(sorted(row, key=lambda w: w.left))) for row in rows]


def _without_notes(row: list[Word]) -> list[Word]:
    """A row without the small raised marks that lead to footnotes."""
    largest = max(word.size for word in row)
    kept = [
        word
        for n, word in enumerate(row)
        if n == 0 or not _is_raised(word, largest) or not re.fullmatch(r"[\d,*†‡§]+", word.text)
    ]
    return kept or row


def _is_raised(word: Word, largest: float) -> bool:
    return word.size < 0.75 * largest


def _furniture(pages: Sequence[Sequence[Row]]) -> dict[tuple[int, float], str]:
    """Running heads and feet by page and baseline: rows at a page's edge that return.

    They return at the same height with the same words but for numbers, on two pages
    at least; a page number alone needs no other page.
    """
    edges: list[tuple[int, Row]] = []
    for number, rows in enumerate(pages):
        reach = dict.fromkeys([*range(len(rows))[:4], *range(len(rows))[-4:]])
        edges += [(number, rows[n]) for n in reach]
    shapes = Counter(_shape(row) for _, row in edges)
    found = {}
    for number, row in edges:
        text = " ".join(word.text for word in row)
        outermost = row in (pages[number][0], pages[number][-1])
        if shapes[_shape(row)] > 1 or (outermost and _PAGE_NUMBER.fullmatch(text)):
            found[number, _base(row)] = text
    return found


def _shape(row: Row) -> tuple[str, int]:
    text = " ".join(word.text for word in row)
    return re.sub(r"\d+", "0", text), round(row[0].base / 4)


# --- Columns and tables --------------------------------------------------------------


class _Region:
    """Counts the parts into which a page is cut.

    `gutters` is the white between columns met so far, on this page and those before.
    """

    def __init__(self, gutters: list[tuple[float, float]]) -> None:
        self.number = 0
        self.gutters = gutters

    def next(self) -> int:
        self.number += 1
        return self.number


@dataclass(frozen=True, slots=True)
class _Gutter:
    """White between two columns over the rows `first` to `last`."""

    left: float
    right: float
    first: int
    last: int
    both: int


def _ordered(rows: Sequence[Row], region: _Region, depth: int = 0) -> Iterator[Line]:
    """The lines of a part of a page in reading order."""
    if not rows:
        return
    bands = _bands(rows)
    gutter = _gutter(bands, region.gutters) if depth < _DEEPEST else None
    if gutter is None:
        yield from _lines(rows, region.next())
        return
    inside = bands[gutter.first : gutter.last + 1]
    yield from _ordered(_parted_again(bands[: gutter.first]), region, depth + 1)
    middle = (gutter.left + gutter.right) / 2
    short = _short_sides(inside, middle)
    if short and (len(short) == 2 or _stand_level(inside, middle)):
        number = region.next()
        for row in _parted_again(inside):
            yield Line(row, (row[0].left, row[-1].right), number, Kind.CAPTION)
    else:
        region.gutters.append((gutter.left, gutter.right))
        for side in (True, False):
            half = [word for row in inside for word in row if (word.left < middle) is side]
            for line in _ordered(_rows(half), region, depth + 1):
                # Short lines that stand on no line of the text beside them are a box.
                yield replace(line, kind=Kind.CAPTION) if short == [side] else line
    yield from _ordered(_parted_again(bands[gutter.last + 1 :]), region, depth + 1)


def _bands(rows: Sequence[Row]) -> list[Row]:
    """Rows that overlap taken together: the lines of two columns seldom stand level."""
    bands: list[list[Word]] = []
    for row in rows:
        home = bands[-1] if bands else None
        if home and home[0].base - row[0].base < 0.65 * min(home[0].size, row[0].size):
            home.extend(row)
        else:
            bands.append(list(row))
    return [tuple(sorted(band, key=lambda word: word.left)) for band in bands]


def _parted_again(bands: Sequence[Row]) -> list[Row]:
    return _rows([word for band in bands for word in band])


def _gutter(rows: Sequence[Row], known: Sequence[tuple[float, float]]) -> _Gutter | None:
    """The white rectangle with most rows on both of its sides.

    At least three, unless columns were parted in the same place before: the last page may
    end with a line or two in each.
    """
    tried: set[tuple[int, int]] = set()
    best: _Gutter | None = None
    usual = _leading(rows)
    for n, row in enumerate(rows):
        blank = median([b.left - a.right for a, b in pairwise(row)]) if len(row) > 2 else 0.0
        for before, after in pairwise(row):
            marker = before is row[0] and ITEM.match(before.text)
            white = max(_GUTTER * max(before.size, after.size), 1.5 * blank)
            if marker or after.left - before.right < white:
                continue
            key = (n, round((before.right + after.left) / 2))
            if key in tried:
                continue
            found = _grown(rows, n, before.right, after.left, usual)
            tried.update(
                (m, round((found.left + found.right) / 2))
                for m in range(found.first, found.last + 1)
            )
            enough = found.both >= 3 or any(_same_place(found, *one) for one in known)
            enough = enough and (
                found.both >= _MANY or (_has_edge(rows, found) and not _is_text(rows, found))
            )
            if enough and (best is None or found.both > best.both):
                best = found
    return best


def _is_text(rows: Sequence[Row], gutter: _Gutter) -> bool:
    """Whether rows are drawn out to the very edges of a line of text above or below them.

    White stands in them by chance, unless it parts words from figures.
    """
    inside = rows[gutter.first : gutter.last + 1]
    beside = (*rows[max(0, gutter.first - 1) : gutter.first], *rows[gutter.last + 1 :][:1])
    edges = [(row[0].left, row[-1].right) for row in inside]
    figures = sum(row[-1].text[:1].isdigit() for row in inside)
    return 2 * figures < len(inside) and any(
        len(line) > 2
        and all(
            abs(left - line[0].left) < _ALIGNED and abs(right - line[-1].right) < _ALIGNED
            for left, right in edges
        )
        for line in beside
    )


def _has_edge(rows: Sequence[Row], gutter: _Gutter) -> bool:
    """Whether words on its right begin, or end, below each other in half of the rows.

    In lines that are drawn out to their column white stands below white by chance.
    """
    middle = (gutter.left + gutter.right) / 2
    parts = [[w for w in row if w.left >= middle] for row in rows[gutter.first : gutter.last + 1]]
    parts = [part for part, row in zip(parts, rows[gutter.first :], strict=False)
             if part and row[0].left < middle]  # fmt: skip
    for edges in ([p[0].left for p in parts], [p[-1].right for p in parts]):
        same = max(sum(abs(a - b) < _ALIGNED for b in edges) for a in edges)
        if 2 * same >= len(parts) and same > 1:
            return True
    return len(parts) < 3


def _same_place(gutter: _Gutter, left: float, right: float) -> bool:
    """Whether white covers most of the white that parted columns before."""
    return min(gutter.right, right) - max(gutter.left, left) > 0.8 * (right - left)


def _leading(rows: Sequence[Row]) -> float:
    """The usual distance from one row to the next."""
    steps = [a[0].base - b[0].base for a, b in pairwise(rows)]
    return median(steps) if steps else 0.0


def _grown(rows: Sequence[Row], seed: int, left: float, right: float, usual: float) -> _Gutter:
    """The white around a gap, as far up and down as no row crosses it."""
    first = last = seed
    both = [seed]
    narrow = _GUTTER * min(word.size for word in rows[seed])
    for step in (-1, 1):
        n = seed + step
        while 0 <= n < len(rows):
            upper, lower = rows[min(n, n - step)], rows[max(n, n - step)]
            if _starts_anew(upper, lower, usual):
                break
            a = max((w.right for w in rows[n] if w.left < (left + right) / 2), default=left)
            b = min((w.left for w in rows[n] if w.left >= (left + right) / 2), default=right)
            if min(b, right) - max(a, left) < narrow:
                break
            left, right = max(a, left), min(b, right)
            sides = {word.left < (left + right) / 2 for word in rows[n]}
            if len(sides) == 2:
                both.append(n)
            n += step
        if step < 0:
            first = n + 1
        else:
            last = n - 1
    first, last = _trimmed(rows, first, last, sorted(both), usual, (left + right) / 2)
    return _Gutter(left, right, first, last, len(both))


def _starts_anew(upper: Row, lower: Row, usual: float) -> bool:
    """Whether larger type after white begins another part of the page."""
    larger = lower[0].size > 1.1 * upper[0].size
    return larger and upper[0].base - lower[0].base > 1.3 * usual


def _trimmed(
    rows: Sequence[Row], first: int, last: int, both: Sequence[int], usual: float, middle: float
) -> tuple[int, int]:
    """The rows from the first to the last with words on both sides, and what adjoins them."""
    top, bottom = both[0], both[-1]
    while top > first and rows[top - 1][0].base - rows[top][0].base <= 1.6 * usual:
        if not _same_type(rows[top - 1], rows[top], middle):
            break
        top -= 1
    while bottom < last and rows[bottom][0].base - rows[bottom + 1][0].base <= 2.5 * usual:
        if not _same_type(rows[bottom + 1], rows[bottom], middle):
            break
        bottom += 1
    return top, bottom


def _same_type(outer: Row, inner: Row, middle: float) -> bool:
    """Whether a row is set in the type of the next one, in the column in which it stands.

    Beside it another column may begin, or end, with a heading.
    """
    side = outer[0].left < middle
    beside = next((word for word in inner if (word.left < middle) is side), inner[0])
    return abs(outer[0].size - beside.size) <= 0.5


def _short_sides(rows: Sequence[Row], middle: float) -> list[bool]:
    """On which sides, of left (true) and right, there are cells of a table, or a box.

    Such are numbers, and lines of a word or two; and both sides, where most lines of both
    are much shorter than the longest.
    """
    short, fills = [], []
    for side in (True, False):
        parts = [[w for w in row if (w.left < middle) is side] for row in rows]
        parts = [part for part in parts if part]
        spans = [part[-1].right - part[0].left for part in parts]
        fills.append(median(spans) / (max(spans) or 1))
        figures = sum(part[0].text[:1].isdigit() and len(part) <= 2 for part in parts)
        if figures * 2 > len(parts) or median(map(len, parts)) <= 2:
            short.append(side)
    return short or ([True, False] if all(fill < 0.6 for fill in fills) else [])


def _stand_level(rows: Sequence[Row], middle: float) -> bool:
    """Whether most rows with words on both sides have them on one line."""
    level = []
    for row in rows:
        left, right = ([w for w in row if (w.left < middle) is side] for side in (True, False))
        if left and right:
            level.append(any(abs(a.base - b.base) < _LEVEL for a in left for b in right))
    return 2 * sum(level) >= len(level)


def _lines(rows: Sequence[Row], region: int) -> Iterator[Line]:
    """The rows of one column as lines; rows whose cells stand below each other are a table's."""
    sizes = [commonest((round(w.size, 1), len(w.text)) for w in row) for row in rows]
    columns = _edges(rows, sizes)
    cells = [_cells(row) for row in rows]
    for n, row in enumerate(rows):
        beside = (*cells[max(0, n - 1) : n], *cells[n + 1 : n + 2])
        table = len(row) <= 4 * len(cells[n]) and any(_aligned(cells[n], c) for c in beside)
        table = table and not _is_drawn_out(row, columns[sizes[n]])
        yield Line(row, columns[sizes[n]], region, Kind.CAPTION if table else None)


def _is_drawn_out(row: Row, column: tuple[float, float]) -> bool:
    """Whether two words without a figure reach from edge to edge of a narrow column of text."""
    if len(row) != 2 or any(char.isdigit() for word in row for char in word.text):
        return False
    left, right = column
    return abs(row[0].left - left) < _ALIGNED and abs(row[-1].right - right) < _ALIGNED


def _edges(rows: Sequence[Row], sizes: Sequence[float]) -> dict[float, tuple[float, float]]:
    """How far rows of each size of type reach; a head above the text may reach further."""
    found: dict[float, tuple[float, float]] = {}
    for row, size in zip(rows, sizes, strict=True):
        low, high = found.get(size, (row[0].left, row[-1].right))
        found[size] = min(low, row[0].left), max(high, row[-1].right)
    return found


def _cells(row: Row) -> list[tuple[float, float]]:
    """Left and right of groups of words with more white between them than blanks have."""
    if ITEM.match(row[0].text):
        row = row[1:] or row
    gaps = [after.left - before.right for before, after in pairwise(row)]
    if len(gaps) > 1 and max(gaps) - min(gaps) < 0.25 * row[0].size:
        return []  # the blanks of a line drawn out to the column's width are alike
    cells = [(row[0].left, row[0].right)]
    for before, after in pairwise(row):
        if after.left - before.right > _CELL * max(before.size, after.size):
            cells.append((after.left, after.right))
        else:
            cells[-1] = (cells[-1][0], after.right)
    return cells


def _aligned(one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> bool:
    """Whether two rows have cells, after the first, that share an edge or their middle.

    The blanks of lines drawn out to a column's width do not stand below each other.
    """
    if len(one) < 2 or len(other) < 2:
        return False
    lefts = any(abs(a - c) < _ALIGNED for a, _ in one[1:] for c, _ in other[1:])
    inner = any(
        min(abs(b - d), abs(a + b - c - d) / 2) < _ALIGNED
        for a, b in one[1:-1]
        for c, d in other[1:-1]
    )
    return lefts or inner
