"""How far two sentences say the same.

Words are aligned one by one, weighted by rarity (Monge and Elkan 1996; Sultan,
Bethard and Sumner 2014 show alignment to be the best measure without training);
sentences that share no word are compared by their neighbours. A few common words in
short sentences are chance, and count less. The same numbers and days add to it. What
tells look-alikes apart takes away: other numbers of the same, other days, another
speaker, reversed roles, a denial, a plan against its execution.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set

from briefing.analyze.claims.facts import DEED, Bag, Facts
from briefing.analyze.vectors import dot

SAME = 0.41
_BEGINS_ALIKE = 0.7  # worth of a word of which another has but the beginning
_WIDER = 0.3
_ROUNDING = 1e-9
_OTHER_SPEAKER = 0.75
_OTHER_NUMBERS = 0.8
_SAME_NUMBERS = 1.25
_SAME_DAY = 1.15
_HOUR = 60  # minutes
_ONLY_PLANNED = 0.85
_ONLY_QUOTED = 0.9
_DENIED = 0.6
_NAMES_HEARD, _NAME_IN_COMMON, _NUMBER_IN_COMMON = 2, 0.05, 0.25
_ENOUGH = 2.5  # rarity of common words, in words of one sentence only, that is no chance
_PARTICULAR = 3  # digits of a number that hardly two things share
_SOME_DEED = 0.3  # rarity of the deed that the same ones do with it
_COUNTED_DEED = 0.5  # rarity of the deed for which both count one thing
_ESTIMATED = 0.05  # part by which two tell one distance or weight otherwise
_FEWEST = 2  # words in common, of two clauses that agree
_MAIN_WORDS = 1.0  # rarity of what two main clauses have in common, of no chance
_ABOUT_THE_SAME = 0.5  # share of what a main clause is about
_SHARED, _REWORDED = 4, 0.75  # words in common, and their share, of one thing told twice


def similarity(a: Facts, b: Facts, least: float = 0.0) -> float:
    """From 0 to 1: likeness in words and neighbours, times what else speaks for it.

    What is sure to be below `least` is 0.
    """
    agreed = agreement(a, b)
    if not agreed:
        return 0.0
    sure = evidence(a, b)
    most = agreed * sure
    if most < least:
        return 0.0
    shared = _jaccard(a, b)
    if most * _most_alike(shared) < least - _ROUNDING:
        return 0.0
    words = (1 - _WIDER) * _worded_alike(a, b, shared)
    if agreed * (words + _WIDER) * sure < least - _ROUNDING:
        return 0.0
    return min(1.0, agreed * (words + _WIDER * dot(a.wider, b.wider)) * sure)


def _most_alike(shared: float) -> float:
    """The most that words and neighbours may come to, by the share of words in common."""
    return (1 - _WIDER) * (3 * shared + 4) / 7 + _WIDER


def likeness(a: Facts, b: Facts) -> float:
    """From 0 to 1: how far the words of two sentences and of their neighbours agree."""
    return (1 - _WIDER) * _worded_alike(a, b, _jaccard(a, b)) + _WIDER * dot(a.wider, b.wider)


def _worded_alike(a: Facts, b: Facts, shared: float) -> float:
    """From 0 to 1: how far the words of two sentences agree; `shared` is the share of both."""
    return (3 * shared + 4 * _aligned(a.bag, b.bag)) / 7 if a.weights and b.weights else 0.0


def _jaccard(a: Facts, b: Facts) -> float:
    """The share of the words of both that are common."""
    common = len(a.weights.keys() & b.weights.keys())
    every = len(a.weights) + len(b.weights) - common
    return common / every if every else 0.0


def evidence(a: Facts, b: Facts) -> float:
    """From 0 to 1: how surely the common words are no chance.

    Two of n sentences have one rare word in common in about one of n pairs; as there
    are n times n pairs, it takes two such words and more to speak for one fact.
    """
    mine, theirs = a.weights, b.weights
    # The order of a set of words differs from process to process, and must not show.
    told = math.fsum([min(mine[s], theirs[s], 1.0) for s in mine.keys() & theirs.keys()])
    return math.sqrt(min(1.0, told / _ENOUGH))


def agreement(a: Facts, b: Facts) -> float:
    """0 for two facts, however alike the words; above 1 where numbers and days speak for one."""
    days = same_day(a, b)
    if days is False or _counts_differ(a, b) or _reversed(a, b) or _other_hour(a, b):
        return 0.0
    factor = 1.0
    if a.speaker and b.speaker and a.speaker != b.speaker:
        factor *= _OTHER_SPEAKER
    if a.counts and b.counts:
        factor *= _SAME_NUMBERS if _numbers_agree(a, b) else _OTHER_NUMBERS
    if days:
        factor *= _SAME_DAY
    if _one_sided(a, b, a.planned, b.planned):
        factor *= _ONLY_PLANNED
    if _one_sided(a, b, a.denied, b.denied):
        factor *= 0.0 if _nearly_equal(a, b) else _DENIED
    if a.quoted != b.quoted:
        factor *= _ONLY_QUOTED
    return factor


def against(a: Facts, b: Facts) -> Iterator[str]:
    """What speaks against one fact, in words, as `agreement` weighs it."""
    both = a.counts and b.counts and not _numbers_agree(a, b)
    if same_day(a, b) is False or _other_hour(a, b):
        yield "another day, or hour"
    if _counts_differ(a, b):
        yield f"other numbers of one thing: {_listed(a.counts)} and {_listed(b.counts)}"
    elif counted_otherwise(a, b):
        yield f"another number of one thing: {_listed(a.counts)} and {_listed(b.counts)}"
    elif both:
        yield f"other numbers: {_listed(a.counts)} and {_listed(b.counts)}"
    if _reversed(a, b):
        yield "who did it and to whom are exchanged"
    if _one_sided(a, b, a.denied, b.denied):
        yield "denied in one only"
    if _one_sided(a, b, a.planned, b.planned):
        yield "planned in one only"
    if a.speaker and b.speaker and a.speaker != b.speaker:
        yield "said by two speakers"
    if a.quoted != b.quoted:
        yield "quoted in one, told in the other"


def _listed(counts: Mapping[str, str]) -> str:
    return ", ".join(f"{number} {noun}".strip() for number, noun in counts.items())


def accord(a: Facts, b: Facts) -> float:
    """From 0 to about 1.3: how far two sentences tell the same deed of the same ones.

    Who speaks and who is spoken of makes sentences alike that tell different things; so
    this is the alignment of what is neither name nor number, and what names and numbers
    in common add to it. Who speaks in one only did in the other what is told there.
    """
    speakers = {a.speaker} & {b.speaker}
    names = min(_NAMES_HEARD, len((a.names & b.names) - speakers))
    numbers = bool(a.counts) and bool(b.counts) and _numbers_agree(a, b)
    return _aligned(a.deeds, b.deeds) + _NAME_IN_COMMON * names + _NUMBER_IN_COMMON * numbers


def clause_accord(a: Facts, b: Facts) -> float:
    """From 0 to 1: how far the two clauses that agree best tell the same.

    A report that tells one thing and one that tells it among others agree in a clause.
    """
    return max((_clauses_agree(a, x, b, y) for x in a.clauses for y in b.clauses), default=0.0)


def told_again(a: Facts, b: Facts) -> float:
    """From 0 to 1: the share of what `a` tells, by rarity, that `b` tells again."""
    return _covered(a.bag, b.bag)


def main_told(lead: Facts, one: Facts, least: float) -> bool:
    """Whether another sentence tells at least a share of what the main clause of one tells.

    Or what it is about, which may hold the deed ("a strike of dockers halted all cranes"), or
    whose single verb may have been put in another word. True where the main clause is not
    known, or is all names.
    """
    told, about = lead.told, lead.told_of
    if not told.total or _covered(told, one.bag) >= least:
        return True
    single = len(told.weights) == 1
    if _covered(about, one.bag) >= _ABOUT_THE_SAME:
        return single or len(about.weights.keys() & one.weights.keys()) >= _FEWEST
    return single and len(one.names & lead.names) >= _NAMES_HEARD


def main_accord(a: Facts, b: Facts) -> float:
    """From 0 to 1: how far the main clauses of two sentences tell the same, their names aside.

    0 where one is not known, or where what is common is a word that many use.
    """
    one, other = a.mainly, b.mainly
    common = one.weights.keys() & other.weights.keys()
    if sum(min(a.weights[s], b.weights[s], 1.0) for s in sorted(common)) < _MAIN_WORDS:
        return 0.0
    return _aligned(one, other)


def _clauses_agree(a: Facts, one: frozenset[str], b: Facts, other: frozenset[str]) -> float:
    common = one & other
    if len(common) < _FEWEST:
        return 0.0
    told = sum(min(a.weights[s], b.weights[s], 1.0) for s in sorted(common))
    mine, theirs = ({s: f.weights[s] for s in c} for f, c in ((a, sorted(one)), (b, sorted(other))))
    return _aligned(Bag(mine), Bag(theirs)) * math.sqrt(min(1.0, told / _ENOUGH))


def _one_sided(a: Facts, b: Facts, one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether only one of two sentences denies, or plans, what both speak of."""
    told = one or other
    if not told or (one and other):
        return False
    return any(stem in a.weights and stem in b.weights for stem in told)


