"""Days named in a sentence, and how new that makes it."""

from __future__ import annotations

from datetime import date

import pytest

from briefing.model import Sentence
from briefing.summarize.recency import days_named, novelty
from tests.fakes import article

THURSDAY = date(2024, 5, 2)


def one(text: str, language: str = "en") -> Sentence:
    return next(article(text, language=language).sentences())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The dam broke today.", date(2024, 5, 2)),
        ("The dam broke yesterday.", date(2024, 5, 1)),
        ("The dam broke on Wednesday.", date(2024, 5, 1)),
        ("The dam broke on Thursday.", date(2024, 5, 2)),
        ("The dam broke on Friday.", date(2024, 4, 26)),
        ("The dam broke on April 30.", date(2024, 4, 30)),
        ("The dam broke on 30 April.", date(2024, 4, 30)),
        ("The dam broke on Dec. 31.", date(2023, 12, 31)),
        ("The dam broke on February 29.", date(2024, 2, 29)),
    ],
)
def test_the_day_that_is_named(text: str, day: date) -> None:
    assert list(days_named(one(text), THURSDAY)) == [day]


def test_what_is_no_day_is_none() -> None:
    for text in ("The dam broke in May.", "The dam may hold 30 tons.", "It broke on April 31."):
        assert list(days_named(one(text), THURSDAY)) == []


def test_other_languages_name_days() -> None:
    assert list(days_named(one("Der Damm brach gestern.", "de"), THURSDAY)) == [date(2024, 5, 1)]


def test_news_of_the_day_is_newer_than_the_rest_and_background_the_least_new() -> None:
    fresh = one("The council of Port Alma voted on the dam on Wednesday.")
    plain = one("The council of Port Alma voted on the dam.")
    old = one("The council of Port Alma voted on the dam on March 3.")
    mixed = one("Port Alma has been building dams for years, and one broke on Wednesday.")
    background = one("Port Alma has been building dams for years.")
    scores = [novelty(s, THURSDAY) for s in (fresh, plain, old, mixed, background)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert novelty(fresh, None) == novelty(plain, None) == 0.0 > novelty(background, None)
