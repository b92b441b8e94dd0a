"""Choosing sentences for a plain summary: one objective for every length.

Weighted concept coverage under a budget (Gillick & Favre 2009, "A scalable global
model for summarization") with bonuses for place and rank. Coverage counts
a concept once, which is the redundancy control; the objective is monotone
submodular, so greedy choice comes near the best (Lin & Bilmes
2010), and swaps come nearer. docs/ranking.md holds the measurements.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush, nlargest
from itertools import islice, pairwise

from briefing.language import language, words
from briefing.model import Sentence
from briefing.plugins import Summarizer

UNIGRAM = 0.07
RARE = 0.25
COMMON = 3
SHARPNESS = 1.5
PLAIN_LENGTH = 25
SHORTEST = 8
LONGEST = 50
HORIZON = 10
EARLY = 2.0
MOST = 2000
TILTS = (0.4, 0.7, 1.0)
_SWAPPED = 120
_WORD = re.compile(r"\S+")

Concept = tuple[str, ...]
Source = Sequence[Sequence[Sentence]]
"""One independent text in all its versions, each a list of sentences in text order."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be chosen: words, passages, or both.

    `cut` tells that whoever reads it stops at the budget of words, even inside a
    sentence: then one that does not fit may fill the room that is left.
    """

    words: int | None = None
    points: int | None = None
    cut: bool = False

    @property
    def length(self) -> int:
        """The budget in words, a passage being taken as 25."""
        by_count = self.points * PLAIN_LENGTH if self.points is not None else None
        return min(n for n in (self.words, by_count, 1_000_000) if n is not None)

    @property
    def scale(self) -> float:
        """The budget in hundreds of words, for which the constants above were found."""
        return self.length / 100

    @property
    def longest(self) -> float:
        """The longest sentence wanted: what may be long in a long brief is not in a short one."""
        return LONGEST * max(1.0, math.sqrt(self.scale))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what the objective knows of it.

    `place` counts the sentences on the matter that stand before it in its article;
    `rank` is a summarizer's score, the best one's being 1.
    """

    main: Sentence
    place: int = 0
    rank: float = 0.0

    @property
    def words(self) -> int:
        return _size(self.main)


def _size(sentence: Sentence) -> int:
    return len(sentence.text.split())


def concepts(sentence: Sentence) -> dict[Concept, float]:
    """Stemmed word pairs (weight 1, but for two stop words) and content words (0.07)."""
    own = language(sentence.article.language)
    found = [(own.stem(w), w in own.stop_words) for w in words(sentence.text)]
    units: dict[Concept, float] = {(stem,): UNIGRAM for stem, stop in found if not stop}
    units |= {(a, b): 1.0 for (a, m), (b, n) in pairwise(found) if not (m and n)}
    return units


def weigh(sources: Iterable[Source]) -> dict[Concept, float]:
    """The weight of each concept of the day.

    Copies of one text count once. A concept found in fewer than
    three sources is worth a quarter for each that is missing; one in a first
    sentence counts twice.
    """
    df: dict[Concept, int] = defaultdict(int)
    mass: dict[Concept, float] = defaultdict(float)
    base: dict[Concept, float] = {}
    for source in sources:
        seen: dict[Concept, float] = {}
        for version in source:
            for place, sentence in enumerate(version):
                for concept, unit in concepts(sentence).items():
                    base[concept] = unit
                    seen[concept] = max(seen.get(concept, 1.0), 1.0 if place else 2.0)
        for concept, worth in seen.items():
            df[concept] += 1
            mass[concept] += worth
    return {
        c: base[c] * RARE ** max(0, COMMON - df[c]) * mass[c] ** SHARPNESS for c in sorted(base)
    }


def promising(sentences: Iterable[Sentence], weights: Mapping[Concept, float]) -> list[Sentence]:
    """At most 2,000 of the sentences: those that cover most for their length.

    A brief needs a few; the rest would only cost time, which grows with the square.
    """
    every = sorted(dict.fromkeys(sentences), key=lambda s: s.position)
    if len(every) <= MOST:
        return every
    worth = {
        s: math.fsum(weights.get(c, 0.0) for c in concepts(s)) / math.sqrt(_size(s)) for s in every
    }
    return nlargest(MOST, every, key=lambda s: worth[s])


