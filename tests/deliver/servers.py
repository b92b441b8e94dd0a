"""Real SMTP servers on the loopback, whose answers a test chooses."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "let me in"


class Post:
    """Takes messages. `answers` are given, one after the other, before it says yes."""

    def __init__(self, answers: Mapping[str, list[str]] | None = None) -> None:
        self.answers = {k: list(v) for k, v in (answers or {}).items()}
        self.envelopes: list[tuple[list[str], bytes]] = []
        self.logins: list[str] = []
        self.encrypted: list[bool] = []

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._next(f"rcpt {address}")
        if answer == "250 OK":
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self._next("data")
        if answer == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            self._keep(envelope, session)
            server.transport.abort()
            return "250 nobody hears this"
        if answer == "250 OK":
            self._keep(envelope, session)
        return answer

    def _keep(self, envelope: Envelope, session: Session) -> None:
        assert isinstance(envelope.content, bytes)
        self.envelopes.append((list(map(str, envelope.rcpt_tos)), envelope.content))
        self.encrypted.append(session.ssl is not None)

    def _next(self, event: str) -> str:
        waiting = self.answers.get(event)
        return waiting.pop(0) if waiting else "250 OK"

    @property
    def readers(self) -> list[str]:
        return [reader for readers, _ in self.envelopes for reader in readers]

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


@contextmanager
def serving(post: Post, **options: Any) -> Iterator[int]:
    """The port at which `post` takes mail."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for the loopback, valid for a day, and the server's side of it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context
