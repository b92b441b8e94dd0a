"""Claims as passages: what would be printed of each, with what must go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from briefing.language import words
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
    Standing,
)
from briefing.summarize import fit
from briefing.summarize.opinion import is_opinion
from briefing.summarize.select import Source

TELLING = 6
"""Words from which a sentence that stands below a picture is known again in a text."""
AROUND = 4
"""How many sentences before one, and behind it, tell what its part of the article is about."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim, the member of it that would be printed, and the passage around that member.

    The passage holds the sentence before that explains the member, if it needs one,
    and the caveat after it, if there is one.
    """

    claim: Claim
    quote: Sentence
    passage: tuple[Sentence, ...]


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
        # Asked again and again of the same sentences, and slow to tell.
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
    def opinions(self) -> frozenset[str]:
        """The ids of the articles that tell what their author thinks."""
        return frozenset(a.id for a in self.analysis.articles if is_opinion(a))

    @cached_property
    def pictured(self) -> frozenset[Sentence]:
        """The body sentences that stand word for word below a picture, too, in any article.

        They set a scene, and tell no news. Of a few words that says nothing.
        """
        below = (s for a in self.analysis.articles for s in a.sentences(Kind.CAPTION))
        captions = {said for s in below if len(said := tuple(words(s.quote))) >= TELLING}
        if not captions:
            return frozenset()
        return frozenset(s for s in self.places if tuple(words(s.quote)) in captions)

    @cached_property
    def overtaken(self) -> frozenset[Sentence]:
        """The sentences that give none but older values of a figure that has a newer one."""
        figures = self.analysis.figures
        old = {m for f in figures for older in f.superseded for m in older.mentions}
        return frozenset(old.difference(m for f in figures for m in f.mentions))

    @cached_property
    def counted(self) -> Mapping[Sentence, Sequence[float]]:
        """The values of the day's figures that a sentence gives, where it gives any."""
        found: dict[Sentence, list[float]] = {}
        for figure in self.analysis.figures:
            for mention in figure.mentions:
                found.setdefault(mention, []).append(figure.value)
        return found

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

    def changed(self, claim: Claim) -> ChangeKind | None:
        """What became of a claim since the last edition, if there is one."""
        change = self.changes.get(claim.id)
        return change.kind if change else None

    def outdated(self, claim: Claim) -> bool:
        """Whether a report of today gives other numbers than this one, which was told before."""
        change = self.changes.get(claim.id)
        told = _place(change) if change and not change.reasons else None
        return told in self.renewed if told else claim.id in self._read_again

    @cached_property
    def _read_again(self) -> frozenset[str]:
        """The ids of the claims with a member whose numbers a report of today renews."""
        found = (c.id for c in self.claims if any(m.position in self.renewed for m in c.members))
        return frozenset(found) if self.renewed else frozenset()

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
        """Whether it may be quoted: an opinion only under the name of its author."""
        named = sentence.article.byline or sentence.article.id not in self.opinions
        held_back = sentence in self.unquoted or sentence in self.overtaken
        known = sentence in self.places and sentence not in self.pictured
        return bool(named) and known and not held_back

    def cited(self, claim: Claim) -> list[Sentence]:
        """The members that speak for a claim; of copies only those that changed no word."""
        sound = [s for s in claim.members if s not in self.unquoted]
        said = {tuple(words(s.text)) for s in sound}
        copies = (s for s in claim.copies if s not in self.suspects)
        return [*sound, *(s for s in copies if tuple(words(s.text)) in said)]

    def told_by(self, claim: Claim, member: Sentence) -> Claim:
        """The claim as one of its members tells it, without the others."""
        open_ = claim.standing is Standing.DISPUTED or bool(claim.disputes)
        return replace(
            claim,
            lead=member,
            members=(member,),
            origins=(self.origin.get(member.article.id, member.article.id),),
            standing=Standing.DISPUTED if open_ else Standing.SINGLE_SOURCE,
            voices=(),
            copies=(),
        )

    def themes(self, claim: Claim, told: Sentence | None = None) -> dict[str, float]:
        """The themes of the claim, each with its best score among the members.

        What only a minority of them is on, without the one that is `told` for all (the lead,
        if none is given), is no theme of the claim: its neighbours in one article may have
        brought it.
        """
        scores = dict.fromkeys(claim.themes, 0.0)
        on: Counter[str] = Counter()
        for member in claim.members:
            if label := self.labels.get(member):
                for key, score in label.themes:
                    if key in scores:
                        on[key] += 1 + len(claim.members) * (member == (told or claim.lead))
                        scores[key] = max(scores[key], score)
        return {key: score for key, score in scores.items() if 2 * on[key] > len(claim.members)}

    @cached_property
    def concern(self) -> dict[Sentence, float]:
        """For each body sentence the share of those around it that is on a theme of the desk.

        A report of many matters is on the desk's in some places only. Empty where the desk
        has no theme: then all the day concerns it.
        """
        asked = {t.key for t in self.analysis.themes if not t.discovered}
        if not asked:
            return {}
        labels = self.labels.values()
        on = {u.sentence for u in labels if any(key in asked for key, _ in u.themes)}
        found: dict[Sentence, float] = {}
        for body in self.bodies.values():
            for place, sentence in enumerate(body):
                near = body[max(0, place - AROUND) : place + AROUND + 1]
                found[sentence] = sum(s in on for s in near) / len(near)
        return found

    def faults(self, sentence: Sentence) -> int:
        """Any member may speak for the claim, but one that is whole and stands alone first."""
        return 2 * (not self.whole(sentence)) + (not self.alone(sentence))

    def passage(self, quote: Sentence) -> tuple[Sentence, ...]:
        """The sentence with the one that explains it and the caveat that qualifies it.

        Nothing where it is not whole, or leans on what cannot be printed before it.
        """
        if not self.whole(quote):
            return ()
        before: tuple[Sentence, ...] = ()
        if not self.alone(quote):
            explains = self.neighbour(quote, -1)
            if not (explains and self.printable(explains) and self._explains(explains, quote)):
                return ()
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

    def sources(self) -> list[Source]:
        """The body sentences that may be quoted, by origin and, within it, by article."""
        found: dict[str, dict[str, list[Sentence]]] = {}
        told = (s for body in self.bodies.values() for s in body if s not in self.unquoted)
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
