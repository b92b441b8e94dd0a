"""Messages from an IMAP server (RFC 9051, RFC 3501), through imap-tools and the one door."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefing.collect.http import MB
from briefing.collect.refusal import NoAnswerError
from briefing.collect.world import Visit
from briefing.model import Gap

_LARGEST = 32 * MB
_ALL = 256 * MB
_MOST = 500
_BULK = 20
"""Messages asked for at once: one by one is slow, and all at once is too long a command."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose mailbox, where. `folder` is one of the server's."""

    host: str
    port: int
    security: str
    user: str
    folder: str


def messages_of(
    account: Account, visit: Visit, day: date | None, name: str
) -> Iterator[bytes | Gap]:
    """The messages that arrived since `day`, newest first, as they are; none is marked as read.

    Raises `NoAnswerError` where the server cannot be asked.
    """
    import imaplib

    from imap_tools.errors import ImapToolsError

    try:
        box = _opened(account, visit)
        try:
            yield from _fetched(box, day, name)
        finally:
            with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                box.logout()  # all is here: how the server says goodbye is its own affair
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise NoAnswerError(f"the mail server says: {_told(error)}") from error
    except OSError as error:
        late = isinstance(error, TimeoutError) or visit.world.door.clock() >= visit.until
        why = "no whole answer in time" if late else f"no connection: {error.strerror or error}"
        raise NoAnswerError(why) from error


def _fetched(box: Any, day: date | None, name: str) -> Iterator[bytes | Gap]:
    from imap_tools import A

    wanted = {"date_gte": day} if day else {"all": True}
    large = box.uids(A(**wanted, size_gt=_LARGEST))
    if large:
        yield Gap(name, f"{len(large)} messages of more than {_LARGEST // MB} MB were not read")
    uids = sorted(box.uids(A(**wanted, size_lt=_LARGEST)), key=int, reverse=True)
    if len(uids) > _MOST:
        yield Gap(name, f"{len(uids) - _MOST} older messages were left; {_MOST} are read in a run")
    size = 0
    chosen = uids[:_MOST]
    for body in box.fetch(uid_list=chosen, mark_seen=False, bulk=_BULK) if chosen else ():
        size += len(body)
        if size > _ALL:
            yield Gap(name, f"more than {_ALL // MB} MB of mail; the rest was not read")
            return
        yield bytes(body)


def _told(error: Exception) -> str:
    """What the server answered, without the names that Python gives to it."""
    result = getattr(error, "command_result", None)
    parts = result[1] if isinstance(result, tuple) and len(result) > 1 else [str(error)]
    words = b" ".join(p if isinstance(p, bytes) else str(p).encode() for p in parts if p)
    return " ".join(words.decode("utf-8", "replace").split())[:160] or type(error).__name__


# --- The connection -------------------------------------------------------------------------


class _Raw(bytes):
    """A message as imap-tools hands it to its message class: the bytes, not taken apart."""

    def __new__(cls, fetched: list[Any]) -> _Raw:
        body = next((part[1] for part in fetched if isinstance(part, tuple)), b"")
        return super().__new__(cls, body)


def _opened(account: Account, visit: Visit) -> Any:
    """A mailbox of imap-tools over a vetted connection that ends at the deadline."""
    import imaplib
    import ssl

    from imap_tools import BaseMailBox

    class Client(imaplib.IMAP4):
        def _create_socket(self, timeout: float | None) -> Any:  # noqa: ARG002
            opened = visit.world.door.connect(account.host, account.port, visit.until)
            self.clock = _ended_at(visit, opened)
            if account.security != "tls":
                return opened
            return ssl.create_default_context().wrap_socket(opened, server_hostname=account.host)

        def read(self, size: int) -> bytes:
            if size > 2 * _LARGEST:
                raise self.error(f"a part of {size // MB} MB")
            return super().read(size)

        def shutdown(self) -> None:
            self.clock.cancel()
            super().shutdown()

    class Box(BaseMailBox):
        email_message_class = _Raw  # type: ignore[assignment]  # it only wants to be made

        def _get_mailbox_client(self) -> imaplib.IMAP4:
            client = Client(account.host, account.port)
            if account.security == "starttls":
                client.starttls(ssl.create_default_context())
            return client

    box = Box()
    assert visit.login is not None
    box.login(visit.login.user, visit.login.password, initial_folder=None)
    box.folder.set(account.folder, readonly=True)
    return box


def _ended_at(visit: Visit, connection: Any) -> threading.Timer:
    """Closes the connection at the deadline, however slowly a server drips."""
    import socket

    def end() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    left = max(0.0, visit.until - visit.world.door.clock())
    connection.settimeout(left)
    timer = threading.Timer(left, end)
    timer.daemon = True
    timer.start()
    return timer
