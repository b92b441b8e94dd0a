"""What stands around the points: the figures, the sources, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from briefing.config import Desk, SourceSettings
from briefing.model import (
    Analysis,
    Article,
    Change,
    Citation,
    DisputeRow,
    Figure,
    FigureRow,
    Gap,
    Point,
    Reference,
    Section,
    Sentence,
    SupersededRow,
    cited_copies,
)

LISTED = 250
"""Articles that are listed whether they are cited or not."""
ROOM = 400_000
"""Characters of all their texts, which the page holds for reading on."""
_NAMED_COPIES = 3
_FIRST_WORDS = 8  # of a sentence that is not quoted; the whole of it is in analysis.json


def figure_rows(analysis: Analysis, count: int) -> tuple[FigureRow, ...]:
    """The figures of the first `count` clauses, and every disputed one.

    What one clause gives is printed as one row, and no audience can hide a dispute.
    """
    origin = analysis.origin_of()
    clauses = [(f.what, f.mentions[0]) for f in analysis.figures]
    first = set([*dict.fromkeys(clauses)][:count])
    figures = zip(analysis.figures, clauses, strict=True)
    return tuple(_row(f, origin) for f, clause in figures if clause in first or f.disputes)


def _row(figure: Figure, origin: Mapping[str, str]) -> FigureRow:
    return FigureRow(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        what=figure.what,
        casualty=figure.casualty,
        attribution=figure.attribution,
        as_of=figure.as_of,
        qualifier=figure.qualifier,
        citations=_citations(figure.mentions, origin),
        disputes=tuple(
            DisputeRow(d.value, _citations(d.mentions, origin)) for d in figure.disputes
        ),
        total=figure.total,
        history=figure.history,
        lowered=figure.lowered,
        superseded=tuple(
            SupersededRow(s.value, s.as_of, _citations(s.mentions, origin))
            for s in figure.superseded
        ),
    )


def _citations(mentions: Iterable[Sentence], origin: Mapping[str, str]) -> tuple[Citation, ...]:
    return tuple(Citation.of(s) for s in cited_copies(dict.fromkeys(mentions), origin))


def references(
    analysis: Analysis,
    takeaways: Sequence[Point],
    sections: Sequence[Section],
    figures: Sequence[FigureRow],
    changes: Sequence[Change],
    desk: Desk,
) -> tuple[Reference, ...]:
    """Every article read, the cited ones first, numbered in the order of citation.

    Of a large day only the cited ones: a page that holds all would not open on a telephone.
    """
    articles = {a.id: a for a in analysis.articles}
    points = (*takeaways, *(p for s in sections for p in s.points))
    cited = [c.article for c in _cited(points, figures, changes) if c.article in articles]
    rest = [] if is_large(analysis) else sorted(articles, key=lambda k: (articles[k].uri, k))
    origin = analysis.origin_of()
    return tuple(
        _reference(articles[key], number, origin.get(key, ""), desk.source(articles[key].source))
        for number, key in enumerate(dict.fromkeys((*cited, *rest)), 1)
    )


def is_large(analysis: Analysis) -> bool:
    """Whether a day has more to read than a brief has room for beside what it cites."""
    articles = analysis.articles
    return len(articles) > LISTED or sum(len(a.text) for a in articles) > ROOM


def _cited(
    points: Iterable[Point], figures: Iterable[FigureRow], changes: Iterable[Change]
) -> Iterator[Citation]:
    for point in points:
        yield from point.citations
    for row in figures:
        yield from row.citations
        for rival in row.disputes:
            yield from rival.citations
        for older in row.superseded:
            yield from older.citations
    for change in changes:
        yield from change.citations


def _reference(
    article: Article, number: int, origin: str, source: SourceSettings | None
) -> Reference:
    return Reference(
        id=article.id,
        number=number,
        uri=article.uri,
        url=article.url,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        origin=origin,
        sha256=article.sha256,
        document_sha256=article.document_sha256,
        modified=article.modified,
        type=(source and source.type) or None,
        reliability=(source and source.reliability) or None,
        licence=(source and source.licence) or None,
        language=article.language,
        text=article.text,
    )


def gaps_of(
    analysis: Analysis,
    given: Sequence[Gap],
    sections: Sequence[Section],
    sources: Sequence[Reference],
) -> tuple[Gap, ...]:
    """What was not read, not quoted or not found, each said once.

    Nothing is missing where an article is a copy: its source tells that.
    """
    empty = (
        Gap(s.title, "no sentence of the day's articles could be quoted on this theme")
        for s in sections
        if not s.points
    )
    every = (*given, *analysis.gaps, *_suspects(analysis), *empty, *_unlisted(analysis, sources))
    return tuple(dict.fromkeys(every))


def _unlisted(analysis: Analysis, sources: Sequence[Reference]) -> Iterator[Gap]:
    if left := len(analysis.articles) - len(sources):
        articles = "1 article" if left == 1 else f"{left:,} articles"
        yield Gap("analysis.json", f"read and not cited, listed there alone: {articles}")


def _suspects(analysis: Analysis) -> Iterator[Gap]:
    """What was not quoted because other reports contradict it; of many copies how many do."""
    origin = analysis.origin_of()
    torn = {s for c in analysis.claims if len(c.suspects) == len(c.members) for s in c.suspects}
    found: dict[str, list[Sentence]] = {}
    for s in sorted(
        {s for claim in analysis.claims for s in claim.suspects},
        key=lambda s: (s.article.uri, s.start),
    ):
        found.setdefault(origin.get(s.article.id, s.article.id), []).append(s)
    for suspects in found.values():
        articles = len({s.article.id for s in suspects})
        if articles <= _NAMED_COPIES:
            yield from _named(suspects, torn)
        else:
            first = suspects[0].article
            yield Gap(
                first.outlet or first.uri,
                f"{articles} copies contradict the other reports in {len(suspects)} sentences, "
                "which were not quoted",
            )


def _named(suspects: Sequence[Sentence], torn: Collection[Sentence]) -> Iterator[Gap]:
    """One gap for each article and reason, with the beginning of each sentence."""
    found: dict[tuple[str, bool], list[str]] = {}
    for s in suspects:
        where = s.article.outlet or s.article.uri
        found.setdefault((where, s in torn), []).append(_beginning(s))
    for (where, is_torn), said in found.items():
        one = len(said) == 1
        number = "a sentence" if one else f"{len(said)} sentences"
        garbled = "is garbled" if one else "are garbled"
        told = "is told otherwise by" if one else "are told otherwise by"
        why = garbled if is_torn else f"{told} other reports, or {garbled},"
        quoted = "was not quoted" if one else "were not quoted"
        yield Gap(where, f"{number} {why} and {quoted}: {'; '.join(said)}")


def _beginning(sentence: Sentence) -> str:
    words = sentence.quote.split()
    return f"'{' '.join(words[:_FIRST_WORDS])}{' …' if len(words) > _FIRST_WORDS else ''}'"
