"""Numbers that count something: what, how many, who says so, as of when, how sure.

`find_figures` makes the day's table, `toll` tells what one report says of the
dead and the hurt of its incident, `counts_something` and `counts_casualties`
give the counts by which a sentence belongs to a theme that needs figures. How
it works and what it cannot do: docs/figures.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from briefing.analyze.figures.beside import by_clause
from briefing.analyze.figures.counts import Count, Harm
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.mentions import figures_in, find_mentions
from briefing.analyze.figures.people import groups
from briefing.analyze.figures.rows import group_rows
from briefing.analyze.figures.table import as_figures
from briefing.analyze.figures.toll import Toll, toll
from briefing.analyze.stories import Events
from briefing.model import Article, Figure

__all__ = [
    "Count",
    "Toll",
    "counts_casualties",
    "counts_something",
    "find_figures",
    "harmed",
    "tells_of_one",
    "toll",
]

_HARM = ("killed", "injured", "death_nouns", "injury_nouns", "casualty_nouns")
_TOLLS = (Harm.KILLED, Harm.INJURED)
_LOSS_REACH = 8  # words between a word for loss and the people counted


def find_figures(
    articles: Sequence[Article], origin_of: Mapping[str, str], events: Events | None = None
) -> tuple[Figure, ...]:
    """The figures of the day, weightiest first, with each those that its clause gives as well.

    The order of `articles` changes nothing.
    `origin_of` maps article ids to origin ids; an article without one is its own.
    Of two `events` no value disputes another.
    """
    return tuple(by_clause(as_figures(group_rows(find_mentions(articles, origin_of)), events)))


def counts_something(text: str, code: str) -> tuple[Count, ...]:
    """The counts of a sentence that are figures, in text order."""
    return figures_in(text, code)


def counts_casualties(text: str, code: str) -> tuple[Count, ...]:
    """Those of people killed, hurt or lost; merely "shot" or "hit" does not say so."""
    found = counts_something(text, code)
    return tuple(c for c in found if c.harm not in (Harm.NONE, Harm.HIT) or _lost(c, text, code))


def harmed(text: str, code: str) -> Mapping[Harm, frozenset[float]]:
    """How many a sentence tells were killed and were hurt, by its numbers and lists of people.

    "Two nurses and a cook died" are three.
    """
    if not lexicon(code).may_harm(text):
        return {}
    told = [g for g in groups(text, code) if g.size > 1 and g.fate in _TOLLS]
    found = [(group.fate, float(group.size)) for group in told]
    found += [
        (count.harm, count.quantity.value)
        for count in counts_something(text, code)
        if not any(g.first <= count.quantity.first < g.last for g in told)
    ]
    values = {harm: frozenset(v for h, v in found if h is harm) for harm in _TOLLS}
    return {harm: those for harm, those in values.items() if those}


def tells_of_one(text: str, code: str) -> bool:
    """Whether a sentence tells that a person was killed or hurt: "a child has died" counts one.

    Whom a mere pronoun takes up was counted before.
    """
    told = (g for g in groups(text, code) if g.fate in _TOLLS)
    return any(g.size == 1 and (g.fresh or g.last - g.first > 1) for g in told)


def _lost(count: Count, text: str, code: str) -> bool:
    """Does a word for loss or harm stand before a count of people, in its clause?"""
    lex = lexicon(code)
    clause = re.split(r"[,;:] ", text[: count.start])[-1]
    words = re.findall(r"[^\W\d_]+", clause.lower())[-_LOSS_REACH:]
    lost = any(lex.among(key, *words) for key in ("lost", *_HARM))
    return lost and lex.among("people", *count.noun.lower().split())
