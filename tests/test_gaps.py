"""What is missing is said once."""

from __future__ import annotations

from briefing.gaps import told_once
from briefing.model import Gap


def test_many_records_of_one_fault_are_one_gap() -> None:
    records = [Gap(f"feed.jsonl#{n}", "no text") for n in range(900, 100, -1)]
    other = Gap("feed.jsonl#5", "not JSON")
    page = Gap("page.html", "an empty file")
    assert told_once([*records, page, other]) == (
        Gap("feed.jsonl#101-900", "no text (800 records)"),
        other,
        page,
    )


def test_few_records_are_named_and_nothing_is_said_twice() -> None:
    few = tuple(Gap(f"feed.jsonl#{n}", "no text") for n in (1, 2, 3))
    assert told_once([*few, *few]) == few