def renumbered(a: Facts, b: Facts) -> bool:
    """Whether two sentences tell one thing in nearly the same words, with other numbers.

    Nothing else may speak against one fact, and no day may tell them apart.
    """
    if not _counts_differ(a, b) or same_day(a, b) is False:
        return False
    if _one_sided(a, b, a.denied, b.denied) or _one_sided(a, b, a.planned, b.planned):
        return False
    if a.speaker and b.speaker and a.speaker != b.speaker:
        return False
    one, other = a.worded, b.worded
    common = one.keys() & other.keys()
    return len(common) >= _SHARED and len(common) >= _REWORDED * len(one.keys() | other.keys())


def same_day(a: Facts, b: Facts) -> bool | None:
    """Whether both name one day, by its date or else by its weekday; None where one names none."""
    if not a.days or not b.days:
        return None
    if a.dates and b.dates:
        return not a.dates.isdisjoint(b.dates)
    return not a.weekdays.isdisjoint(b.weekdays) if a.weekdays and b.weekdays else None


def letters_alike(one: Facts, other: Facts) -> float:
    """From 0 to 1: the cosine of the sets of runs of four letters (Ochiai 1957)."""
    most = one.letters.bit_count() * other.letters.bit_count()
    return (one.letters & other.letters).bit_count() / math.sqrt(most) if most else 0.0


