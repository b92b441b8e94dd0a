"""The objective and its search."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.summarize.digest import digest
from briefing.summarize.rank import LexRank
from briefing.summarize.select import (
    MOST,
    Budget,
    Passage,
    choose,
    concepts,
    cut_short,
    promising,
    select,
    weigh,
)
from tests.fakes import article

WORDS = "river town mayor pump night bakery hill flood rescue bridge harbour dam".split()  # noqa: SIM905
LINE = st.lists(st.sampled_from(WORDS), min_size=8, max_size=14).map(
    lambda ws: " ".join(ws).capitalize() + "."
)
TEXT = st.lists(LINE, min_size=1, max_size=4).map(" ".join)
DAY = st.lists(TEXT, min_size=1, max_size=4, unique=True)


def sources(texts: list[str]) -> list[list[list]]:  # type: ignore[type-arg]
    return [[list(article(t, f"a{n}").sentences())] for n, t in enumerate(texts)]


def passages(given_: list[list[list]]) -> list[Passage]:  # type: ignore[type-arg]
    return [
        Passage(s, place=k)
        for source in given_
        for version in source
        for k, s in enumerate(version)
    ]


def value(plan: tuple[Passage, ...], weights: dict[tuple[str, ...], float]) -> float:
    covered = {c for p in plan for c in concepts(p.main)}
    return sum(weights[c] for c in covered)


@settings(max_examples=60)
@given(texts=DAY, words=st.integers(10, 60))
def test_a_budget_of_words_is_kept_and_used(texts: list[str], words: int) -> None:
    given_ = sources(texts)
    every = passages(given_)
    chosen = select(every, Budget(words=words), weigh(given_))
    left = words - sum(p.words for p in chosen)
    assert left >= 0
    assert all(p in chosen or p.words > left for p in every)


@settings(max_examples=60)
@given(texts=DAY, count=st.integers(0, 5))
def test_a_budget_of_points_is_kept_and_used(texts: list[str], count: int) -> None:
    given_ = sources(texts)
    chosen = select(passages(given_), Budget(points=count), weigh(given_))
    assert len(chosen) == min(count, len(passages(given_)))


@settings(max_examples=40)
@given(texts=DAY, seed=st.integers(0, 9))
def test_the_order_of_the_input_changes_nothing(texts: list[str], seed: int) -> None:
    given_ = sources(texts)
    every, weights = passages(given_), weigh(given_)
    shuffled = every[:]
    random.Random(seed).shuffle(shuffled)
    budget = Budget(words=40)
    assert select(shuffled, budget, weights) == select(every, budget, weights)
    assert weigh(given_[::-1]) == weights


@settings(max_examples=40)
@given(texts=DAY)
def test_the_search_comes_near_the_best_plan(texts: list[str]) -> None:
    given_ = sources(texts)
    every, weights = passages(given_), weigh(given_)
    late = [Passage(p.main, place=99) for p in every]  # no merit but coverage
    best = max(
        value(plan, weights)
        for n in range(4)
        for plan in combinations(late, n)
        if sum(p.words for p in plan) <= 36
    )
    chosen = select(late, Budget(words=36), weights)
    assert value(tuple(chosen), weights) >= 0.9 * best


@settings(max_examples=40)
@given(texts=DAY, words=st.integers(10, 60))
def test_a_budget_that_is_cut_is_filled_and_begins_with_the_uncut_choice(
    texts: list[str], words: int
) -> None:
    day = [article(t, f"a{n}") for n, t in enumerate(texts)]
    whole, cut = digest(day, Budget(words=words)), digest(day, Budget(words=words, cut=True))
    sizes = [len(s.text.split()) for s in cut]
    assert cut[: len(whole)] == whole
    assert len(set(cut)) == len(cut)
    assert sum(sizes[:-1]) < words
    assert sum(sizes) >= min(words, sum(len(t.split()) for t in texts))


def test_the_beginning_that_says_most_fills_what_is_left() -> None:
    fact = "The river Oder rose by two metres in the old town on Wednesday."
    late = "After a long and quiet night without sleep the river Oder rose by two metres."
    early = "Two metres of water stood in the old town after a long and quiet night."
    given_ = [list(article(t).sentences()) for t in (fact, fact + " ", fact + "  ", late, early)]
    weights = weigh([[body] for body in given_])
    left = [given_[3][0], given_[4][0]]
    assert cut_short(left, [], weights, Budget(words=6, cut=True))[0].quote == early
    assert cut_short(left, [], weights, Budget(words=6)) == []


def test_what_is_said_twice_is_taken_once() -> None:
    fact = "The river Oder rose by two metres in the old town on Wednesday."
    other = "A bakery on the hill gave bread to forty people during the night."
    texts = [fact, fact + " ", other]
    chosen = [s.quote for s in digest([article(t) for t in texts], Budget(points=2))]
    assert sorted(chosen) == sorted([fact, other])


def test_a_thousand_copies_of_one_text_weigh_as_one() -> None:
    flood = "The bakery on the hill gave bread to forty people during the night."
    fact = "The river Oder rose by two metres in the old town on Wednesday."
    reports = [[list(article(f"{fact} Report {n}.").sentences())] for n in "abc"]
    single = [list(article(flood, "copy").sentences())]
    many = [list(article(flood, f"copy{n}").sentences()) for n in range(1000)]
    every = passages([*reports, [single[0]]])
    plain = choose(
        every, [*reports, single], weigh([*reports, single]), LexRank(), Budget(words=20)
    )
    copied = [*reports, [*single, *many]]
    assert weigh(copied) == weigh([*reports, single])
    assert choose(every, copied, weigh(copied), LexRank(), Budget(words=20)) == plain
    assert plain[0].main.quote == fact


def test_nothing_gives_nothing() -> None:
    assert select([], Budget(words=100), {}) == []
    assert digest([], Budget(words=100)) == []
    assert digest([article("Short one here.")], Budget(words=1)) == []


def test_a_text_without_end_is_cut_to_what_is_promising() -> None:
    line = "The {} dam near the {} harbour of Alma held through the night."
    text = " ".join(line.format(WORDS[n % 12], f"number {n}") for n in range(MOST + 50))
    made = list(article(text).sentences())
    weights = weigh([[made]])
    assert len(promising(made, weights)) == MOST
    assert promising(made[:5], weights) == made[:5]
