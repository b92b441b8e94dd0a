"""How likely two sentences state one fact: what speaks for it, weighed together.

A logistic regression on a few sights of a pair. `benchmarks/claims.py` fits its weights to
pairs of annotated days and tells what they find on days of subjects that were left out.
Spellings, endings and the order of words, which words by themselves do not tell, are seen
through runs of letters (Cavnar and Trenkle 1994, "N-gram-based text categorization").
"""

from __future__ import annotations

from functools import cache
from math import exp, fsum, log
from typing import NamedTuple

from briefing.analyze.claims.facts import Facts
from briefing.analyze.claims.similarity import counted_deed, letters_alike, similarity
from briefing.analyze.claims.witnesses import grounds, hardly_borne

ONE_FACT = 0.41
"""Probability from which two sentences are taken to state one fact: on days of subjects that
were left out nine of ten pairs were right from here on, and below .35 four of five."""

_ROUNDED = 0.001  # more than what rounding adds to a probability


class Sights(NamedTuple):
    """What is seen of two sentences, each from 0 to 1.

    likeness     their similarity
    letters      likeness of their runs of four letters
    borne        1 where one bears the other out as a witness would
    counted      1 where both count one thing with a particular number in one deed
    """

    likeness: float
    letters: float
    borne: float
    counted: float


BIAS = -4.548
WEIGHTS = Sights(likeness=5.584, letters=6.281, borne=1.831, counted=3.948)


def likely(one: Facts, other: Facts, part: float = 1.0, least: float = 0.0) -> float:
    """How likely two sentences state one fact, from 0 to 1, rounded to three digits.

    `part` is what all that is alike counts for between two matters. Other days, other
    numbers of one thing, exchanged roles and the denial of the same words are a veto.
    What is sure to be below `least` is 0, and compared no further.
    """
    letters, counted = letters_alike(one, other), float(counted_deed(one, other))
    needed = 0.0
    if least:
        unborne = _needed(letters, counted, part, least)
        borne = unborne - WEIGHTS.borne / WEIGHTS.likeness
        needed = min(unborne, max(borne, hardly_borne(one, other)))
    value = similarity(one, other, needed)
    if not value or value < needed:
        return 0.0
    return probability(_weakened(one, other, value, letters, counted, part))


def weighed(one: Facts, other: Facts, value: float, borne: bool) -> float:
    """`likely`, where the similarity is known, and whether one bears the other out."""
    letters, counted = letters_alike(one, other), float(counted_deed(one, other))
    return probability(Sights(value, letters, float(borne), counted))


def sights(one: Facts, other: Facts, part: float = 1.0) -> Sights:
    """What is seen of two sentences; `part` is what each counts for between two matters."""
    letters, counted = letters_alike(one, other), float(counted_deed(one, other))
    return _weakened(one, other, similarity(one, other), letters, counted, part)


def _weakened(
    one: Facts, other: Facts, value: float, letters: float, counted: float, part: float
) -> Sights:
    seen = Sights(value, letters, float(bool(grounds(one, other, value))), counted)
    return seen if part == 1.0 else Sights(*(part * x for x in seen))


def _needed(letters: float, counted: float, part: float, least: float) -> float:
    """The likeness without which a pair that is not borne out is sure to be below `least`.

    It may be below zero: then any is enough.
    """
    others = WEIGHTS.letters * letters + WEIGHTS.counted * counted
    return ((_odds(least - _ROUNDED) - BIAS) / part - others) / WEIGHTS.likeness


@cache
def _odds(chance: float) -> float:
    """The logarithm of the odds of a probability."""
    return log(chance / (1 - chance))


def probability(seen: Sights) -> float:
    """What the sights come to, weighed."""
    z = BIAS + fsum(w * x for w, x in zip(WEIGHTS, seen, strict=True))
    return round(1 / (1 + exp(-max(-30.0, min(30.0, z)))), 3)
