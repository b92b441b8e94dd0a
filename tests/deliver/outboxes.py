"""An outbox in memory, for deliverers that are tested without an archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from briefing.model import Edition


@dataclass(frozen=True, slots=True)
class Row:
    state: str
    digest: str
    said: str


@dataclass(slots=True)
class Remembered:
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    @contextmanager
    def alone(self) -> Iterator[None]:
        yield

    def find(self, edition: Edition, recipient: str) -> Row | None:
        return self.rows.get((edition.folder, recipient))

    def write(
        self, edition: Edition, recipient: str, digest: str, state: str, said: str = ""
    ) -> None:
        self.rows[edition.folder, recipient] = Row(state, digest, said)

    def forget(self, edition: Edition, recipient: str) -> bool:
        return self.rows.pop((edition.folder, recipient), None) is not None

    def barred(self, recipient: str) -> str:
        return ""

    def bar(self, recipient: str, state: str, said: str = "") -> None:
        raise AssertionError

    def free(self, recipient: str) -> bool:
        raise AssertionError
