"""Who has got which edition: the memory that keeps a mail from going out twice.

The archive holds it; this is what delivering asks of it. One row for each reader of an
edition. Nothing is written while nothing is at stake: a run that dies before the last
line of a message leaves no trace, and the next one serves the reader. The row stands
before that line goes out, and is settled by the answer to it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from briefing.model import Edition

DELIVERED, REFUSED, SENDING, DEFERRED = "delivered", "refused", "sending", "deferred"


class Found(Protocol):
    """What is known of a reader: `state`, the digest of the message, the server's words."""

    @property
    def state(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def said(self) -> str: ...


class Outbox(Protocol):
    """Every method raises a `BriefingError` where the memory cannot be used.

    Without a memory nothing is sent.
    """

    def alone(self) -> AbstractContextManager[None]:
        """While no other run sends. A run that is killed lets go at once."""
        ...

    def find(self, edition: Edition, recipient: str) -> Found | None:
        """What became of this reader in earlier runs; None where nothing was handed over."""
        ...

    def write(
        self, edition: Edition, recipient: str, digest: str, state: str, said: str = ""
    ) -> None:
        """`SENDING` before the last line of a message; then what its answer makes of it."""
        ...

    def forget(self, edition: Edition, recipient: str) -> bool:
        """The reader may be served (again); whether there was anything to forget."""
        ...

    def barred(self, recipient: str) -> str:
        """Why an address gets no edition at all; "" for one that does."""
        ...

    def bar(self, recipient: str, state: str, said: str = "") -> None:
        """The address gets nothing until it is freed."""
        ...

    def free(self, recipient: str) -> bool:
        """The address gets editions again; whether it was barred."""
        ...
