"""The themes of the brief and the takeaways above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from briefing import plugins
from briefing.config import AudienceSettings, Desk
from briefing.language import language
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
from briefing.summarize.select import Budget, Passage, choose

ALIKE = 0.6
"""Share of the shorter sentence's content words at which two points say the same."""
ELSEWHERE = 0.6
"""Below this share of its best theme's score a claim leaves a section to that theme."""
REST = Theme("news", "In the news", discovered=True)


def sections_of(day: Day, desk: Desk, audience: AudienceSettings) -> tuple[Section, ...]:
    """The desk's themes in the audience's order, then those found in the day's articles."""
    ranking = plugins.load(plugins.SUMMARIZERS, desk.summarizer, f"{desk.file}: desk.summarizer")()
    editor = _Editor(day, ranking, audience.points)
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

    def __init__(self, day: Day, ranking: Summarizer, points: int) -> None:
        self.day = day
        self.ranking = ranking
        self.points = points
        self.printed: list[Sentence] = []

    def section(self, theme: Theme, rivals: Sequence[str]) -> Section:
        """The section of a theme. `rivals` are the other themes of the brief."""
        candidates = [c for c in self.day.candidates if self._belongs(c, theme.key, rivals)]
        points = self._points(candidates, body(self.day.analysis.sentences, theme.key))
        return Section(theme.key, theme.title, points, theme.discovered)

    def rest(self) -> Section:
        """The day as one section, where no theme divides it."""
        points = self._points(self.day.candidates, body(self.day.analysis.sentences))
        return Section(REST.key, REST.title, points, REST.discovered)

    def _belongs(self, candidate: Candidate, theme: str, rivals: Sequence[str]) -> bool:
        if theme not in candidate.themes:
            return False
        best = max((candidate.themes.get(key, 0.0) for key in rivals), default=0.0)
        return candidate.themes[theme] >= ELSEWHERE * best

    def _points(
        self, candidates: Sequence[Candidate], context: Sequence[Sentence]
    ) -> tuple[Point, ...]:
        fresh = [c for c in candidates if not any(self._said(s) for s in c.passage.sentences)]
        whole = [c for c in fresh if fit.quality(c.quote) >= fit.PRINTABLE]
        by_passage = {c.passage: c for c in whole or fresh}
        wanted = choose(
            list(by_passage), self.day.sources(context), self.ranking, Budget(sentences=self.points)
        )
        points: list[Point] = []
        for passage in wanted:
            if not any(self._said(s) for s in passage.sentences):
                self.printed += passage.sentences
                points += self._printed(by_passage[passage], passage)
        return tuple(points)

    def _said(self, sentence: Sentence) -> bool:
        """Whether the brief already has the sentence, or another in the same words."""
        return any(sentence == s or _alike(sentence, s) for s in self.printed)

    def _printed(self, candidate: Candidate, passage: Passage) -> Iterable[Point]:
        for n, sentence in enumerate(passage.sentences):
            claim = self.day.claim_of.get(sentence)
            if sentence == candidate.quote:
                claim = candidate.claim
            yield replace(point(sentence, claim, self.day), follows=n > 0)


def _alike(one: Sentence, other: Sentence) -> bool:
    a, b = (set(language(s.article.language).content(s.text)) for s in (one, other))
    return bool(a and b) and len(a & b) >= ALIKE * min(len(a), len(b))


def point(sentence: Sentence, claim: Claim | None, day: Day) -> Point:
    """A sentence as printed, with a citation for each article that reports the same.

    A claim may have members that contradict it; they are not cited.
    """
    members = [s for s in claim.members if s not in day.suspects] if claim else []
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
