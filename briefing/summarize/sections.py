"""The themes of the brief and the takeaways above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from briefing.summarize.passages import Candidate, Day, body
from briefing.summarize.rank import Consensus
from briefing.summarize.select import CHOSEN, Budget, Passage, choose, promising, weigh

ALIKE = 0.6
"""Share of the shorter sentence's content words at which two points say the same."""
ELSEWHERE = 0.6
"""Below this share of its best theme's score a claim leaves a section to that theme."""
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
    sections = [editor.section(known[key], rivals=chosen) for key in chosen]
    for theme in (t for t in day.analysis.themes if t.discovered):
        if sum(s.discovered for s in sections) < audience.also:
            found = editor.section(theme, rivals=())
            sections += [found] if found.points else []
    if not any(s.points for s in sections):
        sections.append(editor.rest())
    return tuple(sections)


class _Editor:
    """Fills sections one after the other and remembers what was printed."""

    def __init__(self, day: Day, ranking: Summarizer, trust: float, points: int) -> None:
        self.day = day
        self.ranking = ranking
        self.trust = trust
        self.points = points
        self.printed: list[Sentence] = []

    def section(self, theme: Theme, rivals: Sequence[str]) -> Section:
        """The section of a theme. `rivals` are the other themes of the brief."""
        claims = [c for c in self.day.claims if self._belongs(c, theme.key, rivals)]
        points = self._points(claims, body(self.day.analysis.sentences, theme.key))
        return Section(theme.key, theme.title, points, theme.discovered)

    def rest(self) -> Section:
        """The day as one section, where no theme divides it."""
        points = self._points(self.day.claims, body(self.day.analysis.sentences))
        return Section(REST.key, REST.title, points, REST.discovered)

    def _belongs(self, claim: Claim, theme: str, rivals: Sequence[str]) -> bool:
        if theme not in claim.themes:
            return False
        scores = self.day.themes(claim)
        best = max((scores.get(key, 0.0) for key in rivals), default=0.0)
        return scores[theme] >= ELSEWHERE * best

    def _points(self, claims: Sequence[Claim], context: Sequence[Sentence]) -> tuple[Point, ...]:
        sources = self.day.sources(context)
        weights = weigh(sources)
        leads = set(promising((c.lead for c in claims), weights))
        found = (self.day.candidate(c) for c in claims if c.lead in leads)
        candidates = {c.passage: c for c in found if c}
        groups: list[list[Point]] = []
        while (left := self.points - sum(map(len, groups))) > 0:
            fresh = [p for p in candidates if self._fresh(p)]
            budget = Budget(sentences=left)
            wanted = choose(fresh, sources, weights, self.ranking, budget, self.trust)
            if not wanted:
                break
            for passage in wanted:
                if self._fresh(passage):
                    self.printed += passage.sentences
                    groups.append(list(self._printed(candidates[passage])))
        return tuple(point for group in groups for point in group)

    def _fresh(self, passage: Passage) -> bool:
        """Whether the brief has none of the sentences yet, nor others in the same words."""
        return not any(
            one == other or self._alike(one, other)
            for one in passage.sentences
            for other in self.printed
        )

    def _alike(self, one: Sentence, other: Sentence) -> bool:
        """Whether a reader would see one statement twice. Other numbers are another statement."""
        a, b = self.day.stems(one), self.day.stems(other)
        if not (a and b) or len(a & b) < ALIKE * min(len(a), len(b)):
            return False
        numbers = ({w for w in stems if w[0].isdigit()} for stems in (a, b))
        left, right = numbers
        return left <= right or right <= left

    def _printed(self, candidate: Candidate) -> Iterable[Point]:
        for n, sentence in enumerate(candidate.passage.sentences):
            own = sentence == candidate.quote
            claim = candidate.claim if own else self.day.claim_of.get(sentence)
            yield replace(point(sentence, claim, self.day), follows=n > 0)


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
    )


def _standing(claim: Claim | None, origins: int) -> Standing:
    if claim and claim.standing is Standing.DISPUTED:
        return Standing.DISPUTED
    return Standing.CORROBORATED if origins > 1 else Standing.SINGLE_SOURCE


def takeaways_of(sections: Sequence[Section], count: int) -> tuple[Point, ...]:
    """The best points of all sections, one of each before a second of any.

    Only sentences that stand alone; one whose caveat would be left behind is taken
    when no other is left. Within a round the better corroborated come first, and
    the chosen are printed in the order of the sections.
    """
    rounds = [
        (bool(s.discovered), n, -p.origins, i, p)
        for i, s in enumerate(sections)
        for n, p in enumerate(_standing_alone(s.points))
    ]
    chosen = sorted(rounds, key=lambda r: (r[1] + 2 * r[0], r[2], r[3]))[:count]
    return tuple(r[4] for r in sorted(chosen, key=lambda r: (r[3], r[1])))


def _standing_alone(points: Sequence[Point]) -> list[Point]:
    followed = {one.text for one, after in pairwise(points) if after.follows}
    plain = [p for p in points if not p.follows and p.text not in followed]
    return plain or [p for p in points if not p.follows]
