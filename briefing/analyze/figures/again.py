"""Rows that tell again what a row above tells: the table has each count once.

What makes one row of two (`same.same_measure`) asks for much, since it decides which values are
held against each other. Here, at the end, a value that stands in the table already gives its
sources to the row above where nothing shows that it counts another thing. "Three boats were
seized", "the three boats" and "seized 3 boats" are read once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from briefing.analyze.figures import rows, wording
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.mentions import Mention, Sort
from briefing.analyze.figures.rivals import Weights, one_matter, set_apart
from briefing.analyze.figures.same import same_noun
from briefing.analyze.stories import Events

_SHARED = 0.1
"""Share of the telling words that a small number needs besides."""
_WORDS = 2
"""Telling words that do as well for a sum of money or a larger number."""
_ALIKE = 3
"""Those that do for a toll, of the whole sentence."""
_LARGE = 12
"""Above it two tolls of one matter are hardly the same by chance; others need one place as well."""
_COMPANY = 2
"""As many numbers as two sentences have in common, each of them tells the same in both."""
_COMPANION = 2
"""A number up to here is in many sentences."""


def told_again(
    ordered: Sequence[Sequence[Mention]], events: Events | None = None
) -> dict[int, int]:
    """For each row that tells again what one before it tells its place, and that of the other.

    `ordered` are rows, those that are to stay before those that repeat them. Of two `events`
    none repeats the other.
    """
    events = events or Events()
    weights = Weights.of(ordered)
    numbers: defaultdict[object, set[float]] = defaultdict(set)
    for row in ordered:
        for mention in row:
            numbers[mention.sentence.position].add(mention.count.quantity.value)
    again: dict[int, int] = {}
    for n, a, k, b in _candidates(ordered):
        if n in again or k in again:
            continue
        if events.apart(a.sentence.article.id, b.sentence.article.id):
            continue
        both = numbers[a.sentence.position] & numbers[b.sentence.position]
        company = sum(value > _COMPANION for value in both) >= _COMPANY
        if _is_again(a, b, weights, company):
            again[max(n, k)] = min(n, k)
    return again


def _candidates(
    ordered: Sequence[Sequence[Mention]],
) -> Iterator[tuple[int, Mention, int, Mention]]:
    """Pairs of mentions of two rows that give one value, the row that stays first."""
    blocks: defaultdict[object, list[tuple[int, Mention]]] = defaultdict(list)
    for n, row in enumerate(ordered):
        for m in row:
            quantity = m.count.quantity
            blocks[m.code, quantity.value, quantity.low, quantity.high].append((n, m))
    for block in blocks.values():
        for i, (n, a) in enumerate(block):
            for k, b in block[i + 1 : i + 1 + rows.COMPARED]:
                if n != k:
                    yield n, a, k, b


def _is_again(a: Mention, b: Mention, weights: Weights, company: bool) -> bool:
    if a.sentence == b.sentence or a.added != b.added or a.elsewhere != b.elsewhere:
        return False
    if are_two_kinds(a, b):
        return False
    if (a.as_of and b.as_of and a.as_of != b.as_of) or set_apart(a, b):
        return False
    if not one_matter(a.sentence.article, b.sentence.article):
        return False
    if company and _sort(a) == _sort(b):
        return True
    if not _may_be_one(a, b):
        return False
    if a.count.harm and a.count.quantity.value <= _LARGE and not _of_one_place(a, b):
        return False
    if a.telling or (a.sort in (Sort.DEAD, Sort.HURT) and a.count.quantity.value > _LARGE):
        return True
    if a.count.harm and (a.definite or b.definite or _told_alike(a, b)):
        return True
    counted = wording.matter(f"{a.count.noun} {b.count.noun}", a.code)
    one, other = a.matter - counted, b.matter - counted
    large = a.sort is Sort.MONEY or a.count.quantity.value > _LARGE
    return (large and len(one & other) >= _WORDS) or weights.share(one, other) >= _SHARED


def _told_alike(a: Mention, b: Mention) -> bool:
    """Do the sentences of two tolls have telling words in common, whatever their clauses have?"""
    return len((a.told & b.told) - lexicon(a.code).harms) >= _ALIKE


def _sort(mention: Mention) -> tuple[Sort, str, bool]:
    return mention.sort, mention.count.quantity.unit, mention.people


def are_two_kinds(a: Mention, b: Mention) -> bool:
    """Are they parts of a total, or kinds of people, under two names: women, civilians?"""
    parts = (a.part or b.part) or (a.of_a_kind and b.of_a_kind)
    return bool(a.count.harm) and parts and a.noun_stems.isdisjoint(b.noun_stems)


def _of_one_place(a: Mention, b: Mention) -> bool:
    """Is a toll taken up, "the two wounded", or told of a place that both name, or of none?"""
    if a.definite or b.definite or not (a.places or b.places):
        return True
    return not (a.places | b.places).isdisjoint(a.capitals & b.capitals)


def _may_be_one(a: Mention, b: Mention) -> bool:
    """Do they count one thing, or people by two names for them?"""
    if a.measured == b.measured:
        return same_noun(a, b)
    plain = a.sort is Sort.NOUN and b.sort is Sort.NOUN
    return plain and a.people and b.people and a.rate == b.rate
