"""Rankings of sentences as pure functions: bags of words in, a score each out.

`lexrank`, `textrank`, `reduction` and `lsa` give the scores of sumy's classes of the
same names, without its pair loops; a parity test holds them to 1e-9. A bag is the
list of the stems of a sentence, stop words left out, repeats kept.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

Bag = Sequence[str]
Row = dict[int, float]
Flow = Callable[[Sequence[float]], list[float]]
"""The scores of all sentences after one step more."""

MANY = 1000
"""Sentences from which sparse matrices pay for the import of scipy."""

_BLOCK = 512  # vectors multiplied at a time
LEXRANK_THRESHOLD = 0.1
LEXRANK_EPSILON = 0.1
TEXTRANK_DAMPING = 0.85
TEXTRANK_EPSILON = 1e-4
LSA_SMOOTHING = 0.4
_NO_ZERO = 1e-7  # sumy's guard against a row without edges


def lexrank(bags: Sequence[Bag]) -> list[float]:
    """Centrality in the graph of similar sentences (Erkan & Radev 2004, "LexRank").

    Edges join sentences whose IDF-modified cosine exceeds 0.1; the scores are the
    power method's on its row-normalised matrix. An inverted index meets only the
    pairs that share a word.
    """
    flow_of = (_flows_of_many if len(bags) >= MANY else _flows)(_unit_vectors(bags))
    scores = [1.0 / max(1, len(bags))] * len(bags)
    moved = 1.0
    while bags and moved > LEXRANK_EPSILON:
        flow = flow_of(scores)
        length = math.sqrt(math.fsum(x * x for x in flow))
        if not length:  # no sentence resembles even itself: none is central
            return [0.0] * len(bags)
        flow = [x / length for x in flow]
        moved = math.dist(flow, scores)
        scores = flow
    return scores


def _flows(vectors: Sequence[dict[str, float]]) -> Flow:
    """One step of the walk: each sentence parts its score among those that it resembles."""
    neighbours = _similar(vectors, LEXRANK_THRESHOLD)
    shares = [1.0 / max(1, len(row)) for row in neighbours]

    def step(scores: Sequence[float]) -> list[float]:
        flow = [0.0] * len(scores)
        for score, share, row in zip(scores, shares, neighbours, strict=True):
            given = score * share
            for other in row:
                flow[other] += given
        return flow

    return step


def _flows_of_many(vectors: Sequence[dict[str, float]]) -> Flow:
    """The same as a product of sparse matrices, its sums in the same order."""
    import numpy as np
    from scipy.sparse import csr_array

    one, other = _resembling(vectors)
    itself = np.flatnonzero([bool(vector) for vector in vectors])
    ends = np.concatenate((one, other, itself)), np.concatenate((other, one, itself))
    near = csr_array((np.ones(len(ends[0])), ends), shape=(len(vectors), len(vectors)))
    near.sort_indices()
    shares = 1.0 / np.maximum(1, np.diff(near.indptr))

    def step(scores: Sequence[float]) -> list[float]:
        flow: list[float] = (near @ (np.array(scores) * shares)).tolist()
        return flow

    return step


def _resembling(vectors: Sequence[Mapping[str, float]]) -> tuple[Any, Any]:
    """The pairs of vectors whose product exceeds the threshold: the later ones, the earlier ones.

    Few do of all that share a word, so only these are kept; some rows are multiplied at a
    time, each with those before it.
    """
    import numpy as np

    rows = _rows(vectors)
    found: list[tuple[Any, Any]] = []
    for start in range(0, len(vectors), _BLOCK):
        until = min(start + _BLOCK, len(vectors))
        product = rows[start:until] @ rows[:until].T.tocsr()
        near = np.flatnonzero(product.data > LEXRANK_THRESHOLD)
        one = np.searchsorted(product.indptr, near, side="right") - 1 + start
        other = product.indices[near]
        found.append((one[other < one], other[other < one]))
    later, earlier = zip(*found, strict=True)
    return np.concatenate(later), np.concatenate(earlier)


def _product(vectors: Sequence[Mapping[str, float]]) -> Any:
    """The products of all vectors with all, as a matrix in compressed rows."""
    rows = _rows(vectors)
    return rows @ rows.T.tocsr()


def _rows(vectors: Sequence[Mapping[str, float]]) -> Any:
    """The vectors as a matrix in compressed rows, each in its own order."""
    from scipy.sparse import csr_array

    place: dict[str, int] = {}
    columns = [place.setdefault(word, len(place)) for v in vectors for word in v]
    ends = [0, *accumulate(map(len, vectors))]
    weights = [x for v in vectors for x in v.values()]
    return csr_array((weights, columns, ends), shape=(len(vectors), len(place)), dtype=float)


def _unit_vectors(bags: Sequence[Bag]) -> list[dict[str, float]]:
    """TF-IDF vectors of length 1: tf over the largest tf, idf log(N / (1 + df))."""
    counts = [Counter(bag) for bag in bags]
    df = Counter(word for count in counts for word in count)
    idf = {word: math.log(len(bags) / (1 + n)) for word, n in df.items()}
    vectors = []
    for count in counts:
        top = max(count.values(), default=1)
        vector = {word: n / top * idf[word] for word, n in count.items() if idf[word]}
        length = math.sqrt(math.fsum(x * x for x in vector.values()))
        vectors.append({word: x / length for word, x in vector.items()} if length else {})
    return vectors


def _similar(vectors: Sequence[dict[str, float]], threshold: float) -> list[list[int]]:
    """For each vector the indices of those whose cosine with it exceeds the threshold."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    found: list[list[int]] = [[] for _ in vectors]
    for i, vector in enumerate(vectors):
        met = [(x, postings[word]) for word, x in vector.items()]
        if vector:
            found[i].append(i)
        for j in _above(met, i, threshold):
            found[i].append(j)
            found[j].append(i)
        for word, x in vector.items():
            postings[word].append((i, x))
    return found


