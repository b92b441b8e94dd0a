"""How much may be quoted: a source's terms may allow so many words of one article and no more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from briefing.config import Desk
from briefing.model import Gap, Sentence


class Quota:
    """The words that one brief quotes of each article, against `quote_words` of its source.

    A sentence that is printed twice, as a takeaway and in its section, counts once.
    """

    def __init__(self, desk: Desk) -> None:
        self._limits = {s.name: s.quote_words for s in desk.sources if s.quote_words is not None}
        self._quoted: dict[str, dict[Sentence, int]] = defaultdict(dict)
        self._refused: dict[str, set[Sentence]] = defaultdict(set)

    def allows(self, sentences: Iterable[Sentence]) -> bool:
        """Whether all of these may be printed together; what may not is remembered."""
        new: Counter[str] = Counter()
        asked = [s for s in dict.fromkeys(sentences) if s.article.source in self._limits]
        for sentence in asked:
            if sentence not in self._quoted[sentence.article.id]:
                new[sentence.article.id] += _words(sentence)
        over = [s for s in asked if self._used(s) + new[s.article.id] > self._limit(s)]
        for sentence in over:
            self._refused[sentence.article.source].add(sentence)
        return not over

    def take(self, sentences: Iterable[Sentence]) -> None:
        for sentence in sentences:
            self._quoted[sentence.article.id][sentence] = _words(sentence)

    def gaps(self) -> Sequence[Gap]:
        """For each source that was quoted less for its terms: of how many sentences."""
        return [
            Gap(name, f"its terms allow {self._limits[name]} quoted words of an article; "
                f"sentences that were left out for it: {len(refused)}")
            for name, refused in sorted(self._refused.items())
        ]  # fmt: skip

    def _used(self, sentence: Sentence) -> int:
        return sum(self._quoted[sentence.article.id].values())

    def _limit(self, sentence: Sentence) -> int:
        return self._limits[sentence.article.source]


def _words(sentence: Sentence) -> int:
    return len(sentence.text.split())
