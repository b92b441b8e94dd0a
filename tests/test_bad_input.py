"""Bad input, each kind tried: a clear error that names place and cure, or a gap in the brief."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

GOOD = (
    "The harbour bridge reopened on Monday after repairs, the port authority said.\n\n"
    "Two trucks crossed it in the first hour. The mayor said the works had cost 3 million euros.\n"
)
DESK = """
[desk]
name = "Harbour"
[[theme]]
key = "bridge"
title = "The bridge"
terms = ["bridge"]
[[theme]]
key = "volcano"
title = "The volcano"
terms = ["volcano", "lava"]
[[audience]]
name = "analyst"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(DESK)
    return path


@pytest.fixture
def day(tmp_path: Path) -> Path:
    folder = tmp_path / "day"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    return folder


def made(briefing: Run, desk: Path, *inputs: Path, formats: str = "json,html,txt") -> Any:
    out = desk.parent / "out"
    done = briefing(
        "make", *inputs, "--desk", desk, "--out", out, "--date", "2023-02-14", "--format", formats
    )
    assert done.returncode == 0, done.stderr
    verified = briefing("verify", out / "2023-02-14")
    assert verified.returncode == 0, verified.stderr
    return json.loads((out / "2023-02-14" / "analyst.json").read_bytes())


def gaps_of(brief: Any) -> dict[str, str]:
    return {gap["where"]: gap["what"] for gap in brief["gaps"]}


def test_an_empty_folder_ends_with_3_and_a_clear_line(
    briefing: Run, desk: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = briefing("make", tmp_path / "empty", "--desk", desk, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert done.stderr.startswith("briefing: no article to report on")


def test_a_missing_path_ends_with_2_and_names_it(briefing: Run, desk: Path, tmp_path: Path) -> None:
    done = briefing("make", tmp_path / "nowhere", "--desk", desk, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nowhere: no such file or folder" in done.stderr


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("binary.txt", bytes(range(256)) * 40),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(7, 250)) * 20),
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("nul.txt", b"\0" * 400),
        ("void.html", b"<html><body><script>alert(1)</script></body></html>"),
        ("broken.json", b'{"title": "no text"}'),
        ("notjson.json", b"{"),
        ("torn.pdf", b"%PDF-1.7 and then nothing"),
    ],
)
def test_what_cannot_be_read_is_a_gap(
    briefing: Run, desk: Path, day: Path, name: str, body: bytes
) -> None:
    (day / name).write_bytes(body)
    brief = made(briefing, desk, day)
    assert name in gaps_of(brief)
    assert brief["sections"][0]["points"], "the good article is still reported"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("word.txt", b"Bridge"),
        ("latin.txt", "Le pont du port a rouvert lundi après des travaux.".encode("latin-1")),
        ("broken.txt", b"The bridge \xff\xfe\xc3( was closed again on Tuesday, officials said."),
        ("utf16.txt", "The bridge stayed open on Tuesday, officials said.".encode("utf-16")),
        ("nuls.txt", b"The bridge\0 stayed open\0 on Tuesday, officials said."),
        (
            "surrogates.jsonl",
            b'{"title": "x \\ud800 y", "text": "The bridge \\udfff stayed open, officials said."}',
        ),
        ("bidi.txt", "The bridge \u202estayed\u202c open on Tuesday, officials said.".encode()),
        ("stop.txt", b"the of and to in that is was for it with as on be at by this"),
    ],
)
def test_odd_text_is_read(briefing: Run, desk: Path, day: Path, name: str, body: bytes) -> None:
    (day / name).write_bytes(body)
    brief = made(briefing, desk, day)
    uris = {source["uri"].partition("#")[0] for source in brief["sources"]}
    assert {name, "good.txt"} <= uris
    text = "".join(p.read_bytes().decode() for p in (desk.parent / "out").rglob("sources/*.txt"))
    assert not set(text) & {"\0", "\u202e", "\u202c"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "uk.txt",
            (
                "Міст у порту знову відкрили в понеділок, повідомила адміністрація порту.\n\n"
                "За першу годину ним проїхали дві вантажівки. Роботи коштували 3 млн євро.\n"
            ),
        ),
        (
            "ar.txt",
            (
                "أعيد فتح جسر الميناء يوم الاثنين بعد أعمال الصيانة، بحسب سلطة الميناء.\n\n"
                "عبرت شاحنتان الجسر في الساعة الأولى. هل سيبقى مفتوحا؟ قال رئيس البلدية نعم.\n"
            ),
        ),
    ],
)
def test_other_languages_make_a_brief(
    briefing: Run, desk: Path, tmp_path: Path, name: str, text: str
) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    (folder / name).write_text(text)
    brief = made(briefing, desk, folder, formats="pdf,html,eml,md,txt,json")
    printed = [p["text"] for s in brief["sections"] for p in s["points"]]
    assert printed, "what fits no theme is still reported"
    analysis = json.loads((tmp_path / "out" / "2023-02-14" / "analysis.json").read_bytes())
    assert sum(unit["kind"] == "body" for unit in analysis["sentences"]) >= 3