def choose(
    passages: Sequence[Passage],
    sources: Sequence[Source],
    weights: Mapping[Concept, float],
    ranking: Summarizer,
    budget: Budget,
) -> list[Passage]:
    """The passages worth printing, best first, given all that was written on the matter.

    A passage's place is that of its main sentence in its article. Fragments, sentences
    too long for the budget and those far down are left out while there are others.
    """
    placed = _placed(passages, sources, ranking, budget)
    return [placed[p] for p in select(list(placed), budget, weights)]


def _placed(
    passages: Sequence[Passage],
    sources: Sequence[Source],
    ranking: Summarizer,
    budget: Budget,
) -> dict[Passage, Passage]:
    """The passages that are considered, with place and rank, to themselves as they came."""
    places = {s: k for source in sources for version in source for k, s in enumerate(version)}
    sized = [
        p
        for p in passages
        if SHORTEST <= _size(p.main) <= budget.longest and places.get(p.main, 0) < HORIZON
    ] or passages
    scores = _ranked(sized, sources, ranking) if sized else {}
    top = max(scores.values(), default=0.0) or 1.0
    return {
        replace(p, place=places.get(p.main, 0), rank=max(0.0, scores[p.main] / top)): p
        for p in sized
    }


def cut_short(
    sentences: Iterable[Sentence],
    chosen: Sequence[Sentence],
    weights: Mapping[Concept, float],
    budget: Budget,
) -> list[Sentence]:
    """The sentences whose beginnings say most in the words that the chosen leave over."""
    room = (budget.words or 0) - sum(map(_size, chosen)) if budget.cut else 0
    covered = {c for s in chosen for c in concepts(s)}
    left = sorted(set(sentences) - set(chosen), key=lambda s: s.position)
    found: list[Sentence] = []

    def gain(sentence: Sentence) -> float:
        seen = concepts(_beginning(sentence, room))
        return math.fsum(weights.get(c, 0.0) for c in seen if c not in covered)

    while room > 0 and left:
        best = max(left, key=gain)
        left.remove(best)
        found.append(best)
        covered.update(concepts(best))
        room -= _size(best)
    return found


def _beginning(sentence: Sentence, count: int) -> Sentence:
    """Its first `count` words."""
    ends = [m.end() for m in islice(_WORD.finditer(sentence.text), count)]
    return Sentence(sentence.article, sentence.start, sentence.start + ends[-1])


def _ranked(
    passages: Sequence[Passage], sources: Sequence[Source], ranking: Summarizer
) -> dict[Sentence, float]:
    """The rank of each main sentence among them and the fullest version of each source.

    Not among all versions: what was copied a thousand times is not central for it.
    """
    mains = dict.fromkeys(p.main for p in passages)
    fullest = (max(source, key=len) for source in sources)
    known = mains | dict.fromkeys(s for version in fullest for s in version)
    if len(known) > MOST:
        known = mains
    return dict(zip(known, ranking.rank(list(known)), strict=True))


def select(
    passages: Sequence[Passage], budget: Budget, weights: Mapping[Concept, float]
) -> list[Passage]:
    """The passages that together say most within the budget, best first."""
    problem = _Problem(passages, budget, weights)
    plans = [problem.improved(problem.greedy(tilt)) for tilt in TILTS]
    best = max(plans, key=problem.value, default=[])
    return [problem.passages[i] for i in problem.ordered(best)]


