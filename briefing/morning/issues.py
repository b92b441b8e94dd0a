"""Which edition is due: the desk's calendar on the desk's clock, whatever the clock changes.

A time of day that does not exist (the clock goes forward) is the moment that follows; one
that comes twice is the first of the two, so that a day has each of its editions once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefing.config import WEEKDAYS, Desk


@dataclass(frozen=True, slots=True)
class Due:
    """An edition that the calendar asks for: its day, its time ("" where the day has one)."""

    day: date
    slot: str
    cutoff: datetime

    @property
    def name(self) -> str:
        return self.day.isoformat() + (f"-{self.slot.replace(':', '')}" if self.slot else "")


def due(desk: Desk, now: datetime) -> Due | None:
    """The edition to be made now: the last one whose time has come, until `late` after it."""
    local = now.astimezone(ZoneInfo(desk.timezone))
    if not desk.editions:
        return _whole_day(desk, local.date()) if works(desk, local.date()) else None
    back = local.date() - timedelta(days=desk.late.days + 1)
    past = [one for one in between(desk, back, local.date()) if one.cutoff <= now]
    return past[-1] if past and now - past[-1].cutoff <= desk.late else None


def following(desk: Desk, now: datetime) -> Due | None:
    """The next edition after now; None where the calendar has none for a month."""
    today = now.astimezone(ZoneInfo(desk.timezone)).date()
    ahead = between(desk, today, today + timedelta(days=31))
    return next((one for one in ahead if one.cutoff > now), None)


def between(desk: Desk, first: date, last: date) -> Iterator[Due]:
    """The editions of these days, both included, in order of time."""
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if works(desk, day):
            yield from of_day(desk, day)


def of_day(desk: Desk, day: date) -> tuple[Due, ...]:
    """The editions of one day, in order of time."""
    if not desk.editions:
        return (_whole_day(desk, day),)
    found = (Due(day, f"{at:%H:%M}", moment(desk, day, at)) for at in sorted(desk.editions))
    return tuple(found)


def works(desk: Desk, day: date) -> bool:
    """Whether the desk makes editions on a day."""
    return WEEKDAYS[day.weekday()] in desk.weekdays and day not in desk.holidays


def moment(desk: Desk, day: date, at: time) -> datetime:
    """A time of day on the desk's clock, as a moment that exists."""
    zone = ZoneInfo(desk.timezone)
    return datetime.combine(day, at, zone).astimezone(UTC).astimezone(zone)


def _whole_day(desk: Desk, day: date) -> Due:
    return Due(day, "", moment(desk, day, desk.cutoff))