def _other_hour(a: Facts, b: Facts) -> bool:
    """Whether both tell a time of day, and none of one is within an hour of one of the other."""
    if not a.times or not b.times:
        return False
    return all(abs(x - y) > _HOUR for x in a.times for y in b.times)


def same_measure(a: Facts, b: Facts) -> str:
    """A particular number that two sentences give of one thing, or of the same ones; else ""."""
    for number in sorted(_numbers_of_both(a, b)):
        if _digits(number) < _PARTICULAR:
            continue
        noun = a.counts[number]
        if noun and noun == b.counts[number]:
            return f"{number} {noun}"
        if names_in_common(a, b) and deeds_in_common(a, b) >= _SOME_DEED:
            return number
    return ""


def counted_deed(a: Facts, b: Facts) -> bool:
    """Whether both give a particular number of one thing, and tell one deed beside that thing.

    That a million people fled and that a million people need help are two facts.
    """
    if a.counts.keys().isdisjoint(b.counts) or not same_measure(a, b):
        return False
    counted = {a.counts[number] for number in _numbers_of_both(a, b)}
    common = a.deeds.weights.keys() & b.deeds.weights.keys()
    told = sorted(common - b.named - counted)
    return sum(min(a.weights[s], DEED) for s in told) >= _COUNTED_DEED


def numbers_in_one(a: Facts, b: Facts) -> frozenset[str]:
    """The particular numbers that only one gives."""
    return frozenset(n for n in a.counts.keys() ^ b.counts.keys() if _digits(n) >= _PARTICULAR)


def _digits(number: str) -> int:
    return len(re.sub(r"\D", "", number))


def names_in_common(a: Facts, b: Facts) -> frozenset[str]:
    """The keys of the names in both, the speakers aside."""
    return (a.names & b.names) - {a.speaker, b.speaker}


def deeds_in_common(a: Facts, b: Facts) -> float:
    """The rarity of what both tell beside names and numbers, in words of one sentence only.

    That both call one person "the Welsh first minister" is no deed.
    """
    common = a.deeds.weights.keys() & b.deeds.weights.keys()
    told = common - b.named - a.described - b.described
    return sum(min(a.weights[s], DEED) for s in sorted(told))


def _counts_differ(a: Facts, b: Facts) -> bool:
    """Whether both count the same thing and no number agrees, nor a measure nearly does.

    The dead are the same thing whatever they are called, "two people", "three civilians", and
    another thing than the hurt.
    """
    if a.harmed and b.harmed and a.harmed.keys().isdisjoint(b.harmed):
        return True
    if any(_apart(values, b.harmed.get(harm, values)) for harm, values in a.harmed.items()):
        return True
    if not a.counts or not b.counts or _numbers_agree(a, b):
        return False
    common = a.nouns & b.nouns
    return bool(common) and not any(_nearly(a, b, noun) for noun in sorted(common))


