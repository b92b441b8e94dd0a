"""Who has got which edition: the memory that keeps a mail from going out twice.

One row for each reader of an edition. A row is written before the message is
handed over and confirmed after, so that a run that dies in between leaves a
trace, and of two runs at once only one sends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from briefing.errors import DeliveryError
from briefing.model import Edition

DELIVERED = "delivered"

_TABLE = """
CREATE TABLE IF NOT EXISTS outbox (
  desk TEXT NOT NULL,
  date TEXT NOT NULL,
  audience TEXT NOT NULL,
  recipient TEXT NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (desk, date, audience, recipient)
) WITHOUT ROWID
"""
_CLAIM = "INSERT OR IGNORE INTO outbox VALUES (?, ?, ?, ?, ?, 'sending')"
_FIND = """
SELECT state, digest FROM outbox
WHERE desk = ? AND date = ? AND audience = ? AND recipient = ?
"""
_CONFIRM = """
UPDATE outbox SET state = 'delivered'
WHERE desk = ? AND date = ? AND audience = ? AND recipient = ?
"""
_RELEASE = "DELETE FROM outbox WHERE desk = ? AND date = ? AND audience = ? AND recipient = ?"


class Outbox:
    """An SQLite file; made when it does not exist.

    Every method raises `DeliveryError` when the file cannot be used: without a
    memory nothing is sent.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def claim(self, edition: Edition, recipient: str, digest: str) -> tuple[str, str] | None:
        """None when the recipient is now ours to serve; else the state and digest found."""
        with self._open() as base:
            key = _key(edition, recipient)
            if base.execute(_CLAIM, (*key, digest)).rowcount:
                return None
            state, before = base.execute(_FIND, key).fetchone()
            return state, before

    def confirm(self, edition: Edition, recipient: str) -> None:
        """The server has taken the message."""
        with self._open() as base:
            base.execute(_CONFIRM, _key(edition, recipient))

    def release(self, edition: Edition, recipient: str) -> None:
        """The server has surely not taken it: the next run may try again."""
        with self._open() as base:
            base.execute(_RELEASE, _key(edition, recipient))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=30)) as base, base:
                base.execute(_TABLE)
                yield base
        except (sqlite3.Error, OSError) as error:
            raise DeliveryError(
                f"{self.path}: the outbox cannot be used ({error}); nothing is sent without it, "
                f"so check the file's rights, or move it away if it is damaged"
            ) from error


def _key(edition: Edition, recipient: str) -> tuple[str, str, str, str]:
    return (edition.desk, edition.date, edition.audience, recipient.casefold())