def _above(
    met: Sequence[tuple[float, Sequence[tuple[int, float]]]], size: int, threshold: float
) -> list[int]:
    """Those of `size` vectors whose summed products exceed the threshold.

    Sums are kept in a list where most vectors are met, which is faster than a dict.
    """
    dense = sum(len(posting) for _, posting in met) > size
    cosine: Any = [0.0] * size if dense else defaultdict(float)
    for x, posting in met:
        for j, y in posting:
            cosine[j] += x * y
    return [j for j, value in (enumerate if dense else dict.items)(cosine) if value > threshold]


def textrank(bags: Sequence[Bag]) -> list[float]:
    """PageRank on shared words (Mihalcea & Tarau 2004, "TextRank").

    An edge weighs the pairs of equal words, divided by the sum of the logarithms of
    both lengths; a sentence has an edge to itself, as in sumy.
    """
    flow_of = (_ranked_among_many if len(bags) >= MANY else _ranked)(bags)
    scores = [1.0 / max(1, len(bags))] * len(bags)
    moved = 1.0
    while bags and moved > TEXTRANK_EPSILON:
        flow = flow_of(scores)
        moved = math.dist(flow, scores)
        scores = flow
    return scores


def _ranked(bags: Sequence[Bag]) -> Flow:
    """One step of PageRank."""
    edges = _edges(bags)
    sums = [math.fsum(row.values()) + _NO_ZERO for row in edges]

    def step(scores: Sequence[float]) -> list[float]:
        flow = [_jump(scores)] * len(scores)
        for score, total, row in zip(scores, sums, edges, strict=True):
            given = TEXTRANK_DAMPING * score / total
            for other, weight in row.items():
                flow[other] += given * weight
        return flow

    return step


