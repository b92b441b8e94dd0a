"""How alike two sentences are in what they say.

Word likeness alone is exhausted early: soft alignment of words weighted by rarity
(Monge and Elkan 1996; Sultan, Bethard and Sumner 2014 for alignment as the measure)
finds most pairs, and who speaks, which numbers, days and names stand in them,
whether one denies what the other says, tell look-alikes apart.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from briefing.analyze.names import fold
from briefing.language import Language, language

SAME = 0.28

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’\u02bc][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Facts:
    """A sentence in comparable form.

    `stems` are its content words in order, names by key and numbers by value;
    `numbers` the values that count something, `days` the calendar words, `names`
    the keys of names, `denied` whether it says that something is not so.
    """

    stems: tuple[str, ...]
    weights: Mapping[str, float]
    names: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    denied: bool
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    say: frozenset[str]
    numbers: Mapping[str, str]
    scales: Mapping[str, float]
    months: frozenset[str]
    days: frozenset[str]
    deny: frozenset[str]


@cache
def _lexicon(code: str) -> _Lexicon:
    own = language(code)
    table = own.section("claims")
    say = frozenset(own.stem(w) for phrase in table.get("say", ()) for w in phrase.split()[:1])
    return _Lexicon(
        say,
        {k: str(v) for k, v in table.get("numbers", {}).items()},
        dict(table.get("scales", {})),
        frozenset(table.get("months", ())),
        frozenset(table.get("days", ())),
        frozenset(table.get("deny", ())),
    )


class Context:
    """The sentences among which two are compared: what is rare here tells more."""

    def __init__(self, texts: Iterable[tuple[str, str]], names: Mapping[str, str] | None = None):
        """`texts` are (sentence, language code); `names` maps spellings to keys."""
        self._names = names or {}
        self._longest = max((len(n.split()) for n in self._names), default=1)
        self._counts: Counter[str] = Counter()
        self._size = 0
        for text, code in texts:
            self._size += 1
            self._counts.update(set(self._tokens(text, language(code))))

    def weight(self, stem: str) -> float:
        return math.log((self._size + 1) / (self._counts[stem] + 0.5))

    def facts(self, text: str, code: str, speaker: str = "") -> Facts:
        own, lexicon = language(code), _lexicon(code)
        tokens = self._tokens(text, own)
        low = [m.group().lower() for m in _TOKEN.finditer(text)]
        days, numbers = _days_and_numbers(tokens, lexicon)
        capitals = {fold(m.group()) for m in _TOKEN.finditer(text) if m.group()[0].isupper()}
        stems = tuple(dict.fromkeys(t for t in tokens))
        return Facts(
            stems,
            {t: self.weight(t) for t in stems},
            frozenset(t[1:] for t in stems if t.startswith("@")) | (capitals & set(stems)),
            numbers,
            days,
            any(w in lexicon.deny for w in low),
            speaker,
        )

    def _tokens(self, text: str, own: Language) -> list[str]:
        """Content words as stems; known names as "@key"; number words as digits."""
        lexicon = _lexicon(own.code)
        raw = [m.group().replace("’", "'") for m in _TOKEN.finditer(text)]
        low = [_bare(w.lower()) for w in raw]
        found: list[str] = []
        i = 0
        while i < len(raw):
            if step := self._name(low, i):
                found.append("@" + step[1])
                i += step[0]
                continue
            word = low[i]
            if word[0].isdigit() or word in lexicon.numbers:
                found.append(_value(lexicon.numbers.get(word, word), low[i + 1 : i + 2], lexicon))
            elif word not in own.stop_words and (stem := own.stem(word)) not in lexicon.say:
                found.append(stem)
            i += 1
        return found

    def _name(self, low: Sequence[str], start: int) -> tuple[int, str] | None:
        for size in range(min(self._longest, len(low) - start), 0, -1):
            if key := self._names.get(" ".join(low[start : start + size])):
                return size, key
        return None


def _bare(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word.rstrip("'")


def _value(digits: str, after: Sequence[str], lexicon: _Lexicon) -> str:
    """A number in plain digits, multiplied by a scale word after it."""
    plain = digits.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits) else digits
    try:
        value = float(plain.replace(",", "."))
    except ValueError:
        return digits
    if after and after[0] in lexicon.scales:
        value *= lexicon.scales[after[0]]
    return f"{value:g}" if value < 1e6 else str(round(value))


def _days_and_numbers(
    tokens: Sequence[str], lexicon: _Lexicon
) -> tuple[frozenset[str], frozenset[str]]:
    days, numbers = set(), set()
    for n, token in enumerate(tokens):
        if token in lexicon.days:
            days.add(token)
        elif token[0].isdigit():
            if lexicon.months & {*tokens[max(0, n - 1) : n], *tokens[n + 1 : n + 2]}:
                days.add(token)
            else:
                numbers.add(token)
    return frozenset(days), frozenset(numbers)


def similarity(a: Facts, b: Facts) -> float:
    """From 0 to 1: how far two sentences say the same."""
    if not a.stems or not b.stems:
        return 0.0
    sa, sb = set(a.stems), set(b.stems)
    jaccard = len(sa & sb) / len(sa | sb)
    whole = _harmonic(_covered(a, b, sb), _covered(b, a, sa))
    plain = _harmonic(_covered(a, b, sb, plain=True), _covered(b, a, sa, plain=True))
    return 0.4 * jaccard + 0.4 * whole + 0.2 * plain


def _covered(a: Facts, b: Facts, sb: set[str], *, plain: bool = False) -> float:
    total = found = 0.0
    for stem in a.stems:
        if plain and (stem[0] == "@" or stem[0].isdigit() or stem in a.names):
            continue
        weight = a.weights[stem]
        total += weight
        found += weight * (
            1.0 if stem in sb else max((_alike(stem, t) for t in b.stems), default=0)
        )
    return found / total if total else 0.0


@cache
def _alike(one: str, other: str) -> float:
    """How alike two different stems are."""
    if one[0].isdigit() or other[0].isdigit():
        return 0.0
    one, other = one.lstrip("@"), other.lstrip("@")
    short = min(len(one), len(other))
    shared = next((n for n in range(short) if one[n] != other[n]), short)
    if shared == short >= 4:
        return 0.85
    if shared >= 5:
        return 0.7
    first, second = _bigrams(one), _bigrams(other)
    return 0.8 * dice if first and second and (dice := _dice(first, second)) > 0.5 else 0.0


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


@cache
def _bigrams(word: str) -> frozenset[str]:
    return frozenset(word[i : i + 2] for i in range(len(word) - 1))


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def contradicts(a: Facts, b: Facts) -> bool:
    """Whether two alike sentences cannot state one fact: other numbers, days, or a denial."""
    for mine, theirs in ((a.numbers, b.numbers), (a.days, b.days)):
        if mine and theirs and not mine & theirs:
            return True
    if a.denied != b.denied:
        return True
    return bool(a.speaker and b.speaker and a.speaker != b.speaker)
