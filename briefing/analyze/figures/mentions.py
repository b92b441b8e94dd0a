"""Counts of the day's articles, each with all that its neighbours say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from briefing.analyze.figures import context, wording, worth
from briefing.analyze.figures.counts import Count, Harm, counts, denials
from briefing.analyze.figures.lexicon import lexicon
from briefing.analyze.figures.numbers import quantities
from briefing.analyze.figures.people import Group, groups
from briefing.analyze.figures.tokens import tokens
from briefing.analyze.figures.wording import INITIALS
from briefing.model import Article, Sentence

# "The five republics of": up to here a definite article tells what is known, and no news.
_KNOWN = 20
_BRACKET = 20  # characters between a measure and what it is in another unit
# Words between "contrary to" and the number that it is contrary to.
_CONTRAST = 3
# Stems of a clause that tells more than its number.
_TELLING = 3


class Sort(StrEnum):
    """What kind of thing is counted, as far as it decides what may be compared with what."""

    DEAD = "dead"
    HURT = "hurt"
    CASUALTIES = "casualties"
    BODIES = "bodies"
    MOVED = "moved"
    MONEY = "money"
    UNIT = "unit"
    NOUN = "noun"


_SORTS = {Harm.KILLED: Sort.DEAD, Harm.INJURED: Sort.HURT, Harm.CASUALTIES: Sort.CASUALTIES}


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
    what: str = ""
    aside: bool = False
    old: bool = False
    beside: frozenset[float] = frozenset()
    """Other numbers that the sentence gives of the same thing."""
    company: frozenset[tuple[Harm, float]] = frozenset()
    """Of the dead how many the sentence tells were hurt, and the other way round."""

    @cached_property
    def generic(self) -> bool:
        """Whether it is true at any time."""
        return worth.is_generic(self.what, self.count, self.code)

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
        content = lexicon(self.code).language.content(self.what)
        return frozenset(s for s in content if not s[0].isdigit())

    @cached_property
    def matter(self) -> frozenset[str]:
        """The stems by which the clause is held against that of another value.

        Of the dead and hurt without what befell them, which all such counts tell; where the
        clause tells little else, of the whole sentence.
        """
        found = wording.matter(self.what, self.code)
        if not self.count.harm:
            return found
        befell = lexicon(self.code).harms
        if len(found - befell) < _TELLING:
            found = wording.matter(self.sentence.text, self.code)
        return found - befell

    @cached_property
    def named(self) -> frozenset[str]:
        """Of the stems of `matter` those of words that the sentence writes as names."""
        stem = lexicon(self.code).language.stem
        return frozenset(map(stem, self.names)) | {s for s in self.matter if s[0] == INITIALS}

    @cached_property
    def deed(self) -> frozenset[str]:
        """Of the stems of `matter` those that name neither anybody nor what is counted."""
        return self.matter - self.named - wording.matter(self.count.noun, self.code)

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
    def sort(self) -> Sort:
        """Of what kind the thing counted is."""
        unit, lex = self.count.quantity.unit, lexicon(self.code)
        if unit:
            return Sort.MONEY if unit in lex.words("money") else Sort.UNIT
        if lex.among("remains", self.count.head):
            return Sort.BODIES
        if self.count.harm in _SORTS:
            return _SORTS[self.count.harm]
        moved = self.people and self._speaks("moved")
        return Sort.MOVED if moved else Sort.NOUN

    @cached_property
    def places(self) -> frozenset[str]:
        """Names right after a word of place in the clause; of several words the initials too.

        Where the sentence counts one thing at several places, those of the number's own part.
        """
        text = self.what if self.alone else self.own
        return wording.places(text, self.code)

    @cached_property
    def own(self) -> str:
        """The part of the sentence that is about this number and no other."""
        return wording.clause(self.sentence.quote, self.count, self.code)

    @cached_property
    def near_names(self) -> frozenset[str]:
        """The names in that part, as where a distance is told from."""
        return wording.names(self.own, self.code)

    @cached_property
    def actors(self) -> frozenset[str]:
        """Names before the number in its sentence, the speaker's aside: who gives, buys, holds."""
        before = self.sentence.text[: self.count.start]
        lex = lexicon(self.code)
        stem = lex.language.stem
        named = {w.lower() for w in re.findall(r"[^\W\d_]\w+", before) if w[0].isupper()}
        named -= {*lex.language.stop_words, *lex.weekdays, *lex.months}
        found = {stem(w) for w in named} | wording.initials(before)
        said = {*lex.language.content(self.attribution), *wording.initials(self.attribution)}
        return frozenset(found - said)

    @cached_property
    def total(self) -> bool:
        """Does the clause speak of a total over a long time?"""
        return self._speaks("cumulative")

    @cached_property
    def tolls(self) -> bool:
        """Does the clause speak of a toll?"""
        return self._speaks("toll_nouns")

    @cached_property
    def running(self) -> bool:
        """Does it tell a total that grows: a toll, or in the perfect?"""
        return self.total or self.tolls or self._speaks("running")

    @cached_property
    def troops(self) -> bool:
        """Does it count armed people?"""
        return self._counts("armed")

    @cached_property
    def when(self) -> tuple[str, str]:
        """As of when the number holds and when it was published, "" if unknown: sorts by time."""
        published = self.sentence.article.published or ""
        return self.as_of or published[:10], published

    @cached_property
    def harms(self) -> bool:
        """Does it count dead or hurt, or stand in a clause that tells of such?"""
        told = ("killed", "injured", "shot", "fatal", "death_nouns", "casualty_nouns")
        return bool(self.count.harm) or any(map(self._speaks, told))

    def _speaks(self, key: str) -> bool:
        words = re.findall(r"[^\W\d_]+", self.what.lower())
        return lexicon(self.code).among(key, *words)

    def _counts(self, key: str) -> bool:
        return lexicon(self.code).among(key, *self.count.noun.lower().split())

    @cached_property
    def definite(self) -> bool:
        """ "The $4 million", "those 350 clerks": told of before."""
        before = re.search(r"([^\W\d_]+)\W{1,3}$", self.sentence.quote[: self.count.start])
        return before is not None and lexicon(self.code).among("possessors", before[1].lower())

    @cached_property
    def part(self) -> bool:
        """ "Including 3 children", "of whom 12", "three of them": parts, and no rivals."""
        text, lex = self.sentence.quote, lexicon(self.code)
        clause = text[: self.count.start].lower().split(",")[-1]
        near = " ".join(clause.split()[-4:])
        if lex.pattern("part_words").search(near):
            return True
        after = text[self.count.start + len(self.count.stated) :].lstrip()
        return lex.pattern("part_after").match(after) is not None

    @cached_property
    def of_a_kind(self) -> bool:
        """Does the noun tell what kind of people are counted, "nurses", "Lomnian sailors"?"""
        lex, head = lexicon(self.code), self.count.head
        anybody = any(lex.among(key, head) for key in ("persons", "anyone"))
        return lex.among("people", head) and not anybody

    @cached_property
    def distance(self) -> bool:
        """Is it a length?"""
        return lexicon(self.code).among("lengths", self.count.quantity.unit)

    @cached_property
    def added(self) -> bool:
        """ "Two more bodies": what comes to a total that is told elsewhere.

        "Killed 15 and wounded another 90" are no more of the dead.
        """
        return not self.company and is_added(self.sentence.quote, self.count, self.code)

    @cached_property
    def elsewhere(self) -> bool:
        """Does the clause tell of another event, "in another raid"? "Another 100" are no event."""
        found = lexicon(self.code).pattern("other_event").finditer(self.what)
        return any(not self.what[m.end() :].lstrip()[:1].isdigit() for m in found)

    @property
    def code(self) -> str:
        return self.sentence.article.language

    @cached_property
    def thing(self) -> str:
        """What is counted, in comparable form: what befell people, or the noun's stem."""
        if self.sort is Sort.BODIES or self.count.harm:
            return f"\0{self.sort}"
        if self.count.quantity.unit:
            return self.count.quantity.unit
        if self.people and (self.sort is Sort.MOVED or self._counts("persons")):
            return f"\0people {self.sort}"
        return lexicon(self.code).language.stem(self.count.head)

    @property
    def measured(self) -> tuple[str, str, str]:
        """What two mentions must have in common to be compared: language, thing and rate."""
        return self.code, self.thing, self.rate

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


