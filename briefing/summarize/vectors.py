"""The day's words as vectors: how central a sentence is, and how like another.

TF-IDF (Salton and Buckley 1988) with the articles as documents, so that a word of one
article alone weighs most. Vectors have length 1, and products are sums in a fixed order:
the order of the input does not show.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from briefing.model import Sentence

Vector = Mapping[str, float]


class Vectors:
    """Sentences as vectors, given the texts that they are judged against."""

    def __init__(self, texts: Iterable[Sequence[Sentence]]) -> None:
        """`texts` are the sentences of one article each: of copies the caller gives one."""
        counts = [Counter(stem for s in text for stem in s.content) for text in texts]
        self._texts = len(counts)
        self._df = Counter(stem for count in counts for stem in count)
        self._known: dict[Sentence, Vector] = {}
        whole: dict[str, list[float]] = {}
        for count in counts:
            for stem, x in self._unit(count).items():
                whole.setdefault(stem, []).append(x)
        self._centre = _scaled({stem: math.fsum(xs) for stem, xs in whole.items()})

    def of(self, sentence: Sentence) -> Vector:
        if sentence not in self._known:
            self._known[sentence] = self._unit(Counter(sentence.content))
        return self._known[sentence]

    def centrality(self, sentence: Sentence) -> float:
        """Cosine with the mean of the texts (Radev et al. 2004, "MEAD"), from 0 to 1."""
        return cosine(self.of(sentence), self._centre)

    def likeness(self, one: Sentence, other: Sentence) -> float:
        """Cosine of two sentences, from 0 to 1."""
        return cosine(self.of(one), self.of(other))

    def _unit(self, count: Mapping[str, int]) -> Vector:
        return _scaled({w: (1 + math.log(n)) * self._idf(w) for w, n in sorted(count.items())})

    def _idf(self, stem: str) -> float:
        return math.log(1 + self._texts / (1 + self._df[stem]))


def cosine(one: Vector, other: Vector) -> float:
    """The product of two vectors of length 1."""
    less, more = sorted((one, other), key=len)
    return math.fsum(x * more[stem] for stem, x in less.items() if stem in more)


def _scaled(vector: Mapping[str, float]) -> Vector:
    length = math.sqrt(math.fsum(x * x for x in vector.values()))
    return {stem: x / length for stem, x in vector.items()} if length else {}
