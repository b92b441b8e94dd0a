"""Writing files so that no half file ever stands under a final name."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from briefing.errors import RenderError

PART = ".part"


def write_file(path: Path, content: bytes) -> None:
    """Write beside the final name, then rename: POSIX renames are atomic.

    Raises `RenderError` naming the path and the cure.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _written(path, content)
    except OSError as error:
        raise RenderError(
            f"{path}: cannot be written ({error.strerror}); "
            f"check the folder's rights and space, or choose another with --out"
        ) from error


def _written(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=PART, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _locked(file.fileno())
            file.write(content)
            file.flush()
            # mkstemp makes private files; a brief is as readable as any other new file.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


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
