"""Files and folders: the source that needs no network."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Self

from briefing.collect.jsonl import lines_of
from briefing.collect.options import Options
from briefing.collect.plain_file import content_of
from briefing.collect.world import World
from briefing.model import Document, Gap

MEDIA_TYPES: Mapping[str, str] = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".webarchive": "application/x-webarchive",
    ".epub": "application/epub+zip",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
}
LINES = (".jsonl", ".ndjson")
_SAVE_AS: Mapping[str, str] = {
    ".doc": ".docx .pdf",
    ".pages": ".docx .pdf",
    ".msg": ".eml",
    ".mobi": ".html .txt",
    ".xlsx": ".jsonl",
    ".csv": ".jsonl",
    ".xml": ".html .txt",
    ".png": ".txt .html",
    ".jpg": ".txt .html",
}
"""What people hand over that is not read, and as what they can save it."""
_PACKED = frozenset({".zip", ".7z", ".rar", ".gz", ".tgz", ".tar"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_PARTS = re.compile(r"[-_.][^\W\d_]+")
"""What a browser puts behind a page's name, in its language, for the folder of its parts."""
_DEEPEST = 40
"""Folders within folders; nobody keeps articles deeper, and a path has an end on every system."""
LARGEST = 64 * 1024 * 1024
"""Bytes. A larger file is no news article; reading it would cost the morning."""


class FolderSource:
    """A file, or every file below a folder, in order of relative path.

    Hidden files are passed over. `path` is relative to the desk file and may be a link;
    links below it are told and not followed, so that nothing from elsewhere is published
    unasked. With `watch`, a file is handed over once: one that was there in an earlier
    run is passed over.
    """

    remote = False

    def __init__(self, options: Mapping[str, Any], name: str, folder: Path) -> None:
        taken = Options(options, name)
        self.name = name
        self.world = World()
        self.path = taken.path(folder)
        self.watch = taken.flag("watch", False)
        taken.done()

    def through(self, world: World) -> Self:
        """The same folder in a run's own world."""
        other = copy(self)
        other.world = world
        return other

    def fetch(self, since: datetime | None = None) -> Iterator[Document | Gap]:  # noqa: ARG002
        """All files. A file's own date says nothing of the article's, so `since` is not used."""
        if self.path.is_dir():
            yield from self._folder()
        elif self.path.exists():
            # Named by hand: a link is followed, once.
            yield from self._file(self.path.resolve(), self.path.name)
        else:
            yield Gap(self.name or self.path.name, "the folder does not exist; check its path")

    def _folder(self) -> Iterator[Document | Gap]:
        failed: list[Gap] = []

        def unreadable(error: OSError) -> None:
            where = Path(error.filename or self.path)
            failed.append(Gap(self._uri(where), f"cannot be opened: {error.strerror}"))

        paths = []
        for folder, inner, names in os.walk(self.path, onerror=unreadable):
            if len(Path(folder).parts) - len(self.path.parts) >= _DEEPEST and inner:
                within = self._uri(Path(folder))
                failed.append(Gap(within, f"not looked into: {_DEEPEST} folders deep"))
                inner.clear()
            pages = {n.rpartition(".")[0] for n in names if PurePath(n).suffix.lower() in _PAGES}
            inner[:] = [n for n in inner if not n.startswith(".") and not _is_parts(n, pages)]
            # Not Path.is_symlink, which raises where a path is too long for the system.
            links = [name for name in inner if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118
            paths += [Path(folder, n) for n in (*names, *links) if not n.startswith(".")]
        for uri, path in sorted((self._uri(path), path) for path in paths):
            version = _version(path, uri)
            if not (self.watch and self.world.memory.seen(self.name, version)):
                yield from self._file(path, uri)
                self.world.memory.handed(self.name, version)
        yield from sorted(failed, key=lambda gap: gap.where)

    def _uri(self, path: Path) -> str:
        # A name that is no valid text must still be printable.
        uri = path.relative_to(self.path).as_posix() if path != self.path else path.name
        return uri.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def _file(self, path: Path, uri: str) -> Iterator[Document | Gap]:
        ending = PurePath(uri).suffix.lower()
        if ending not in MEDIA_TYPES and ending not in LINES and not path.is_symlink():
            known = " ".join([*MEDIA_TYPES, *LINES])
            yield Gap(uri, f"not read: {_cure(ending, known)}")
            return
        try:
            body = content_of(path, LARGEST)
        except OSError as error:
            yield Gap(uri, f"cannot be read: {error.strerror}")
            return
        if isinstance(body, str):
            yield Gap(uri, f"not read: {body}")
            return
        if ending in LINES:
            yield from lines_of(body, uri, self.name)
        else:
            yield Document(uri, MEDIA_TYPES[ending], body, self.name)


def _cure(ending: str, known: str) -> str:
    """Why a file of this ending is not read, and what to do about it."""
    if ending in _PACKED:
        return f'"{ending}" is not opened; unpack it'
    if as_ := _SAVE_AS.get(ending):
        return f'"{ending}" is not opened; save it as {as_}'
    return f'"{ending}" is none of {known}'


def _is_parts(name: str, pages: Collection[str]) -> bool:
    """Whether a folder holds the parts of a page saved beside it: "Flood_files"."""
    return any(name.startswith(page) and _PARTS.fullmatch(name[len(page) :]) for page in pages)


def _version(path: Path, uri: str) -> str:
    """What tells a file from the one that stood under its name before."""
    try:
        stat = path.lstat()
    except OSError:
        return uri
    return f"{uri} {stat.st_size} {stat.st_mtime_ns}"
