"""Whether there is an archive, without opening it."""

from __future__ import annotations

from pathlib import Path

from briefing.config import Desk


def has_archive(desk: Desk) -> bool:
    """Whether the desk has an archive already; one on a server always is there."""
    return "://" in desk.archive or (desk.folder / Path(desk.archive).expanduser()).is_file()
