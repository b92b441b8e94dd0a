"""Counts of the day's articles, put together by what they measure.

One row is one measure: the same value of the same thing, wherever it is told.
Two rows whose things are the same but whose values differ are a dispute. Where
in doubt rows stay apart: a false merge hides a number, a false dispute invents
a quarrel.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from briefing.analyze.figures import context, wording
from briefing.analyze.figures.counts import Count, Harm, counts
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.numbers import quantities, tokens
from briefing.model import Article, Dispute, Figure, Sentence

# Shares of the shorter sentence's content words that two sentences must have in common.
_SAME_NUMBER = 0.5
_TELLING_NUMBER = 0.15
_SAME_SUM = 0.3
_SAME_CLAUSE = 0.8
_OTHER_NUMBER = 0.6
_SHARED_WORDS = 4
_SHARED_NAMES = 2
# Numbers from which the number itself, with little else, tells a measure.
_LARGE = 1000
_TRIVIAL = 2
# "The five republics of": up to here a definite article tells what is known, and no news.
_KNOWN = 20
_GROUP = 20
_BRACKET = 20  # characters between a measure and what it is in another unit
# Words between "contrary to" and the number that it is contrary to.
_CONTRAST = 3
# How far "about" may be from the exact number.
_ROUNDED = 0.1
# Mentions that one is compared with at most; a day's articles hold far fewer of one thing.
_COMPARED = 200


@dataclass(frozen=True)
class Mention:
    """One count of one body sentence, with all that its neighbours say about it."""

    sentence: Sentence
    count: Count
    alone: bool
    origin: str
    attribution: str
    as_of: str
    hedge: str
    caveat: str
    day: str
    speaker_acts: bool

    @cached_property
    def stems(self) -> frozenset[str]:
        """Content words of the sentence without its numbers."""
        language = lexicon(self.code).language
        return frozenset(s for s in language.content(self.sentence.text) if not s[0].isdigit())

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Names, as far as capital letters inside the sentence tell."""
        found = re.findall(r"(?<=[\w,] )[^\W\d_]\w+", self.sentence.text)
        return frozenset(w.lower() for w in found if w[0].isupper())

    @cached_property
    def names(self) -> frozenset[str]:
        """The capitals that are no weekday or month."""
        lex = lexicon(self.code)
        return frozenset(w for w in self.capitals if w not in lex.weekdays and w not in lex.months)

    @cached_property
    def clause(self) -> frozenset[str]:
        """The stems of the clause that tells the number."""
        told = wording.clause(self.sentence.quote, self.count, self.code)
        content = lexicon(self.code).language.content(told)
        return frozenset(s for s in content if not s[0].isdigit())

    @cached_property
    def told(self) -> frozenset[str]:
        """The stems without those of who says so, in which rivals always differ."""
        lex = lexicon(self.code)
        reporting = {lex.language.stem(w) for w in lex.words("reporting")}
        return self.stems - set(lex.language.content(self.attribution)) - reporting

    @cached_property
    def contrasted(self) -> frozenset[float]:
        """Values that the sentence sets itself against: "contrary to the 5,000 of the mayor"."""
        text, lex = self.sentence.quote, lexicon(self.code)
        ends = [m.end() for m in lex.pattern("contrasts").finditer(text)]
        if not ends:
            return frozenset()
        toks = tokens(text, self.code)
        numbers = ((q.value, toks[q.first].start) for q in quantities(toks, self.code))
        return frozenset(
            value
            for value, start in numbers
            if any(end < start and len(text[end:start].split()) <= _CONTRAST for end in ends)
        )

    @cached_property
    def noun_stems(self) -> frozenset[str]:
        stem = lexicon(self.code).language.stem
        return frozenset(stem(w) for w in self.count.noun.lower().split())

    @cached_property
    def total(self) -> bool:
        """Does the sentence speak of a total over a long time?"""
        return self._speaks("cumulative")

    @cached_property
    def running(self) -> bool:
        """Does it tell a total that grows: a toll, or in the perfect?"""
        return self.total or self._speaks("toll_nouns") or self._speaks("perfect")

    @cached_property
    def harms(self) -> bool:
        """Does it count dead or hurt, or stand in a sentence that tells of such?"""
        told = ("killed", "injured", "shot", "fatal", "death_nouns", "casualty_nouns")
        return bool(self.count.harm) or any(map(self._speaks, told))

    def _speaks(self, key: str) -> bool:
        words = re.findall(r"[^\W\d_]+", self.sentence.text.lower())
        return lexicon(self.code).among(key, *words)

    @cached_property
    def part(self) -> bool:
        """ "including 3 children", "of whom 12": a part is no rival of the whole."""
        clause = self.sentence.quote[: self.count.start].lower().split(",")[-1]
        near = " ".join(clause.split()[-4:])
        return lexicon(self.code).pattern("part_words").search(near) is not None

    @property
    def code(self) -> str:
        return self.sentence.article.language

    @cached_property
    def thing(self) -> str:
        """What is counted, in comparable form: what befell people, or the noun's stem."""
        if self.count.harm:
            return f"\0{self.count.harm}"
        if self.count.quantity.unit:
            return self.count.quantity.unit
        if self.people:
            return "\0people"
        return lexicon(self.code).language.stem(self.count.head)

    @cached_property
    def people(self) -> bool:
        """Does it count people?"""
        words = self.count.noun.lower().split()
        return bool(self.count.harm) or lexicon(self.code).among("people", *words)

    @cached_property
    def rate(self) -> str:
        words = self.count.rate.lower().split()
        return lexicon(self.code).language.stem(words[-1])[:3] if words else ""

    @cached_property
    def telling(self) -> bool:
        """Is the number so particular that two measures hardly share it by chance?"""
        digits = f"{self.count.quantity.value:.0f}".rstrip("0")
        return not self.count.quantity.vague and len(digits) >= 3


