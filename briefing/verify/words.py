"""Words of a text, and whether all of them come from somewhere known.

What a form prints is put together from whole values (a title, a number, a phrase of the
layout) and from stretches of longer texts (sentences, articles). A word is explained when
it belongs to a whole value, or to a stretch of at least `STRETCH` words that stands so in
a known text. This finds a sentence that somebody added; it costs a look-up a word.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

STRETCH = 6
_SHOWN = 14
"""Words in a row that nobody writes by chance."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+[a-z]?")  # the third source of one text is 3c
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

_NUMBERED = re.compile(r"\[(U\+[0-9A-F]{4,6}(?:\s+U\+[0-9A-F]{4,6})*)\]")
"""Letters that no font had, as a print gives them."""

Words = tuple[str, ...]


def words(text: str) -> Words:
    """Letters and digits of a text, word by word, however it is set.

    >>> words("“11,756 — civil\\u00adians’ lot”")
    ('11', '756', 'civilians', 'lot')
    """
    if "[U+" in text:
        text = _NUMBERED.sub(_letters, text)
    # Accents may stand apart from their letters in a print.
    plain = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    return tuple(_WORD.findall(plain.casefold()))


def _letters(numbers: re.Match[str]) -> str:
    found = (int(one[2:], 16) for one in numbers[1].split())
    return "".join(chr(code) for code in found if code <= sys.maxunicode)


def places(row: Sequence[str], wanted: Words) -> Iterator[int]:
    """Where these words stand in a row, from the left."""
    if not wanted:
        return
    for n in range(len(row) - len(wanted) + 1):
        if row[n] == wanted[0] and tuple(row[n : n + len(wanted)]) == wanted:
            yield n


_KEY = 3
_COUNT = re.compile(r"(\d{1,7})[a-z]?")


class Whole:
    """Values that a page prints whole, one after another, and counts up to `most` between them.

    What is left of a value of which one word was changed is none of them.
    """

    def __init__(self, texts: Iterable[str] = (), most: int = 0) -> None:
        self.most = most
        self._values: dict[Words, set[Words]] = {}
        self.add(texts)

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            if told := words(text):
                self._values.setdefault(told[:_KEY], set()).add(told)

    def also(self, texts: Iterable[str]) -> Whole:
        """Another that knows these as well."""
        made = Whole(texts, self.most)
        for key, values in self._values.items():
            made._values[key] = made._values.get(key, set()) | values
        return made

    def strange(self, row: Words) -> Words:
        """The words at which a row is no longer values one after another; none where it is."""
        reached, furthest = {0}, 0
        for n in range(len(row)):
            if n in reached:
                furthest = n
                reached.update(self._ends(row, n))
        return () if len(row) in reached else row[furthest : furthest + _SHOWN]

    def begins(self, row: Words) -> bool:
        """Whether a value of at least so many words begins with the row."""
        return any(value[: len(row)] == row for value in self._values.get(row[:_KEY], ()))

    def _ends(self, row: Words, start: int) -> Iterator[int]:
        """Where the values end that begin at a place."""
        if (count := _COUNT.fullmatch(row[start])) and int(count[1]) <= self.most:
            yield start + 1
        for size in range(1, min(_KEY, len(row) - start) + 1):
            for value in self._values.get(row[start : start + size], ()):
                if row[start : start + len(value)] == value:
                    yield start + len(value)


@dataclass(slots=True)
class Known:
    """Everything that a form may print."""

    _phrases: set[Words] = field(default_factory=set)
    _stretches: set[int] = field(default_factory=set)

    def phrase(self, text: str) -> None:
        """A value that may be printed whole, or, when it is long, a stretch of it."""
        told = words(text)
        if len(told) < STRETCH:
            self._phrases.add(told)
        else:
            self._add(told)

    def phrases(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.phrase(text)

    def name(self, text: str) -> None:
        """A value that may also be printed shortened: its first words."""
        self.phrase(text)
        told = words(text)
        self._phrases |= {told[:size] for size in range(1, min(STRETCH, len(told) + 1))}

    def text(self, text: str) -> None:
        """A text of which only long stretches are printed."""
        self._add(words(text))

    def copy(self) -> Known:
        return Known(set(self._phrases), set(self._stretches))

    def unexplained(self, told: Sequence[str]) -> Iterator[Words]:
        """Runs of words that come from nowhere; numbers alone are none."""
        explained = self._explained(told)
        run: list[str] = []
        for word, known in zip((*told, ""), (*explained, True), strict=True):
            if not known and not _NUMBER.fullmatch(word):
                run.append(word)
            elif run and known:
                yield tuple(run)
                run = []

    def _add(self, told: Words) -> None:
        for n in range(len(told) - STRETCH + 1):
            self._stretches.add(hash(told[n : n + STRETCH]))

    def _explained(self, told: Sequence[str]) -> list[bool]:
        row = tuple(told)
        explained = [False] * len(row)
        for n in range(len(row)):
            if hash(row[n : n + STRETCH]) in self._stretches and n + STRETCH <= len(row):
                explained[n : n + STRETCH] = [True] * STRETCH
            for size in range(min(STRETCH - 1, len(row) - n), 0, -1):
                if row[n : n + size] in self._phrases:
                    explained[n : n + size] = [True] * size
                    break
        return explained
