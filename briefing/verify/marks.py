"""What stands behind a point: the numbers of its sources, and the mark of its standing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Any, NamedTuple

from briefing.render.citing import FOLDED
from briefing.render.plain import folded
from briefing.verify.figures import Figures
from briefing.verify.forms import PAGES, Form
from briefing.verify.layout import Layouts
from briefing.verify.words import Words, places, words

_NEAR = 40
"""Words between a point and its mark."""
_BETWEEN = 40
"""Words between a mark and its point: whose voice it is, of many initials (`layout.voice`)."""
_AMOUNT = 5
"""Words of an amount right before what it counts, with its unit."""
_FEW_ODD = 0.2
_BETWEEN_PARTS = "\N{SECTION SIGN}"
"""Stands in the place of a heading: no word is like it."""
_CITED = re.compile(r"\d+[a-z]?")
_RATED = re.compile(r"[a-f][16]")


class Mark(NamedTuple):
    """A standing, of how many origins (0 where that is not told), and at which word it stands.

    `rating` is the Admiralty code behind it, in small letters, "" without one.
    """

    standing: str
    origins: int
    at: int
    rating: str = ""


def rating_of(brief: Mapping[str, Any], point: Mapping[str, Any]) -> str:
    """The Admiralty code that a point has, like "b6"; "" where its source is not marked."""
    cited = point["citations"][0]["article"]
    letter = next((s.get("reliability") for s in brief["sources"] if s["id"] == cited), None)
    confirmed = point["standing"] == "corroborated" and point["origins"] > 1
    return f"{letter.lower()}{1 if confirmed else 6}" if letter else ""


class Marks:
    """The points of a brief, to hold what a form prints around them against it."""

    def __init__(self, brief: Mapping[str, Any], layouts: Layouts, figures: Figures) -> None:
        self.brief = brief
        self.layouts = layouts
        self.figures = figures

    def faults(self, kind: str, form: Form, whole: bool) -> Iterator[str]:
        """No point whose neighbour, before it or behind, is a mark, and neither is its own.

        On a page its numbers stand right behind it, where most points have them so; on a
        `whole` one, which leaves nothing out, each has a mark that is no other's, where most
        have one.
        """
        page = kind in PAGES
        row, ends = _told_in_row(form, page)
        seen, odd = 0, []
        for point in self._points():
            if page and point["text"] in self.changed:
                continue
            own = (point["standing"], point["origins"])
            for n in self._own_places(row, point, page):
                end = n + len(words(folded(point["text"])))
                told = self._mark_before(row, n) if page else []
                behind = self._mark_behind(row, end, point)
                told += behind
                if told and not any(_same(mark, own) for mark in told):
                    standing, origins, *_ = told[-1]
                    yield f'marks "{point["text"][:60]}" as {standing} ({origins}), not {own}'
                elif wrong := self._rated_otherwise(told, point):
                    yield f'rates "{point["text"][:60]}" {wrong}'
                numbers = self._numbers_behind(row[end : ends[end - 1]], bool(behind))
                right = self._are_cited(numbers, point)
                seen += bool(told or right)
                if told and not right:
                    shown = ", ".join(numbers) or "nothing"
                    odd.append(f'cites {shown} behind "{point["text"][:60]}"')
                elif right and not told and words(folded(point["text"])) not in self.beside:
                    odd.append(f'does not mark "{point["text"][:60]}"')
        if page and len(odd) <= max(1, _FEW_ODD * seen) < seen:
            yield from odd
        if page and whole and not odd:
            yield from self._unmarked(row)

    def _rated_otherwise(self, told: Sequence[Mark], point: Mapping[str, Any]) -> str:
        """How a point is rated, where that is not as its source and its standing are; else ""."""
        wanted = rating_of(self.brief, point)
        if not told or not wanted or any(mark.rating == wanted for mark in told):
            return ""
        return f"{told[-1].rating.upper() or 'not at all'}, not {wanted.upper()}"

    def _unmarked(self, row: list[str]) -> Iterator[str]:
        """Points none of whose places has a mark of its own: it is of one point alone."""
        points = {words(folded(point["text"])): point for point in self._points()}
        near = sorted(
            (n, text) for text, p in points.items() for n in self._own_places(row, p, page=True)
        )
        taken: set[int] = set()
        marked: set[Words] = set()
        # From the left each takes the first that is free: no other way serves more of them.
        for n, text in near:
            right = self._right_marks(row, n, text, points[text])
            if free := [at for at in right if at not in taken][:1]:
                taken.update(free)
                marked.add(text)
        placed = dict.fromkeys(text for _, text in near)
        few = [points[text]["text"] for text in placed if text not in marked | self.beside]
        if len(few) <= max(1, _FEW_ODD * len(points)) < len(points):
            yield from (f'does not mark "{text[:60]}"' for text in few)

    def _right_marks(
        self, row: list[str], place: int, text: Words, point: Mapping[str, Any]
    ) -> list[int]:
        """Where right marks of a point stand, before it and behind it, from the left."""
        marks = [*self._mark_before(row, place), *self._mark_behind(row, place + len(text), point)]
        own = (point["standing"], point["origins"])
        return [mark.at for mark in marks if _same(mark, own)]

    def _own_places(self, row: list[str], point: Mapping[str, Any], page: bool) -> Iterator[int]:
        """Where a point stands, and not a figure in its words: those stand behind an amount."""
        text = words(folded(point["text"]))
        amounts = self.counted.get(text, ()) if page else ()
        for n in places(row, text):
            near = row[max(0, n - _AMOUNT) : n]
            # As whole words: a 2 is not the end of the hour that stands before.
            if not any(True for amount in amounts for _ in places(near, amount)):
                yield n

    def _are_cited(self, numbers: Sequence[str], point: Mapping[str, Any]) -> bool:
        """Whether these are the numbers behind a point: all, or as many as are not folded."""
        wanted = [self.numbers.get(cite["article"], "") for cite in point["citations"]]
        return list(numbers) == wanted or list(numbers) == wanted[:FOLDED]

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        return {source["id"]: str(source["number"]) for source in self.brief["sources"]}

    @cached_property
    def changed(self) -> Set[str]:
        """What is printed of changes."""
        return {text for c in self.brief["changes"] for text in (c["before"], c["after"])}

    @cached_property
    def beside(self) -> Set[Words]:
        """Sentences that a figure prints as well, without a mark."""
        doubts = (part for f in self.brief["figures"] for part in f["qualifier"].split(";"))
        return {*self.counted, *map(words, doubts)}

    @cached_property
    def counted(self) -> Mapping[Words, Sequence[Words]]:
        """What is counted, with each of its amounts."""
        found: dict[Words, list[Words]] = {}
        for figure in self.brief["figures"]:
            found.setdefault(words(folded(figure["what"])), []).extend(self.figures.amounts(figure))
        return found

    def _points(self) -> Iterator[Mapping[str, Any]]:
        yield from self.brief["takeaways"]
        for section in self.brief["sections"]:
            yield from section["points"]

    def _numbers_behind(self, row: list[str], marked: bool) -> list[str]:
        """The numbers of sources behind a point, up to where they are folded."""
        found: list[str] = []
        for n, word in enumerate(row):
            if any(tuple(row[n : n + len(fold)]) == fold for fold in self.layouts.folds):
                return found
            if not _CITED.fullmatch(word):
                # The last is the number of its origins.
                counts = marked and any(
                    tuple(row[n : n + len(told)]) == told and standing == "corroborated"
                    for told, standing in self.layouts.marks.items()
                )
                return found[:-1] if counts else found
            found.append(word.rstrip("abcdefghijklmnopqrstuvwxyz"))
        return found

    def _mark_behind(self, row: list[str], end: int, point: Mapping[str, Any]) -> list[Mark]:
        """The mark behind a point that ends there, and behind the numbers of its sources."""
        near = row[end : end + _NEAR + len(point["citations"])]
        start = self._behind_citations(near)
        for told, standing in self.layouts.marks.items():
            if tuple(near[start : start + len(told)]) == told:
                after = near[start + len(told) : start + len(told) + 1]
                return [Mark(standing, _number(near[:start]), end + start, _rating(after))]
        return []

    def _behind_citations(self, row: list[str]) -> int:
        """Where numbers of sources end, and the words that tell of more of them."""
        at = 0
        while at < len(row):
            fold = next((f for f in self.layouts.folds if tuple(row[at : at + len(f)]) == f), ())
            if not fold and not _CITED.fullmatch(row[at]):
                break
            at += max(1, len(fold))
        return at

    def _mark_before(self, row: list[str], place: int) -> list[Mark]:
        """The last mark before a point; who speaks may stand between them."""
        first = max(0, place - _NEAR)
        near = row[first:place]
        if _BETWEEN_PARTS in near:
            first = place - near[::-1].index(_BETWEEN_PARTS)
            near = row[first:place]
        for end in range(len(near), max(0, len(near) - _BETWEEN), -1):
            for told, standing in self.layouts.marks.items():
                at = end - len(told)
                if tuple(near[max(0, at) : end]) == told:
                    rating = _rating(near[end : end + 1])
                    return [Mark(standing, _number(near[:at]), first + at, rating)]
        return []


def _rating(after: list[str]) -> str:
    return after[0] if after and _RATED.fullmatch(after[0]) else ""


def _number(before: list[str]) -> int:
    return int(before[-1]) if before and before[-1].isdecimal() else 0


def _same(mark: Mark, own: tuple[str, int]) -> bool:
    return mark.standing == own[0] and (own[0] != "corroborated" or mark.origins in (0, own[1]))


def _told_in_row(form: Form, page: bool) -> tuple[list[str], list[int]]:
    """All words in a row, and for each where its block ends; of a page without its headings.

    A theme may be called by the words of its point, and the mark near a title is another's.
    """
    led = {words(link.text) for link in form.links if link.href.startswith("#")} if page else set()
    row: list[str] = []
    ends: list[int] = []
    for n, block in enumerate(form.blocks):
        told = (_BETWEEN_PARTS,) if page and (n in form.headings or block in led) else block
        row += told
        ends += [len(row)] * len(told)
    return row, ends
