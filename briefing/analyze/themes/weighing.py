"""The second reading of a day: each sentence on each theme again, in sight of all the rest.

The chain of the first reading knows a sentence and what stands before it. Here the
sentence after it, the rest of its article, the other themes, and the words that other
articles use on the theme have their say. It is a logistic regression on a few sights;
`benchmarks/themes.py` fits its weights to annotated days and tells what it finds on
days of subjects that were left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp, fsum, log, sqrt
from typing import NamedTuple

ON = 0.5
"""Score of the first reading from which a sentence is taken to be on a theme."""

_LEAST, _MOST = -4.0, 6.0  # log-odds that a sentence's own clues count for
_EXCLUDED = -10.0  # below these they are a veto
_BARE = 1.0  # below these a sentence says next to nothing itself
_CLEAR = 3.0  # from these it speaks of the theme by itself
_TERM = 4.0  # from these it has a term of the theme, and is on it whatever else it is on
_EVEN = 10.0  # how many sentences the day's rate of a word weighs (Monroe et al. 2008)
_SEEN = 2  # sentences of other articles that a word must stand in
_FEW, _AWAY = 3, 2  # sentences off the theme that every article is taken to have besides, and
# how many of them are on another
_SMALL = 20  # sentences that every day is taken to have besides
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
    common       `itself`, times how far its terms are those of the whole day (`_Terms`)
    around       `before` and `after`, times the same
    elsewhere    share of the article's other sentences on another theme, where it does not
                 speak of this one by itself; else 0
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
    common: float
    around: float
    elsewhere: float


BIAS = -0.564
WEIGHTS = Sights(
    itself=0.47,
    chain=0.129,
    before=1.201,
    after=1.364,
    rest=1.798,
    other=-1.426,
    words=0.456,
    rival=-0.217,
    counted=-0.166,
    common=-1.682,
    around=-2.968,
    elsewhere=-1.777,
)


@dataclass(frozen=True, slots=True)
class Text:
    """The body lines of an article as the first reading left them.

    `scores` and `clues` have a row for each theme with a number for each line: the
    score, the log-odds of what the line says itself, and the terms in it. `breaks` are the
    lines that open a section, and `teaches` is false for copies of a text that is there already.
    """

    stems: Sequence[frozenset[str]]
    scores: Sequence[Sequence[float]]
    clues: Sequence[Sequence[float]]
    terms: Sequence[Sequence[Collection[str]]]
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
    every = _uses(stems for text in texts if text.teaches for stems in text.stems)
    vocabularies = [_Vocabulary(texts, n, stems, every) for n, stems in enumerate(known)]
    terms = [_Terms(texts, n) for n in range(len(known))]
    for text in texts:
        own = _uses(text.stems)
        told = [v.telling(text, own) for v in vocabularies]
        yield [list(_seen(text, n, told, counts, terms[n])) for n in range(len(known))]


def _seen(
    text: Text,
    n: int,
    told: Sequence[Sequence[float]],
    counts: Sequence[bool],
    terms: _Terms,
) -> Iterator[Sights | None]:
    scores, last = text.scores[n], len(text.stems) - 1
    on = sum(score >= ON for score in scores)
    others = [m for m in range(len(told)) if m != n]
    figures = [m for m in others if counts[m]]
    off = [any(text.scores[m][k] >= ON for m in others) for k in range(last + 1)]
    away = sum(off)
    for k, score in enumerate(scores):
        clues = text.clues[n][k]
        if clues <= _EXCLUDED:
            yield None
            continue
        bare, common = clues < _BARE, terms.common(text.terms[n][k])
        before = scores[k - 1] if k and k not in text.breaks else 0.0
        after = scores[k + 1] if k < last and k + 1 not in text.breaks else 0.0
        yield Sights(
            itself=_bounded(clues),
            chain=_log_odds(score),
            before=before,
            after=after,
            rest=(on - (score >= ON)) / (last + _FEW) if bare else 0.0,
            other=0.0 if clues >= _TERM else max((text.scores[m][k] for m in others), default=0.0),
            words=told[n][k],
            rival=max((told[m][k] for m in others), default=0.0),
            # A term that excludes it from a theme of figures tells nothing of the others.
            counted=max((_bounded(text.clues[m][k]) for m in figures), default=0.0),
            common=_bounded(clues) * common,
            around=(before + after) * common,
            elsewhere=0.0 if clues >= _CLEAR else (away - off[k] + _AWAY) / (last + _FEW),
        )


def _bounded(clues: float) -> float:
    return max(_LEAST, min(_MOST, clues))


def _log_odds(score: float) -> float:
    score = max(0.002, min(0.998, score))
    return log(score / (1 - score))


@dataclass(slots=True)
class _Uses:
    """How many sentences there are, and how many have each stem."""

    size: int
    stems: Mapping[str, int]


def _uses(sentences: Iterable[Collection[str]]) -> _Uses:
    told = list(sentences)
    return _Uses(len(told), dict(Counter(chain.from_iterable(told))))


class _Terms:
    """How far each term of one theme is one of the whole day, and tells no theme from another.

    It is so where many of the day's sentences have it, and many of these have a term of
    another theme besides: the one whom all reports are about. The name of a theme that fills
    the day by itself is none.
    """

    def __init__(self, texts: Sequence[Text], n: int) -> None:
        uses, shared = Counter[str](), Counter[str]()
        size = 0
        for text in (t for t in texts if t.teaches):
            size += len(text.stems)
            for k, terms in enumerate(text.terms[n]):
                if not terms:
                    continue
                uses.update(terms)
                if any(c[k] >= _TERM for m, c in enumerate(text.clues) if m != n):
                    shared.update(terms)
        # Few sentences tell little of what a day is like.
        self._common = {
            t: sqrt((x - 1) / (size + _SMALL) * shared[t] / (x + _FEW)) for t, x in uses.items()
        }

    def common(self, terms: Collection[str]) -> float:
        """From 0 to 1, by the term of a line that is the least so; 0 without any."""
        return min((self._common.get(term, 0.0) for term in terms), default=0.0)


class _Vocabulary:
    """The words of one theme over all texts that teach.

    A word tells by its log-odds on the theme against those off it, each with the day's
    rate of the word as an informative prior (Monroe, Colaresi and Quinn 2008,
    "Fightin' words"). No text is judged by what it taught itself.
    """

    def __init__(self, texts: Sequence[Text], n: int, known: Collection[str], every: _Uses) -> None:
        """`every` are the uses of all texts that teach, the same for all themes."""
        self._n = n
        self._known = known
        self._all = every
        self._on = _uses(stems for text in texts if text.teaches for stems in self._told(text))

    def _told(self, text: Text) -> Iterator[Collection[str]]:
        """The sentences of a text that are on the theme."""
        scores = zip(text.stems, text.scores[self._n], strict=True)
        return (stems for stems, score in scores if score >= ON)

    def telling(self, text: Text, own: _Uses) -> list[float]:
        """For each line of a text how far its words are those of other texts on the theme.

        `own` are the text's uses.
        """
        on = _uses(self._told(text) if text.teaches else ())
        inside = self._on.size - on.size
        outside = self._all.size - (own.size if text.teaches else 0) - inside
        if not inside:
            return [0.0] * len(text.stems)
        weights: dict[str, float] = {}
        told, every = self._on.stems, self._all.stems
        for stem, uses in own.stems.items():
            a = told.get(stem, 0) - on.stems.get(stem, 0)
            b = every.get(stem, 0) - (uses if text.teaches else 0) - a
            if a + b >= _SEEN and stem not in self._known:
                prior = _EVEN * (a + b) / (inside + outside + 1)
                weights[stem] = log((a + prior) / (inside + _EVEN)) - log(
                    (b + prior) / (outside + _EVEN)
                )
        return [_mean(stems, weights) for stems in text.stems]


def _mean(stems: Collection[str], weights: Mapping[str, float]) -> float:
    # The order of a set must not show in the last digits of a sum.
    return fsum([weights[s] for s in stems if s in weights]) / sqrt(len(stems) + _LENGTH)
