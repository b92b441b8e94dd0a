"""Addresses of the web, taken apart once (RFC 3986, and what browsers forgive)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from briefing.collect.refusal import NoAnswerError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 4000
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\s]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_RESERVED = "!$%&'()*+,/:;=?@[]~"
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs(?:enc|mi)|at_(?:medium|campaign))"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of whom: an address without login and fragment, all of it ASCII.

    `host` is a name in its DNS form, or a number; IPv6 stands without its brackets.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address: without the port that goes without saying."""
        return bracketed(self.host) + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.origin + self.path


def target_of(url: str) -> Target:
    """An address as one of http or https. Raises `NoAnswerError` for what is none."""
    if len(url) > _LONGEST:
        raise NoAnswerError(f"an address of {len(url)} characters")
    shown = url if len(url) <= 100 else url[:97] + "..."
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = _ascii(parts.hostname or "")
    except ValueError:
        raise NoAnswerError(f'no address: "{shown}"') from None
    if parts.scheme not in _PORTS:
        raise NoAnswerError(f'"{shown}" is no address of http or https')
    if not host or port == 0 or "\\" in url.partition("?")[0]:
        raise NoAnswerError(f'no address: "{shown}"')
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], _path(parts))


def absolute(base: str, reference: str) -> str | None:
    """A reference in a document as an address, None where it leads nowhere on the web."""
    try:
        return target_of(urljoin(base, reference.strip())).url
    except (NoAnswerError, ValueError):
        return None


def plain_url(url: str) -> str:
    """An address without what only tells where a click came from, for comparing."""
    head, mark, query = url.partition("?")
    kept = [pair for pair in query.split("&") if not _TRACKING.match(pair)]
    return head + (mark + "&".join(kept) if kept and query else "")


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _path(parts: SplitResult) -> str:
    path = quote(parts.path, safe=_RESERVED) or "/"
    return path + (f"?{quote(parts.query, safe=_RESERVED)}" if parts.query else "")


def _ascii(host: str) -> str:
    """The form of a host that is asked of the DNS (IDNA 2008, mapped by UTS 46)."""
    if ":" in host:  # an IPv6 address; one with a zone is this machine's own affair
        from ipaddress import IPv6Address

        return str(IPv6Address(host))
    if not host.isascii():
        import idna

        host = idna.encode(host, uts46=True).decode()
    host = host.removesuffix(".").lower()
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise ValueError(host)
    return host
