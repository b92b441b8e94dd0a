"""What a sentence says, in a form in which two sentences can be compared."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from briefing.analyze.vectors import unit, widen
from briefing.language import Language, language

Days = frozenset[tuple[str, int]]

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’\u02bc][^\W\d_]+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.]\d{3})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e\+[0-9]+)?")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
SPOKEN = 0.3  # weight of the speaker's name: who speaks is not what is said
_LONGEST = 6  # words in a name that is looked for
DEED = 1.5  # weight of a word that tells what was done


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with what its article tells of it: who speaks, and the day of printing."""

    text: str
    language: str
    speaker: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """A sentence in comparable form.

    `weights` maps its content stems, in order, to their rarity in bits; known
    names stand as "@key", numbers as plain digits. `counts` maps each number to
    the stem counted. `days` holds ("date", month * 100 + day) or ("weekday", n).
    `wider` is the sentence's unit vector with those of its nearest neighbours.
    """

    weights: Mapping[str, float]
    counts: Mapping[str, str]
    days: Days
    denied: bool
    planned: bool
    speaker: str
    wider: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of a language that change what a sentence says."""

    say: frozenset[str]
    deny: frozenset[str]
    plan: frozenset[str]
    deeds: tuple[str, ...]
    alike: Mapping[str, str]
    numbers: Mapping[str, float]
    durations: frozenset[str]
    scales: Mapping[str, float]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@cache
def _lexicon(code: str) -> _Lexicon:
    own = language(code)
    table, numbers = own.section("claims"), own.section("numbers")
    alike = {
        own.stem(word): own.stem(group.split()[0])
        for group in table.get("alike", ())
        for word in group.split()
    }
    return _Lexicon(
        frozenset(map(own.stem, table.get("say", ()))),
        frozenset(table.get("deny", ())),
        frozenset(table.get("plan", ())),
        tuple(table.get("deeds", ())),
        alike,
        {**numbers.get("small", {}), **numbers.get("sets", {})},
        frozenset(numbers.get("durations", ())),
        numbers.get("multipliers", {}),
        _ordered(numbers.get("months", ())),
        _ordered(numbers.get("weekdays", ())),
    )


def _ordered(rows: Sequence[str]) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows, 1) for word in row.split()}


def read_facts(statements: Sequence[Statement], names: Mapping[str, str]) -> list[Facts]:
    """The facts of sentences that are one another's context: what is rare here tells more.

    `names` maps spellings in lower case to keys, as `names.canonical` gives them.
    """
    reader = _Reader(names)
    read = [reader.read(s) for s in statements]
    df = Counter(stem for facts in read for stem in facts.weights)
    weighed = [_weigh(facts, df, len(read)) for facts in read]
    wider = widen([unit(f.weights) for f in weighed], common=100, nearest=5, least=0.15, weight=2.0)
    return [replace(f, wider=w) for f, w in zip(weighed, wider, strict=True)]


def _weigh(facts: Facts, df: Counter[str], size: int) -> Facts:
    weights = {
        stem: factor * math.log2((size + 1) / (df[stem] + 0.5))
        for stem, factor in facts.weights.items()
    }
    return replace(facts, weights=weights)


class _Reader:
    """Turns sentences into facts; knows the names of the day."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._longest = min(_LONGEST, max((name.count(" ") + 1 for name in names), default=0))

    def read(self, statement: Statement) -> Facts:
        """Facts whose weights are not yet weighed by rarity."""
        own, lexicon = language(statement.language), _lexicon(statement.language)
        cased = _TOKEN.findall(statement.text)
        raw = [w.lower().replace("’", "'") for w in cased]
        low = [w[:-2] if w.endswith("'s") else w.rstrip("'") for w in raw]
        placed = list(self._tokens(low, own, lexicon))
        tokens = [token for _, token in placed]
        days = frozenset(_days(low, lexicon, statement.day))
        outside = set(_TOKEN.findall(_QUOTED.sub(" ", statement.text).lower().replace("’", "'")))
        return Facts(
            _emphasis(placed, cased, "@" + statement.speaker, lexicon.deeds),
            _counts(tokens, low, lexicon),
            days,
            not lexicon.deny.isdisjoint(outside),
            any(f" {phrase} " in f" {' '.join(raw)} " for phrase in lexicon.plan),
            statement.speaker,
            {},
        )

    def _tokens(
        self, low: Sequence[str], own: Language, lexicon: _Lexicon
    ) -> Iterator[tuple[int, str]]:
        """Each content word with its place."""
        i = 0
        while i < len(low):
            size, key = self._name(low, i)
            if size:
                yield i, "@" + key
            elif low[i][0].isdigit() or low[i] in lexicon.numbers:
                size, value = _number(low, i, lexicon)
                yield i, value
            elif low[i] not in own.stop_words:
                stem = own.stem(low[i])
                if stem not in lexicon.say:
                    yield i, lexicon.alike.get(stem, stem)
            i += size or 1

    def _name(self, low: Sequence[str], start: int) -> tuple[int, str]:
        for size in range(min(self._longest, len(low) - start), 0, -1):
            if key := self._names.get(" ".join(low[start : start + size])):
                return size, key
        return 0, ""


