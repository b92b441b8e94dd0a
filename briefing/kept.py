"""What takes long to make of the program's own files, kept beside its compiled modules.

Tables of languages and templates are the same in every run, and making them ready takes a
fifth of a short morning. What was made is kept where Python keeps compiled modules
(`__pycache__`, or what PYTHONPYCACHEPREFIX says; PEP 3147) and on the same terms: not with
`-B`, not where nothing may be written, and whoever may write there is trusted, since he
could as well put a module there. It is used again only while it is whole and what it was
made of is the same.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

_DIGEST = 32
"""Bytes of a SHA-256."""


def kept(name: str, source: bytes, make: Callable[[], Any]) -> Any:
    """What `make` makes of `source`, made once: code, or tables of plain values (see `marshal`).

    `name` is a file's name that no other caller uses.
    """
    found = lookup(name, source)
    if found is None:
        found = make()
        keep(name, source, found)
    return found


def lookup(name: str, source: bytes) -> Any:
    """What was kept under this name of the same source; None where there is nothing whole."""
    try:
        content = _place(name).read_bytes()
    except (OSError, NotImplementedError):
        return None
    if content[:_DIGEST] != _seal(source, content[_DIGEST:]):
        return None
    return marshal.loads(content[_DIGEST:])  # noqa: S302  # as trusted as a compiled module


def keep(name: str, source: bytes, made: Any) -> None:
    """Keep it for the next run; where it cannot be kept, that run makes it again."""
    if sys.dont_write_bytecode:
        return
    body = marshal.dumps(made)
    # Nothing to sync: what a power cut leaves half written is not whole, and made again.
    with suppress(OSError, NotImplementedError):
        place = _place(name)
        part = place.with_name(f"{place.name}.{os.getpid()}")
        place.parent.mkdir(exist_ok=True, parents=True)
        part.write_bytes(_seal(source, body) + body)
        part.replace(place)


def _place(name: str) -> Path:
    """Raises `NotImplementedError` where this Python keeps no compiled modules."""
    beside = Path(cache_from_source(__file__))
    return beside.with_name(f"{name}.{sys.implementation.cache_tag}.kept")


def _seal(source: bytes, body: bytes) -> bytes:
    """Of what it was made of, by which Python, and of what was made."""
    return sha256(b"\0".join((sys.version.encode(), sha256(source).digest(), body))).digest()
