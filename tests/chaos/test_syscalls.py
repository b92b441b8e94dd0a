"""A morning that fails at each of its writes, syncs and renames, one after the other.

strace stands between the run and the kernel: at the k-th call of a kind it kills the
process, or has the call fail as on a full disk (ENOSPC, from then on) or a dying one
(EIO, once). SQLite's own calls are among them. `make test` draws some points, `make
chaos` takes them all.
"""

from __future__ import annotations

import email
import json
import multiprocessing
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time as clock
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import zip_longest
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from briefing.archive.base.base import Base
from briefing.collect import World
from briefing.config import read_desk
from briefing.engine import Inline
from briefing.morning.issues import of_day
from briefing.morning.run import Tools, run
from briefing.verify import verify
from tests.days import DESK, write_desk
from tests.deliver.servers import Post, serving

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is needed")
SEED = int(os.environ.get("CHAOS_SEED", "1"))
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "2"))
PATIENCE = 600
"""Seconds, on a machine with much else to do."""
ALL = 100
"""From so many rounds on, no point is left out."""
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "mkdir", "ftruncate", "sendto")
FAULTS = {
    "kill": "signal=KILL:when={}",
    "full": "error=ENOSPC:when={}+",
    "dying": "error=EIO:when={}",
}
READERS = ("ana@example.org", "ben@example.org")
NOW = datetime.fromisoformat("2024-05-01T19:31:00+00:00")
MAIL = """
to = ["ana@example.org", "ben@example.org"]

[mail]
host = "127.0.0.1"
port = {port}
security = "none"
timeout = 5
in_doubt = "{in_doubt}"
from = "Desk <desk@example.org>"
"""


# --- A morning in a process of its own --------------------------------------------------------


def morning(folder: Path, traced: bool) -> None:
    """Collect, archive, make and send; the exit code is the run's."""
    os.chdir(folder)
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    while traced and "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
        clock.sleep(0.002)
    desk = read_desk(folder / "desk.toml")
    desk = replace(desk, editions=(time(22, 30),))
    base = Base(str(folder / "archive.sqlite"), desk.name, lambda: NOW)
    tools = Tools(World(now=lambda: NOW), Inline())
    (due,) = of_day(desk, date(2024, 5, 1))
    os._exit(run(desk, base, folder / "output", tools, due).code)


