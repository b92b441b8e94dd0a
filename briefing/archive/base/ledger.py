"""Which edition took which article: each belongs to one, and to no other.

An edition is settled before it is made. From then on its input is fixed, so that a run
that dies while it writes is followed by one that writes the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from briefing.archive.base.base import Base, ignore, safe
from briefing.archive.base.entries import Entry, body_of, is_line, keep_document
from briefing.archive.base.tables import (
    articles,
    belongs,
    documents,
    editions,
    entries,
    files,
    gaps,
)
from briefing.model import Gap, Issue

TAKEN, MADE, FOUND = "taken", "made", "found"


@dataclass(frozen=True, slots=True)
class Record:
    """An edition in the archive.

    `account` and `notes` are what was told of its input, and the editor's words by audience;
    `missed` are the earlier editions that an audience did not get.
    """

    id: int
    issue: Issue
    state: str
    taken: str
    made: str
    gaps: tuple[Gap, ...]
    account: Mapping[str, Any]
    notes: Mapping[str, str]
    missed: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Taking:
    """What an edition takes of the entries, by id.

    `used` gives their addresses in the edition, `aside` tells why others stay out for good.
    """

    used: Mapping[int, str]
    aside: Mapping[int, str]
    gaps: tuple[Gap, ...]
    account: Mapping[str, Any]
    notes: Mapping[str, str]
    missed: Mapping[str, Sequence[str]] = field(default_factory=dict)


# --- Finding --------------------------------------------------------------------------------


def found(base: Base, name: str) -> Record | None:
    """The edition whose folder has this name."""
    with base.read() as connection:
        row = connection.execute(_editions(base).where(editions.c.name == name)).first()
    return _record(row) if row else None


def last(base: Base, before: str = "~") -> Record | None:
    """The newest edition whose name is before this one."""
    wanted = _editions(base).where(editions.c.name < before).order_by(editions.c.name.desc())
    with base.read() as connection:
        row = connection.execute(wanted).first()
    return _record(row) if row else None


def number_of(base: Base, name: str) -> int:
    """Counts from 1: one more than the editions before."""
    before = (editions.c.desk == base.desk) & (editions.c.name < name)
    with base.read() as connection:
        return 1 + int(connection.execute(select(func.count()).where(before)).scalar() or 0)


def unfinished(base: Base) -> tuple[Record, ...]:
    """Editions whose input is settled and whose files were never finished, oldest first."""
    wanted = _editions(base).where(editions.c.state == TAKEN).order_by(editions.c.name)
    with base.read() as connection:
        return tuple(map(_record, connection.execute(wanted)))


def recorded(base: Base, since: str = "") -> tuple[Record, ...]:
    """All editions from this name on, oldest first."""
    wanted = _editions(base).where(editions.c.name >= since).order_by(editions.c.name)
    with base.read() as connection:
        return tuple(map(_record, connection.execute(wanted)))


def names(base: Base) -> frozenset[str]:
    """The names of all editions."""
    with base.read() as connection:
        own = select(editions.c.name).where(editions.c.desk == base.desk)
        return frozenset(connection.execute(own).scalars())


def made_since(base: Base, moment: str) -> tuple[Record, ...]:
    """The editions that were made after a moment, whatever their date, oldest first."""
    lately = (editions.c.state == MADE) & (editions.c.made > moment)
    with base.read() as connection:
        found = connection.execute(_editions(base).where(lately).order_by(editions.c.name))
        return tuple(map(_record, found))


def _editions(base: Base) -> Any:
    return select(editions).where(editions.c.desk == base.desk)


def _record(row: Row[Any]) -> Record:
    issue = Issue(row.date, row.cutoff, row.number, row.slot)
    missing = tuple(Gap(where, what) for where, what in json.loads(row.gaps))
    told = (json.loads(text) for text in (row.account, row.notes, row.missed))
    return Record(row.id, issue, row.state, row.taken, row.made, missing, *told)


# --- Taking ---------------------------------------------------------------------------------


def waiting(base: Base) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The newest entry of each address that belongs to no edition, and those it revises.

    A page of the web has one address, whichever sources lead to it; a file has one in
    its source. A line of a file has none: what stands there later is another article.
    """
    newest: dict[tuple[str, ...], tuple[Entry, bool]] = {}
    older: list[Entry] = []
    with base.read() as connection:
        rows = connection.execute(_with_edition(base)).all()
    for row in rows:
        entry = Entry(row.id, row.source, row.uri, row.digest, row.first, row.last)
        before = newest.get(_address(entry))
        if before and not before[1]:
            older.append(before[0])
        newest[_address(entry)] = entry, row.edition is not None
    return tuple(entry for entry, taken in newest.values() if not taken), tuple(older)


def _with_edition(base: Base) -> Any:
    """All entries of addresses of which some entry is open, in order of arrival."""
    open_uris = (
        select(entries.c.uri)
        .select_from(entries.outerjoin(belongs, belongs.c.entry == entries.c.id))
        .where(entries.c.desk == base.desk, belongs.c.entry.is_(None))
    )
    return (
        select(entries, belongs.c.edition)
        .select_from(entries.outerjoin(belongs, belongs.c.entry == entries.c.id))
        .where(entries.c.desk == base.desk, entries.c.uri.in_(open_uris))
        .order_by(entries.c.last, entries.c.id)
    )


def _address(entry: Entry) -> tuple[str, ...]:
    if entry.uri.startswith(("http://", "https://")):
        return ("", entry.uri)
    if is_line(entry.uri):
        return (entry.source, entry.uri, entry.digest)
    return (entry.source, entry.uri)


