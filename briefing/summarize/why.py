"""Why a sentence ranks as it does, and whether it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefing import plugins
from briefing.config import Desk
from briefing.model import Analysis, Brief, Claim, Sentence, Theme
from briefing.summarize.fit import is_background
from briefing.summarize.passages import Candidate, Day
from briefing.summarize.rank import Consensus
from briefing.summarize.sections import Draft
from briefing.summarize.select import CHOSEN, Budget, Passage, promising, weigh, worth


@dataclass(frozen=True, slots=True)
class Ranking:
    """How a sentence stands in one theme.

    `place` counts from 1 among `among` passages by what each is worth alone, before any
    other is taken; 0 where the sentence is not considered. `reasons` tell why.
    """

    theme: str
    place: int
    among: int
    reasons: tuple[str, ...]


class Rankings:
    """The rankings of a day's sentences, by the desk's summarizer."""

    def __init__(self, analysis: Analysis, desk: Desk) -> None:
        """Raises `ConfigError` when the desk's summarizer is not installed."""
        self._day = Day(analysis)
        self._desk = desk
        name = desk.summarizer
        self._ranking = plugins.load(plugins.SUMMARIZERS, name, f"{desk.file}: desk.summarizer")()
        self._trust = 1.0 if isinstance(self._ranking, Consensus) else CHOSEN

    def of(self, sentence: Sentence) -> tuple[Ranking, ...]:
        """One for each theme of the sentence's claim, in the order of the analysis."""
        claim = self._day.claim_of.get(sentence)
        if claim is None:
            return ()
        keys = self._day.themes(claim)
        themes = (t for t in self._day.analysis.themes if t.key in keys)
        return tuple(self._in_theme(theme, claim, sentence) for theme in themes)

    def _in_theme(self, theme: Theme, claim: Claim, sentence: Sentence) -> Ranking:
        draft = Draft(theme, self._day, tuple(s.key for s in self._desk.themes))
        sources = self._day.sources(draft.context)
        weights = weigh(sources)
        leads = set(promising((c.lead for c in draft.claims), weights))
        found = [self._day.candidate(c) for c in draft.claims if c.lead in leads]
        passages = [c.passage for c in found if c]
        points = Budget(points=max(a.points for a in self._desk.audiences))
        rows = worth(passages, sources, weights, self._ranking, points, self._trust)
        candidate = self._day.candidate(claim)
        if candidate is None or candidate.quote != sentence:
            return Ranking(theme.title, 0, len(rows), tuple(self._not(sentence, candidate)))
        place = next((n for n, (p, _) in enumerate(rows) if p.main == sentence), -1)
        if place < 0:
            why = "too short, too long, too far down in its article, or more of another theme"
            return Ranking(theme.title, 0, len(rows), (why,))
        reasons = tuple(_reasons(rows[place][0], claim))
        return Ranking(theme.title, place + 1, len(rows), reasons)

    def _not(self, sentence: Sentence, candidate: Candidate | None) -> Iterator[str]:
        """Why a sentence is not considered."""
        if sentence in self._day.unquoted:
            yield "not quoted: a copy whose words changed on the way, or a garbled sentence"
        elif not self._day.whole(sentence):
            yield "not whole: a question, a fragment, or a quotation that is cut"
        elif candidate is None:
            yield "cannot stand alone, and no sentence right before it explains it"
        else:
            yield f"another sentence speaks for its claim: {candidate.quote.quote}"


def _reasons(passage: Passage, claim: Claim) -> Iterator[str]:
    yield f"rank {passage.rank:.2f} of the best one's by the summarizer"
    yield f"sentence {passage.place + 1} of its article on the theme"
    yield f"counts {passage.support:.2f} times, with {len(claim.origins)} independent origins"
    if is_background(passage.main):
        yield "tells what went on before the day"
    if len(passage.sentences) > 1:
        yield f"printed with {len(passage.sentences) - 1} more that explain or qualify it"


def printed_in(sentence: Sentence, briefs: Sequence[Brief]) -> tuple[str, ...]:
    """Where a sentence is printed: audience, section, and number of the point."""
    place = (sentence.article.id, sentence.start, sentence.end)
    return tuple(
        f"{brief.edition.audience}: {section.title}, point {n}"
        for brief in briefs
        for section in brief.sections
        for n, point in enumerate(section.points, 1)
        if (point.citations[0].article, point.citations[0].start, point.citations[0].end) == place
    )
