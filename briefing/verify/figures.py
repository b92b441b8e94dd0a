"""Each figure of a brief beside what it counts, as a form prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from briefing.render.plain import folded
from briefing.render.wording import Wording
from briefing.verify.forms import PAGES, Form
from briefing.verify.words import Words, places, words

_NEAR = 40
"""Words between what a figure counts and its value, or a source and its outlet."""
_BESIDE = 8
"""Words between what a figure counts and its value on a page."""


class Figures:
    """The figures of a brief in the digits of each language."""

    def __init__(
        self,
        figures: Sequence[Mapping[str, Any]],
        languages: Iterable[Wording],
        codes: Iterable[str],
    ) -> None:
        """`languages` are those of the forms, `codes` the ISO 639-1 codes of the sources'."""
        self.figures = figures
        self.languages = tuple(languages)
        self.codes = tuple(codes)

    def faults(self, kind: str, form: Form) -> Iterator[str]:
        """Each figure beside what it counts, in the digits of some language."""
        row = form.seen.split()
        for figure in self.figures:
            if not (what := words(folded(figure["what"]))):
                continue
            found = tuple(places(row, what))
            near = [_near(row, n, len(what), kind in PAGES) for n in found]
            behind = [(row[n + len(what) : n + len(what) + 3 * _NEAR],) for n in found]
            older = [(s["value"], "before") for s in figure.get("superseded", ())]
            for value, sign in ((figure["value"], "for"), *older):
                if (
                    sign == "for"
                    and kind not in PAGES
                    and _spells(figure["what"], value, self.codes)
                ):
                    continue  # as it does in digits: a print's own words are searched too
                wanted = self.amounts(figure) if sign == "for" else self._written(value)
                if found and not _gives(near if sign == "for" else behind, tuple(wanted), kind):
                    yield f'does not give {value:,.10g} {sign} "{figure["what"]}"'
            for other in figure["disputes"] if found else ():
                if not _gives(behind, tuple(self._written(other["value"])), kind):
                    yield f'does not give {other["value"]:,.10g} against "{figure["what"]}"'

    def _written(self, value: float) -> Iterator[Words]:
        for language in self.languages:
            yield words(language.number(value))
            yield words(language.sum(value))

    def amounts(self, figure: Mapping[str, Any]) -> Iterator[Words]:
        """The value, or the word for it ("hundreds"), as a form may print it."""
        for value in (figure["value"], figure["low"], figure["high"]):
            for language in self.languages if value is not None else ():
                yield words(language.number(value))
                yield words(language.sum(value))
        for part in figure["qualifier"].split(";"):
            if told := words(part):
                yield told


def _spells(what: str, value: float, codes: Iterable[str]) -> bool:
    """Does a clause give the value in words, "twenty six people"?"""
    from briefing.analyze.figures.numbers import quantities
    from briefing.analyze.figures.tokens import tokens

    return any(q.value == value for c in codes for q in quantities(tokens(what, c), c))


def _near(row: list[str], place: int, size: int, page: bool) -> tuple[list[str], ...]:
    """The words before and behind what a figure counts; of a print with its own words."""
    if page:
        return row[max(0, place - _BESIDE) : place], row[place + size : place + size + _BESIDE]
    return (row[max(0, place - _NEAR) : place + size + 2 * _NEAR],)


def _gives(parts: Iterable[Iterable[list[str]]], wanted: Iterable[Words], kind: str) -> bool:
    """Whether one of the amounts stands in one of the parts."""
    if kind not in PAGES:
        # A narrow column divides even numbers, so words are joined.
        joined = ["".join(row) for part in parts for row in part]
        return any("".join(value) in told for told in joined for value in wanted)
    rows = [row for part in parts for row in part]
    return any(True for row in rows for value in wanted for _ in places(row, value))
