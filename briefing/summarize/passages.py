"""Claims as passages: what would be printed of each, with what must go with it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from briefing.language import language, words
from briefing.model import (
    Analysis,
    Article,
    Change,
    ChangeKind,
    Claim,
    Kind,
    Labelled,
    Point,
    Sentence,
)
from briefing.summarize import fit
from briefing.summarize.recency import novelty
from briefing.summarize.select import Passage, Source

ORIGINS = 0.25
NEWS = 0.25
BACKGROUND = 0.6
RECENCY = 0.05
SPOILT = 0.25
"""What is added to a passage's support for a doubling of the independent origins and for news of
the day, and taken away for background, for a day of age (two at most), and for being told only by
an article with garbled sentences."""
LEAST = 0.1
LEAD = 0.5
LENGTHY = 30
EXPLAINED = 0.8
FOREIGN = 0.5
"""What always remains of it; by how much more the first sentence of an article counts; from how
many words on length counts for less; what a passage counts that needs another sentence first,
and what one counts that is not in the language of most articles."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim, the member of it that would be printed, and the passage around that member."""

    claim: Claim
    quote: Sentence
    passage: Passage


class Day:
    """The analysis, indexed the way an editor asks."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.articles = {a.id: a for a in analysis.articles}
        self.origin = analysis.origin_of()
        self.labels = {u.sentence: u for u in analysis.sentences}
        self.changes = {c.claim: c for c in analysis.changes if c.claim}
        self.renewed = {_place(c) for c in analysis.changes if "numbers" in c.reasons}
        self.suspects = {s for c in analysis.claims for s in c.suspects}
        self.spoilt = {s.article.id for s in self.suspects}
        self.unquoted = self.suspects | {s for c in analysis.claims for s in c.copies}
        self.claim_of: dict[Sentence, Claim] = {}
        self._candidates: dict[str, Candidate | None] = {}
        # Asked again and again of the same sentences, and slow to tell.
        self.stems = cache(_stems)
        self.names = cache(_names)
        self.whole = cache(fit.is_whole)
        self.alone = cache(fit.is_own_matter)
        self.claims = sorted(analysis.claims, key=lambda c: c.id)
        for claim in self.claims:
            for member in claim.members:
                self.claim_of.setdefault(member, claim)

    @cached_property
    def bodies(self) -> Mapping[str, Sequence[Sentence]]:
        """The body sentences of each article, in text order."""
        return {a.id: list(a.sentences()) for a in self.analysis.articles}

    @cached_property
    def places(self) -> Mapping[Sentence, int]:
        """How many body sentences stand before each in its article."""
        return {s: k for body in self.bodies.values() for k, s in enumerate(body)}

    @cached_property
    def newest(self) -> date | None:
        # Of the articles that are quoted: the date of a copy may be an error of copying.
        quoted = (claim.lead.article for claim in self.claims)
        return max(filter(None, map(published, quoted)), default=None)

    @cached_property
    def language(self) -> str:
        """The language of most articles that are quoted."""
        quoted = {claim.lead.article.id: claim.lead.article for claim in self.claims}
        codes = sorted(a.language for a in quoted.values())
        return max(dict.fromkeys(codes), key=codes.count, default="")

    @cached_property
    def _frequency(self) -> tuple[int, Mapping[str, int]]:
        # A flood of copies makes no word common.
        every = [s for body in self.bodies.values() for s in body if s not in self.unquoted]
        return len(every), Counter(stem for s in every for stem in self.stems(s))

    def rarity(self, stem: str) -> float:
        """How much a shared content word tells: its inverse document frequency over sentences."""
        sentences, frequency = self._frequency
        return math.log(1 + sentences / (1 + frequency.get(stem, 0)))

    def changed(self, claim: Claim) -> ChangeKind | None:
        """What became of a claim since the last edition, if there is one."""
        change = self.changes.get(claim.id)
        return change.kind if change else None

    def outdated(self, claim: Claim) -> bool:
        """Whether a report of today gives other numbers than this one, which was told before."""
        return any(m.position in self.renewed for m in claim.members)

    def neighbour(self, sentence: Sentence, step: int) -> Sentence | None:
        body, place = self.bodies[sentence.article.id], self.places[sentence] + step
        return body[place] if 0 <= place < len(body) else None

    def quoted(self, point: Point) -> Sentence:
        """The sentence that a point prints."""
        own = point.citations[0]
        return Sentence(self.articles[own.article], own.start, own.end)

    def paragraph(self, sentence: Sentence) -> int:
        label: Labelled | None = self.labels.get(sentence)
        return label.paragraph if label else -1

    def printable(self, sentence: Sentence) -> bool:
        return sentence in self.places and sentence not in self.unquoted

    def cited(self, claim: Claim) -> list[Sentence]:
        """The members that speak for a claim; of copies only those that changed no word."""
        sound = [s for s in claim.members if s not in self.unquoted]
        said = {tuple(words(s.text)) for s in sound}
        copies = (s for s in claim.copies if s not in self.suspects)
        return [*sound, *(s for s in copies if tuple(words(s.text)) in said)]

    def themes(self, claim: Claim) -> dict[str, float]:
        """The themes of the claim, each with its best score among the members."""
        scores = dict.fromkeys(claim.themes, 0.0)
        for member in claim.members:
            if label := self.labels.get(member):
                for key, score in label.themes:
                    if key in scores:
                        scores[key] = max(scores[key], score)
        return scores

    def candidate(self, claim: Claim) -> Candidate | None:
        """What could be printed of a claim; None when nothing can."""
        if claim.id not in self._candidates:
            self._candidates[claim.id] = self._candidate(claim)
        return self._candidates[claim.id]

    def _candidate(self, claim: Claim) -> Candidate | None:
        members = [s for s in claim.members if self.printable(s)]
        if not members:
            return None
        quote = min(members, key=lambda s: (self._faults(s), s != claim.lead, s.position))
        sentences = self._passage(quote) if self.whole(quote) else None
        if sentences is None:
            return None
        support = self._support(claim, quote)
        support *= EXPLAINED if sentences[0] != quote else 1.0
        support *= FOREIGN if quote.article.language != self.language else 1.0
        passage = Passage(sentences, quote, support=support)
        return Candidate(claim, quote, passage)

    def _faults(self, sentence: Sentence) -> int:
        """Any member may speak for the claim, but one that is whole and stands alone first."""
        return 2 * (not self.whole(sentence)) + (not self.alone(sentence))

    def _passage(self, quote: Sentence) -> tuple[Sentence, ...] | None:
        """The sentence with the one that explains it and the caveat that qualifies it."""
        before: tuple[Sentence, ...] = ()
        if not self.alone(quote):
            explains = self.neighbour(quote, -1)
            if not (explains and self.printable(explains) and self._explains(explains, quote)):
                return None
            before = (explains,)
        caveat = self.neighbour(quote, 1)
        if caveat and self.printable(caveat) and self._travels(quote, caveat):
            return (*before, quote, caveat)
        return (*before, quote)

    def _explains(self, sentence: Sentence, quote: Sentence) -> bool:
        near = 0 <= self.paragraph(quote) - self.paragraph(sentence) <= 1
        return near and self.alone(sentence) and self.whole(sentence)

    def _travels(self, quote: Sentence, caveat: Sentence) -> bool:
        together = self.paragraph(quote) == self.paragraph(caveat)
        return fit.is_caveat(caveat) and fit.qualifies(caveat, together) and self.whole(caveat)

    def _support(self, claim: Claim, quote: Sentence) -> float:
        """What speaks for a claim besides its words.

        Independent origins, being news, and standing early in its article, where news
        is told; a long sentence covers much because it is long.
        """
        day, newest = published(quote.article), self.newest
        age = min(2, (newest - day).days) if day and newest else 0
        new = novelty(quote, day or newest)
        merit = NEWS * max(0.0, new) + BACKGROUND * min(0.0, new) - RECENCY * age
        merit += ORIGINS * math.log2(max(1, len(claim.origins)))
        merit -= SPOILT * (quote.article.id in self.spoilt and len(claim.origins) < 2)
        early = 1.0 + LEAD * math.exp(-self.places[quote] / 2)
        brevity = math.sqrt(min(1.0, LENGTHY / len(quote.text.split())))
        return max(LEAST, 1.0 + merit) * early * brevity

    def sources(self, sentences: Sequence[Sentence]) -> list[Source]:
        """The sentences by origin and, within it, by article."""
        found: dict[str, dict[str, list[Sentence]]] = {}
        told = (s for s in sentences if s not in self.unquoted)
        for s in sorted(told, key=lambda s: s.position):
            origin = self.origin.get(s.article.id, s.article.id)
            found.setdefault(origin, {}).setdefault(s.article.id, []).append(s)
        return [list(found[origin].values()) for origin in sorted(found)]


def _place(change: Change) -> tuple[str, int, int] | None:
    cite = change.earlier.citation if change.earlier else None
    return (cite.article, cite.start, cite.end) if cite else None


def published(article: Article) -> date | None:
    """The day of publication, where the article tells it."""
    return date.fromisoformat(article.published[:10]) if article.published else None


def body(labels: Sequence[Labelled], theme: str | None = None) -> list[Sentence]:
    """The body sentences, of one theme if it is given."""
    return [
        u.sentence
        for u in labels
        if u.kind is Kind.BODY and (theme is None or theme in dict(u.themes))
    ]


def _stems(sentence: Sentence) -> frozenset[str]:
    return frozenset(language(sentence.article.language).content(sentence.text))


def _names(sentence: Sentence) -> frozenset[str]:
    """The stems of the words that the sentence writes with a capital."""
    own = language(sentence.article.language)
    return frozenset(own.stem(w) for x in sentence.text.split() if x != x.lower() for w in words(x))
