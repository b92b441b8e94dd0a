"""The world -> `Document`. Sources are asked one by one; what fails is a `Gap`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefing.collect.admission import admitted
from briefing.collect.folder import FolderSource
from briefing.collect.settled import Settled
from briefing.config import Desk
from briefing.errors import BriefingError, ConfigError
from briefing.model import Document, Gap
from briefing.plugins import SOURCES, Source, load

__all__ = ["admitted", "collect", "sources_of"]


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
    return tuple(
        Settled(
            load(SOURCES, settings.kind, f"{desk.file}: source[{n}].kind")(
                settings.options, settings.name, desk.folder
            ),
            settings,
        )
        for n, settings in enumerate(desk.sources)
    )


def collect(sources: Iterable[Source], since: datetime | None = None) -> Iterator[Document | Gap]:
    """Every document of every source, each under an address of its own.

    Two files that share a relative path in different inputs get the number of
    their input in front: nothing of the machine's folders gets into an edition.
    """
    taken: dict[str, int] = {}
    for number, source in enumerate(sources, 1):
        for found in _fetch(source, since):
            if isinstance(found, Document) and taken.setdefault(found.uri, number) != number:
                yield replace(found, uri=f"{number}/{found.uri}")
            else:
                yield found


def _fetch(source: Source, since: datetime | None) -> Iterator[Document | Gap]:
    name = str(getattr(source, "name", "") or type(source).__name__)
    try:
        yield from source.fetch(since)
    except BriefingError:
        raise
    except Exception as error:  # noqa: BLE001  # one bad source never stops a morning
        yield Gap(name, f"the source failed: {type(error).__name__}: {error}")
