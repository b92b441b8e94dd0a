"""Work that ends its process, eats its time or its memory costs one value, and nothing is left."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from briefing.engine import Inline, Limits, Pooled, Processes, engine
from briefing.errors import ConfigError, RenderError
from briefing.workers import MB

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
SMALL = Limits(seconds=0.3, memory=64 * MB, output=MB)


def lost(value: object, reason: str) -> object:
    return f"{value}: {reason}"


def children() -> list[int]:
    found = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(pid) for pid in found.read_text().split()]


def mapped(work: Callable[[int], object], values: int, most: int = 2) -> list[object]:
    return list(Processes(most, SMALL, few=1).map(work, range(values), lost))


def spun(_: int) -> int:
    while True:
        pass


def bad(how: Callable[[int], object], at: int = 3) -> Callable[[int], object]:
    """Work that goes wrong at one value only."""
    return lambda value: how(value) if value == at else value * 10


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (spun, "more than 0.3 CPU-s"),
        (lambda _: os.abort(), "ended by signal 6"),
        (lambda _: os.kill(os.getpid(), signal.SIGSEGV), "ended by signal 11"),
        (lambda _: os._exit(0), "its process ended"),
        (lambda _: bytes(200 * MB), "more than 64 MB of memory"),
        (lambda _: bytes(2 * MB), "more than 1 MB of output"),
    ],
)
@pytest.mark.parametrize("most", [1, 2])
def test_one_bad_value_costs_that_value(
    how: Callable[[int], object], reason: str, most: int
) -> None:
    found = mapped(bad(how), 8, most)
    assert found == [0, 10, 20, f"3: {reason}", 40, 50, 60, 70]
    assert not children()


def test_a_folder_of_bad_values_is_read_to_its_end() -> None:
    found = mapped(lambda value: os.abort() if value % 2 else value, 20)
    assert found == [f"{v}: ended by signal 6" if v % 2 else v for v in range(20)]


def test_each_value_has_the_whole_budget() -> None:
    def half(value: int) -> int:
        end = time.process_time() + 0.15
        while time.process_time() < end:
            pass
        return value

    assert mapped(half, 6, most=1) == list(range(6))


def test_a_worker_that_is_killed_does_its_value_once_more(tmp_path: Path) -> None:
    def killed(value: int) -> object:
        mark = tmp_path / str(value)
        if value == 3 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    assert mapped(killed, 8) == list(range(8))
    always = bad(lambda _: os.kill(os.getpid(), signal.SIGKILL))
    assert mapped(always, 5) == [0, 10, 20, "3: ended by signal 9", 40]


def test_a_worker_that_cannot_be_reached_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that fails once: nobody waits for who never got its work."""
    send = Connection.send
    failed: list[object] = []

    def failing(pipe: Connection, value: object) -> None:
        if not failed:
            failed.append(value)
            raise OSError(5, "Input/output error")
        send(pipe, value)

    monkeypatch.setattr(Connection, "send", failing)
    assert mapped(abs, 3) == [0, 1, 2]
    assert failed
    assert children() == []


def test_small_results_travel_together(monkeypatch: pytest.MonkeyPatch) -> None:
    receive, heard = Connection.recv_bytes, 0

    def counted(pipe: Connection) -> bytes:
        nonlocal heard
        heard += 1
        return receive(pipe)

    monkeypatch.setattr(Connection, "recv_bytes", counted)
    assert mapped(abs, 1000) == list(range(1000))
    assert heard < 200


def test_a_result_waits_for_no_slow_one_behind_it() -> None:
    def slow(value: int) -> int:
        time.sleep(0.1)
        return value

    began = time.monotonic()
    results = Processes(1, SMALL, few=1).map(slow, range(50), lost)
    assert next(results) == 0
    assert time.monotonic() - began < 2
    results.close()  # type: ignore[attr-defined]


def test_what_work_raises_is_raised_when_its_turn_comes() -> None:
    def refuse(value: int) -> object:
        raise RenderError(f"no page {value}")

    results = Processes(2, SMALL, few=1).map(bad(refuse), range(6), lost)
    assert [next(results) for _ in range(3)] == [0, 10, 20]
    with pytest.raises(RenderError, match="no page 3"):
        next(results)
    assert not children()


