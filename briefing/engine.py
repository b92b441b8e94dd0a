"""Where work runs: in limited worker processes of this machine, or on a Dask cluster.

Both are one interface, an ordered map over picklable values, in which a value can be
lost: what a stranger wrote may end the process that reads it, never the morning.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

from briefing.errors import ConfigError
from briefing.workers import Limits, mapped

__all__ = ["CHOICES", "Engine", "Inline", "Limits", "Processes", "engine"]

In = TypeVar("In")
Out = TypeVar("Out")
Lost = Callable[[In, str], Out]
"""What becomes of a value that cost too much, or whose process ended, and why it did."""

CHOICES = "inline, processes, processes:N, dask://HOST:PORT"
_ANSWERS = 10
"""Seconds in which a scheduler answers."""
READING = Limits()
_FEW = 16
"""So many values are worth a process of their own."""
_TASK, _MOST_IN_TASK = 200, 1000
"""Values in a task that may travel: half a second of reading and more, and no more than is
cheap to do again when its machine is lost."""


def unprepared() -> None:
    """Nothing to get ready."""


class Engine(Protocol):
    """Applies a function to each value and gives the results in order.

    `prepare` is called once before, where what it loads can be shared.
    """

    def map(
        self,
        work: Callable[[In], Out],
        values: Iterable[In],
        lost: Lost[In, Out],
        prepare: Callable[[], object] = unprepared,
    ) -> Iterator[Out]: ...


class Inline:
    """This process, without limits: where a system cannot fork, and for values of our own."""

    def map(
        self,
        work: Callable[[In], Out],
        values: Iterable[In],
        lost: Lost[In, Out],  # noqa: ARG002
        prepare: Callable[[], object] = unprepared,  # noqa: ARG002
    ) -> Iterator[Out]:
        return map(work, values)


class Processes:
    """Children of this process, each value under the same limits.

    `most` of them at once; as many as there are cores without it, and no more than
    the values are worth.
    """

    def __init__(self, most: int = 0, limits: Limits = READING, few: int = _FEW) -> None:
        self.most = most or os.cpu_count() or 1
        self.limits = limits
        self.few = few

    def map(
        self,
        work: Callable[[In], Out],
        values: Iterable[In],
        lost: Lost[In, Out],
        prepare: Callable[[], object] = unprepared,
    ) -> Iterator[Out]:
        batch = list(values)
        if not hasattr(os, "fork"):
            return map(work, batch)
        if batch:
            prepare()
        workers = max(1, min(self.most, len(batch) // self.few))
        return mapped(work, batch, lost, workers, self.limits)


class Pooled:
    """Any `concurrent.futures.Executor`; where it works, each value has limits too.

    Results come in the order of the values, so that neither the number of workers nor
    the loss of one shows in what is made of them.
    """

    def __init__(self, executor: Executor, workers: int) -> None:
        self.executor = executor
        self.workers = workers

    def map(
        self,
        work: Callable[[In], Out],
        values: Iterable[In],
        lost: Lost[In, Out],
        prepare: Callable[[], object] = unprepared,
    ) -> Iterator[Out]:
        batch = list(values)
        size = max(_TASK, min(_MOST_IN_TASK, len(batch) // (self.workers * 4)))
        parts = [batch[i : i + size] for i in range(0, len(batch), size)]
        limited = partial(_limited, work, lost, prepare)
        for results in self.executor.map(limited, parts):
            yield from results


def _limited(
    work: Callable[[In], Out],
    lost: Lost[In, Out],
    prepare: Callable[[], object],
    values: Sequence[In],
) -> list[Out]:
    return list(Processes(1).map(work, values, lost, prepare))


@contextmanager
def engine(spec: str = "processes") -> Iterator[Engine]:
    """The engine of that name, closed at the end.

    Raises `ConfigError` for an unknown name or a Dask that is not installed.
    """
    name, _, rest = spec.partition(":")
    rest = f"tcp:{rest}" if rest.startswith("//") else rest
    if spec == "inline":
        yield Processes(1)
    elif name == "processes" and (not rest or (rest.isdecimal() and 1 <= int(rest) <= 256)):
        yield Processes(int(rest or 0))
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
            f'--engine: "dask:{address}" needs Dask; '
            "install it with: pip install 'sourced-briefing[dask]'"
        ) from None
    try:
        client = Client(address, timeout=_ANSWERS)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f'--engine: no Dask scheduler answers at "{address}": {error}') from None
    with client:
        workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        # A task that was on a lost machine is done again by the scheduler, three times at most.
        yield Pooled(client.get_executor(pure=False), workers)
