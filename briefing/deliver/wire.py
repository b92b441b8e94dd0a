"""One SMTP connection, line by line, that believes nothing it cannot parse (RFC 5321, 4.2).

smtplib takes any three characters for a code, waits for each line anew, and answers
what it read before it asked. Here a reply is a reply in the form of the standard, it has
to arrive whole before a deadline on the wall clock, and a server that speaks before it
is asked is out of step: what it says next would be taken for the answer to another
question.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass

LARGEST_REPLY = 64 * 1024
"""Bytes. RFC 5321, 4.5.3.1.5, allows 512 a line; some servers write more."""

_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])([^\r\n]*))?\r?\n")
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` is 200 to 599; `text` holds the lines, whatever they hold."""

    code: int
    text: bytes

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.decode("utf-8", "replace").split("\n"))


class GarbageError(Exception):
    """The server's answer is no SMTP reply, or comes unasked; `said` is what it said."""

    def __init__(self, what: str, said: bytes = b"") -> None:
        super().__init__(what)
        self.said = said


class Wire:
    """A connection to `host`. Every method raises `OSError` when it breaks or takes too long.

    `timeout` is in seconds, for each thing sent and for each whole reply.
    """

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.host = host
        self.timeout = timeout
        self.sock = socket.create_connection((host, port), timeout)
        self._read = b""

    @property
    def peer(self) -> str:
        """The address at the other end, as a number."""
        return str(self.sock.getpeername()[0])

    def encrypt(self, trust: ssl.SSLContext) -> None:
        """From here on with TLS; a server that has said more already is refused (RFC 3207, 6)."""
        self.in_step()
        self.sock.settimeout(self.timeout)
        self.sock = trust.wrap_socket(self.sock, server_hostname=self.host)

    def ask(self, command: str) -> Reply:
        """Say one line, in UTF-8 (RFC 6531), and hear the answer. Raises `GarbageError` too."""
        if "\r" in command or "\n" in command:
            raise GarbageError("a command of two lines")
        self.send(f"{command}\r\n".encode())
        return self.reply()

    def send(self, data: bytes) -> None:
        """Raises `GarbageError`, and sends nothing, when the server has spoken unasked."""
        self.in_step()
        self.push(data)

    def push(self, data: bytes) -> None:
        """Send without looking whether the server has spoken."""
        self.sock.settimeout(self.timeout)
        self.sock.sendall(data)

    def reply(self, patience: float = 1.0) -> Reply:
        """The next whole reply, within `patience` times the timeout. Raises `GarbageError`."""
        until = time.monotonic() + patience * self.timeout
        code, texts, size = b"", [], 0
        while True:
            line = self._line(until, LARGEST_REPLY - size)
            size += len(line)
            match = _LINE.fullmatch(line)
            if not match or (code and match[1] != code):
                raise GarbageError("no SMTP reply", line)
            code = match[1]
            texts.append(match[3] or b"")
            if match[2] != b"-":
                return Reply(int(code), b"\n".join(texts))

    def close(self) -> None:
        """At once and without a word. Never raises."""
        with suppress(OSError):
            self.sock.close()

    def _line(self, until: float, most: int) -> bytes:
        while b"\n" not in self._read:
            if len(self._read) > most:
                raise GarbageError(f"a reply of more than {LARGEST_REPLY:,} bytes", self._read)
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self.sock.settimeout(left)
            if not (more := self.sock.recv(_AT_ONCE)):
                raise ConnectionError("the server closed the connection")
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        if len(line) >= most:
            raise GarbageError(f"a reply of more than {LARGEST_REPLY:,} bytes", line)
        return line + b"\n"

    def in_step(self) -> None:
        """Raises `GarbageError` when something was said that nobody asked for."""
        self.sock.setblocking(False)
        try:
            more = self.sock.recv(_AT_ONCE)
        except (BlockingIOError, ssl.SSLWantReadError):
            more = None
        if more == b"" and not self._read:
            raise ConnectionError("the server closed the connection")
        if said := self._read + (more or b""):
            self._read = b""
            raise GarbageError("an answer before the question", said)
