"""No rule of reading, analysis or summing up grows faster than a text by more than a logarithm.

Twice the text takes twice the operations and a little more, whatever it is made of.

    GROWTH_SIZE=40000 pytest tests/test_growth.py      the long form
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from tests.conftest import ROOT
from tests.operations import TEXTS

SIZE = os.environ.get("GROWTH_SIZE", "6000")
MOST = 2.3
"""n log n gives 2.2 at this size, n to the power of 1.5 gives 2.8."""
FEW = 3_000
"""Calls or characters that are no growth: a first sentence that is found costs more than none."""

Counts = Mapping[str, Sequence[int]]


@pytest.fixture(scope="module")
def counts() -> Mapping[str, Counts]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.operations", SIZE],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    rows = map(json.loads, done.stdout.splitlines())
    return {row["name"]: row["counts"] for row in rows}


@pytest.mark.parametrize("name", TEXTS)
def test_twice_the_text_takes_twice_the_work(name: str, counts: Mapping[str, Counts]) -> None:
    found = counts[name]
    assert "read: calls" in found
    grown = {
        step: f"{one:,} to {two:,}" for step, (one, two) in found.items() if two > MOST * one + FEW
    }
    assert not grown


def test_the_texts_are_analyzed(counts: Mapping[str, Counts]) -> None:
    """A text that is left out costs nothing, and would prove nothing."""
    assert sum("summarize: calls" in found for found in counts.values()) >= len(TEXTS) - 3
