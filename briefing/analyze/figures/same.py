"""When do two counts tell one measure, and when can both of two values hold?"""

from __future__ import annotations

from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.mentions import Mention

# Shares of the shorter sentence's content words that two sentences must have in common.
_SAME_NUMBER = 0.5
_TELLING_NUMBER = 0.15
_SAME_CLAUSE = 0.8
OTHER_NUMBER = 0.6
_SHARED_WORDS = 4
_SHARED_NAMES = 2
# Numbers from which the number itself, with little else, tells a measure.
_LARGE = 1000
_GROUP = 20
# How far "about" may be from a number that it is not rounded from.
_ROUNDED = 0.05
# How many times a round number what is "more than" it may be.
_OPEN = 2.0


def comparable(mention: Mention) -> object:
    """What two mentions of one row have in common, at least."""
    quantity = mention.count.quantity
    same = (quantity.value, quantity.low, quantity.high)
    return same if mention.telling else (*same, *mention.measured)


def same_measure(a: Mention, b: Mention) -> bool:
    """Do two mentions give the same value of the same thing?"""
    x, y = a.count.quantity, b.count.quantity
    if (x.value, x.low, x.high) != (y.value, y.low, y.high):
        return False
    if a.code != b.code:
        return _same_abroad(a, b)
    if not (same_thing(a, b) or _left_unsaid(a, b)):
        return False
    if a.telling:
        return overlap(a.stems, b.stems) >= _TELLING_NUMBER
    if a.as_of and b.as_of and a.as_of != b.as_of:
        return False
    if alike(a.stems, b.stems, _SAME_NUMBER) or _taken_up(a, b):
        return True
    if a.count.harm:
        return _same_toll(a, b) or alike(a.clause, b.clause, _SAME_CLAUSE)
    return _same_group(a, b)


def _taken_up(a: Mention, b: Mention) -> bool:
    """Does a report take up its own number, "it must repay the $4 million by May"?"""
    if a.sentence.article != b.sentence.article:
        return False
    later = max(a, b, key=lambda m: m.sentence.position)
    return later.definite and a.count.harm == b.count.harm and same_noun(a, b)


def _same_abroad(a: Mention, b: Mention) -> bool:
    """Two languages share no words: a particular large number of the same harm must do."""
    if a.as_of and b.as_of and a.as_of != b.as_of:
        return False
    return a.telling and _is_large(a) and a.count.harm == b.count.harm and a.rate == b.rate


def _same_toll(a: Mention, b: Mention) -> bool:
    """Is it one large number of dead or hurt, in sentences of the same places?"""
    names = min(a.capitals, b.capitals, key=len)
    together = a.capitals <= b.capitals or b.capitals <= a.capitals
    return _is_large(a) and together and len(names) >= _SHARED_NAMES


def _is_large(mention: Mention) -> bool:
    return bool(mention.count.harm) and mention.count.quantity.value >= _LARGE


def _same_group(a: Mention, b: Mention) -> bool:
    """Is it the size of one body, "the group of some 50 countries"? Never of people or measures."""
    x, y = a.count, b.count
    if a.people or x.quantity.unit or x.quantity.vague or x.quantity.value < _GROUP:
        return False
    shared = (a.stems & b.stems) - {lexicon(a.code).language.stem(x.head)}
    named = a.names & b.names
    return x.noun.lower() == y.noun.lower() and bool(named) and len(shared | named) >= _SHARED_NAMES


def same_thing(a: Mention, b: Mention) -> bool:
    return a.measured == b.measured


def same_size(a: float, b: float) -> bool:
    """Rivals are of one order of magnitude; further apart they count different things."""
    return max(a, b) <= 10 * min(a, b)


def same_noun(a: Mention, b: Mention) -> bool:
    """Does one noun phrase hold all words of the other? Machine guns are no hand guns."""
    if a.count.harm:
        return True
    return a.noun_stems <= b.noun_stems or b.noun_stems <= a.noun_stems


def _left_unsaid(a: Mention, b: Mention) -> bool:
    """Do both count as many people, and one does not say what befell them?"""
    told = a.count.harm and b.count.harm
    return a.telling and a.people and b.people and not told and a.code == b.code


def alike(a: frozenset[str], b: frozenset[str], share: float) -> bool:
    return len(a & b) >= _SHARED_WORDS and overlap(a, b) >= share


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / (min(len(a), len(b)) or 1)


def compatible(a: Mention, b: Mention) -> bool:
    """Can both hold, as "at least 5" and "7", "about 4,300" and "4,317"?"""
    small, large = sorted((a, b), key=lambda m: m.count.quantity.high or m.count.quantity.value)
    lex = lexicon(a.code)
    if _passes(large, small):
        return False
    for key, bounded, other in (("lower_bounds", small, large), ("upper_bounds", large, small)):
        # "Up to 159" and "up to 169" are two bounds.
        if lex.among(key, bounded.hedge.lower()) and not lex.among(key, other.hedge.lower()):
            return True
    low, high = small.count.quantity, large.count.quantity
    if low.value <= (low.high or low.value) and (high.low or high.value) <= (low.high or low.value):
        return True
    return _rounds(a, b) or _rounds(b, a)


def _rounds(about: Mention, other: Mention) -> bool:
    """Is a value what "about 4,300" leaves open: less than a hundred off, or hardly anything?"""
    if not lexicon(about.code).among("round_words", about.hedge.lower()):
        return False
    x, y = about.count.quantity, other.count.quantity
    off = max(x.value, y.value) - min(x.high or x.value, y.high or y.value)
    return off <= max(_step(x.value) / 2, _ROUNDED * max(x.value, y.value))


def _step(value: float) -> int:
    """What a number was rounded to, by the zeros at its end."""
    digits = f"{value:.0f}"
    return int(10 ** (len(digits) - len(digits.rstrip("0"))))


def _passes(large: Mention, small: Mention) -> bool:
    """Is a value more than what "more than 39,000" leaves open, which is less than 40,000?

    Only two digits or more before the zeros show how far a number was rounded; "more than
    1,000" leaves open what is less than twice as many (Cummins, Sauerland and Solt, 2012).
    """
    if not lexicon(small.code).among("rounded_down", small.hedge.lower()):
        return False
    value, step = small.count.quantity.value, _step(small.count.quantity.value)
    if step > 1 and value >= 10 * step:
        return large.count.quantity.value >= value + step
    return step > 1 and large.count.quantity.value >= _OPEN * value
