"""Articles about one real event."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from briefing.language import language
from briefing.model import Article, Kind

ONE_STORY = 0.2


def group_stories(articles: Sequence[Article]) -> tuple[tuple[str, ...], ...]:
    """Article ids by event, largest first; every article in exactly one group."""
    ordered = sorted(articles, key=lambda a: a.id)
    vectors = _vectors([_terms(a) for a in ordered])
    groups = _linked(vectors)
    found = [tuple(ordered[n].id for n in sorted(group)) for group in groups]
    return tuple(sorted(found, key=lambda g: (-len(g), g)))


def _terms(article: Article) -> Counter[str]:
    own = language(article.language)
    kinds = (Kind.BODY, Kind.HEADLINE, Kind.SUBHEAD)
    terms: Counter[str] = Counter()
    for unit in article.units:
        if unit.kind in kinds:
            terms.update(own.content(article.text[unit.start : unit.end]))
    return terms


def _vectors(bags: Sequence[Counter[str]]) -> list[dict[str, float]]:
    df = Counter(t for bag in bags for t in bag)
    found = []
    for bag in bags:
        raw = {
            t: (1 + math.log(n)) * math.log((len(bags) + 1) / (df[t] + 0.5)) for t, n in bag.items()
        }
        norm = math.sqrt(sum(v * v for v in raw.values())) or 1.0
        found.append({t: v / norm for t, v in raw.items()})
    return found


def _linked(vectors: Sequence[Mapping[str, float]]) -> Iterator[list[int]]:
    """Average linkage over the pairs that share words."""
    score = _cosines(vectors)
    groups = {n: [n] for n in range(len(vectors))}
    home = list(range(len(vectors)))
    for (a, b), alike in sorted(score.items(), key=lambda s: (-s[1], s[0])):
        one, other = sorted((home[a], home[b]))
        if one == other or alike < ONE_STORY:
            continue
        pairs = [score.get((min(x, y), max(x, y)), 0.0) for x in groups[one] for y in groups[other]]
        if sum(pairs) / len(pairs) >= ONE_STORY:
            for n in groups[other]:
                home[n] = one
            groups[one] += groups.pop(other)
    yield from groups.values()


def _cosines(vectors: Sequence[Mapping[str, float]]) -> dict[tuple[int, int], float]:
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    score: dict[tuple[int, int], float] = {}
    for n, vector in enumerate(vectors):
        found: dict[int, float] = defaultdict(float)
        for term, value in vector.items():
            for m, other in index[term]:
                found[m] += value * other
            index[term].append((n, value))
        score.update(((m, n), v) for m, v in found.items() if v >= ONE_STORY / 3)
    return score
