"""Why a sentence ranks as it does, and whether it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from briefing.config import Desk
from briefing.model import Analysis, Brief, Claim, Sentence, Theme
from briefing.summarize.merit import Merits, chosen_ranking, weights
from briefing.summarize.passages import Candidate, Day
from briefing.summarize.quota import Quota
from briefing.summarize.sections import Draft, Pick, takeaways_of

_NOTABLE = 0.05  # of what a part of the worth is told


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
        self._merits = Merits(self._day, chosen_ranking(desk), weights(desk))

    def of(self, sentence: Sentence) -> tuple[Ranking, ...]:
        """One for each theme of the sentence's claim, in the order of the analysis."""
        claim = self._day.claim_of.get(sentence)
        if claim is None:
            return ()
        keys = self._day.themes(claim)
        themes = (t for t in self._day.analysis.themes if t.key in keys)
        return tuple(self._in_theme(theme, claim, sentence) for theme in themes)

    def raised(self, sentence: Sentence) -> Iterator[str]:
        """For which audiences it is a takeaway, and what it was chosen over."""
        for n, pick in enumerate(self._picks, 1):
            names = [a.name for a in self._desk.audiences if n <= a.takeaways]
            if names and pick.candidate.quote == sentence:
                yield f"takeaway {n}, worth {self._worth(pick.candidate)}: {', '.join(names)}"
                for other in pick.over:
                    yield f"  over one worth {self._worth(other)}: {other.quote.quote}"

    @cached_property
    def _picks(self) -> tuple[Pick, ...]:
        """The takeaways of the longest list; shorter ones are its beginning."""
        most = max((a.takeaways for a in self._desk.audiences), default=0)
        return takeaways_of(self._day, self._merits, most, Quota(self._desk))

    def _worth(self, candidate: Candidate) -> str:
        return f"{self._merits.of(candidate):.2f}"

    def _in_theme(self, theme: Theme, claim: Claim, sentence: Sentence) -> Ranking:
        told = {c.id: self._merits.candidate(c) for c in self._day.claims}
        draft = Draft(theme, self._day, tuple(s.key for s in self._desk.themes), told)
        found = (c for c in map(self._merits.candidate, draft.claims) if c)
        rows = sorted(found, key=lambda c: (-self._merits.of(c), c.quote.position))
        candidate = self._merits.candidate(claim)
        if candidate is None or candidate.quote != sentence:
            return Ranking(theme.title, 0, len(rows), tuple(self._not(sentence, candidate)))
        if candidate not in rows:
            return Ranking(theme.title, 0, len(rows), ("more of another theme",))
        reasons = tuple(self._reasons(candidate))
        return Ranking(theme.title, rows.index(candidate) + 1, len(rows), reasons)

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

    def _reasons(self, candidate: Candidate) -> Iterator[str]:
        yield f"worth {self._worth(candidate)}"
        for worth, why in self._merits.parts(candidate.claim, candidate.quote):
            if abs(worth) >= _NOTABLE:
                yield f"{worth:+.2f} {why}"
        if len(candidate.passage) > 1:
            yield f"printed with {len(candidate.passage) - 1} more that explain or qualify it"


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
