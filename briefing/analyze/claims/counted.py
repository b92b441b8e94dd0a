"""The numbers and days of a sentence: how many of what, no more or no less, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date, timedelta

from briefing.analyze.claims.wording import Clauses, Lexicon, Word, lexicon_of
from briefing.analyze.figures.counts import Harm, counts, numbers_of
from briefing.language import Language

_THOUSANDS = re.compile(r"\d{1,3}(?:[,.]\d{3})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:e\+[0-9]+)?(?:–[0-9.e+]+)?")
_BEFORE = 3  # words of a phrase that bounds a number, "no more than"


def number_in(low: Sequence[str], start: int, lexicon: Lexicon) -> tuple[int, str]:
    """How many words a number takes, and its value in plain digits."""
    word = low[start]
    if "–" in word:
        return 1, _span(word)
    value = lexicon.numbers.get(word)
    if value is None:
        plain = _plain_digits(word)
        if plain.count(".") > 1 or not plain.isascii():
            return 1, word
        value = float(plain)
    end = start + 1
    while end < len(low) and (scale := lexicon.scales.get(low[end])):
        value, end = value * scale, end + 1
    return end - start, f"{value:.12g}"


def _span(word: str) -> str:
    """A range in plain digits; in "9-10,000" both ends are thousands."""
    try:
        low, high = (float(_plain_digits(end)) for end in word.split("–"))
    except ValueError:
        return word
    if low < high and 1000 * low <= high:
        low *= 1000
    return f"{low:.12g}–{high:.12g}"


def _plain_digits(word: str) -> str:
    return re.sub(r"[,.]", "", word) if _THOUSANDS.fullmatch(word) else word.replace(",", ".")


def counted_in(
    placed: Sequence[Word], clauses: Clauses, own: Language, nouns: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Each number that counts something: its place, and of what, as a stem.

    `nouns` are the numbers of the figures, as `nouns_of` gives them, so no age, time or name
    counts. What these have no noun for is of the degree before it ("of magnitude 6.1"), of the
    group whose size it is ("a crew of 12"), or of the word after it, but not the day or month
    ("7.8 on February 6").
    """
    if not any(_VALUE.match(word.token) for word in placed):
        return
    lexicon = lexicon_of(own.code)
    low = clauses.low
    dates = {
        number_in(low, n, lexicon)[1]
        for n, w in enumerate(low)
        if (w[0].isdigit() and lexicon.months.keys() & {*low[max(0, n - 1) : n]})
        or ((w[0].isdigit() or w in lexicon.numbers) and _is_time(low[n + 1 : n + 2], lexicon))
    }
    for n, word in enumerate(placed):
        number = word.token
        if not _VALUE.fullmatch(number) or number in dates or _YEAR.fullmatch(number):
            continue
        if clauses.numbered(word.place, lexicon, own.stop_words) or clauses.timed[word.place]:
            continue
        near = placed[n - 1] if n else None, placed[n + 1] if n + 1 < len(placed) else None
        if found := _counted(word, *near, clauses, own, nouns):
            yield word.place, *found


def _counted(
    word: Word,
    before: Word | None,
    after: Word | None,
    clauses: Clauses,
    own: Language,
    nouns: Mapping[str, str],
) -> tuple[str, str] | None:
    """A number and what it counts, "" where nothing says; None where it is no count."""
    number, low, lexicon = word.token, clauses.low, lexicon_of(own.code)
    if before and low[before.place] in lexicon.degrees:
        return number, before.token
    following = low[after.place] if after else ""
    if measure := lexicon.measures.get(following):
        return _converted(number, measure[1]), measure[0]
    if noun := nouns.get(number):
        return number, noun
    if group := clauses.group(word.place, lexicon, own.stop_words):
        return number, lexicon.plain(own.stem(group))
    if number not in nouns and number.isdigit():
        return None
    dated = following in lexicon.months or following in lexicon.weekdays
    return number, "" if after is None or dated else after.token


def nouns_of(text: str, own: Language, harmed: Mapping[Harm, Set[float]]) -> Mapping[str, str]:
    """The numbers that count something, in plain digits, and the stems of what they count.

    Of the dead and the hurt, as `harmed` has them, it is what befell them, whatever they are
    called: "12 deaths", "killed 12 dockers". "" where nothing says, or where it is money or a
    share.
    """
    lexicon = lexicon_of(own.code)
    found = {
        f"{value:.12g}": ""
        for quantity in numbers_of(text, own.code)
        for value in (quantity.value, quantity.low, quantity.high)
        if value is not None
    }
    for count in counts(text, own.code):
        value = count.quantity.value
        told = value in harmed.get(count.harm, ())
        if count.noun and not count.quantity.unit and (told or not count.inherited):
            noun = count.harm.value if told else lexicon.plain(own.stem(count.head))
            found[f"{value:.12g}"] = noun
    return found


def bound_of(place: int, clauses: Clauses, lexicon: Lexicon) -> int:
    """1 where what is told is no less than the number at a place, -1 where it is no more."""
    before = clauses.raw[max(0, place - _BEFORE) : place]
    ends = (tuple(before[n:]) for n in range(len(before)))
    return next((lexicon.bounds[end] for end in ends if end in lexicon.bounds), 0)


def _converted(number: str, factor: float) -> str:
    """A number in the unit that stands for all of its kind, to two digits: 120 mph are 190 km."""
    try:
        return f"{float(f'{float(number) * factor:.2g}'):.12g}"
    except ValueError:  # a range
        return number


def _is_time(after: Sequence[str], lexicon: Lexicon) -> bool:
    return bool(after) and (after[0] in lexicon.durations or after[0] in lexicon.months)


def days_in(low: Sequence[str], lexicon: Lexicon, day: date | None) -> Iterator[tuple[str, int]]:
    """The days named, as dates and weekdays, whichever the text and the day of printing tell.

    A weekday is the last one before the day of printing; a date is of that day's year.
    """
    if lexicon.months.keys().isdisjoint(low) and lexicon.weekdays.keys().isdisjoint(low):
        return
    for n, word in enumerate(low):
        if month := lexicon.months.get(word):
            near = [w for w in (*low[n + 1 : n + 2], *low[max(0, n - 1) : n]) if w.isdigit()]
            if near and 1 <= int(near[0]) <= 31:
                yield "date", month * 100 + int(near[0])
                yield from _weekday(month, int(near[0]), day)
        elif weekday := lexicon.weekdays.get(word):
            yield "weekday", weekday
            if day is not None:
                then = day - timedelta(days=(day.isoweekday() - weekday) % 7)
                yield "date", then.month * 100 + then.day


def _weekday(month: int, number: int, day: date | None) -> Iterator[tuple[str, int]]:
    if day is not None:
        with suppress(ValueError):  # 31 June
            yield "weekday", day.replace(month=month, day=number).isoweekday()
