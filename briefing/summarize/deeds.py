"""How much of what happened in one sentence another one told before it.

Two reports that lead with one event share few rare words: on a day of one story its very words
are common, and rarity among articles (`vectors`) is blind to them. Here a word is as telling as
few sentences have it, words that report one thing are one word, and a name in common is none:
it is in half of the day's news.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from briefing.language import language
from briefing.model import Sentence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LEAST = 20.0
"""Weight below which a sentence has too few words to be told by another: some six of them."""
_OWN_FACTS = 0.7
"""What is left of a likeness where a sentence gives a number or a month of its own."""
_UNKNOWN = 3.0
"""The weight of a stem that none of the sentences has."""


@dataclass(frozen=True, slots=True)
class Told:
    """The stems of the names in a sentence and of its other words; its numbers and months."""

    names: frozenset[str]
    deeds: frozenset[str]
    facts: frozenset[float | str]


class Deeds:
    """Sentences by what they tell happened."""

    def __init__(
        self, sentences: Iterable[Sentence], numbers: Mapping[Sentence, Collection[float]]
    ) -> None:
        """`sentences` show how telling a word is; `numbers` are those that a sentence gives."""
        self._numbers = numbers
        self._known: dict[Sentence, Told] = {}
        self._having: Counter[str] = Counter()
        self._all = 0
        for sentence in sentences:
            own = self._of(sentence)
            self._having.update(own.names | own.deeds)
            self._all += 1

    def _of(self, sentence: Sentence) -> Told:
        found = self._known.get(sentence)
        if found is None:
            found = self._known[sentence] = told(sentence, self._numbers.get(sentence, ()))
        return found

    def told_again(self, sentence: Sentence, above: Collection[Sentence]) -> float:
        """The share of what happened in a sentence that one of those `above` tells, from 0.

        It may pass 1 where names of the one are plain words of the other.
        """
        if not above:
            return 0.0
        mine, others = self._of(sentence), [self._of(other) for other in above]
        known = frozenset[float | str]().union(*(other.facts for other in others))
        share = max(self._share(mine, other) for other in others)
        return share if mine.facts <= known else _OWN_FACTS * share

    def _share(self, one: Told, other: Told) -> float:
        """The weight of what both tell, names of both aside, of the lighter one's deeds."""
        both = (one.names | one.deeds) & (other.names | other.deeds) - (one.names & other.names)
        lighter = min(self._weight(one.deeds), self._weight(other.deeds))
        return self._weight(both) / max(lighter, _LEAST)

    def _weight(self, stems: Iterable[str]) -> float:
        return math.fsum(
            math.log(1 + self._all / n) if (n := self._having[stem]) else _UNKNOWN
            for stem in sorted(stems)
        )


def told(sentence: Sentence, numbers: Iterable[float] = ()) -> Told:
    """What a sentence tells happened; `numbers` are those that it gives."""
    code = sentence.article.language
    own, months, idle = language(code), _months(code), _idle(code)
    names: set[str] = set()
    deeds: set[str] = set()
    facts: set[float | str] = set(numbers)
    for match in _WORD.finditer(sentence.quote):
        word = match.group().lower()
        if match.group()[0].isupper() and word in months:
            facts.add(word)
        stem = own.stem(word)
        if word in own.stop_words or word in idle or stem in own.saying:
            continue
        named = match.start() > 0 and match.group()[0].isupper()
        (names if named else deeds).add(own.alike.get(stem, stem))
    return Told(frozenset(names), frozenset(deeds), frozenset(facts))


@cache
def _months(code: str) -> frozenset[str]:
    names = language(code).section("months").get("names", ())
    return frozenset(word for row in names for word in row)


@cache
def _idle(code: str) -> frozenset[str]:
    """Months, weekdays and numbers in words: when, and how many, but not what happened."""
    numbers = language(code).section("numbers")
    weekdays = (word for row in numbers.get("weekdays", ()) for word in row.split())
    return frozenset((*_months(code), *weekdays, *numbers.get("small", ())))
