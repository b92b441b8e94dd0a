"""What a sentence is worth to the reader of a brief, whatever the theme that it is printed under.

A plain sum, in standard deviations of the summarizer's scores over the day. What each part
is worth was found on annotated days, and docs/ranking.md tells what was tried besides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from statistics import fmean, pstdev

from briefing.config import Desk
from briefing.model import Claim, Sentence
from briefing.plugins import SUMMARIZERS, Summarizer, load
from briefing.summarize.fit import in_passing, known_things
from briefing.summarize.passages import Candidate, Day, published
from briefing.summarize.rank import Consensus
from briefing.summarize.recency import names_a_day, names_a_year, novelty
from briefing.summarize.select import promising, weigh
from briefing.summarize.vectors import Vectors

EARLY, FADES = 3.0, 2.0
"""What the first sentence of an article is worth, and after how many it is worth a third."""
ALONE = 2.0
"""What a sentence is worth that needs none before it."""
KNOWN, KNOWN_MOST = 1.0, 2
"""What it loses for each thing that it takes for known, and for how many at most."""
DATED, FRESH = 1.0, 1.0
"""What it is worth to name a day, as news does; and that this is the day of the news. What has
long been so loses the second."""
YEAR = 2.0
PLAIN = 1.0
"""What a sentence loses that names a year, and one without any number."""
ORIGINS, AGE = 0.5, 0.25
"""For a doubling of the independent origins; lost for a day of age, two at most."""
HARM = 1.0
"""For counting people killed or hurt, several: "one victim died" is mostly told with the news."""
FOREIGN, SPOILT = 2.0, 1.0
"""Lost by a sentence in another language than most articles, and by one that only an article
with garbled sentences tells."""
OVERTAKEN, OPINION = 4.0, 2.0
"""Lost by what was told before and has other numbers by now, and by what somebody thinks."""
WEIGHED = 1.0
"""For a doubling of the weight that the desk gives a source."""
CHOSEN = 1000.0
"""Trust in a summarizer that the desk chose: it decides, and all else breaks ties."""


def chosen_ranking(desk: Desk) -> Summarizer:
    """The desk's summarizer. Raises `ConfigError` when it is not installed."""
    made: Summarizer = load(SUMMARIZERS, desk.summarizer, f"{desk.file}: desk.summarizer")()
    return made


def weights(desk: Desk) -> Mapping[str, float]:
    """What the desk gives its sources, by their names."""
    return {source.name: source.weight for source in desk.sources}


