"""The one door to the network: every request of every source goes through it.

What it holds, whatever the other side answers:

* http and https only (RFC 9110), GET only, no cookies, no proxy of the environment;
* every address of a name is judged before one is connected to, the connection goes to
  the address that was judged, and each redirect is judged anew, so that a name cannot
  mean one thing when it is asked and another when it is called (DNS rebinding);
* a wall-clock deadline for one document, robots.txt of its host aside, however slowly
  the bytes drip; caps on the bytes that arrive and on what they unpack to;
* a login goes to the host that it is for, and to no other.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from briefing.collect.addresses import why_not_public
from briefing.collect.decoding import unpacked
from briefing.collect.manners import Manners
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import Target, bracketed, target_of

if TYPE_CHECKING:
    import ssl

Clock = Callable[[], float]
MB = 2**20
_REDIRECTS = {301, 302, 303, 307, 308}
_PASSING = {429, 500, 502, 503, 504}
"""Statuses that may be gone in a moment (RFC 9110, 15.6; RFC 6585)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds by the clock, bytes raw and unpacked, redirects.

    `connect` is in seconds too, for each address of a host. After `pause` seconds it is
    asked for again, then after twice as long, `attempts` times in all.
    """

    seconds: float = 30.0
    connect: float = 10.0
    raw: int = 16 * MB
    unpacked: int = 16 * MB
    redirects: int = 10
    attempts: int = 3
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server knows the copy that one has (RFC 9110, 8.8)."""

    etag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Validators:
        return cls(headers.get("etag", "")[:500], headers.get("last-modified", "")[:100])

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in pairs.items() if value.isprintable() and value}


@dataclass(frozen=True, slots=True)
class Login:
    """Name and password of one account, for HTTP's Basic scheme (RFC 7617)."""

    user: str
    password: str = field(repr=False)

    def header(self) -> str:
        from base64 import b64encode

        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Answer:
    """A document as it arrived. `url` is where it was in the end; `new` is False for a 304."""

    url: str
    media_type: str
    body: bytes = field(repr=False)
    validators: Validators = Validators()
    new: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted, of whom, and until when by the door's clock."""

    url: str
    accept: str = "*/*"
    validators: Validators = Validators()
    login: Login | None = None
    robots: bool = True
    until: float | None = None


