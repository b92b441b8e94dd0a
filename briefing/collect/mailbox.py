"""`kind = "mailbox"`: newsletters and forwarded articles, from IMAP, a Maildir or an mbox file.

Messages are handed over as bytes; who reads them takes them apart. Only two header
lines are looked at here, to name a message and to leave old ones where they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Self

from briefing.collect.http import MB
from briefing.collect.imap import Account, messages_of
from briefing.collect.options import Options, login
from briefing.collect.refusal import NoAnswerError
from briefing.collect.web import older
from briefing.collect.world import Visit, World
from briefing.model import Document, Gap

LARGEST = 32 * MB
"""Bytes of one message."""
_HEAD = 64 * 1024
_SECURITY = ("tls", "starttls", "none")
_PORTS = {"tls": 993, "starttls": 143, "none": 143}


class MailboxSource:
    """The messages of a mailbox: on a server (`host`), or on this machine (`path`)."""

    def __init__(self, options: Mapping[str, Any], name: str, folder: Path) -> None:
        self.name = name
        self.world = World()
        taken = Options(options, name)
        self.path = taken.path_or("host", folder)
        host = taken.text("host", '"imap.example.org"')
        security = taken.one_of("security", _SECURITY)
        port = taken.count("port", _PORTS[security], 65535)
        inner = taken.text("folder", '"INBOX"') or "INBOX"
        user, self.variable = taken.account()
        if host and not user:
            taken.say("user", "missing; whose mailbox is it?")
        taken.done()
        self.account = Account(host, port, security, user, inner)
        self.remote = bool(host)

    def through(self, world: World) -> Self:
        """The same mailbox in a run's own world."""
        other = copy(self)
        other.world = world
        return other

    def fetch(self, since: datetime | None = None) -> Iterator[Document | Gap]:
        try:
            yield from self._documents(self._messages(since), since)
        except NoAnswerError as error:
            yield Gap(self.name, str(error))
        except OSError as error:
            yield Gap(self.name, f"cannot be read: {error.strerror or error}")

    def _messages(self, since: datetime | None) -> Iterable[bytes | Gap]:
        if self.path is None:
            secret = login(self.account.user, self.variable)
            assert secret is not None
            visit = Visit.begin(self.world, secret)
            # A server counts days in its own time zone.
            day = (since - timedelta(days=1)).date() if since else None
            return messages_of(self.account, visit, day, self.name)
        if self.path.is_dir():
            return _maildir(self.path, self.name)
        if self.path.is_file():
            return _mbox(self.path, self.name)
        raise NoAnswerError("there is no such Maildir or mbox file; check its path")

    def _documents(
        self, messages: Iterable[bytes | Gap], since: datetime | None
    ) -> Iterator[Document | Gap]:
        """Each message once, but those handed over before and those that are surely old."""
        once: set[str] = set()
        for message in messages:
            if isinstance(message, Gap):
                yield message
                continue
            uri = message_uri(message)
            known = uri in once or self.world.memory.seen(self.name, uri)
            if not known and not older(_date(message), since):
                once.add(uri)
                yield Document(uri, "message/rfc822", message, self.name, self.world.now())
                self.world.memory.handed(self.name, uri)


def message_uri(message: bytes) -> str:
    """What names a message: its Message-ID as an address (RFC 2392), or its digest."""
    told = re.search(r"<([^<>\s]{1,300})>", _header(message, b"message-id"))
    return f"mid:{told[1]}" if told else f"mail:{hashlib.sha256(message).hexdigest()[:16]}"


def _date(message: bytes) -> str:
    try:
        return parsedate_to_datetime(_header(message, b"date")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _header(message: bytes, name: bytes) -> str:
    """The first header line of that name, unfolded."""
    head = re.split(rb"\r?\n\r?\n", message[:_HEAD], maxsplit=1)[0]
    found = re.search(rb"^%s:((?:.|\r?\n[ \t])*)" % name, head, re.I | re.M)
    return " ".join(found[1].decode("ascii", "replace").split()) if found else ""


# --- On this machine --------------------------------------------------------------------------


def _maildir(folder: Path, name: str) -> Iterator[bytes | Gap]:
    """The messages of a Maildir (https://cr.yp.to/proto/maildir.html), in order of their names.

    A file's name begins with the second of its delivery.
    """
    places = [folder / inner for inner in ("cur", "new") if (folder / inner).is_dir()]
    if not places:
        raise NoAnswerError("not a Maildir: it has neither cur nor new; for a folder of "
                            'messages use kind = "folder"')  # fmt: skip
    paths = [p for place in places for p in place.iterdir() if not p.name.startswith(".")]
    for path in sorted(paths, key=lambda path: path.name):
        if path.is_file():
            yield _too_large(name) if path.stat().st_size > LARGEST else path.read_bytes()


def _mbox(path: Path, name: str) -> Iterator[bytes | Gap]:
    """The messages of an mbox file (RFC 4155; `>From ` is unquoted as mboxrd has it)."""
    lines: list[bytes] = []
    size, inside, blank = 0, False, True
    with path.open("rb") as file:
        for line in file:
            if blank and line.startswith(b"From "):
                if inside:
                    yield _message(lines, size, name)
                lines, size, inside = [], 0, True
            elif inside:
                size += len(line)
                quoted = re.match(rb">+From ", line)
                lines += [line[1:] if quoted else line] if size <= LARGEST else []
            elif line.strip():
                raise NoAnswerError("not an mbox file: it does not begin with a From line")
            blank = not line.strip()
    if inside:
        yield _message(lines, size, name)


def _message(lines: list[bytes], size: int, name: str) -> bytes | Gap:
    return _too_large(name) if size > LARGEST else b"".join(lines)


def _too_large(name: str) -> Gap:
    return Gap(name, f"a message of more than {LARGEST // MB} MB was not read")
