"""Mail servers that fail at random and runs of `send` that are killed at random.

Whatever happens, a reader gets an edition once, or the editor is told that nobody can
know; and nothing of a killed run goes on. `CHAOS_ROUNDS` and `CHAOS_SEED` choose how
much, and what.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing.config import read_desk
from briefing.pipeline import make
from tests.days import write_desk
from tests.deliver.faults import DELIVERED, FAULTS, LATER, MAYBE, FaultyServer, faulty
from tests.deliver.test_smtp import MAILBOXES, Office

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "6"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
STEPS = ("greeting", "ehlo", "mail", "rcpt", "data", "body", "end")
READERS = [f"reader{n}@example.org" for n in range(3)]
MAIL = """
to = {readers}

[mail]
host = "127.0.0.1"
port = {port}
security = "none"
timeout = 2
from = "Orlova desk <desk@example.org>"
"""


@pytest.mark.parametrize("number", range(ROUNDS))
def test_faults_one_after_the_other_lose_and_double_nothing(number: int, tmp_path: Path) -> None:
    """Several servers in turn, each with a fault for one reader or for all, then a healthy one."""
    dice = random.Random(SEED * 1_000_003 + number)
    plain = [f for f in FAULTS if not f.settings and f.says not in (b"<silent>", b"<drip>")]
    taken: Counter[str] = Counter()
    told: dict[str, set[str]] = {mailbox: set() for mailbox in MAILBOXES}
    for fault in [*dice.sample(plain, 3), None]:
        only = dice.choice(["", *MAILBOXES]) if fault and fault.step in STEPS[3:] else ""
        with faulty(fault and replace(fault, settings={}), only=only) as server:
            for receipt in Office(tmp_path, server.port, timeout=1).send():
                maybe = "may have arrived" in receipt.detail
                told[receipt.recipient].add(MAYBE if maybe else receipt.status)
            taken.update(server.taken)
    for mailbox in MAILBOXES:
        assert taken[mailbox] <= 1, (SEED, number, mailbox)
        if not taken[mailbox]:
            assert told[mailbox] & {MAYBE, "refused", LATER}, (SEED, number, mailbox)
        if DELIVERED in told[mailbox]:
            assert taken[mailbox] == 1, (SEED, number, mailbox)


@pytest.fixture(scope="module")
def desk_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_desk(tmp_path_factory.mktemp("killed"))
    day = date(2024, 5, 1)
    make(read_desk(path), day, path.parent / "output", formats=("json", "eml"))
    return path


class _Slow(FaultyServer):
    """A healthy server that takes its time at each step, and tells which one it is at."""

    def __init__(self, pause: float) -> None:
        super().__init__()
        self.steps: Counter[str] = Counter()
        self.slow = self._slowly
        self.pause = pause

    def _slowly(self, step: str) -> None:
        self.steps[step] += 1
        time.sleep(self.pause)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_send_killed_at_any_moment_loses_and_doubles_nothing(
    number: int, desk_file: Path, tmp_path: Path
) -> None:
    dice = random.Random(SEED * 7_000_003 + number)
    server = _Slow(0.05)
    try:
        send = _sender(desk_file, tmp_path, server.port)
        step = dice.choice(STEPS)
        times = dice.randint(1, len(READERS)) if step in STEPS[2:] else 1
        run = send()
        _wait(lambda: server.steps[step] >= times or run.poll() is not None)
        time.sleep(dice.random() * server.pause * 1.5)
        with suppress(ProcessLookupError):  # it may be faster than we are
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        assert not _alive(run.pid)
        _settle(server)
        again = send()
        out, err = again.communicate(timeout=60)
        last = send().communicate(timeout=60)
    finally:
        server.close()
    counted = Counter(server.taken)
    states = _states(tmp_path / "archive.sqlite")
    for reader in READERS:
        assert counted[reader] <= 1, (SEED, number, step, times, reader)
        if states[reader] != "delivered":
            assert f"{reader}: failed a run was interrupted; it may have arrived" in err
        else:
            assert counted[reader] == 1, (SEED, number, step, times, reader)
    # Only one reader can have been at the point where nobody knows.
    assert list(states.values()).count("sending") <= 1, (SEED, number, step, times)
    assert again.returncode == (5 if "sending" in states.values() else 0), (out, err)
    assert "delivered" not in last[0]


def _sender(desk_file: Path, folder: Path, port: int) -> _Send:
    text = desk_file.read_text() + MAIL.format(readers=READERS, port=port).replace("'", '"')
    (folder / "desk.toml").write_text(text)
    edition = desk_file.parent / "output" / "2024-05-01"
    return _Send([sys.executable, "-m", "briefing", "send", str(edition), "--desk",
                  str(folder / "desk.toml")])  # fmt: skip


class _Send:
    """The command, each run in a process group of its own."""

    def __init__(self, command: list[str]) -> None:
        self.command = command

    def __call__(self) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.command, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )


def _wait(done: object, seconds: float = 30) -> None:
    assert callable(done)
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.005)


def _settle(server: _Slow) -> None:
    """Until the server has nothing more to do for the killed run."""
    seen = -1
    while seen != (now := sum(server.steps.values())):
        seen = now
        time.sleep(4 * server.pause)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _states(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as base:
        return dict(base.execute("SELECT recipient, state FROM outbox").fetchall())
