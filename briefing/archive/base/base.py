"""One database: opened, brought up to date, and used in short transactions.

SQLite writes ahead (WAL) and syncs each commit; one that writes makes others wait. All
that goes wrong with a database is an `ArchiveError` that names it and the cure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from secrets import token_hex
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from briefing.archive.base.tables import HEAD, notes
from briefing.errors import ArchiveError, ConfigError

PATIENCE = 60.0
"""Seconds that a transaction waits for another."""
_TURNS, _BETWEEN_TURNS = 100, 0.05
"""How often the write-ahead log is asked for, and the seconds between."""

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """When something was stored or sent is no property of an edition."""
    return datetime.now(UTC)


class Base:
    """The archive of a desk. Raises `ArchiveError` where it cannot be used.

    `address` is the path of an SQLite file, made when it does not exist, or an address
    like `postgresql://user@host/name`. `now` tells when things happen.
    """

    def __init__(self, address: str, desk: str, now: Now = utc_now) -> None:
        self.address = address
        self.desk = desk
        self.now = now
        self.path = None if is_server(address) else Path(address)
        self.shown = shown(address)
        self.engine = _engine(address, self.path)
        self._turns: dict[str, str] = {}
        with self.faults():
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self._up_to_date()

    @property
    def moment(self) -> str:
        """Now, as it is stored."""
        return stamp(self.now())

    # --- Transactions -----------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A view of the archive as it was at one moment."""
        with self.faults(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, out_of_turn: bool = False) -> Iterator[Connection]:
        """All of it or nothing. Of two at once the second waits.

        Raises `ArchiveError` where another run has been let in since this one was `alone`,
        unless what is written only tells what has happened (`out_of_turn`).
        """
        options = self.engine.execution_options(writing=True)
        with self.faults(), options.begin() as connection:
            if not out_of_turn:
                self._keep_turns(connection)
            yield connection

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Failures of the database as `ArchiveError`."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise ArchiveError(self._told(error)) from error

    def _told(self, error: Exception) -> str:
        said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        line = said.splitlines()[0] if said else type(error).__name__
        return f"{self.shown}: the archive cannot be used ({line}); {_cure(line)}"

    # --- Locks ------------------------------------------------------------------------------

    @contextmanager
    def alone(self, what: str, patience: float) -> Iterator[bool]:
        """While no other run does the same; False where that lasts longer than `patience` s.

        A run that is killed lets go at once. So does one whose session with the server is
        lost, or whose lock file somebody removes; it does not notice, and another is let in.
        Each therefore takes a number that no other has, and writes only while it is the last.
        """
        held = self._locked(what, patience) if self.path is None else self._file(what, patience)
        with held as got:
            if not got:
                yield False
                return
            self._turns[what] = self._take_turn(what)
            try:
                yield True
            finally:
                del self._turns[what]

    def _take_turn(self, what: str) -> str:
        """From here on nobody writes who was `alone` before."""
        number = token_hex(8)
        with self.write() as connection:
            upsert(connection, notes, {"key": self._turn(what), "value": number})
        return number

    def _keep_turns(self, connection: Connection) -> None:
        for what, number in self._turns.items():
            # Whoever wants the next turn waits until this is written: a lock on the row.
            last = select(notes.c.value).where(notes.c.key == self._turn(what))
            if connection.execute(last.with_for_update(read=True)).scalar() != number:
                raise ArchiveError(
                    f"{self.shown}: another run has taken over, since the lock of this one was "
                    f"lost with its session or its file; this one stops, and the other goes on"
                )

    def _turn(self, what: str) -> str:
        return f"turn of {what} of {self.desk}"

    @contextmanager
    def _file(self, what: str, patience: float) -> Iterator[bool]:
        from filelock import FileLock, Timeout

        assert self.path is not None
        lock = FileLock(self.path.with_name(f"{self.path.name}.{what}.lock"))
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            yield False
            return
        except (OSError, NotImplementedError) as error:
            raise ArchiveError(self._told(error)) from error
        try:
            yield True
        finally:
            lock.release()

    @contextmanager
    def _locked(self, what: str, patience: float) -> Iterator[bool]:
        """An advisory lock, which ends with its session."""
        number = int.from_bytes(sha256(f"{self.desk}\0{what}".encode()).digest()[:7])
        with self.faults():
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"SET lock_timeout = {max(1, int(patience * 1000))}"))
            try:
                connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": number})
            except DBAPIError as error:
                connection.close()
                if getattr(error.orig, "sqlstate", "") != _LOCK_TIMEOUT:
                    raise
                got = False
            else:
                got = True
        try:
            yield got
        finally:
            if got:
                # The server ends a session some time after it is closed.
                with suppress(SQLAlchemyError):
                    connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": number})
            with suppress(SQLAlchemyError):
                connection.close()

    # --- Its form ---------------------------------------------------------------------------

    def _up_to_date(self) -> None:
        with self.engine.begin() as connection:
            if _version(connection) == HEAD:
                return
        with self.engine.execution_options(writing=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
            found = _version(connection)
            if found and not _known(found):
                raise ArchiveError(
                    f"{self.shown}: was made by a newer version of briefing (form {found}); "
                    f"upgrade this one, or restore a backup of before"
                )
            _migrate(connection)


_LOCK_TIMEOUT = "55P03"
_MIGRATING = 2_023_021_406


def stamp(moment: datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC, to the microsecond, so that texts sort."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def is_server(address: str) -> bool:
    """Whether an address is that of a database server."""
    return address.startswith(("postgresql:", "postgres:", "postgresql+psycopg:"))


def shown(address: str) -> str:
    """An address without its password."""
    return re.sub(r"(://[^/@:]*):[^/]*@", r"\1:...@", address)


def digest_of(key: str) -> str:
    """A key of any length and any characters, as it is stored."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def safe(text: str) -> str:
    """A text that every database takes: without lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def ignore(connection: Connection, table: Any) -> Any:
    """INSERT of rows that may be there already."""
    return _insert(connection, table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Any, values: Mapping[str, Any]) -> None:
    """One row by its primary key: made, or changed where it differs."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    statement = _insert(connection, table).values(**values)
    if rest:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=rest)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement)


def _insert(connection: Connection, table: Any) -> Any:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    return insert(table)


def _engine(address: str, path: Path | None) -> Engine:
    if path is not None:
        engine = create_engine(
            f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": PATIENCE}
        )
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 20})
    except ImportError:
        raise ConfigError(
            f"desk.archive: {shown(address)} needs psycopg; "
            f'install it with: pip install "sourced-briefing[postgres]"'
        ) from None
    except (SQLAlchemyError, ValueError) as error:
        raise ConfigError(f"desk.archive: {shown(address)} is no address: {error}") from None


def _settle(connection: Any, _record: object) -> None:
    """Each commit is on the disk before it is believed."""
    connection.isolation_level = None  # we say BEGIN ourselves: sqlite3 does so too late
    _to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _to_wal(connection: Any) -> None:
    """The write-ahead log. SQLite does not wait for another process that turns to it as well."""
    from sqlite3 import OperationalError

    for left in reversed(range(_TURNS)):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError:
            if not left:
                raise
            sleep(_BETWEEN_TURNS)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _version(connection: Connection) -> str:
    from sqlalchemy import inspect

    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _known(version: str) -> bool:
    folder = files("briefing.archive.base.migrations.versions")
    return any(part.name.startswith(f"v{version}_") for part in folder.iterdir())


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "briefing.archive.base:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _cure(said: str) -> str:
    lower = said.casefold()
    if "full" in lower or "space" in lower:
        return "make room on its disk; nothing that was stored is lost"
    if "malformed" in lower or "not a database" in lower:
        return "it is damaged: move it away and restore a backup with: briefing archive restore"
    if "locked" in lower:
        return "another run keeps it; wait for it, or end it"
    return "check its rights, its disk and its server"