def mentions(articles: Iterable[Article], origin_of: Mapping[str, str]) -> list[Mention]:
    """Every count of every body sentence, in order of article id and place."""
    day = sorted({a.id: a for a in articles}.values(), key=lambda a: a.id)
    year = context.common_year(day)
    found: list[Mention] = []
    for article in day:
        origin = origin_of.get(article.id, article.id)
        found.extend(_mentions(article, origin, year))
    return found


def _mentions(article: Article, origin: str, year: int | None) -> Iterator[Mention]:
    sentences = list(article.sentences())
    texts = [s.quote for s in sentences]
    code = article.language
    counted = {n: kept for n, t in enumerate(texts) if (kept := figures_in(t, code))}
    if not counted:
        return
    known = context.calendar(article, year)
    for n, kept in counted.items():
        who = context.attribution(texts, n, code)
        when = context.as_of(texts, n, code, known)
        for count in kept:
            yield Mention(
                sentence=sentences[n],
                count=count,
                alone=is_alone(count, kept),
                origin=origin,
                attribution=who,
                as_of=when,
                hedge=context.hedge(texts[n], count, code),
                caveat=context.caveat(texts, n, count, counted, code),
                day=when or (known.day.isoformat() if known.day else ""),
                speaker_acts=_speaker_acts(texts[n], count, code),
            )


def figures_in(text: str, code: str) -> tuple[Count, ...]:
    """The counts of a sentence that are figures.

    A "one" counts only in company; "the two republics" names what the reader knows.
    """
    found = counts(text, code)
    return tuple(
        c
        for n, c in enumerate(found)
        if _in_company(c, found)
        and not _is_known(text, c, code)
        and not (n and _is_conversion(text, found[n - 1], c))
    )


def _is_conversion(text: str, before: Count, count: Count) -> bool:
    """Is a measure told again in brackets in another unit, "120 miles (195 km)"?"""
    between = text[before.end : count.start]
    units = before.quantity.unit, count.quantity.unit
    return (
        all(units)
        and "%" not in units
        and len(between) <= _BRACKET
        and re.search(r"[(\[;]", between) is not None
        and not re.search(r"[)\]]", between)
    )


