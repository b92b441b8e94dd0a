"""A mail server that misbehaves at one step of the dialogue, and what must come of it.

`FAULTS` is the table of docs/mail.md: a test holds the two together.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

DELIVERED, LATER, REFUSED, MAYBE = "delivered", "failed", "refused", "uncertain"

HANG_UP = b""
RESET, SILENT, ENDLESS, DRIP = b"<reset>", b"<silent>", b"<endless>", b"<drip>"
"""Answers that are none: break off hard, say nothing, never end, never end slowly."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the server says at `step`, whether it took the message, what the reader's state is.

    `settled` tells that the next `send`, to a healthy server, has nothing more to do.
    """

    name: str
    step: str
    says: bytes
    state: str
    taken: bool = False
    settled: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    offers: tuple[str, ...] = ()


def _fault(name: str, step: str, says: bytes, state: str, **more: Any) -> Fault:
    settled = state in (DELIVERED, MAYBE) or (state == REFUSED and step in ("rcpt", "data", "end"))
    return Fault(name, step, says, state, settled=settled, **more)


_TLS: dict[str, Any] = {"settings": {"security": "starttls"}, "offers": ("STARTTLS",)}
_USER = {"user": "desk", "password_env": "PASSWORD_HERE"}
_AUTH: dict[str, Any] = {"settings": _USER, "offers": ("AUTH PLAIN LOGIN",)}

FAULTS = (
    _fault("greeting-421", "greeting", b"421 too busy", LATER),
    _fault("greeting-554", "greeting", b"554 not for you", REFUSED),
    _fault("greeting-250", "greeting", b"250 hello", LATER),
    _fault("greeting-garbage", "greeting", b"\xffwho \x1b[1mis it", LATER),
    _fault("greeting-hang-up", "greeting", HANG_UP, LATER),
    _fault("greeting-silent", "greeting", SILENT, LATER),
    _fault("greeting-endless", "greeting", ENDLESS, LATER),
    _fault("greeting-drip", "greeting", DRIP, LATER),
    _fault("ehlo-502", "ehlo", b"502 not here", REFUSED),
    _fault("ehlo-421", "ehlo", b"421 leaving", LATER),
    _fault("ehlo-garbage", "ehlo", b"plugh", LATER),
    _fault("ehlo-two-codes", "ehlo", b"250-one\r\n220 two", LATER),
    _fault("starttls-none", "", b"", REFUSED, settings={"security": "starttls"}),
    _fault("starttls-454", "starttls", b"454 no key yet", LATER, **_TLS),
    _fault("starttls-501", "starttls", b"501 never", REFUSED, **_TLS),
    _fault("starttls-more", "starttls", b"220 go\r\n250 AUTH PLAIN", LATER, **_TLS),
    _fault("starttls-plain", "starttls", b"220 go", REFUSED, **_TLS),
    _fault("auth-none", "", b"", REFUSED, settings=_USER),
    _fault("auth-535", "auth", b"535 5.7.8 wrong", REFUSED, **_AUTH),
    _fault("auth-454", "auth", b"454 4.7.0 not now", LATER, **_AUTH),
    _fault("auth-250", "auth", b"250 fine", LATER, **_AUTH),
    _fault("auth-garbage", "auth", b"open sesame", LATER, **_AUTH),
    _fault("auth-hang-up", "auth", HANG_UP, LATER, **_AUTH),
    _fault("mail-451", "mail", b"451 soon", LATER),
    _fault("mail-421", "mail", b"421 closing", LATER),
    _fault("mail-550", "mail", b"550 unknown sender", REFUSED),
    _fault("mail-552", "mail", b"552 5.3.4 too large", REFUSED),
    _fault("mail-354", "mail", b"354 what", LATER),
    _fault("mail-garbage", "mail", b"nope", LATER),
    _fault("rcpt-251", "rcpt", b"251 moved, forwarding", DELIVERED, taken=True),
    _fault("rcpt-252", "rcpt", b"252 perhaps", LATER),
    _fault("rcpt-450", "rcpt", b"450 greylisted", LATER),
    _fault("rcpt-550", "rcpt", b"550 5.1.1 nobody here", REFUSED),
    _fault("rcpt-garbage", "rcpt", b"pardon", LATER),
    _fault("rcpt-hang-up", "rcpt", HANG_UP, LATER),
    _fault("data-451", "data", b"451 disk", LATER),
    _fault("data-554", "data", b"554 no", REFUSED),
    _fault("data-250", "data", b"250 eh", LATER),
    _fault("data-twice", "data", b"354 go\r\n250 queued", LATER),
    _fault("data-garbage", "data", b"eh", LATER),
    _fault("data-silent", "data", SILENT, LATER),
    _fault("body-reset", "body", RESET, LATER),
    _fault("end-452", "end", b"452 full", LATER),
    _fault("end-421", "end", b"421 closing", LATER),
    _fault("end-554", "end", b"554 5.7.1 spam", REFUSED),
    _fault("end-552", "end", b"552 too large", REFUSED),
    _fault("end-354", "end", b"354 go on", MAYBE),
    _fault("end-251", "end", b"251 elsewhere", MAYBE),
    _fault("end-099", "end", b"099 curious", MAYBE),
    _fault("end-garbage", "end", b"dolor sit \x1b[2J amet", MAYBE),
    _fault("end-two-codes", "end", b"250-fine\r\n554-no\r\n554 no", MAYBE),
    _fault("end-not-utf8", "end", b"250-fine\r\n250 \xfe\xff", DELIVERED, taken=True),
    _fault("end-controls", "end", b"250 ok \x1b[31m\x07 \xe2\x80\xae", DELIVERED, taken=True),
    _fault("end-long", "end", b"250 " + b"y" * 20_000, DELIVERED, taken=True),
    _fault("end-endless", "end", ENDLESS, MAYBE, taken=True),
    _fault("end-hang-up", "end", HANG_UP, MAYBE),
    _fault("end-hang-up-taken", "end", HANG_UP, MAYBE, taken=True),
    _fault("end-silent-taken", "end", SILENT, MAYBE, taken=True),
)


class FaultyServer:
    """Takes mail on a port of the loopback; at one step it does what `fault` says.

    `only` confines the fault to one mailbox. `taken` holds the mailboxes whose message
    it took, in order, `heard` every line it was told.
    """

    def __init__(
        self, fault: Fault | None = None, tls: ssl.SSLContext | None = None, only: str = ""
    ) -> None:
        self.fault = fault
        self.tls = tls
        self.only = only
        self.taken: list[str] = []
        self.messages: list[bytes] = []
        self.heard: list[bytes] = []
        self.connections = 0
        self.slow: Callable[[str], None] = lambda step: None
        self._open = True
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._open = False
        self._socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                one, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(one,), daemon=True).start()

    def _talk(self, one: socket.socket) -> None:
        with suppress(OSError), one:
            _Talk(self, one).run()


class _Talk:
    """One connection."""

    def __init__(self, server: FaultyServer, one: socket.socket) -> None:
        self.server = server
        self.socket = one
        self.file = one.makefile("rb")
        self.mailbox = ""

    def run(self) -> None:
        if not self.answer("greeting", b"220 post.example ESMTP"):
            return
        while line := self.file.readline():
            self.server.heard.append(line)
            verb = line.split()[0].upper().decode("ascii", "replace") if line.strip() else ""
            if not self.step(verb, line):
                return

    def step(self, verb: str, line: bytes) -> bool:
        match verb:
            case "EHLO" | "HELO":
                offers = self.server.fault.offers if self.server.fault else ()
                lines = [b"250-" + o.encode() for o in offers]
                return self.answer("ehlo", b"\r\n".join([*lines, b"250 HELP"]), after=b"250-hi\r\n")
            case "STARTTLS":
                return self.answer("starttls", b"220 go") and self.encrypted()
            case "AUTH":
                return self.answer("auth", b"235 in")
            case "MAIL":
                return self.answer("mail", b"250 ok")
            case "RCPT":
                self.mailbox = re.findall(rb"<(.*?)>", line)[0].decode()
                return self.answer("rcpt", b"250 ok")
            case "DATA":
                return self.answer("data", b"354 go") and self.body()
            case "QUIT":
                self.say(b"221 bye")
                return False
        self.say(b"250 ok")
        return True

    def encrypted(self) -> bool:
        if self.server.tls is None:
            return True
        self.socket = self.server.tls.wrap_socket(self.socket, server_side=True)
        self.file = self.socket.makefile("rb")
        return True

    def body(self) -> bool:
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
            if len(lines) == 3 and not self.answer("body", b""):
                return False
        fault = self.server.fault if self.hit("end") else None
        if fault is None or fault.taken or self.hit("rcpt"):
            self.server.taken.append(self.mailbox)
            self.server.messages.append(b"".join(lines))
        return self.answer("end", b"250 2.0.0 queued")

    def hit(self, step: str) -> bool:
        server = self.server
        if server.fault is None or server.fault.step != step:
            return False
        return not server.only or server.only == self.mailbox

    def answer(self, step: str, well: bytes, after: bytes = b"") -> bool:
        """Say what is right, or what is wrong; whether the connection goes on."""
        self.server.slow(step)
        says = self.server.fault.says if self.server.fault and self.hit(step) else None
        if says is None:
            if well:
                self.say(after + well)
            return True
        if says == RESET:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif says == SILENT:
            self.wait(30)
        elif says in (ENDLESS, DRIP):
            self.flood(0.05 if says == DRIP else 0)
        elif says:
            self.say(says)
        return says[:1] in (b"2", b"3", b"4", b"5") and not says.startswith(b"421")

    def flood(self, pause: float) -> None:
        until = time.monotonic() + 30
        while self.server._open and time.monotonic() < until:
            self.socket.sendall(b"x" if pause else b"250-" + b"x" * 400 + b"\r\n")
            self.wait(pause)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.server._open and time.monotonic() < until:
            time.sleep(min(0.05, seconds))

    def say(self, text: bytes) -> None:
        self.socket.sendall(text + b"\r\n")


@contextmanager
def faulty(
    fault: Fault | None = None, tls: ssl.SSLContext | None = None, only: str = ""
) -> Iterator[FaultyServer]:
    server = FaultyServer(fault, tls, only)
    try:
        yield server
    finally:
        server.close()
