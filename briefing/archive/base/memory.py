"""What one source has handed over in earlier runs, and what of this run is not yet stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select

from briefing.archive.base.base import Base, digest_of, ignore, safe, upsert
from briefing.archive.base.tables import known, validators

Known = TypeVar("Known")


@dataclass(slots=True)
class Pending:
    """What is to be remembered once the documents that it is about are stored."""

    handed: list[tuple[str, str]] = field(default_factory=list)
    validators: list[tuple[str, str, str]] = field(default_factory=list)


class SourceMemory(Generic[Known]):
    """The memory of one source in one run (`collect.Memory`), for one thread.

    Nothing is written before `taken` is: what was handed over and is lost on the way to
    the archive is asked for again. `looked` holds the entries that the source showed, each
    by the first line of its keys, for the rest tells in which version;
    `known` makes what a server knows a copy by, of an ETag and a date.
    """

    def __init__(self, base: Base, source: str, known: Callable[[str, str], Known]) -> None:
        self.base = base
        self.source = source
        self.known = known
        self.looked: set[str] = set()
        self._pending = Pending()
        self._keys: Mapping[str, str] | None = None

    def validators(self, url: str) -> Known:
        wanted = (validators.c.desk == self.base.desk) & (validators.c.url == digest_of(url))
        with self.base.read() as connection:
            row = connection.execute(
                select(validators.c.etag, validators.c.modified).where(wanted)
            ).first()
        return self.known(*row) if row else self.known("", "")

    def remember(self, url: str, validators: Any) -> None:
        self._pending.validators.append((url, validators.etag, validators.modified))

    def seen(self, source: str, key: str) -> bool:  # noqa: ARG002  # one memory a source
        self.looked.add(key.partition("\n")[0])
        return digest_of(key) in self._known()

    def handed(self, source: str, key: str, address: str = "") -> None:  # noqa: ARG002
        if not address:
            self.looked.add(key.partition("\n")[0])
        self._pending.handed.append((key, address))

    def address(self, source: str, key: str) -> str:  # noqa: ARG002
        return self._known().get(digest_of(key), "")

    def taken(self) -> Pending:
        """What was pending, and no longer is."""
        pending, self._pending = self._pending, Pending()
        return pending

    def _known(self) -> Mapping[str, str]:
        if self._keys is None:
            own = (known.c.desk == self.base.desk) & (known.c.source == self.source)
            with self.base.read() as connection:
                rows = connection.execute(select(known.c.key, known.c.address).where(own))
                self._keys = {key: address for key, address in rows}  # noqa: C416  # rows, not pairs
        return self._keys


def settle(base: Base, connection: Connection, source: str, pending: Iterable[Pending]) -> None:
    """Write what is remembered, in the transaction that stores the documents."""
    for one in pending:
        rows = [
            {
                "desk": base.desk,
                "source": source,
                "key": digest_of(key),
                "at": base.moment,
                "address": safe(address),
            }
            for key, address in one.handed
        ]
        if rows:
            connection.execute(ignore(connection, known), rows)
        for url, etag, modified in one.validators:
            upsert(connection, validators, {"desk": base.desk, "url": digest_of(url),
                   "etag": etag, "modified": modified, "at": base.moment})  # fmt: skip
