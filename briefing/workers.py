"""Processes that do dangerous work under limits, and end with the one that started them.

A worker is forked when there is work. It finds the values in its memory, so that only
their numbers go to it and only results come back, many small ones at a time; what was
imported before is shared.
Each value may cost so much CPU time, address space and output. A value that costs more,
or ends its worker, is lost: the caller is told why, and a new worker goes on behind it.
A worker that was killed from outside does its value once more.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import mmap
from multiprocessing.connection import Connection, Pipe, wait
from threading import Lock, get_ident
from typing import Any, Generic, NoReturn, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

MB = 2**20
_FROM_OUTSIDE = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_GROWN = 64 * MB
"""A worker that has kept so much of what it did is exchanged: the next value gets all its room."""
_PARCEL, _DELAY = 64 * 1024, 0.05
"""Bytes of results that go to the parent at once, and the seconds after which fewer do."""
_NUMBER = 8
"""Bytes of the number of a value."""
_FORKING = Lock()
_MODULE_LOCKS = "_module_locks"
"""Where importlib keeps a lock for each module that a thread is importing (CPython 3.3 on)."""
_LONGEST_IMPORT = 30.0
"""Seconds of the clock; an import that takes longer is not waited for."""
_SLOWEST = 60
"""Seconds of the clock for each CPU second allowed: then it hangs, however busy the machine."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one value may cost.

    `seconds` of CPU time, user and system; `memory` in bytes of address space beyond
    what the worker began with; `output` in bytes of its pickled result.
    """

    seconds: float = 5.0
    memory: int = 384 * MB
    output: int = 64 * MB


@dataclass(frozen=True, slots=True)
class _Job(Generic[In, Out]):
    """What all workers of a map share."""

    work: Callable[[In], Out]
    values: Sequence[In]
    limits: Limits


def mapped(
    work: Callable[[In], Out],
    values: Sequence[In],
    lost: Callable[[In, str], Out],
    workers: int,
    limits: Limits,
) -> Iterator[Out]:
    """`work` of each value in order, by so many workers; `lost` of a value that cost too much.

    `lost` gets the value and the reason, like "more than 5 CPU-s" or "ended by signal 6".
    What `work` raises is raised here, when its turn comes.
    """
    job = _Job(work, values, limits)
    gc.freeze()  # what is never collected is never copied by a child
    crew = _Crew(job, workers)
    try:
        for number, value in enumerate(values):
            done, result = crew.result(number)
            if done == "raised":
                raise result
            yield lost(value, result) if done == "lost" else result
    finally:
        crew.end()
        gc.unfreeze()


class _Crew(Generic[In, Out]):
    """The workers of one map: who does what, and what is done."""

    def __init__(self, job: _Job[In, Out], workers: int) -> None:
        self.job = job
        self.size = workers
        size = max(1, min(32, len(job.values) // (workers * 4)))
        numbers = range(len(job.values))
        self.batches = deque(deque(numbers[i : i + size]) for i in numbers[::size])
        self.crew: list[_Worker] = []
        self.done: dict[int, tuple[str, Any]] = {}
        self.again: set[int] = set()

    def result(self, number: int) -> tuple[str, Any]:
        """What became of a value: "done", "raised" or "lost", and the result or reason."""
        while number not in self.done:
            self._hire()
            self._listen()
        return self.done.pop(number)

    def end(self) -> None:
        for worker in self.crew:
            worker.kill()
        self.crew.clear()

    def _hire(self) -> None:
        """Give each idle worker a batch, and start new ones while there are batches."""
        for worker in self.crew:
            if self.batches and not worker.batch:
                worker.begin(self.batches.popleft())
        while self.batches and len(self.crew) < self.size:
            worker = _Worker(self.job, [w.pipe for w in self.crew])
            self.crew.append(worker)
            worker.begin(self.batches.popleft())

    def _listen(self) -> None:
        busy = {worker.pipe: worker for worker in self.crew if worker.batch}
        heard = wait(list(busy), timeout=1.0)
        for pipe, worker in busy.items():
            if pipe in heard:
                self._hear(worker)
            elif worker.hangs(self.job.limits):
                self._gone(worker, hung=f"no answer in {_SLOWEST * self.job.limits.seconds:g} s")

    def _hear(self, worker: _Worker) -> None:
        """Take some results, or learn why there will be none."""
        try:
            results, retires = worker.hear()
        except (EOFError, OSError):
            self._gone(worker)
            return
        for result in results:
            self.done[worker.batch.popleft()] = result
        if retires:
            self._replace(worker)

    def _gone(self, worker: _Worker, hung: str = "") -> None:
        """A worker ended in the middle of a value: that one is lost, or done again once.

        So are those before it whose results it had not sent yet.
        """
        ended = worker.kill() if hung else worker.ended()
        number = worker.at if worker.at in worker.batch else worker.batch[0]
        if ended in _FROM_OUTSIDE and not hung and number not in self.again:
            self.again.add(number)
        else:
            worker.batch.remove(number)
            self.done[number] = ("lost", hung or _why(ended, self.job.limits))
        self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.kill()
        self.crew.remove(worker)
        if worker.batch:
            self.batches.appendleft(worker.batch)


def _why(ended: int, limits: Limits) -> str:
    if ended == signal.SIGPROF:
        return f"more than {limits.seconds:g} CPU-s"
    return f"ended by signal {ended}" if ended else "its process ended"


class _Worker:
    """A child process, the pipe to it, and the numbers of the values it has still to do."""

    def __init__(self, job: _Job[Any, Any], others: Sequence[Connection]) -> None:
        self.batch: deque[int] = deque()
        self.since = 0.0
        self.signal: int | None = None
        self.place = mmap(-1, _NUMBER)  # shared with the child
        parent = os.getpid()
        with _FORKING:  # a child of another thread must not keep an end of this pipe
            _await_imports()
            self.pipe, theirs = Pipe()
            self.pid = os.fork()
            if not self.pid:
                _live(job, theirs, self.place, parent, [*others, self.pipe])
            theirs.close()

    def begin(self, batch: deque[int]) -> None:
        self.batch, self.since = batch, time.monotonic()
        try:
            self.pipe.send(list(batch))
        except OSError:
            # It has ended, or cannot be reached. Both are noticed when it is listened to.
            os.kill(self.pid, signal.SIGKILL)

    @property
    def at(self) -> int:
        """The number of the value that it last began with."""
        return int.from_bytes(self.place[:], "big")

    def hear(self) -> tuple[list[tuple[str, Any]], bool]:
        """Results in order, and whether there will be no more of this worker."""
        parcel, retires = pickle.loads(self.pipe.recv_bytes())  # noqa: S301  # ours
        self.since = time.monotonic()
        return [(done, _unpacked(done, result)) for done, result in parcel], retires

    def hangs(self, limits: Limits) -> bool:
        return time.monotonic() - self.since > _SLOWEST * limits.seconds

    def kill(self) -> int:
        """End it, if it has not ended; the signal that did."""
        if self.signal is None:
            os.kill(self.pid, signal.SIGKILL)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; the signal that ended it, 0 if none did."""
        if self.signal is None:
            self.pipe.close()
            status = os.waitpid(self.pid, 0)[1]
            self.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return self.signal


