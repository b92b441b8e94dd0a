"""Files come complete or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.config import AudienceSettings, Desk
from briefing.deliver import deliver
from briefing.deliver.folder import FolderDeliverer
from briefing.errors import RenderError
from briefing.model import Artifact, Brief, Edition

BRIEF = Brief(
    Edition("Harbour", "2023-02-14", "2023-02-14T06:00:00+02:00", "analyst", 1),
    (), (), (), (), (), (), (),
)  # fmt: skip
FILES = (
    Artifact("analyst.txt", "text/plain", b"one"),
    Artifact("sources/a.txt", "text/plain", b"two"),
)


def deliverer(folder: Path) -> FolderDeliverer:
    return FolderDeliverer(Desk(), AudienceSettings("analyst"), folder)


def test_files_lie_in_the_folder_of_their_date(tmp_path: Path) -> None:
    receipts = list(deliverer(tmp_path).deliver(BRIEF, FILES))
    assert [r.status for r in receipts] == ["delivered", "delivered"]
    assert (tmp_path / "2023-02-14" / "sources" / "a.txt").read_bytes() == b"two"
    assert sorted(p.name for p in (tmp_path / "2023-02-14").iterdir()) == ["analyst.txt", "sources"]


def test_what_stands_there_already_is_kept(tmp_path: Path) -> None:
    list(deliverer(tmp_path).deliver(BRIEF, FILES))
    changed = (replace(FILES[0], content=b"new"), FILES[1])
    receipts = list(deliverer(tmp_path).deliver(BRIEF, changed))
    assert [r.status for r in receipts] == ["delivered", "kept"]
    assert (tmp_path / "2023-02-14" / "analyst.txt").read_bytes() == b"new"


def test_without_a_folder_it_is_output_beside_the_desk(tmp_path: Path) -> None:
    desk = Desk(folder=tmp_path)
    receipts = deliver(BRIEF, FILES, desk, AudienceSettings("analyst"), by="folder")
    assert {r.status for r in receipts} == {"delivered"}
    assert (tmp_path / "output" / "2023-02-14" / "analyst.txt").is_file()


def test_a_folder_that_cannot_be_written_is_named_with_a_cure(tmp_path: Path) -> None:
    (tmp_path / "2023-02-14").write_text("a file where the folder should be")
    with pytest.raises(RenderError, match=r"cannot be written .*--out"):
        list(deliverer(tmp_path).deliver(BRIEF, FILES))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_gets_no_half_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RenderError, match="cannot be written"):
            list(deliverer(tmp_path).deliver(BRIEF, FILES))
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o700)


def test_a_file_cut_short_never_stands_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RenderError, match="No space left"):
        list(deliverer(tmp_path).deliver(BRIEF, FILES))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
