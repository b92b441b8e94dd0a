"""Files and folders: all found, nothing lost, nothing of the machine shown."""

from __future__ import annotations

import os
import shutil
import socket
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
    (tmp_path / "report.swf").write_bytes(b"FWS")
    (gap,) = fetched(tmp_path)
    assert isinstance(gap, Gap)
    assert gap.where == "report.swf"
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


def gaps(path: Path) -> dict[str, str]:
    return {gap.where: gap.what for gap in fetched(path) if isinstance(gap, Gap)}


def test_links_below_a_folder_are_told_and_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.txt").write_text("secret")
    (folder / "plain.txt").write_text("x")
    (folder / "one.txt").symlink_to(outside / "secret.txt")
    (folder / "two.txt").symlink_to(folder / "plain.txt")
    (folder / "all").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    assert [d.uri for d in fetched(folder) if isinstance(d, Document)] == ["plain.txt"]
    assert gaps(folder).keys() == {"one.txt", "two.txt", "all", "loop"}
    assert all("a link" in what for what in gaps(folder).values())


def test_a_link_named_by_hand_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("x")
    (tmp_path / "named").symlink_to(tmp_path / "real")
    (tmp_path / "b.txt").symlink_to(tmp_path / "real" / "a.txt")
    assert [d.uri for d in fetched(tmp_path / "named") if isinstance(d, Document)] == ["a.txt"]
    assert [d.uri for d in fetched(tmp_path / "b.txt") if isinstance(d, Document)] == ["b.txt"]


def test_what_is_no_plain_file_is_a_gap_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        assert gaps(tmp_path) == {
            "pipe.txt": "not read: a named pipe",
            "socket.txt": "not read: a socket",
        }
    assert gaps(tmp_path / "pipe.txt") == {"pipe.txt": "not read: a named pipe"}


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_folders_without_end_cost_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(b"Two piers were closed.")
    down = os.open(tmp_path, os.O_RDONLY)
    for _ in range(300):  # longer than any path may be
        os.mkdir("deep" * 10, dir_fd=down)
        below = os.open("deep" * 10, os.O_RDONLY, dir_fd=down)
        os.close(down)
        down = below
    os.close(os.open("lost.txt", os.O_CREAT | os.O_WRONLY, dir_fd=down))
    os.close(down)
    good, deep = fetched(tmp_path)
    assert isinstance(good, Document)
    assert isinstance(deep, Gap)
    assert good.uri == "good.txt"
    assert deep.what == "not looked into: 40 folders deep"
    assert deep.where.count("/") == 39
    shutil.rmtree(tmp_path / ("deep" * 10))


def test_a_file_that_the_system_makes_up_is_a_gap(tmp_path: Path) -> None:
    for name, target in (("a.txt", "/proc/self/environ"), ("b.txt", "/dev/zero")):
        (tmp_path / name).symlink_to(target)
        (what,) = gaps(tmp_path / name).values()
        assert what.startswith("not read: ")


def test_names_are_cleaned_and_stay_apart(tmp_path: Path) -> None:
    for name in (
        "bell\x07.txt",
        "bell\x08.txt",
        "two\nlines.txt",
        "\u202eturned.txt",
        "ü\u200d.txt",
    ):
        (tmp_path / name).write_text("x")
    found = collect(sources_of(Desk(), [tmp_path]))
    assert sorted(d.uri for d in found if isinstance(d, Document)) == [
        "bell�.txt", "bell�.txt (2)", "two�lines.txt", "ü\u200d.txt", "�turned.txt",
    ]  # fmt: skip
    (tmp_path / "bad\x1b.swf").write_text("x")
    told = [g.where for g in collect(sources_of(Desk(), [tmp_path])) if isinstance(g, Gap)]
    assert told == ["bad�.swf"]


def test_lines_that_are_no_articles_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("1\n\n2\n3\n{}\nx\n{}\n")
    first, *documents = fetched(tmp_path)
    assert first == Gap("a.jsonl#1-4", "not read: 3 lines that are no article in JSON")
    assert [d.uri for d in documents if isinstance(d, Document)] == [
        "a.jsonl#5",
        "a.jsonl#6",
        "a.jsonl#7",
    ]


def test_a_file_of_endless_articles_is_read_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.collect.jsonl.MOST", 3)
    (tmp_path / "a.jsonl").write_text("{}\n" * 5)
    assert len([d for d in fetched(tmp_path) if isinstance(d, Document)]) == 3
    assert gaps(tmp_path) == {"a.jsonl#4-5": "not read: no file holds more than 3 articles"}
