"""Where work runs: in this process, in local processes, or on a Dask cluster.

All three are one interface, an ordered map over picklable values.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Protocol, TypeVar

from briefing.errors import ConfigError

In = TypeVar("In")
Out = TypeVar("Out")

CHOICES = "inline, processes, processes:N, dask:ADDRESS"


class Engine(Protocol):
    """Applies a function to each value and gives the results in order."""

    def map(self, work: Callable[[In], Out], values: Iterable[In]) -> Iterator[Out]: ...


class Inline:
    """This process, one value after the other: the least overhead for a day's articles."""

    def map(self, work: Callable[[In], Out], values: Iterable[In]) -> Iterator[Out]:
        return map(work, values)


class Pooled:
    """Any `concurrent.futures.Executor`."""

    def __init__(self, executor: Executor, workers: int) -> None:
        self.executor = executor
        self.workers = workers

    def map(self, work: Callable[[In], Out], values: Iterable[In]) -> Iterator[Out]:
        batch = list(values)
        chunk = max(1, len(batch) // (self.workers * 4))
        return self.executor.map(work, batch, chunksize=chunk)


@contextmanager
def forked(tasks: int, prepare: Callable[[], object]) -> Iterator[Engine]:
    """Children of this process for so many tasks, forked when it has prepared itself.

    What was prepared is paid for once and shared by all. One task, one core, or a
    system without fork: this process itself.
    """
    workers = min(tasks, os.cpu_count() or 1)
    if workers < 2 or not hasattr(os, "fork"):
        yield Inline()
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    prepare()
    gc.freeze()  # what is never collected is never copied by a child
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            yield Pooled(pool, workers)
    finally:
        gc.unfreeze()


@contextmanager
def engine(spec: str = "inline") -> Iterator[Engine]:
    """The engine of that name, closed at the end.

    Raises `ConfigError` for an unknown name or a Dask that is not installed.
    """
    name, _, rest = spec.partition(":")
    if spec == "inline":
        yield Inline()
    elif name == "processes" and (not rest or (rest.isdecimal() and 1 <= int(rest) <= 256)):
        from concurrent.futures import ProcessPoolExecutor

        workers = int(rest or os.cpu_count() or 1)
        with ProcessPoolExecutor(workers) as pool:
            yield Pooled(pool, workers)
    elif name == "dask" and rest:
        with _dask(rest) as pooled:
            yield pooled
    else:
        raise ConfigError(f'--engine: no engine called "{spec}"; expected one of {CHOICES}')


@contextmanager
def _dask(address: str) -> Iterator[Engine]:
    try:
        from distributed import Client
    except ImportError:
        raise ConfigError(
            f'--engine: "dask:{address}" needs Dask; install it with: pip install distributed'
        ) from None
    with Client(address) as client:
        workers = max(1, len(client.scheduler_info()["workers"]))
        yield Pooled(client.get_executor(), workers)
