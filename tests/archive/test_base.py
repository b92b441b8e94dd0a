"""The archive on both databases: one form, one behaviour, copies, faults and locks."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.archive.base import care, entries, health, ledger
from briefing.archive.base.base import Base
from briefing.archive.base.ledger import Taking
from briefing.archive.base.memory import SourceMemory
from briefing.archive.base.outbox import Outbox, take_in
from briefing.archive.base.search import CLOSE, OPEN, Question, search
from briefing.archive.base.tables import ROWS, meta
from briefing.collect import Validators
from briefing.errors import ArchiveError
from briefing.model import Document, Edition, Gap, Issue
from tests.archive import postgres
from tests.fakes import article

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EDITION = Edition("Linden", "2026-03-02", "2026-03-02T06:00:00+00:00", "reader", 1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # Not pytest's folder: whoever runs the server must be able to enter it.
    with tempfile.TemporaryDirectory() as folder, postgres.serving(Path(folder)) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Base:
    if request.param == "sqlite":
        return Base(str(tmp_path / "archive.sqlite"), "Linden", lambda: NOON)
    found = Base(request.getfixturevalue("server"), "Linden", lambda: NOON)
    with found.write() as connection:
        for table in reversed(ROWS):
            connection.execute(table.delete())
    return found


def document(body: str, uri: str = "a.txt") -> Document:
    return Document(uri, "text/plain", body.encode(), "Inbox", NOON)


def stored(base: Base, *bodies: str, uri: str = "a.txt") -> list[int]:
    for body in bodies:
        entries.store(base, "Inbox", [document(body, uri)])
    ids = list(entries.unread(base, "reader-1"))
    for one, found in entries.documents_of(base, ids).items():
        read = article(found.body.decode(), found.uri, uri=found.uri, title="Dam", outlet="Post")
        entries.keep_readings(base, "reader-1", [(one, [read])])
    return ids


def test_migrations_make_what_the_tables_say(base: Base) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with base.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection), meta)
    assert [one for one in found if "article_words" not in str(one)] == []


def test_a_document_is_stored_once_and_comes_back_as_it_was(base: Base) -> None:
    first = entries.store(base, "Inbox", [document("The dam holds."), Gap("b.txt", "unreadable")])
    again = entries.store(base, "Inbox", [document("The dam holds.")])
    assert (first.new, again.new, again.again) == (1, 0, 1)
    (one,) = entries.unread(base, "any")
    assert entries.documents_of(base, [one])[one] == document("The dam holds.")
    assert ledger.open_gaps(base, ["Inbox"]) == (Gap("b.txt", "unreadable"),)


def test_articles_come_back_as_they_were_read(base: Base) -> None:
    (one,) = stored(base, "The dam holds. It is old.")
    ((read,), _) = entries.articles_of(base, [one])[one]
    told = article("The dam holds. It is old.", "a.txt", uri="a.txt", title="Dam", outlet="Post")
    assert all(getattr(read, n) == getattr(told, n) for n in type(read).__slots__)
    assert entries.unread(base, "reader-2") == (one,)
    assert entries.unread(base, "reader-1") == ()


def test_a_revision_is_no_second_article_and_what_it_changed_is_kept(base: Base) -> None:
    old, new = stored(base, "The dam holds. It is old.", "The dam broke. It is old.")
    newest, older = ledger.waiting(base)
    assert ([e.id for e in newest], [e.id for e in older]) == ([new], [old])
    with base.read() as connection:
        (row,) = connection.exec_driver_sql("SELECT changed FROM revisions").all()
    assert row[0] == '{"gone": ["The dam holds."], "come": ["The dam broke."]}'


def test_an_article_belongs_to_one_edition_whoever_is_first(base: Base) -> None:
    (one,) = stored(base, "The dam holds.")
    records = []

    def take(name: str) -> None:
        issue = Issue("2026-03-02", "2026-03-02T06:00:00+00:00", 1, name)
        records.append(ledger.take(base, issue, Taking({one: "a.txt"}, {}, (), {}, {})))

    takers = [threading.Thread(target=take, args=(slot,)) for slot in ("06:00", "13:00", "06:00")]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert len({record.id for record in records}) == 2
    taken = [ledger.input_of(base, r) for r in {r.id: r for r in records}.values()]
    assert sorted(map(len, taken)) == [0, 1]


def test_what_is_handed_over_is_known_once_it_is_stored(base: Base) -> None:
    memory = SourceMemory(base, "Feed", Validators)
    memory.handed("Feed", "one")
    memory.remember("https://a.example/feed", Validators("tag", "Monday"))
    assert not SourceMemory(base, "Feed", Validators).seen("Feed", "one")
    entries.store(base, "Feed", [], [memory.taken()])
    later = SourceMemory(base, "Feed", Validators)
    assert later.seen("Feed", "one")
    assert not later.seen("Feed", "two")
    assert later.validators("https://a.example/feed") == Validators("tag", "Monday")
    assert later.validators("https://a.example/other") == Validators()


def test_the_outbox_remembers_defers_and_bars(base: Base) -> None:
    outbox = Outbox(base)
    assert outbox.find(EDITION, "ana@example.org") is None
    outbox.write(EDITION, "ana@example.org", "x", "deferred", "451 busy")
    outbox.write(EDITION, "ana@example.org", "x", "deferred", "451 busy")
    ((name, audience, due),) = outbox.deferred()
    assert (name, audience) == ("2026-03-02", "reader")
    assert datetime.fromisoformat(due) - NOON == timedelta(minutes=10)
    outbox.bar("ben@example.org", "refused", "550 nobody")
    assert outbox.barred("BEN@example.org") == "refused (550 nobody)"
    assert outbox.free("ben@example.org")
    assert outbox.barred("ben@example.org") == ""


def test_words_are_found_with_what_stands_around_them(base: Base) -> None:
    stored(base, "Engineers watch the dam at Linden. The river rises.", uri="a.txt")
    stored(base, "The ferry to Vesk sailed. No dam was seen.", uri="b.txt")
    (hit,) = search(base, Question('"the dam"'))
    assert hit.uri == "a.txt"
    assert f"{OPEN}dam{CLOSE}" in hit.excerpt.replace(f"{OPEN}the dam{CLOSE}", f"{OPEN}dam{CLOSE}")
    assert {h.uri for h in search(base, Question("dam"))} == {"a.txt", "b.txt"}
    assert [h.uri for h in search(base, Question("ferr*"))] == ["b.txt"]
    assert [h.uri for h in search(base, Question("dam", any_of=("Vesk", "Orlova")))] == ["b.txt"]
    assert search(base, Question("dam", outlet="Nobody")) == ()
    assert search(base, Question("') OR 1=1 --")) == ()


def test_a_copy_restores_to_the_same_archive(base: Base, tmp_path: Path) -> None:
    ids = stored(base, "The dam holds.", "The dam broke.")
    issue = Issue("2026-03-02", "2026-03-02T06:00:00+00:00", 1)
    record = ledger.take(base, issue, Taking({ids[1]: "a.txt"}, {ids[0]: "old"}, (), {}, {}))
    ledger.finish(base, record, {"analysis.json": b"{}"}, {})
    Outbox(base).write(EDITION, "ana@example.org", "x", "delivered")
    care.backup(base, tmp_path / "copy.sqlite")
    assert not list(tmp_path.glob(".copy*"))
    other = Base(str(tmp_path / "other.sqlite"), "Linden", lambda: NOON)
    care.restore(other, tmp_path / "copy.sqlite")
    assert list(care.faults(other)) == []
    assert care.counts(other) == care.counts(base)
    assert list(care.export(other)) == list(care.export(base))
    assert ledger.files_of(other, record) == {"analysis.json": b"{}"}
    with pytest.raises(ArchiveError, match="holds something"):
        care.restore(other, tmp_path / "copy.sqlite")


def test_pruning_keeps_what_editions_need(base: Base) -> None:
    kept, gone = *stored(base, "Printed.", uri="a.txt"), *stored(base, "Left.", uri="b.txt")
    issue = Issue("2026-04-20", "2026-04-20T06:00:00+00:00", 1)
    ledger.take(base, issue, Taking({kept: "a.txt"}, {}, (), {}, {}))
    base.now = lambda: NOON + timedelta(days=60)
    assert care.prune(base, 30) == {"entries": 1, "documents": 1}
    assert list(entries.documents_of(base, [kept, gone])) == [kept]
    assert list(care.faults(base)) == []


def test_a_source_is_silent_by_its_own_rhythm(base: Base) -> None:
    for day in range(20):
        base.now = lambda day=day: NOON + timedelta(days=day)  # type: ignore[misc]
        health.note_visit(base, "Daily", 5, 1)
        health.note_visit(base, "Weekly", 5, int(day % 7 == 0))
    names = ["Daily", "Weekly", "Never asked"]
    assert health.silent(base, names, NOON + timedelta(days=20)) == ()
    (one,) = health.silent(base, names[:1], NOON + timedelta(days=22))
    assert (one.source, one.lasts) == ("Daily", timedelta(days=3))


def test_one_at_a_time(base: Base) -> None:
    with base.alone("run", 0) as first, base.alone("run", 0.1) as second:
        assert (first, second) == (True, False)
    with base.alone("run", 0) as again:
        assert again


# --- SQLite alone ---------------------------------------------------------------------------


def test_many_may_open_a_new_archive_at_once(tmp_path: Path) -> None:
    address = str(tmp_path / "archive.sqlite")
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Base(address, "Linden", lambda: NOON), range(24)))
    assert len(opened) == 24


def test_a_damaged_document_is_found(tmp_path: Path) -> None:
    base = Base(str(tmp_path / "archive.sqlite"), "Linden", lambda: NOON)
    stored(base, "The dam holds.")
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as file, file:
        file.execute("UPDATE documents SET body = x'789c030000000001'")
    (fault,) = care.faults(base)
    assert "holds other bytes" in fault


def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Base(str(tmp_path / "archive.sqlite"), "Linden")
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ArchiveError, match="newer version"):
        Base(str(tmp_path / "archive.sqlite"), "Linden")


def test_an_outbox_of_before_is_taken_in_once(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "outbox.sqlite")) as old, old:
        old.execute("CREATE TABLE outbox (desk, date, audience, recipient, digest, state)")
        old.execute(
            "INSERT INTO outbox VALUES ('Linden', '2026-03-02', 'reader', 'a@b.c', 'x', 'sending')"
        )
    base = Base(str(tmp_path / "archive.sqlite"), "Linden")
    for _ in range(2):
        take_in(base, tmp_path / "outbox.sqlite")
        found = Outbox(base).find(EDITION, "a@b.c")
        assert (found is not None) is (_ == 0)
        Outbox(base).forget(EDITION, "a@b.c")


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """The file may have no more pages than it has: every write fails as on a full disk."""
    base = Base(str(tmp_path / "archive.sqlite"), "Linden", lambda: NOON)
    stored(base, "The dam holds.")
    from sqlalchemy import event

    @event.listens_for(base.engine, "connect")
    def full(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(ArchiveError, match=r"full.*make room"):
        entries.store(base, "Inbox", [document("x" * 9_000 + os.urandom(40_000).hex(), "b.txt")])
    event.remove(base.engine, "connect", full)
    assert list(care.faults(base)) == []
    assert care.counts(base)["entries"] == 1


KILLED = """
import os, sys, datetime
from briefing.archive.base import entries
from briefing.archive.base.base import Base
from briefing.model import Document
base = Base(sys.argv[1], "Linden")
print("ready", flush=True)
for n in range(100000):
    entries.store(base, "Inbox", [Document(f"{n}.txt", "text/plain", os.urandom(500))])
    print(n, flush=True)
