"""What counts are no figures of the day, and which of the others matter most.

Numbers of other times, of any time, of "if", of where a place lies and of nobody
knows how many are right and no news. Of the rest the dead and hurt of the main
stories come first, then those who were moved or are in need, then sums of money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from briefing.analyze.figures.context import Calendar
from briefing.analyze.figures.counts import Count, Harm
from briefing.analyze.figures.lexicon import Lexicon, lexicon

_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?:s\b)?(?![\d,]|\.\d)")
_FEW = 4  # words of an opening that tells a time
_DISTANT = 2  # words between a distance and its "north of"


def is_aside(text: str, clause: str, count: Count, code: str, known: Calendar) -> bool:
    """Does a count tell nothing of the day? `clause` is what would be printed of `text`."""
    lex = lexicon(code)
    return (
        count.quantity.vague
        or not count.quantity.value
        or count.quantity.former
        or _is_distance(text, count, lex)
        or (not count.harm and lex.among("offspring", count.head))
        or _is_hypothetical(text, count, lex)
        or _is_population(text, count, lex)
        or is_generic(clause, count, code)
        or lex.pattern("first_person").search(clause) is not None
        or is_past(clause, code, known, counted=max(0, clause.find(count.stated)))
        or opens_in_past(text, code, known)
    )


def opens_in_past(text: str, code: str, known: Calendar) -> bool:
    """Does a sentence open with an earlier time, which what follows it goes on to tell of?"""
    return is_past(_opening(text), code, known)


def is_generic(clause: str, count: Count, code: str) -> bool:
    """Does a clause tell what holds at any time: "deaths every year"?"""
    if count.quantity.unit:
        return False
    lex = lexicon(code)
    after = (clause[m.end() :].split()[:1] for m in lex.pattern("generic").finditer(clause))
    return any(not lex.among("not_rates", *words) for words in after)  # "a year ago" is one time


def _opening(text: str) -> str:
    """The few words before the first comma, which tell the time of the whole: "In March,"."""
    told = text.split(", ", 1)[0]
    return told if len(told.split()) <= _FEW else ""


def _is_distance(text: str, count: Count, lex: Lexicon) -> bool:
    """ "50 miles north of the town": where a place lies."""
    if not lex.among("lengths", count.quantity.unit):
        return False
    after = re.findall(r"[^\W\d_]+", text[count.end : count.end + 60].lower())[:_DISTANT]
    return lex.among("directions", *after)


def _is_population(text: str, count: Count, lex: Lexicon) -> bool:
    """ "A town of 5,000 people", "home to 300 farms": what a place is, and no news of it."""
    named = lex.pattern("settled").finditer(text, 0, count.start)
    between = (text[m.end() : count.start].lower().split() for m in named)
    return any(all(lex.among("hedge_words", word) for word in words) for words in between)


def _is_hypothetical(text: str, count: Count, lex: Lexicon) -> bool:
    """ "If more than ten are killed", "a pandemic that could kill a million"."""
    clause = re.split(r"[,;:] ", text[: count.start])[-1].lower()
    words = re.findall(r"[^\W\d_]+", clause)
    if lex.among("conditions", *words):
        return True
    if lex.among("inverted", *words[:1]):
        return True  # "Should the bid rise above $5 million"
    return count.harm is not Harm.NONE and any(
        lex.among("modals", one) and lex.among("killed", other) for one, other in pairwise(words)
    )


def is_past(clause: str, code: str, known: Calendar, counted: int = 0) -> bool:
    """Does a clause name an earlier year, an earlier month without a day, or "years ago"?

    `counted` is where its number stands, as far as it has one.
    """
    if any(_fresh(lexicon(code).pattern("past"), clause, code, counted)):
        return True
    year, day = known.year, known.day
    years = list(_fresh(_YEAR, clause, code, counted))
    if any(int(m[0][:4]) < year if year else _names_a_year(m, code) for m in years):
        return True
    found = _fresh(_in_month(code), clause, code, counted)
    months = (m["month"].lower() for m in found if _is_month(m, code))
    return any(day is None or lexicon(code).months[m] != day.month for m in months)


def _is_month(found: re.Match[str], code: str) -> bool:
    """ "The March raid"; not "the march"."""
    return found["month"][0].isupper() or not lexicon(code).among(
        "definite", found["opens"].lower()
    )


def _names_a_year(year: re.Match[str], code: str) -> bool:
    """Does a year stand without a day, "in 2007"? Reports name a year where it is another one."""
    lex = lexicon(code)
    before = year.string[: year.start()].lower().split()[-1:]
    dated = any(word.strip(",.").isdigit() or word.strip(",.") in lex.months for word in before)
    return not dated and not lex.among("not_as_of", *before)


def _fresh(
    pattern: re.Pattern[str], clause: str, code: str, counted: int
) -> Iterator[re.Match[str]]:
    """Matches before which no "since" tells of a total that still grows.

    The total stands before it: "900 have died since 2014"; not "since it paid $900 in 2014".
    """
    since = lexicon(code).pattern("since").search(clause, counted)
    return (m for m in pattern.finditer(clause) if since is None or m.start() < since.start())


@cache
def _in_month(code: str) -> re.Pattern[str]:
    """ "In early March", "the March raid"; not "in March 2023", whose year tells more."""
    lex = lexicon(code)
    names = "|".join(sorted(map(re.escape, lex.months), key=lambda m: (-len(m), m)))
    opens = "|".join(sorted(map(re.escape, lex.words("in_month"))))
    if not names or not opens:
        return re.compile(r"(?!)")
    early = "|".join(sorted(map(re.escape, lex.words("parts_of_month")))) or "(?!)"
    return re.compile(
        rf"\b(?P<opens>{opens})\s+(?:(?:{early})[\s-]+)?(?P<month>{names})\b(?!\.?\s+\d)",
        re.IGNORECASE,
    )
