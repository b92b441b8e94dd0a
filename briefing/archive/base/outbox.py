"""What became of each reader of each edition: the memory that keeps a mail from going out twice.

Nothing is written while nothing is at stake: a run that dies before the last line of a
message leaves no trace, and the next one serves the reader. The row stands before that
line goes out, and is settled by the answer to it. Of two runs at once the second waits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from briefing.archive.base.base import Base, ignore, safe, stamp, upsert
from briefing.archive.base.tables import approvals, notes, outbox, recipients
from briefing.errors import ArchiveError, DeliveryError
from briefing.model import Edition

_FEW = 400
"""Editions in one question."""
LONGEST_WAIT = 900.0
"""Seconds that a run waits for another."""
DEFERRED, DELIVERED = "deferred", "delivered"
_PAUSES = (5, 10, 20, 40, 60)
"""Minutes before a reader who was put off is asked again; the last one for all tries after."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a reader: `state`, the digest of the message, the server's words."""

    state: str
    digest: str
    said: str
    due: str = ""


class Outbox:
    """The outbox of a desk (`deliver.outbox.Outbox`). Raises `ArchiveError`."""

    def __init__(self, base: Base) -> None:
        self.base = base

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other run sends. Raises `DeliveryError` where that takes too long."""
        with self.base.alone("send", LONGEST_WAIT) as got:
            if not got:
                raise DeliveryError(
                    f"{self.base.shown}: another run has been sending for "
                    f"{LONGEST_WAIT / 60:.0f} minutes; wait for it, or end it"
                )
            yield

    def find(self, edition: Edition, recipient: str) -> Found | None:
        """What became of this reader in earlier runs; None where nothing was handed over."""
        columns = outbox.c.state, outbox.c.digest, outbox.c.said, outbox.c.due
        with self.base.read() as connection:
            row = connection.execute(select(*columns).where(*self._own(edition, recipient))).first()
        return Found(*row) if row else None

    def write(
        self, edition: Edition, recipient: str, digest: str, state: str, said: str = ""
    ) -> None:
        """What state a reader is in now; one who is put off is due after a pause.

        Who was served was served, also when another run has taken over in the meantime.
        """
        with self.base.write(out_of_turn=state == DELIVERED) as connection:
            tries, due = 0, ""
            if state == DEFERRED:
                before = select(outbox.c.tries).where(*self._own(edition, recipient))
                tries = 1 + int(connection.execute(before).scalar() or 0)
                pause = timedelta(minutes=_PAUSES[min(tries, len(_PAUSES)) - 1])
                due = stamp(self.base.now() + pause)
            row = {"digest": digest, "state": state, "said": safe(said), "tries": tries}
            key = self._key(edition, recipient)
            upsert(connection, outbox, {**key, **row, "due": due, "at": self.base.moment})

    def forget(self, edition: Edition, recipient: str) -> bool:
        """The reader may be served (again); whether there was anything to forget."""
        with self.base.write() as connection:
            own = delete(outbox).where(*self._own(edition, recipient))
            return connection.execute(own).rowcount > 0

    # --- Addresses that get nothing ---------------------------------------------------------

    def barred(self, recipient: str) -> str:
        """Why an address gets no edition; "" for one that does."""
        own = (recipients.c.desk == self.base.desk) & (recipients.c.address == recipient.casefold())
        with self.base.read() as connection:
            row = connection.execute(
                select(recipients.c.state, recipients.c.said).where(own)
            ).first()
        return f"{row.state} ({row.said})" if row and row.said else (row.state if row else "")

    def bar(self, recipient: str, state: str, said: str = "") -> None:
        """`refused` by its server, or `unsubscribed`: it gets nothing until it is freed."""
        key = {"desk": self.base.desk, "address": recipient.casefold()}
        with self.base.write() as connection:
            row = {"state": state, "said": safe(said), "at": self.base.moment}
            upsert(connection, recipients, {**key, **row})

    def free(self, recipient: str) -> bool:
        """The address gets editions again; whether it was barred."""
        own = (recipients.c.desk == self.base.desk) & (recipients.c.address == recipient.casefold())
        with self.base.write() as connection:
            return connection.execute(delete(recipients).where(own)).rowcount > 0

    # --- What waits -------------------------------------------------------------------------

    def deferred(self) -> tuple[tuple[str, str, str], ...]:
        """Edition, audience and moment of those who were put off, the next one first."""
        columns = outbox.c.edition, outbox.c.audience, outbox.c.due
        wanted = (outbox.c.desk == self.base.desk) & (outbox.c.state == DEFERRED)
        with self.base.read() as connection:
            rows = connection.execute(select(*columns).where(wanted).order_by(outbox.c.due))
            return tuple((row.edition, row.audience, row.due) for row in rows)

    def told_of(self, editions: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Of these editions those that were handed over to anybody, with the audiences that got
        them: of which one reader at least was served.
        """
        columns = outbox.c.edition, outbox.c.audience, outbox.c.state
        found: dict[str, set[str]] = {}
        with self.base.read() as connection:
            for start in range(0, len(editions), _FEW):
                few = outbox.c.edition.in_(editions[start : start + _FEW])
                own = (outbox.c.desk == self.base.desk) & few
                for edition, audience, state in connection.execute(select(*columns).where(own)):
                    got = found.setdefault(edition, set())
                    if state == DELIVERED:
                        got.add(audience)
        return {edition: frozenset(got) for edition, got in found.items()}

    def approve(self, edition: str, audience: str) -> None:
        """A person lets an edition go to an audience."""
        row = {"desk": self.base.desk, "edition": edition, "audience": audience}
        with self.base.write() as connection:
            upsert(connection, approvals, {**row, "at": self.base.moment})

    def approved(self, edition: str, audience: str) -> bool:
        """Whether somebody has let it go."""
        own = (
            (approvals.c.desk == self.base.desk)
            & (approvals.c.edition == edition)
            & (approvals.c.audience == audience)
        )
        with self.base.read() as connection:
            return connection.execute(select(approvals).where(own)).first() is not None

    def _key(self, edition: Edition, recipient: str) -> dict[str, str]:
        return {
            "desk": edition.desk,
            "edition": edition.folder,
            "audience": edition.audience,
            "recipient": recipient.casefold(),
        }

    def _own(self, edition: Edition, recipient: str) -> list[Any]:
        return [outbox.c[name] == value for name, value in self._key(edition, recipient).items()]


_OLD = "SELECT desk, date, audience, recipient, digest, state FROM outbox"
_TAKEN_IN = "outbox taken in"


def take_in(base: Base, path: Path) -> None:
    """The rows of an outbox of before there was an archive, once.

    Raises `ArchiveError` where the file cannot be read: without it mails go out twice.
    """
    if not path.is_file():
        return
    with base.write() as connection:
        if not connection.execute(
            ignore(connection, notes), {"key": f"{_TAKEN_IN}: {base.desk}", "value": base.moment}
        ).rowcount:
            return
        for desk, edition, audience, recipient, digest, state in _old_rows(path):
            row = {"desk": desk, "edition": edition, "audience": audience, "recipient": recipient}
            connection.execute(
                ignore(connection, outbox), {**row, "digest": digest, "state": state}
            )


def _old_rows(path: Path) -> list[tuple[str, ...]]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as old:
            return old.execute(_OLD).fetchall()
    except sqlite3.Error as error:
        if "no such table" in str(error):
            return []
        raise ArchiveError(
            f"{path}: the outbox of an earlier version cannot be read ({error}); nothing is sent "
            f"without it, so repair it, or move it away if all its editions are long sent"
        ) from error
