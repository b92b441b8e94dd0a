"""The strands of a PDF: lines that a reader's eye goes down, or that were drawn in one go.

The words and their places are PDFium's, as in `layout`; how they hang together is found
by other means, since sentences are proved against it. One is by places: a row of words
is cut where a column begins in the rows beside it, and a piece leads to the nearest
below it. The other is the order in which a page was drawn, where that is no row across
several columns. A sentence must stand in a strand, or leave one near its end and go on
near the start of another that lies where a reader looks next: never beside, in the same
row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import inf
from statistics import median

from briefing.read.formats.page_lines import Word
from briefing.read.proof import plain

_WHITE = 0.5
"""Heights of type: the narrowest white between columns."""
_FAR = 3.0
"""Heights of type: white so wide parts words in whatever row."""
_CLEAR = 0.8
"""Heights of type: white that goes on from row to row."""
_SAME = 0.6
"""Points: how exactly the lines of a column stand below each other."""
_REACH = 8
"""Rows above and below in which others show where a column begins."""
_BELOW = 2.2
"""Heights of type from a line to the next one of its strand."""
_NEAR = 8
"""Pieces from a strand's end: below it may stand a foot, above it running heads."""
_FEW_LINES = 2
_ALIKE = 0.06
"""Of a size: type that differs by less is the same."""
_KEYS = (1, 2, 3)
"""Letters at a strand's end or start by which it is found; a sentence may leave few there."""
_TRIES = 200_000
_JUMPS = 2
"""Columns or pages that one sentence may leave."""
_UP = 0.5
"""Heights of type: further up is another column."""
_ROWS, _FEW = 6, 3
"""Rows with white below white that make a column, and that may be one."""
_MOST_GAPS = 40
_HYPHENS = dict.fromkeys(map(ord, "-\u2010\u00ad"))
_NOTES = frozenset("0123456789,*†‡§")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    page: int
    left: float
    right: float
    base: float
    size: float

    def overlaps(self, other: _Piece) -> bool:
        return self.left < other.right and other.left < self.right

    def leads_to(self, other: _Piece) -> bool:
        """Whether a reader who has come to the end here may go on there."""
        if self.page != other.page:
            return other.page > self.page
        if self.overlaps(other):
            return other.base < self.base
        return other.base > self.base + max(self.size, other.size)


@dataclass(frozen=True)
class _Strand:
    pieces: tuple[_Piece, ...]

    @cached_property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Where each piece starts, and the end."""
        return (0, *accumulate(len(piece.text) for piece in self.pieces))


class Strands:
    """The strands of a document; tells whether a sentence (in the form of `plain`) stands there.

    Hyphens are not compared: whose one at a line's end is, only a reader can tell.
    """

    def __init__(self, pages: Sequence[Sequence[Word]]) -> None:
        self.strands = [
            strand
            for n, words in enumerate(pages)
            for strand in (*_strands(_pieces(words, n)), *_drawn(words, n))
        ]
        self.text = "\0".join(strand.text for strand in self.strands)
        self.starts: dict[str, list[tuple[_Strand, int]]] = defaultdict(list)
        self.ends: dict[str, list[tuple[_Strand, int]]] = defaultdict(list)
        for strand in self.strands:
            count = len(strand.pieces)
            for n in range(min(count, _NEAR)):
                if not _are_beside(strand.pieces[:n], strand.pieces[n]):
                    continue
                place = strand.places[n]
                for key in dict.fromkeys(strand.text[place : place + k] for k in _KEYS):
                    self.starts[key].append((strand, n))
            for n in range(max(0, count - _NEAR), count):
                if not _are_beside(strand.pieces[n + 1 :], strand.pieces[n]):
                    continue
                place = strand.places[n + 1]
                for key in dict.fromkeys(strand.text[max(0, place - k) : place] for k in _KEYS):
                    self.ends[key].append((strand, n))
        self.place = 0
        self.left = _TRIES

    def __contains__(self, sentence: object) -> bool:
        letters = str(sentence).translate(_HYPHENS)
        # Sentences come in order: most stand right behind the one before.
        found = self.text.find(letters, self.place)
        if found < 0:
            found = self.text.find(letters)
        if found >= 0:
            self.place = found
            return True
        return any(
            self._goes_on(letters[cut:], piece, _JUMPS) for cut, piece in self._left(letters)
        )

    def _left(self, letters: str) -> Iterator[tuple[int, _Piece]]:
        """Where a sentence that begins in a strand can have left it."""
        for cut in range(1, len(letters)):
            for strand, n in self.ends.get(letters[max(0, cut - _KEYS[-1]) : cut], ()):
                if self._tried() and strand.text.endswith(letters[:cut], 0, strand.places[n + 1]):
                    yield cut, strand.pieces[n]

    def _goes_on(self, letters: str, piece: _Piece, jumps: int) -> bool:
        """Whether the rest of a sentence stands where a reader goes on after a piece."""
        for strand, n in self.starts.get(letters[: _KEYS[-1]], ()):
            if not self._tried() or not piece.leads_to(strand.pieces[n]):
                continue
            place = strand.places[n]
            if strand.text.startswith(letters, place):
                return True
            end = len(strand.text) - place
            left_again = (
                jumps > 1 and end < len(letters) and letters.startswith(strand.text[place:])
            )
            if left_again and self._goes_on(letters[end:], strand.pieces[-1], jumps - 1):
                return True
        return False

    def _tried(self) -> bool:
        """Whether there is still time for a look; a page can be made to take any."""
        self.left -= 1
        return self.left > 0


def _are_beside(skipped: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether pieces at a strand's end may be passed over: few, or all in other type."""
    sizes = (abs(one.size - piece.size) > _ALIKE * piece.size for one in skipped)
    return len(skipped) <= _FEW_LINES or all(sizes)


