"""What is going on, for a person at a terminal; nothing for anybody else."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol, TextIO


class Progress(Protocol):
    """Told what is being done, how many are done, and how many there are (0: unknown)."""

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None: ...


def silent(doing: str, done: int = 0, total: int = 0) -> None:
    """A `Progress` that says nothing."""


class Display:
    """One line that rewrites itself when `stream` is a terminal.

    `verbose` prints each step with its wall-clock seconds instead, `quiet`
    nothing at all. Calling it has the form of `Progress`.
    """

    def __init__(self, stream: TextIO, *, quiet: bool = False, verbose: bool = False) -> None:
        self.stream = stream
        self.verbose = verbose
        self.live = stream.isatty() and not quiet and not verbose
        self.step = ""
        self.since = 0.0

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None:
        if self.live:
            count = f" {done}/{total}" if total else ""
            self.stream.write(f"\r\x1b[K{doing}{count} …")
            self.stream.flush()
        elif self.verbose and doing != self.step:
            self._finish()
            self.step, self.since = doing, time.monotonic()

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.live:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
        self._finish()

    def _finish(self) -> None:
        if self.step:
            print(f"{self.step}: {time.monotonic() - self.since:.2f} s", file=self.stream)
            self.step = ""
