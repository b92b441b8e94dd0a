"""Other values of one thing: rivals of the same time, and older values that were replaced.

Two counts are of one thing when they count the same (the dead, the hurt, those who
had to move, money of one currency, things of one noun) in clauses that share their
telling words, or as running totals, and no place sets them apart. A value that was
told later and is no smaller replaces the other; else the two are rivals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from math import log

from briefing.analyze.figures import rows, wording
from briefing.analyze.figures.mentions import Mention, Sort
from briefing.analyze.figures.same import compatible, same_noun, same_size, same_thing
from briefing.analyze.figures.wording import INITIALS
from briefing.analyze.stories import Events
from briefing.language import language
from briefing.model import Article

# The share of telling words that two clauses must have in common; things of one noun are many.
_SHARED = 0.25
_SHARED_NOUN = 0.3
# By what is counted, how many times one value may be the other. Tolls of one event were told
# sixteen-fold apart; prices twice apart are two prices.
_APART = {Sort.DEAD: 16.0, Sort.MONEY: 1.7, Sort.UNIT: 2.0, Sort.NOUN: 4.0}
_APART_ELSE = 10.0
# Running totals need share one word only, or one be called a toll, but their articles the matter:
# on a day of a war and an earthquake both are counted.
_TOTALS = frozenset({Sort.DEAD, Sort.HURT, Sort.BODIES, Sort.MOVED})
# Things that somebody gives, buys or holds: what two parties promise are two promises.
_OF_SOMEBODY = frozenset({Sort.MONEY, Sort.NOUN})
# Where a sentence gives several numbers of one sort, which of them is meant.
_SHARED_CLOSELY = 0.55
# Things up to here are few: what else is told must agree closely too.
_FEW = 12
# Words that an article uses most, and how many of them tell one matter.
_MOST_USED = 40
_MATTER = 0.2
# Of any two values: a riot here and a riot there share the words for riots, and little else.
_SAME_NEWS = 0.15


class Relation(StrEnum):
    """What one value is to another of the same thing."""

    NONE = ""
    RIVAL = "rival"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True)
class Weights:
    """How telling a stem is: the fewer sentences that count have it, the more."""

    sentences: Mapping[str, int]
    total: int
    sums: dict[frozenset[str], float] = field(default_factory=dict)
    """Of the clauses: each is held against many."""

    @classmethod
    def of(cls, grouped: Sequence[Sequence[Mention]]) -> Weights:
        said = {m.sentence.position: m for row in grouped for m in row}
        told = {place: wording.matter(m.sentence.text, m.code) for place, m in said.items()}
        return cls(Counter(s for stems in told.values() for s in stems), len(told))

    def share(self, a: frozenset[str], b: frozenset[str]) -> float:
        """The weight of what two sets share, of that of the lighter one."""
        return self._sum(a & b) / (min(self._known(a), self._known(b)) or 1)

    def _known(self, stems: frozenset[str]) -> float:
        if stems not in self.sums:
            # First letters stand beside the words of a name, and must not count twice.
            self.sums[stems] = self._sum(s for s in stems if not s.startswith(INITIALS))
        return self.sums[stems]

    def _sum(self, stems: Iterable[str]) -> float:
        return sum(log(1 + self.total / max(1, self.sentences.get(s, 1))) for s in sorted(stems))


def related(a: Mention, b: Mention, weights: Weights) -> Relation:
    """What the value of `a` is to that of `b`."""
    if _set_against(a, b):
        return Relation.RIVAL
    if not _comparable(a, b) or not _is_one_thing(a, b, weights):
        return Relation.NONE
    if not one_matter(a.sentence.article, b.sentence.article):
        return Relation.NONE
    if _replaces(a, b):
        return Relation.NEWER
    if _replaces(b, a):
        return Relation.OLDER
    apart = (a.as_of and b.as_of and a.as_of != b.as_of) or _versions(a, b)
    if apart or _two_strikes(a, b) or compatible(a, b):
        return Relation.NONE
    return Relation.RIVAL


def _two_strikes(a: Mention, b: Mention) -> bool:
    """Do they count the dead or hurt of two days, at least one not as a running total?"""
    days = {a.when[0], b.when[0]}
    return a.harms and len(days) > 1 and "" not in days and not (a.running and b.running)


def _set_against(a: Mention, b: Mention) -> bool:
    """Does one sentence name the value of the other and contradict it?"""
    x, y = a.count.quantity, b.count.quantity
    if x.value not in b.contrasted and y.value not in a.contrasted:
        return False
    if a.origin == b.origin or x.value == y.value or a.part or b.part:
        return False
    return same_thing(a, b) and same_size(x.value, y.value)


def _comparable(a: Mention, b: Mention) -> bool:
    """Do two mentions give different values of one sort, none of them a part or a guess?"""
    x, y = a.count.quantity, b.count.quantity
    if (a.sort, a.thing, a.rate, a.code) != (b.sort, b.thing, b.rate, b.code) or x.value == y.value:
        return False
    if x.vague or y.vague or a.part or b.part or a.old or b.old or _is_share(a) or _is_share(b):
        return False
    if a.sentence == b.sentence:
        return x.former != y.former
    if a.origin == b.origin and not (_two_speakers(a, b) or _versions(a, b)):
        return False
    if a.troops != b.troops or a.elsewhere != b.elsewhere or _may_be_part(a, b):
        return False
    if a.sort is not Sort.MONEY and (a.added or b.added):
        return False
    if x.value in b.beside or y.value in a.beside:
        return False
    small, large = sorted((x.value, y.value))
    return not small or (large <= _APART.get(a.sort, _APART_ELSE) * small and same_noun(a, b))


def _is_share(a: Mention) -> bool:
    """ "Four shells fell, two in the harbour": of more that its sentence tells of."""
    quantity = a.count.quantity
    if quantity.former or not a.count.inherited:
        return False
    return any(value > quantity.value for value in a.beside)


def _may_be_part(a: Mention, b: Mention) -> bool:
    """Is the smaller value told of a narrower kind, "five shops" and "two empty shops"?"""
    few, many = sorted((a, b), key=lambda m: m.count.quantity.value)
    if not a.count.harm:
        return few.noun_stems > many.noun_stems
    return few.of_a_kind and not many.of_a_kind


def _versions(a: Mention, b: Mention) -> bool:
    """Are they of one text that was published again, at another time?"""
    times = {a.sentence.article.published, b.sentence.article.published}
    return a.origin == b.origin and len(times) > 1 and None not in times


def _two_speakers(a: Mention, b: Mention) -> bool:
    """Does one text give two running totals, each by its own speaker, of no place or of named ones?

    Where one of them only names a place, the other may be of elsewhere ("in his country").
    """
    if not a.attribution or not b.attribution or a.attribution == b.attribution:
        return False
    placed = bool(a.places) == bool(b.places)
    return placed and a.sort in _TOTALS and a.running and b.running


def _is_one_thing(a: Mention, b: Mention, weights: Weights) -> bool:
    """Do their clauses share enough, at no two places?"""
    if a.sentence == b.sentence:
        return True
    if set_apart(a, b):
        return False
    if _in_one_company(a, b):
        return True
    shared = weights.share(a.matter, b.matter)
    if not (a.alone and b.alone) or _are_many(a, b):
        return shared >= _SHARED_CLOSELY and _tell_one_thing(a, b)
    if a.sort in _TOTALS and a.running and b.running:
        told = shared > 0 or a.tolls or b.tolls
        return told and one_matter(a.sentence.article, b.sentence.article, _MATTER)
    needed = _SHARED_NOUN if a.sort is Sort.NOUN else _SHARED
    return shared >= needed and _tell_one_thing(a, b)


def _in_one_company(a: Mention, b: Mention) -> bool:
    """Do both stand beside one toll of another kind, "killed 12, hurt 30", "12 dead, 40 hurt"?"""
    return any(value > 1 for _, value in a.company & b.company)


def _are_many(a: Mention, b: Mention) -> bool:
    """ "Three banks" and "two banks", shares of this and of that: any day has many such."""
    if a.count.quantity.unit:
        return a.count.quantity.unit == "%"
    return not a.count.harm and max(a.count.quantity.value, b.count.quantity.value) <= _FEW


def set_apart(a: Mention, b: Mention) -> bool:
    """Are they told of two places, or of what two parties give or hold?"""
    if a.places and b.places and a.places.isdisjoint(b.places):
        return True
    if a.distance and b.distance and a.near_names.isdisjoint(b.near_names):
        return True
    held = a.sort in _OF_SOMEBODY and a.actors and b.actors
    return bool(held) and a.actors.isdisjoint(b.actors)


def _tell_one_thing(a: Mention, b: Mention) -> bool:
    """Do their clauses share two telling words, of which one tells what happened?

    Of the dead and hurt it is known what did.
    """
    happened = bool(a.count.harm and b.count.harm) or not a.deed.isdisjoint(b.deed)
    return happened and len(a.matter & b.matter) > 1


def one_matter(a: Article, b: Article, needed: float = _SAME_NEWS) -> bool:
    """Do two articles have such a share of their most used words in common?"""
    one, other = _most_used(a), _most_used(b)
    return len(one & other) >= needed * min(len(one), len(other))


@lru_cache(maxsize=4096)
def _most_used(article: Article) -> frozenset[str]:
    stems = Counter(language(article.language).content(article.text))
    ranked = sorted(stems, key=lambda s: (-stems[s], s))
    return frozenset(ranked[:_MOST_USED])


def _replaces(new: Mention, old: Mention) -> bool:
    """Was a value told later and is it no smaller, or "from" the other?"""
    if old.count.quantity.former and new.sentence == old.sentence:
        return True
    if _two_strikes(new, old):
        return False
    rises = new.count.quantity.value > old.count.quantity.value
    return rises and (_earlier(old, new) or _grew(old, new))


def _earlier(old: Mention, new: Mention) -> bool:
    """Does a number hold, or was it told, before another? An unknown hour is not before one."""
    (day, told), (other, later) = old.when, new.when
    if day != other or not day:
        return bool(day) and day < other
    return (
        _moment(told) < _moment(later) if "T" in told and "T" in later else told[:10] < later[:10]
    )


def _moment(published: str) -> str:
    """A date-time as one of Greenwich, so that two of them sort."""
    told = datetime.fromisoformat(published)
    return (told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)).isoformat()


def _grew(old: Mention, new: Mention) -> bool:
    """Of two printings of one text at an unknown hour, does one give a sum or total that grew?"""
    sums = old.sort is Sort.MONEY or (old.sort in _TOTALS and old.running and new.running)
    return sums and _versions(old, new) and old.when[0] == new.when[0]


@dataclass(frozen=True)
class Relations:
    """For each row, by its place, the rows that dispute it and those that it replaces.

    `replaced` are all rows that another one replaces.
    """

    rivals: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    older: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    replaced: set[int] = field(default_factory=set)

    def replace(self, old: int, new: int) -> None:
        self.older[new].add(old)
        self.replaced.add(old)


def relate(
    ordered: Sequence[Sequence[Mention]],
    parts: Container[int] = (),
    events: Events | None = None,
) -> Relations:
    """How the rows of a day are related, the `parts` of a total aside.

    Never counts of two `events`. Never two rows of one article, unless it names two
    speakers: who gives both numbers does not quarrel.
    """
    articles = [{m.sentence.article.id for m in row} for row in ordered]
    weights = Weights.of(ordered)
    found = Relations()
    events = events or Events()
    for n, a, k, b in _candidates(ordered):
        if n in parts or k in parts or events.apart(a.sentence.article.id, b.sentence.article.id):
            continue
        together = not articles[n].isdisjoint(articles[k])
        if together and a.sentence != b.sentence and not _two_speakers(a, b):
            continue
        relation = related(a, b, weights)
        if relation is Relation.RIVAL:
            found.rivals[n].add(k)
            found.rivals[k].add(n)
        elif relation is Relation.NEWER:
            found.replace(k, n)
        elif relation is Relation.OLDER:
            found.replace(n, k)
    _set_replaced(ordered, found)
    return found


def _set_replaced(ordered: Sequence[Sequence[Mention]], found: Relations) -> None:
    """Rivals of which the larger is a running total that is told after the last of the smaller."""
    for n, rivals in sorted(found.rivals.items()):
        for k in sorted(rivals):
            if n not in found.rivals[k] or not _outgrown(ordered[k], ordered[n]):
                continue
            found.replace(k, n)
            found.rivals[n].discard(k)
            found.rivals[k].discard(n)


def _outgrown(old: Sequence[Mention], new: Sequence[Mention]) -> bool:
    """Is every mention of a running total before one of a larger total?"""
    if old[0].sort not in _TOTALS or not all(m.running for m in (*old, *new)):
        return False
    if new[0].count.quantity.value <= old[0].count.quantity.value:
        return False
    voices = {m.attribution for m in (*old, *new) if m.attribution}
    return len(voices) < 2 and all(any(_earlier(m, other) for other in new) for m in old)


def _candidates(
    ordered: Sequence[Sequence[Mention]],
) -> Iterator[tuple[int, Mention, int, Mention]]:
    """Pairs of mentions of two rows that count the same, with the places of their rows.

    In a large block only neighbours in the order of their words are compared (the sorted
    neighbourhood of Hernandez and Stolfo, 1995), so that the work grows with the text.
    """
    blocks: defaultdict[object, list[tuple[int, Mention]]] = defaultdict(list)
    for n, row in enumerate(ordered):
        for mention in row:
            blocks[mention.measured].append((n, mention))
    for block in blocks.values():
        if len({n for n, _ in block}) < 2:
            continue
        if len(block) > rows.COMPARED:
            block.sort(key=lambda pair: (sorted(pair[1].clause), pair[1].sentence.position))
        for i, (n, a) in enumerate(block):
            for k, b in block[i + 1 : i + 1 + rows.COMPARED]:
                if n != k:
                    yield n, a, k, b
