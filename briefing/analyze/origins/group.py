"""Copies of one text are one witness.

Word triples outside quoted speech (shingles, Broder 1997, "On the resemblance and
containment of documents"), MinHash bands for near copies (Leskovec, Rajaraman,
Ullman, "Mining of Massive Datasets", ch. 3), an index of rare triples for texts
that were rewritten, and each pair verified by its real containment. Rewriting
leaves little of a text (a tenth of its triples), so a smaller share is enough
where mastheads, agencies or long runs of identical words point to one text.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

from briefing.language import words
from briefing.model import Article, Kind, Origin

SHARED = 0.10  # containment that makes two texts one, found between .09 and .12
HINTED = 0.05  # the same where masthead or agency agree
LEAST = 8  # shared triples below which a share means nothing
MANY = 25  # shared triples from which a small share is no formula of the trade
LARGE = 0.3  # share that needs no such number
RUN = 24  # identical words in a row that no two reporters write alike

_QUOTED = re.compile(r"“[^“”]{0,1500}”|\"[^\"]{0,1500}\"|«[^«»]{0,1500}»|„[^„“”]{0,1500}[“”]")
_BANDS, _ROWS = 16, 4
_SPEAK = 3  # texts of a group of near copies that are compared with other texts
_COMMON = 24  # texts to which one triple leads
_MERSENNE = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of one article."""

    article: Article
    words: tuple[str, ...]
    triples: frozenset[int]


def group_origins(articles: Sequence[Article]) -> tuple[Origin, ...]:
    """Every article in exactly one origin; origins in order of their first article's id."""
    texts = [_text(a) for a in sorted(articles, key=lambda a: a.id)]
    links = _Links(len(texts))
    for one, other in _near_copies(texts):
        links.join(one, other, _reason(texts[one], texts[other]))
    groups = sorted((members for members, _ in links.groups()), key=len, reverse=True)
    speak = [n for members in groups for n in _spokesmen(texts, members)]
    for one, other in _rewritten([texts[n] for n in speak]):
        links.join(speak[one], speak[other], _reason(texts[speak[one]], texts[speak[other]]))
    return tuple(_origin(texts, members, why) for members, why in links.groups())


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
    prose = "\n".join(
        article.text[u.start : u.end] for u in article.units if u.kind in (Kind.BODY, Kind.DATELINE)
    )
    plain = tuple(words(_QUOTED.sub(" ", prose)))
    return _Text(article, plain, frozenset(triples(plain)))


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


def _rewritten(texts: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    """Pairs that share enough triples to be worth verifying.

    A triple leads to the first `_COMMON` texts that have it, so that a formula of the
    trade costs little and a crowd of rewritten copies still meets its best copies.
    """
    index: dict[int, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        for triple in text.triples:
            index[triple].append(n)
    for n, text in enumerate(texts):
        shared: Counter[int] = Counter()
        for triple in text.triples:
            shared.update(m for m in index[triple][:_COMMON] if m < n)
        yield from ((m, n) for m, count in sorted(shared.items()) if count >= LEAST)


def _reason(one: _Text, other: _Text) -> str:
    """Why two texts are one, in words; empty when they are not."""
    common = len(one.triples & other.triples)
    smaller = min(len(one.triples), len(other.triples))
    if not smaller or common < min(LEAST, smaller):
        return ""
    share = common / smaller
    told = f"{share:.0%} of word triples shared"
    if share >= LARGE or (share >= SHARED and common >= MANY):
        return told
    if share >= HINTED and (hint := _hint(one.article, other.article)):
        return f"{hint}, {told}"
    run = _longest_run(one.words, other.words)
    return f"{run} words in a row are the same" if run >= RUN else ""


def _hint(one: Article, other: Article) -> str:
    """What besides the words shows that two texts come from one hand."""
    for mine, theirs, told in (
        (one.agency, other.agency, "both credit {}"),
        (one.outlet, other.agency, "one credits {}, the other is theirs"),
        (one.agency, other.outlet, "one credits {}, the other is theirs"),
        (one.byline, other.byline, "both by {}"),
        (one.outlet, other.outlet, "same masthead"),
    ):
        if mine and theirs and _plain(mine) == _plain(theirs):
            return told.format(mine)
    return ""


def _plain(name: str) -> str:
    return " ".join(words(name))


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Words in the longest run that two texts have in common."""
    if len(one) < RUN or len(other) < RUN:
        return 0
    starts: Mapping[tuple[str, ...], int] = {
        tuple(one[n : n + RUN]): n for n in range(len(one) - RUN + 1)
    }
    longest = 0
    for m in range(len(other) - RUN + 1):
        if (n := starts.get(tuple(other[m : m + RUN]))) is None:
            continue
        length = RUN
        while (
            n + length < len(one)
            and m + length < len(other)
            and one[n + length] == other[m + length]
        ):
            length += 1
        longest = max(longest, length)
    return longest


def _origin(texts: Sequence[_Text], members: Sequence[int], reasons: Sequence[str]) -> Origin:
    ids = tuple(sorted(texts[n].article.id for n in members))
    digest = hashlib.sha256("\0".join(ids).encode()).hexdigest()[:10]
    return Origin("o" + digest, ids, "; ".join(dict.fromkeys(sorted(reasons)[:3])))
