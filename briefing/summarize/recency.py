"""What is new: the days that a sentence names, and what has long been so.

Names of days and months are data of the language, sections `numbers` and `months`;
the wording of background is `summarize.background`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache

from briefing.language import language, words
from briefing.model import Sentence
from briefing.summarize import fit

FRESH_DAYS = 1
OLD_DAYS = 7
"""How many days back is still news of the day; after how many it is history."""


_ANY_DAY = date(2000, 1, 1)
# The first digit first, and then what stands before it: a search looks for these digits alone.
_YEAR = re.compile(r"[12](?<![\d.,].)(?:(?<=1)[5-9]|(?<=2)0)\d\d(?![\d.,]\d|\d)")


@dataclass(frozen=True)
class _Calendar:
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: Mapping[str, int]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset((*self.months, *self.weekdays, *self.relative))


@cache
def _calendar(code: str) -> _Calendar:
    own = language(code)
    numbers = own.section("numbers")
    names = own.section("months").get("names", ())
    return _Calendar(
        {name: n for n, spellings in enumerate(names, 1) for name in spellings},
        {
            name: n
            for n, spellings in enumerate(numbers.get("weekdays", ()), 1)
            for name in spellings.split()
        },
        numbers.get("relative_days", {}),
    )


def days_named(sentence: Sentence, printed: date) -> Iterator[date]:
    """The days that a sentence of an article printed on a day names, outside a year of its own.

    What stands in quotations does not count: it was said on another day than it names.

    A weekday is the last one up to the day of printing; a day and month are taken of
    the year that brings them nearest to it.
    """
    known = _calendar(sentence.article.language)
    low = _said_itself(sentence)
    if known.words.isdisjoint(low):
        return
    for n, word in enumerate(low):
        if word in known.relative:
            yield printed + timedelta(days=known.relative[word])
        elif weekday := known.weekdays.get(word):
            yield printed - timedelta(days=(printed.isoweekday() - weekday) % 7)
        elif month := known.months.get(word):
            near = (*low[n + 1 : n + 2], *low[max(0, n - 1) : n])
            number = next((int(w) for w in near if w.isdigit() and 1 <= int(w) <= 31), None)
            if number and (found := _nearest(month, number, printed)):
                yield found


@lru_cache(maxsize=16)
def _said_itself(sentence: Sentence) -> Sequence[str]:
    """The words of a sentence outside quotations, of which several things are asked in a row."""
    return words(fit.outside_quotations(sentence))


def _nearest(month: int, number: int, printed: date) -> date | None:
    near: list[date] = []
    for year in (printed.year - 1, printed.year, printed.year + 1):
        try:
            near.append(date(year, month, number))
        except ValueError:  # 29 February of another year, 31 April of any
            continue
    return min(near, key=lambda d: abs((d - printed).days), default=None)


def names_a_day(sentence: Sentence) -> bool:
    """Whether a day is named outside quotations, whichever it is."""
    return any(True for _ in days_named(sentence, _ANY_DAY))


def names_a_year(sentence: Sentence) -> bool:
    """Whether a year is named, as history and captions do, and news of the day does not."""
    return bool(_YEAR.search(sentence.quote))


def novelty(sentence: Sentence, printed: date | None) -> float:
    """From -1, what has long been so, over 0 to 1, what happened on the day of printing.

    The day before counts as well, and what has long been so remains background when
    such a day is named besides. Without a day of printing only background is known.
    """
    days = list(days_named(sentence, printed)) if printed else []
    fresh = any(0 <= (printed - d).days <= FRESH_DAYS for d in days) if printed else False
    if fit.is_background(sentence):
        return -0.75 if fresh else -1.0
    if fresh:
        return 1.0
    return -0.5 if printed and days and all((printed - d).days > OLD_DAYS for d in days) else 0.0