def test_an_error_that_cannot_travel_is_told_in_words() -> None:
    class Odd(Exception):
        def __init__(self, one: int, two: int) -> None:
            super().__init__(f"{one} and {two}")

    def refuse(_: int) -> object:
        raise Odd(1, 2)

    with pytest.raises(RuntimeError, match="Odd: 1 and 2"):
        mapped(refuse, 1)


def test_results_nobody_waits_for_leave_no_process() -> None:
    results = Processes(2, SMALL, few=1).map(lambda v: v, range(100), lost)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert not children()


def test_every_engine_gives_the_same() -> None:
    values = list(range(50))
    engines: list[object] = [Inline(), Processes(1), Processes(3, few=1)]
    with ThreadPoolExecutor(2) as threads:
        engines.append(Pooled(threads, 2))
        for one in engines:
            assert list(one.map(str, values, lost)) == [str(v) for v in values]  # type: ignore[attr-defined]
    for spec in ("inline", "processes", "processes:3"):
        with engine(spec) as named:
            assert list(named.map(str, values, lost)) == [str(v) for v in values]


_PARENT = """
import time
from briefing.engine import Processes
def busy(value):
    end = time.process_time() + 60
    while time.process_time() < end: {inside}
    return value
print("begun", flush=True)
list(Processes(2, few=1).map(busy, range(4), lambda v, why: why))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers end with their next result")
@pytest.mark.parametrize("inside", ["pass", "sum(range(10**7))", "time.sleep(1)"])
def test_workers_end_with_a_parent_that_is_killed(inside: str) -> None:
    code = _PARENT.format(inside=inside)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        pids = list(_awaited(parent.pid))
        parent.kill()
    assert len(pids) == 2
    end = time.monotonic() + 20
    while (left := [pid for pid in pids if _lives(pid)]) and time.monotonic() < end:
        time.sleep(0.02)
    assert not left


def _awaited(parent: int) -> Iterator[int]:
    end = time.monotonic() + 20
    found: list[str] = []
    while len(found) < 2 and time.monotonic() < end:
        time.sleep(0.02)
        found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return map(int, found)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_cluster_gives_the_same_and_survives_the_death_of_a_worker() -> None:
    distributed = pytest.importorskip("distributed")
    values = list(range(900))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp:")
        with engine(f"dask:{address}") as many:
            results = many.map(str, values, lost)
            first = next(iter(results))
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            assert [first, *results] == [str(v) for v in values]


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("briefing.engine._ANSWERS", 1)
    with pytest.raises(ConfigError, match="no Dask scheduler answers at"), engine("dask://[::1]:1"):
        pass


def test_work_may_import_what_another_thread_is_importing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child has the lock of that module, and no thread that would ever let go of it."""
    began = tmp_path / "began"
    (tmp_path / "slow_to_import.py").write_text(
        f"import pathlib, time\npathlib.Path({str(began)!r}).touch()\ntime.sleep(0.5)\nVALUE = 7\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with ThreadPoolExecutor(1) as other:
        other.submit(importlib.import_module, "slow_to_import")
        while not began.exists():
            time.sleep(0.01)
        found = Processes(1, Limits(seconds=0.05), few=1).map(imported, [0], lost)
        assert list(found) == [7]


def imported(_: int) -> int:
    return int(importlib.import_module("slow_to_import").VALUE)


def test_an_import_without_end_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ends = tmp_path / "began", threading.Event()
    monkeypatch.setattr("briefing.workers._LONGEST_IMPORT", 0.1)
    monkeypatch.setattr(threading, "ends_of_a_test", ends, raising=False)
    (tmp_path / "never_imported.py").write_text(
        f"import pathlib, threading\npathlib.Path({str(began)!r}).touch()\n"
        "threading.ends_of_a_test.wait(60)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with ThreadPoolExecutor(1) as other:
        other.submit(importlib.import_module, "never_imported")
        while not began.exists():
            time.sleep(0.01)
        try:
            assert mapped(lambda value: value, 2) == [0, 1]
        finally:
            ends.set()
