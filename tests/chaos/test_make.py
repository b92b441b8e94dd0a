"""Making an edition among hostile documents, killed at any moment, on a disk that is full.

    make chaos [ROUNDS=100] [SEED=7]

Every draw comes from the seed, which a failure names. CI runs a few rounds of each.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.chaos.documents import GOOD, write_all
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "3"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
DRAWS = [f"{SEED}-{n}" for n in range(ROUNDS)]
MARK = "BRIEFING_CHAOS"
DAY = "2023-02-14"


def command(folder: Path, *arguments: str) -> list[str]:
    made = ("make", str(folder / "in"), "--out", str(folder / "out"), "--date", DAY, "--quiet")
    return [
        sys.executable,
        "-m",
        "briefing",
        *made,
        "--desk",
        str(folder / "desk.toml"),
        *arguments,
    ]


def surroundings(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), MARK: str(folder)}


def run(folder: Path, argv: Sequence[str], largest: int = 0) -> subprocess.CompletedProcess[str]:
    """`largest` bytes of a file stand for a disk that is full."""
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (largest, largest))
    done = subprocess.run(
        argv,
        env=surroundings(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        preexec_fn=limit if largest else None,
    )
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    return done


def left_running(folder: Path) -> list[int]:
    """Processes that were started for this folder and live."""
    mark = f"{MARK}={folder}".encode()
    found = []
    for process in Path("/proc").iterdir():
        try:
            alive = mark in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if process.name.isdecimal() and alive and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def nothing_runs(folder: Path) -> bool:
    end = time.monotonic() + 30
    while left_running(folder) and time.monotonic() < end:
        time.sleep(0.05)
    return not left_running(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(GOOD)
    audience = '[[audience]]\nname = "analyst"\nformats = ["html", "epub", "json", "eml", "pdf"]\n'
    (tmp_path / "desk.toml").write_text(f'[desk]\nname = "Alma"\ntimezone = "UTC"\n{audience}')
    return tmp_path


def whole(folder: Path) -> None:
    """The edition can be made, holds the good article, proves itself, and nothing is left over."""
    done = run(folder, command(folder))
    assert done.returncode == 0, done.stderr
    edition = folder / "out" / DAY
    brief = json.loads((edition / "analyst.json").read_bytes())
    assert "good.txt" in {source["uri"] for source in brief["sources"]}
    assert {p.suffix for p in edition.glob("analyst.*")} == {
        ".html",
        ".epub",
        ".json",
        ".eml",
        ".pdf",
    }
    verified = run(folder, [sys.executable, "-m", "briefing", "verify", str(edition)])
    assert verified.returncode == 0, verified.stderr
    assert not list(folder.rglob("*.part"))
    assert nothing_runs(folder)


@pytest.mark.parametrize("draw", DRAWS)
def test_a_good_article_is_printed_among_hostile_documents(folder: Path, draw: str) -> None:
    names = write_all(folder / "in", random.Random(f"documents {draw}"))
    whole(folder)
    analysis = json.loads((folder / "out" / DAY / "analysis.json").read_bytes())
    told = [row["uri"] for row in analysis["sources"]] + [row["where"] for row in analysis["gaps"]]
    assert [n for n in names if not any(one.partition("#")[0] == n for one in told)] == []


@pytest.mark.parametrize("draw", DRAWS)
def test_a_killed_make_leaves_nothing_and_loses_nothing(folder: Path, draw: str) -> None:
    dice = random.Random(f"kill {draw}")
    before = time.monotonic()
    whole(folder)
    took = time.monotonic() - before
    (folder / "in" / "more.txt").write_text(GOOD.replace("Four", "Nine"))
    with subprocess.Popen(command(folder), env=surroundings(folder)) as process:
        time.sleep(dice.uniform(0.05, took))
        process.send_signal(dice.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
    assert nothing_runs(folder)
    whole(folder)


@pytest.mark.parametrize("draw", DRAWS)
def test_a_killed_worker_costs_no_form(folder: Path, draw: str) -> None:
    dice = random.Random(f"worker {draw}")
    with subprocess.Popen(command(folder), env=surroundings(folder)) as process:
        end, killed = time.monotonic() + dice.uniform(0.2, 2.0), 0
        while process.poll() is None:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            if children and time.monotonic() > end and not killed:
                os.kill(int(dice.choice(children)), signal.SIGKILL)
                killed = 1
            time.sleep(0.002)
    assert process.returncode == 0
    assert nothing_runs(folder)
    assert (folder / "out" / DAY / "analyst.pdf").exists()


@pytest.mark.parametrize("draw", DRAWS)
def test_a_full_disk_is_told_and_the_next_run_is_whole(folder: Path, draw: str) -> None:
    dice = random.Random(f"disk {draw}")
    done = run(folder, command(folder), largest=int(10 ** dice.uniform(1, 5.5)))
    assert done.returncode in (0, 4), done.stderr
    assert done.returncode == 0 or "not made" in done.stderr or "cannot be" in done.stderr
    whole(folder)
