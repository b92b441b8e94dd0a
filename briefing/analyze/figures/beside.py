"""Figures that one clause gives stand beside each other, as it tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefing.analyze.figures.numbers import quantities
from briefing.analyze.figures.tokens import tokens
from briefing.model import Figure, Sentence


def by_clause(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Those of one clause in its order, where the weightiest of them has its place."""
    clauses: dict[tuple[str, Sentence], list[Figure]] = {}
    for figure in figures:
        clauses.setdefault((figure.what, figure.mentions[0]), []).append(figure)
    for (what, sentence), given in clauses.items():
        places = _places(what, sentence.article.language) if len(given) > 1 else {}
        yield from sorted(given, key=lambda figure: places.get(figure.value, len(places)))


def _places(what: str, code: str) -> dict[float, int]:
    """Each value of a clause, with its place among them; the first where it is given twice."""
    values = dict.fromkeys(q.value for q in quantities(tokens(what, code), code))
    return {value: place for place, value in enumerate(values)}
