"""An edition on disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.archive import archive, edition_number, editor_note, prepare
from briefing.archive.sums import SIGNATURE, SUMS, listed_digests
from briefing.errors import RenderError
from briefing.model import Artifact
from tests.fakes import article

TEXT = "The bridge is open.\r\n\r\nTwo  trucks crossed it."


def _sources(edition: Path) -> set[str]:
    return {f"sources/{path.name}" for path in (edition / "sources").iterdir()}


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    source = article(TEXT, "a")
    artifact = Artifact("analyst.json", "application/json", b"{}")
    archive(tmp_path / "day", [artifact], [source], whole=True)
    return tmp_path / "day"


def test_digests_are_in_the_form_of_coreutils(edition: Path) -> None:
    lines = (edition / "SHA256SUMS").read_text().splitlines()
    assert [line[64:66] for line in lines] == ["  ", "  "]
    assert lines == sorted(lines, key=lambda line: line[66:])


def test_a_whole_edition_drops_what_an_earlier_run_left(edition: Path) -> None:
    other = article("Another text.", "b")
    (edition / "note.md").write_text("mine")
    archive(edition, [], [other], whole=True)
    names = {p.relative_to(edition).as_posix() for p in edition.rglob("*") if p.is_file()}
    assert names == {"SHA256SUMS", "note.md", f"sources/{other.id}.txt"}


def test_a_partial_edition_keeps_the_rest(edition: Path) -> None:
    artifact = Artifact("public.txt", "text/plain", b"x")
    archive(edition, [artifact], [], whole=False)
    assert set(listed_digests((edition / SUMS).read_bytes())) == {
        "analyst.json",
        "public.txt",
        *_sources(edition),
    }


def test_a_partial_edition_keeps_no_source_of_another_run(edition: Path) -> None:
    before = _sources(edition)
    other = article("Another text.", "b")
    archive(edition, [], [other], whole=False)
    assert _sources(edition) == {f"sources/{other.id}.txt"}
    assert not before & set(listed_digests((edition / SUMS).read_bytes()))


def test_a_folder_that_cannot_be_written_is_told_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder is wanted")
    with pytest.raises(RenderError, match=r"cannot be written.*--out"):
        prepare(tmp_path / "out" / "2023-02-14")


def test_a_failed_write_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RenderError, match="No space left"):
        archive(tmp_path, [Artifact("a.txt", "text/plain", b"x")], [], whole=True)
    assert list(tmp_path.iterdir()) == []


def test_editions_are_numbered_by_the_days_before_them(tmp_path: Path) -> None:
    for name in ("2023-02-12", "2023-02-13", "2023-02-14", "2023-02-15", "notes-of-mine"):
        (tmp_path / name).mkdir()
    assert edition_number(tmp_path, date(2023, 2, 14)) == 3
    assert edition_number(tmp_path / "nowhere", date(2023, 2, 14)) == 1


def test_an_audience_may_have_a_note_of_its_own(tmp_path: Path) -> None:
    assert editor_note(tmp_path, "public") == ""
    (tmp_path / "note.md").write_text("to all")
    (tmp_path / "note-public.md").write_text("to some")
    assert editor_note(tmp_path, "public") == "to some"
    assert editor_note(tmp_path, "analyst") == "to all"


def test_a_signature_covers_the_digests_and_no_older_one_stays(edition: Path) -> None:
    signed = archive(edition, [], [], whole=True, sign=lambda sums, day: day.encode() + sums[:4])
    assert SIGNATURE in signed
    assert (edition / SIGNATURE).read_bytes().startswith(b"day")
    assert SIGNATURE not in archive(edition, [], [], whole=True)
    assert not (edition / SIGNATURE).exists()
