"""The main job, end to end, as its user runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Run

FORMATS = ("pdf", "html", "eml", "md", "txt", "json")
AUDIENCES = ("executive", "analyst", "public")
BOILERPLATE = (
    "oops!",
    "leave a reply",
    "click here",
    "categorized in",
    "min read",
    "this article originally appeared",
    "reporting by",
    "cookie",
    "subscribe",
    "sign up",
)
NOT_QUOTED = {"caption", "credit", "dateline", "boilerplate", "headline", "subhead"}


def load(path: Path) -> Any:
    return json.loads(path.read_bytes())


def points(brief: dict[str, Any]) -> list[dict[str, Any]]:
    sections = [point for section in brief["sections"] for point in section["points"]]
    return [*brief["takeaways"], *sections]


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def real_edition(briefing: Run, real_articles: Path, tmp_path_factory: Any) -> Path:
    out: Path = tmp_path_factory.mktemp("real")
    done = briefing("make", real_articles, "--out", out, "--date", "2023-02-14")
    assert done.returncode == 0, done.stderr
    return out / "2023-02-14"


@pytest.fixture(params=["sample", "real"])
def edition(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(f"{request.param}_edition")
    return folder


def test_every_audience_has_every_format(edition: Path) -> None:
    names = {path.name for path in edition.iterdir()}
    assert names >= {f"{a}.{f}" for a in AUDIENCES for f in FORMATS}
    assert names >= {"analysis.json", "sources", "SHA256SUMS"}


def test_every_theme_of_the_desk_is_filled(edition: Path) -> None:
    for audience in AUDIENCES:
        sections = {s["theme"]: s["points"] for s in load(edition / f"{audience}.json")["sections"]}
        assert all(sections[key] for key in ("bakhmut", "arms", "moldova", "casualties"))


def test_every_sentence_equals_its_slice(edition: Path) -> None:
    for audience in AUDIENCES:
        for point in points(load(edition / f"{audience}.json")):
            cite = point["citations"][0]
            text = (edition / "sources" / f"{cite['article']}.txt").read_bytes().decode()
            assert " ".join(text[cite["start"] : cite["end"]].split()) == point["text"]


def test_no_boilerplate_is_quoted(edition: Path) -> None:
    for audience in AUDIENCES:
        for point in points(load(edition / f"{audience}.json")):
            assert not [words for words in BOILERPLATE if words in point["text"].lower()]


def test_nothing_but_body_text_is_quoted(edition: Path) -> None:
    units = load(edition / "analysis.json")["sentences"]
    marked = {(u["article"], u["start"], u["end"]) for u in units if u["kind"] in NOT_QUOTED}
    body = {(u["article"], u["start"], u["end"]) for u in units if u["kind"] == "body"}
    for audience in AUDIENCES:
        for point in points(load(edition / f"{audience}.json")):
            cite = point["citations"][0]
            place = (cite["article"], cite["start"], cite["end"])
            assert place in body
            assert place not in marked


def test_it_verifies(edition: Path, briefing: Run) -> None:
    done = briefing("verify", edition)
    assert done.returncode == 0, done.stderr
    assert "citations" in done.stdout


def test_a_changed_character_is_found_and_placed(
    sample_edition: Path, briefing: Run, tmp_path: Path
) -> None:
    brief = load(sample_edition / "analyst.json")
    cite = points(brief)[0]["citations"][0]
    copy = tmp_path / "edition"
    shutil.copytree(sample_edition, copy)
    source = copy / "sources" / f"{cite['article']}.txt"
    text = source.read_bytes().decode()
    other = "x" if text[cite["start"]] != "x" else "y"
    source.write_bytes((text[: cite["start"]] + other + text[cite["start"] + 1 :]).encode())
    done = briefing("verify", copy)
    assert done.returncode == 1
    assert f"sources/{source.name}: changed" in done.stderr
    assert "analyst.json: " in done.stderr


def test_same_input_same_bytes(sample_edition: Path, briefing: Run, tmp_path: Path) -> None:
    """In a folder of another name, in another order of hashes."""
    shutil.copytree(ROOT / "seeds", tmp_path / "elsewhere" / "seeds")
    shutil.copy(ROOT / "desk.toml", tmp_path / "elsewhere")
    done = briefing(
        "make", "--date", "2023-02-14", "--out", "made", hashseed=99, cwd=tmp_path / "elsewhere"
    )
    assert done.returncode == 0, done.stderr
    again = contents(tmp_path / "elsewhere" / "made" / "2023-02-14")
    first = contents(sample_edition)
    assert [n for n in first if again.get(n) != first[n]] == []
    assert again.keys() == first.keys()


def test_nothing_of_the_machine_gets_into_an_edition(edition: Path) -> None:
    for name, body in contents(edition).items():
        assert str(ROOT).encode() not in body, name
        assert str(edition.parent).encode() not in body, name


def test_the_page_of_real_articles_needs_nothing_heavy(real_articles: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from briefing.cli import main;"
        f"code = main(['make', {str(real_articles)!r}, '--out', {str(tmp_path)!r},"
        "'--date', '2023-02-14', '--format', 'html', '--quiet']);"
        "heavy = {'weasyprint', 'nltk', 'sklearn', 'sumy', 'trafilatura', 'scipy'};"
        "print(sorted(heavy & sys.modules.keys())); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_it_works_without_any_network(tmp_path: Path) -> None:
    """No socket is ever opened, not even one to this machine."""
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from briefing.cli import main\n"
        f"sys.exit(main(['make', '--out', {str(tmp_path)!r}, '--date', '2023-02-14', '--quiet']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_the_order_of_the_input_changes_nothing(
    briefing: Run, real_articles: Path, tmp_path: Path
) -> None:
    names = sorted(real_articles.glob("*.txt"))
    common = ("--date", "2023-02-14", "--format", "json", "--format", "md")
    for out, order in (("one", names), ("two", names[::-1])):
        done = briefing("make", *order, "--out", tmp_path / out, *common)
        assert done.returncode == 0, done.stderr
    made = contents(tmp_path / "one")
    assert made == contents(tmp_path / "two")
    assert {Path(name).suffix for name in made} >= {".json", ".md"}
