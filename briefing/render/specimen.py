"""An invented brief with every feature: what a template is tried on before a night."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

from briefing.config import AudienceSettings, Desk
from briefing.model import (
    Brief,
    Change,
    ChangeKind,
    Citation,
    DisputeRow,
    Earlier,
    Edition,
    FigureRow,
    Gap,
    Origin,
    PastValue,
    Point,
    Reference,
    Section,
    Standing,
)

_MANY = 8
"""So many reports say one thing, so that citations are folded."""
SOURCES = 60
"""So many sources a specimen has, most of them station reports that fill its list."""


def specimen(desk: Desk, audience: AudienceSettings, sources: int = SOURCES) -> Brief:
    """A brief of an invented day for an audience, with at least `sources` sources."""
    day = tomllib.loads((files("briefing.render") / "specimen.toml").read_text("utf-8"))
    articles = list(day["article"])
    reports = [_report(n) for n in range(1, sources - len(articles) + 1)]
    found = _Quotes([_reference(a, n) for n, a in enumerate([*articles, *reports], 1)], articles)
    sections = [_section(found, row) for row in day["section"]]
    if reports:
        sections.append(Section("stations", "Stations", _stations(found, len(articles))))
    return _within_parts(
        audience,
        Brief(
            edition=Edition(
                desk.name,
                "2026-11-22",
                "2026-11-22T05:30:00+00:00",
                audience.name,
                214,
                desk.timezone,
            ),
            takeaways=tuple(_point(found, row) for row in day["takeaway"]),
            sections=tuple(sorted(sections, key=lambda s: s.discovered)),
            figures=tuple(_figure(found, row) for row in day["figure"]),
            changes=tuple(_change(found, row) for row in day["change"]),
            sources=tuple(found.sources),
            origins=found.origins(),
            gaps=tuple(Gap(**row) for row in day["gap"]),
            note=day["note"],
            articles_read=len(found.sources) + len(day["gap"]),
            since=day["since"],
        ),
    )


def _within_parts(audience: AudienceSettings, brief: Brief) -> Brief:
    """The brief without what none of the audience's parts prints; disputes stay."""
    most = None if audience.shows("takeaways") else int(audience.shows("bottom_line"))
    kept = {True: audience.shows("also"), False: audience.shows("themes")}
    return replace(
        brief,
        takeaways=brief.takeaways[:most],
        sections=tuple(s for s in brief.sections if kept[s.discovered]),
        figures=tuple(f for f in brief.figures if audience.shows("figures") or f.disputes),
        changes=brief.changes if audience.shows("changes") else (),
    )


class _Quotes:
    """Finds sentences of the specimen's articles by how they begin."""

    def __init__(self, sources: Sequence[Reference], rows: Sequence[Mapping[str, Any]]) -> None:
        self.sources = sources
        self.copies = {n: row["copy_of"] for n, row in enumerate(rows, 1) if "copy_of" in row}

    def cite(self, starts: Iterable[str]) -> tuple[Citation, ...]:
        return tuple(self._cite(start, self.sources) for start in starts)

    def cite_copies(self, starts: Iterable[str]) -> tuple[Citation, ...]:
        copies = [self.sources[n - 1] for n in self.copies]
        return tuple(self._cite(start, copies) for start in starts)

    def _cite(self, start: str, sources: Sequence[Reference]) -> Citation:
        source = next(s for s in sources if start in s.text)
        begin = source.text.index(start)
        end = re.compile(r"[.][”»]?(?=\s|$)").search(source.text, begin)
        assert end is not None
        return Citation(source.id, begin, end.end(), source.text[begin : end.end()])

    def origins(self) -> tuple[Origin, ...]:
        alone = [s for s in self.sources if s.number not in self.copies]
        return tuple(self._origin(s) for s in alone)

    def _origin(self, source: Reference) -> Origin:
        copies = [n for n, first in self.copies.items() if first == source.number]
        ids = (source.id, *(self.sources[n - 1].id for n in copies))
        return Origin(source.origin, ids, "100% of the wording shared" if copies else "")


