"""Files and folders: the source that needs no network."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing.collect.options import Options
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
}
LINES = (".jsonl", ".ndjson")
LARGEST = 64 * 1024 * 1024
"""Bytes. A larger file is no news article; reading it would cost the morning."""


class FolderSource:
    """A file, or every file below a folder, in order of relative path.

    Hidden files are passed over. `path` is relative to the desk file.
    """

    def __init__(self, options: Mapping[str, Any], name: str, folder: Path) -> None:
        taken = Options(options, name)
        self.name = name
        self.path = taken.path(folder)
        taken.done()

    def fetch(self, since: datetime | None = None) -> Iterator[Document | Gap]:  # noqa: ARG002
        """All files. A file's own date says nothing of the article's, so `since` is not used."""
        if self.path.is_file():
            yield from self._file(self.path, self.path.name)
        elif self.path.is_dir():
            yield from self._folder()
        else:
            yield Gap(self.name or self.path.name, "the folder does not exist; check its path")

    def _folder(self) -> Iterator[Document | Gap]:
        failed: list[Gap] = []

        def unreadable(error: OSError) -> None:
            where = Path(error.filename or self.path)
            failed.append(Gap(self._uri(where), f"cannot be opened: {error.strerror}"))

        paths = []
        for folder, inner, names in os.walk(self.path, onerror=unreadable):
            inner[:] = [name for name in inner if not name.startswith(".")]
            paths += [Path(folder, name) for name in names if not name.startswith(".")]
        for uri, path in sorted((self._uri(path), path) for path in paths):
            yield from self._file(path, uri)
        yield from sorted(failed, key=lambda gap: gap.where)

    def _uri(self, path: Path) -> str:
        # A name that is no valid text must still be printable.
        uri = path.relative_to(self.path).as_posix() if path != self.path else path.name
        return uri.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def _file(self, path: Path, uri: str) -> Iterator[Document | Gap]:
        ending = path.suffix.lower()
        if ending not in MEDIA_TYPES and ending not in LINES:
            known = " ".join([*MEDIA_TYPES, *LINES])
            yield Gap(uri, f'not read: "{ending}" is none of {known}')
            return
        try:
            size = path.stat().st_size
            if size > LARGEST or not path.is_file():
                what = f"not read: {size // 2**20} MB" if path.is_file() else "not a file"
                yield Gap(uri, f"{what}; the limit is {LARGEST // 2**20} MB")
                return
            body = path.read_bytes()
        except OSError as error:
            yield Gap(uri, f"cannot be read: {error.strerror}")
            return
        if ending in LINES:
            yield from self._lines(body, uri)
        else:
            yield Document(uri, MEDIA_TYPES[ending], body, self.name)

    def _lines(self, body: bytes, uri: str) -> Iterator[Document | Gap]:
        """One article a line (https://jsonlines.org); the read room parses each."""
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            body = body.decode("utf-16", "replace").encode()
        lines = [line.strip() for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
        if not any(lines):
            yield Gap(uri, "an empty file")
        for number, line in enumerate(lines, 1):
            if line:
                yield Document(f"{uri}#{number}", "application/json", line, self.name)
