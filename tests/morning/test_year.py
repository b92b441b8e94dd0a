"""A year of mornings: one edition each, each reader one mail, each article in one edition.

CI walks a few days around each clock change of four zones; `MORNINGS=365` the whole year.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefing.config import Desk
from briefing.morning.issues import between, due, following, moment
from tests.morning.desks import Office, flat

ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
MORNINGS = int(os.environ.get("MORNINGS", "4"))
YEAR = 2026
DAYS = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]


def changes(zone: str) -> list[date]:
    """The days of the year on which a zone's clock is changed."""
    at = {day: datetime.combine(day, time(), ZoneInfo(zone)).utcoffset() for day in DAYS}
    return [day for day in DAYS[1:] if at[day] != at[day - timedelta(days=1)]]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("slots", [("06:30",), ("02:30", "13:00"), ("00:00", "02:15", "21:45")])
def test_every_day_has_each_of_its_editions_once(zone: str, slots: tuple[str, ...]) -> None:
    """Whenever one asks, for the whole year."""
    desk = Desk(timezone=zone, editions=tuple(map(time.fromisoformat, slots)), late=timedelta(0.2))
    at = datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(hours=23)
    asked: list[str] = []
    while at < datetime(YEAR, 12, 31, tzinfo=UTC):
        found = due(desk, at)
        if found and (not asked or asked[-1] != found.name):
            asked.append(found.name)
        ahead = following(desk, at)
        assert ahead is not None
        assert ahead.cutoff > at
        at += timedelta(minutes=45 if "02:15" not in slots else 90)
    assert len(asked) == len(set(asked))
    assert asked == sorted(asked)
    first, last = date.fromisoformat(asked[0][:10]), date.fromisoformat(asked[-1][:10])
    wanted = [one.name for one in between(desk, first, last)]
    assert [name for name in wanted if asked[0] <= name <= asked[-1]] == asked
    assert len({one.cutoff for one in between(desk, first, last)}) == len(wanted)


def test_a_time_that_the_clock_skips_is_the_moment_after() -> None:
    desk = Desk(timezone="Europe/Kyiv", editions=(time(3, 30),))
    assert f"{moment(desk, date(2026, 3, 29), time(3, 30)):%H:%M %z}" == "04:30 +0300"
    assert f"{moment(desk, date(2026, 10, 25), time(3, 30)):%H:%M %z}" == "03:30 +0300"


def test_weekends_and_holidays_are_left_out() -> None:
    working = ("mon", "tue", "wed", "thu", "fri")
    desk = Desk(editions=(time(7),), weekdays=working, holidays=(date(2026, 1, 1),))
    found = [one.name[8:10] for one in between(desk, date(2026, 1, 1), date(2026, 1, 8))]
    assert found == ["02", "05", "06", "07", "08"]
    assert due(desk, datetime(2026, 1, 1, 9, tzinfo=UTC)) is None


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_mornings(zone: str, tmp_path: Path) -> None:
    office = Office.opened(
        tmp_path,
        datetime(YEAR, 1, 1, tzinfo=UTC),
        timezone=zone,
        window=timedelta(hours=36),
        editions=(time(6, 30), time(13)),
        late=timedelta(hours=5),
    )
    office.with_readers(1, "ana@example.org", "ben@example.org")
    days = mornings(zone, MORNINGS)
    wrote: list[str] = []
    expected: list[str] = []
    for number, day in enumerate(days):
        twice = number % 3 == 0
        outage = len(days) // 2 - 1 <= number < len(days) // 2 + 1
        for slot in (time(6, 30), time(13))[: 1 + twice]:
            at = moment(office.desk, day, slot)
            wrote.append(f"{day}-{slot:%H}")
            # A date alone fits yesterday's window as well as today's.
            told = day.isoformat() if number % 2 else (at - timedelta(hours=1)).isoformat()
            office.write(wrote[-1], published=told)
            if outage:
                continue
            office.clock.time = (at + timedelta(minutes=1)).astimezone(UTC)
            _three(office) if number % 4 == 0 else [office.run() for _ in range(3)]
            expected.append(f"{day}-{slot:%H%M}")
    used = dict(office.used())
    assert sorted(office.made) == sorted(used) == expected
    readers = office.desk.audiences[0].to
    assert Counter(office.got) == {(name, r): 1 for name in expected for r in readers}
    assert Counter(flat(used.items())) == {f"{name}.json": 1 for name in wrote}


def mornings(zone: str, number: int) -> list[date]:
    """So many days around each change of the clock, each day once; the whole year from 365 on."""
    if number >= len(DAYS):
        return list(DAYS)
    near = range(-(number // 2), number - number // 2)
    centres = changes(zone) or [date(YEAR, 6, 1)]
    return sorted({centre + timedelta(days=n) for centre in centres for n in near})


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("number", [4, 300, 365])
def test_no_morning_is_walked_twice(zone: str, number: int) -> None:
    days = mornings(zone, number)
    assert days == sorted(set(days))
    assert len(days) >= number
    assert number < len(DAYS) or len(days) == 365


def _three(office: Office) -> None:
    starts = [threading.Thread(target=office.run) for _ in range(3)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()


def test_a_missed_edition_is_told_by_the_next(tmp_path: Path) -> None:
    office = Office.opened(
        tmp_path, datetime(2026, 3, 2, 7, tzinfo=UTC), editions=(time(6),), late=timedelta(hours=2)
    )
    office.write("first", published="2026-03-02")
    office.run()
    office.clock.time = datetime(2026, 3, 3, 9, tzinfo=UTC)
    office.write("second", published="2026-03-03")
    assert office.run().edition == ""  # three hours late: nothing is due any more
    office.clock.time = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
    report = office.run()
    assert dict(office.used())["2026-03-04-0600"] == ["second.json"]
    assert report.record is not None
    assert "edition 2026-03-03-0600" in [gap.where for gap in report.record.gaps]


def test_an_article_after_the_cut_off_waits(tmp_path: Path) -> None:
    office = Office.opened(
        tmp_path, datetime(2026, 3, 2, 6, 30, tzinfo=UTC), editions=(time(6), time(13))
    )
    office.write("early", published="2026-03-02T05:00:00+00:00")
    office.write("late", published="2026-03-02T06:10:00+00:00")
    office.run()
    office.clock.time = datetime(2026, 3, 2, 13, 1, tzinfo=UTC)
    office.run()
    assert dict(office.used()) == {
        "2026-03-02-0600": ["early.json"],
        "2026-03-02-1300": ["late.json"],
    }


def test_a_revision_replaces_what_was_not_yet_printed(tmp_path: Path) -> None:
    office = Office.opened(tmp_path, datetime(2026, 3, 2, 4, tzinfo=UTC), editions=(time(6),))
    office.write("dam", "The dam holds, said the mayor of Linden on Monday.\n")
    office.desk = replace(office.desk, editions=(time(6),))
    office.run()  # nothing is due at four; it is collected
    office.write("dam", "The dam has broken, said the mayor of Linden on Monday.\n")
    office.clock.time = datetime(2026, 3, 2, 6, 1, tzinfo=UTC)
    report = office.run()
    assert dict(office.used()) == {"2026-03-02-0600": ["dam.json"]}
    assert report.record is not None
    assert report.record.account["Inbox"]["aside"] == {"revised since": 1}
