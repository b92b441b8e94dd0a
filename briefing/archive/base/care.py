"""Looking after the archive: is it whole, a copy of it, what may go, and all of it as text."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from briefing.archive.base.base import Base, stamp
from briefing.archive.base.entries import article_of, body_of
from briefing.archive.base.tables import (
    ROWS,
    articles,
    belongs,
    documents,
    editions,
    entries,
    files,
    gaps,
    outbox,
    runs,
    visits,
)
from briefing.errors import ArchiveError

_MANY = 500


# --- Is it whole? ---------------------------------------------------------------------------


def faults(base: Base) -> Iterator[str]:
    """A line for each thing that is wrong: the database's own checks, and every digest."""
    with base.read() as connection:
        if connection.dialect.name == "sqlite":
            yield from _sqlite_faults(connection)
        for digest, packed in connection.execute(select(documents.c.digest, documents.c.body)):
            try:
                told = sha256(body_of(packed)).hexdigest()
            except Exception as error:  # noqa: BLE001  # zlib's, and whatever else broke
                yield f"document {digest}: cannot be unpacked ({error})"
                continue
            if told != digest:
                yield f"document {digest}: holds other bytes ({told})"
        for number, entry in connection.execute(
            select(articles.c.number, articles.c.entry)
            .outerjoin(entries, entries.c.id == articles.c.entry)
            .where(entries.c.id.is_(None))
        ):
            yield f"article {number}: belongs to no entry ({entry})"


def _sqlite_faults(connection: Connection) -> Iterator[str]:
    for (line,) in connection.execute(text("PRAGMA integrity_check")):
        if line != "ok":
            yield f"integrity: {line}"
    for table, row, other, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"{table} {row}: refers to what is not in {other}"


def counts(base: Base) -> dict[str, int]:
    """How much the archive holds for its desk."""
    with base.read() as connection:
        asked = {
            "documents": select(func.count()).select_from(documents),
            "entries": select(func.count()).where(entries.c.desk == base.desk),
            "articles": select(func.count()).select_from(articles),
            "editions": select(func.count()).where(editions.c.desk == base.desk),
            "mails": select(func.count()).where(outbox.c.desk == base.desk),
        }
        return {name: int(connection.execute(s).scalar() or 0) for name, s in asked.items()}


# --- Copies ---------------------------------------------------------------------------------


def backup(base: Base, path: Path) -> None:
    """All of the archive in one SQLite file, which stands there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    for old in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
        old.unlink(missing_ok=True)
    with base.faults():
        path.parent.mkdir(parents=True, exist_ok=True)
        copy = Base(str(part), base.desk, base.now)
        _copy(base, copy)
        with copy.faults(), copy.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
            connection.exec_driver_sql("BEGIN")
        handle = os.open(part, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        part.replace(path)


def restore(base: Base, path: Path) -> None:
    """Fill an empty archive from a copy. Raises `ArchiveError` for one that holds something."""
    if not path.is_file():
        raise ArchiveError(f"{path}: no such backup")
    copy = Base(str(path), base.desk, base.now)
    if broken := list(faults(copy)):
        raise ArchiveError(f"{path}: is damaged and was not restored: {broken[0]}")
    with base.read() as connection:
        held = [t.name for t in ROWS if connection.execute(select(t).limit(1)).first()]
    if set(held) - {"notes"}:
        raise ArchiveError(
            f"{base.shown}: holds something ({held[0]}); restore fills an empty archive, "
            f"so move this one away first"
        )
    _copy(copy, base)


def _copy(source: Base, target: Base) -> None:
    """All rows of one archive into another that is empty, in one transaction."""
    with source.read() as reading, target.write() as writing:
        for table in ROWS:
            writing.execute(delete(table))
        for table in ROWS:
            rows = reading.execute(select(table)).mappings()
            while batch := rows.fetchmany(_MANY):
                writing.execute(table.insert(), [dict(row) for row in batch])
            if writing.dialect.name == "postgresql":
                _reset_number(writing, table)


def _reset_number(connection: Connection, table: Any) -> None:
    """PostgreSQL counts on from where its own sequence stands."""
    key = next(iter(table.primary_key))
    if len(table.primary_key) == 1 and key.autoincrement is True:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "  # noqa: S608
                f"(SELECT coalesce(max({key.name}), 0) + 1 FROM {table.name}), false)"
            )
        )


# --- What may go ----------------------------------------------------------------------------


def prune(base: Base, days: int) -> dict[str, int]:
    """Let go of what is older than so many days, but of nothing that an edition still needs.

    Editions stay on record, and what they printed; those whose articles went can no
    longer be made again. What was handed over stays known, or it would come again.
    """
    before = stamp(base.now() - timedelta(days=days))
    with base.write() as connection:
        old = select(entries.c.id).where(entries.c.desk == base.desk, entries.c.last < before)
        lately = select(editions.c.id).where(editions.c.cutoff >= before[:10])
        needed = select(belongs.c.entry).where(belongs.c.edition.in_(lately))
        gone = connection.execute(
            delete(entries).where(entries.c.id.in_(old), entries.c.id.not_in(needed))
        ).rowcount
        connection.execute(delete(visits).where(visits.c.desk == base.desk, visits.c.at < before))
        connection.execute(delete(runs).where(runs.c.desk == base.desk, runs.c.began < before))
        connection.execute(delete(gaps).where(gaps.c.desk == base.desk, gaps.c.at < before))
        kept = select(entries.c.digest).union(select(files.c.digest))
        bodies = connection.execute(delete(documents).where(documents.c.digest.not_in(kept)))
        freed = bodies.rowcount
    with base.faults(), base.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("BEGIN")
    return {"entries": gone, "documents": freed}


# --- As text --------------------------------------------------------------------------------


def export(base: Base) -> Iterator[str]:
    """A line of JSON for each article, in the form that a source of kind jsonl reads."""
    joined = articles.join(entries, entries.c.id == articles.c.entry)
    joined = joined.outerjoin(belongs, belongs.c.entry == entries.c.id)
    joined = joined.outerjoin(editions, editions.c.id == belongs.c.edition)
    wanted = select(articles, entries.c.source, entries.c.uri, editions.c.name.label("edition"))
    with base.read() as connection:
        for row in connection.execute(
            wanted.select_from(joined)
            .where(entries.c.desk == base.desk)
            .order_by(articles.c.number)
        ):
            article = article_of(row.text, row.data)
            told = {
                "id": article.id, "uri": row.uri, "source": row.source, "edition": row.edition,
                "title": article.title, "url": article.url, "outlet": article.outlet,
                "owner": article.owner, "byline": article.byline, "agency": article.agency,
                "published": article.published, "language": article.language,
                "text": article.text,
            }  # fmt: skip
            yield json.dumps({k: v for k, v in told.items() if v}, ensure_ascii=False)
