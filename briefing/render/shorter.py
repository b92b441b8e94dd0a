"""A brief made shorter, step by step, for a page that has so much room and no more.

What goes first is what a reader misses least: the last points of the fullest themes, then
figures and changes beyond the first, what no theme foresaw, gaps. Nothing is lost by it:
each step counts what is gone, and the web page has all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from briefing.model import Brief, Point, Section
from briefing.render.layout import citations_of

_KEPT_SOURCES = 12
"""So many sources that nothing printed cites are still named."""

Step = Callable[[Brief], Brief | None]


def shorter(brief: Brief) -> Iterator[tuple[Brief, int]]:
    """Ever shorter briefs, each with how many points, rows and sources are gone."""
    whole = _size(brief)
    for step in _steps():
        while (cut := step(brief)) is not None:
            brief = cut
            named = _with_sources(brief)
            yield named, whole - _size(named)


def weight(brief: Brief) -> int:
    """Characters that a print of it has, about: texts, and what stands around each."""
    points = (*brief.takeaways, *(p for s in brief.sections for p in s.points))
    told = sum(90 + len(p.text) for p in points)
    told += sum(110 + len(f.what) for f in brief.figures)
    told += sum(60 + len(c.after or c.before) for c in brief.changes)
    told += sum(20 + len(g.where) + len(g.what) for g in brief.gaps) // 2
    told += sum(30 + len(s.title or "") + len(s.outlet or "") for s in brief.sources) // 2
    return told + sum(60 + len(s.title) for s in brief.sections) + len(brief.note) + 700


def _steps() -> Iterator[Step]:
    yield _without_uncited
    yield lambda brief: _fewer_points(brief, 1)
    yield lambda brief: _fewer_rows(brief, figures=5, changes=3, gaps=6)
    yield _fewer_found
    yield lambda brief: _fewer_rows(brief, figures=3, changes=2, gaps=3)
    yield lambda brief: _fewer_takeaways(brief, 3)
    yield lambda brief: _fewer_points(brief, 0)
    yield lambda brief: _fewer_rows(brief, figures=0, changes=0, gaps=1)
    yield lambda brief: _fewer_takeaways(brief, 1)


def _without_uncited(brief: Brief) -> Brief | None:
    """Once: the sources that nothing cites, beyond the first of them."""
    named = _with_sources(brief)
    return named if len(named.sources) < len(brief.sources) else None


def _with_sources(brief: Brief) -> Brief:
    """The sources that it cites, and a few that it does not."""
    cited = {c.article for c in citations_of(brief)}
    others = [s.id for s in brief.sources if s.id not in cited][:_KEPT_SOURCES]
    kept = cited.union(others)
    return replace(brief, sources=tuple(s for s in brief.sources if s.id in kept))


def _fewer_points(brief: Brief, least: int) -> Brief | None:
    """Without the last passage of the section that has most; the later of two such sections."""
    starts = [_starts(section.points) for section in brief.sections]
    fullest = max(range(len(starts)), key=lambda n: (len(starts[n]), n), default=0)
    if not starts or len(starts[fullest]) <= least:
        return None
    section = brief.sections[fullest]
    kept = section.points[: starts[fullest][-1]]
    if not kept and not least:
        return replace(brief, sections=_but(brief.sections, fullest))
    cut = replace(section, points=kept)
    sections = (*brief.sections[:fullest], cut, *brief.sections[fullest + 1 :])
    return replace(brief, sections=sections)


def _starts(points: tuple[Point, ...]) -> list[int]:
    return [n for n, point in enumerate(points) if n == 0 or not point.follows]


def _but(sections: tuple[Section, ...], place: int) -> tuple[Section, ...]:
    return (*sections[:place], *sections[place + 1 :])


def _fewer_found(brief: Brief) -> Brief | None:
    """Without the last section that no theme foresaw."""
    found = [n for n, section in enumerate(brief.sections) if section.discovered]
    return replace(brief, sections=_but(brief.sections, found[-1])) if found else None


def _fewer_rows(brief: Brief, figures: int, changes: int, gaps: int) -> Brief | None:
    """Without the last figure, change or gap beyond so many of each."""
    if len(brief.figures) > figures:
        return replace(brief, figures=brief.figures[:-1])
    if len(brief.changes) > changes:
        return replace(brief, changes=brief.changes[:-1])
    return replace(brief, gaps=brief.gaps[:-1]) if len(brief.gaps) > gaps else None


def _fewer_takeaways(brief: Brief, least: int) -> Brief | None:
    return replace(brief, takeaways=brief.takeaways[:-1]) if len(brief.takeaways) > least else None


def _size(brief: Brief) -> int:
    rows = (brief.takeaways, brief.figures, brief.changes, brief.gaps, brief.sources)
    points = sum(len(s.points) for s in brief.sections)
    empty = sum(not s.points for s in brief.sections)
    return sum(map(len, rows)) + points + empty
