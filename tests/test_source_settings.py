"""What the desk says of its sources shows in the brief: how much is quoted, what goes first."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from briefing.analyze import analyze
from briefing.config import AudienceSettings, Desk, parse_desk
from briefing.model import Article, Brief, Standing
from briefing.render import render
from briefing.summarize import summarize
from tests.fakes import article
from tests.summarize.test_brief import EDITION

AUDIENCE = AudienceSettings("all", "analyst", points=6, takeaways=3, figures=0, also=4, changes=0)
FERRY = article(
    "The ferry company of Alma sold nine boats to a shipyard in Norway on Wednesday.\n\n"
    "Its chief engineer left for a museum of old steam engines in the spring.\n\n"
    "The harbour council gave 40 berths to fishermen from the northern islands.",
    "ferry",
    published="2024-05-01",
)
TRAM = article(
    "The tram company of Lund bought seven wagons from a factory in Poland on Wednesday.\n\n"
    "A school in the hills closed after 60 years without enough pupils.\n\n"
    "Beekeepers counted 300 hives that the late frost had emptied.",
    "tram",
    published="2024-05-01",
)


def brief(ferry: dict[str, Any] | None = None, tram: dict[str, Any] | None = None) -> Brief:
    rows = [
        {"kind": "folder", "name": name, "path": "in", **(row or {})}
        for name, row in (("Ferry News", ferry), ("Tram News", tram))
    ]
    themes = [
        {"key": "boats", "title": "Boats", "terms": ["ferry", "harbour", "engineer"]},
        {"key": "land", "title": "Land", "terms": ["tram", "school", "hives"]},
    ]
    desk: Desk = parse_desk({"source": rows, "theme": themes}, Path("desk.toml"))
    articles: list[Article] = [
        replace(FERRY, source="Ferry News"),
        replace(TRAM, source="Tram News"),
    ]
    return summarize(analyze(articles, desk), desk, AUDIENCE, EDITION)


def quoted(of: Brief, start: Article) -> set[str]:
    points = chain(of.takeaways, *(section.points for section in of.sections))
    return {p.text for p in points if p.citations[0].article == start.id}


def test_no_more_is_quoted_than_the_terms_of_a_source_allow() -> None:
    free = quoted(brief(), FERRY)
    assert len(free) > 1
    limit = len(FERRY.text.split("\n\n")[0].split()) + 3
    bound = brief({"quote_words": limit})
    assert sum(len(text.split()) for text in quoted(bound, FERRY)) <= limit
    assert len(quoted(bound, FERRY)) >= 1
    (gap,) = [gap for gap in bound.gaps if gap.where == "Ferry News"]
    assert gap.what.startswith(f"its terms allow {limit} quoted words of an article")
    assert not [gap for gap in brief().gaps if gap.where == "Ferry News"]


def test_a_source_that_may_not_be_quoted_at_length_is_still_listed() -> None:
    bound = brief({"quote_words": 1})
    assert quoted(bound, FERRY) == set()
    assert FERRY.id in {source.id for source in bound.sources}


def test_a_source_of_more_weight_goes_first() -> None:
    firsts = [
        brief({"weight": weight}, {"weight": 1 / weight}).takeaways[0].citations[0].article
        for weight in (8.0, 0.125)
    ]
    assert firsts == [FERRY.id, TRAM.id]


def test_a_marked_source_gives_its_points_an_admiralty_code() -> None:
    settings = {"reliability": "B", "type": "official", "licence": "CC BY 4.0"}
    marked = brief(settings)
    listed = {s.id: (s.type, s.reliability, s.licence) for s in marked.sources}
    assert listed == {FERRY.id: ("official", "B", "CC BY 4.0"), TRAM.id: (None, None, None)}
    desk = Desk()
    text = "".join(
        artifact.content.decode() for artifact in render(marked, desk, AUDIENCE, ("txt", "html"))
    )
    assert "single source · B6" in text
    assert "official source, reliability B, CC BY 4.0" in text
    assert "1: confirmed by independent sources" in text
    both = replace(marked.takeaways[0], standing=Standing.CORROBORATED, origins=2)
    agreed = replace(marked, takeaways=(both,))
    (page,) = render(agreed, desk, AUDIENCE, ("txt",))
    assert ("2 origins · B1" in page.content.decode()) == (both.citations[0].article == FERRY.id)
    (plain,) = render(brief(), desk, AUDIENCE, ("txt",))
    assert "· B" not in plain.content.decode()
    assert "independent sources" not in plain.content.decode()
