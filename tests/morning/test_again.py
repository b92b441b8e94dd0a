"""An edition is made again of all that it was made of, or stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.archive.base import care
from briefing.archive.base.base import Base, utc_now
from briefing.cli import main
from tests.days import DESK, write_desk

DAY, NAME = "2024-05-01", "2024-05-01-2230"


def write(folder: Path, archived: str = 'editions = ["22:30"]\n') -> None:
    text = DESK[: DESK.index("formats")] + 'formats = ["txt"]\n'
    write_desk(folder, text.replace('window = "36h"\n', f'window = "36h"\n{archived}'), (DAY,))


def files(folder: Path) -> Mapping[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*")) if p.is_file()}


def test_a_pruned_edition_is_not_replaced_by_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    assert main(["run", "--date", DAY, "--slot", "22:30", "--quiet"]) == 0
    before = files(tmp_path / "output" / NAME)
    later = Base("archive.sqlite", "Orlova", lambda: utc_now() + timedelta(days=400))
    assert care.prune(later, 300)["entries"] == 2
    assert main(["make", "--date", DAY, "--slot", "22:30", "--quiet"]) == 6
    assert "2 of its 2 documents were pruned" in capsys.readouterr().err
    assert files(tmp_path / "output" / NAME) == before
    assert [p.name for p in (tmp_path / "output").iterdir() if p.is_dir() and p.name[0] != "."] == [
        NAME
    ]


@pytest.mark.parametrize("verb", ["run", "make"])
def test_an_edition_of_before_the_archive_is_not_replaced_by_an_empty_one(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second command that a newcomer types. A run leaves it, and make takes what waits."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "")
    assert main(["make", "--date", DAY, "--quiet"]) == 0
    before = files(tmp_path / "output" / DAY)
    assert main(["collect", "--quiet"]) == 0
    assert main([verb, "--date", DAY]) == 0
    after = files(tmp_path / "output" / DAY)
    if verb == "run":
        assert f"edition {DAY}: made before" in capsys.readouterr().out
        assert after == before
    else:
        assert after.keys() == before.keys()
        edition = json.loads(after["analyst.json"])
        assert len(edition["sources"]) == 2
        assert edition["edition"]["number"] == 1
        assert main(["make", "--date", DAY, "--quiet"]) == 0
        assert files(tmp_path / "output" / DAY) == after