class _Problem:
    """Passages as sets of numbered concepts, in an order that the input's does not touch."""

    def __init__(
        self, passages: Sequence[Passage], budget: Budget, weights: Mapping[Concept, float]
    ) -> None:
        self.passages = sorted(passages, key=lambda p: (p.place, p.main.position))
        self.budget = budget
        self.sizes = [p.words for p in self.passages]
        number = {c: i for i, c in enumerate(weights)}
        self.weights = list(weights.values())
        self.sets = [
            sorted({number[c] for c in concepts(p.main) if c in number}) for p in self.passages
        ]
        used = sorted({c for chosen in self.sets for c in chosen})
        total = math.fsum(self.weights[c] for c in used)
        self.bonus = [total / 100 * self._merit(p) for p in self.passages]

    def _merit(self, passage: Passage) -> float:
        """What a passage is worth besides its concepts, in hundredths of all concepts."""
        scale = self.budget.scale
        size = math.sqrt(scale)
        full = min(passage.words, PLAIN_LENGTH * size) / PLAIN_LENGTH
        early = EARLY * scale * math.exp(-passage.place)
        return size * (early + passage.rank) * full

    def fits(self, plan: Sequence[int]) -> bool:
        words, points = self.budget.words, self.budget.points
        return (points is None or len(plan) <= points) and (
            words is None or sum(self.sizes[i] for i in plan) <= words
        )

    def value(self, plan: Sequence[int]) -> float:
        covered = self.covered(plan)
        gain = math.fsum(self.weights[c] for c in sorted(covered))
        return gain + math.fsum(self.bonus[i] for i in plan)

    def covered(self, plan: Iterable[int]) -> set[int]:
        """The concepts that the passages hold."""
        return {c for i in plan for c in self.sets[i]}

    def gain(self, i: int, covered: Collection[int]) -> float:
        return math.fsum(self.weights[c] for c in self.sets[i] if c not in covered) + self.bonus[i]

    def greedy(
        self, tilt: float, plan: Sequence[int] = (), among: Sequence[int] | None = None
    ) -> list[int]:
        """Adds the best gain per length^tilt until nothing fits, lazily (Minoux 1978)."""
        plan = list(plan)
        covered = self.covered(plan)
        cost = [max(1, size) ** tilt for size in self.sizes]
        open_ = range(len(self.passages)) if among is None else among
        heap = [(-self.gain(i, covered) / cost[i], i, len(plan)) for i in open_ if i not in plan]
        heapify(heap)
        while heap:
            _, i, seen = heappop(heap)
            if not self.fits([*plan, i]):
                continue
            if seen < len(plan):
                heappush(heap, (-self.gain(i, covered) / cost[i], i, len(plan)))
                continue
            plan.append(i)
            covered.update(self.sets[i])
        return plan

    def improved(self, plan: list[int]) -> list[int]:
        """Adds and exchanges single passages, then one for several, while the value grows."""
        promising = self._promising()
        while True:
            while move := self._best_move(plan, promising):
                out, into = move
                plan = [*(i for i in plan if i != out), into]
            if (better := self._refilled(plan, promising)) is None:
                return plan
            plan = better

    def _refilled(self, plan: Sequence[int], promising: Sequence[int]) -> list[int] | None:
        """A better plan that lacks one passage and fills its room with others, if there is one."""
        if self.budget.words is None:  # a point makes room for one point
            return None
        least = self.value(plan) * (1 + 1e-9) + 1e-9
        for out in plan:
            rest = [i for i in plan if i != out]
            among = [i for i in promising if i != out]
            for tilt in TILTS:
                if self.value(found := self.greedy(tilt, rest, among)) > least:
                    return found
        return None

    def _promising(self) -> list[int]:
        alone = sorted(range(len(self.passages)), key=lambda i: (-self.gain(i, ()), i))
        return sorted(alone[:_SWAPPED])

    def _best_move(
        self, plan: Sequence[int], promising: Sequence[int]
    ) -> tuple[int | None, int] | None:
        best, found = 1e-9 * (1 + self.value(plan)), None
        for out in (None, *plan):
            rest = [i for i in plan if i != out]
            covered = self.covered(rest)
            lost = self.gain(out, covered) if out is not None else 0.0
            for into in promising:
                if into not in plan and self.fits([*rest, into]):
                    won = self.gain(into, covered) - lost
                    if won > best:
                        best, found = won, (out, into)
        return found

    def ordered(self, plan: Sequence[int]) -> list[int]:
        """Best first: each next one adds most to those before it."""
        covered: set[int] = set()
        rest, order = set(plan), []
        while rest:
            best = max(sorted(rest), key=lambda i: self.gain(i, covered))
            rest.remove(best)
            order.append(best)
            covered.update(self.sets[best])
        return order
