"""What speaks for one fact is weighed together; what speaks against it is a veto."""

from __future__ import annotations

import pytest

from briefing.analyze.claims.compared import Compared
from briefing.analyze.claims.similarity import counted_deed, letters_alike, similarity
from briefing.analyze.claims.weighing import (
    ONE_FACT,
    Sights,
    likely,
    probability,
    sights,
)
from briefing.analyze.claims.witnesses import grounds
from tests.analyze.test_witnesses import _facts


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            "The ferry Alma sank off Norda on Monday and 14 dockers drowned.",
            "14 dockers drowned on Monday when the ferry Alma sank off Norda.",
            True,
        ),
        (
            "The ferry Alma sank off Norda on Monday and 14 dockers drowned.",
            "The ferry Alma sank off Norda on Monday and 31 dockers drowned.",
            False,
        ),
        (
            "The ferry Alma sank off Norda on Monday.",
            "The ferry Alma will sail from Sund with barley for the mills.",
            False,
        ),
    ],
)
def test_two_reports_of_one_fact_are_likely_one(one: str, other: str, same: bool) -> None:
    assert (likely(*_facts(one, other)) >= ONE_FACT) is same


def test_letters_tell_what_spelling_hides() -> None:
    spelled = _facts("Abdulmajid Qarimov resigned.", "Abdulmajeed Karimov has resigned.")
    unlike = _facts("Abdulmajid Qarimov resigned.", "Lorries queue before the pass.")
    assert letters_alike(*spelled) > 0.4 > 0.1 > letters_alike(*unlike)
    assert letters_alike(spelled[0], spelled[0]) == pytest.approx(1.0)


def test_a_number_of_one_thing_in_two_deeds_is_two_facts() -> None:
    """That many fled and that many need bread are two facts, though the number is one."""
    fled = "Up to 240,000 people fled the flooded valley of Sund, the relief office estimates."
    also = "Some 240,000 people have fled the floods in the valley, aid workers estimate."
    need = "Bakers asked for flour because 240,000 people would need bread until winter."
    assert counted_deed(*_facts(fled, also))
    assert not counted_deed(*_facts(fled, need))


def test_what_is_alike_counts_less_between_two_matters() -> None:
    one, other = _facts(
        "Dockers of the port went on strike over night shifts.",
        "Dockers of a port struck against night shifts again.",
    )
    assert likely(one, other, 0.6) < likely(one, other)
    assert sights(one, other, 0.5) == Sights(*(0.5 * x for x in sights(one, other)))


PAIRS = [
    ("The ferry Alma sank off Norda on Monday.", "On Monday the ferry Alma sank off Norda."),
    ("The ferry Alma sank off Norda on Monday.", "Divers reached the ferry Alma off Norda."),
    ("Dockers of the port went on strike.", "A strike of dockers closed the port."),
    ("Dockers of the port went on strike.", "Millers wait for rye from the port of Sund."),
    ("Bread rose by 240 crowns in Norda.", "In Norda bread costs 240 crowns more."),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("part", [1.0, 0.6])
@pytest.mark.parametrize("least", [0.1, 0.4, 0.9])
def test_what_is_compared_no_further_is_below_what_was_asked(
    one: str, other: str, part: float, least: float
) -> None:
    pair = _facts(one, other)
    found, whole = likely(*pair, part, least), likely(*pair, part)
    assert found == whole or (found == 0.0 and whole < least)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_pair_that_is_compared_once_is_compared_alike(one: str, other: str) -> None:
    pair = _facts(one, other)
    compared = Compared()
    for _ in range(2):
        assert compared.likely(*pair) == likely(*pair)
        assert compared.similarity(*pair) == similarity(*pair)
        assert compared.borne(*pair) is bool(grounds(*pair))


def test_whatever_is_alike_makes_one_fact_likelier() -> None:
    nothing = Sights(0.0, 0.0, 0.0, 0.0)
    for field in Sights._fields:
        assert probability(nothing._replace(**{field: 1.0})) > probability(nothing)
