"""What the articles of a story open with, and what that is worth among the takeaways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from briefing.model import Analysis, Article, Sentence
from briefing.summarize import sections
from briefing.summarize.openings import Openings
from tests.fakes import article
from tests.summarize.test_merit import analysis, brief

FERRY = (
    "A ferry with 40 passengers sank off Norda on Wednesday, killing nine of them.",
    "Nine passengers were killed on Wednesday when their ferry sank in rough seas off Norda.",
    "A ferry sank near Norda, killing nine passengers, the coast guard said.",
    "Nine passengers of the ferry were killed as it sank off the rocks of Norda on Wednesday.",
)
STRIKE = (
    "Bakers across Perrow went on strike for higher wages.",
    "A strike of bakers for wages left Perrow without bread.",
    "Wages of bakers in Perrow led to a strike, their union said.",
)
QUARREL = (
    "Lomna's mayor quarrelled with its harbour master over the colour of a crane.",
    "The price of plums fell in Lomna.",
    "A choir of Lomna sang for its oldest baker.",
)


def _articles(texts: Sequence[str]) -> list[Article]:
    return [article(text, text, published="2024-05-02") for text in texts]


def _sentence(of: Article, place: int = 0) -> Sentence:
    return Sentence(of, of.units[place].start, of.units[place].end)


def _openings(*stories: Sequence[Article]) -> Openings:
    every = [a for story in stories for a in story]
    bodies = {a.id: list(a.sentences()) for a in every}
    return Openings([[a.id for a in s] for s in stories], bodies, {a.id: a.id for a in every})


def _day(*stories: Sequence[Article]) -> Analysis:
    ids = tuple(tuple(a.id for a in story) for story in stories)
    return analysis(*(a for story in stories for a in story), stories=ids)


def test_an_opening_tells_the_event_that_most_openings_tell() -> None:
    ferry = _articles((*FERRY, "Off Norda the sea was rough again on Thursday."))
    openings = _openings(ferry)
    assert openings.tells(_sentence(ferry[0])) > 0.8
    assert openings.tells(_sentence(ferry[-1])) == 0.0


def test_articles_that_open_with_one_event_each_have_no_event_in_common() -> None:
    quarrel = _articles(QUARREL)
    openings = _openings(quarrel)
    assert [openings.tells(_sentence(a)) for a in quarrel] == [0.0, 0.0, 0.0]
    openings.take(_sentence(quarrel[0]))
    assert openings.told_again(_sentence(quarrel[1])) == 0.0


def test_copies_of_one_text_open_once() -> None:
    ferry = _articles(FERRY)
    bodies = {a.id: list(a.sentences()) for a in ferry}
    copied = Openings([[a.id for a in ferry]], bodies, {a.id: "one" for a in ferry})
    assert copied.tells(_sentence(ferry[0])) == 0.0
    assert copied.crowded(_sentence(ferry[0])) == 0.0


def test_the_event_of_a_story_is_told_again_by_another_opening_and_not_further_down() -> None:
    below = "\n\n".join(("Divers came.", "Boats came.", FERRY[1]))
    ferry = _articles((*FERRY, below))
    openings = _openings(ferry)
    first, again, deep = _sentence(ferry[0]), _sentence(ferry[1]), _sentence(ferry[-1], 2)
    assert openings.told_again(again) == 0.0
    openings.take(first)
    assert openings.told_again(again) > 0.4
    assert openings.told_again(deep) == 0.0
    assert openings.tells(again) == 0.0


def test_stories_have_turns_by_their_independent_reports() -> None:
    ferry, strike, quarrel = map(_articles, (FERRY, STRIKE, QUARREL[:1]))
    openings = _openings(ferry, strike, quarrel)
    said = [_sentence(story[0]) for story in (ferry, strike, quarrel)]
    assert openings.crowded(said[0]) == 0.0
    assert 0.0 < openings.crowded(said[1]) < openings.crowded(said[2])
    openings.take(said[0])
    assert openings.crowded(said[1]) == 0.0 < openings.crowded(said[0])


def test_without_a_well_told_story_nobody_waits() -> None:
    quarrel, plums = _articles(QUARREL[:1]), _articles(QUARREL[1:2])
    assert _openings(quarrel, plums).crowded(_sentence(plums[0])) == 0.0


def test_a_story_is_told_before_another_one_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    ferry = _articles((*FERRY, "Rescuers searched 3 beaches of Norda for 11 people on Wednesday."))
    day = _day(ferry, _articles(STRIKE))

    def on_the_strike() -> list[bool]:
        return ["akers" in p.text for p in brief(day).takeaways[:2]]

    assert on_the_strike() == [False, True]
    monkeypatch.setattr(sections, "CROWDED", 0.0)
    monkeypatch.setattr(sections, "LEADING", 0.0)
    assert on_the_strike() == [False, False]


def test_the_first_of_a_story_is_what_most_open_with(monkeypatch: pytest.MonkeyPatch) -> None:
    aside = "On Wednesday 2 bakers of Perrow won 14 prizes for 3 cakes."
    day = _day(_articles((*STRIKE, aside)))
    assert "strike" in brief(day).takeaways[0].text
    monkeypatch.setattr(sections, "LEADING", 0.0)
    assert brief(day).takeaways[0].text == aside


def test_two_takeaways_are_told_in_any_case_and_more_where_they_are_worth_it() -> None:
    dull = "\n\n".join(f"Nobody in Alma {what}." for what in ("likes ponds", "cuts hay", "paints"))
    day = _day(_articles((FERRY[0], dull)))
    assert len(brief(day).takeaways) == sections.ENOUGH


def test_what_resembles_a_takeaway_gives_way() -> None:
    texts = (
        "On Wednesday a ferry sank off the port of Norda with 40 passengers.",
        "On Wednesday 2 tugs of the port were painted red for a parade of 9 tall ships.",
        "On Wednesday a court fined 3 owners of kiosks at the port.",
    )
    day = _day(_articles(texts))
    order = [p.text for p in brief(day).takeaways]
    assert sorted(order) == sorted(texts)
    first, second, third = (next(c for c in day.claims if c.lead.text == t) for t in order)
    for one, other in ((first, second), (second, first)):
        sees = replace(one, see_also=(other.lead,))
        claims = tuple(sees if c == one else c for c in day.claims)
        told = [p.text for p in brief(replace(day, claims=claims)).takeaways]
        assert told[:2] == [first.lead.text, third.lead.text]
