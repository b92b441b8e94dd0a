"""Files and folders: all found, nothing lost, nothing of the machine shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.collect import collect, sources_of
from briefing.collect.folder import FolderSource
from briefing.config import Desk, SourceSettings
from briefing.errors import ConfigError
from briefing.model import Document, Gap


def fetched(path: Path) -> list[Document | Gap]:
    return list(FolderSource({"path": str(path)}, "", Path()).fetch())


def test_files_come_in_order_of_their_relative_path(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a.md", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = fetched(tmp_path)
    assert [d.uri for d in found if isinstance(d, Document)] == ["a.md", "a/z.html", "b.txt"]
    assert [d.media_type for d in found if isinstance(d, Document)] == [
        "text/markdown",
        "text/html",
        "text/plain",
    ]


def test_bytes_are_handed_over_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\x00\r\n")
    (document,) = fetched(tmp_path)
    assert isinstance(document, Document)
    assert document.body == b"\xff\x00\r\n"


def test_an_unknown_ending_is_a_gap_that_names_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(b"PK")
    (gap,) = fetched(tmp_path)
    assert isinstance(gap, Gap)
    assert gap.where == "report.docx"
    assert ".txt" in gap.what


def test_each_line_of_jsonl_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_text('{"text": "a"}\n\n{"text": "b"}\r\n')
    found = fetched(tmp_path)
    assert [(d.uri, d.body) for d in found if isinstance(d, Document)] == [
        ("wire.jsonl#1", b'{"text": "a"}'),
        ("wire.jsonl#3", b'{"text": "b"}'),
    ]


def test_jsonl_may_be_utf_16(tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_bytes('{"text": "ї"}\n'.encode("utf-16"))
    (document,) = fetched(tmp_path)
    assert isinstance(document, Document)
    assert document.body.decode() == '{"text": "ї"}'


def test_a_missing_folder_of_a_desk_is_a_gap(tmp_path: Path) -> None:
    (gap,) = FolderSource({"path": "nowhere"}, "Wire", tmp_path).fetch()
    assert gap == Gap("Wire", "the folder does not exist; check its path")


def test_a_file_that_cannot_be_opened_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (gap,) = fetched(tmp_path)
    assert isinstance(gap, Gap)
    assert gap.where == "gone.txt"


def test_a_file_over_the_limit_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.collect.folder.LARGEST", 10)
    (tmp_path / "big.txt").write_bytes(b"x" * 11)
    (gap,) = fetched(tmp_path)
    assert isinstance(gap, Gap)
    assert "limit" in gap.what


def test_a_missing_input_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere: no such file"):
        sources_of(Desk(), [tmp_path / "nowhere"])


def test_an_unknown_kind_names_the_installed_ones() -> None:
    desk = Desk(sources=(SourceSettings("telegraph", "Old wire"),))
    with pytest.raises(
        ConfigError, match=r'source\[0\].kind: no source called "telegraph".*folder'
    ):
        sources_of(desk)


@pytest.mark.parametrize(
    ("options", "message"),
    [({}, "path: missing"), ({"path": "a", "depth": 2}, "depth: unknown key")],
)
def test_options_of_a_folder_are_checked(options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        FolderSource(options, "Wire", Path())


def test_the_same_path_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    named = [tmp_path / "a.txt", tmp_path / "." / "a.txt"]
    assert len(list(collect(sources_of(Desk(), named)))) == 1


def test_two_files_of_one_name_keep_addresses_of_their_own(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder)
    found = collect(sources_of(Desk(), [tmp_path / "one", tmp_path / "two"]))
    assert [d.uri for d in found if isinstance(d, Document)] == ["a.txt", "2/a.txt"]


def test_a_source_that_fails_is_a_gap_and_the_others_are_read(tmp_path: Path) -> None:
    class Broken:
        name = "Broken wire"

        def fetch(self, since: object) -> list[Document]:
            raise OSError("line cut")

    (tmp_path / "a.txt").write_text("x")
    good = FolderSource({"path": str(tmp_path)}, "", Path())
    gap, document = collect([Broken(), good])
    assert gap == Gap("Broken wire", "the source failed: OSError: line cut")
    assert isinstance(document, Document)
