"""A real HTTP server on loopback, with answers of every kind, good and bad."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase

HEAD = b"HTTP/1.1 200 OK\r\n"
Page = Callable[["Asked", BufferedIOBase], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """What a server answers for each path, and what it was asked."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def url(self, path: str = "/") -> str:
        return self.address + path

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def __setitem__(self, path: str, page: Page | bytes | str) -> None:
        self.pages[path] = page if callable(page) else answer(page)


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> Page:
    """A plain answer; `content_type` and the like are headers."""
    raw = body.encode() if isinstance(body, str) else body

    def page(_: Asked, out: BufferedIOBase) -> None:
        lines = {
            "content-length": str(len(raw)),
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        out.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + raw)

    return page


def redirect(location: str, status: int = 302) -> Page:
    return answer(b"", status, location=location)


def dripping(head: bytes, drop: bytes = b"x", every: float = 0.05) -> Page:
    """An answer that never ends, a drop at a time."""

    def page(_: Asked, out: BufferedIOBase) -> None:
        out.write(head)
        while True:
            out.write(drop)
            out.flush()
            time.sleep(every)

    return page


def silent(seconds: float) -> Page:
    def page(_: Asked, __: BufferedIOBase) -> None:
        time.sleep(seconds)

    return page


@contextmanager
def serving(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server in a thread; what it is told to answer may change while it runs."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()})
            site.asked.append(asked)
            page = site.pages.get(self.path, answer(b"nothing here", 404))
            self.close_connection = True
            with suppress(OSError):  # who asked has gone
                page(asked, self.wfile)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.address = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