def _is_known(text: str, count: Count, code: str) -> bool:
    """Is a small number in words part of a name for known things, "the two republics"?"""
    quantity = count.quantity
    if count.harm or quantity.unit or quantity.vague or quantity.value > _KNOWN:
        return False
    before = text[: count.start].lower().split()[-1:]
    return count.stated[0].isalpha() and lexicon(code).among("possessors", *before)


def is_alone(count: Count, others: Sequence[Count]) -> bool:
    """Is it the only number of its thing in the sentence, so that it can be compared?"""
    things = [(o.harm, o.quantity.unit, o.head[:4]) for o in others]
    return things.count((count.harm, count.quantity.unit, count.head[:4])) == 1


def _in_company(count: Count, others: Sequence[Count]) -> bool:
    if count.quantity.value != 1 or count.harm or count.quantity.unit:
        return True
    stem = count.head[:4]
    return any(o is not count and o.head[:4] == stem for o in others)


def _speaker_acts(text: str, count: Count, code: str) -> bool:
    """ "The office said it had killed 7": the one who reports is made the one who does."""
    lex = lexicon(code)
    before = text[max(0, count.start - 40) : count.start].lower().split()[-5:]
    verbs = [w for w in before if lex.among("killed", w) or lex.among("injured", w)]
    return bool(verbs) and lex.among("pronouns", *before)


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
        if len(self.seen) <= _COMPARED:
            return range(len(self.seen))
        near: set[int] = set()
        for _, stem in sorted((len(self.with_word[s]), s) for s in mention.stems):
            near.update(self.with_word[stem][len(near) - _COMPARED :])
            if len(near) >= _COMPARED:
                break
        return sorted(near)


