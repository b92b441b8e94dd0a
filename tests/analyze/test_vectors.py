"""Products of sparse vectors: two ways of one sum."""

import random
import tracemalloc

import pytest

from briefing.analyze import vectors
from briefing.analyze.vectors import across, connected, neighbours, pairs, unit


def _invented(size: int, seed: int) -> list[dict[str, float]]:
    dice = random.Random(seed)
    return [
        unit({f"w{dice.randrange(60)}": dice.random() for _ in range(dice.randrange(9))})
        for _ in range(size)
    ]


def test_both_ways_agree_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    some, others = _invented(90, 1), _invented(70, 2)
    plain = list(across(some, others, 30, 0.1))
    likest, both = list(neighbours(some, 30, 0.1, 4)), dict(pairs(some, 30, 0.2))
    monkeypatch.setattr(vectors, "SPARSE", 1)
    monkeypatch.setattr(vectors, "_ROWS", 16)
    assert list(across(some, others, 30, 0.1)) == plain
    assert list(neighbours(some, 30, 0.1, 4)) == likest
    assert dict(pairs(some, 30, 0.2)) == both
    assert any(both)


def test_neighbours_and_pairs_are_those_of_all_products() -> None:
    some = _invented(90, 1)
    rows = list(across(some, some, 30, 0.1))
    every = {(n, m): x for n, row in enumerate(rows) for m, x in row.items() if n < m}
    assert dict(pairs(some, 30, 0.1)) == every
    for n, (row, near) in enumerate(zip(rows, neighbours(some, 30, 0.1, 4), strict=True)):
        assert (
            near
            == sorted(
                ((m, x) for m, x in row.items() if m != n), key=lambda one: (-one[1], one[0])
            )[:4]
        )


def test_what_is_less_alike_than_asked_for_is_left_out() -> None:
    one, other, third = unit({"a": 1.0}), unit({"a": 1.0, "b": 1.0}), unit({"b": 1.0})
    assert dict(pairs([one, other, third], 9, 0.5)) == {
        (0, 1): unit({"a": 1.0, "b": 1.0})["a"],
        (1, 2): unit({"a": 1.0, "b": 1.0})["b"],
    }


def test_a_word_of_too_many_vectors_leads_nowhere() -> None:
    assert not list(pairs([{"a": 1.0}] * 3, 2, 0.0))
    assert list(neighbours([{"a": 1.0}] * 3, 2, 0.0, 1)) == [[], [], []]


def test_chains_of_pairs_connect() -> None:
    group = connected(6, [(0, 1), (4, 1), (2, 3)])
    assert group[0] == group[1] == group[4]
    assert group[2] == group[3]
    assert len({group[0], group[2], group[5]}) == 3


def test_products_of_many_that_are_alike_are_held_a_few_at_a_time() -> None:
    alike = [unit({"a": 1.0, f"w{n}": 0.1}) for n in range(3000)]
    assert len(next(neighbours(alike, 4000, 0.1, 3))) == 3  # imports what multiplies
    tracemalloc.start()
    for _ in neighbours(alike, 4000, 0.1, 3):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 24 * 2**20
