"""A small IMAP server on loopback: as much of RFC 3501 as reading a folder needs."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mail:
    """What lies in the one folder, and what the server was told."""

    messages: Sequence[bytes] = ()
    password: str = "s3cret"
    told: list[str] = field(default_factory=list)
    port: int = 0
    silent: bool = False

    def answer(self, command: str) -> Iterator[bytes | str]:
        """The lines of an answer, the status last."""
        verb = command.upper()
        if verb == "CAPABILITY":
            yield "* CAPABILITY IMAP4REV1"
        elif verb == "LOGOUT":
            yield "* BYE"
        elif verb.startswith("LOGIN") and self.password not in command:
            yield "NO [AUTHENTICATIONFAILED] Wrong password"
            return
        elif verb.startswith(("SELECT", "EXAMINE")):
            yield (
                f"* {len(self.messages)} EXISTS"
                if "INBOX" in verb
                else "NO There is no such folder"
            )
        elif verb.startswith("UID SEARCH"):
            uids = [str(n) for n, body in enumerate(self.messages, 1) if _fits(body, verb)]
            yield " ".join(["* SEARCH", *uids])
        elif verb.startswith("UID FETCH"):
            for n in map(int, command.split()[2].split(",")):
                body = self.messages[n - 1]
                size = len(body)
                head = f"* {n} FETCH (UID {n} FLAGS () RFC822.SIZE {size} BODY[] {{{size}}}"
                yield head.encode() + b"\r\n" + body + b")"
        yield "OK done"


def _fits(body: bytes, search: str) -> bool:
    larger, smaller = re.search(r"LARGER (\d+)", search), re.search(r"SMALLER (\d+)", search)
    if larger and len(body) <= int(larger[1]):
        return False
    return not (smaller and len(body) >= int(smaller[1]))


@contextmanager
def mail_server() -> Iterator[Mail]:
    mail = Mail()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for raw in self.rfile:
                tag, _, command = raw.decode().strip().partition(" ")
                mail.told.append(command)
                if mail.silent:
                    threading.Event().wait(5)
                    return
                for line in mail.answer(command):
                    tagged = isinstance(line, str) and line.startswith(("OK", "NO"))
                    said = line.encode() if isinstance(line, str) else line
                    self.wfile.write((f"{tag} ".encode() if tagged else b"") + said + b"\r\n")
                    if tagged:
                        break

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Handler)
    mail.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield mail
    finally:
        server.shutdown()
        server.server_close()