def find_mentions(articles: Iterable[Article], origin_of: Mapping[str, str]) -> list[Mention]:
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
    counted = {
        n: kept for n, t in enumerate(texts) if (kept := (*figures_in(t, code), *denials(t, code)))
    }
    if not counted:
        return
    known = context.calendar(article, year)
    for n, kept in counted.items():
        who = context.attribution(texts, n, code)
        when = context.as_of(texts, n, code, known)
        before = texts[n - 1] if n and _of_one_paragraph(sentences[n - 1], sentences[n]) else ""
        looks_back = not when and worth.opens_in_past(before, code, known)
        for count in kept:
            told = wording.what(texts[n], count, code)
            yield Mention(
                sentence=sentences[n],
                count=count,
                alone=is_alone(count, [c for c in kept if not is_added(texts[n], c, code)]),
                origin=origin,
                attribution=who,
                as_of=when,
                hedge=context.hedge(texts[n], count, code),
                caveat=context.caveat(texts, n, count, counted, code),
                day=when or (known.day.isoformat() if known.day else ""),
                speaker_acts=_speaker_acts(texts[n], count, code),
                what=told,
                aside=worth.is_aside(texts[n], told, count, code, known) or looks_back,
                old=worth.is_past(texts[n], code, known),
                beside=frozenset(o.quantity.value for o in kept if o != count and _alike(o, count)),
                company=frozenset(_company(count, kept)),
            )