@pytest.fixture(scope="module")
def nursery() -> ForkServerContext:
    """Where mornings are forked: all that they import is there."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.chaos.warm"])
    return context


@dataclass(frozen=True, slots=True)
class House:
    """A desk's folder, and its server of mail."""

    folder: Path
    post: Post
    start: Callable[[bool], multiprocessing.process.BaseProcess]

    def once(self) -> int | None:
        process = self.start(False)
        process.join(PATIENCE)
        return process.exitcode

    def problems(self) -> list[str]:
        """What the runs told of themselves."""
        with closing(sqlite3.connect(self.folder / "archive.sqlite")) as base:
            reports = base.execute("SELECT report FROM runs").fetchall()
        return [problem for (told,) in reports for problem in json.loads(told).get("problems", ())]

    def under(self, fault: str) -> tuple[int | None, str]:
        """The exit code of a morning with a fault, and the calls that it made."""
        log = self.folder / "strace.log"
        process = self.start(True)
        told = ["-e", f"inject={fault}"] if fault else []
        strace = subprocess.Popen(
            ["strace", "-qq", "-y", "-o", log, "-e", f"trace={','.join(CALLS)}", *told,
             "-p", str(process.pid)], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        process.join(PATIENCE)
        process.kill()
        strace.wait(30)
        process.join()
        return process.exitcode, log.read_text()


@pytest.fixture
def house(tmp_path: Path, nursery: ForkServerContext) -> Iterator[Callable[[str, str], House]]:
    post = Post()
    with serving(post) as port:

        def built(name: str, in_doubt: str) -> House:
            post.envelopes.clear()
            folder = tmp_path / name
            text = DESK.replace(
                '"pdf", "html", "eml", "md", "txt", "json", "epub"', '"eml", "json"'
            )
            write_desk(folder, text + MAIL.format(port=port, in_doubt=in_doubt), ("2024-05-01",))

            def start(traced: bool) -> multiprocessing.process.BaseProcess:
                process = nursery.Process(target=morning, args=(folder, traced))
                process.start()
                return process

            return House(folder, post, start)

        yield built


# --- Each point -------------------------------------------------------------------------------


def points(log: str) -> list[tuple[str, int]]:
    """Each call that a morning makes, as its kind and its number."""
    made = Counter(re.findall(r"^(\w+)\(", log, re.M))
    return [(call, k) for call in CALLS for k in range(1, made[call] + 1)]


def drawn(every: Sequence[tuple[str, int]], dice: random.Random) -> list[tuple[str, int]]:
    """The points in an order of the dice: each kind of call in its turn."""
    turns = {call: [point for point in every if point[0] == call] for call in CALLS}
    for some in turns.values():
        dice.shuffle(some)
    rows = zip_longest(*turns.values())
    return [point for row in rows for point in dice.sample(row, len(row)) if point]


def files(folder: Path) -> Mapping[str, bytes]:
    """The editions' files. Their sums are proved by `verify`; sources that were asked once more,
    by the run after, are accounted for as such.
    """
    out = folder / "output"
    found = {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
    return {
        name: re.sub(rb'"asked": \d+', b'"asked": 1', content)
        for name, content in found.items()
        if not name.endswith("SHA256SUMS")
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_call_loses_and_doubles_nothing(
    house: Callable[[str, str], House], fault: str
) -> None:
    whole = house("whole", "hold")
    code, log = whole.under("")
    assert code == 0
    assert Counter(whole.post.readers) == dict.fromkeys(READERS, 1)
    wanted = files(whole.folder)
    assert len(wanted) > 5
    every = points(log)
    assert {call for call, _ in every} >= {"write", "pwrite64", "fdatasync", "rename", "sendto"}
    some = every if ROUNDS >= ALL else drawn(every, random.Random(f"{SEED} {fault}"))[: 2 * ROUNDS]
    struck = 0
    for n, (call, k) in enumerate(some):
        in_doubt = ("hold", "resend")[(n + SEED) % 2]
        one = house(f"{call}-{k}", in_doubt)
        code, _ = one.under(f"{call}:{FAULTS[fault].format(k)}")
        struck += code != 0
        proved(one, wanted, in_doubt, (SEED, fault, in_doubt, call, k, code))
        shutil.rmtree(one.folder)
    # SQLite does without some of its writes: what a checkpoint did not do, the next one does.
    assert struck >= (len(some) if fault == "kill" else 1), "the faults do not reach the run"


def proved(house: House, wanted: Mapping[str, bytes], in_doubt: str, where: object) -> None:
    """After one more morning all is there, once, and nothing is half."""
    for name, content in files(house.folder).items():
        if not name.rpartition("/")[2].startswith("."):
            assert content == wanted[name], (where, name)
    last = house.once()
    if last == 5:  # it told of who may have got it
        last = house.once()
    assert last == 0, (where, last, house.problems())
    assert files(house.folder) == wanted, where
    verify(house.folder / "output" / "2024-05-01-2230")
    with closing(sqlite3.connect(house.folder / "archive.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)], where
        rows = base.execute("SELECT count(*), count(DISTINCT entry) FROM belongs WHERE aside = ''")
        assert rows.fetchone() == (2, 2), where
        states = dict(base.execute("SELECT recipient, state FROM outbox").fetchall())
    got = Counter(house.post.readers)
    for reader in READERS:
        if in_doubt == "resend":
            assert states[reader] == "delivered", where
            assert got[reader] >= 1, where
        else:
            assert got[reader] <= 1, where
            assert got[reader] == 1 or states[reader] == "sending", (where, states)
    ids = {email.message_from_bytes(sent)["Message-ID"] for _, sent in house.post.envelopes}
    assert len(ids) == 1 or not house.post.envelopes, where