def _report(number: int) -> Mapping[str, Any]:
    return {
        "outlet": "River stations",
        "title": f"Station {number}: report of the night",
        "url": f"https://stations.example.org/{number}",
        "published": f"2026-11-21T{number % 24:02}:00:00+00:00",
        "language": "en",
        "text": f"Station {number} read {300 + number} cm at midnight, and the dyke held.\n",
    }


def _reference(row: Mapping[str, Any], number: int) -> Reference:
    text = row["text"].lstrip()
    digest = hashlib.sha256(f"{number}{text}".encode()).hexdigest()
    return Reference(
        id=digest[:12],
        number=number,
        uri=f"articles/{number:02}.txt",
        url=row.get("url"),
        title=row.get("title"),
        outlet=row.get("outlet"),
        published=row.get("published"),
        origin=f"o{row.get('copy_of', number)}",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        language=row.get("language", "und"),
        text=text,
    )


def _section(found: _Quotes, row: Mapping[str, Any]) -> Section:
    points = tuple(_point(found, point) for point in row.get("point", ()))
    return Section(row["theme"], row["title"], points, row.get("discovered", False))


def _point(found: _Quotes, row: Mapping[str, Any]) -> Point:
    citations = found.cite([row["say"], *row.get("also", ())])
    origins = len(citations)
    citations += found.cite_copies(row.get("copies", ()))
    plain = Standing.CORROBORATED if origins > 1 else Standing.SINGLE_SOURCE
    return Point(
        text=citations[0].text,
        standing=Standing(row.get("standing", plain)),
        origins=origins,
        citations=citations,
        change=ChangeKind(row["change"]) if "change" in row else None,
        follows=row.get("follows", False),
        voices=tuple(row.get("voices", ())),
    )


def _stations(found: _Quotes, before: int) -> tuple[Point, ...]:
    """The reports by threes, so that each source is cited; the last by eight, where there are."""
    reports = [f"Station {n} read" for n in range(1, len(found.sources) - before + 1)]
    many = max(0, len(reports) - _MANY) // 3 * 3
    triples = [reports[n : n + 3] for n in range(0, many, 3)] + [reports[many:]]
    return tuple(_point(found, {"say": t[0], "also": t[1:]}) for t in triples)


def _figure(found: _Quotes, row: Mapping[str, Any]) -> FigureRow:
    disputes = [DisputeRow(d["value"], found.cite(d["say"])) for d in row.get("disputes", ())]
    return FigureRow(
        value=row["value"],
        low=row.get("low"),
        high=row.get("high"),
        unit=row["unit"],
        what=row["what"],
        casualty=row.get("casualty", False),
        attribution=row.get("attribution", ""),
        as_of=row.get("as_of", ""),
        qualifier=row.get("qualifier", ""),
        citations=found.cite(row["say"]),
        disputes=tuple(disputes),
        history=tuple(_past_value(past) for past in row.get("history", ())),
        lowered=row.get("lowered", False),
    )


def _past_value(row: Mapping[str, Any]) -> PastValue:
    rivals = tuple(row.get("disputes", ()))
    low, high = row.get("low"), row.get("high")
    return PastValue(row["edition"], row["value"], low, high, rivals, _then(row["text"]))


def _then(text: str) -> Citation:
    """A sentence that is the whole of an article of an earlier edition."""
    return Citation(hashlib.sha256(text.encode()).hexdigest()[:12], 0, len(text), text)


def _change(found: _Quotes, row: Mapping[str, Any]) -> Change:
    citations = found.cite(row.get("say", ()))
    earlier = _earlier(row["earlier"]) if "earlier" in row else None
    return Change(
        kind=ChangeKind(row["kind"]),
        before=earlier.citation.text if earlier else "",
        after=citations[0].text if citations else "",
        citations=citations,
        earlier=earlier,
        reasons=tuple(row.get("reasons", ())),
    )


def _earlier(row: Mapping[str, Any]) -> Earlier:
    return Earlier(
        edition=row["edition"],
        citation=_then(row["text"]),
        standing=Standing(row["standing"]),
        origins=row["origins"],
        uri=row["uri"],
        url=row.get("url"),
        title=row.get("title"),
        outlet=row.get("outlet"),
        published=row.get("published"),
        sha256=hashlib.sha256(row["text"].encode()).hexdigest(),
        language=row.get("language", "und"),
    )