class Door:
    """Gets documents. One door serves all sources of a run, from many threads.

    `allow` names the private hosts that may be asked, with or without a port. `agent`
    is sent as User-Agent. `pace` is the least time in seconds between two requests to
    one public host. `clock` never goes back; `tls` replaces the system's certificates.
    """

    def __init__(
        self,
        *,
        allow: Sequence[str] = (),
        agent: str = "briefing",
        pace: float = 1.0,
        limits: Limits = Limits(),
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.allow = frozenset(host.casefold() for host in allow)
        self.agent = agent
        self.limits = limits
        self.clock = clock
        self.manners = Manners(self._robots, pace, clock, sleep)
        self._tls = tls
        self._lock = threading.Lock()

    def get(self, ask: Ask) -> Answer:
        """The document at an address. Raises `NoAnswerError` with a reason for people."""
        target = target_of(ask.url)
        if ask.robots and (refused := self.manners.refuses(target)):
            raise NoAnswerError(refused)
        if not self.manners.wait(target, ask.until, own=self.allows(target)):
            raise NoAnswerError("no time left: the source took longer than it may")
        return self._patiently(ask, self._deadline(ask.until))

    def connect(self, host: str, port: int, until: float) -> socket.socket:
        """A plain connection to a vetted address of `host`, for protocols other than HTTP."""
        connection = _Connection(
            self._vetted(target_of(f"https://{bracketed(host)}:{port}"), until)
        )
        return connection.opened(self.clock, until, self.limits.connect)

    def allows(self, target: Target) -> bool:
        """Whether the desk names this host as one that may be private."""
        return not self.allow.isdisjoint({target.host, f"{bracketed(target.host)}:{target.port}"})

    # --- One document -----------------------------------------------------------------------

    def _deadline(self, until: float | None) -> float:
        mine = self.clock() + self.limits.seconds
        return mine if until is None else min(mine, until)

    def _patiently(self, ask: Ask, until: float) -> Answer:
        """The document, asked for again where that may help."""
        stamina = _stamina()

        def wait(error: Exception) -> bool | float:
            if not isinstance(error, NoAnswerError) or not error.passing:
                return False
            return error.wait < until - self.clock() and (error.wait or True)

        attempts = stamina.retry_context(
            on=wait,
            attempts=self.limits.attempts,
            timeout=max(0.0, until - self.clock()),
            wait_initial=self.limits.pause,
            wait_jitter=0.0,
        )
        for attempt in attempts:
            with attempt:
                return self._followed(ask, until)
        raise AssertionError("stamina raises what the last attempt raised")

    def _followed(self, ask: Ask, until: float) -> Answer:
        """The document at the end of the redirects, each hop judged like the first."""
        first = target = target_of(ask.url)
        seen = {target}
        for _ in range(self.limits.redirects + 1):
            extra = {"Accept": ask.accept}
            if target.origin == first.origin:
                extra |= ask.validators.headers()
                extra |= {"Authorization": ask.login.header()} if ask.login else {}
            answer = self._once(target, extra, until)
            if isinstance(answer, Answer):
                if not answer.new and ask.validators == Validators():
                    raise NoAnswerError("answered 304 Not Modified to a first request", status=304)
                return answer
            target = self._next(target, answer, seen, ask, until)
        raise NoAnswerError(f"more than {self.limits.redirects} redirects")

    def _next(
        self, target: Target, location: str, seen: set[Target], ask: Ask, until: float
    ) -> Target:
        following = target_of(urljoin(target.url, location))
        if following in seen:
            raise NoAnswerError("its redirects go round in a circle")
        if target.scheme == "https" and following.scheme == "http":
            raise NoAnswerError(
                f"leads from https to http ({following.url}), which anybody can forge"
            )
        seen.add(following)
        if ask.robots and (refused := self.manners.refuses(following, until)):
            raise NoAnswerError(f"leads to {following.url}: {refused}")
        return following

    def _once(self, target: Target, extra: Mapping[str, str], until: float) -> Answer | str:
        """The answer to one request, or where it says to go instead."""
        import httpcore2

        connection = _Connection(self._vetted(target, until))
        backend: Any = _Backend(connection, self.clock, until, self.limits)
        headers = {
            "Host": target.authority,
            "User-Agent": self.agent,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **extra,
        }
        scheme, host, path = target.scheme.encode(), target.host.encode(), target.path.encode()
        url = httpcore2.URL(scheme=scheme, host=host, port=target.port, target=path)
        try:
            with (
                httpcore2.HTTPConnection(
                    url.origin, ssl_context=self._certificates(target), network_backend=backend
                ) as http,
                http.stream("GET", url, headers=list(headers.items())) as response,
            ):
                return self._judged(target, response)
        except httpcore2.ProtocolError as error:
            raise NoAnswerError(f"not an answer in HTTP: {error}"[:200], passing=True) from error
        except OSError as error:
            raise NoAnswerError(_told(error), passing=not _is_final(error)) from error

    def _judged(self, target: Target, response: Any) -> Answer | str:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
        status = response.status
        if status in _REDIRECTS and headers.get("location"):
            return _location(headers["location"])
        found = Validators.of(headers)
        if status == 304:
            return Answer(target.url, "", b"", found, new=False)
        if not 200 <= status < 300 or status == 206:
            raise NoAnswerError(
                f"answered {status} {_phrase(status)}".rstrip(),
                passing=status in _PASSING,
                status=status,
                wait=_seconds(headers.get("retry-after", "")),
            )
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.limits.raw:
            raise NoAnswerError(f"{int(length) // MB} MB; the limit is {self.limits.raw // MB} MB")
        body = unpacked(
            response.iter_stream(), headers.get("content-encoding", ""), self.limits.unpacked
        )
        return Answer(target.url, headers.get("content-type", ""), body, found)

    # --- Names and addresses ----------------------------------------------------------------

    def vetted(self, target: Target) -> None:
        """Raises `NoAnswerError` for a host that may not be asked, or that is not there."""
        self._vetted(target, self._deadline(None))

    def _vetted(self, target: Target, until: float) -> Sequence[_Sockaddr]:
        """The addresses of a host, each of them public or the host allowed by the desk."""
        found = _resolved(target, until - self.clock())
        if self.allows(target):
            return found
        for _, sockaddr in found:
            if what := why_not_public(sockaddr[0]):
                number = "" if sockaddr[0] == target.host else f" ({sockaddr[0]})"
                raise NoAnswerError(
                    f"{target.host} is not public but {what}{number}; "
                    f"if it is yours, name it in allow_hosts of [desk]"
                )
        return found

    def _certificates(self, target: Target) -> ssl.SSLContext | None:
        if target.scheme != "https":
            return None
        import httpcore2

        with self._lock:
            if self._tls is None:
                self._tls = httpcore2.default_ssl_context()
            return self._tls

    def _robots(self, target: Target, until: float | None) -> bytes | None:
        """robots.txt of a host, None where it has none (RFC 9309, 2.3.1.3)."""
        url = f"{target.origin}/robots.txt"
        try:
            return self._patiently(Ask(url, robots=False), self._deadline(until)).body
        except NoAnswerError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return None
            raise


@cache
def _stamina() -> ModuleType:
    """stamina without its log lines: what came of it in the end is told as a `Gap`."""
    import stamina

    stamina.instrumentation.set_on_retry_hooks([])
    return stamina


# --- The connection: one vetted address, one deadline ---------------------------------------

_Sockaddr = tuple[int, Any]


class _Connection:
    """The addresses that were judged; it connects to these and to nothing else."""

    def __init__(self, addresses: Sequence[_Sockaddr]) -> None:
        self.addresses = addresses

    def opened(self, clock: Clock, until: float, patience: float) -> socket.socket:
        failure: OSError = TimeoutError()
        for family, sockaddr in self.addresses:
            left = min(patience, until - clock())
            if left <= 0:
                raise failure
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                connection.settimeout(left)
                connection.connect(sockaddr)
            except OSError as error:
                connection.close()
                failure = error
            else:
                return connection
        raise failure


class _Backend:
    """What httpcore2 calls a network backend: it opens the vetted connection, whatever is asked."""

    def __init__(self, connection: _Connection, clock: Clock, until: float, limits: Limits) -> None:
        self.connection = connection
        self.clock = clock
        self.until = until
        self.limits = limits

    def connect_tcp(self, **_: object) -> _Stream:
        opened = self.connection.opened(self.clock, self.until, self.limits.connect)
        return _Stream(opened, self)


class _Stream:
    """What httpcore2 calls a network stream, with the deadline and the cap in each step."""

    def __init__(self, connection: socket.socket, backend: _Backend) -> None:
        self.connection = connection
        self.backend = backend
        self.arrived = 0

    def _left(self) -> float:
        left = self.backend.until - self.backend.clock()
        if left <= 0:
            raise TimeoutError
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self.connection.settimeout(self._left())
        read = self.connection.recv(max_bytes)
        self.arrived += len(read)
        if self.arrived > self.backend.limits.raw:
            raise NoAnswerError(
                f"more than {self.backend.limits.raw // MB} MB; no document is larger"
            )
        return read

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self.connection.settimeout(self._left())
        self.connection.sendall(buffer)

    def close(self) -> None:
        self.connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, **_: object
    ) -> _Stream:
        self.connection.settimeout(self._left())
        try:
            self.connection = ssl_context.wrap_socket(
                self.connection, server_hostname=server_hostname
            )
        except OSError:
            self.connection.close()
            raise
        return self

    def get_extra_info(self, info: str) -> object:
        return self.connection if info == "ssl_object" and _is_tls(self.connection) else None


