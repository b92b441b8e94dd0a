"""Sparse vectors of weighted words, their neighbours, and groups of what is alike.

Shared by claims (vectors of sentences) and stories (vectors of articles).
"""

from __future__ import annotations

import heapq
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Vector = Mapping[str, float]
Pair = tuple[int, int]

SPARSE = 800_000
"""Products from which a product of matrices pays for the import of scipy, a third of a second;
once that is done, a twentieth."""
_ROWS = 128  # vectors multiplied at a time: of articles on one subject all products count


def unit(vector: Vector) -> dict[str, float]:
    """The vector at length 1; an empty one stays empty."""
    norm = math.sqrt(sum(w * w for w in vector.values()))
    return {stem: w / norm for stem, w in vector.items()} if norm else {}


def strongest(vector: Vector, size: int) -> dict[str, float]:
    """The `size` heaviest words of a vector, in order of weight."""
    if len(vector) <= size:
        return dict(vector)
    return dict(sorted(vector.items(), key=lambda w: (-w[1], w[0]))[:size])


Near = Sequence[tuple[int, float]]
"""Vectors by number, the likest first, each with its likeness."""


def nearest(likeness: Iterable[tuple[int, float]], size: int) -> list[tuple[int, float]]:
    """The `size` likest of those given by number, the likest first, each with its likeness."""
    return sorted(likeness, key=lambda s: (-s[1], s[0]))[:size]


def dot(a: Vector, b: Vector) -> float:
    """The sum of the products of what two vectors share."""
    if len(a) > len(b):
        a, b = b, a
    return sum([weight * b[stem] for stem, weight in a.items() if stem in b])


def neighbours(
    vectors: Sequence[Vector], common: int, least: float, size: int
) -> Iterator[list[tuple[int, float]]]:
    """For each vector the `size` likest of the others, by products of `least` and more.

    Words in more than `common` vectors are left out: they tell little and cost most.
    """
    telling, dense = _telling(vectors, vectors, common)
    if not dense:
        for n, found in enumerate(_index(vectors, vectors, telling, least)):
            found.pop(n, None)
            yield nearest(found.items(), size)
        return
    import numpy as np

    for n, (where, values) in enumerate(_products(vectors, vectors, telling, least)):
        kept = slice(None)
        if len(values) > size + 1:  # the vector itself is mostly among them
            kept = values >= np.partition(values, -size - 1)[-size - 1]
        pairs = zip(where[kept].tolist(), values[kept].tolist(), strict=True)
        yield nearest((pair for pair in pairs if pair[0] != n), size)


def pairs(vectors: Sequence[Vector], common: int, least: float) -> Iterator[tuple[Pair, float]]:
    """The pairs (smaller, larger) whose product is `least` or more, each with it.

    Words in more than `common` vectors are left out.
    """
    telling, dense = _telling(vectors, vectors, common)
    if not dense:
        for n, found in enumerate(_index(vectors, vectors, telling, least)):
            yield from (((n, m), value) for m, value in found.items() if n < m)
        return
    for n, (where, values) in enumerate(_products(vectors, vectors, telling, least)):
        later = where > n
        for m, value in zip(where[later].tolist(), values[later].tolist(), strict=True):
            yield (n, m), value


def across(
    vectors: Sequence[Vector], others: Sequence[Vector], common: int, least: float
) -> Iterator[dict[int, float]]:
    """For each vector its products with `others`, those of `least` and more.

    Both ways add up the words in the order of the vector, so that they agree to the last bit.
    """
    telling, dense = _telling(vectors, others, common)
    return (_matrix if dense else _index)(vectors, others, telling, least)


def _telling(
    vectors: Sequence[Vector], others: Sequence[Vector], common: int
) -> tuple[Mapping[str, Sequence[int]], bool]:
    """The words of at most `common` of the others, each with these; does a matrix pay?"""
    index: dict[str, list[int]] = defaultdict(list)
    for m, vector in enumerate(others):
        for stem in vector:
            index[stem].append(m)
    telling = {stem: where for stem, where in index.items() if len(where) <= common}
    if vectors is others:
        products = sum(len(where) ** 2 for where in telling.values())
    else:
        products = sum(len(telling.get(stem, ())) for vector in vectors for stem in vector)
    return telling, products >= (SPARSE / 20 if "scipy.sparse" in sys.modules else SPARSE)


def _index(
    vectors: Sequence[Vector],
    others: Sequence[Vector],
    telling: Mapping[str, Sequence[int]],
    least: float,
) -> Iterator[dict[int, float]]:
    """Through an inverted index in plain Python."""
    met = {stem: [(m, others[m][stem]) for m in where] for stem, where in telling.items()}
    for vector in vectors:
        found: dict[int, float] = defaultdict(float)
        for stem, weight in vector.items():
            for m, other in met.get(stem, ()):
                found[m] += weight * other
        yield {m: value for m, value in found.items() if value >= least}