def counted_otherwise(a: Facts, b: Facts) -> bool:
    """Whether each counts one thing with a number that the other lacks, whatever else agrees.

    Two lists of what was seized may have one number in common by chance. Of people only the
    same fate is one thing: 30 who died and 350 who sheltered do not speak against each other.
    """
    for noun in sorted(a.nouns & b.nouns):
        if noun[0].isdigit():
            continue
        mine, theirs = _only(a, b, noun), _only(b, a, noun)
        if mine and theirs and _apart(mine, theirs):
            return True
    return False


def _only(a: Facts, b: Facts, noun: str) -> frozenset[float]:
    """The numbers of a thing that only `a` gives, without ranges and tolls."""
    tolls = frozenset[float]().union(*a.harmed.values())
    counted = (n for n, what in a.counts.items() if what == noun and n not in b.counts)
    return frozenset(float(n) for n in counted if "–" not in n) - tolls


def _apart(values: Set[float], others: Set[float]) -> bool:
    """Whether no two are the same, but for what estimates differ by."""
    return not any(abs(x - y) <= _ESTIMATED * max(x, y) for x in values for y in others)


def _nearly(a: Facts, b: Facts, noun: str) -> bool:
    """Whether both measure in one unit, and come to the same but for what estimates differ by."""
    mine, theirs = (
        [float(n) for n in sorted(f.measured) if f.counts[n] == noun and "–" not in n]
        for f in (a, b)
    )
    return any(abs(x - y) <= _ESTIMATED * max(x, y) for x in mine for y in theirs)


def _numbers_agree(a: Facts, b: Facts) -> bool:
    """Whether a number is shared, or the numbers of one are parts of a total in the other."""
    if _numbers_of_both(a, b):
        return True
    return _adds_up(a, b) or _adds_up(b, a)


def _adds_up(parts: Facts, whole: Facts) -> bool:
    """Whether the numbers of one make up one of the other, which tells of nothing less besides.

    Two dead and four hurt are not the six hurt of "three were killed and six were hurt".
    """
    if parts.summed not in whole.counts:
        return False
    total = float(parts.summed)
    others = whole.counts.keys() - parts.counts.keys() - {parts.summed}
    return not any("–" in n or float(n) < total for n in others)


def _numbers_of_both(a: Facts, b: Facts) -> frozenset[str]:
    """The numbers that both give; not where one tells of more than it and the other of less.

    Nor those of the dead in one and of the hurt in the other.
    """
    common = a.counts.keys() & b.counts.keys()
    if a.harmed and b.harmed:
        common = {n for n in common if "–" in n or _of_one_fate(float(n), a, b)}
    return frozenset(n for n in common if a.bounds.get(n, 0) * b.bounds.get(n, 0) >= 0)


def _of_one_fate(value: float, a: Facts, b: Facts) -> bool:
    """Whether a number tells of the same harm in both, or of none in one of them."""
    mine, theirs = ({h for h, values in f.harmed.items() if value in values} for f in (a, b))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _reversed(a: Facts, b: Facts) -> bool:
    """Whether what one did to the other in `a`, the other did to the one in `b`."""
    if not a.roles or not b.roles:
        return False
    return any((deed, to, by) in b.roles for deed, by, to in a.roles - b.roles)


def _nearly_equal(a: Facts, b: Facts) -> bool:
    common = a.weights.keys() & b.weights.keys()
    return len(common) >= 0.6 * max(len(a.weights), len(b.weights))


def _aligned(a: Bag, b: Bag) -> float:
    """Harmonic mean of the weight that each side finds again in the other."""
    if a.heads.isdisjoint(b.heads):
        return 0.0
    one, other = _covered(a, b), _covered(b, a)
    return 2 * one * other / (one + other) if one + other else 0.0


def _covered(a: Bag, b: Bag) -> float:
    """Share of the weight of `a` that `b` has, in the same word or one that begins alike."""
    whole, heads = b.weights, b.heads
    each = zip(a.weights.items(), a.each, strict=True)
    found = sum([w if s in whole else _BEGINS_ALIKE * w for (s, w), h in each if h in heads])
    return found / a.total if a.total else 0.0