def test_the_same_file_twice_is_one_origin(briefing: Run, desk: Path, day: Path) -> None:
    (day / "copy.txt").write_text(GOOD)
    brief = made(briefing, desk, day)
    assert [len(origin["articles"]) for origin in brief["origins"]] == [2]
    assert {p["origins"] for s in brief["sections"] for p in s["points"]} == {1}


def test_a_large_file_is_read_or_told(briefing: Run, desk: Path, day: Path) -> None:
    line = "The bridge of district {} reopened at noon after {} days, its warden said.\n\n"
    body = "".join(line.format(n, n % 90) for n in range(270_000)).encode()
    assert len(body) > 20_000_000
    (day / "large.txt").write_bytes(body)
    brief = made(briefing, desk, day)
    known = {source["uri"] for source in brief["sources"]} | gaps_of(brief).keys()
    assert "large.txt" in known


def test_a_theme_without_any_match_is_said_in_the_brief(
    briefing: Run, desk: Path, day: Path
) -> None:
    brief = made(briefing, desk, day)
    (section,) = [s for s in brief["sections"] if s["theme"] == "volcano"]
    assert section["points"] == []
    page = (desk.parent / "out" / "2023-02-14" / "analyst.html").read_text()
    assert "The volcano" in page


def test_a_desk_file_with_ten_mistakes_gets_ten_lines(briefing: Run, tmp_path: Path) -> None:
    desk = tmp_path / "desk.toml"
    desk.write_text(
        """
[desk]
name = 7
timezone = "Europe/Kiew"
window = "soon"
colour = "red"
[[theme]]
key = "Arms Supply"
title = "Arms"
terms = "tanks"
[[theme]]
key = "moldova"
terms = ["Moldova"]
[[audience]]
name = "analyst"
points = "3"
formats = ["pdf", "odt"]
[mail]
host = "smtp.example.org"
from = "nobody"
"""
    )
    done = briefing("make", tmp_path, "--desk", desk, "--out", tmp_path / "out")
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 10
    assert all(line.startswith("briefing: desk.toml: ") for line in lines)


def test_an_output_that_cannot_be_written_is_told(
    briefing: Run, desk: Path, day: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file where a folder is wanted")
    done = briefing("make", day, "--desk", desk, "--out", tmp_path / "out")
    assert done.returncode == 4
    assert "cannot be written" in done.stderr
    assert (tmp_path / "out").read_text() == "a file where a folder is wanted"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--date", "tomorrow"), "--date: expected a date like"),
        (("--format", "odt"), "--format: expected some of pdf,"),
        (("--audience", "pilots"), 'no audience called "pilots"; the desk has: analyst'),
        (("--engine", "steam"), 'no engine called "steam"'),
        (("--note", "nowhere.md"), "--note: nowhere.md: cannot be read"),
        (("--desk", "nowhere.toml"), "nowhere.toml: no such desk file"),
    ],
)
def test_bad_options_are_told_with_their_cure(
    briefing: Run, desk: Path, day: Path, tmp_path: Path, options: tuple[str, str], message: str
) -> None:
    done = briefing("make", day, "--desk", desk, "--out", tmp_path / "out", *options)
    assert done.returncode == 2
    assert message in done.stderr