def _pieces(words: Sequence[Word], page: int) -> list[_Piece]:
    """The pieces of a page's rows from top to bottom."""
    rows = _rows(words)
    white = _widest(rows)
    gutters = _gutters(rows, white, _ROWS)
    edges = [
        [row[0].left, *(b.left for a, b in pairwise(row) if _is_wide(a, b, white))] for row in rows
    ]
    pieces: list[_Piece] = []
    for n, row in enumerate(rows):
        beside = range(max(0, n - _REACH), min(len(rows), n + _REACH + 1))
        near = [rows[m] for m in beside if 0 < abs(m - n) <= 2]
        lefts = sorted(left for m in beside if m != n for left in edges[m])
        here = [gutter for gutter in gutters if gutter.first <= n <= gutter.last]
        cuts = [
            m
            for m, (before, after) in enumerate(pairwise(row), 1)
            if _is_wide(before, after, white)
            and (_is_in(before, after, here) or _is_cut(before, after, near, lefts))
        ]
        parts = (row[a:b] for a, b in pairwise([0, *cuts, len(row)]))
        pieces += filter(None, (_piece(part, page) for part in parts))
    return pieces


def _piece(words: Sequence[Word], page: int) -> _Piece | None:
    text = plain("".join(word.text for word in words)).translate(_HYPHENS)
    size = max(word.size for word in words)
    sides = min(word.left for word in words), max(word.right for word in words)
    return _Piece(text, page, *sides, words[0].base, size) if text else None


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """The words on each baseline from left to right, without the marks of footnotes."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.base, word.left)):
        if rows and rows[-1][0].base - word.base <= 0.25 * max(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_without_notes(sorted(row, key=lambda word: word.left)) for row in rows]


def _without_notes(row: list[Word]) -> list[Word]:
    usual = max(word.size for word in row)
    return [
        word
        for n, word in enumerate(row)
        if not n or word.size >= 0.75 * usual or not _NOTES.issuperset(word.text)
    ]


def _widest(rows: Sequence[Sequence[Word]]) -> float:
    """Heights of type: how wide white must be to be no blank of this page.

    A typewriter's blank is as wide as a letter, a blank of drawn out text as it happens.
    """
    blanks = [(b.left - a.right) / a.size for row in rows for a, b in pairwise(row)]
    return max(_WHITE, 1.5 * median(blanks)) if blanks else _WHITE


def _is_wide(before: Word, after: Word, white: float) -> bool:
    return after.left - before.right >= white * max(before.size, after.size)


def _is_in(before: Word, after: Word, gutters: Sequence[_Gutter]) -> bool:
    meets = (gutter.meets(before.right, after.left) for gutter in gutters)
    return any(right - left >= _WHITE * before.size for left, right in meets)


def _is_cut(
    before: Word, after: Word, near: Sequence[Sequence[Word]], lefts: Sequence[float]
) -> bool:
    """Whether a column begins behind the white between two words.

    Where it begins other lines do, or the white goes on in rows beside. The blanks of a
    line drawn out to its column's width do not stand below each other.
    """
    size = max(before.size, after.size)
    low, high = before.right, after.left
    if high - low > _FAR * size:
        return True
    crossed = sum(_crosses(row, high - 2 * _SAME) for row in near)
    same = bisect_right(lefts, high + _SAME) - bisect_right(lefts, high - _SAME)
    if same >= 2 and crossed <= 1:
        return True
    found = 0
    for row in near:
        place = bisect_right(row, low, key=lambda word: word.left)
        if 0 < place < len(row):
            inner = max(low, row[place - 1].right), min(high, row[place].left)
            if inner[1] - inner[0] >= _CLEAR * size:
                low, high = inner
                found += 1
    return found >= 2


def _crosses(row: Sequence[Word], place: float) -> bool:
    n = bisect_right(row, place, key=lambda word: word.left)
    return n > 0 and row[n - 1].right > place


def _strands(pieces: Sequence[_Piece]) -> Iterator[_Strand]:
    """Pieces in strands: each leads to the nearest below it, unless another does."""
    led: set[int] = set()
    after: dict[int, int] = {}
    for n, piece in enumerate(pieces):
        for m in range(n + 1, len(pieces)):
            other = pieces[m]
            if piece.base - other.base > _BELOW * max(piece.size, other.size):
                break
            if other.base < piece.base and piece.overlaps(other):
                if m not in led:
                    after[n] = m
                    led.add(m)
                break
    for n in range(len(pieces)):
        if n not in led:
            chain = [n]
            while chain[-1] in after:
                chain.append(after[chain[-1]])
            yield _Strand(tuple(pieces[m] for m in chain))


# --- As it was drawn -----------------------------------------------------------------


def _drawn(words: Sequence[Word], page: int) -> Iterator[_Strand]:
    """A page as one strand in the order in which it was drawn, if that is a reader's."""
    lines, rows = list(_drawn_lines(words)), _rows(words)
    if lines and (_goes_up(lines) or not _gutters(rows, _widest(rows), _FEW)):
        pieces = (_piece(_without_notes(line), page) for line in lines)
        yield _Strand(tuple(piece for piece in pieces if piece))


