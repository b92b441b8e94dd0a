"""Other values of one thing: rivals of the same time, and totals of an earlier day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

from briefing.analyze.figures import rows
from briefing.analyze.figures.mentions import Mention
from briefing.analyze.figures.same import (
    OTHER_NUMBER,
    alike,
    compatible,
    same_noun,
    same_size,
    same_thing,
)


def disputed(a: Mention, b: Mention) -> bool:
    """Do two mentions of different origins give different values of the same thing?"""
    together = a.day == b.day or not (a.day and b.day)
    return _set_against(a, b) or (together and are_rivals(a, b))


def _outdated(old: Mention, new: Mention) -> bool:
    """Is a running total told anew, and not lower, by a later day?"""
    rises = old.count.quantity.value <= new.count.quantity.value
    later = bool(old.day) and old.day < new.day
    return later and rises and old.running and new.running and are_rivals(old, new)


def _set_against(a: Mention, b: Mention) -> bool:
    """Does one sentence name the value of the other and contradict it?"""
    x, y = a.count.quantity, b.count.quantity
    if x.value not in b.contrasted and y.value not in a.contrasted:
        return False
    if a.origin == b.origin or x.value == y.value or a.part or b.part:
        return False
    return same_thing(a, b) and same_size(x.value, y.value)


def are_rivals(a: Mention, b: Mention) -> bool:
    x, y = a.count.quantity, b.count.quantity
    if x.vague or y.vague or a.origin == b.origin or not same_thing(a, b):
        return False
    if not (a.alone and b.alone and same_noun(a, b) and same_size(x.value, y.value)):
        return False
    if a.total != b.total or a.part or b.part or compatible(a, b):
        return False
    if not a.names & b.names or len(a.capitals ^ b.capitals) > len(a.capitals & b.capitals):
        return False
    return alike(a.told, b.told, OTHER_NUMBER)


Pairs = defaultdict[int, set[int]]


def compared(ordered: Sequence[Sequence[Mention]]) -> tuple[Pairs, Pairs]:
    """For each row those that dispute it, and the totals of later days that replace it.

    Never two rows of one article: who gives both numbers does not quarrel.
    """
    articles = [{m.sentence.article.id for m in row} for row in ordered]
    rivals, later = Pairs(set), Pairs(set)
    for n, a, k, b in _candidates(ordered):
        if k in rivals[n] or not articles[n].isdisjoint(articles[k]):
            continue
        if disputed(a, b):
            rivals[n].add(k)
            rivals[k].add(n)
        if _outdated(a, b):
            later[n].add(k)
        if _outdated(b, a):
            later[k].add(n)
    return rivals, later


def _candidates(
    ordered: Sequence[Sequence[Mention]],
) -> Iterator[tuple[int, Mention, int, Mention]]:
    """Pairs of mentions of two rows that could be rivals, with the places of their rows.

    They count the same thing and share a name, or one names the value of the other. In
    a large block only neighbours in the order of their words are compared (the sorted
    neighbourhood of Hernandez and Stolfo, 1995), so that the work grows with the text.
    """
    named = {(*m.measured, value) for row in ordered for m in row for value in m.contrasted}
    blocks: defaultdict[object, list[tuple[int, Mention]]] = defaultdict(list)
    for n, row in enumerate(ordered):
        for mention in row:
            for key in _blocks(mention, named):
                blocks[key].append((n, mention))
    for block in blocks.values():
        if len({m.origin for _, m in block}) < 2 or len({n for n, _ in block}) < 2:
            continue
        if len(block) > rows.COMPARED:
            block.sort(key=lambda pair: (sorted(pair[1].told), pair[1].sentence.position))
        for i, (n, a) in enumerate(block):
            for k, b in block[i + 1 : i + 1 + rows.COMPARED]:
                if n != k and a.origin != b.origin:
                    yield n, a, k, b


def _blocks(mention: Mention, named: Container[object]) -> Iterator[object]:
    same = mention.measured
    yield from ((*same, value) for value in sorted(mention.contrasted))
    if (stated := (*same, mention.count.quantity.value)) in named:
        yield stated
    if mention.alone and not mention.count.quantity.vague and not mention.part:
        yield from ((*same, name) for name in sorted(mention.names))
