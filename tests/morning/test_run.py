"""The commands as their user types them: collect, run, make again, search, and what is told."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from briefing.cli import main
from briefing.config import read_desk
from briefing.morning.schedule import Place, crontab, unit_name, units
from tests.days import DESK, write_desk
from tests.deliver.servers import Post, serving

SEED = int(os.environ.get("CHAOS_SEED", "1"))
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "2"))
SETTINGS = """window = "36h"
timezone = "Europe/Kyiv"
editions = ["13:00", "22:30"]
"""
MAIL = """
to = ["ana@example.org", "ben@example.org"]

[mail]
host = "127.0.0.1"
port = {port}
security = "none"
timeout = 5
from = "Desk <desk@example.org>"
"""


def desk(folder: Path, port: int = 0, days: tuple[str, ...] = ("2024-05-01",)) -> Path:
    text = (
        DESK.replace('window = "36h"\n', SETTINGS)
        .replace('"pdf", ', "")
        .replace('"epub"', '"json"')
    )
    text = text.replace('"json", "json"', '"json"')
    path = write_desk(folder, text + (MAIL.format(port=port) if port else ""), days)
    os.chdir(folder)
    return path


def test_a_morning_and_the_same_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    post = Post()
    with serving(post) as port:
        desk(tmp_path, port)
        for _ in range(2):
            assert main(["run", "--date", "2024-05-01", "--slot", "22:30"]) == 0
    assert sorted(post.readers) == ["ana@example.org", "ben@example.org"]
    told = capsys.readouterr().out
    assert "edition 2024-05-01-2230: Inbox: 2 new, 2 read, 2 used, 0 waiting" in told
    assert "ana@example.org: delivered" in told
    assert "edition 2024-05-01-2230: made before" in told
    assert main(["verify", "output"]) == 0
    assert main(["archive", "check"]) == 0
    assert main(["search", '"upper town"']) == 3
    assert main(["search", "dyke", "--theme", "port", "--json"]) == 3
    assert main(["search", '"raised the dyke"']) == 0
    assert "[raised the dyke]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Input. Inbox: 3 new, 2 read, 2 used; 1 set aside (1 without an article)."),
        ("de", "Eingang. Inbox: 3 neu, 2 gelesen, 2 verwendet; 1 beiseitegelegt (1 ohne Artikel)."),
        ("uk", "Надходження. Inbox: 3 нових, 2 прочитано, 2 використано; 1 відкладено"),
    ],
)
def test_a_brief_accounts_for_its_input(
    language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = desk(tmp_path)
    formats = "formats = ["
    own = f'language = "{language}"\n{formats}"txt", "epub", "pdf", '
    path.write_text(path.read_text().replace(formats, own))
    (tmp_path / "inbox" / "empty.txt").write_text("\n")
    assert main(["run", "--date", "2024-05-01", "--slot", "22:30", "--quiet"]) == 0
    folder = tmp_path / "output" / "2024-05-01-2230"
    assert words in " ".join((folder / "analyst.txt").read_text().split())
    assert json.loads((folder / "analyst.json").read_bytes())["account"] == [
        {"source": "Inbox", "seen": 3, "new": 3, "read": 2, "used": 2, "waiting": 0,
         "aside": [{"why": "no article in it", "n": 1}], "asked": 1, "failed": 0}
    ]  # fmt: skip
    assert main(["verify", "output"]) == 0


def test_a_past_morning_is_made_again_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    desk(tmp_path, days=("2024-05-01", "2024-05-02"))
    for day in ("2024-05-01", "2024-05-02"):
        assert main(["run", "--date", day, "--slot", "22:30", "--quiet"]) == 0
    for path in (tmp_path / "inbox").iterdir():
        path.unlink()
    for day in ("2024-05-02", "2024-05-01"):
        assert main(["make", "--date", day, "--slot", "22:30", "--out", "again", "--quiet"]) == 0
    for path in sorted((tmp_path / "output").glob("2024-*/*")):
        if path.is_file():
            assert (
                tmp_path / "again" / path.parent.name / path.name
            ).read_bytes() == path.read_bytes()
    since = json.loads((tmp_path / "again/2024-05-02-2230/analyst.json").read_bytes())["since"]
    assert since == "2024-05-01"


def test_nothing_new_is_told_apart_from_nothing_worked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    desk(tmp_path, days=())
    assert main(["run", "--date", "2024-05-01", "--slot", "22:30"]) == 3
    assert "nothing new: 1 of 1 sources answered" in capsys.readouterr().err
    (tmp_path / "inbox").rmdir()
    assert main(["run", "--date", "2024-05-01", "--slot", "22:30"]) == 3
    assert "Inbox: the folder does not exist" in capsys.readouterr().err


def test_a_plain_make_needs_no_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk(tmp_path)
    assert main(["make", "--date", "2024-05-01", "--format", "json", "--quiet"]) == 0
    assert (tmp_path / "output/2024-05-01/analyst.json").is_file()
    assert not (tmp_path / "archive.sqlite").exists()


def test_an_audience_that_waits_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    post = Post()
    with serving(post) as port:
        path = desk(tmp_path, port)
        path.write_text(path.read_text().replace("points = 5", "points = 5\napprove = true"))
        assert main(["run", "--date", "2024-05-01", "--slot", "22:30"]) == 0
        assert "waits for: briefing approve 2024-05-01-2230" in capsys.readouterr().out
        assert post.readers == []
        assert main(["approve", "2024-05-01-2230"]) == 0
        assert sorted(post.readers) == ["ana@example.org", "ben@example.org"]
        assert main(["send", "--test", "me@example.org"]) == 0
        assert post.readers[-1] == "me@example.org"
        assert b"Subject: Test: " in post.envelopes[-1][1]
        assert main(["send"]) == 0
    assert len(post.readers) == 3


def test_readers_of_a_file_and_those_who_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    post = Post()
    (tmp_path / "readers.csv").write_text(
        "name,email\nCora,cora@example.org\nAna,ANA@example.org\n"
    )
    (tmp_path / "left.csv").write_text("ben@example.org\n")
    with serving(post) as port:
        path = desk(tmp_path, port)
        text = path.read_text().replace("points = 5", 'points = 5\nto_file = "readers.csv"')
        path.write_text(text.replace("[desk]", '[desk]\nunsubscribed = "left.csv"'))
        assert main(["run", "--date", "2024-05-01", "--slot", "22:30"]) == 0
    assert sorted(post.readers) == ["ana@example.org", "cora@example.org"]
    (tmp_path / "readers.csv").write_text("name,email\nCora,cora\n")
    assert main(["send"]) == 2
    assert 'readers.csv, row 2: no address: "cora"' in capsys.readouterr().err


def test_events_are_lines_of_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    desk(tmp_path)
    assert main(["run", "--date", "2024-05-01", "--slot", "22:30", "--log", "json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["event"] for e in events] == [
        "run.began",
        "source.asked",
        "edition.made",
        "run.ended",
    ]
    assert events[-1]["code"] == 0
    assert all("time" in e for e in events)


def test_units_hold_what_systemd_takes(tmp_path: Path) -> None:
    found = read_desk(desk(tmp_path))
    place = Place(
        Path("/opt/b/bin/briefing"), Path("/srv/my desk/desk.toml"), Path("/srv/100%/out")
    )
    made = units(found, place)
    timer = made[f"{unit_name(found)}.timer"]
    assert "OnCalendar=*-*-* 13:00:00 Europe/Kyiv\nOnCalendar=*-*-* 22:30:00 Europe/Kyiv\n" in timer
    service = made["briefing-orlova.service"]
    assert '"/srv/my desk/desk.toml" --out /srv/100%%/out --log json' in service
    assert "*/15 * * * * /opt/b/bin/briefing run" in crontab(found, place)
    assert r"/srv/100\%/out" in crontab(found, place)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is needed")
    place = Place(Path(sys.executable), tmp_path / "desk.toml", tmp_path / "output")
    made = units(read_desk(desk(tmp_path / "d")), place)
    for name, content in made.items():
        (tmp_path / name).write_text(content)
    paths = [tmp_path / name for name in made]
    told = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False
    )
    assert not [line for line in told.stderr.splitlines() if "briefing-" in line]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_run_killed_at_any_moment_loses_and_doubles_nothing(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kills between collecting and sending; then it is run until it is done."""
    monkeypatch.chdir(tmp_path)
    dice = random.Random(SEED * 9_000_011 + number)
    post = Post()
    with serving(post) as port:
        desk(tmp_path, port)
        command = [
            sys.executable,
            "-m",
            "briefing",
            "run",
            "--date",
            "2024-05-01",
            "--slot",
            "22:30",
        ]
        for _ in range(2):
            with subprocess.Popen(
                command,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as run:
                time.sleep(dice.uniform(0.5, 8))
                os.killpg(run.pid, signal.SIGKILL)
        last = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert last.returncode in (0, 5), last.stderr
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as base:
        states = dict(base.execute("SELECT recipient, state FROM outbox").fetchall())
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("SELECT count(*) FROM belongs WHERE aside = ''").fetchone() == (2,)
    for reader in ("ana@example.org", "ben@example.org"):
        assert post.readers.count(reader) <= 1, (SEED, number)
        assert post.readers.count(reader) == 1 or states[reader] == "sending", (SEED, number)
    assert main(["verify", "output"]) == 0
    assert not list((tmp_path / "output").rglob(".*.part"))