def _ranked_among_many(bags: Sequence[Bag]) -> Flow:
    """The same with a sparse matrix; sums go in one order, but another one."""
    import numpy as np

    edges = _product([Counter(bag) for bag in bags])
    logs = np.array([math.log(len(bag)) if bag else 0.0 for bag in bags])
    norms = np.repeat(logs, np.diff(edges.indptr)) + logs[edges.indices]
    edges.data /= np.where(norms, norms, 1.0)
    edges.sort_indices()
    sums = edges @ np.ones(len(bags)) + _NO_ZERO

    def step(scores: Sequence[float]) -> list[float]:
        given = TEXTRANK_DAMPING * np.array(scores) / sums
        flow: list[float] = (_jump(scores) + edges @ given).tolist()
        return flow

    return step


def _jump(scores: Sequence[float]) -> float:
    """What each sentence has without an edge."""
    return (1 - TEXTRANK_DAMPING) / len(scores) * math.fsum(scores)


def _edges(bags: Sequence[Bag]) -> list[Row]:
    """The weighted graph of TextRank, row by row, loops included."""
    counts = [Counter(bag) for bag in bags]
    logs = [math.log(len(bag)) if bag else 0.0 for bag in bags]
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows: list[Row] = [{} for _ in bags]
    for i, count in enumerate(counts):
        shared: Row = defaultdict(float)
        for word, n in count.items():
            postings[word].append((i, n))
            for j, m in postings[word]:
                shared[j] += n * m
        for j, pairs in shared.items():
            norm = logs[i] + logs[j]
            rows[i][j] = rows[j][i] = pairs / norm if norm else pairs
    return rows


def reduction(bags: Sequence[Bag]) -> list[float]:
    """Sum of the TextRank edges to all other sentences (Fabish, "Reduction").

    In closed form: the edge's norm depends on the two lengths alone, so one vector
    of word counts for each length stands for all sentences of that length.
    """
    counts = [Counter(bag) for bag in bags]
    by_length: dict[int, Counter[str]] = defaultdict(Counter)
    for bag in bags:
        by_length[len(bag)].update(bag)
    scores = []
    for bag, count in zip(bags, counts, strict=True):
        terms = []
        for length, total in by_length.items():
            own = count if length == len(bag) else Counter[str]()
            pairs = sum(n * (total[word] - own[word]) for word, n in count.items())
            norm = math.log(len(bag) * length) if bag and length else 0.0
            terms.append(pairs / norm if norm else 0.0)
        scores.append(math.fsum(terms))
    return scores


def lsa(bags: Sequence[Bag]) -> list[float]:
    """Length of a sentence in the topic space (Steinberger & Jezek 2004).

    sumy keeps every dimension, so sigma times V is the matrix itself but for a
    rotation, and the score is the length of the sentence's column: no SVD is needed.
    A bag may hold stop words here when their stem is also a content word's.
    """
    size = len({word for bag in bags for word in bag})
    rest = LSA_SMOOTHING**2
    scores = []
    for bag in bags:
        count = Counter(bag)
        top = max(count.values(), default=1)
        own = [(LSA_SMOOTHING + (1 - LSA_SMOOTHING) * n / top) ** 2 for n in count.values()]
        scores.append(math.sqrt(math.fsum(own) + rest * (size - len(own))) if bag else 0.0)
    return scores


def centroid(bags: Sequence[Bag]) -> list[float]:
    """Cosine with the sum of all TF-IDF vectors (Radev et al. 2004, "MEAD")."""
    vectors = _unit_vectors(bags)
    middle: dict[str, list[float]] = defaultdict(list)
    for vector in vectors:
        for word, x in vector.items():
            middle[word].append(x)
    whole = {word: math.fsum(xs) for word, xs in middle.items()}
    length = math.sqrt(math.fsum(x * x for x in whole.values())) or 1.0
    return [math.fsum(x * whole[word] for word, x in v.items()) / length for v in vectors]
