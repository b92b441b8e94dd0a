"""An outlet that floods the day with near copies changes nothing but the count of copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from briefing.analyze import analyze
from briefing.analyze.origins import group_origins
from briefing.collect import collect, sources_of
from briefing.config import Desk, read_desk
from briefing.language import words
from briefing.model import Analysis, Article, Brief, Document
from briefing.pipeline import edition_of
from briefing.read import read
from briefing.summarize import summarize
from tests.analyze.flood import SYNONYMS, near_copies

ROOT = Path(__file__).parents[1]
COPIES = 56


@cache
def desk() -> Desk:
    return read_desk(ROOT / "desk.toml")


@cache
def seeds() -> tuple[Article, ...]:
    documents = collect(sources_of(desk(), [ROOT / "seeds"]))
    found = (f for d in documents if isinstance(d, Document) for f in read(d))
    return tuple(a for a in found if isinstance(a, Article))


@cache
def quiet() -> Analysis:
    return analyze(seeds(), desk())


def flood(uri: str, outlet: str | None = None) -> list[Article]:
    text = next(a.text for a in seeds() if a.uri == uri)
    found = []
    for number, copy in enumerate(near_copies(text, COPIES)):
        (article,) = read(Document(f"flood/{number}.txt", "text/plain", copy.encode()))
        assert isinstance(article, Article)
        found.append(replace(article, outlet=outlet) if outlet else article)
    return found


def briefs(analysis: Analysis) -> list[Brief]:
    return [
        summarize(
            analysis, desk(), audience, edition_of(desk(), date(2023, 2, 14), audience.name, ROOT)
        )
        for audience in desk().audiences
    ]


def told(brief: Brief) -> list[tuple[str, str, int]]:
    points = [("", p) for p in brief.takeaways]
    points += [(s.title, p) for s in brief.sections for p in s.points]
    return [(title, p.text, p.origins) for title, p in points]


@pytest.mark.parametrize("outlet", [None, "The Echo"])
@pytest.mark.parametrize(
    "uri",
    ["harbour-gazette-shells.txt", "daily-lantern-shells.txt", "eastern-desk-live.html"],
)
def test_points_figures_and_origins_stay_as_they_were(uri: str, outlet: str | None) -> None:
    copies = flood(uri, outlet)
    found = analyze([*seeds(), *copies], desk())
    assert len(found.origins) == len(quiet().origins)
    for before, after in zip(briefs(quiet()), briefs(found), strict=True):
        assert told(before) == told(after)
        assert [(f.value, f.what) for f in before.figures] == [
            (f.value, f.what) for f in after.figures
        ]
        assert len(after.gaps) < len(before.gaps) + 12


def test_what_is_cited_of_a_copy_is_word_for_word_what_is_printed() -> None:
    copies = {a.id for a in flood("hill-valley-dispatch.txt")}
    found = analyze([*seeds(), *flood("hill-valley-dispatch.txt")], desk())
    cited = 0
    for brief in briefs(found):
        for point in (*brief.takeaways, *(p for s in brief.sections for p in s.points)):
            printed = {_plain(c.text) for c in point.citations if c.article not in copies}
            repeated = [c.text for c in point.citations if c.article in copies]
            cited += len(repeated)
            assert {_plain(text) for text in repeated} <= printed
    assert cited


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def test_every_unit_of_every_copy_is_in_the_analysis() -> None:
    copies = flood("coastline-quake.txt")
    found = analyze([*seeds(), *copies], desk())
    assert {a.id for a in copies} <= {a.id for a in found.articles}
    units = {(a.id, u.start, u.end) for a in found.articles for u in a.units}
    assert {row.sentence.position for row in found.sentences} == units
    members = [m for claim in found.claims for m in claim.members]
    assert len(members) == len(set(members))
    assert sum(m.article.id in {a.id for a in copies} for m in members) > COPIES


def test_the_order_of_a_flood_changes_nothing() -> None:
    day: Sequence[Article] = [*seeds(), *flood("coastline-quake.txt")]
    assert analyze(day, desk()) == analyze(day[::-1], desk())


def test_without_their_source_no_misspelt_copy_is_quoted() -> None:
    uri = "harbour-gazette-shells.txt"
    source = next(a for a in seeds() if a.uri == uri)
    rest = [a for a in seeds() if a.uri != uri]
    copies = flood(uri)
    found = analyze([*rest, *copies], desk())
    ids = {a.id for a in copies}
    printed = [
        c.text
        for brief in briefs(found)
        for s in brief.sections
        for p in s.points
        for c in p.citations[:1]
        if c.article in ids
    ]
    known = {*words(source.text), *SYNONYMS.values()}
    strange = [w for text in printed for w in words(text) if w not in known]
    assert printed
    assert not strange


def test_heavy_edits_leave_one_origin() -> None:
    text = next(a.text for a in seeds() if a.uri == "northern-courier-stockpiles.html")
    heavy = [next(near_copies(t, 1, seed=n)) for n, t in enumerate(near_copies(text, 40))]
    found = [
        a
        for n, t in enumerate(heavy)
        for a in read(Document(f"{n}.txt", "text/plain", t.encode()))
        if isinstance(a, Article)
    ]
    assert len(group_origins(found)) == 1