def rows(found: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions grouped by measure and value; a group holds no two of one sentence.

    A mention that belongs to several rows makes them one.
    """
    alike: defaultdict[object, _Alike] = defaultdict(_Alike)
    made: list[_Row] = []
    for mention in found:
        near = alike[_comparable(mention)]
        row = _Row(mention)
        for other in near.rows(mention):
            if other.may_join(row):
                small, row = sorted((row, other), key=lambda r: len(r.mentions))
                row.take(small)
        near.add(mention, row)
        made.append(row)
    return [row.mentions for row in dict.fromkeys(r.whole() for r in made)]


def _comparable(mention: Mention) -> object:
    """What two mentions of one row have in common, at least."""
    quantity = mention.count.quantity
    same = (quantity.value, quantity.low, quantity.high)
    return same if mention.telling else (*same, *_same(mention))


def same_measure(a: Mention, b: Mention) -> bool:
    """Do two mentions give the same value of the same thing?"""
    x, y = a.count.quantity, b.count.quantity
    if (x.value, x.low, x.high) != (y.value, y.low, y.high):
        return False
    if a.code != b.code:
        return _same_abroad(a, b)
    if not (_same_thing(a, b) or _left_unsaid(a, b)):
        return False
    if a.telling:
        return _overlap(a.stems, b.stems) >= _TELLING_NUMBER
    if a.as_of and b.as_of and a.as_of != b.as_of:
        return False
    if _alike(a.stems, b.stems, _SAME_NUMBER):
        return True
    if a.count.harm:
        return _same_toll(a, b) or _alike(a.clause, b.clause, _SAME_CLAUSE)
    return _same_group(a, b)


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


def disputed(a: Mention, b: Mention) -> bool:
    """Do two mentions of different origins give different values of the same thing?"""
    together = a.day == b.day or not (a.day and b.day)
    return _set_against(a, b) or (together and _rivals(a, b))


def continues(old: Mention, new: Mention) -> bool:
    """Are two mentions of different editions one measure, whatever it stood at?

    A count of dead or hurt goes on only as a running total or at a rate: two strikes
    are two counts. A value that changed needs a name in common.
    """
    x, y = old.count.quantity, new.count.quantity
    if (x.value, x.low, x.high) == (y.value, y.low, y.high):
        return same_measure(replace(old, as_of=new.as_of), new)
    if x.vague or y.vague or not _same_thing(old, new):
        return False
    if not (old.alone and new.alone and _same_noun(old, new) and _same_size(x.value, y.value)):
        return False
    if old.total != new.total or old.part or new.part:
        return False
    if new.harms and not new.rate and not (old.running and new.running):
        return False
    if not old.names & new.names or len(old.names ^ new.names) > len(old.names & new.names):
        return False
    return _alike(old.told, new.told, _OTHER_NUMBER)


def undercuts(new: Mention, old: Mention) -> bool:
    """Is a running total lower than it was, and not by its rounding alone?"""
    falls = new.count.quantity.value < old.count.quantity.value
    return falls and old.running and new.running and not _compatible(new, old)


def _outdated(old: Mention, new: Mention) -> bool:
    """Is a running total told anew, and not lower, by a later day?"""
    rises = old.count.quantity.value <= new.count.quantity.value
    later = bool(old.day) and old.day < new.day
    return later and rises and old.running and new.running and _rivals(old, new)


def _set_against(a: Mention, b: Mention) -> bool:
    """Does one sentence name the value of the other and contradict it?"""
    x, y = a.count.quantity, b.count.quantity
    if x.value not in b.contrasted and y.value not in a.contrasted:
        return False
    if a.origin == b.origin or x.value == y.value or a.part or b.part:
        return False
    return _same_thing(a, b) and _same_size(x.value, y.value)


def _rivals(a: Mention, b: Mention) -> bool:
    x, y = a.count.quantity, b.count.quantity
    if x.vague or y.vague or a.origin == b.origin or not _same_thing(a, b):
        return False
    if not (a.alone and b.alone and _same_noun(a, b) and _same_size(x.value, y.value)):
        return False
    if a.total != b.total or a.part or b.part or _compatible(a, b):
        return False
    if not a.names & b.names or len(a.capitals ^ b.capitals) > len(a.capitals & b.capitals):
        return False
    return _alike(a.told, b.told, _OTHER_NUMBER)


def _same_thing(a: Mention, b: Mention) -> bool:
    return _same(a) == _same(b)


def _same_size(a: float, b: float) -> bool:
    """Rivals are of one order of magnitude; further apart they count different things."""
    return max(a, b) <= 10 * min(a, b)


def _same_noun(a: Mention, b: Mention) -> bool:
    """Does one noun phrase hold all words of the other? Machine guns are no hand guns."""
    if a.count.harm:
        return True
    return a.noun_stems <= b.noun_stems or b.noun_stems <= a.noun_stems


def _left_unsaid(a: Mention, b: Mention) -> bool:
    """Do both count as many people, and one does not say what befell them?"""
    told = a.count.harm and b.count.harm
    return a.telling and a.people and b.people and not told and a.code == b.code


def _alike(a: frozenset[str], b: frozenset[str], share: float) -> bool:
    return len(a & b) >= _SHARED_WORDS and _overlap(a, b) >= share


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / (min(len(a), len(b)) or 1)


def _compatible(a: Mention, b: Mention) -> bool:
    """Can both hold, as "at least 5" and "7", "about 4,300" and "4,317"?"""
    small, large = sorted((a, b), key=lambda m: m.count.quantity.high or m.count.quantity.value)
    lex = lexicon(a.code)
    if _passes(large, small):
        return False
    if lex.among("lower_bounds", small.hedge.lower()):
        return True
    if lex.among("upper_bounds", large.hedge.lower()):
        return True
    low, high = small.count.quantity, large.count.quantity
    if low.value <= (low.high or low.value) and (high.low or high.value) <= (low.high or low.value):
        return True
    rounded = lex.among("round_words", small.hedge.lower(), large.hedge.lower())
    return rounded and high.value - low.value <= _ROUNDED * high.value


def _passes(large: Mention, small: Mention) -> bool:
    """Is a value more than what "more than 39,000" leaves open, which is less than 40,000?

    Only two digits or more before the zeros show that a number was rounded.
    """
    if not lexicon(small.code).among("rounded_down", small.hedge.lower()):
        return False
    value = small.count.quantity.value
    digits = f"{value:.0f}"
    step = 10 ** (len(digits) - len(digits.rstrip("0")))
    rounded = step > 1 and value >= 10 * step
    return bool(rounded and large.count.quantity.value >= value + step)


def figures(grouped: Sequence[Sequence[Mention]]) -> tuple[Figure, ...]:
    """Rows as figures, rivals put under the best supported value, weightiest first.

    The parts of a total stand right after it.
    """
    ordered = sorted(grouped, key=_support)
    rivals, later = _compared(ordered)
    total_of = _parts(ordered)
    weights = [_weight(row) for row in ordered]
    made: list[tuple[tuple[object, ...], Figure]] = []
    taken: set[int] = set()
    for n, row in enumerate(ordered):
        if n in taken:
            continue
        if later[n] - taken:
            taken.add(n)
            continue
        others = sorted(k for k in rivals[n] if k > n and k not in taken)
        taken.update(others)
        parts = [m for k, total in total_of.items() if total == n for m in ordered[k]]
        figure = replace(
            _figure(row, parts),
            disputes=tuple(_dispute(ordered[k]) for k in others),
            total=ordered[total_of[n]][0].count.quantity.value if n in total_of else None,
        )
        weight = weights[total_of.get(n, n)]
        made.append(((weight, n in total_of, _place(row)), figure))
    return tuple(figure for _, figure in sorted(made, key=lambda pair: pair[0]))


def _parts(ordered: Sequence[Sequence[Mention]]) -> dict[int, int]:
    """For each row that is a part of a total, the place of the row of the total.

    "One in Karsk, some five in Lomna and six in Ardania" are the dozen of another
    sentence that tells the same, or of the beginning of their own.
    """
    stated: defaultdict[object, list[int]] = defaultdict(list)
    sentences: defaultdict[
        tuple[tuple[str, int, int], tuple[str, str, str]], list[tuple[int, Mention]]
    ] = defaultdict(list)
    for n, row in enumerate(ordered):
        stated[(*_same(row[0]), row[0].count.quantity.value)].append(n)
        for mention in row:
            if not (mention.count.quantity.vague or mention.count.quantity.unit):
                sentences[mention.sentence.position, _same(mention)].append((n, mention))
    found: dict[int, int] = {}
    for (_, same), told in sentences.items():
        told.sort(key=lambda pair: pair[1].count.start)
        for parts in (told, told[1:]):
            value = sum(m.count.quantity.value for _, m in parts)
            totals = stated.get((*same, value), ())[:_COMPARED]
            total = next((t for t in totals if _adds_up(parts, ordered[t])), None)
            if len(parts) > 1 and total is not None:
                found.update((n, total) for n, _ in parts if n != total)
                break
    return {n: total for n, total in found.items() if total not in found}


def _adds_up(parts: Sequence[tuple[int, Mention]], total: Sequence[Mention]) -> bool:
    """Does a row tell the sum of what one sentence tells by parts?"""
    one = parts[0][1]
    return any(
        m.count.start < one.count.start
        if m.sentence == one.sentence
        else (m.day == one.day or not (m.day and one.day)) and _alike(m.stems, one.stems, _SAME_SUM)
        for m in total[:_COMPARED]
    )


Pairs = defaultdict[int, set[int]]


def _compared(ordered: Sequence[Sequence[Mention]]) -> tuple[Pairs, Pairs]:
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
    named = {(*_same(m), value) for row in ordered for m in row for value in m.contrasted}
    blocks: defaultdict[object, list[tuple[int, Mention]]] = defaultdict(list)
    for n, row in enumerate(ordered):
        for mention in row:
            for key in _blocks(mention, named):
                blocks[key].append((n, mention))
    for block in blocks.values():
        if len({m.origin for _, m in block}) < 2 or len({n for n, _ in block}) < 2:
            continue
        if len(block) > _COMPARED:
            block.sort(key=lambda pair: (sorted(pair[1].told), pair[1].sentence.position))
        for i, (n, a) in enumerate(block):
            for k, b in block[i + 1 : i + 1 + _COMPARED]:
                if n != k and a.origin != b.origin:
                    yield n, a, k, b


def _blocks(mention: Mention, named: Container[object]) -> Iterator[object]:
    same = _same(mention)
    yield from ((*same, value) for value in sorted(mention.contrasted))
    if (stated := (*same, mention.count.quantity.value)) in named:
        yield stated
    if mention.alone and not mention.count.quantity.vague and not mention.part:
        yield from ((*same, name) for name in sorted(mention.names))


def _same(mention: Mention) -> tuple[str, str, str]:
    return mention.code, mention.thing, mention.rate


def _support(row: Sequence[Mention]) -> tuple[object, ...]:
    """Sorts by number of origins, then the latest, then what cannot tie."""
    latest = max(m.day for m in row)
    return (-len({m.origin for m in row}), _reversed(latest), _place(row))


def _weight(row: Sequence[Mention]) -> tuple[object, ...]:
    quantity = row[0].count.quantity
    return (
        not any(m.count.harm for m in row),
        _is_trivial(row[0].count),
        -len({m.origin for m in row}),
        not any(m.attribution or m.as_of for m in row),
        quantity.vague,
        -quantity.value,
        _place(row),
    )


def _is_trivial(count: Count) -> bool:
    """ "One settlement", "two visits": right, and no news."""
    quantity = count.quantity
    return not (count.harm or quantity.unit or quantity.vague) and quantity.value <= _TRIVIAL


def _place(row: Sequence[Mention]) -> tuple[object, ...]:
    return min((*m.sentence.position, m.count.start) for m in row)


def _reversed(day: str) -> int:
    return -int(day.replace("-", "") or 0)


def _lead_first(row: Sequence[Mention]) -> list[Mention]:
    """The mention that describes the row best comes first, in the language of most.

    One that makes the speaker the killer stands back where another does not.
    """
    languages = Counter(m.code for m in row)
    return sorted(
        row,
        key=lambda m: (
            m.speaker_acts,
            -languages[m.code],
            not m.count.harm,
            not m.attribution,
            m.count.inherited,
            not m.as_of,
            not m.caveat,
            not m.hedge,
            m.sentence.position,
        ),
    )


def _figure(row: Sequence[Mention], parts: Sequence[Mention] = ()) -> Figure:
    """A row as a figure; the sentences of its `parts` bear it out too."""
    ordered = _lead_first(row)
    lead = ordered[0]
    quantity = lead.count.quantity
    return Figure(
        value=float(quantity.value),
        low=quantity.low,
        high=quantity.high,
        unit=lead.count.noun,
        what=wording.what(lead.sentence.quote, lead.count, lead.code),
        casualty=any(m.count.harm for m in row),
        attribution=_first(m.attribution for m in ordered),
        as_of=_first(m.as_of for m in ordered),
        qualifier=_qualifier(ordered),
        mentions=_sentences((*ordered, *parts)),
        stated=lead.count.stated if quantity.vague else "",
    )


def _dispute(row: Sequence[Mention]) -> Dispute:
    return Dispute(float(row[0].count.quantity.value), _sentences(_lead_first(row)))


def _sentences(row: Iterable[Mention]) -> tuple[Sentence, ...]:
    return tuple(dict.fromkeys(m.sentence for m in row))


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _qualifier(row: Sequence[Mention]) -> str:
    """The first hedge of a row, and of its caveats the first of each kind."""
    kinds: dict[int, str] = {}
    for mention in row:
        if mention.caveat:
            kinds.setdefault(context.caveat_kind(mention.caveat, mention.code), mention.caveat)
    return "; ".join(filter(None, (_first(m.hedge for m in row), *kinds.values())))
