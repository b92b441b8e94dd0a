"""What a run tells whoever looks after the desk, and the monitoring address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from briefing.archive.base import health
from briefing.model import Gap, Receipt
from briefing.morning import run as running
from briefing.morning.making import silences
from briefing.morning.run import Report, lines
from briefing.render.said import catalogue, codes
from tests.morning.desks import Office

MORNING = datetime(2026, 3, 2, 6, 1, tzinfo=UTC)
READERS = ("ana@example.org", "ben@example.org")


def test_a_run_that_breaks_down_is_told_to_the_monitor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(running, "heard", lambda _, url: asked.append(url))
    office = Office.opened(
        tmp_path, MORNING, editions=(time(6),), ping="https://monitor.example/desk"
    )
    office.write("boats", published="2026-03-02")
    monkeypatch.setattr(Office, "quick", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.run()
    monkeypatch.undo()
    assert asked == [f"https://monitor.example/desk{end}" for end in ("/start", "/1")]
    office.desk = Office.opened(tmp_path, MORNING, editions=(time(6),)).desk
    assert office.run().edition == "2026-03-02-0600"


def test_of_whom_there_is_nothing_new_nothing_is_told(tmp_path: Path) -> None:
    """An edition that one audience waits for is looked at in each run, with all its readers."""
    office = Office.opened(tmp_path, MORNING, editions=(time(6),))
    office.with_readers(1, *READERS)
    (one,) = office.desk.audiences
    held = replace(one, name="board", approve=True)
    office.desk = replace(office.desk, audiences=(one, held))
    office.write("boats", published="2026-03-02")
    assert [r.status for r in office.run().receipts] == ["held", "delivered", "delivered"]
    office.clock.forward(timedelta(minutes=15))
    assert [r.status for r in office.run().receipts] == ["held"]


def test_a_watched_word_is_not_left_out(tmp_path: Path) -> None:
    office = Office.opened(tmp_path, MORNING, editions=(time(6),), watch=("boats",))
    office.write("boats", published="2026-03-02")
    told = list(lines(office.run()))
    assert "watch list: boats: 1 article; 0 in the seven days before" in told
    assert not [line for line in told if line.startswith("left out watch")]


def test_a_silence_of_less_than_two_days_is_told_in_hours_in_every_language(
    tmp_path: Path,
) -> None:
    office = Office.opened(tmp_path, MORNING)
    base = office.base()
    for _ in range(3):
        health.note_visit(base, "Inbox", 1, 1)
        office.clock.forward(timedelta(hours=6))
    office.clock.forward(timedelta(hours=37))
    (gap,) = silences(office.desk, base)
    assert gap == Gap(
        "Inbox",
        "silent: nothing new for 43 hours, since 2026-03-02; its pauses are hardly ever longer "
        "than 24 hours",
    )
    message = gap.what.partition(";")[0]
    for code in codes():
        assert "43" in (said := catalogue(code).say(message))
        assert code == "en" or said != message


def test_lines_name_who_was_served() -> None:
    report = Report(receipts=[Receipt("ana@example.org", "delivered", "OK")])
    assert list(lines(report)) == ["ana@example.org: delivered OK"]
