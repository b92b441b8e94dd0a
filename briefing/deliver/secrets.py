"""What a server says, without what it should not say: credentials, and orders to a terminal.

A server may repeat what it was told, in whole or in part, as it came or decoded. So a
text of a server that shares a few characters with a secret is not shown at all; its code
is (RFC 5321), and its enhanced code (RFC 3463).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

LONGEST = 300
"""Characters of a server's answer that are shown."""
HIDDEN = "(not shown: it repeats the login)"

_SHARED = 4
_SHARED_CODED = 8  # of letters that mean nothing, as in a server's own numbers for its messages
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")


class Secrets:
    """A password, and what was said to prove that it is known."""

    def __init__(self, password: str = "") -> None:
        self._pieces = _pieces(password, _SHARED) | _pieces(quote(password, safe=""), _SHARED)
        for coded in _coded(password.encode()):
            self.add_coded(coded)

    def add_coded(self, coded: str) -> None:
        """What was sent in place of the password: base64, a proof."""
        self._pieces |= _pieces(coded, _SHARED_CODED)

    def clean(self, said: bytes) -> str:
        """A server's answer on one line, harmless, and nothing when it holds a secret."""
        text = said.decode("utf-8", "replace")
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        # Its numbers are nobody's password, and may look like one.
        enhanced = _ENHANCED.match(line)
        if not self._holds(line[enhanced.end() :] if enhanced else line):
            return line[:LONGEST]
        return f"{enhanced[0]} {HIDDEN}" if enhanced else HIDDEN

    def _holds(self, line: str) -> bool:
        return any(p in text for text in _spellings(line) for p in self._pieces)


def _coded(secret: bytes) -> Iterator[str]:
    """The secret in hexadecimal, and in base64 as it can lie there beside others (RFC 4648)."""
    yield secret.hex()
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + secret).decode().rstrip("=")
        yield coded[shift + (shift > 0) : -1]


def _pieces(text: str, width: int) -> set[str]:
    bare = _bare(text)
    width = min(width, len(bare))
    whole = {"".join(text.casefold().split())}
    return (whole | {bare[n : n + width] for n in range(len(bare) - width + 1)}) - {""}


def _spellings(line: str) -> tuple[str, ...]:
    plain = unquote(line)
    texts = (line, line[::-1], plain, plain[::-1])
    return (*map(_bare, texts), *("".join(text.casefold().split()) for text in texts))


def _bare(text: str) -> str:
    """Letters and digits alone: spaces and signs between them hide nothing."""
    return "".join(c for c in text.casefold() if c.isalnum())