def _is_tls(connection: socket.socket) -> bool:
    import ssl

    return isinstance(connection, ssl.SSLSocket)


# --- Names ------------------------------------------------------------------------------------


def _resolved(target: Target, seconds: float) -> Sequence[_Sockaddr]:
    """What the system knows of a host. Raises `NoAnswerError`, after `seconds` too.

    The system's resolver has no deadline of its own, so a thread waits for it.
    """
    found: list[Any] = []

    def resolve() -> None:
        try:
            found.append(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.append(error)

    waiting = threading.Thread(target=resolve, daemon=True)
    waiting.start()
    waiting.join(max(0.0, seconds))
    if not found:
        raise NoAnswerError(f"the name {target.host} was not found in time", passing=True)
    if isinstance(found[0], Exception):
        again = getattr(found[0], "errno", None) == socket.EAI_AGAIN
        raise NoAnswerError(f"there is no host {target.host}", passing=again)
    once = {(family, sockaddr): None for family, _, _, _, sockaddr in found[0]}
    return tuple(once)


# --- Words ------------------------------------------------------------------------------------


def _told(error: OSError) -> str:
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection: {error.reason or error}"
    if isinstance(error, TimeoutError):
        return "no whole answer in time"
    return f"no connection: {error.strerror or error}"


def _is_final(error: OSError) -> bool:
    import ssl

    return isinstance(error, ssl.SSLError)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


def _location(value: str) -> str:
    """A Location header: UTF-8 where it is not ASCII, as all browsers read it."""
    return value.encode("latin-1").decode("utf-8", "replace").strip()


def _seconds(value: str) -> float:
    """Retry-After in seconds (RFC 9110, 10.2.3); one that is a date is not waited for."""
    return float(value) if value.isdecimal() and len(value) < 6 else 0.0
