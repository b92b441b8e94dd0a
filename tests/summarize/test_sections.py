"""The pool that sections and takeaways choose from."""

from __future__ import annotations

from heapq import nlargest
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from briefing.model import Claim, Sentence, Standing
from briefing.summarize.passages import Candidate
from briefing.summarize.sections import Pool
from tests.fakes import article

if TYPE_CHECKING:
    from briefing.summarize.merit import Merits

TEXT = "".join(f"Barge {n:02} left the quay. " for n in range(40))
ONE = article(TEXT)
WORTH = [(7 * n) % 11 / 4 for n in range(40)]


def candidates() -> list[Candidate]:
    found = []
    for n in range(40):
        sentence = Sentence(ONE, n * 24, n * 24 + 23)
        claim = Claim(f"c{n}", sentence, (sentence,), (), (), Standing.SINGLE_SOURCE)
        found.append(Candidate(claim, sentence, (sentence,)))
    return found


def number(candidate: Candidate) -> int:
    return candidate.quote.start // 24


def pool() -> Pool:
    merits = SimpleNamespace(of=lambda c: WORTH[number(c)], likeness=lambda *_: 0.0)
    return Pool(candidates(), cast("Merits", merits), 0.35, 0.0)


@pytest.mark.parametrize("count", [1, 4, 60])
@pytest.mark.parametrize("least", [0.0, -1.0])
def test_the_best_are_those_that_all_would_be_ranked_for(count: int, least: float) -> None:
    asked: list[int] = []

    def less(candidate: Candidate) -> float:
        asked.append(number(candidate))
        return least + (number(candidate) * 5) % 7 / 6

    left = sorted(candidates(), key=lambda c: -WORTH[number(c)])
    wanted = nlargest(count, left, key=lambda c: WORTH[number(c)] - less(c))
    asked.clear()
    assert pool().best(count, less, least) == wanted
    if count == 1 and not least:
        assert len(asked) < 20  # what cannot be the best is not asked what it loses


def test_of_equals_the_first_is_taken() -> None:
    nothing: Any = lambda _: 0.0  # noqa: E731
    first = pool().best(6, nothing)
    assert [WORTH[number(c)] for c in first] == sorted(WORTH, reverse=True)[:6]
    assert first == pool().best(6) == nlargest(6, candidates(), key=lambda c: WORTH[number(c)])