def _await_imports() -> None:
    """Let the imports of other threads end: a child has their locks, and no thread to free them.

    A child that imports such a module itself would wait for ever.
    """
    until = time.monotonic() + _LONGEST_IMPORT
    while _others_import() and time.monotonic() < until:
        time.sleep(0.002)


def _others_import() -> bool:
    held = dict(getattr(sys.modules["_frozen_importlib"], _MODULE_LOCKS, {}))
    owners = {getattr(lock(), "owner", None) for lock in held.values()}
    return not owners <= {None, get_ident()}


def _unpacked(done: str, result: Any) -> Any:
    return pickle.loads(result) if done == "done" else result  # noqa: S301  # ours


# --- In the child ---------------------------------------------------------------------------


def _live(
    job: _Job[Any, Any],
    pipe: Connection,
    place: mmap,
    parent: int,
    strangers: Sequence[Connection],
) -> NoReturn:
    """The whole life of a worker. It never returns into the code it was forked from."""
    try:
        for stranger in strangers:
            stranger.close()
        _tie_to(parent)
        _limit(job.limits)
        began = _address_space()
        while True:
            parcel = _Parcel(pipe)
            for number in pipe.recv():
                place[:] = number.to_bytes(_NUMBER, "big")
                answer, spoilt = _answer(job, number)
                retires = spoilt or _address_space() > began + _GROWN
                parcel.add(answer, retires=retires)
                if retires:
                    os._exit(0)
            parcel.send()
    except BaseException:  # noqa: BLE001  # the pipe is closed: nobody waits for an answer
        os._exit(1)


class _Parcel:
    """Results that go to the parent together: a message for each costs more than a short text."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self._clear()

    def _clear(self) -> None:
        self.results: list[tuple[str, Any]] = []
        self.size, self.since = 0, time.monotonic()

    def add(self, result: tuple[str, Any], *, retires: bool) -> None:
        self.results.append(result)
        self.size += len(result[1]) if result[0] == "done" else 0
        late = time.monotonic() > self.since + _DELAY
        if retires or late or self.size >= _PARCEL:
            self.send(retires=retires)

    def send(self, *, retires: bool = False) -> None:
        if self.results:
            self.pipe.send_bytes(pickle.dumps((self.results, retires)))
        self._clear()


def _answer(job: _Job[Any, Any], number: int) -> tuple[tuple[str, Any], bool]:
    """What is said of a value, and whether the worker is of no more use after it."""
    memory, output = job.limits.memory // MB, job.limits.output
    try:
        with _cpu(job.limits.seconds):
            packed = pickle.dumps(job.work(job.values[number]), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return ("lost", f"more than {memory} MB of memory"), True
    except Exception as error:  # noqa: BLE001  # raised where the result is awaited
        return ("raised", _portable(error)), False
    if len(packed) > output:
        return ("lost", f"more than {output // MB} MB of output"), False
    return ("done", packed), False


def _portable(error: Exception) -> Exception:
    """The error, or what it says if it cannot travel."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # just made here
    except Exception:  # noqa: BLE001
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


@contextmanager
def _cpu(seconds: float) -> Iterator[None]:
    """SIGPROF after so much CPU time. RLIMIT_CPU would count in whole seconds, and from birth."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _tie_to(parent: int) -> None:
    """End with the parent, whatever ends it, and leave the terminal to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGPROF):
        signal.signal(name, signal.SIG_DFL)
    if tracing := sys.modules.get("faulthandler"):
        tracing.disable()  # how a worker ends is told by its parent
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    if sys.platform == "linux":
        import ctypes

        death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(death_signal, signal.SIGKILL)
    # Elsewhere the closed pipe is noticed with the next result.
    if os.getppid() != parent:
        os._exit(1)


def _limit(limits: Limits) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, limits.output)
    if space := _address_space():
        _lower(resource.RLIMIT_AS, space + limits.memory)


def _lower(which: int, limit: int) -> None:
    """A limit that somebody set lower stays."""
    import resource

    hard = resource.getrlimit(which)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(which, (limit, hard))


def _address_space() -> int:
    """Bytes of this process's address space; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  # asked after each value
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
