"""Articles about one real event.

TF-IDF vectors, each widened by its nearest articles, joined by average linkage.
Widening makes one threshold hold for stories of three articles and of thirty: what
an event is called (its people, its place, its day) is taught by the articles nearest
to it, while of a look-alike event they teach other names.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from briefing.analyze.vectors import linked, pairs, strongest, unit, widen
from briefing.model import Article, Kind, Sentence

ONE_STORY = 0.56
NEIGHBOURS = 5
"""Articles by which one is widened."""
_TOLD = frozenset((Kind.BODY, Kind.HEADLINE, Kind.SUBHEAD))
_HEADLINE, _LEAD = 2.0, 1.5  # weight of a word there, against 1 further down
_WORDS = 150  # heaviest words kept of an article
_WIDER_WORDS = 200  # and of an article with its neighbours


def group_stories(articles: Sequence[Article]) -> tuple[tuple[str, ...], ...]:
    """Article ids by event, largest first; every article in exactly one group."""
    ordered = sorted({a.id: a for a in articles}.values(), key=lambda a: a.id)
    common = max(100, len(ordered) // 4)
    vectors = _vectors([_bag(a) for a in ordered])
    wider = widen(vectors, common=common, close=NEIGHBOURS, least=0.15, weight=2.0)
    wider = [unit(strongest(v, _WIDER_WORDS)) for v in wider]
    score = dict(pairs(wider, common, ONE_STORY / 4))
    groups = linked(len(ordered), score, ONE_STORY)
    found = (tuple(ordered[n].id for n in group) for group in groups)
    return tuple(sorted(found, key=lambda g: (-len(g), g)))


def _bag(article: Article) -> dict[str, float]:
    """Stems of an article, counted by where they stand."""
    bag: dict[str, float] = defaultdict(float)
    told = [u for u in article.units if u.kind in _TOLD]
    first = [u for u in told if u.kind is Kind.BODY][:2]
    for unit_ in told:
        weight = _HEADLINE if unit_.kind is Kind.HEADLINE else _LEAD if unit_ in first else 1.0
        for stem in Sentence(article, unit_.start, unit_.end).content:
            bag[stem] += weight
    return bag


def _vectors(bags: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    df = Counter(stem for bag in bags for stem in bag)
    return [unit(strongest(_weighed(bag.items(), df, len(bags)), _WORDS)) for bag in bags]


def _weighed(bag: Iterable[tuple[str, float]], df: Counter[str], size: int) -> dict[str, float]:
    return {
        stem: (1 + math.log(count)) * math.log((size + 1) / (df[stem] + 0.5)) for stem, count in bag
    }
