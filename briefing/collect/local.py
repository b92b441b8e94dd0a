"""What sources on this machine have in common: a path, and files below it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from briefing.collect.options import Options
from briefing.collect.plain_file import LINK
from briefing.collect.refusal import NoAnswerError
from briefing.collect.world import World
from briefing.model import Document, Gap


class FileSource:
    """A source that reads one file, or all files of its kind in a folder, in order of name."""

    remote = False
    endings: tuple[str, ...] = ()

    def __init__(self, options: Mapping[str, Any], name: str, folder: Path) -> None:
        self.name = name
        self.world = World()
        taken = Options(options, name)
        self.path = taken.path(folder)
        self.take(taken)
        taken.done()

    def take(self, options: Options) -> None:
        """Keys of this kind alone."""

    @abstractmethod
    def opened(self, path: Path, uri: str, since: datetime | None) -> Iterable[Document | Gap]:
        """The documents in one file. May raise `NoAnswerError` or `OSError`."""

    def version(self, document: Document) -> str:
        """What tells a document from itself as it was, and from others of this source."""
        return f"{document.uri}\n{sha256(document.body).hexdigest()}"

    def through(self, world: World) -> Self:
        """The same source in a run's own world."""
        other = copy(self)
        other.world = world
        return other

    def fetch(self, since: datetime | None = None) -> Iterator[Document | Gap]:
        if not self.path.exists():
            yield Gap(self.name, "there is no such file or folder; check its path")
            return
        paths = self._paths()
        if not paths:
            yield Gap(self.name, f"no file in it ends with {' or '.join(self.endings)}")
        for path in paths:
            if path != self.path and path.is_symlink():
                yield Gap(path.name, f"not read: {LINK}")
                continue
            try:
                for one in self.opened(path, path.name, since):
                    key = self.version(one) if isinstance(one, Document) else ""
                    if not (key and self.world.memory.seen(self.name, key)):
                        yield one
                    if key:
                        self.world.memory.handed(self.name, key)
            except NoAnswerError as error:
                yield Gap(path.name, str(error))
            except OSError as error:
                yield Gap(path.name, f"cannot be read: {error.strerror or error}")

    def _paths(self) -> list[Path]:
        if self.path.is_file():
            return [self.path]
        shown = (p for p in self.path.iterdir() if p.is_file() and not p.name.startswith("."))
        return sorted(p for p in shown if p.name.lower().endswith(self.endings))
