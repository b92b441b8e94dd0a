"""What became of the day's claims since earlier editions: new, ongoing, updated, dropped.

Two days are compared by what compares two reports of one day: `similarity` for
sentences, `figures` for numbers. Where in doubt a claim is new, for an analyst
who reads known news again loses a minute, and one who is told that news is known
loses the news. For the same reason "dropped" needs the opposite care: a claim
is only dropped when nothing of today comes near it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from heapq import nsmallest
from typing import TypeVar

from briefing.analyze.changes.history import with_history
from briefing.analyze.changes.wording import says_again
from briefing.analyze.claims.facts import Facts, Statement, read_facts
from briefing.analyze.claims.similarity import (
    SAME,
    accord,
    evidence,
    likeness,
    renumbered,
    similarity,
)
from briefing.analyze.names import canonical
from briefing.analyze.vectors import across, unit
from briefing.model import (
    Analysis,
    Change,
    ChangeKind,
    Citation,
    Claim,
    Earlier,
    Figure,
    Name,
    PastEdition,
    Sentence,
    Standing,
)

EDITIONS = 7
"""How many of the latest editions claims are compared with; figures have all of them."""

DEVELOPED = 0.45
"""Likeness from which a claim tells more of what an earlier one told, and is not news by itself."""

GOES_ON = 0.3
"""The same of a sentence that says itself that something goes on ("for the second day"), and of
one that names the same person first."""

AGAIN_ON_THEME = 0.2
"""The same of one that says so itself, where both are on one theme of the desk."""

AGAIN = 0.5
"""Mean similarity from which two claims of different days are one; within a day .41 is enough."""

_TELLINGS = 4  # sentences of a claim that are compared
_WORDS = 4  # content words below which a sentence tells too little to be found again
_COMMON = 100  # sentences that share a word before it stops leading to candidates
_NEAR = 0.15  # cosine below which no two sentences came out as one fact
_NEAR_AGAIN = 0.1  # the same of a sentence that says itself that something goes on
_NEAREST = 10  # candidates compared for one sentence
_NOTHING_MORE = 0.5  # share of a sentence that must be known for it to tell nothing more
_RARE = 0.9  # evidence from which words in common are no chance, whatever the themes
_ONE_DEED = 0.3  # accord from which two sentences of today tell one deed
_NAMES = 2  # names in common of what is counted again
_FEW, _MANY = 10, 0.05  # sentences, and share of all, in which one person leads to no other
_STILL = 0.3  # likeness from which something of today may still tell a claim

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Old:
    """A claim of an earlier edition; `age` is 0 in the last one."""

    age: int
    date: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class _Found:
    """An earlier claim that a claim of today goes on from, and the sentence that shows it.

    `why` is what is new about it: "numbers", "day", "developed", or nothing.
    """

    old: int
    sentence: Sentence
    why: str = ""


def since(analysis: Analysis, past: Sequence[PastEdition]) -> Analysis:
    """The analysis with its changes and the history of its figures.

    `past` are editions of earlier days, newest first. Without any, nothing is
    compared and the analysis stays as it is.
    """
    if not past:
        return analysis
    return since_for(replace(analysis, figures=with_history(analysis.figures, past)), past)


def since_for(analysis: Analysis, past: Sequence[PastEdition]) -> Analysis:
    """The same for who got these editions and no others: the histories stay the desk's."""
    if not past:
        return replace(analysis, changes=(), since="")
    told = replace(analysis, since=past[0].date)
    comparison = _Comparison(told, past[:EDITIONS])
    return replace(told, changes=(*comparison.changes(), *comparison.dropped(past[0])))


