"""When the takeaways were reported: their sources' times as places on a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefing.model import Point, Reference

LEAST = 3
"""Fewer moments than these make no picture."""
DAYS = 3
"""So many days before the newest report are drawn; what is older stands at the beginning."""
_DATE_ONLY = len("2023-02-14")


@dataclass(frozen=True, slots=True)
class Report:
    """A source on the line. `at` and `until` are percent of its length.

    They are the same for a source that gives a time; for one that gives a day alone they
    are the ends of that day.
    """

    source: Reference
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The reports of each takeaway in order of time, and where the days begin.

    `days` are percent of the length with the ISO date of each, `hours` where a quarter of
    a day ends. `told` are all sources in order of time, each with its takeaways' places.
    """

    rows: tuple[tuple[Report, ...], ...]
    days: tuple[tuple[float, str], ...]
    hours: tuple[float, ...]
    told: tuple[tuple[Reference, tuple[int, ...]], ...]


def timeline(
    takeaways: Sequence[Point], sources: Mapping[str, Reference], zone: str
) -> Timeline | None:
    """Nothing where the sources give fewer than three different moments."""
    cited = [[sources[a] for a in _articles(point)] for point in takeaways]
    spans = {s.id: span for row in cited for s in row if (span := _span(s, ZoneInfo(zone)))}
    if len(set(spans.values())) < LEAST:
        return None
    end = _midnight(max(until - timedelta.resolution for _, until in spans.values())) + _day(1)
    first = _midnight(min(at for at, _ in spans.values()))
    begin = max(first, end - _day(DAYS))
    rows = [
        tuple(
            Report(source, _part(spans[source.id][0], begin, end), _part(until, begin, end))
            for source in sorted(row, key=lambda s: (*spans.get(s.id, (begin, begin)), s.number))
            if source.id in spans and (until := spans[source.id][1])
        )
        for row in cited
    ]
    days = [begin + _day(n) for n in range((end - begin).days)]
    quarters = [begin + _day(n) / 4 for n in range(1, 4 * len(days)) if n % 4]
    return Timeline(
        tuple(rows),
        tuple((_part(day, begin, end), day.date().isoformat()) for day in days),
        tuple(_part(hour, begin, end) for hour in quarters),
        _told(cited, spans),
    )


def _articles(point: Point) -> Iterable[str]:
    return dict.fromkeys(citation.article for citation in point.citations)


def _told(
    cited: Sequence[Sequence[Reference]], spans: Mapping[str, tuple[datetime, datetime]]
) -> tuple[tuple[Reference, tuple[int, ...]], ...]:
    places: dict[str, list[int]] = {}
    named: dict[str, Reference] = {}
    for place, row in enumerate(cited):
        for source in row:
            if source.id in spans:
                named[source.id] = source
                places.setdefault(source.id, []).append(place)
    order = sorted(named.values(), key=lambda s: (*spans[s.id], s.number))
    return tuple((source, tuple(places[source.id])) for source in order)


def _span(source: Reference, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From when to when a source may have been published, by the desk's clock."""
    try:
        moment = datetime.fromisoformat(source.published or "")
    except ValueError:
        return None
    if not MINYEAR < moment.year < MAXYEAR:  # where days can be counted no further
        return None
    if len(source.published or "") <= _DATE_ONLY:
        return moment, moment + _day(1)
    local = moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    return local, local


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time())


def _day(n: int) -> timedelta:
    return timedelta(days=n)


def _part(moment: datetime, begin: datetime, end: datetime) -> float:
    share = (moment - begin) / (end - begin)
    return round(100 * min(1.0, max(0.0, share)), 2)
