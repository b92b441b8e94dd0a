"""Counts put together by what they measure: one row is one value of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from briefing.analyze.figures.counts import Harm
from briefing.analyze.figures.mentions import Mention
from briefing.analyze.figures.same import comparable, same_measure

# Mentions that one is compared with at most; a day's articles hold far fewer of one thing.
COMPARED = 200


class _Row:
    """Mentions of one measure and value, with what another row must have to be joined."""

    def __init__(self, mention: Mention) -> None:
        self.mentions = [mention]
        self.places = {mention.sentence.position}
        self.harms = {mention.count.harm} - {Harm.NONE}
        self.into = self

    def may_join(self, other: _Row) -> bool:
        """Are they of different sentences, and of one harm at most?"""
        return len(self.harms | other.harms) < 2 and self.places.isdisjoint(other.places)

    def take(self, other: _Row) -> None:
        self.mentions += other.mentions
        self.places |= other.places
        self.harms |= other.harms
        other.into = self

    def whole(self) -> _Row:
        """The row that this one became part of, found in one step the next time."""
        row = self
        while row.into is not row:
            row.into = row = row.into.into
        return row


class _Alike:
    """Mentions that could be of one row, each looked up by the words of a sentence."""

    def __init__(self) -> None:
        self.seen: list[tuple[Mention, _Row]] = []
        self.with_word: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, mention: Mention, row: _Row) -> None:
        for stem in mention.stems:
            self.with_word[stem].append(len(self.seen))
        self.seen.append((mention, row))

    def rows(self, mention: Mention) -> list[_Row]:
        """The rows that hold a mention of the same measure, in order of their first."""
        fits: dict[int, _Row] = {}
        for n in self._near(mention):
            other, made = self.seen[n]
            row = made.whole()
            if id(row) not in fits and same_measure(mention, other):
                fits[id(row)] = row
        return list(fits.values())

    def _near(self, mention: Mention) -> Sequence[int]:
        """All mentions; of more than can be compared those that share its rarest words."""
        if len(self.seen) <= COMPARED:
            return range(len(self.seen))
        near: set[int] = set()
        for _, stem in sorted((len(self.with_word[s]), s) for s in mention.stems):
            near.update(self.with_word[stem][len(near) - COMPARED :])
            if len(near) >= COMPARED:
                break
        return sorted(near)


def group_rows(found: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions grouped by measure and value; a group holds no two of one sentence.

    A mention that belongs to several rows makes them one.
    """
    alike: defaultdict[object, _Alike] = defaultdict(_Alike)
    made: list[_Row] = []
    for mention in found:
        near = alike[comparable(mention)]
        row = _Row(mention)
        for other in near.rows(mention):
            if other.may_join(row):
                small, row = sorted((row, other), key=lambda r: len(r.mentions))
                row.take(small)
        near.add(mention, row)
        made.append(row)
    return [row.mentions for row in dict.fromkeys(r.whole() for r in made)]
