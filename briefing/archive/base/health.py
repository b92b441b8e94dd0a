"""How sources and runs went: what an edition's account and `check` tell."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import quantiles
from typing import Any

from sqlalchemy import func, select

from briefing.archive.base.base import Base, safe, stamp
from briefing.archive.base.tables import editions, runs, visits

_RHYTHM = timedelta(days=120)
"""So far back a source's own rhythm is looked for."""
_ENOUGH = 5
"""Of fewer pauses the longest is taken for the rhythm."""
_UNKNOWN = timedelta(days=3)
"""The patience with a source whose rhythm is not known yet."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One asking of a source: entries it showed, entries that were new, why it failed or ""."""

    source: str
    at: str
    seen: int
    new: int
    failed: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that has given nothing new for longer than it uses to.

    `usual` is the pause that it hardly ever exceeds, None where that is not known.
    """

    source: str
    last: str
    lasts: timedelta
    usual: timedelta | None


def note_visit(base: Base, source: str, seen: int, new: int, failed: str = "") -> None:
    """Remember how an asking of a source went."""
    row = {"desk": base.desk, "source": source, "at": base.moment, "seen": seen, "new": new}
    with base.write() as connection:
        connection.execute(visits.insert().values(**row, failed=safe(failed)))


def visits_since(base: Base, since: str) -> Mapping[str, tuple[Visit, ...]]:
    """The visits after a moment, by source, in order of time."""
    found: dict[str, list[Visit]] = defaultdict(list)
    own = (visits.c.desk == base.desk) & (visits.c.at > since)
    with base.read() as connection:
        for row in connection.execute(select(visits).where(own).order_by(visits.c.id)):
            visit = Visit(row.source, row.at, row.seen, row.new, row.failed)
            found[row.source].append(visit)
    return {source: tuple(them) for source, them in found.items()}


def silent(base: Base, sources: Iterable[str], now: datetime) -> tuple[Silence, ...]:
    """The sources that are silent beyond their own rhythm, in the order given.

    A source's rhythm is the pauses between its new entries; it is silent when this one
    is longer than nine in ten of them, twice over, and than a day.
    """
    found = []
    arrivals = _arrivals(base, now - _RHYTHM)
    begun = _first_visits(base)
    for source in sources:
        times = arrivals.get(source, [])
        start = times[-1] if times else begun.get(source)
        if start is None:
            continue
        usual = _usual(times)
        lasts = now - start
        if lasts > (usual or _UNKNOWN):
            last = stamp(times[-1]) if times else ""
            found.append(Silence(source, last, lasts, usual))
    return tuple(found)


def _usual(times: list[datetime]) -> timedelta | None:
    pauses = [(b - a).total_seconds() for a, b in pairwise(times)]
    if not pauses:
        return None
    most = 2 * (quantiles(pauses, n=10)[-1] if len(pauses) >= _ENOUGH else max(pauses))
    return max(timedelta(seconds=most), timedelta(days=1))


def _arrivals(base: Base, since: datetime) -> Mapping[str, list[datetime]]:
    """When each source had something new."""
    found: dict[str, list[datetime]] = defaultdict(list)
    own = (visits.c.desk == base.desk) & (visits.c.at > stamp(since)) & (visits.c.new > 0)
    moments = select(visits.c.source, visits.c.at).where(own).order_by(visits.c.id)
    with base.read() as connection:
        for source, at in connection.execute(moments):
            found[source].append(datetime.fromisoformat(at))
    return found


def _first_visits(base: Base) -> Mapping[str, datetime]:
    own = select(visits.c.source, func.min(visits.c.at)).where(visits.c.desk == base.desk)
    with base.read() as connection:
        rows = connection.execute(own.group_by(visits.c.source)).all()
    return {source: datetime.fromisoformat(at) for source, at in rows}


def collected(base: Base) -> bool:
    """Whether the desk has ever collected into the archive: what it lets go of does not count."""
    with base.read() as connection:
        return any(
            connection.execute(select(table.c.id).where(table.c.desk == base.desk).limit(1)).first()
            for table in (visits, editions)
        )


# --- Runs -----------------------------------------------------------------------------------


def begin_run(base: Base, kind: str) -> int:
    """A run has begun; its number."""
    row = {"desk": base.desk, "kind": kind, "began": base.moment}
    with base.write() as connection:
        key = connection.execute(runs.insert().values(**row)).inserted_primary_key
        assert key is not None
        return int(key[0])


def end_run(base: Base, number: int, code: int, report: Mapping[str, Any]) -> None:
    """A run has ended with an exit code, and what it did."""
    values = {"ended": base.moment, "code": code, "report": json.dumps(report)}
    with base.write() as connection:
        connection.execute(runs.update().where(runs.c.id == number).values(**values))
