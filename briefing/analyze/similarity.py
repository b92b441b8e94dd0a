"""How far two sentences say the same.

Words are aligned one by one, weighted by rarity (Monge and Elkan 1996; Sultan,
Bethard and Sumner 2014 show alignment to be the best measure without training);
sentences that share no word are compared by their neighbours. What tells
look-alikes apart then takes away: other numbers of the same, other days, another
speaker, a denial, a plan against its execution.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from briefing.analyze.facts import Facts
from briefing.analyze.vectors import dot

SAME = 0.42
_WIDER = 0.3
_OTHER_SPEAKER = 0.75
_OTHER_NUMBERS = 0.8
_ONLY_PLANNED = 0.85
_DENIED = 0.75


def similarity(a: Facts, b: Facts) -> float:
    """From 0 to 1: likeness in words and neighbours, less what speaks against it."""
    return likeness(a, b) * agreement(a, b)


def likeness(a: Facts, b: Facts) -> float:
    """From 0 to 1: how far the words of two sentences and of their neighbours agree."""
    if not a.weights or not b.weights:
        return 0.0
    common = a.weights.keys() & b.weights.keys()
    jaccard = len(common) / len(a.weights.keys() | b.weights.keys())
    whole, plain = _aligned(a.weights, b.weights), _aligned(_plain(a), _plain(b))
    words = (3 * jaccard + 2 * whole + 2 * plain) / 7
    return (1 - _WIDER) * words + _WIDER * dot(a.wider, b.wider)


def agreement(a: Facts, b: Facts) -> float:
    """From 0 (two facts, however alike the words) to 1 (nothing speaks against one fact)."""
    if _days_differ(a, b) or _counts_differ(a, b):
        return 0.0
    factor = 1.0
    if a.speaker and b.speaker and a.speaker != b.speaker:
        factor *= _OTHER_SPEAKER
    if a.counts and b.counts and not _numbers_agree(a, b):
        factor *= _OTHER_NUMBERS
    if a.planned != b.planned:
        factor *= _ONLY_PLANNED
    if a.denied != b.denied:
        factor *= 0.0 if _nearly_equal(a, b) else _DENIED
    return factor


def _days_differ(a: Facts, b: Facts) -> bool:
    """Whether both name days of one kind, and no day twice."""
    kinds = {kind for kind, _ in a.days} & {kind for kind, _ in b.days}
    return bool(kinds) and not a.days & b.days


def _counts_differ(a: Facts, b: Facts) -> bool:
    """Whether both count the same thing and no number agrees."""
    if _numbers_agree(a, b):
        return False
    return bool({*a.counts.values()} & {*b.counts.values()} - {""})


def _numbers_agree(a: Facts, b: Facts) -> bool:
    """Whether a number is shared, or the numbers of one are parts of a total in the other."""
    if a.counts.keys() & b.counts.keys():
        return True
    return any(
        len(parts.counts) > 1 and _total(parts) in whole.counts for parts, whole in ((a, b), (b, a))
    )


def _total(facts: Facts) -> str:
    return f"{sum(map(float, facts.counts)):.12g}"


def _nearly_equal(a: Facts, b: Facts) -> bool:
    common = a.weights.keys() & b.weights.keys()
    return len(common) >= 0.6 * max(len(a.weights), len(b.weights))


def _plain(facts: Facts) -> dict[str, float]:
    """Words that are neither names nor numbers."""
    return {s: w for s, w in facts.weights.items() if s[0] != "@" and not s[0].isdigit()}


def _aligned(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Harmonic mean of the weight that each side finds again in the other."""
    one, other = _covered(a, b), _covered(b, a)
    return 2 * one * other / (one + other) if one + other else 0.0


def _covered(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    total = sum(a.values())
    found = sum(
        weight * (1.0 if stem in b else max((_alike(stem, other) for other in b), default=0.0))
        for stem, weight in a.items()
    )
    return found / total if total else 0.0


@cache
def _alike(one: str, other: str) -> float:
    """How alike two different stems are: a common beginning, or many common letter pairs."""
    if one[0].isdigit() or other[0].isdigit():
        return 0.0
    one, other = one.lstrip("@"), other.lstrip("@")
    short = min(len(one), len(other))
    shared = next((n for n in range(short) if one[n] != other[n]), short)
    if shared >= 4 and shared == short:
        return 0.85
    if shared >= 5:
        return 0.7
    dice = _dice(_bigrams(one), _bigrams(other))
    return 0.8 * dice if dice > 0.5 else 0.0


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


@cache
def _bigrams(word: str) -> frozenset[str]:
    return frozenset(word[i : i + 2] for i in range(len(word) - 1))
