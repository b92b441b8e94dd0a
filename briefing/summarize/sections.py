"""The themes of the brief and the takeaways above them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from briefing import plugins
from briefing.config import AudienceSettings, Desk
from briefing.model import (
    Citation,
    Claim,
    Point,
    Section,
    Sentence,
    Standing,
    Theme,
)
from briefing.plugins import Summarizer
from briefing.summarize import fit
from briefing.summarize.passages import Candidate, Day, body
from briefing.summarize.rank import Consensus
from briefing.summarize.select import CHOSEN, Budget, Passage, choose, promising, weigh

ALIKE = 0.5
LOOSELY_ALIKE = 0.4
"""Share of the rarity of the lesser sentence's content words at which two points say the same;
the second, where two articles share words that are no names."""
SHARED = 4
PLAIN_SHARED = 2
"""Content words that two points share at least if they say the same; how many that are no names."""
COMMON_PREFIX = 5
ELSEWHERE = 0.6
"""Below this share of its best theme's score a claim is of that theme alone."""
REST = Theme("news", "In the news", discovered=True)


def sections_of(day: Day, desk: Desk, audience: AudienceSettings) -> tuple[Section, ...]:
    """The desk's themes in the audience's order, then those found in the day's articles."""
    ranking = plugins.load(plugins.SUMMARIZERS, desk.summarizer, f"{desk.file}: desk.summarizer")()
    trust = 1.0 if isinstance(ranking, Consensus) else CHOSEN
    editor = _Editor(day, ranking, trust, audience.points)
    known = {
        t.key: t for t in (*day.analysis.themes, *(Theme(s.key, s.title) for s in desk.themes))
    }
    chosen = audience.themes or tuple(s.key for s in desk.themes)
    drafts = [Draft(known[key], day, chosen) for key in chosen]
    # A claim of two themes is printed under the better one, wherever the desk lists it.
    for draft in drafts:
        editor.fill(draft, draft.own)
    for draft in drafts:
        editor.fill(draft, draft.claims)
    sections = [draft.section() for draft in drafts]
    for theme in (t for t in day.analysis.themes if t.discovered):
        if sum(s.discovered for s in sections) < audience.also:
            draft = editor.fill(found := Draft(theme, day, ()), found.claims)
            sections += [draft.section()] if draft.newsworthy else []
    if not any(s.points for s in sections):
        rest = Draft(REST, day, (), every=True)
        sections.append(editor.fill(rest, rest.claims).section())
    return tuple(sections)


class Draft:
    """A section while it is being filled: `groups` are its points, each with what follows it."""

    def __init__(self, theme: Theme, day: Day, rivals: Sequence[str], every: bool = False) -> None:
        """`rivals` are the themes of the brief. `every` takes the day whole, whatever the theme."""
        self.theme = theme
        self.groups: list[list[Sentence]] = []
        self.printed: dict[Sentence, Point] = {}
        self.passages = 0
        self.context = body(day.analysis.sentences, None if every else theme.key)
        shares = {
            c.id: 1.0 if every else _share(day.themes(c), theme.key, rivals) for c in day.claims
        }
        self.claims = [c for c in day.claims if shares[c.id] >= ELSEWHERE]
        self.own = [c for c in self.claims if shares[c.id] >= 1.0]

    def add(self, sentences: Sequence[Sentence], points: Sequence[Point]) -> None:
        """A passage; one that begins with a point of the section goes on right after that point."""
        self.passages += 1
        self.printed |= dict(zip(sentences, points, strict=True))
        ends = [group[-1] for group in self.groups]
        if sentences[0] in ends:
            self.groups[ends.index(sentences[0])] += sentences[1:]
        else:
            self.groups.append(list(sentences))

    @property
    def newsworthy(self) -> bool:
        return any(not fit.is_background(group[0]) for group in self.groups)

    def section(self) -> Section:
        """Background stands after the news."""
        points = tuple(
            replace(self.printed[s], follows=n > 0)
            for group in sorted(self.groups, key=lambda group: fit.is_background(group[0]))
            for n, s in enumerate(group)
        )
        return Section(self.theme.key, self.theme.title, points, self.theme.discovered)


def _share(scores: Mapping[str, float], theme: str, rivals: Sequence[str]) -> float:
    """The theme's score over the best one's among the rivals, -1 if the claim lacks the theme."""
    if theme not in scores:
        return -1.0
    best = max((scores.get(key, 0.0) for key in (*rivals, theme)), default=0.0)
    return scores[theme] / best if best else 1.0


