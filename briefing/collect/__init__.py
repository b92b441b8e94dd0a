"""The world -> `Document`. Sources are asked one by one; what fails is a `Gap`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefing.collect.admission import admitted, waits
from briefing.collect.folder import FolderSource
from briefing.collect.http import Validators
from briefing.collect.names import renamed
from briefing.collect.ping import heard
from briefing.collect.settled import Settled
from briefing.collect.trial import failing
from briefing.collect.world import Memory, World, Worldly, world_of
from briefing.config import Desk, SourceSettings
from briefing.errors import BriefingError, ConfigError
from briefing.model import Document, Gap
from briefing.plugins import SOURCES, Source, load

__all__ = [
    "Memory",
    "Validators",
    "World",
    "admitted",
    "collect",
    "collect_apart",
    "failing",
    "heard",
    "sources_of",
    "waits",
    "world_of",
]

_SIDE_BY_SIDE = 16
"""Sources on the network that are asked at the same time: waiting costs nothing."""


def sources_of(desk: Desk, inputs: Iterable[Path] = ()) -> tuple[Source, ...]:
    """The files and folders named by hand, each once, or else the sources of the desk.

    Raises `ConfigError` for a path that does not exist and for an unknown kind.
    """
    named = tuple(inputs)
    if missing := [path for path in named if not path.exists()]:
        raise ConfigError(*(f"{path}: no such file or folder; check the path" for path in missing))
    if named:
        once = {path.resolve(): path for path in reversed(named)}
        paths = [path for path in named if once[path.resolve()] is path]
        return tuple(FolderSource({"path": str(path)}, "", Path()) for path in paths)
    made: list[Source] = []
    problems: list[str] = []
    for n, settings in enumerate(desk.sources):
        try:
            made.append(_source(desk, n, settings))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(*problems)
    return tuple(made)


def _source(desk: Desk, number: int, settings: SourceSettings) -> Source:
    make = load(SOURCES, settings.kind, f"{desk.file}: source[{number}].kind")
    return Settled(make(settings.options, settings.name, desk.folder), settings)


def collect(
    sources: Iterable[Source], since: datetime | None = None, world: World | None = None
) -> Iterator[Document | Gap]:
    """Every document of every source, in order of the sources, each under its own address.

    Sources on the network are asked side by side, the others as their turn comes. Two
    files that share a relative path in different inputs get the number of their input in
    front: nothing of the machine's folders gets into an edition. One page of the web is
    one document, however many sources lead to it.
    """
    taken: dict[str, int] = {}
    one_world = world or World()
    with _asked(list(sources), since, lambda _: one_world) as asked:
        for number, found in enumerate(asked, 1):
            for one in found:
                if isinstance(one, Gap) or taken.setdefault(one.uri, number) == number:
                    yield one
                elif not one.uri.startswith(("http://", "https://")):
                    yield replace(one, uri=f"{number}/{one.uri}")


def collect_apart(
    sources: Iterable[Source], since: datetime | None, world: Callable[[str], World]
) -> Iterator[tuple[str, Iterable[Document | Gap]]]:
    """The name of each source, and what it gives in a world of its own; in order.

    For who remembers what each source gave: addresses are as the source names them.
    """
    them = list(sources)
    with _asked(them, since, world) as asked:
        for source, found in zip(them, asked, strict=True):
            yield _name(source), found


def _name(source: Source) -> str:
    return str(getattr(source, "name", "") or type(source).__name__)


@contextmanager
def _asked(
    sources: Sequence[Source], since: datetime | None, world: Callable[[str], World]
) -> Iterator[Iterator[Iterable[Document | Gap]]]:
    """What each source gives, in order; those on the network begin at once."""
    bound = [s.through(world(_name(s))) if isinstance(s, Worldly) else s for s in sources]
    remote = [n for n, source in enumerate(bound) if getattr(source, "remote", False)]
    if not remote:
        yield (_fetch(source, since) for source in bound)
        return
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(remote)), "source")
    try:
        asked = {n: pool.submit(lambda s: list(_fetch(s, since)), bound[n]) for n in remote}
        yield (
            asked[n].result() if n in asked else _fetch(source, since)
            for n, source in enumerate(bound)
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _fetch(source: Source, since: datetime | None) -> Iterator[Document | Gap]:
    name = _name(source)
    taken: dict[str, str] = {}
    try:
        for found in source.fetch(since):
            yield renamed(found, taken)
    except BriefingError:
        raise
    except Exception as error:  # noqa: BLE001  # one bad source never stops a morning
        yield renamed(Gap(name, f"the source failed: {type(error).__name__}: {error}"), taken)