def printed_before(base: Base, ids: Iterable[str]) -> frozenset[str]:
    """Those of these articles, by id, that an edition has taken already."""
    wanted = list(ids)
    read: set[str] = set()
    joined = articles.join(belongs, belongs.c.entry == articles.c.entry)
    with base.read() as connection:
        for start in range(0, len(wanted), 400):
            few = articles.c.article.in_(wanted[start : start + 400])
            chosen = select(articles.c.article).select_from(joined).where(few)
            read.update(connection.execute(chosen.where(belongs.c.aside == "")).scalars())
    return frozenset(read)


def take(base: Base, issue: Issue, taking: Taking) -> Record:
    """Settle an edition's input. One that is settled already stays as it is."""
    with base.write() as connection:
        row = _edition_row(base, issue, taking)
        if connection.execute(ignore(connection, editions), row).rowcount:
            own = connection.execute(_editions(base).where(editions.c.name == issue.name)).one()
            _assign(connection, own.id, taking)
            _told(base, connection, taking)
    record = found(base, issue.name)
    assert record is not None
    return record


def _edition_row(base: Base, issue: Issue, taking: Taking) -> dict[str, Any]:
    return {
        "desk": base.desk,
        "name": issue.name,
        "date": issue.date,
        "slot": issue.slot,
        "number": issue.number,
        "cutoff": issue.cutoff,
        "state": TAKEN,
        "taken": base.moment,
        "gaps": json.dumps([[gap.where, gap.what] for gap in taking.gaps]),
        "account": json.dumps(taking.account),
        "notes": json.dumps(taking.notes),
        "missed": json.dumps(taking.missed),
    }


def _assign(connection: Connection, edition: int, taking: Taking) -> None:
    rows = [
        {"entry": entry, "edition": edition, "uri": safe(uri), "aside": ""}
        for entry, uri in sorted(taking.used.items())
    ]
    rows += [
        {"entry": entry, "edition": edition, "uri": "", "aside": safe(why)}
        for entry, why in sorted(taking.aside.items())
    ]
    if rows:
        connection.execute(ignore(connection, belongs), rows)


def _told(base: Base, connection: Connection, taking: Taking) -> None:
    """What is missing at a place is told once; what a whole source lacks, while it lacks it."""
    for gap in taking.gaps:
        once = (gaps.c.place == safe(gap.where)) & (gaps.c.place != gaps.c.source)
        connection.execute(delete(gaps).where(gaps.c.desk == base.desk, once))


def input_of(base: Base, record: Record) -> Mapping[int, str]:
    """The entries that an edition used, with their addresses in it."""
    used = (belongs.c.edition == record.id) & (belongs.c.aside == "")
    with base.read() as connection:
        rows = connection.execute(
            select(belongs.c.entry, belongs.c.uri).where(used).order_by(belongs.c.entry)
        )
        return {row.entry: row.uri for row in rows}


def open_gaps(base: Base, sources: Sequence[str]) -> tuple[Gap, ...]:
    """What sources could not give and no edition has told, and what they lack as a whole."""
    with base.read() as connection:
        rows = connection.execute(
            select(gaps)
            .where(gaps.c.desk == base.desk, gaps.c.source.in_(list(sources)))
            .order_by(gaps.c.place, gaps.c.source)
        )
        return tuple(Gap(row.place, row.what) for row in rows)


# --- Made -----------------------------------------------------------------------------------


def finish(base: Base, record: Record, made: Mapping[str, bytes], notes: Mapping[str, str]) -> None:
    """The files of an edition that later ones compare with; the edition is made."""
    with base.write() as connection:
        _keep_files(connection, record.id, made)
        values = {"state": MADE, "made": base.moment, "notes": json.dumps(notes)}
        connection.execute(update(editions).where(editions.c.id == record.id).values(values))


def adopt(base: Base, issue: Issue, made: Mapping[str, bytes]) -> bool:
    """Take in an edition that was found as a folder; False where it is known."""
    with base.write() as connection:
        nothing = Taking({}, {}, (), {}, {})
        row = {**_edition_row(base, issue, nothing), "state": FOUND, "made": base.moment}
        if not connection.execute(ignore(connection, editions), row).rowcount:
            return False
        own = connection.execute(_editions(base).where(editions.c.name == issue.name)).one()
        _keep_files(connection, own.id, made)
    return True


def forget(base: Base, record: Record) -> None:
    """An edition that was found as a folder is known no longer."""
    own = (editions.c.id == record.id) & (editions.c.state == FOUND)
    with base.write() as connection:
        connection.execute(delete(files).where(files.c.edition == record.id))
        connection.execute(delete(editions).where(own))


def _keep_files(connection: Connection, edition: int, made: Mapping[str, bytes]) -> None:
    connection.execute(delete(files).where(files.c.edition == edition))
    rows = [
        {"edition": edition, "name": name, "digest": keep_document(connection, content)}
        for name, content in sorted(made.items())
    ]
    if rows:
        connection.execute(files.insert(), rows)


def files_of(base: Base, record: Record) -> Mapping[str, bytes]:
    """The files of an edition that the archive holds, by name."""
    joined = files.join(documents, documents.c.digest == files.c.digest)
    wanted = select(files.c.name, documents.c.body).select_from(joined)
    with base.read() as connection:
        rows = connection.execute(
            wanted.where(files.c.edition == record.id).order_by(files.c.name)
        ).all()
    return {row.name: body_of(row.body) for row in rows}
