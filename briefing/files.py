"""Writing files so that no half file ever stands under a final name."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EBADF, EINVAL, EROFS
from functools import cache
from pathlib import Path
from typing import IO

from briefing.errors import RenderError

PART = ".part"
_AT_ONCE = 64
"""Files that are open at a time."""
_MANY = 16
"""Files that are worth a sync of all that their file system has not written yet."""
_TELLS_ERRORS = (5, 8)
"""The first Linux whose `syncfs` tells that something could not be written."""

_Part = tuple[IO[bytes], Path, Path]
"""An open file, where it lies, and where it is to lie."""


def write_file(path: Path, content: bytes) -> None:
    """Write one file as `write_files` does."""
    write_files({path: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files by path, each whole or not there; what was written outlasts a power cut.

    Each is written beside its final name, synced, and renamed: POSIX renames are atomic, but
    a name may reach the disk before the bytes that it stands for. Many are synced together
    where the system can. Their folders are synced at the end, once. Raises `RenderError`
    naming the path and the cure.
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
    parts: list[_Part] = []
    try:
        for path, content in some:
            with _told(path):
                _make_folder(path.parent)
                parts.append(_begun(path, content))
        together = len(parts) >= _MANY and _synced_together(parts)
        for file, part, path in parts:
            with _told(path):
                if not together:
                    os.fsync(file.fileno())
                # mkstemp makes private files; a brief is as readable as any other new file.
                part.chmod(0o666 & ~_umask())
                part.replace(path)
    finally:
        for file, part, _ in parts:
            file.close()
            part.unlink(missing_ok=True)


def _synced_together(parts: Iterable[_Part]) -> bool:
    """Sync the file systems of open files; False where a system cannot, or would tell no error.

    3,000 sources that are synced one by one wait for the disk 3,000 times. Raises
    `RenderError`.
    """
    sync = _syncfs()
    if sync is None:
        return False
    systems = {os.fstat(file.fileno()).st_dev: (file, path) for file, _, path in parts}
    for file, path in systems.values():
        with _told(path):
            sync(file.fileno())
    return True


@cache
def _syncfs() -> Callable[[int], None] | None:
    """syncfs(2), which Python does not offer. It raises `OSError`."""
    if sys.platform != "linux":
        return None
    release = re.match(r"(\d+)\.(\d+)", os.uname().release)
    if release is None or (int(release[1]), int(release[2])) < _TELLS_ERRORS:
        return None
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)

    def syncfs(handle: int) -> None:
        if library.syncfs(handle):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    return syncfs


def _begun(path: Path, content: bytes) -> _Part:
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