def _company(count: Count, kept: Sequence[Count]) -> Iterator[tuple[Harm, float]]:
    """The tolls of another kind than that of a count of people."""
    if count.harm:
        for other in kept:
            if other.harm not in (Harm.NONE, count.harm) and not other.of:
                yield other.harm, other.quantity.value


def _of_one_paragraph(one: Sentence, other: Sentence) -> bool:
    text = one.article.text[one.end : other.start]
    return "\n" not in text.strip(" ")


@lru_cache(maxsize=1 << 16)
def figures_in(text: str, code: str) -> tuple[Count, ...]:
    """The counts of a sentence that are figures.

    A "one" counts only in company; "the two republics" names what the reader knows.
    """
    found = _fated(counts(text, code), text, code)
    return tuple(
        c
        for n, c in enumerate(found)
        if _in_company(c, found)
        and not _is_known(text, c, code)
        and not (n and _is_conversion(text, found[n - 1], c))
    )


def _fated(found: Sequence[Count], text: str, code: str) -> Sequence[Count]:
    """The counts with what befell the list of people that they stand in, which has one verb.

    Of "five people, a cook and four nurses, were killed" the verb stands beyond the list.
    """
    if not any(c.quantity.value > 1 for c in found):
        return found
    lists = [g for g in groups(text, code) if g.parts and g.fate is not Harm.HIT]
    return [_in_list(c, lists) for c in found] if lists else found


def _in_list(count: Count, lists: Sequence[Group]) -> Count:
    own = next((g for g in lists if g.first <= count.quantity.first < g.last), None)
    if own is None or count.quantity.unit:
        return count
    harm = own.fate if count.harm in (Harm.NONE, Harm.HIT) else count.harm
    return replace(count, harm=harm, of=own.size if own.size > count.quantity.value else 0)


def _is_conversion(text: str, before: Count, count: Count) -> bool:
    """Is a measure told again in brackets in another unit, "120 miles (195 km)"?"""
    between = text[before.end : count.start]
    if not (before.quantity.unit and count.quantity.unit) or "%" in count.quantity.unit:
        return False
    bracketed = re.search(r"[(\[;]", between) and not re.search(r"[)\]]", between)
    return len(between) <= _BRACKET and bool(bracketed)


def _is_known(text: str, count: Count, code: str) -> bool:
    """Is a small number in words part of a name for known things, "the two republics"?"""
    quantity = count.quantity
    if count.harm or quantity.unit or quantity.vague or quantity.value > _KNOWN:
        return False
    before = text[: count.start].lower().split()[-1:]
    return count.stated[0].isalpha() and lexicon(code).among("possessors", *before)


def is_alone(count: Count, others: Sequence[Count]) -> bool:
    """Is it the only number of its thing in the sentence, so that it can be compared?"""
    return sum(not o.quantity.vague and _alike(o, count) for o in others) <= 1


def _alike(one: Count, other: Count) -> bool:
    """Do two numbers of one sentence count the same?"""
    same = (one.harm, one.quantity.unit) == (other.harm, other.quantity.unit)
    return same and one.head[:4] == other.head[:4]


def is_added(text: str, count: Count, code: str) -> bool:
    """ "Two more bodies", "another 100": what comes to a total that is told elsewhere."""
    lex = lexicon(code)
    before = text[: count.start].lower().split()[-1:]
    after = text[count.start + len(count.stated) :].lower().split()[:1]
    return lex.among("more_before", *before) or lex.among("more_after", *after)


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
