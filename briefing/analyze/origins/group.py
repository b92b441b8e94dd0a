"""Copies of one text are one witness.

Word triples outside quoted speech (shingles, Broder 1997, "On the resemblance and
containment of documents"), MinHash bands for near copies (Leskovec, Rajaraman,
Ullman, "Mining of Massive Datasets", ch. 3), an index of rare triples for the rest,
and each pair verified sentence by sentence. A copy is a matter of an article's own
prose, taken over in long runs and from the top: who only shares a speech, a stock
paragraph or the name of an agency tells of its own. Machine rewriting leaves little
of a text, but that little in scraps all over it, where a paragraph taken over stands
as a whole.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from zlib import crc32

from briefing.language import words
from briefing.model import Article, Kind, Origin

COPIED = 0.30  # share of the shorter text's triples in the other one, of a copy
EQUAL = 0.60  # share of the longer text's triples in the other one, of a near copy
TAKEN = 0.30  # share of one text's sentences that are taken over, of a copy
MOST = 0.60  # the same from which the top of a text need not be among them
REWRITTEN = 0.12  # share of triples that a rewriting leaves, found between .09 and .12
SCRAPS = 0.2  # share of runs of eight over that of triples, below which nothing is whole
SPREAD = 0.55  # share of the sentences of each text in which scraps of the other stand
LEAST = 8  # shared triples below which a share means nothing
MANY = 25  # shared triples from which a small share is no formula of the trade

_QUOTED = re.compile(r"“[^“”]{0,1500}”|\"[^\"]{0,1500}\"|«[^«»]{0,1500}»|„[^„“”]{0,1500}[“”]")
_BANDS, _ROWS = 16, 4
_SPEAK = 3  # texts of a group of near copies that are compared with other texts
_COMMON = 24  # texts to which one triple leads
_CORE = 8  # texts of a group, those joined first, that speak for it
_TOP = 5  # sentences at the top of a long text, where its news stands
_WORDS = 6  # words of a sentence that can be taken over
_RUN, _LONG_RUN = 4, 8  # words in a row that are the same
_MERSENNE = (1 << 61) - 1


@dataclass(frozen=True)
class _Text:
    """What is compared of one article: its sentences' words without quoted speech."""

    article: Article
    sentences: tuple[tuple[str, ...], ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for sentence in self.sentences for word in sentence)

    @cached_property
    def triples(self) -> frozenset[int]:
        return frozenset(triples(self.words))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_runs(self.words, _RUN))

    @cached_property
    def long_runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_runs(self.words, _LONG_RUN))

    @cached_property
    def whole(self) -> tuple[tuple[str, ...], ...]:
        """The sentences that are long enough to be known again."""
        return tuple(s for s in self.sentences if len(s) >= _WORDS) or self.sentences


def group_origins(articles: Sequence[Article]) -> tuple[Origin, ...]:
    """Every article in exactly one origin; origins in order of their first article's id."""
    texts = [_text(a) for a in sorted(articles, key=lambda a: a.id)]
    links = _Links(len(texts))
    for one, other in _near_copies(texts):
        if not links.joined(one, other) and _nearly_equal(texts[one], texts[other]):
            links.join(one, other, _reason(texts[one], texts[other]))
    groups = sorted((members for members, _ in links.groups()), key=len, reverse=True)
    speak = [n for members in groups for n in _spokesmen(texts, members)]
    _join_copies([texts[n] for n in speak], speak, links)
    return tuple(_origin(texts, members, why) for members, why in links.groups())


