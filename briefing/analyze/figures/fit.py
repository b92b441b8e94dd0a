"""Which rows are fit to print: news of the day, read in one glance, and told once.

A table of figures is believed or not as a whole: one row that is no news, or that nobody can
read, costs more than a right one brings. A length, a weight or a few things describe more often
than they tell, and are printed only where something speaks for them: that a report tells them at
once, as it tells its news (the inverted pyramid), or that two origins give them. What is not
printed stays in the sentences that are quoted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing.analyze.figures import echo, telling
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.mentions import Mention, Sort
from briefing.analyze.figures.rows import COMPARED
from briefing.analyze.stories import Events

_LEAD = 0.15
_OPENING = 0.4
"""Shares of an article's text: what stands in the first is its news, in the second it may be."""
_FEW = 20
"""Things up to a score describe."""
_TRIVIAL = 2
_OPENS = 4
"""Words before the first comma that only lead in: "In July, he settled for $3 million"."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Row:
    """What is known of a row when it is decided whether it is printed.

    `what` are the words that are printed, and `lead` is the mention that they are of; `told` are
    all mentions of the value, the lead among them, and `others` those of its rivals and of the
    older values that it replaces.
    """

    lead: Mention
    what: str
    told: Sequence[Mention]
    others: Sequence[Mention] = ()
    disputed: bool = False
    newer: bool = False
    part: bool = False

    @property
    def plain(self) -> bool:
        """Whether it stands by itself: no value is held against it, and it is no part of a sum."""
        return not (self.disputed or self.part)


def fit(rows: Sequence[Row], events: Events | None = None) -> Iterator[int]:
    """The places of the rows that are fit to print, of rows in the order of the table."""
    events = events or Events()
    told: defaultdict[float, list[Mention]] = defaultdict(list)
    for row in rows:
        for mention in row.told:
            told[mention.count.quantity.value].append(mention)
    kept: list[Mention] = []
    for n, row in enumerate(rows):
        if not _is_news(row, told[row.lead.count.quantity.value]):
            continue
        if not (row.newer or reads_alone(row.lead, row.what)):
            continue
        if row.plain and any(_is_echo(lead, row.lead, events) for lead in kept[:COMPARED]):
            continue
        kept.append(row.lead)
        yield n


def is_trivial(mention: Mention) -> bool:
    """ "One settlement", "two visits": right, and no news but as part of a sum or in dispute."""
    return _is_thing(mention) and mention.count.quantity.value <= _TRIVIAL


def is_prominent(row: Sequence[Mention]) -> bool:
    """Is it told in the lead of a report, or by two origins, in the opening if it is no toll?"""
    told = [mention for mention in row if not mention.aside]
    depth = min(map(_depth, told), default=1.0)
    toll = any(m.count.harm for m in told)
    return depth <= _LEAD or (len(_origins(told)) > 1 and (toll or depth <= _OPENING))


def _origins(told: Sequence[Mention]) -> set[str]:
    return {mention.origin for mention in told}


def _depth(mention: Mention) -> float:
    """How far into its article a mention stands, as a share of the text."""
    return mention.sentence.start / len(mention.sentence.article.text)


# --- Is it news? ------------------------------------------------------------------------------


def _is_news(row: Row, alike: Sequence[Mention]) -> bool:
    """Is it more than a trifle, and no mere description that is neither told at once nor twice?

    `alike` are all mentions of the day that give the same number.
    """
    if row.plain and is_trivial(row.lead):
        return False
    told_twice = len(_origins(row.told)) > 1
    return row.newer or told_twice or not _describes(row) or _is_told_at_once(row, alike)


def _is_told_at_once(row: Row, alike: Sequence[Mention]) -> bool:
    """Does it stand in the lead of a report, or in the opening of one of several, or as a toll?"""
    depth = _first(row)
    if depth <= _LEAD or depth > _OPENING:
        return depth <= _LEAD
    return bool(row.lead.count.harm) or _is_borne_out(row, alike)


def _first(row: Row) -> float:
    """Where the value or a rival stands first, as a share of its article."""
    return min(map(_depth, (*row.told, *row.others)))


def _is_borne_out(row: Row, alike: Sequence[Mention]) -> bool:
    """Does another origin give the number, be it in a row of its own?"""
    origins = _origins((*row.told, *row.others))
    return len(origins) > 1 or any(
        m.origin not in origins and echo.may_bear_out(m, row.lead) for m in alike[:COMPARED]
    )


def _describes(row: Row) -> bool:
    """Is it a measure, or a score of things at most: what somebody or something is like?"""
    unit = row.lead.count.quantity.unit
    measured = row.lead.sort is Sort.UNIT and unit != "%"
    few = _is_thing(row.lead) and row.lead.count.quantity.value <= _FEW
    return measured or (row.plain and few)


def _is_thing(mention: Mention) -> bool:
    """Does it count things or people, of whom no harm is told?"""
    return not (mention.count.harm or mention.count.quantity.unit)


# --- Is it read in one glance? ------------------------------------------------------------------


def reads_alone(mention: Mention, what: str) -> bool:
    """Are the words that are printed of a mention a sentence that needs none before it?"""
    if not telling.is_sentence(mention.sentence.quote, what, mention.code):
        return False
    opening, _, rest = what.partition(", ")
    parts = [what, rest] if len(opening.split()) <= _OPENS else [what]
    return not any(_points_back(part, mention) for part in parts)


def _points_back(clause: str, told: Mention) -> bool:
    """Does a clause open with "their" or "these", or with a pronoun that is not the speaker's?

    "It is feared that" points nowhere; of "it shot down 27 drones" the speaker is told beside it.
    """
    lex = lexicon(told.code)
    first, second, *_ = (*_WORD.findall(clause.lower())[:2], "", "")
    if lex.among("pronouns", first) and told.attribution:
        return False
    if lex.among("expletives", first):
        return not (lex.among("be", second) or lex.among("expletive_verbs", second))
    return lex.among("pointers", first)


# --- Is it told once? ----------------------------------------------------------------------------


def _is_echo(before: Mention, after: Mention, events: Events) -> bool:
    one, other = before.sentence.article.id, after.sentence.article.id
    return not events.apart(one, other) and echo.is_echo(before, after)
