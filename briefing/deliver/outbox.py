"""Who has got which edition: the memory that keeps a mail from going out twice.

One row for each reader of an edition. Nothing is written while nothing is at stake: a
run that dies before the last line of a message leaves no trace, and the next one serves
the reader. The row stands before that line goes out, and is settled by the answer to it.
Of two runs at once the second waits for the first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import DeliveryError
from briefing.model import Edition

DELIVERED, REFUSED, SENDING = "delivered", "refused", "sending"
LONGEST_WAIT = 900.0
"""Seconds that a run waits for another."""

_TABLE = """
CREATE TABLE IF NOT EXISTS outbox (
  desk TEXT NOT NULL,
  date TEXT NOT NULL,
  audience TEXT NOT NULL,
  recipient TEXT NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (desk, date, audience, recipient)
) WITHOUT ROWID
"""
_ADD_SAID = "ALTER TABLE outbox ADD COLUMN said TEXT NOT NULL DEFAULT ''"
_WRITE = "INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?)"
_FIND = """
SELECT state, digest, said FROM outbox
WHERE desk = ? AND date = ? AND audience = ? AND recipient = ?
"""
_FORGET = "DELETE FROM outbox WHERE desk = ? AND date = ? AND audience = ? AND recipient = ?"


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a reader: `state`, the digest of the message, the server's words."""

    state: str
    digest: str
    said: str


class Outbox:
    """An SQLite file; made when it does not exist.

    Every method raises `DeliveryError` when the file cannot be used: without a
    memory nothing is sent.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other run sends. A run that is killed lets go at once."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_name(self.path.name + ".lock"))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=LONGEST_WAIT)
        except Timeout:
            raise DeliveryError(
                f"{self.path}: another run has been sending for {LONGEST_WAIT / 60:.0f} minutes; "
                f"wait for it, or end it"
            ) from None
        except (OSError, NotImplementedError) as error:
            raise self._unusable(error) from error
        try:
            yield
        finally:
            lock.release()

    def find(self, edition: Edition, recipient: str) -> Found | None:
        """What became of this reader in earlier runs; None where nothing was handed over."""
        with self._open() as base:
            row = base.execute(_FIND, _key(edition, recipient)).fetchone()
        return Found(*row) if row else None

    def write(
        self, edition: Edition, recipient: str, digest: str, state: str, said: str = ""
    ) -> None:
        """`SENDING` before the last line of a message, then `DELIVERED` or `REFUSED`."""
        with self._open() as base:
            base.execute(_WRITE, (*_key(edition, recipient), digest, state, said))

    def forget(self, edition: Edition, recipient: str) -> bool:
        """The reader may be served (again); whether there was anything to forget."""
        with self._open() as base:
            return base.execute(_FORGET, _key(edition, recipient)).rowcount > 0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=30)) as base, base:
                base.execute(_TABLE)
                columns = {row[1] for row in base.execute("PRAGMA table_info(outbox)")}
                if "said" not in columns:  # a file of an earlier version
                    base.execute(_ADD_SAID)
                yield base
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> DeliveryError:
        return DeliveryError(
            f"{self.path}: the outbox cannot be used ({error}); nothing is sent without it, "
            f"so check the file's rights, or move it away if it is damaged"
        )


def _key(edition: Edition, recipient: str) -> tuple[str, str, str, str]:
    return (edition.desk, edition.date, edition.audience, recipient.casefold())