def _join_copies(texts: Sequence[_Text], places: Sequence[int], links: _Links) -> None:
    """Join groups, the likest first, where most of their pairs are copies."""
    core = {n: [n] for n in range(len(texts))}
    head = list(range(len(texts)))
    known: dict[tuple[int, int], str] = {}

    def reason(one: int, other: int) -> str:
        pair = (min(one, other), max(one, other))
        if pair not in known:
            known[pair] = _reason(texts[pair[0]], texts[pair[1]])
        return known[pair]

    def find(n: int) -> int:
        while head[n] != n:
            head[n] = n = head[head[n]]
        return n

    for one, other in _candidates(texts):
        a, b = sorted((find(one), find(other)))
        if a == b or not reason(one, other):
            continue
        pairs = [
            links.joined(places[n], places[m]) or bool(reason(n, m))
            for n in core[a]
            for m in core[b]
        ]
        if 2 * sum(pairs) > len(pairs):
            head[b] = a
            core[a] = (core[a] + core.pop(b))[:_CORE]
            links.join(places[one], places[other], reason(one, other))


class _Links:
    """Groups of texts (union-find), each with the reasons that made it."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._why: list[tuple[int, str]] = []

    def find(self, n: int) -> int:
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def joined(self, one: int, other: int) -> bool:
        return self.find(one) == self.find(other)

    def join(self, one: int, other: int, why: str) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        if why and a != b:
            self._parent[b] = a
            self._why.append((one, why))

    def groups(self) -> Iterator[tuple[list[int], list[str]]]:
        members, why = defaultdict(list), defaultdict(list)
        for n in range(len(self._parent)):
            members[self.find(n)].append(n)
        for n, reason in self._why:
            why[self.find(n)].append(reason)
        yield from ((members[head], why[head]) for head in members)


def _text(article: Article) -> _Text:
    """The words of an article's own prose: no furniture, no speech that others may quote too."""
    lines = (
        " ".join(article.text[u.start : u.end].split())
        for u in article.units
        if u.kind in (Kind.BODY, Kind.DATELINE)
    )
    # A quotation may go over several sentences: each of them keeps its line.
    prose = _QUOTED.sub(lambda said: "\n" * said[0].count("\n") or " ", "\n".join(lines))
    return _Text(article, tuple(tuple(words(line)) for line in prose.split("\n")))


def triples(plain: Sequence[str]) -> Iterator[int]:
    """Word triples as numbers that are the same in every process."""
    codes = [crc32(w.encode()) for w in plain]
    for a, b, c in zip(codes, codes[1:], codes[2:], strict=False):
        yield (a * 0x9E3779B1 + b * 0x85EBCA77 + c * 0xC2B2AE3D) & 0xFFFFFFFFFFFFFFF