def _drawn_lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words drawn one after the other on one baseline, from left to right."""
    line: list[Word] = []
    for word in words:
        if line and (
            abs(word.base - line[-1].base) > 0.25 * max(word.size, line[-1].size)
            or word.left < line[-1].left
        ):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _goes_up(lines: Sequence[Sequence[Word]]) -> bool:
    """Whether the drawing goes from a column's foot up to the head of the next one."""
    return any(
        below[0].base > above[0].base + _UP * above[0].size and below[0].left > above[-1].right
        for above, below in pairwise(lines)
    )


# --- White between columns -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Gutter:
    """White that goes down from row `first` to row `last`; `both` rows have words beside it."""

    left: float
    right: float
    first: int
    last: int
    both: int

    def meets(self, low: float, high: float) -> tuple[float, float]:
        return max(self.left, low), min(self.right, high)


def _gutters(rows: Sequence[Sequence[Word]], white: float, least_rows: int) -> list[_Gutter]:
    """White that so many rows at least have words on both sides of.

    In text that is drawn out to its column white stands below white by chance, in few rows.
    """
    found: list[_Gutter] = []
    open_: list[_Gutter] = []
    for n, row in enumerate(rows):
        least = _WHITE * max(word.size for word in row)
        gaps = [(a.right, b.left) for a, b in pairwise(row) if _is_wide(a, b, white)]
        beside = ((-inf, row[0].left), (row[-1].right, inf))
        grown = [_Gutter(low, high, n, n, 1) for low, high in gaps]
        for gutter in open_:
            for low, high in (*gaps, *beside):
                left, right = gutter.meets(low, high)
                if right - left >= least:
                    both = gutter.both + (low != -inf and high != inf)
                    grown.append(_Gutter(left, right, gutter.first, n, both))
        found += (one for one in open_ if one.both >= least_rows)
        open_ = sorted(grown, key=lambda one: (-one.both, one.first, one.left))[:_MOST_GAPS]
    return [*found, *(one for one in open_ if one.both >= least_rows)]
