"""Articles about one real event.

TF-IDF vectors, each widened by its nearest articles, joined by average linkage.
Widening makes one threshold hold for stories of three articles and of thirty: what
an event is called (its people, its place, its day) is taught by the articles nearest
to it, while of a look-alike event they teach other names. A word that most articles of a
day have tells nothing of a story; a name that they have is what the day is about, and weighs
as if as many articles on other matters lay beside them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from briefing.analyze.vectors import linked, pairs, strongest, unit, widen
from briefing.language import language
from briefing.model import Article, Kind, Sentence

ONE_STORY = 0.56
NEIGHBOURS = 5
"""Articles by which one is widened."""
_TOLD = frozenset((Kind.BODY, Kind.HEADLINE, Kind.SUBHEAD))
_HEADLINE, _LEAD = 2.0, 1.5  # weight of a word there, against 1 further down
_BESIDE = 40  # articles on other matters, in which none of the day's names is
_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_]{2,}")  # a word with which no sentence begins
_WORDS = 150  # heaviest words kept of an article
_WIDER_WORDS = 200  # and of an article with its neighbours


def group_stories(articles: Sequence[Article]) -> tuple[tuple[str, ...], ...]:
    """Article ids by event, largest first; every article in exactly one group."""
    ordered = sorted({a.id: a for a in articles}.values(), key=lambda a: a.id)
    common = max(100, len(ordered) // 4)
    score = dict(pairs(_wider(ordered, common), common, ONE_STORY / 4))
    groups = linked(len(ordered), score, ONE_STORY)
    found = (tuple(ordered[n].id for n in group) for group in groups)
    return tuple(sorted(found, key=lambda g: (-len(g), g)))


def _wider(articles: Sequence[Article], common: int) -> list[dict[str, float]]:
    """For each article its heaviest words and those of the articles that are like it."""
    vectors = _vectors([_bag(a) for a in articles], _names(articles))
    wider = widen(vectors, common=common, close=NEIGHBOURS, least=0.15, weight=2.0)
    return [unit(strongest(v, _WIDER_WORDS)) for v in wider]


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


def _names(articles: Sequence[Article]) -> frozenset[str]:
    """The stems that are mostly written with a capital where no sentence begins."""
    every, capital = Counter[str](), Counter[str]()
    for article in articles:
        every.update(stem for sentence in article.sentences() for stem in sentence.content)
        stem = language(article.language).stem
        written = (word for word in _INSIDE.findall(article.text) if word[0].isupper())
        capital.update(stem(word.lower().replace("’", "'")) for word in written)
    return frozenset(stem for stem, n in capital.items() if 2 * n > every[stem])


def _vectors(bags: Sequence[Mapping[str, float]], names: Collection[str]) -> list[dict[str, float]]:
    df = Counter(stem for bag in bags for stem in bag)
    size = len(bags) + 1
    rarity = {
        stem: math.log((size + _BESIDE * (stem in names)) / (n + 0.5)) for stem, n in df.items()
    }
    return [unit(strongest(_weighed(bag, rarity), _WORDS)) for bag in bags]


def _weighed(bag: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    return {stem: (1 + math.log(count)) * rarity[stem] for stem, count in bag.items()}
