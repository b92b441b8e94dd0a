"""JSON lines, web archives and watched folders."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from briefing.collect import World
from briefing.collect.folder import FolderSource
from briefing.collect.jsonl import JsonlSource
from briefing.collect.warc import WarcSource
from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.collect.feeds import story
from tests.collect.memories import Kept


def fetched(
    kind: Any, path: Path, world: World | None = None, since: datetime | None = None, **other: Any
) -> tuple[list[Document], list[tuple[str, str]]]:
    source = kind({"path": str(path), **other}, "Drop", Path()).through(world or World())
    found = list(source.fetch(since))
    gaps = [(g.where, g.what) for g in found if isinstance(g, Gap)]
    return [d for d in found if isinstance(d, Document)], gaps


# --- JSON lines -------------------------------------------------------------------------------


def test_lines_of_files_packed_or_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\n')
    (tmp_path / "b.ndjson.gz").write_bytes(gzip.compress(b'{"text": "Three."}'))
    (tmp_path / "notes.txt").write_text("no lines of JSON")
    documents, gaps = fetched(JsonlSource, tmp_path)
    assert [d.uri for d in documents] == ["a.jsonl#1", "a.jsonl#3", "b.ndjson.gz#1"]
    assert documents[2].body == b'{"text": "Three."}'
    assert gaps == []


def test_what_fails_of_a_drop_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "One."}')[:-9])
    (tmp_path / "b.jsonl").write_bytes(b"")
    _, gaps = fetched(JsonlSource, tmp_path)
    assert gaps == [("a.jsonl.gz", "it breaks off before its end"), ("b.jsonl", "an empty file")]
    assert fetched(JsonlSource, tmp_path / "none")[1] == [
        ("Drop", "there is no such file or folder; check its path")
    ]
    (tmp_path / "empty").mkdir()
    ((where, what),) = fetched(JsonlSource, tmp_path / "empty")[1]
    assert (where, "ends with .jsonl" in what) == ("Drop", True)


# --- Web archives -----------------------------------------------------------------------------


def archive(path: Path, *pages: tuple[str, bytes, dict[str, str]], packed: bool = True) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "x"}))
        for url, body, other in pages:
            headers = {"Content-Type": "text/html; charset=utf-8", **other}
            day = headers.pop("day", "2026-03-01T08:00:00Z")
            status = headers.pop("status", "200 OK")
            http = StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(body), http_headers=http,
                warc_headers_dict={"WARC-Date": day},
            )  # fmt: skip
            writer.write_record(record)


@pytest.mark.parametrize("packed", [True, False])
def test_the_pages_of_a_web_archive(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    page = story("Barges wait").encode()
    archive(
        path,
        ("https://quay.example/a?utm_source=x", page, {}),
        ("https://quay.example/b", gzip.compress(page), {"Content-Encoding": "gzip"}),
        ("https://quay.example/gone", page, {"status": "404 Not Found"}),
        ("https://quay.example/x.png", b"PNG", {"Content-Type": "image/png"}),
        ("https://quay.example/old", page, {"day": "2026-01-01T08:00:00Z"}),
        ("https://quay.example/a", page.replace(b"Barges", b"Boats"), {}),
        packed=packed,
    )
    documents, gaps = fetched(WarcSource, path, since=datetime(2026, 2, 1, tzinfo=UTC))
    assert gaps == []
    assert [d.uri for d in documents] == ["https://quay.example/a", "https://quay.example/b"]
    assert documents[0].fetched == datetime(2026, 3, 1, 8, tzinfo=UTC)
    articles = [one for d in documents for one in read(d) if isinstance(one, Article)]
    assert [article.title for article in articles] == ["Boats wait", "Barges wait"]
    only, _ = fetched(WarcSource, path, follow="/b$")
    assert [d.uri for d in only] == ["https://quay.example/b"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_large_archive_is_read_part_by_part(
    tmp_path: Path, packed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.collect.warc._PART", 3000)
    pages: list[tuple[str, bytes, dict[str, str]]] = [
        (f"https://quay.example/{n}", story(f"Barge {n}").encode(), {}) for n in range(25)
    ]
    archive(tmp_path / "a.warc.gz", *pages, packed=packed)
    documents, gaps = fetched(WarcSource, tmp_path)
    assert gaps == []
    assert [d.uri for d in documents] == [url for url, _, _ in pages]
    assert [d.body for d in documents] == [body for _, body, _ in pages]


def test_a_damaged_archive_gives_what_stood_before(tmp_path: Path) -> None:
    pages: list[tuple[str, bytes, dict[str, str]]] = [
        (f"https://quay.example/{n}", story(f"Barge {n}").encode(), {}) for n in range(5)
    ]
    archive(tmp_path / "a.warc", *pages, packed=False)
    whole = (tmp_path / "a.warc").read_bytes()
    (tmp_path / "a.warc").write_bytes(whole[: len(whole) * 3 // 4])
    documents, _ = fetched(WarcSource, tmp_path)
    assert [d.uri for d in documents][:3] == [url for url, _, _ in pages[:3]]
    (tmp_path / "b.warc").write_bytes(b"quite other words\n" * 20)
    _, gaps = fetched(WarcSource, tmp_path / "b.warc")
    assert [where for where, _ in gaps] == ["b.warc"]


def test_a_bomb_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(2**25))
    archive(tmp_path / "a.warc.gz", ("https://quay.example/a", bomb, {"Content-Encoding": "gzip"}))
    documents, gaps = fetched(WarcSource, tmp_path)
    assert documents == []
    assert len(gaps) == 1


def test_a_file_of_lines_may_be_written_anew_each_night(tmp_path: Path) -> None:
    """What was handed over is a line, wherever it stands, and not a place in a file."""
    world = World(memory=Kept())
    lines = [json.dumps({"text": f"Boat {n} came in."}) for n in range(4)]

    def night(*numbers: int) -> list[str]:
        (tmp_path / "night.jsonl").write_text("".join(f"{lines[n]}\n" for n in numbers))
        found, _ = fetched(JsonlSource, tmp_path, world)
        return [json.loads(document.body)["text"].split()[1] for document in found]

    assert night(0, 1) == ["0", "1"]
    assert night(0, 1) == []
    assert night(2, 1) == ["2"]
    assert night(1, 2, 3) == ["3"]


def test_a_page_that_is_archived_again_as_it_was_is_passed_over(tmp_path: Path) -> None:
    world = World(memory=Kept())
    page = "https://quay.example/a"
    for body, handed in ((b"<p>One.</p>", [page]), (b"<p>One.</p>", []), (b"<p>Two.</p>", [page])):
        archive(tmp_path / "a.warc", (page, body, {}))
        assert [d.uri for d in fetched(WarcSource, tmp_path, world)[0]] == handed


# --- Watched folders --------------------------------------------------------------------------


def test_a_watched_folder_hands_over_what_is_new(tmp_path: Path) -> None:
    world = World(memory=Kept())
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt").write_text("Two.")
    assert len(fetched(FolderSource, tmp_path, world, watch=True)[0]) == 2
    (tmp_path / "a.txt").write_text("One, revised.")
    (tmp_path / "c.txt").write_text("Three.")
    again, _ = fetched(FolderSource, tmp_path, world, watch=True)
    assert [d.uri for d in again] == ["a.txt", "c.txt"]
    assert len(fetched(FolderSource, tmp_path, world)[0]) == 3