class Merits:
    """The worth of a day's sentences, by one summarizer."""

    def __init__(
        self, day: Day, ranking: Summarizer, weights: Mapping[str, float] | None = None
    ) -> None:
        """`weights` are those that the desk gives its sources, by name; 1 without any."""
        self.day = day
        self._weights = weights or {}
        self._ranking = ranking
        self._trust = 1.0 if isinstance(ranking, Consensus) else CHOSEN
        self._known: dict[Sentence, float] = {}
        self._candidates: dict[str, Candidate | None] = {}

    def candidate(self, claim: Claim) -> Candidate | None:
        """What could be printed of a claim; None when nothing can.

        Any member may speak for it: the one of most worth among those that are whole
        and stand alone, or else are whole.
        """
        if claim.id not in self._candidates:
            members = [s for s in claim.members if self.day.printable(s)]
            best = self._best(claim, members) if members else None
            passage = self.day.passage(best) if best else ()
            self._candidates[claim.id] = (
                Candidate(claim, best, passage) if best and passage else None
            )
        return self._candidates[claim.id]

    def others(self, candidate: Candidate) -> Iterator[Candidate]:
        """What else could be printed of a claim: members that tell its fact in passing.

        Each is whole, needs none before it, and has news of its own before the clause that
        tells the fact. Who bears out the fact does not bear out the news, so its own origin
        is the only one.
        """
        claim = candidate.claim
        for member in claim.members:
            if member == candidate.quote or not self.day.printable(member):
                continue
            if not self.day.faults(member) and in_passing(candidate.quote, member):
                single = self.day.told_by(claim, member)
                yield Candidate(single, member, self.day.passage(member))

    def _best(self, claim: Claim, members: Sequence[Sentence]) -> Sentence:
        """The member of fewest faults and of these of most worth, which is slow to tell.

        One that tells the fact in passing is faulty: what its own news rests on is not known.
        So is one that fewer origins bear out than the number beside it tells.
        """
        if len(members) == 1:
            return members[0]
        faults = [
            self.day.faults(s) + (in_passing(claim.lead, s) or s in claim.lesser) for s in members
        ]
        sound = [s for s, n in zip(members, faults, strict=True) if n == min(faults)]
        if len(sound) == 1:
            return sound[0]
        return min(sound, key=lambda s: (-self._worth(claim, s), s != claim.lead, s.position))

    def of(self, candidate: Candidate) -> float:
        """The worth of a candidate, by the sentence that speaks for it."""
        return self._worth(candidate.claim, candidate.quote)

    def _worth(self, claim: Claim, quote: Sentence) -> float:
        if quote not in self._known:
            self._known[quote] = math.fsum(x for x, _ in self.parts(claim, quote))
        return self._known[quote]

    def parts(self, claim: Claim, quote: Sentence) -> Iterator[tuple[float, str]]:
        """What makes the worth of a sentence: how much, and words for the reader."""
        yield self._trust * self._centrality(quote), "by the summarizer, against the day's mean"
        place = self.day.places[quote]
        yield EARLY * math.exp(-place / FADES), f"sentence {place + 1} of its article"
        if self.day.alone(quote):
            yield ALONE, "stands alone"
        if known := min(KNOWN_MOST, known_things(quote)):
            yield -KNOWN * known, "takes things for known that its article told before"
        yield from self._of_time(claim, quote)
        if not any(c.isdigit() for c in quote.text):
            yield -PLAIN, "has no number"
        if self.harmed(quote):
            yield HARM, "counts people killed or hurt"
        if len(claim.origins) > 1:
            count = len(claim.origins)
            yield ORIGINS * math.log2(count), f"{count} independent origins"
        elif quote.article.id in self.day.spoilt:
            yield -SPOILT, "only an article with garbled sentences tells it"
        if (weight := self._weights.get(quote.article.source, 1.0)) != 1.0:
            yield WEIGHED * math.log2(weight), f"the desk's weight of {quote.article.source}"
        if quote.article.id in self.day.opinions:
            yield -OPINION, "in an opinion piece"
        if quote.article.language != self.day.language:
            yield -FOREIGN, "in another language than most articles"

    def _of_time(self, claim: Claim, quote: Sentence) -> Iterator[tuple[float, str]]:
        day, newest = published(quote.article), self.day.newest
        if names_a_day(quote):
            yield DATED, "names a day"
        new = novelty(quote, day or newest)
        if new:
            yield FRESH * new, "tells of the day" if new > 0 else "tells what went on before"
        if names_a_year(quote):
            yield -YEAR, "names a year"
        age = min(2, (newest - day).days) if day and newest else 0
        if age > 0:
            yield -AGE * age, "of an older article"
        if self.day.outdated(claim):
            yield -OVERTAKEN, "was told before, and has other numbers by now"

    def harmed(self, quote: Sentence) -> bool:
        """Whether a figure of the day counts there people killed or hurt."""
        return quote in self._harmed

    def likeness(self, one: Sentence, other: Sentence) -> float:
        """From 0 to 1, by the words that are rare among the day's texts."""
        return self._vectors.likeness(one, other)

    @cached_property
    def _harmed(self) -> frozenset[Sentence]:
        tolls = (f for f in self.day.analysis.figures if f.casualty and f.value > 1)
        return frozenset(s for f in tolls for s in f.mentions)

    @cached_property
    def _texts(self) -> Sequence[Sequence[Sentence]]:
        """The fullest version of each text: what was copied a thousand times weighs as one."""
        return [max(source, key=len) for source in self.day.sources() if source]

    @cached_property
    def _vectors(self) -> Vectors:
        return Vectors(self._texts)

    @cached_property
    def _ranks(self) -> dict[Sentence, float]:
        own = list(dict.fromkeys(s for text in self._texts for s in text))
        rest = (s for source in self.day.sources() for text in source for s in text)
        scores = self._scores([*dict.fromkeys((*own, *rest))])
        mean = fmean(scores[s] for s in own)
        spread = pstdev((scores[s] for s in own), mean) or 1.0
        return {s: (x - mean) / spread for s, x in scores.items()}

    def _scores(self, every: Sequence[Sentence]) -> Mapping[Sentence, float]:
        if isinstance(self._ranking, Consensus):  # a quote from a copy is judged, but no text
            return {s: self._vectors.centrality(s) for s in every}
        known = promising(every, weigh(self.day.sources()))
        scores = zip(known, self._ranking.rank(known), strict=True)
        return dict.fromkeys(every, 0.0) | dict(scores)

    def _centrality(self, quote: Sentence) -> float:
        return self._ranks.get(quote, 0.0)
