"""Passages that no theme of the desk has: what subjects are made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from briefing.language import language
from briefing.model import Article, Kind, Labelled

MANY = 2000
"""About as many passages are compared, whatever the size of the day."""

_LONGEST = 40  # passages of one article
_SECTION = 12  # sentences that a subhead is trusted to stand for


@dataclass(frozen=True, slots=True)
class Passage:
    """Rows of the analysis that stand together, the heading above them, and their stems."""

    rows: tuple[int, ...]
    article: Article
    heading: str
    stems: tuple[str, ...]
    story: str
    text: str


def passages_of(labelled: Sequence[Labelled], story_of: Mapping[str, str]) -> Iterator[Passage]:
    """Sections below a subhead, and paragraphs, without what has a theme.

    A heading whose section is mostly the desk's is none for what is left of it, and
    one above a very long section may not have been meant for all of it.
    """
    sections: dict[tuple[str, int], list[int]] = defaultdict(list)
    heads: dict[tuple[str, int], str] = {}
    place = -1
    for n, row in enumerate(labelled):
        article = row.sentence.article.id
        if not n or article != labelled[n - 1].sentence.article.id:
            place = -1
        if row.kind is Kind.SUBHEAD:
            place = n
            heads[article, place] = row.sentence.quote
        if row.kind is Kind.BODY:
            sections[article, place].append(n)
    most = min(_LONGEST, 1 + MANY // len({article for article, _ in sections} or "-"))
    for key, rows in sections.items():
        loose = [n for n in rows if not labelled[n].themes]
        headed = key in heads and 2 * len(loose) > len(rows) and len(loose) <= _SECTION
        for part in [loose] if headed else _paragraphs(labelled, loose, most):
            yield _passage(labelled, part, heads[key] if headed else "", story_of)


def _paragraphs(
    labelled: Sequence[Labelled], rows: Sequence[int], most: int
) -> Iterator[list[int]]:
    """Rows by paragraph, several together where there would be more than `most`."""
    parts = [list(g) for _, g in groupby(rows, key=lambda n: labelled[n].paragraph)]
    step = -(-len(parts) // most) or 1
    for n in range(0, len(parts), step):
        yield [row for part in parts[n : n + step] for row in part]


def _passage(
    labelled: Sequence[Labelled], rows: Sequence[int], heading: str, story_of: Mapping[str, str]
) -> Passage:
    article = labelled[rows[0]].sentence.article
    text = " ".join(labelled[n].sentence.quote for n in rows)
    stems = tuple(language(article.language).content(text))
    story = story_of.get(article.id, "\0" + article.id)
    return Passage(tuple(rows), article, heading, stems, story, text)


def size(group: Iterable[Passage]) -> int:
    return sum(len(p.rows) for p in group)


def witnesses(group: Iterable[Passage]) -> set[str]:
    """Outlets, and articles without one: an outlet that floods the day counts once."""
    return {p.article.outlet or p.article.id for p in group}


def story(group: Iterable[Passage]) -> str:
    """The story of most of its sentences."""
    told = Counter[str]()
    for passage in group:
        told[passage.story] += len(passage.rows)
    return min(told, key=lambda story: (-told[story], story))