class _Editor:
    """Fills sections one after the other and remembers what was printed."""

    def __init__(self, day: Day, ranking: Summarizer, trust: float, points: int) -> None:
        self.day = day
        self.ranking = ranking
        self.trust = trust
        self.points = points
        self.printed: list[Sentence] = []

    def fill(self, draft: Draft, claims: Sequence[Claim]) -> Draft:
        """Adds passages from the claims until the audience's number of points is reached."""
        sources = self.day.sources(draft.context)
        weights = weigh(sources)
        leads = set(promising((c.lead for c in claims), weights))
        found = (self.day.candidate(c) for c in claims if c.lead in leads)
        candidates = {c.passage: c for c in found if c}
        while (left := self.points - draft.passages) > 0:
            fresh = [p for p in candidates if self._fresh(p, draft)]
            # What was told before and has other numbers by now waits until all else is told.
            fresh = [p for p in fresh if not self.day.outdated(candidates[p].claim)] or fresh
            wanted = choose(fresh, sources, weights, self.ranking, Budget(points=left), self.trust)
            if not wanted:
                break
            for passage in wanted:
                if self._fresh(passage, draft):
                    self.printed += passage.sentences
                    draft.add(passage.sentences, list(self._points(candidates[passage])))
        return draft

    def _fresh(self, passage: Passage, draft: Draft) -> bool:
        """Whether the brief has none of the sentences yet, nor others that say the same.

        The one that explains may be there already, if it can be followed.
        """
        ends = {group[-1] for group in draft.groups}
        new = passage.sentences[passage.sentences[0] in ends :]
        return bool(new) and not any(
            one == other or self._alike(one, other) for one in new for other in self.printed
        )

    def _alike(self, one: Sentence, other: Sentence) -> bool:
        """Whether a reader would see one statement twice. Other numbers are another statement.

        Rather too often than too seldom: what is lost is one point among several, and
        claims, which must not join what differs, have been joined before.
        """
        a, b = self.day.stems(one), self.day.stems(other)
        numbers = [{w for w in stems if w[0].isdigit()} for stems in (a, b)]
        if not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
            return False
        less, more = sorted((a, b), key=lambda stems: (self._rarity(stems), sorted(stems)))
        shared = {w for w in less if w in more or any(_akin(w, x) for x in more)}
        if len(shared) < min(SHARED, len(less)) or not less:
            return False
        plain = shared - self.day.names(one) - self.day.names(other)
        loosely = one.article.id != other.article.id and len(plain) >= PLAIN_SHARED
        enough = LOOSELY_ALIKE if loosely else ALIKE
        return self._rarity(shared) >= enough * self._rarity(less)

    def _rarity(self, stems: Iterable[str]) -> float:
        return math.fsum(self.day.rarity(w) for w in sorted(stems))

    def _points(self, candidate: Candidate) -> Iterable[Point]:
        for sentence in candidate.passage.sentences:
            own = sentence == candidate.quote
            claim = candidate.claim if own else self.day.claim_of.get(sentence)
            yield point(sentence, claim, self.day)


def _akin(one: str, other: str) -> bool:
    """Whether two stems differ by an ending alone: "moldova" and "moldovan"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= COMMON_PREFIX and long.startswith(short)


def point(sentence: Sentence, claim: Claim | None, day: Day) -> Point:
    """A sentence as printed, with a citation for each article that reports the same.

    A claim may have members that contradict it, or are garbled copies; they are not cited.
    """
    members = day.cited(claim) if claim else []
    cited = {sentence.article.id: sentence}
    for member in sorted(members, key=lambda s: (s != claim.lead if claim else 0, s.position)):
        cited.setdefault(member.article.id, member)
    origins = {day.origin.get(article, article) for article in cited}
    return Point(
        text=sentence.quote,
        standing=_standing(claim, len(origins)),
        origins=len(origins),
        citations=tuple(Citation.of(s) for s in cited.values()),
        voices=claim.voices if claim else (),
        claim=claim.id if claim else "",
        change=day.changed(claim) if claim else None,
    )


def _standing(claim: Claim | None, origins: int) -> Standing:
    if claim and claim.standing is Standing.DISPUTED:
        return Standing.DISPUTED
    return Standing.CORROBORATED if origins > 1 else Standing.SINGLE_SOURCE


def takeaways_of(day: Day, sections: Sequence[Section], count: int) -> tuple[Point, ...]:
    """The best points of all sections, one of each before a second of any.

    Only sentences that stand alone; one whose caveat would be left behind is taken
    when no other is left. Within a round those of the desk's themes come first, then
    the better corroborated, and the chosen are printed in the order of the sections.
    """
    rounds = [
        (n, bool(s.discovered), -p.origins, i, p)
        for i, s in enumerate(sections)
        for n, p in enumerate(_standing_alone(day, s.points))
    ]
    chosen = sorted(rounds, key=lambda r: r[:4])[:count]
    return tuple(r[4] for r in sorted(chosen, key=lambda r: (r[3], r[0])))


def _standing_alone(day: Day, points: Sequence[Point]) -> list[Point]:
    followed = {
        one.text
        for one, after in pairwise(points)
        if after.follows and fit.is_caveat(day.quoted(after))
    }
    plain = [p for p in points if not p.follows and p.text not in followed]
    return plain or [p for p in points if not p.follows]
