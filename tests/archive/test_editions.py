"""An edition on disk, and the proof that it still says what its sources say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.archive import archive, edition_number, editor_note, prepare, verify
from briefing.errors import RenderError, VerifyError
from briefing.model import Article, Artifact
from tests.fakes import article

TEXT = "The bridge is open.\r\n\r\nTwo  trucks crossed it."


def a_brief(source: Article) -> dict[str, Any]:
    start = TEXT.index("Two")
    text = "Two trucks crossed it."
    cite = {"article": source.id, "start": start, "end": len(TEXT), "text": text}
    return {
        "schema": 1,
        "sections": [{"points": [{"text": text, "citations": [cite]}]}],
        "sources": [{"id": source.id, "sha256": source.sha256}],
        "sentences": [
            {"article": source.id, "start": 0, "end": 19, "kind": "body", "themes": []},
            {"article": source.id, "start": start, "end": len(TEXT), "kind": "body", "themes": []},
        ],
    }


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    source = article(TEXT, "a")
    body = json.dumps(a_brief(source)).encode()
    artifact = Artifact("analyst.json", "application/json", body)
    archive(tmp_path / "day", [artifact], [source], whole=True)
    return tmp_path / "day"


def test_an_edition_as_written_verifies(edition: Path) -> None:
    found = verify(edition)
    assert (found.files, found.briefs, found.citations) == (2, 1, 1)


def test_digests_are_in_the_form_of_coreutils(edition: Path) -> None:
    lines = (edition / "SHA256SUMS").read_text().splitlines()
    assert [line[64:66] for line in lines] == ["  ", "  "]
    assert lines == sorted(lines, key=lambda line: line[66:])


@settings(max_examples=60)
@given(data=st.data())
def test_any_changed_byte_is_found(data: st.DataObject, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("edition")
    source = article(TEXT, "a")
    body = json.dumps(a_brief(source)).encode()
    archive(folder, [Artifact("analyst.json", "application/json", body)], [source], whole=True)
    victim = data.draw(st.sampled_from(sorted(p for p in folder.rglob("*") if p.is_file())))
    content = bytearray(victim.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = (content[place] + data.draw(st.integers(1, 255))) % 256
    victim.write_bytes(bytes(content))
    with pytest.raises(VerifyError):
        verify(folder)


def _edit(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def forge(folder: Path) -> None:
        """Change the brief and its digest too, as a forger would."""
        path = folder / "analyst.json"
        data = json.loads(path.read_bytes())
        change(data)
        source = (folder / "sources").glob("*.txt")
        files = {f"sources/{p.name}": p.read_bytes() for p in source}
        path.write_text(json.dumps(data))
        from briefing.archive.verify import checksums

        sums = checksums({**files, "analyst.json": path.read_bytes()})
        (folder / "SHA256SUMS").write_text(sums)

    return forge


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["sections"][0]["points"][0].update(text="Two trunks crossed it."), "prints"),
        (lambda d: d["sections"][0]["points"][0]["citations"][0].update(start=24), "quotes"),
        (lambda d: d["sections"][0]["points"][0]["citations"][0].update(end=4_000), "no span"),
        (lambda d: d["sections"][0]["points"][0]["citations"][0].update(article="x"), "not in"),
        (lambda d: d["sections"][0]["points"][0].update(citations=[]), "cites None"),
        (lambda d: d["sources"][0].update(sha256="0" * 64), "another sha256"),
        (lambda d: d["sentences"][1].update(start=22), "does not fit"),
        (lambda d: d["sentences"][1].update(start=5), "does not fit"),
    ],
)
def test_a_forged_brief_is_found_though_its_digest_fits(
    edition: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    _edit(change)(edition)
    with pytest.raises(VerifyError, match=message) as caught:
        verify(edition)
    assert "analyst.json" in str(caught.value)


# --- What is quoted of an earlier edition ------------------------------------------------


@pytest.fixture
def two_days(tmp_path: Path) -> Path:
    """An edition that quotes the edition of the day before; the folder of the later one."""
    source, then = article(TEXT, "a"), article("The bridge was shut.", "b")
    archive(tmp_path / "2023-02-13", [], [then], whole=True)
    told = {
        "edition": "2023-02-13",
        "article": then.id,
        "start": 0,
        "end": 20,
        "text": "The bridge was shut.",
        "sha256": then.sha256,
    }
    cite = {"article": source.id, "start": 0, "end": 19, "text": "The bridge is open."}
    change = {
        "kind": "updated",
        "before": told["text"],
        "after": cite["text"],
        "citations": [cite],
        "earlier": told,
    }
    body = json.dumps({**a_brief(source), "changes": [change]}).encode()
    artifact = Artifact("analyst.json", "application/json", body)
    archive(tmp_path / "2023-02-14", [artifact], [source], whole=True)
    return tmp_path / "2023-02-14"


def test_it_is_checked_where_it_lies(two_days: Path) -> None:
    found = verify(two_days)
    assert (found.citations, found.beyond) == (3, 0)


def test_it_is_counted_where_the_earlier_edition_is_gone(two_days: Path) -> None:
    for path in (two_days.parent / "2023-02-13" / "sources").iterdir():
        path.unlink()
    found = verify(two_days)
    assert (found.citations, found.beyond) == (2, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["earlier"].update(text="The bridge was open."), "quotes"),
        (lambda c: c["earlier"].update(end=400), "no span"),
        (lambda c: c["earlier"].update(sha256="0" * 64), "changed since it was quoted"),
        (lambda c: c["earlier"].update(edition="../../etc"), "no source of an earlier edition"),
        (lambda c: c["earlier"].update(article="../x"), "no source of an earlier edition"),
        (lambda c: c.update(before="The bridge fell."), "before is"),
        (lambda c: c.update(after="The bridge fell."), "after is"),
        (lambda c: c.update(earlier=None), "before is"),
    ],
)
def test_a_forged_change_is_found(
    two_days: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    _edit(lambda data: change(data["changes"][0]))(two_days)
    with pytest.raises(VerifyError, match=message):
        verify(two_days)


def test_so_is_an_earlier_text_that_was_changed(two_days: Path) -> None:
    (path,) = (two_days.parent / "2023-02-13" / "sources").iterdir()
    path.write_text("The bridge was shut. Or was it?")
    with pytest.raises(VerifyError, match=r"2023-02-13/sources/.*changed since it was quoted"):
        verify(two_days)


def test_a_missing_file_and_a_file_too_many_are_found(edition: Path) -> None:
    (edition / "extra.json").write_text('{"schema": 1}')
    next((edition / "sources").iterdir()).unlink()
    with pytest.raises(VerifyError) as caught:
        verify(edition)
    assert any(fault.startswith("extra.json: not in") for fault in caught.value.faults)
    assert any(fault.endswith(": missing") for fault in caught.value.faults)


def test_no_edition_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(VerifyError, match="no such edition"):
        verify(tmp_path / "nowhere")


def test_a_whole_edition_drops_what_an_earlier_run_left(edition: Path) -> None:
    other = article("Another text.", "b")
    (edition / "note.md").write_text("mine")
    archive(edition, [], [other], whole=True)
    names = {p.relative_to(edition).as_posix() for p in edition.rglob("*") if p.is_file()}
    assert names == {"SHA256SUMS", "note.md", f"sources/{other.id}.txt"}


def test_a_partial_edition_keeps_the_rest(edition: Path) -> None:
    artifact = Artifact("public.txt", "text/plain", b"x")
    archive(edition, [artifact], [], whole=False)
    assert verify(edition).files == 3


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
