"""The toll of one report."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analyze.figures import Toll, toll
from tests.fakes import article


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Four people were killed and two were injured in a shooting at a market.", 4, 2),
        ("A man was shot and killed on Elm Street. The man was 30.", 1, 0),
        ("A man and a woman were found dead in their home.", 2, 0),
        ("Ann Poe, 30, died at the scene, and Bob Roe, 26, died at a hospital.", 2, 0),
        ("A gunman killed three people and wounded five others before killing himself.", 4, 5),
        ("Six people were shot, two of them fatally.", 2, 4),
        ("Seven people were shot outside a club. All are expected to survive.", 0, 7),
        ("A woman was shot in the leg. She is in stable condition.", 0, 1),
        ("A boy was shot in the chest. He was taken to a hospital, where he died.", 1, 0),
        ("A man is charged with attempted murder after he shot a clerk in the arm.", 0, 1),
        ("A man has been charged with murder in the case of a missing clerk.", 1, 0),
        ("Shots were fired at a house. No one was injured.", None, None),
        ("An earthquake killed at least 41 people and injured 300 in the hills.", 41, 300),
        ("A bus crash left 12 passengers dead and 30 others hurt.", 12, 30),
        ("One person was killed and another critically wounded.", 1, 1),
        ("A strike killed two children. In 2019, 50 people were killed in the town.", 2, 0),
        ("The council approved a budget of 12 million dollars.", None, None),
    ],
)
def test_tolls(text: str, killed: int | None, injured: int | None) -> None:
    assert toll(article(text)) == Toll(killed, injured)


@pytest.mark.parametrize(
    ("title", "killed", "injured"),
    [
        ("3 dead, 1 critically injured after city crash", 3, 1),
        ("Girl killed, boy hurt in blast", 1, 1),
        ("5 dead, including gunman, in shooting", 5, 0),
        ("Husband fatally shoots wife", 1, 0),
    ],
)
def test_headlines_leave_articles_out(title: str, killed: int, injured: int) -> None:
    text = "The police will speak to the press in the afternoon."
    assert toll(article(text, title=title)) == Toll(killed, injured)


def test_a_person_named_again_counts_once() -> None:
    text = "Ann Poe was killed on Friday. Ann Poe was killed by a stray bullet. Poe died at once."
    assert toll(article(text)) == Toll(1, 0)


def test_a_language_without_words_of_harm_tells_nothing() -> None:
    assert toll(article("Zginęło 12 osób.", language="pl")) == Toll(None, None)


@settings(deadline=None)
@given(st.integers(2, 400), st.integers(2, 400))
def test_the_numbers_of_a_plain_report(dead: int, hurt: int) -> None:
    text = f"The fire killed {dead} people and injured {hurt} others, the mayor said."
    assert toll(article(text)) == Toll(dead, hurt)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_toll_or_none(text: str) -> None:
    found = toll(article(text, title=text[:40]))
    assert all(n is None or n >= 0 for n in (found.killed, found.injured))