def _near_copies(texts: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    """Pairs (first of a bucket, other) that share a band of their MinHash signatures."""
    first: dict[tuple[int, ...], int] = {}
    for n, text in enumerate(texts):
        if len(text.triples) < LEAST:
            continue
        heads = {first.setdefault(band, n) for band in _bands(text.triples)}
        yield from ((head, n) for head in sorted(heads) if head != n)


def _nearly_equal(one: _Text, other: _Text) -> bool:
    """Whether two texts differ little; a compilation holds other texts too, and would chain."""
    longer = max(len(one.triples), len(other.triples))
    return len(one.triples & other.triples) >= EQUAL * longer


def _bands(triples: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Bands of a one-permutation MinHash (Li, Owen, Zhang 2012): one pass over the triples."""
    bins = [_MERSENNE] * (_BANDS * _ROWS)
    for triple in triples:
        mixed = (triple * 0x2545F4914F6CDD1D + 0x9E3779B97F4A7C15) % _MERSENNE
        place, value = mixed % len(bins), mixed // len(bins)
        bins[place] = min(bins[place], value)
    for band in range(_BANDS):
        yield (band, *bins[band * _ROWS : (band + 1) * _ROWS])


def _spokesmen(texts: Sequence[_Text], members: Sequence[int]) -> list[int]:
    """The near copies that are compared with other texts: those that most others resemble."""
    if len(members) <= _SPEAK:
        return list(members)
    weights = agreement([texts[n].triples for n in members])
    return nsmallest(_SPEAK, members, key=lambda n: (-worth(texts[n].triples, weights), n))


def agreement(versions: Sequence[frozenset[int]]) -> dict[int, float]:
    """For each triple of some versions of a text the share of the others that have it."""
    spread = Counter(triple for version in versions for triple in version)
    return {triple: (n - 1) / len(versions) for triple, n in spread.items()}


def worth(version: Iterable[int], weights: Mapping[int, float]) -> float:
    """How much of a version its relatives confirm; rounded, since the order of a sum shows."""
    return round(math.fsum(weights[triple] for triple in version), 9)


def _candidates(texts: Sequence[_Text]) -> list[tuple[int, int]]:
    """Pairs that share enough triples to be worth verifying, the likest first.

    A triple leads to the first `_COMMON` texts that have it, so that a formula of the
    trade costs little and a crowd of rewritten copies still meets its best copies.
    """
    index: dict[int, list[int]] = {}
    found: list[tuple[float, int, int]] = []
    for n, text in enumerate(texts):
        shared: dict[int, int] = defaultdict(int)
        for triple in text.triples:
            if (before := index.get(triple)) is None:
                index[triple] = [n]
                continue
            for m in before:
                shared[m] += 1
            if len(before) < _COMMON:
                before.append(n)
        for m, count in shared.items():
            share = count / min(len(text.triples), len(texts[m].triples))
            if count >= LEAST and share >= REWRITTEN:
                found.append((-share, m, n))
    return [(m, n) for _, m, n in sorted(found)]


def _reason(one: _Text, other: _Text) -> str:
    """Why two texts are one, in words; empty when they are not."""
    common = len(one.triples & other.triples)
    smaller = min(len(one.triples), len(other.triples))
    if not smaller or common < min(LEAST, smaller) or common < REWRITTEN * smaller:
        return ""
    share = common / smaller
    mine, theirs = _taken(one, other), _taken(other, one)
    most = max((mine, theirs), key=lambda taken: sum(taken) / len(taken) if taken else 0.0)
    part = sum(most) / max(1, len(most))
    if part < MOST and not any((*_top(mine), *_top(theirs))):
        return ""
    copied = share >= COPIED and part >= TAKEN
    if not copied and not (common >= MANY and _in_scraps(one, other, share)):
        return ""
    return f"{share:.0%} of the wording shared, {sum(most)} of {len(most)} sentences taken over"


def _taken(one: _Text, other: _Text) -> list[bool]:
    """For each sentence of a text whether half of its words stand in runs that another has."""
    return [2 * _covered(sentence, other.runs) >= len(sentence) for sentence in one.whole]


def _top(taken: list[bool]) -> list[bool]:
    """Those of the first sentences, of a short text of its first third."""
    return taken[: min(_TOP, -(-len(taken) // 3))]


def _covered(sentence: Sequence[str], runs: frozenset[tuple[str, ...]]) -> int:
    """How many words of a sentence stand in a run of those given."""
    covered = 0
    end = 0
    for n, run in enumerate(_runs(sentence, _RUN)):
        if run in runs:
            covered += n + _RUN - max(n, end)
            end = n + _RUN
    return covered


def _runs(plain: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(plain[n : n + size]) for n in range(len(plain) - size + 1))


def _in_scraps(one: _Text, other: _Text, share: float) -> bool:
    """Whether what two texts share is all over both of them, as machine rewriting leaves it.

    Two reports of one press release share some sentences of it, and no word of the others.
    """
    smaller = min(len(one.long_runs), len(other.long_runs))
    if len(one.long_runs & other.long_runs) >= SCRAPS * share * max(1, smaller):
        return False
    return min(_spread(one, other), _spread(other, one)) >= SPREAD


def _spread(one: _Text, other: _Text) -> float:
    """The share of the sentences of a text that have three words in a row of another one."""
    touched = sum(not other.triples.isdisjoint(triples(s)) for s in one.whole)
    return touched / max(1, len(one.whole))


def _origin(texts: Sequence[_Text], members: Sequence[int], reasons: Sequence[str]) -> Origin:
    ids = tuple(sorted(texts[n].article.id for n in members))
    digest = hashlib.sha256("\0".join(ids).encode()).hexdigest()[:10]
    return Origin("o" + digest, ids, "; ".join(dict.fromkeys(sorted(reasons)[:3])))
