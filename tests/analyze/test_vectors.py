"""Products of sparse vectors: two ways of one sum."""

import random

import pytest

from briefing.analyze import vectors
from briefing.analyze.vectors import across, alike, connected, nearest, neighbours, unit


def _invented(size: int, seed: int) -> list[dict[str, float]]:
    dice = random.Random(seed)
    return [
        unit({f"w{dice.randrange(60)}": dice.random() for _ in range(dice.randrange(9))})
        for _ in range(size)
    ]


def test_both_ways_agree_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    some, others = _invented(90, 1), _invented(70, 2)
    plain = [*across(some, others, 30, 0.1), *alike(some, 30, 0.2)]
    likest = list(neighbours(some, 30, 0.1, 4))
    monkeypatch.setattr(vectors, "SPARSE", 1)
    monkeypatch.setattr(vectors, "_ROWS", 16)
    assert [*across(some, others, 30, 0.1), *alike(some, 30, 0.2)] == plain
    assert list(neighbours(some, 30, 0.1, 4)) == likest
    assert likest == [nearest(found.items(), 4) for found in alike(some, 30, 0.1)]


def test_what_is_less_alike_than_asked_for_is_left_out() -> None:
    one, other, third = unit({"a": 1.0}), unit({"a": 1.0, "b": 1.0}), unit({"b": 1.0})
    assert list(alike([one, other, third], 9, 0.5)) == [
        {1: unit({"a": 1.0, "b": 1.0})["a"]},
        {0: unit({"a": 1.0, "b": 1.0})["a"], 2: unit({"a": 1.0, "b": 1.0})["b"]},
        {1: unit({"a": 1.0, "b": 1.0})["b"]},
    ]


def test_a_word_of_too_many_vectors_leads_nowhere() -> None:
    assert list(alike([{"a": 1.0}] * 3, 2, 0.0)) == [{}, {}, {}]


def test_chains_of_pairs_connect() -> None:
    group = connected(6, [(0, 1), (4, 1), (2, 3)])
    assert group[0] == group[1] == group[4]
    assert group[2] == group[3]
    assert len({group[0], group[2], group[5]}) == 3
