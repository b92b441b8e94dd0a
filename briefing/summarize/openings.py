"""What the articles of a story open with: the event that brought it into the news.

News tells the most important first (the inverted pyramid), so the words that stand in the
openings of most independent reports of a story are those of its main event. A story whose
reports open with one event each has few such words, or none: then nothing here speaks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from briefing.model import Sentence
from briefing.summarize.deeds import Told, told

OPENING = 2
"""Sentences in which an article tells its main event."""
WELL_TOLD = 3
"""Independent reports from which a story has an event that most of them open with."""
_MOST = 0.5  # share of the openings that have a word of the event
_AN_EVENT = 2.0  # weight of words below which they are a subject and no event
_ALL_OF_IT = 0.6  # share of the event's words with which a sentence tells it
_FEW = 4  # words by which a shorter sentence is measured
_IN_COMMON = 2  # words of the event by which two sentences tell it both

Event = Mapping[str, float]
"""The words of a story's main event, none of them mostly a name, each with the share of the
independent openings that have it."""


class Openings:
    """The stories of a day, each with the event that most of its reports open with, and with
    what was told of it so far (`take`)."""

    def __init__(
        self,
        stories: Iterable[Collection[str]],
        bodies: Mapping[str, Sequence[Sentence]],
        origin: Mapping[str, str],
    ) -> None:
        """`stories` hold ids of articles, `bodies` the sentences of each in text order, and
        `origin` tells of which origin each is: copies of one text open once.
        """
        self._bodies = bodies
        self._story: dict[str, int] = {}
        self._sizes: list[int] = []
        self._events: list[Event] = []
        self._known: dict[Sentence, Told] = {}
        for n, ids in enumerate(stories):
            self._story |= dict.fromkeys(ids, n)
            texts: dict[str, list[Sentence]] = {}
            for id_ in sorted(i for i in ids if bodies.get(i)):
                texts.setdefault(origin.get(id_, id_), []).extend(bodies[id_][:OPENING])
            self._sizes.append(len(texts))
            self._events.append(self._event([*texts.values()]))
        self._above: dict[int, list[Event]] = {}
        self._first = self._best_right()

    def _event(self, openings: Sequence[Sequence[Sentence]]) -> Event:
        if len(openings) < WELL_TOLD:
            return {}
        spread, named = Counter[str](), Counter[str]()
        for opening in openings:
            deeds = {stem for s in opening for stem in self._told(s).deeds}
            names = {stem for s in opening for stem in self._told(s).names}
            spread.update(deeds | names)
            named.update(names - deeds)
        return {
            stem: n / len(openings)
            for stem, n in sorted(spread.items())
            if n >= _MOST * len(openings) and 2 * named[stem] <= n
        }

    def _told(self, sentence: Sentence) -> Told:
        found = self._known.get(sentence)
        if found is None:
            found = self._known[sentence] = told(sentence)
        return found

    def take(self, sentence: Sentence) -> None:
        """A sentence is told: what its story has left to tell, and when, is another matter now."""
        if (story := self._story.get(sentence.article.id)) is not None:
            self._above.setdefault(story, []).append(self._own(sentence, self._events[story]))
            self._first = self._best_right()

    def tells(self, sentence: Sentence) -> float:
        """How much of its story's main event a sentence tells, from 0 to 1.

        Nothing where something of the story was told.
        """
        story = self._story.get(sentence.article.id)
        event = self._events[story] if story is not None and story not in self._above else {}
        if _weight(event) < _AN_EVENT:
            return 0.0
        return min(1.0, _weight(self._own(sentence, event)) / _weight(event) / _ALL_OF_IT)

    def told_again(self, sentence: Sentence) -> float:
        """How much of an opening is its story's main event and was told, from 0 to 1.

        What stands further down in an article is known to be more than the event.
        """
        story = self._story.get(sentence.article.id, -1)
        above = self._above.get(story, ())
        if not above or sentence not in self._bodies[sentence.article.id][:OPENING]:
            return 0.0
        own = self._own(sentence, self._events[story])
        size = max(_FEW, len(self._told(sentence).deeds | own.keys()))
        both = ({w: x for w, x in own.items() if w in other} for other in above)
        shares = (_weight(words) for words in both if len(words) >= _IN_COMMON)
        return max(shares, default=0.0) / size

    def crowded(self, sentence: Sentence) -> float:
        """How far another story has the better right to be told next, in doublings.

        Each story has as many turns as it has independent reports: by highest averages
        (D'Hondt 1882), its reports over one more than what was told of it. 0 where no
        story is well told.
        """
        story = self._story.get(sentence.article.id)
        if story is None or not self._first:
            return 0.0
        return max(0.0, math.log2(self._first / self._right(story)))

    def _right(self, story: int) -> float:
        return max(1, self._sizes[story]) / (len(self._above.get(story, ())) + 1)

    def _best_right(self) -> float:
        """The right of the well-told story that is to be told next; 0 without any."""
        well_told = (n for n, size in enumerate(self._sizes) if size >= WELL_TOLD)
        return max(map(self._right, well_told), default=0.0)

    def _own(self, sentence: Sentence, event: Event) -> dict[str, float]:
        """The words of the event that a sentence has."""
        mine = self._told(sentence)
        return {stem: x for stem, x in event.items() if stem in mine.deeds or stem in mine.names}


def _weight(words: Mapping[str, float]) -> float:
    return math.fsum(words.values())
