"""Sentences that count what a theme is about, their caveats, and how a count is divided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from briefing.analyze.figures import (
    Count,
    counts_casualties,
    counts_something,
    tells_of_one,
)
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.themes.context import Line
from briefing.analyze.themes.terms import Span, Terms
from briefing.language import Language

_NEAR = 4  # words between a number and what it counts
_REACH = 3  # lines after a count in which its caveat or its parts may stand
_HARM = ("killed", "injured", "death_nouns", "injury_nouns", "casualty_nouns")

Reason = tuple[bool, str]
"""Whether a line counts by itself (or speaks of a count before), and words for the reader."""


def counted(
    lines: Sequence[Line], terms: Terms, words: frozenset[str], speech: Language
) -> Iterator[Reason | None]:
    """For each line why it belongs to a theme of figures, or None.

    `terms` and `words` (lower case) are those of the theme. A theme that has words
    for dead or hurt people takes every count of such people.
    """
    people = any(lexicon(speech.code).among(key, *words) for key in _HARM)
    since = _REACH
    for line in lines:
        if not line.body:
            yield None
            continue
        counts_it = _counts(line, terms, speech.code, people)
        about_it = (
            "" if counts_it or since >= _REACH else _about_a_count(line, terms, speech, people)
        )
        since = 0 if counts_it or about_it else since + 1
        why = counts_it or about_it
        yield (bool(counts_it), why) if why else None


def _counts(line: Line, terms: Terms, code: str, people: bool) -> str:
    if people:
        lost = counts_casualties(line.text, code)
        why = next((f"counts people {c.harm or 'lost'}: {c.stated} {c.noun}" for c in lost), "")
        return why or ("tells of one killed or hurt" if tells_of_one(line.text, code) else "")
    spans = [span for spans in terms.find(line.words).values() for span in spans]
    found = (
        c for c in counts_something(line.text, code) if any(_beside(c, s, line) for s in spans)
    )
    return next((f"counts: {c.stated} {c.noun}" for c in found), "")


def _beside(count: Count, span: Span, line: Line) -> bool:
    """Whether a term stands in a count's words or near them, in the same clause."""
    start, end = line.words[span[0]].start, line.words[span[1] - 1].end
    low, high = min(end, count.end), max(start, count.start)
    between = line.text[low:high]
    return low >= high or (
        len(between.split()) <= _NEAR and not any(mark in between for mark in (", ", "; ", ": "))
    )


def _about_a_count(line: Line, terms: Terms, speech: Language, people: bool) -> str:
    """The words by which a line qualifies or divides the count before."""
    table = speech.section("themes")
    words = [w.word for w in line.words]
    figure = _first(words, table.get("counts", ()))
    caveat = _first(words, table.get("caveats", ()))
    if figure and caveat:
        return f'speaks of the count before ("{figure}", "{caveat}")'
    places = {i for spans in terms.find(line.words).values() for a, b in spans for i in range(a, b)}
    if people:
        places |= set(_harmed(words, speech.code))
    for i, share in enumerate(map(" ".join, pairwise(words))):
        if share in table.get("shares", ()) and any(0 < p - i <= _NEAR for p in places):
            return f'divides the count before ("{share}")'
    return ""


def _harmed(words: Sequence[str], code: str) -> Iterator[int]:
    among: Callable[..., bool] = lexicon(code).among
    return (i for i, word in enumerate(words) if any(among(key, word) for key in _HARM))


def _first(words: Sequence[str], wanted: Sequence[str]) -> str:
    return next((w for w in words if w in wanted), "")
