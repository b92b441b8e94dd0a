"""Opening files of strangers: only what is a plain file is read, and no link is followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LINK = "a link; name what it leads to as an input of its own"
_KINDS = {
    stat.S_IFLNK: LINK,
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def content_of(path: Path, largest: int) -> bytes | str:
    """The bytes of a plain file, or what else it is. Raises `OSError`.

    Told by its name before it is opened, since opening a pipe waits and opening a device
    may do something, and once more by what was opened.
    """
    if other := _other_than_a_file(path.lstat().st_mode):
        return other
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if other := _other_than_a_file(status.st_mode):
            return other
        if status.st_size > largest:
            return f"{status.st_size // 2**20} MB; the limit is {largest // 2**20} MB"
        body = file.read(largest + 1)
    if body and not status.st_size:
        return "made up by the system while it is read, not a file that somebody wrote"
    return body[: status.st_size]


def _other_than_a_file(mode: int) -> str:
    return "" if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "not a plain file")
