"""The words of a sentence, clause by clause, and those that change what it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from briefing.language import Language, language

Phrases = Mapping[str, Sequence[tuple[str, ...]]]
_TOKEN = re.compile(
    r"\d++(?:[.,]\d++)*+(?:–\d++(?:[.,]\d++)*+)?|[^\W\d_]++(?:['’\u02bc][^\W\d_]++)*+"
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
_CLOCK = re.compile(
    r"(?<![\d.,:$€£])([01]?\d|2[0-3])(?:[:.] ?([0-5]\d))?(?![\d.,:] ?\d)"
    r" ?(?:([ap])\. ?m\b|([ap])m\b)?",
    re.IGNORECASE,
)
_ZONES = re.compile(r"\b(?:GMT|UTC)")
_NOON = 12
_APPOSITION = 12  # words between commas that tell who a person is
_GROUP = 2  # words from "crew" to the number in "a crew of 12"
_TITLE = 4  # letters of an abbreviated title, whose dot ends nothing
_ENDS = frozenset('.,;:!?()[]“”"«»—')


class Word(NamedTuple):
    """A content word: where it stands, what it is compared by, and whose name it is part of."""

    place: int
    token: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language that change what a sentence says."""

    say: frozenset[str]
    deny: frozenset[str]
    undenied: Phrases
    told: frozenset[str]
    agents: frozenset[str]
    relatives: frozenset[str]
    inner: frozenset[str]
    joins: frozenset[str]
    plan: Phrases
    deeds: tuple[str, ...]
    alike: Mapping[str, str]
    of: frozenset[str]
    numbers: Mapping[str, float]
    durations: frozenset[str]
    scales: Mapping[str, float]
    degrees: frozenset[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    measures: Mapping[str, tuple[str, float]]
    units: frozenset[str]
    bounds: Mapping[tuple[str, ...], int]
    verbs_of_saying: frozenset[str]
    finite: frozenset[str]
    past: tuple[str, ...]
    hanging: frozenset[str]
    openers: frozenset[str]
    after_participles: frozenset[str]
    unfinished: frozenset[str]
    coordinates: frozenset[str]
    that: frozenset[str]
    articles: frozenset[str]

    def plain(self, stem: str) -> str:
        """The stem that stands for all words that report the same."""
        return self.alike.get(stem, stem)


@cache
def lexicon_of(code: str) -> Lexicon:
    """The lexicon of a language, by its code; an empty one where its file has no table."""
    own = language(code)
    table, numbers = own.section("claims"), own.section("numbers")
    return Lexicon(
        own.saying,
        frozenset(table.get("deny", ())),
        _phrases(table.get("undenied", ())),
        frozenset(table.get("told", ())),
        frozenset(table.get("agents", ())),
        frozenset(own.section("figures").get("relatives", ())),
        frozenset(own.section("names").get("inner", ())),
        frozenset(table.get("joins", ())),
        _phrases(table.get("plan", ())),
        tuple(table.get("deeds", ())),
        own.alike,
        frozenset(numbers.get("of", ())),
        {**numbers.get("small", {}), **numbers.get("sets", {})},
        frozenset(numbers.get("durations", ())),
        numbers.get("multipliers", {}),
        frozenset(numbers.get("scales", ())),
        {name: n for n, names in enumerate(_months(own), 1) for name in names},
        _ordered(numbers.get("weekdays", ())),
        {
            word: (unit, factor)
            for unit, factors in table.get("measures", {}).items()
            for word, factor in factors.items()
        },
        frozenset(table.get("measures", ())),
        {
            tuple(phrase.split()): way
            for way, key in ((1, "lower_bounds"), (-1, "upper_bounds"))
            for phrase in own.section("figures").get(key, ())
        },
        frozenset((*table.get("say", ()), *table.get("relaying", ()))),
        frozenset(table.get("finite", ())),
        tuple(table.get("past", ())),
        frozenset(table.get("hanging", ())),
        frozenset(table.get("openers", ())),
        frozenset(table.get("after_participles", ())),
        frozenset(table.get("unfinished", ())),
        frozenset(table.get("coordinates", ())),
        frozenset(table.get("that", ())),
        frozenset(table.get("articles", ())),
    )


def _months(own: Language) -> Sequence[Sequence[str]]:
    """The names of each month, in their order."""
    return tuple(own.section("months").get("names", ()))


def _phrases(rows: Sequence[str]) -> Phrases:
    """Phrases by their first words."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        phrase = tuple(row.split())
        found[phrase[0]].append(phrase)
    return dict(found)


def _ordered(rows: Sequence[str]) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows, 1) for word in row.split()}


def _clocks(text: str) -> Iterator[tuple[tuple[int, int], int]]:
    """Times of day told to the minute or with a half of the day: where, and in minutes."""
    for found in _CLOCK.finditer(text):
        hour, minute = int(found[1]), found[2]
        half = (found[3] or found[4] or "").lower()
        if half and 0 < hour <= _NOON:
            yield found.span(), (hour % _NOON + _NOON * (half == "p")) * 60 + int(minute or 0)
        elif minute and ":" in found[0]:
            yield found.span(), hour * 60 + int(minute)


class Clauses:
    """The words of a sentence, in their case and without it, and where a clause ends.

    `timed` tells of each word whether it is of a time of day, and `times` are these in minutes.
    """

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self.cased = [m[0] for m in found]
        self.raw = [w.lower().replace("’", "'") for w in self.cased]
        self.low = [w[:-2] if w.endswith("'s") else w.rstrip("'") for w in self.raw]
        ends = (*(m.start() for m in found[1:]), len(text))
        self._after = [text[m.end() : end] for m, end in zip(found, ends, strict=False)]
        spans = [m.span() for m in _QUOTED.finditer(text)]
        self.quoted = [bool(spans) and any(a <= m.start() < b for a, b in spans) for m in found]
        clocks = dict(_clocks(text)) if any(w[0].isdigit() for w in self.low) else {}
        self.timed = [bool(clocks) and any(a <= m.start() < b for a, b in clocks) for m in found]
        # What is told in the time of another place is not compared.
        self.times = tuple(clocks.values()) if clocks and not _ZONES.search(text) else ()

    def numbered(self, n: int, lexicon: Lexicon, stops: frozenset[str]) -> bool:
        """Is a number the end of a name, "Highway 9, north of", "six T-34 tanks"?"""
        if not (n and self.cased[n][0].isdigit() and self.cased[n - 1][0].isupper()):
            return False
        if self.hyphened(n - 1):
            return True
        if n < 2 or self._after[n - 1].strip():
            return False
        before = self.low[n - 2]
        if self.cased[n - 1].isupper() and (before[0].isdigit() or before in lexicon.numbers):
            return True  # "six T 34 tanks"
        return n + 1 == len(self.low) or bool(self._after[n].strip()) or self.low[n + 1] in stops

    def group(self, n: int, lexicon: Lexicon, stops: frozenset[str]) -> str:
        """The group whose size the number at word `n` is, "a crew of 12"; "" where it is none."""
        sized = self.low[n].isdigit() or self.low[n] in lexicon.numbers
        if n < _GROUP or not sized or self.low[n - 1] not in lexicon.of:
            return ""
        noun = self.low[n - _GROUP]
        return "" if noun in stops or noun[0].isdigit() else noun

    def comma(self, n: int) -> bool:
        """Whether a comma follows word `n`."""
        return n >= 0 and "," in self._after[n]

    def hyphened(self, n: int) -> bool:
        return self._after[n][:1] == "-"

    def scope(self, start: int, reach: int) -> range:
        """The words from `start` on that are in one clause, at most `reach`."""
        end = start
        while end < min(len(self.low), start + reach):
            end += 1
            if not _ENDS.isdisjoint(self._after[end - 1]):
                break
        return range(start, end)

    def parted(self, one: int, other: int, joins: frozenset[str]) -> bool:
        """Whether a clause ends between two words: a sign, or a word that joins clauses."""
        between = slice(max(one, 0), other)
        # Mostly blanks, and told at once.
        ended = "".join(self._after[between]).strip() and any(
            not _ENDS.isdisjoint(after) or "-" in after.split() for after in self._after[between]
        )
        return bool(ended) or not joins.isdisjoint(self.low[between])

    def apposition(self, n: int, lexicon: Lexicon) -> range:
        """What stands between commas after word `n`: "Berg, head of the board, said"."""
        following = self.low[n + 1 : n + 2]
        if self._after[n][:1] != "," or not following or following[0] in lexicon.relatives:
            return range(0)
        found = self.scope(n + 1, _APPOSITION + 1)
        return found if len(found) <= _APPOSITION else range(0)

    def titles(self, n: int, stops: frozenset[str]) -> range:
        """What stands right before the name at word `n`, in its clause: "police chief Ann Berg"."""
        first = n
        while first and n - first < _APPOSITION and self.low[first - 1] not in stops:
            after = self._after[first - 1]
            short = after[:1] == "." and len(self.cased[first - 1]) <= _TITLE
            if self.quoted[first - 1] or not (short or _ENDS.isdisjoint(after)):
                break
            first -= 1
        return range(first, n)

    def described(self, n: int, stops: frozenset[str], lexicon: Lexicon) -> range:
        """What tells before the name at word `n` who it is: "the Welsh first minister Ann Berg".

        No verb does: "police arrested Ann Berg".
        """
        first = n
        for m in range(n - 1, self.titles(n, stops).start - 1, -1):
            word = self.raw[m]
            verb = word in lexicon.finite or word in lexicon.verbs_of_saying
            if verb or (self.low[m].islower() and word.endswith(lexicon.deeds)):
                break
            first = m
        return range(self.capitals(first), n)

    def capitals(self, n: int) -> int:
        """Where the capitalized words begin that stand right before word `n`; `n` without any."""
        while n and self.cased[n - 1][0].isupper():
            n -= 1
        return n

    def office(self, n: int, lexicon: Lexicon) -> range:
        """What the name at word `n` is told to be: ", head of the board, " or "of the board"."""
        if (
            self.low[n + 1 : n + 2]
            and self.low[n + 1] in lexicon.inner
            and not self._after[n].strip()
        ):
            return self.scope(n + 1, _APPOSITION)
        first = self.apposition(n, lexicon)
        last = first[-1] if first else n
        more = self.apposition(last, lexicon) if first else first
        return range(n + 1, (more[-1] if more else last) + 1)

    def at(self, n: int, phrases: Phrases) -> int:
        """How many words a phrase takes that begins at word `n`; 0 where none does."""
        near = phrases.get(self.raw[n], ())
        return max((len(p) for p in near if tuple(self.raw[n : n + len(p)]) == p), default=0)
