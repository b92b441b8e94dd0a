"""Writing files so that no half file ever stands under a final name."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from briefing.errors import RenderError


def write_file(path: Path, content: bytes) -> None:
    """Write beside the final name, then rename: POSIX renames are atomic.

    Raises `RenderError` naming the path and the cure.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # mkstemp makes private files; a brief is as readable as any other new file.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RenderError(
            f"{path}: cannot be written ({error.strerror}); "
            f"check the folder's rights and space, or choose another with --out"
        ) from error


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
