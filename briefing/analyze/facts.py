"""What a sentence says, in a form in which two sentences can be compared."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from briefing.language import Language, language

Days = frozenset[tuple[str, int]]

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’\u02bc][^\W\d_]+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.]\d{3})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
SPOKEN = 0.3  # weight of the speaker's name: who speaks is not what is said
WIDER = 2.0  # weight of a sentence's neighbours in its wider vector


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
    return _widen(weighed)


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
        self._longest = max((name.count(" ") + 1 for name in names), default=0)

    def read(self, statement: Statement) -> Facts:
        """Facts whose weights are not yet weighed by rarity."""
        own, lexicon = language(statement.language), _lexicon(statement.language)
        raw = [m.group().lower().replace("’", "'") for m in _TOKEN.finditer(statement.text)]
        low = [w[:-2] if w.endswith("'s") else w.rstrip("'") for w in raw]
        tokens = list(self._tokens(low, own, lexicon))
        days = frozenset(_days(low, lexicon, statement.day))
        outside = set(_TOKEN.findall(_QUOTED.sub(" ", statement.text).lower().replace("’", "'")))
        return Facts(
            {t: SPOKEN if t == "@" + statement.speaker else 1.0 for t in tokens},
            _counts(tokens, low, lexicon),
            days,
            not lexicon.deny.isdisjoint(outside),
            not lexicon.plan.isdisjoint(raw),
            statement.speaker,
            {},
        )

    def _tokens(self, low: Sequence[str], own: Language, lexicon: _Lexicon) -> Iterator[str]:
        i = 0
        while i < len(low):
            size, key = self._name(low, i)
            if size:
                yield "@" + key
            elif low[i][0].isdigit() or low[i] in lexicon.numbers:
                size, value = _number(low, i, lexicon)
                yield value
            elif low[i] not in own.stop_words:
                stem = own.stem(low[i])
                if stem not in lexicon.say:
                    yield lexicon.alike.get(stem, stem)
            i += size or 1

    def _name(self, low: Sequence[str], start: int) -> tuple[int, str]:
        for size in range(min(self._longest, len(low) - start), 0, -1):
            if key := self._names.get(" ".join(low[start : start + size])):
                return size, key
        return 0, ""


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
        if token[0].isdigit() and token not in dates and not _YEAR.fullmatch(token)
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


# --- Neighbours --------------------------------------------------------------------------

_COMMON = 150  # sentences that share a stem before it stops leading to neighbours
_NEAREST = 5


def _widen(facts: Sequence[Facts]) -> list[Facts]:
    """Each sentence's vector with those of its nearest neighbours (Rocchio 1971).

    Two sentences on one event often share no word, but their neighbours do.
    """
    units = [_unit(f.weights) for f in facts]
    near = _neighbours(units)
    found = []
    for n, unit in enumerate(units):
        wider = dict(unit)
        for m, alike in near[n]:
            for stem, weight in units[m].items():
                wider[stem] = wider.get(stem, 0.0) + WIDER * alike * weight
        found.append(replace(facts[n], wider=_unit(wider)))
    return found


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(w * w for w in vector.values()))
    return {stem: w / norm for stem, w in vector.items()} if norm else {}


def _neighbours(units: Sequence[Mapping[str, float]]) -> list[list[tuple[int, float]]]:
    index: dict[str, list[int]] = {}
    for n, unit in enumerate(units):
        for stem in unit:
            index.setdefault(stem, []).append(n)
    found = []
    for n, unit in enumerate(units):
        alike: dict[int, float] = {}
        for stem, weight in unit.items():
            if len(index[stem]) <= _COMMON:
                for m in index[stem]:
                    alike[m] = alike.get(m, 0.0) + weight * units[m][stem]
        alike.pop(n, None)
        found.append(sorted(alike.items(), key=lambda s: (-s[1], s[0]))[:_NEAREST])
    return found
