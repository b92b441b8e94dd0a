"""Words that the day's articles use on a subject more than elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from math import log

SIGNIFICANT = 10.83
"""Chi-squared with one degree of freedom at p = .001."""


def telling_words(texts: Iterable[tuple[Collection[str], bool]]) -> Mapping[str, float]:
    """Stems with log-odds in [-1, 1] for the subject.

    `texts` are distinct sentences as sets of stems, each with whether it is on the
    subject. Kept are the stems whose log-likelihood ratio (Dunning 1993) is
    significant and that stand in three sentences or more.
    """
    by_side: tuple[list[Collection[str]], list[Collection[str]]] = ([], [])
    for stems, on in texts:
        by_side[on].append(stems)
    m, n = map(len, by_side)
    outside, inside = (Counter(chain.from_iterable(side)) for side in by_side)
    found = {}
    for stem in sorted(inside.keys() | outside.keys()):
        a, b = inside[stem], outside[stem]
        if a + b > 2 and likelihood_ratio(a, n, b, m) >= SIGNIFICANT:
            odds = log((a + 0.5) / (n + 1)) - log((b + 0.5) / (m + 1))
            found[stem] = max(-1.0, min(1.0, odds / 2))
    return found


def likelihood_ratio(a: int, n: int, b: int, m: int) -> float:
    """Dunning's -2 log lambda of a word in `a` of `n` texts against `b` of `m` others."""
    if not n or not m:
        return 0.0
    both = (a + b) / (n + m)
    return 2 * (_surprise(a, n, both) + _surprise(b, m, both))


def _surprise(k: int, n: int, p: float) -> float:
    parts = ((k, p), (n - k, 1 - p))
    return sum(x * log(x / (n * q)) for x, q in parts if x and q)
