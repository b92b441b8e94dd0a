"""What a print depends on, as one digest: the same digest, the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from briefing.config import AudienceSettings, Desk
from briefing.model import Brief
from briefing.render.folders import roots


def print_digest(brief: Brief, desk: Desk, audience: AudienceSettings) -> str:
    """SHA-256 over the brief, the audience, all templates and fonts, and the code that prints."""
    digest = hashlib.sha256()
    for part in _parts(brief, desk, audience):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _parts(brief: Brief, desk: Desk, audience: AudienceSettings) -> Iterator[bytes]:
    # Every field but the sources' texts, and of those their digests.
    yield repr((brief, desk.name, desk.timezone, audience)).encode()
    yield version("weasyprint").encode()
    yield _files(Path(__file__).parent)
    for root in roots(desk):
        yield _files(root)


@cache
def _files(folder: Path) -> bytes:
    """Names and contents of all files below a folder that can change a print."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