class _Comparison:
    """Today's claims against those of some earlier editions."""

    def __init__(self, analysis: Analysis, past: Sequence[PastEdition]) -> None:
        self.analysis = analysis
        self.past = past
        self.olds = [_Old(age, e.date, c) for age, e in enumerate(past) for c in e.claims]
        self.places = _first(
            (m.position, n) for n, old in enumerate(self.olds) for m in old.claim.members
        )
        # The same words at the same address: an article that grew since.
        self.lines = _first(
            ((m.article.uri, m.quote), n)
            for n, old in enumerate(self.olds)
            for m in old.claim.members
        )
        self.dates = {
            (old.date, m.position): n for n, old in enumerate(self.olds) for m in old.claim.members
        }
        self.figured = dict(self._by_figures())

    # --- What goes on

    def changes(self) -> Iterator[Change]:
        """A change for each claim of today, in order of the claims."""
        found = dict(self._founds())
        found |= dict(self._twins(found))
        renewed = dict(self._renewed(found))
        overtaken = {k for claim in self._claims(renewed) for k in claim.disputes}
        for n, claim in enumerate(self.analysis.claims):
            settled = claim.id in overtaken
            yield self._change(claim, renewed.get(n) or found.get(n), settled=settled)

    def _founds(self) -> Iterator[tuple[int, _Found]]:
        """By number of a claim the earlier one that it goes on from itself."""
        for n, claim in enumerate(self.analysis.claims):
            found = self._read_again(claim) or self.figured.get(claim.id) or self.worded.get(n)
            if found:
                yield n, found

    def _twins(self, found: Mapping[int, _Found]) -> Iterator[tuple[int, _Found]]:
        """Claims that are one fact with one of today that goes on, in words of their own."""
        for n, m in self._likest_today:
            if m in found and n not in found:
                yield n, replace(found[m], why="developed")

    def _renewed(self, found: Mapping[int, _Found]) -> Iterator[tuple[int, _Found]]:
        """Claims that dispute what is only told again: a measure that stands at another value."""
        known = {c.id: n for n, c in enumerate(self.analysis.claims)}
        for n, claim in enumerate(self.analysis.claims):
            if n in found and not found[n].why:
                continue
            again = (known[k] for k in claim.disputes if k in known)
            told = next((found[m] for m in again if m in found and not found[m].why), None)
            if told:
                yield n, replace(told, why="numbers")

    def _claims(self, numbers: Iterable[int]) -> Iterator[Claim]:
        return (self.analysis.claims[n] for n in numbers)

    def _read_again(self, claim: Claim) -> _Found | None:
        """An earlier claim with one of its very sentences, the latest first."""
        hits = [
            (old, m != claim.lead, m.position, m)
            for m in claim.members
            if (old := self._at(m)) is not None
        ]
        if not hits:
            return None
        old, _, _, sentence = min(hits, key=lambda h: h[:3])
        members = self.olds[old].claim.members
        same = (m for m in members if m.position == sentence.position)
        alike = (m for m in members if m.quote == sentence.quote)
        return _Found(old, next(same, None) or next(alike))

    def _at(self, sentence: Sentence) -> int | None:
        place = self.places.get(sentence.position)
        return self.lines.get((sentence.article.uri, sentence.quote)) if place is None else place

    def _by_figures(self) -> Iterator[tuple[str, _Found]]:
        """Claims that give a measure another value than the last edition that had it."""
        claim_of = {m: claim.id for claim in self.analysis.claims for m in claim.members}
        for figure in self.analysis.figures:
            last = figure.history[-1] if figure.history else None
            if last is None or _range(figure) == (last.value, last.low, last.high):
                continue
            cite = last.citation
            old = self.dates.get((last.edition, (cite.article, cite.start, cite.end)))
            if old is not None:
                sentence = _member(self.olds[old].claim, cite)
                for mention in figure.mentions:
                    if mention in claim_of:
                        yield claim_of[mention], _Found(old, sentence, "numbers")

    @cached_property
    def worded(self) -> Mapping[int, _Found]:
        """By number of a claim the earlier claim that it goes on from by its wording."""
        best: dict[int, tuple[tuple[object, ...], _Found]] = {}
        for n, m in sorted({(self.today[a][0], self.earlier[b][0]) for a, b in self._near()}):
            rank, found = self._compared(n, m)
            if found and (n not in best or rank < best[n][0]):
                best[n] = rank, found
        return {n: found for n, (_, found) in best.items()}

    def _compared(self, n: int, m: int) -> tuple[tuple[object, ...], _Found | None]:
        """What shows that a claim of today and an earlier one are one; the best ranks lowest."""
        ours, theirs = self.of_today[n], self.of_earlier[m]
        values = {(a, b): similarity(self.facts[a], self.facts[b]) for a in ours for b in theirs}
        mean = sum(values.values()) / len(values)
        again = AGAIN_ON_THEME if self._on_one_theme(n, m) else GOES_ON
        why = self._why(ours, theirs, mean, again)
        if why == "developed" and mean < SAME and not self._is_one_matter(n, m):
            return (), None
        if why is None:
            return (), None
        nearest = max(theirs, key=lambda b: (values[ours[0], b], self._likeness(ours[0], b), -b))
        sentence = self.earlier[nearest - len(self.today)][1]
        grade = ("", "day", "numbers", "developed").index(why)
        rank = (grade // 2 + grade // 3, self.olds[m].age, -round(mean, 9), m)
        return rank, _Found(m, sentence, why)

    def _on_one_theme(self, n: int, m: int) -> bool:
        """Has the desk a theme that a claim of today and an earlier one are both on?"""
        ours, theirs = self.analysis.claims[n].themes, self.olds[m].claim.themes
        return not self._asked.isdisjoint({*ours} & {*theirs})

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(t.key for t in self.analysis.themes if not t.discovered)

    def _is_one_matter(self, n: int, m: int) -> bool:
        """Is a likeness that is none of a single day more than a few common words?

        It is where both are on one theme of the desk, or their words in common are rare. A
        desk without themes does not tell.
        """
        if not self._asked or self._on_one_theme(n, m):
            return True
        pairs = ((a, b) for a in self.of_today[n] for b in self.of_earlier[m])
        return any(evidence(self.facts[a], self.facts[b]) >= _RARE for a, b in pairs)

    def _why(
        self, ours: Sequence[int], theirs: Sequence[int], mean: float, again: float
    ) -> str | None:
        """What is new where an earlier claim goes on; None where it does not.

        `again` is the likeness from which what says so itself goes on from it.
        """
        lead = self.facts[ours[0]]
        if mean >= AGAIN:
            if self._is_of_today(ours[0]) or self._says_again(ours[0], theirs):
                return "day"
            known = max(_known(lead, self.facts[b]) for b in theirs)
            return "" if known >= _NOTHING_MORE else "developed"
        if renumbered(lead, self.facts[theirs[0]]):
            return "numbers"
        # What denies the other, or is another strike of another day, is news by itself.
        near = {b: self._likeness(ours[0], b) for b in theirs}
        fits = [b for b in theirs if similarity(lead, self.facts[b]) > 0]
        if any(near[b] >= DEVELOPED for b in fits):
            return "developed"
        if any(self._answers(a, theirs, again) for a in ours):
            return "developed"
        actor = self._actor(ours[0])
        if actor and any(near[b] >= GOES_ON and self._actor(b) == actor for b in fits):
            return "developed"
        if any(near[b] >= AGAIN and self._recounts(ours[0], b) for b in theirs):
            return "numbers"
        return None

    @cached_property
    def _likest_today(self) -> Sequence[tuple[int, int]]:
        """Pairs of claims of today that tell one deed in two articles, the likest first.

        The candidates are those of the rarest words, and the test is the one of a single day.
        """
        vectors = [unit(self.facts[a].weights) for a in range(len(self.today))]
        pairs = []
        for a, near in enumerate(across(vectors, vectors, _COMMON, _NEAR)):
            n, own = self.today[a]
            for b, _ in nsmallest(_NEAREST, near.items(), key=lambda s: (-s[1], s[0])):
                m, other = self.today[b]
                same = similarity(self.facts[a], self.facts[b])
                told = accord(self.facts[a], self.facts[b]) >= _ONE_DEED
                if n != m and own.article != other.article and same >= SAME and told:
                    pairs.append((-round(same, 9), n, m))
        return [(n, m) for _, n, m in sorted(pairs)]

    def _likeness(self, a: int, b: int) -> float:
        return likeness(self.facts[a], self.facts[b])

    def _actor(self, a: int) -> str:
        """The key of the person named first in a sentence, unless the days are full of them."""
        named = [key for key in self._persons[a] if self._common[key] <= self._too_common]
        return named[0] if named and named[0] == self._persons[a][0] else ""

    @cached_property
    def _persons(self) -> Sequence[Sequence[str]]:
        """The persons named in each sentence, in the order of its words."""
        names = {n.key: n.variants for n in self._names() if n.kind == "person"}
        sentences = [s.quote for _, s in (*self.today, *self.earlier)]
        return [
            sorted(
                (key for key in facts.names if key in names),
                key=lambda key: (_first_place(quote, names[key]), key),
            )
            for quote, facts in zip(sentences, self.facts, strict=True)
        ]

    @cached_property
    def _common(self) -> Counter[str]:
        return Counter(key for keys in self._persons for key in keys)

    @property
    def _too_common(self) -> float:
        return max(_FEW, _MANY * len(self.facts))

    def _says_again(self, a: int, theirs: Iterable[int]) -> bool:
        """Does a sentence say that something goes on, and no earlier one said so already?"""
        earlier = (self.earlier[b - len(self.today)][1] for b in theirs)
        return says_again(self.today[a][1]) and not any(map(says_again, earlier))

    def _answers(self, a: int, theirs: Sequence[int], near: float) -> bool:
        """Does a sentence go on, or answer, and an earlier one come near enough to be meant?"""
        return self._says_again(a, theirs) and any(self._likeness(a, b) >= near for b in theirs)

    def _recounts(self, a: int, b: int) -> bool:
        """Do two sentences in alike words count one thing of several names in common?

        One strike and another have a place each.
        """
        one, other = self.facts[a], self.facts[b]
        counted = {*one.counts.values()} & {*other.counts.values()} - {""}
        return bool(counted) and len(one.names & other.names) >= _NAMES

    def _is_of_today(self, a: int) -> bool:
        """Does a sentence name the day of its own article, which no earlier edition had?"""
        published = self.today[a][1].article.published
        if not published or published[:10] <= self.past[0].date:
            return False
        day = date.fromisoformat(published[:10])
        own = {("date", day.month * 100 + day.day), ("weekday", day.isoweekday())}
        return not own.isdisjoint(self.facts[a].days)

    def _near(self) -> Iterator[tuple[int, int]]:
        """Sentences of today with those of earlier days that share their rare words."""
        vectors = [unit(f.weights) if len(f.weights) >= _WORDS else {} for f in self.facts]
        cut = len(self.today)
        for a, near in enumerate(across(vectors[:cut], vectors[cut:], _COMMON, _NEAR_AGAIN)):
            least = _NEAR_AGAIN if says_again(self.today[a][1]) else _NEAR
            close = nsmallest(_NEAREST, near.items(), key=lambda s: (-s[1], s[0]))
            yield from ((a, b) for b, cosine in close if cosine >= least)

    # --- Sentences in comparable form

    @cached_property
    def today(self) -> Sequence[tuple[int, Sentence]]:
        """The sentences compared, each with the number of its claim."""
        return list(_tellings(self.analysis.claims))

    @cached_property
    def earlier(self) -> Sequence[tuple[int, Sentence]]:
        """The same of earlier days, each sentence once, where it was told last."""
        told = _tellings(old.claim for old in self.olds)
        seen = _first((s.position, (n, s)) for n, s in told)
        return list(seen.values())

    @cached_property
    def of_today(self) -> Mapping[int, Sequence[int]]:
        """The places in `facts` of each claim's sentences, its lead first."""
        return _grouped((n, a) for a, (n, _) in enumerate(self.today))

    @cached_property
    def of_earlier(self) -> Mapping[int, Sequence[int]]:
        """The same of earlier claims."""
        return _grouped((m, len(self.today) + b) for b, (m, _) in enumerate(self.earlier))

    @cached_property
    def facts(self) -> Sequence[Facts]:
        """Facts of `today`, then of `earlier`, all of them one another's context."""
        names = self._names()
        spellings = canonical(names)
        persons = {name.key for name in names if name.kind == "person"}
        claims = [(self.analysis.claims[n], s) for n, s in self.today]
        claims += [(self.olds[n].claim, s) for n, s in self.earlier]
        return read_facts([_statement(c, s, spellings, persons) for c, s in claims], names)

    def _names(self) -> list[Name]:
        """Names of all days; one that several days have is called as today, or else lately."""
        merged: dict[str, Name] = {}
        for name in (*self.analysis.names, *(n for e in self.past for n in e.names)):
            known = merged.setdefault(name.key, name)
            spellings = dict.fromkeys((*known.variants, *name.variants))
            merged[name.key] = replace(known, variants=tuple(spellings))
        # Of two names with one spelling the later in the list has it.
        return list(reversed(merged.values()))

    # --- What it means

    def _change(self, claim: Claim, found: _Found | None, *, settled: bool) -> Change:
        """`settled` claims are disputed by a newer value, and by nothing else."""
        after, cited = claim.lead.quote, (Citation.of(claim.lead),)
        if found is None:
            return Change(ChangeKind.NEW, "", after, cited, claim=claim.id)
        old = self.olds[found.old]
        reasons = tuple(_reasons(claim, old.claim, found.why, settled=settled))
        kind = ChangeKind.UPDATED if reasons else ChangeKind.ONGOING
        earlier = _earlier(old, found.sentence)
        return Change(kind, found.sentence.quote, after, cited, earlier, reasons, claim.id)

    def dropped(self, last: PastEdition) -> Iterator[Change]:
        """What the last edition printed and no article of today tells, weightiest first.

        Of an edition without a brief it is what several origins told.
        """
        read = {article.id for article in self.analysis.articles}
        updated = {found.old for found in self.figured.values()}
        told = self._told(last)
        for n, sentence, audiences in told:
            old = self.olds[n]
            if self._asked and self._asked.isdisjoint(old.claim.themes):
                continue  # what the desk did not ask for is not missed
            if n in updated or any(m.article.id in read for m in old.claim.members):
                continue
            if not self._still_told(n):
                earlier = _earlier(old, sentence)
                yield Change(
                    ChangeKind.DROPPED, sentence.quote, "", (), earlier, audiences=audiences
                )

    def _told(self, last: PastEdition) -> list[tuple[int, Sentence, tuple[str, ...]]]:
        """Number, printed sentence and audiences of each claim that the last edition printed."""
        printed: dict[int, tuple[int, Sentence, list[str]]] = {}
        for audience, places in sorted(last.printed.items()):
            for order, place in enumerate(places):
                if (n := self.dates.get((last.date, place))) is None:
                    continue
                sentence = next(m for m in self.olds[n].claim.members if m.position == place)
                first, told, audiences = printed.setdefault(n, (order, sentence, []))
                if audience not in audiences:
                    audiences.append(audience)
                printed[n] = min(first, order), told, audiences
        if not last.printed:
            strong = [n for n, old in enumerate(self.olds) if _is_strong(old)]
            printed = {n: (0, self.olds[n].claim.lead, []) for n in strong}
        ordered = sorted(
            printed.items(),
            key=lambda p: (p[1][0], -len(self.olds[p[0]].claim.origins), p[1][1].position),
        )
        return [(n, sentence, tuple(audiences)) for n, (_, sentence, audiences) in ordered]

    def _still_told(self, old: int) -> bool:
        """Whether a sentence of today comes near the claim, be it with other numbers or days."""
        return old in self.near_today

    @cached_property
    def near_today(self) -> frozenset[int]:
        """Claims of the last edition near which something of today comes."""
        cut = len(self.today)
        last = [b for b, (n, _) in enumerate(self.earlier) if self.olds[n].age == 0]
        vectors = [unit(f.weights) for f in self.facts]
        wanted = [vectors[cut + b] for b in last]
        found = set()
        for b, near in zip(last, across(wanted, vectors[:cut], _COMMON, 0.0), strict=True):
            close = nsmallest(_NEAREST, near.items(), key=lambda s: (-s[1], s[0]))
            facts = self.facts[cut + b]
            if any(likeness(self.facts[a], facts) >= _STILL for a, _ in close):
                found.add(self.earlier[b][0])
        return frozenset(found)


def _first_place(text: str, spellings: Iterable[str]) -> int:
    """Where the first of the spellings stands; behind the text where none does."""
    return min((at for form in spellings if (at := text.find(form)) >= 0), default=len(text))


def _known(new: Facts, old: Facts) -> float:
    """The share of what a sentence tells, by the weight of its words, that another told."""
    told = sum(weight for stem, weight in new.weights.items() if stem in old.weights)
    return told / (sum(new.weights.values()) or 1)


def _is_strong(old: _Old) -> bool:
    return old.age == 0 and len(old.claim.origins) > 1


def _first(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """The first value of each key."""
    found: dict[Key, Value] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """All values of each key."""
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _range(figure: Figure) -> tuple[float, float | None, float | None]:
    return figure.value, figure.low, figure.high


def _member(claim: Claim, cite: Citation) -> Sentence:
    place = (cite.article, cite.start, cite.end)
    return next(m for m in claim.members if m.position == place)


def _tellings(claims: Iterable[Claim]) -> Iterator[tuple[int, Sentence]]:
    """The lead of each claim and some members in other words, with the claim's number."""
    for n, claim in enumerate(claims):
        unquoted = {*claim.suspects, *claim.copies, claim.lead}
        sound = [m for m in claim.members if m not in unquoted]
        told = _first((s.quote, s) for s in (claim.lead, *sound))
        yield from ((n, s) for s in list(told.values())[:_TELLINGS])


def _statement(
    claim: Claim, sentence: Sentence, names: Mapping[str, str], persons: set[str]
) -> Statement:
    article = sentence.article
    day = date.fromisoformat(article.published[:10]) if article.published else None
    who = names.get(claim.voices[0].lower(), "") if len(claim.voices) == 1 else ""
    return Statement(sentence.quote, article.language, who if who in persons else "", day)


def _reasons(claim: Claim, old: Claim, why: str, *, settled: bool) -> Iterator[str]:
    """What makes more of a claim than a repetition.

    Less support is none: an article that left the window takes its support with it.
    """
    if why:
        yield why
    disputed = claim.standing is Standing.DISPUTED and not settled
    if disputed and old.standing is not Standing.DISPUTED:
        yield "disputed"
    if len(claim.origins) > len(old.origins):
        yield "origins" if len(old.origins) > 1 else "corroborated"


def _earlier(old: _Old, sentence: Sentence) -> Earlier:
    article = sentence.article
    return Earlier(
        edition=old.date,
        citation=Citation.of(sentence),
        standing=old.claim.standing,
        origins=len(old.claim.origins),
        uri=article.uri,
        url=article.url,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        sha256=article.sha256,
        language=article.language,
    )