"""


@pytest.mark.parametrize("pause", [0.0, 0.013, 0.05])
def test_a_killed_writer_loses_nothing_that_it_had_stored(tmp_path: Path, pause: float) -> None:
    address = str(tmp_path / "archive.sqlite")
    command = [sys.executable, "-c", KILLED, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if line.strip().isdigit() and int(line) >= 3:
                break
        threading.Event().wait(pause)
        writer.kill()
        told = [int(line), *(int(n) for n in writer.stdout.read().split() if n.isdigit())]
    base = Base(address, "Linden")
    assert list(care.faults(base)) == []
    assert care.counts(base)["entries"] >= max(told) + 1


# --- Turns ----------------------------------------------------------------------------------


def test_a_run_that_lost_its_lock_hands_over_nothing_more(base: Base) -> None:
    """A session that is dropped or a lock file that is removed lets another run in."""
    first, second = Outbox(base), Outbox(Base(base.address, "Linden", lambda: NOON))
    with first.alone():
        first.write(EDITION, "ana@example.org", "x", "sending")
        lose_locks(base)
        with second.alone():
            found = second.find(EDITION, "ana@example.org")
            assert found is not None
            assert found.state == "sending"
            second.write(EDITION, "ben@example.org", "x", "sending")
            for state in ("sending", "deferred"):
                with pytest.raises(ArchiveError, match="another run has taken over"):
                    first.write(EDITION, "cleo@example.org", "x", state)
            first.write(EDITION, "ana@example.org", "x", "delivered")  # that it was, is true
            second.write(EDITION, "ben@example.org", "x", "delivered")
    assert [getattr(second.find(EDITION, f"{n}@example.org"), "state", "") for n in
            ("ana", "ben", "cleo")] == ["delivered", "delivered", ""]  # fmt: skip
    with first.alone():
        first.write(EDITION, "cleo@example.org", "x", "sending")


def test_a_run_that_lost_its_lock_settles_no_edition(base: Base) -> None:
    (one,) = stored(base, "The dam holds.")
    issue = Issue("2026-03-02", "2026-03-02T06:00:00+00:00", 1)
    other = Base(base.address, "Linden", lambda: NOON)
    with base.alone("run", 0) as mine:
        assert mine
        lose_locks(base)
        with other.alone("run", 5) as theirs:
            assert theirs
            with pytest.raises(ArchiveError, match="another run has taken over"):
                ledger.take(base, issue, Taking({one: "a.txt"}, {}, (), {}, {}))
            ledger.take(other, issue, Taking({one: "a.txt"}, {}, (), {}, {}))


def lose_locks(base: Base) -> None:
    if base.path is not None:
        for path in base.path.parent.glob("*.lock"):
            path.unlink()
        return
    with base.read() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        )
