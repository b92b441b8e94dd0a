"""Subjects of a large day are joined as those of a small one."""

import random

import pytest

from briefing.analyze.themes import discovery


def _invented(size: int) -> list[list[str]]:
    dice = random.Random(5)
    return [
        [f"w{dice.randrange(12)}x{dice.randrange(8)}" for _ in range(12)] + [f"s{n % 9}"]
        for n in range(size)
    ]


def test_a_table_of_all_pairs_joins_the_same_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _invented(120)
    plain = list(discovery._joined(texts))
    assert 1 < len(plain) < len(texts)
    monkeypatch.setattr(discovery, "_DENSE", 1)
    assert list(discovery._joined(texts)) == plain
