"""What one report says happened to people in its main incident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefing.analyze.figures.counts import Harm, counts
from briefing.model import Article


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed and injured in one incident; None where the report does not tell."""

    killed: int | None
    injured: int | None


def toll(article: Article) -> Toll:
    """The toll that a report gives for its main incident: the first number of each kind."""
    lines = [article.title or "", *(s.quote for s in article.sentences())]
    return Toll(
        _first(lines, article.language, Harm.KILLED), _first(lines, article.language, Harm.INJURED)
    )


def _first(lines: Iterable[str], code: str, harm: Harm) -> int | None:
    for line in lines:
        for count in counts(line, code):
            if count.harm is harm:
                return int(count.quantity.value)
    return None
