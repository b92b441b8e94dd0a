"""Files are written whole or not at all, and what a killed run left behind goes."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from briefing import files
from briefing.errors import RenderError
from briefing.files import sweep, write_file, write_files


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


def test_bytes_reach_the_disk_before_their_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        told.append(("sync", str(Path(f"/proc/self/fd/{handle}").readlink())))
        sync(handle)

    def replaced(part: Path, target: Path) -> Path:
        told.append(("name", str(part)))
        return replace(part, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(files, "_syncfs", lambda: None)
    monkeypatch.setattr(Path, "replace", replaced)
    write_files({tmp_path / "day" / f"{n}.txt": bytes([n]) * n for n in range(100)})
    assert {int(p.stem): len(p.read_bytes()) for p in (tmp_path / "day").iterdir()} == {
        n: n for n in range(100)
    }
    names = [path for what, path in told if what == "name"]
    assert len(names) == 100
    assert all(told.index(("sync", path)) < told.index(("name", path)) for path in names)
    assert told[0] == ("sync", str(tmp_path))  # the new folder's own name
    assert told[-1] == ("sync", str(tmp_path / "day"))


def test_a_disk_that_fails_to_sync_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(handle: int) -> None:
        raise OSError(5, "Input/output error", str(handle))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(RenderError, match="cannot be written"):
        write_files({tmp_path / "a.txt": b"a", tmp_path / "b.txt": b"b"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(files._syncfs() is None, reason="needs Linux 5.8")
def test_many_files_are_synced_together_before_any_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, held = files._syncfs(), []
    assert sync is not None

    def noted(handle: int) -> None:
        held.append({p.name for p in tmp_path.iterdir()})
        sync(handle)

    monkeypatch.setattr(files, "_syncfs", lambda: noted)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    names = [f"{n:03}.txt" for n in range(300)]
    write_files({tmp_path / name: name.encode() for name in names})
    assert 0 < len(held) < 10
    assert held[0].isdisjoint(names)
    assert all(sum(name.endswith(".part") for name in some) > 16 for some in held)
    assert [p.read_text() for p in sorted(tmp_path.iterdir())] == names


def test_a_file_system_that_fails_to_sync_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_syncfs", lambda: failing)
    with pytest.raises(RenderError, match=r"cannot be written \(No space left"):
        write_files({tmp_path / f"{n}.txt": b"a" for n in range(100)})
    assert list(tmp_path.iterdir()) == []
