"""An entry of a feed that is written again: a revision, whose change is kept, and one witness."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import select

from briefing.archive.base.tables import belongs, revisions
from briefing.collect import World
from briefing.collect.http import Door
from briefing.config import SourceSettings
from briefing.engine import Inline
from briefing.morning.run import Tools, run
from tests.collect.feeds import rss
from tests.collect.servers import serving
from tests.morning.desks import Office, utc

FIRST = "The dam above Linden holds, said the mayor on Monday. "
SECOND = "The dam above Linden has broken, said the mayor on Monday evening. "
REST = "The ferry to Vesk sailed as usual, with forty passengers on board. " * 15


@pytest.mark.parametrize("moved", [False, True], ids=["there", "moved"])
def test_a_changed_entry_is_a_revision_in_the_archive(tmp_path: Path, moved: bool) -> None:
    office = Office.opened(tmp_path, utc("2026-03-02T06:01"), editions=(time(6), time(18)))
    entry = {"title": "Dam", "guid": "7", "link": "https://quay.example/dam"}
    entry["pubDate"] = "Mon, 02 Mar 2026 05:00:00 +0000"
    with serving() as site:
        options = {"url": site.url("/feed"), "text": "entry"}
        feed = SourceSettings("feed", "Quay News", options=options)
        office.desk = replace(office.desk, sources=(feed,))
        world = World(Door(allow=("127.0.0.1",), pace=0), now=office.clock)
        tools = Tools(world, Inline(), make=office.quick, send=office.hand_over)
        for at, text in (("06:01", FIRST), ("12:00", FIRST), ("18:01", SECOND)):
            office.clock.time = utc(f"2026-03-02T{at}")
            if moved and text == SECOND:
                entry["link"] = "https://quay.example/dam-has-broken"
            site["/feed"] = rss({**entry, "content:encoded": f"<p>{text}{REST}</p>"})
            run(office.desk, office.base(), office.out, tools)
    assert dict(office.used()) == {
        "2026-03-02-0600": ["https://quay.example/dam"],
        "2026-03-02-1800": ["https://quay.example/dam"],
    }
    with office.base().read() as connection:
        (told,) = connection.execute(select(revisions.c.changed)).scalars()
    changed = json.loads(told)
    assert changed["gone"] == [FIRST.strip()]
    assert changed["come"] == [SECOND.strip()]


@pytest.mark.parametrize("kind", ["jsonl", "folder"])
def test_lines_of_a_file_that_is_written_anew_are_other_articles(tmp_path: Path, kind: str) -> None:
    """Those of before have not been in an edition yet, and are no earlier text of these."""
    office = Office.opened(tmp_path, utc("2026-03-02T02:00"), editions=(time(6),))
    lines = SourceSettings(kind, "Lines", options={"path": "inbox"})
    office.desk = replace(office.desk, sources=(lines,))
    for at, first in (("02:00", "dam"), ("04:00", "ferry"), ("06:01", "ferry")):
        office.clock.time = utc(f"2026-03-02T{at}")
        told = {"text": f"The {first} of Linden. {REST}", "published": "2026-03-02"}
        (tmp_path / "inbox" / "night.jsonl").write_text(json.dumps(told) + "\n")
        office.run()
    with office.base().read() as connection:
        used = select(belongs.c.uri).where(belongs.c.aside == "").order_by(belongs.c.entry)
        assert list(connection.execute(used).scalars()) == ["night.jsonl#1", "night.jsonl#1 (2)"]
        assert connection.execute(select(revisions)).all() == []
