"""The second reading of a day: each sentence on each theme again, in sight of all the rest.

The chain of the first reading knows a sentence and what stands before it. Here the
sentence after it, the rest of its article, the other themes, and the words that other
articles use on the theme have their say. It is a logistic regression on a few sights;
`benchmarks/themes.py` fits its weights to annotated days and tells what it finds on
days of subjects that were left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, fsum, log, sqrt
from typing import NamedTuple

ON = 0.5
"""Score of the first reading from which a sentence is taken to be on a theme."""

_LEAST, _MOST = -4.0, 6.0  # log-odds that a sentence's own clues count for
_EXCLUDED = -10.0  # below these they are a veto
_BARE = 1.0  # below these a sentence says next to nothing itself
_TERM = 4.0  # from these it has a term of the theme, and is on it whatever else it is on
_EVEN = 10.0  # how many sentences the day's rate of a word weighs (Monroe et al. 2008)
_SEEN = 2  # sentences of other articles that a word must stand in
_FEW = 3  # sentences off the theme that every article is taken to have besides
_LENGTH = 3  # words added to a sentence's, so that one word alone does not tell


class Sights(NamedTuple):
    """What is seen of a sentence on a theme, each a number.

    itself       log-odds of its own clues, -4 to 6
    chain        log-odds of the first reading
    before       score of the sentence before, 0 to 1
    after        score of the sentence after
    rest         share of the article's other sentences on the theme, where it says
                 next to nothing itself; else 0
    other        the best score that it has on another theme, where it has no term of this one
    words        how far its words are those of other articles on the theme
    rival        the same for the theme that they fit best of all others
    counted      log-odds with which it counts for a theme of figures
    """

    itself: float
    chain: float
    before: float
    after: float
    rest: float
    other: float
    words: float
    rival: float
    counted: float


BIAS = -1.277
WEIGHTS = Sights(
    itself=0.444,
    chain=0.136,
    before=0.992,
    after=0.984,
    rest=2.57,
    other=-1.515,
    words=0.333,
    rival=-0.44,
    counted=-0.19,
)


@dataclass(frozen=True, slots=True)
class Text:
    """The body lines of an article as the first reading left them.

    `scores` and `clues` have a row for each theme with a number for each line: the
    score, and the log-odds of what the line says itself. `breaks` are the lines that open
    a section, and `teaches` is false for copies of a text that is there already.
    """

    stems: Sequence[frozenset[str]]
    scores: Sequence[Sequence[float]]
    clues: Sequence[Sequence[float]]
    breaks: Collection[int] = ()
    teaches: bool = True


def probability(sights: Sights) -> float:
    """How likely a sentence is on a theme, from 0 to 1, rounded to three digits."""
    z = BIAS + fsum(w * x for w, x in zip(WEIGHTS, sights, strict=True))
    return round(1 / (1 + exp(-max(-30.0, min(30.0, z)))), 3)


def sights(
    texts: Sequence[Text], known: Sequence[Collection[str]], counts: Sequence[bool]
) -> Iterator[Sequence[Sequence[Sights | None]]]:
    """For each text, by theme and line, what is seen; None where a term excludes the line.

    `known` are for each theme the stems that its clues read already, and `counts` tells
    which themes are of figures.
    """
    vocabularies = [_Vocabulary(texts, n, stems) for n, stems in enumerate(known)]
    for text in texts:
        told = [v.telling(text) for v in vocabularies]
        yield [list(_seen(text, n, told, counts)) for n in range(len(known))]


def _seen(
    text: Text, n: int, told: Sequence[Sequence[float]], counts: Sequence[bool]
) -> Iterator[Sights | None]:
    scores, last = text.scores[n], len(text.stems) - 1
    on = sum(score >= ON for score in scores)
    others = [m for m in range(len(told)) if m != n]
    figures = [m for m in others if counts[m]]
    for k, score in enumerate(scores):
        clues = text.clues[n][k]
        if clues <= _EXCLUDED:
            yield None
            continue
        rest = (on - (score >= ON)) / (last + _FEW)
        yield Sights(
            itself=_bounded(clues),
            chain=_log_odds(score),
            before=scores[k - 1] if k and k not in text.breaks else 0.0,
            after=scores[k + 1] if k < last and k + 1 not in text.breaks else 0.0,
            rest=rest if clues < _BARE else 0.0,
            other=0.0 if clues >= _TERM else max((text.scores[m][k] for m in others), default=0.0),
            words=told[n][k],
            rival=max((told[m][k] for m in others), default=0.0),
            # A term that excludes it from a theme of figures tells nothing of the others.
            counted=max((_bounded(text.clues[m][k]) for m in figures), default=0.0),
        )


def _bounded(clues: float) -> float:
    return max(_LEAST, min(_MOST, clues))


def _log_odds(score: float) -> float:
    score = max(0.002, min(0.998, score))
    return log(score / (1 - score))


@dataclass(slots=True)
class _Uses:
    """How many sentences there are, and how many have each stem."""

    size: int = 0
    stems: Counter[str] = field(default_factory=Counter)

    def add(self, stems: Collection[str]) -> None:
        self.size += 1
        self.stems.update(stems)


class _Vocabulary:
    """The words of one theme over all texts that teach.

    A word tells by its log-odds on the theme against those off it, each with the day's
    rate of the word as an informative prior (Monroe, Colaresi and Quinn 2008,
    "Fightin' words"). No text is judged by what it taught itself.
    """

    def __init__(self, texts: Sequence[Text], n: int, known: Collection[str]) -> None:
        self._n = n
        self._known = known
        self._on, self._all = _Uses(), _Uses()
        for text in texts:
            if text.teaches:
                self._count(text, self._on, self._all)

    def _count(self, text: Text, on: _Uses, every: _Uses) -> None:
        for stems, score in zip(text.stems, text.scores[self._n], strict=True):
            every.add(stems)
            if score >= ON:
                on.add(stems)

    def telling(self, text: Text) -> list[float]:
        """For each line of a text how far its words are those of other texts on the theme."""
        on, every = _Uses(), _Uses()
        if text.teaches:
            self._count(text, on, every)
        inside = self._on.size - on.size
        outside = self._all.size - every.size - inside
        if not inside:
            return [0.0] * len(text.stems)
        weights: dict[str, float] = {}
        for stem in {s for stems in text.stems for s in stems}:
            a = self._on.stems[stem] - on.stems[stem]
            b = self._all.stems[stem] - every.stems[stem] - a
            if a + b >= _SEEN and stem not in self._known:
                prior = _EVEN * (a + b) / (inside + outside + 1)
                weights[stem] = log((a + prior) / (inside + _EVEN)) - log(
                    (b + prior) / (outside + _EVEN)
                )
        return [_mean(stems, weights) for stems in text.stems]


def _mean(stems: Collection[str], weights: Mapping[str, float]) -> float:
    # The order of a set must not show in the last digits of a sum.
    return fsum(weights[s] for s in stems if s in weights) / sqrt(len(stems) + _LENGTH)
