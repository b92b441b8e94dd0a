"""Files are written whole or not at all, and what a killed run left behind goes."""

from __future__ import annotations

import fcntl
from pathlib import Path

from briefing.files import sweep, write_file


def test_what_dead_runs_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    dead, living, other = tmp_path / ".a.part", tmp_path / ".b.part", tmp_path / "c.part"
    for path in (dead, living, other):
        path.write_bytes(b"half")
    with living.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        sweep(tmp_path, tmp_path / "nowhere")
        assert sorted(tmp_path.iterdir()) == [living, other]
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [other]


def test_a_written_file_is_whole_and_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b.txt", b"whole")
    assert [p.read_bytes() for p in (tmp_path / "a").iterdir()] == [b"whole"]