def _emphasis(
    placed: Sequence[tuple[int, str]], cased: Sequence[str], speaker: str, deeds: tuple[str, ...]
) -> dict[str, float]:
    """Weights of the content words: the speaker's name and title count little."""
    weights: dict[str, float] = {}
    for place, token in placed:
        weights.setdefault(token, DEED if cased[place].lower().endswith(deeds) else 1.0)
        if token == speaker:
            first = place
            while first and cased[first - 1][0].isupper():
                first -= 1
            weights |= {t: SPOKEN for n, t in placed if first <= n <= place}
    return weights


def _number(low: Sequence[str], start: int, lexicon: _Lexicon) -> tuple[int, str]:
    """How many words a number takes, and its value in plain digits."""
    word = low[start]
    value = lexicon.numbers.get(word)
    if value is None:
        plain = re.sub(r"[,.]", "", word) if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
        if plain.count(".") > 1 or not plain.isascii():
            return 1, word
        value = float(plain)
    end = start + 1
    while end < len(low) and (scale := lexicon.scales.get(low[end])):
        value, end = value * scale, end + 1
    return end - start, f"{value:.12g}"


def _counts(tokens: Sequence[str], low: Sequence[str], lexicon: _Lexicon) -> dict[str, str]:
    """Each number that is no part of a date or a stretch of time, with the word after it."""
    dates = {
        _number(low, n, lexicon)[1]
        for n, w in enumerate(low)
        if (w[0].isdigit() and lexicon.months.keys() & {*low[max(0, n - 1) : n]})
        or ((w[0].isdigit() or w in lexicon.numbers) and _is_time(low[n + 1 : n + 2], lexicon))
    }
    return {
        token: next(iter(tokens[n + 1 : n + 2]), "")
        for n, token in enumerate(tokens)
        if _VALUE.fullmatch(token) and token not in dates and not _YEAR.fullmatch(token)
    }


def _is_time(after: Sequence[str], lexicon: _Lexicon) -> bool:
    return bool(after) and (after[0] in lexicon.durations or after[0] in lexicon.months)


def _days(low: Sequence[str], lexicon: _Lexicon, day: date | None) -> Iterator[tuple[str, int]]:
    """The days named; a weekday is the last one before the day of printing, where that is known."""
    for n, word in enumerate(low):
        if month := lexicon.months.get(word):
            near = [w for w in (*low[n + 1 : n + 2], *low[max(0, n - 1) : n]) if w.isdigit()]
            if near and 1 <= int(near[0]) <= 31:
                yield "date", month * 100 + int(near[0])
        elif weekday := lexicon.weekdays.get(word):
            if day is None:
                yield "weekday", weekday
            else:
                then = day - timedelta(days=(day.isoweekday() - weekday) % 7)
                yield "date", then.month * 100 + then.day
