"""Rows that a reader takes for one that was read before.

`again.told_again` joins rows, and so decides who bears a figure out; it asks for much. Here no
sources are joined. A later row is merely not printed where its number was read and its words
show nothing that sets it apart: "23 pirates were caught" and "23 raiders were arrested".
"""

from __future__ import annotations

from briefing.analyze.figures.again import are_two_kinds
from briefing.analyze.figures.counts import counts
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.mentions import Mention, Sort
from briefing.analyze.figures.rivals import one_matter
from briefing.analyze.figures.same import same_noun
from briefing.analyze.figures.wording import names

_SHARED = 2
"""Words besides what is counted that two sentences on one matter have in common."""
_ALIKE = 3
"""Those by which a place that only one of them names sets no things apart."""
_LARGE = 12
"""Above it two numbers of one matter are hardly the same by chance."""
_IMPLIED = 2.0
"""How many times "at least 50" the number may be that says it better."""
_NEAR = 0.05
"""How far a measure in other units may be rounded off."""
_UNITS = (
    {"kilometres": 1e3, "miles": 1609.344, "nautical miles": 1852, "metres": 1, "feet": 0.3048},
    {"km/h": 1, "miles per hour": 1.609344},
)  # fmt: skip
"""Units of one kind, and how many of the smallest each is."""


def may_bear_out(one: Mention, other: Mention) -> bool:
    """Could two mentions be of one number: the same value and thing, in words that are alike?"""
    return (
        _is_same_value(one, other)
        and one.measured == other.measured
        and _shared(one, other) >= _SHARED
        and one_matter(one.sentence.article, other.sentence.article)
    )


def is_echo(before: Mention, after: Mention) -> bool:
    """Does a reader of `before` learn nothing from `after`, as far as its words show?"""
    converted = is_converted(before, after)
    again = _is_same_value(before, after) and _is_one_thing(before, after)
    if not (converted or again or _is_implied(before, after)):
        return False
    if before.sentence == after.sentence or before.added != after.added:
        return False
    if before.elsewhere != after.elsewhere or _are_at_two_places(before, after):
        return False
    if not one_matter(before.sentence.article, after.sentence.article):
        return False
    return converted or not _adds(before, after)


def is_converted(one: Mention, other: Mention) -> bool:
    """Is it one measure in two units, or a sum that a sentence gives in both currencies?"""
    a, b = one.count.quantity, other.count.quantity
    if a.unit == b.unit or not (a.unit and b.unit):
        return False
    for units in _UNITS:
        if a.unit in units and b.unit in units:
            small, large = sorted((a.value * units[a.unit], b.value * units[b.unit]))
            return large - small <= _NEAR * large
    both = one.sort is Sort.MONEY and other.sort is Sort.MONEY
    return both and (_gives(one, other) or _gives(other, one))


def _gives(one: Mention, other: Mention) -> bool:
    """Does the sentence of a sum give the other sum too?"""
    wanted = other.count.quantity
    found = (c.quantity for c in counts(one.sentence.quote, one.code))
    return any((q.value, q.unit) == (wanted.value, wanted.unit) for q in found)


def _is_same_value(one: Mention, other: Mention) -> bool:
    a, b = one.count.quantity, other.count.quantity
    return (a.value, a.low) == (b.value, b.low)


def _is_one_thing(one: Mention, other: Mention) -> bool:
    """Do they count one thing, or a larger number in sentences with words in common?"""
    a, b = one.count, other.count
    if a.harm or b.harm:
        return _is_one_toll(one, other)
    units = bool(a.quantity.unit or b.quantity.unit)
    noun = one.measured[:2] == other.measured[:2] or (
        one.code == other.code and not units and same_noun(one, other)
    )
    if noun and one.rate == other.rate:
        return _shared(one, other) > 0  # three villages without power, and three that vote
    if noun and not (one.rate and other.rate):
        return _shared(one, other) >= _SHARED  # "50% daily", "50% every day"
    return _is_large(one) and not units and _shared(one, other) >= _SHARED


def _is_one_toll(one: Mention, other: Mention) -> bool:
    """Do they count the same dead or hurt, though one may not say which, in words in common?"""
    if one.sort == other.sort:
        return not are_two_kinds(one, other)
    told = {one.sort, other.sort} != {Sort.DEAD, Sort.HURT} and one.people and other.people
    vague = Sort.CASUALTIES in (one.sort, other.sort)
    return told and _shared(one, other) >= (1 if vague else _SHARED)


def _is_large(mention: Mention) -> bool:
    return mention.count.quantity.value > _LARGE


def _shared(one: Mention, other: Mention) -> int:
    """How many words two sentences have in common beside the number and what is counted."""
    lex = lexicon(one.code)
    sizes = {lex.language.stem(word) for word in lex.multipliers}
    return len((one.told & other.told) - one.noun_stems - other.noun_stems - sizes)


def _is_implied(before: Mention, after: Mention) -> bool:
    """Is it "at least 50 hurt" where 80 are told?"""
    few, many = after.count.quantity.value, before.count.quantity.value
    kinds = before.of_a_kind or after.of_a_kind
    bounded = lexicon(after.code).among("lower_bounds", after.hedge.lower())
    toll = bool(before.count.harm) and before.sort == after.sort and not kinds
    return toll and bounded and few < many <= _IMPLIED * few


def _are_at_two_places(one: Mention, other: Mention) -> bool:
    """Do they name two places, and nothing by one name that has such a number of anything?"""
    apart = bool(one.places and other.places) and one.places.isdisjoint(other.places)
    return apart and not _have_name(one, other)


def _have_name(one: Mention, other: Mention) -> bool:
    """Is a larger number of things told with one name: "Hewn's 350 clerks", "350 at Hewn"?"""
    plain = not (one.count.harm or other.count.harm) and _is_large(other)
    return plain and not one.names.isdisjoint(other.names)


def _adds(before: Mention, after: Mention) -> bool:
    """Does a later row name a day or a place that the first does not, or another holder?"""
    dated = bool(after.as_of) and after.as_of != before.as_of
    one, other = _holders(before), _holders(after)
    held = bool(one and other) and one.isdisjoint(other)
    alike = not after.count.harm and _shared(before, after) >= _ALIKE
    alike = alike or _have_name(before, after)
    return dated or held or not (alike or after.places <= before.capitals)


def _holders(mention: Mention) -> frozenset[str]:
    """Who is named before a sum in its own clause: who gives or takes it."""
    if mention.sort is not Sort.MONEY:
        return frozenset()
    stem = lexicon(mention.code).language.stem
    return mention.actors & {stem(name) for name in names(mention.what, mention.code)}
