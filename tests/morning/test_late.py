"""Readers who did not get an edition before its deadline."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from briefing.archive.base.outbox import Outbox
from briefing.model import Edition
from briefing.morning import post
from tests.morning.desks import Office

ANA, BEN = "ana@example.org", "ben@example.org"


def test_who_did_not_get_it_is_told_once_and_who_was_set_aside_is_not_late(tmp_path: Path) -> None:
    """A run must not end with 5 every day for an address that its server refused long ago."""
    office = Office.opened(tmp_path, datetime(2026, 3, 2, 6, tzinfo=UTC), editions=(time(6),))
    office.with_readers(1, ANA, BEN)
    base = office.base()
    Outbox(base).bar(BEN, "refused", "RCPT: 550 no such reader")
    edition = Edition("Linden", "2026-03-02", "2026-03-02T06:00:00+00:00", "", 1)
    made = post.Post(tmp_path / "output" / "2026-03-02", edition, office.clock.time)
    office.clock.forward(office.desk.audiences[0].deadline + timedelta(minutes=1))
    told = {
        receipt.recipient: (receipt.status, receipt.detail)
        for receipt in post.deliver(office.desk, base, made, sending=office.hand_over)
    }
    assert told == {
        ANA: ("late", "not sent before the deadline (no run came)"),
        BEN: ("kept", "set aside: refused (RCPT: 550 no such reader)"),
    }
    again = post.deliver(office.desk, base, made, sending=office.hand_over)
    assert {receipt.status for receipt in again} == {"kept"}
    assert office.got == []
    assert not post.is_open(office.desk, base, made)


def test_who_joins_later_did_not_miss_what_went_out_before(tmp_path: Path) -> None:
    """It is told once, and is no failure of delivery."""
    office = Office.opened(tmp_path, datetime(2026, 3, 2, 6, 1, tzinfo=UTC), editions=(time(6),))
    office.with_readers(1, ANA)
    office.write("boats", published="2026-03-02")
    assert office.run().code == 0
    office.with_readers(1, ANA, BEN)
    office.clock.forward(office.desk.audiences[0].deadline + timedelta(minutes=1))
    report = office.run()
    assert report.code == 0
    assert [(r.recipient, r.status) for r in report.receipts] == [(BEN, "kept")]
    assert office.run().receipts == []
    assert office.got == [("2026-03-02-0600", ANA)]
