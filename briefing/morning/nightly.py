"""Collecting through the night: what the sources have goes into the archive, and is read there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from briefing.archive.base import entries, health, ledger
from briefing.archive.base.base import Base
from briefing.archive.base.memory import SourceMemory
from briefing.collect import Validators, World, collect_apart, sources_of
from briefing.config import Desk
from briefing.engine import Engine
from briefing.model import Document, Gap
from briefing.pipeline import reading
from briefing.progress import Progress, silent

_BATCH = 200
_LARGE = 64 * 2**20
"""So many documents, or bytes, of a source are stored at a time."""
_READ = 100
"""So many documents are read between two writes."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one source gave: entries it showed, documents that were new, why it failed or ""."""

    source: str
    seen: int
    new: int
    failed: str = ""


def collect(
    desk: Desk,
    base: Base,
    world: World,
    *,
    engine: Engine | None = None,
    progress: Progress = silent,
) -> tuple[Gathered, ...]:
    """Ask all sources, store what is new, and read it."""
    progress("collecting")
    memories: dict[str, SourceMemory[Validators]] = {}

    def own(source: str) -> World:
        memories[source] = SourceMemory(base, source, Validators)
        return replace(world, memory=memories[source])

    asked = collect_apart(sources_of(desk), since(desk, base, world.now()), own)
    found = tuple(
        _kept(base, name, given, memories.get(name) or SourceMemory(base, name, Validators))
        for name, given in asked
    )
    read_all(base, engine, progress)
    return found


def since(desk: Desk, base: Base, now: datetime) -> datetime | None:
    """From when on articles may count: the window, and at least to the last edition's cut-off."""
    if desk.window is None:
        return None
    last = ledger.last(base)
    cutoff = datetime.fromisoformat(last.issue.cutoff) if last else now
    return min(now - desk.window, cutoff - timedelta(days=1))


def _kept(
    base: Base, source: str, given: Iterable[Document | Gap], memory: SourceMemory[Validators]
) -> Gathered:
    """Store what a source gave, in batches, each with what is to be remembered of it."""
    entries.forget_gaps(base, source, source)
    new = shown = 0
    failed = ""
    for batch in _batches(given):
        stored = entries.store(base, source, batch, [memory.taken()])
        new += stored.new
        shown += stored.new + stored.again
        failed = next((g.what for g in batch if isinstance(g, Gap) and g.where == source), failed)
    entries.store(base, source, (), [memory.taken()])
    gathered = Gathered(source, max(shown, len(memory.looked)), new, failed)
    health.note_visit(base, source, gathered.seen, new, failed)
    return gathered


def _batches(given: Iterable[Document | Gap]) -> Iterator[Sequence[Document | Gap]]:
    batch: list[Document | Gap] = []
    size = 0
    for one in given:
        batch.append(one)
        size += len(one.body) if isinstance(one, Document) else 0
        if len(batch) >= _BATCH or size > _LARGE:
            yield batch
            batch, size = [], 0
    yield batch


# --- Reading --------------------------------------------------------------------------------


def read_all(
    base: Base,
    engine: Engine | None = None,
    progress: Progress = silent,
    ids: Sequence[int] | None = None,
) -> int:
    """Read the entries that this version of the reader has not read; how many there were."""
    reader = reader_version()
    stale = entries.unread(base, reader, ids)
    for start in range(0, len(stale), _READ):
        few = entries.documents_of(base, stale[start : start + _READ])
        results = reading(list(few.values()), engine, progress)
        entries.keep_readings(base, reader, list(zip(few, results, strict=True)))
    return len(stale)


_PARSERS = ("trafilatura", "pypdfium2", "lxml", "charset-normalizer", "Markdown", "nh3")
_OURS = ("read", "languages", "language.py", "model.py")


@cache
def reader_version() -> str:
    """Changes with whatever may read an article otherwise: our code, its data, its parsers."""
    digest = sha256()
    for name in _OURS:
        for file, content in _contents(files("briefing").joinpath(name)):
            digest.update(f"{file}\0{len(content)}\0".encode() + content)
    digest.update(repr(dict(_versions())).encode())
    return digest.hexdigest()[:16]


def _contents(part: Traversable) -> Iterator[tuple[str, bytes]]:
    if part.is_file():
        if part.name.endswith((".py", ".toml")):
            yield part.name, part.read_bytes()
    elif part.is_dir():
        for inner in sorted(part.iterdir(), key=lambda p: p.name):
            yield from _contents(inner)


def _versions() -> Mapping[str, str]:
    found = {}
    for name in _PARSERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