def _matrix(
    vectors: Sequence[Vector],
    others: Sequence[Vector],
    telling: Mapping[str, Sequence[int]],
    least: float,
) -> Iterator[dict[int, float]]:
    """As a product of sparse matrices."""
    for where, values in _products(vectors, others, telling, least):
        yield dict(zip(where.tolist(), values.tolist(), strict=True))


def _products(
    vectors: Sequence[Vector],
    others: Sequence[Vector],
    telling: Mapping[str, Sequence[int]],
    least: float,
) -> Iterator[tuple[Any, Any]]:
    """The others that each vector is like, and how much so, as arrays: int and float, 1-D.

    Some rows are multiplied at a time, for memory grows with pairs. Gustavson 1978, "Two
    fast algorithms for sparse matrices": a row of the product is summed over the entries of
    a row of the left one, in their order.
    """
    place = {stem: n for n, stem in enumerate(telling)}
    right = _rows(others, place)
    left = right if vectors is others else _rows(vectors, place)
    right = right.T.tocsr()
    for start in range(0, len(vectors), _ROWS):
        product = left[start : start + _ROWS] @ right
        (near,) = (product.data >= least).nonzero()
        where, values = product.indices[near], product.data[near]
        for low, high in pairwise(near.searchsorted(product.indptr).tolist()):
            yield where[low:high], values[low:high]


def _rows(vectors: Sequence[Vector], place: Mapping[str, int]) -> Any:
    """A matrix in compressed rows, the entries of each row in the vector's order."""
    from scipy.sparse import csr_array

    columns: list[int] = []
    weights: list[float] = []
    ends = [0]
    for vector in vectors:
        known = [stem for stem in vector if stem in place]
        columns += map(place.__getitem__, known)
        weights += map(vector.__getitem__, known)
        ends.append(len(columns))
    return csr_array((weights, columns, ends), shape=(len(vectors), len(place)), dtype=float)


def widen(
    vectors: Sequence[Vector], *, common: int, close: int, least: float, weight: float
) -> Iterator[dict[str, float]]:
    """Each unit vector with those of its nearest neighbours (Rocchio 1971), at length 1.

    Two texts on one event often share few words, but their neighbours do. A
    neighbour counts by its likeness, from `least` on, times `weight`, which is
    less where fewer than `close` are that near.
    """
    near = neighbours(vectors, common, least, close)
    for vector, others in zip(vectors, near, strict=True):
        yield widened(vector, [(vectors[m], likeness) for m, likeness in others], close, weight)


def widened(
    vector: Vector, near: Sequence[tuple[Vector, float]], close: int, weight: float
) -> dict[str, float]:
    """As `widen` does it with one vector, whose nearest neighbours are known."""
    # A lone neighbour would only pull the two together, whatever they tell.
    trust = weight * len(near) / close
    wider = dict(vector)
    known = wider.get
    for other, likeness in near:
        share = trust * likeness
        for stem, value in other.items():
            wider[stem] = known(stem, 0.0) + share * value
    return unit(wider)


def connected(size: int, pairs: Iterable[Pair]) -> list[int]:
    """For each of 0..size-1 the one that stands for all that chains of pairs connect with it."""
    head = list(range(size))

    def find(n: int) -> int:
        while head[n] != n:
            head[n] = n = head[head[n]]
        return n

    for a, b in pairs:
        head[find(a)] = find(b)
    return [find(n) for n in range(size)]


def linked(size: int, score: Mapping[Pair, float], least: float) -> list[list[int]]:
    """Groups of 0..size-1 by average linkage (Sokal and Michener 1958), each in order.

    `score` holds pairs (smaller, larger); a pair that it lacks scores 0. Two groups
    are joined while the mean of their pairs is `least` or more, the likest first.
    """
    sums: list[dict[int, float]] = [{} for _ in range(size)]
    for (a, b), value in score.items():
        sums[a][b] = sums[b][a] = value
    groups: dict[int, list[int]] = {n: [n] for n in range(size)}
    heap = [(-value, a, b) for (a, b), value in score.items() if value >= least]
    heapq.heapify(heap)
    while heap:
        mean, a, b = heapq.heappop(heap)
        if a not in groups or b not in groups or -mean != _mean(sums, groups, a, b):
            continue  # one of them has grown since
        groups[a] += groups.pop(b)
        for c, value in sums[b].items():
            del sums[c][b]
            if c != a:
                sums[a][c] = sums[c][a] = sums[a].get(c, 0.0) + value
        sums[b] = {}
        for c in sums[a]:
            if (grown := _mean(sums, groups, a, c)) >= least:
                heapq.heappush(heap, (-grown, min(a, c), max(a, c)))
    return [sorted(members) for members in groups.values()]


def _mean(
    sums: Sequence[Mapping[int, float]], groups: Mapping[int, Sequence[int]], a: int, b: int
) -> float:
    return sums[a].get(b, 0.0) / (len(groups[a]) * len(groups[b]))
