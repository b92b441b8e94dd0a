"""Writing files so that no half file ever stands under a final name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EBADF, EINVAL, EROFS
from pathlib import Path
from typing import IO

from briefing.errors import RenderError

PART = ".part"
_AT_ONCE = 64
"""Files that are open at a time."""


def write_file(path: Path, content: bytes) -> None:
    """Write one file as `write_files` does."""
    write_files({path: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files by path, each whole or not there; what was written outlasts a power cut.

    Each is written beside its final name, synced, and renamed: POSIX renames are atomic, but
    a name may reach the disk before the bytes that it stands for. Their folders are synced
    at the end, once. Raises `RenderError` naming the path and the cure.
    """
    rest = list(contents.items())
    folders: dict[Path, None] = {}
    while rest:
        some, rest = rest[:_AT_ONCE], rest[_AT_ONCE:]
        _write_some(some)
        folders |= dict.fromkeys(path.parent for path, _ in some)
    for folder in folders:
        with _told(folder):
            _sync_folder(folder)


def _write_some(some: Sequence[tuple[Path, bytes]]) -> None:
    """Written first and synced after: the first sync then carries most of the others."""
    parts: list[tuple[IO[bytes], Path, Path]] = []
    try:
        for path, content in some:
            with _told(path):
                _make_folder(path.parent)
                parts.append(_begun(path, content))
        for file, part, path in parts:
            with _told(path):
                os.fsync(file.fileno())
                # mkstemp makes private files; a brief is as readable as any other new file.
                part.chmod(0o666 & ~_umask())
                part.replace(path)
    finally:
        for file, part, _ in parts:
            file.close()
            part.unlink(missing_ok=True)


def _begun(path: Path, content: bytes) -> tuple[IO[bytes], Path, Path]:
    """A file beside its final name, written and not yet synced."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=PART, dir=path.parent)
    file = os.fdopen(handle, "wb", buffering=0)
    try:
        _locked(handle)
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
    except BaseException:
        file.close()
        Path(name).unlink(missing_ok=True)
        raise
    return file, Path(name), path


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RenderError(
            f"{path}: cannot be written ({error.strerror}); "
            f"check the folder's rights and space, or choose another with --out"
        ) from error


def _make_folder(folder: Path) -> None:
    """The folder and those above it; each new one is known to the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Names of files reach the disk; some systems know of no such thing."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (EINVAL, EBADF, EROFS):
            raise
    finally:
        os.close(handle)


def sweep(*folders: Path) -> None:
    """Remove what killed runs began to write into these folders and never finished.

    Whoever still writes holds a lock on the file, and keeps it.
    """
    for folder in folders:
        for part in folder.glob(f".*{PART}"):
            with suppress(OSError), part.open("rb") as file:
                if _locked(file.fileno()):
                    part.unlink(missing_ok=True)


def _locked(handle: int) -> bool:
    """Whether the lock on an open file is ours now; it ends with the process at the latest."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
