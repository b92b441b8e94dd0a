"""A day's articles to one analysis, and why a sentence is where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from briefing.analyze import analyze, explain
from briefing.analyze.claims.pairs import Pairs
from briefing.config import Desk, ThemeSettings
from briefing.errors import ConfigError
from briefing.model import Analysis, Article, Standing
from tests.analyze.test_claims import BACKGROUND, ELSEWHERE, MARKET
from tests.fakes import article

DESK = Desk(
    name="Orvek",
    themes=(
        ThemeSettings("orvek", "Orvek flood", ("Orvek",)),
        ThemeSettings("toll", "Dead and injured", ("killed", "injured"), needs="figure"),
    ),
)
STRIKE = (
    "Bakers in the capital began a strike on Monday. The bakers want a minimum wage. "
    "Their union says that flour prices have doubled while wages stood still."
)


def day() -> list[Article]:
    return [
        article(
            "The flood in Orvek killed 198 people, the interior ministry said on Monday. "
            "Boats reached the school at noon.",
            name="a",
            published="2023-05-02",
        ),
        article(
            "Rescuers in Orvek reported little hope. The interior ministry said on Monday that "
            "the flood in Orvek had killed 214 people.",
            name="b",
            published="2023-05-01",
        ),
        article(STRIKE, name="c", title="Bakers begin a strike"),
    ]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(day(), DESK)


def test_articles_are_in_order_of_publication(analysis: Analysis) -> None:
    assert [a.uri for a in analysis.articles] == ["c.txt", "b.txt", "a.txt"]


def test_every_unit_is_there_once(analysis: Analysis) -> None:
    spans = [(row.sentence.article.id, row.sentence.start) for row in analysis.sentences]
    assert spans == [(a.id, u.start) for a in analysis.articles for u in a.units]


def test_every_article_has_one_origin(analysis: Analysis) -> None:
    ids = sorted(i for origin in analysis.origins for i in origin.articles)
    assert ids == sorted(a.id for a in analysis.articles)


def test_the_desks_themes_come_before_those_found(analysis: Analysis) -> None:
    titles = [(t.title, t.discovered) for t in analysis.themes]
    assert titles[:2] == [("Orvek flood", False), ("Dead and injured", False)]
    assert ("Bakers begin a strike", True) in titles


def test_figures_have_the_themes_of_their_sentences(analysis: Analysis) -> None:
    killed = next(f for f in analysis.figures if f.casualty)
    assert set(killed.themes) == {"orvek", "toll"}


def test_claims_with_a_disputed_figure_are_disputed(analysis: Analysis) -> None:
    disputed = next(f for f in analysis.figures if f.disputes)
    given = {disputed.value, *(d.value for d in disputed.disputes)}
    assert given == {214, 198}
    claims = [c for c in analysis.claims if c.standing is Standing.DISPUTED]
    assert {m.text.count("198") + m.text.count("214") for c in claims for m in c.members} == {1}
    ids = {c.id for c in claims}
    assert len(ids) == 2
    assert all(set(c.disputes) == ids - {c.id} for c in claims)


def test_a_claim_is_disputed_where_its_lead_gives_the_value() -> None:
    """All tell of twelve dead; how many were hurt the first does not say."""
    told = "A mudslide at Orlova killed twelve people on Sunday and hurt {} others, officials said."
    around = (BACKGROUND, ELSEWHERE, MARKET)
    texts = [f"{told.format(n)} {other}" for n, other in zip(("many", 90, 60), around, strict=True)]
    found = analyze([article(t, str(n), outlet=str(n)) for n, t in enumerate(texts)], Desk())
    disputed = [c for c in found.claims if c.disputes]
    assert any("many" in c.lead.quote for c in disputed)
    for claim in disputed:
        assert (claim.standing is Standing.DISPUTED) is ("many" not in claim.lead.quote)


def test_the_order_of_the_input_changes_nothing(analysis: Analysis) -> None:
    assert analyze(day()[::-1], DESK) == analysis


def test_the_same_article_twice_is_read_once(analysis: Analysis) -> None:
    assert analyze([*day(), *day()], DESK) == analysis


def test_no_articles_and_no_themes() -> None:
    assert analyze([], DESK).sentences == ()
    found = analyze(day(), replace(DESK, themes=()))
    assert all(theme.discovered for theme in found.themes)
    assert "Bakers begin a strike" in {theme.title for theme in found.themes}


def test_a_finder_that_is_not_installed_is_named() -> None:
    with pytest.raises(ConfigError, match='no theme called "oracle"'):
        analyze(day(), replace(DESK, finder="oracle"))


def test_explain_tells_themes_claim_origin_and_figures(analysis: Analysis) -> None:
    (found,) = explain(analysis, "  The FLOOD in Orvek killed ")
    assert found.kind == "body"
    assert {title for title, _ in found.themes} == {"Orvek flood", "Dead and injured"}
    assert len(found.reasons) == 2
    assert found.claim is not None
    assert found.claim.standing is Standing.DISPUTED
    assert [origin.articles for origin in found.origins] == [(found.unit.article,)]
    assert {f.value for f in found.figures} <= {214, 198}
    assert found.figures


def test_explain_finds_every_sentence_with_the_words_and_none_without(analysis: Analysis) -> None:
    assert len(explain(analysis, "Orvek")) == 3
    assert explain(analysis, "no such words") == ()
    assert explain(analysis, " ") == ()


def test_explain_tells_why_each_sentence_near_is_one_claim_or_not() -> None:
    texts = {
        "a": "The lock at Orvek burst on Tuesday and drowned nine cows of a dairy.",
        "b": "Nine cows of a dairy drowned on Tuesday when the lock at Orvek burst.",
        "c": "The lock at Orvek burst on Friday and drowned three cows of a dairy.",
        "d": "Anna Berg opened the season of the opera with a cantata about bees.",
    }
    told = [article(t, k, outlet=k.upper(), published="2024-03-06") for k, t in texts.items()]
    (found, *_) = explain(analyze(told, DESK), "burst on Tuesday")
    pairs = {pair.other.article.uri: pair for pair in found.pairs}
    assert pairs["b.txt"].together
    assert "witness of the lead" in pairs["b.txt"].counted or "leads" in pairs["b.txt"].counted
    assert not pairs["c.txt"].together
    assert "another day" in pairs["c.txt"].reason
    assert "other numbers" in pairs["c.txt"].reason
    assert "d.txt" not in pairs
    assert len(found.pairs) <= 10


def test_explain_tells_that_two_sentences_are_of_two_events() -> None:
    told = [
        article("The lock at Orvek burst on Tuesday and drowned nine cows of a dairy.", "a"),
        article("Nine cows of a dairy drowned on Tuesday when the lock at Tolm burst.", "b"),
    ]
    analysis = analyze(told, DESK)
    one, two = ([a.id, *(f"{a.id}-{n}" for n in range(5))] for a in told)
    row = next(r for r in analysis.sentences if r.sentence.article is told[0])

    def reasons(stories: Sequence[Sequence[str]]) -> list[str]:
        return [p.reason for p in Pairs(replace(analysis, claims=claims), stories).of(row)]

    claims = tuple(replace(c, members=(m,), lead=m) for c in analysis.claims for m in c.members)
    assert all("of two events" in reason for reason in reasons([one, two]))
    assert not any("of two events" in reason for reason in reasons([one]))
