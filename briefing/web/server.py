"""A web server for one person on this machine, with the standard library alone."""

from __future__ import annotations

import errno
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event
from urllib.parse import parse_qs, urlsplit

from briefing.errors import ConfigError
from briefing.web.pages import TEXT, Page, Preview

LOOPBACK = "127.0.0.1"
PERIOD = 0.2
"""Seconds between two looks at the files."""
HEARTBEAT = 10.0
"""Seconds after which a silent stream of events says that it lives."""


class PreviewServer(ThreadingHTTPServer):
    """Serves a preview on 127.0.0.1 and to nobody else."""

    def __init__(self, preview: Preview, port: int) -> None:
        """Raises `ConfigError` for a port that cannot be had."""
        self.preview = preview
        self.stopped = Event()
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as error:
            raise ConfigError(_unavailable(port, error)) from None

    def server_bind(self) -> None:
        """Binds, without http.server's question to the name service for our own name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def server_close(self) -> None:
        """Ends the streams of events as well."""
        self.stopped.set()
        super().server_close()

    @property
    def address(self) -> str:
        """Where to point the browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    @property
    def hosts(self) -> frozenset[str]:
        """What a browser that means us names as Host."""
        names = {LOOPBACK, "localhost"}
        bare = names if self.server_port == 80 else set()
        return frozenset({*bare, *(f"{name}:{self.server_port}" for name in names)})


def _unavailable(port: int, error: OSError | OverflowError) -> str:
    cure = "try --port 0, which takes a free one"
    if isinstance(error, OverflowError):
        return f"--port: expected a number from 0 to 65535, got {port}; {cure}"
    if error.errno == errno.EADDRINUSE:
        return f"--port: {port} is in use, perhaps by another preview; stop that, or {cure}"
    return f"--port: {port} cannot be had ({error.strerror}); {cure}"


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    timeout = 30

    def do_GET(self) -> None:
        # A foreign page may have its name point here (DNS rebinding): its Host tells.
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            refused = f"This preview is at {self.server.address} only.\n".encode()
            self._answer(Page(refused, TEXT, status=403))
        elif urlsplit(self.path).path == "/events":
            self._events()
        else:
            self._answer(self.server.preview.page(self.path))

    def _answer(self, page: Page) -> None:
        self._head(page.status, page.media_type)
        if page.policy:
            self.send_header("Content-Security-Policy", page.policy)
        self.send_header("Content-Length", str(len(page.content)))
        self.end_headers()
        self.wfile.write(page.content)

    def _events(self) -> None:
        """Server-sent events: the stamp, each time it differs from the one last seen."""
        asked = parse_qs(urlsplit(self.path).query).get("seen", [""])
        seen = self.headers.get("Last-Event-ID") or asked[0]
        self._head(200, "text/event-stream")
        self.end_headers()
        spoken = 0.0
        while not self.server.stopped.is_set():
            stamp = self.server.preview.stamp()
            if stamp != seen:
                self.wfile.write(f"id: {stamp}\ndata: {stamp}\n\n".encode())
            elif time.monotonic() - spoken > HEARTBEAT:
                self.wfile.write(b":\n\n")
            else:
                self.server.stopped.wait(PERIOD)
                continue
            seen, spoken = stamp, time.monotonic()

    def _head(self, status: int, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def handle(self) -> None:
        """One request. A browser that leaves in the middle of the answer is no event."""
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def version_string(self) -> str:
        return "briefing"

    def log_message(self, *_: object) -> None:
        """Says nothing: the terminal is the user's."""
