"""All that a source needs of the world: a door to the network, a memory, a clock, a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import Protocol, TypeVar, runtime_checkable

from briefing.collect.http import Answer, Ask, Door, Login, Validators
from briefing.collect.refusal import NoAnswerError
from briefing.config import Desk
from briefing.engine import Processes
from briefing.plugins import Source
from briefing.workers import MB, Limits

Value = TypeVar("Value")
Result = TypeVar("Result")

_PARSING = Processes(1, Limits(seconds=5.0, memory=384 * MB), few=1)
"""The worker that takes apart what strangers wrote: feeds have had runaway expressions."""


class Memory(Protocol):
    """What is known from earlier runs. The archive keeps it over days.

    A source says what it has handed over after it has, and `remember` when all that an
    address held was; so what was lost on the way is asked for again. A memory that lasts
    keeps both back until the documents are stored.
    """

    def validators(self, url: str) -> Validators:
        """By what the server knows the copy that was got last; empty ones without any."""
        ...

    def remember(self, url: str, validators: Validators) -> None: ...

    def seen(self, source: str, key: str) -> bool:
        """Whether an entry, a link or a file of a source was handed over before."""
        ...

    def handed(self, source: str, key: str, address: str = "") -> None:
        """What `key` names was handed over, under an address that may be asked for."""
        ...

    def address(self, source: str, key: str) -> str:
        """The address under which `key` was first handed over, "" where that is not known."""
        ...


class Forgetful:
    """A memory of nothing: each run takes all that lies in the window."""

    def validators(self, url: str) -> Validators:  # noqa: ARG002
        return Validators()

    def remember(self, url: str, validators: Validators) -> None:
        pass

    def seen(self, source: str, key: str) -> bool:  # noqa: ARG002
        return False

    def handed(self, source: str, key: str, address: str = "") -> None:
        pass

    def address(self, source: str, key: str) -> str:  # noqa: ARG002
        return ""


@runtime_checkable
class Worldly(Source, Protocol):
    """A source that asks the network, the clock or the memory; each run gives it its own.

    `remote` sources are asked side by side, since waiting costs nothing.
    """

    remote: bool

    def through(self, world: World) -> Source:
        """The same source in a run's own world."""
        ...


def utc_now() -> datetime:
    """When a document arrives is no property of the edition: the one clock below `cli`."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class World:
    """One run's world. `patience` is the most seconds that one source may take."""

    door: Door = field(default_factory=Door)
    memory: Memory = field(default_factory=Forgetful)
    now: Callable[[], datetime] = utc_now
    patience: float = 300.0


def world_of(desk: Desk, memory: Memory | None = None) -> World:
    """The world as a desk sets it."""
    from briefing import __version__

    agent = f"briefing/{__version__}" + (f" (+{desk.contact})" if desk.contact else "")
    door = Door(allow=desk.allow_hosts, agent=agent, pace=desk.pace)
    return World(door, memory or Forgetful(), patience=desk.patience)


@dataclass(frozen=True, slots=True)
class Visit:
    """One asking of one source: until when by the door's clock, and under which name."""

    world: World
    until: float
    login: Login | None = None
    robots: bool = True

    @classmethod
    def begin(cls, world: World, login: Login | None = None, robots: bool = True) -> Visit:
        return cls(world, world.door.clock() + world.patience, login, robots)

    def get(self, url: str, accept: str, validators: Validators = Validators()) -> Answer:  # noqa: B008
        """A document. Raises `NoAnswerError`."""
        ask = Ask(url, accept, validators, self.login, self.robots, self.until)
        return self.world.door.get(ask)

    def parsed(self, work: Callable[[Value], Result], value: Value, parser: str) -> Result:
        """What `work` makes of a value, in a worker under limits; `parser` is imported before.

        Raises `NoAnswerError` where the value costs too much, or `work` gives it up.
        """
        return parsed(work, value, parser)


@dataclass(frozen=True, slots=True)
class _Lost:
    reason: str


def parsed(work: Callable[[Value], Result], value: Value, parser: str) -> Result:
    """`work` of a value in a limited worker. Raises `NoAnswerError`."""
    try:
        guarded: Callable[[Value], Result | _Lost] = work
        (result,) = _PARSING.map(
            guarded, [value], lambda _, why: _Lost(why), partial(import_module, parser)
        )
    except NoAnswerError:
        raise
    except Exception as error:
        raise NoAnswerError(f"cannot be read: {type(error).__name__}: {error}"[:200]) from error
    if isinstance(result, _Lost):
        raise NoAnswerError(f"cannot be read: {result.reason}")
    return result


PAGES: Mapping[str, str] = {
    "text/html": "text/html",
    "application/xhtml+xml": "application/xhtml+xml",
    "application/pdf": "application/pdf",
    "application/json": "application/json",
    "text/plain": "text/plain",
    "text/markdown": "text/markdown",
}
"""Media types that hold an article."""


def article_type(answer: Answer) -> str:
    """The media type to read an answer as, with its charset.

    Raises `NoAnswerError` for what is no text. A server that says nothing sends a page.
    """
    bare = answer.media_type.partition(";")[0].strip().lower()
    if answer.body.startswith(b"%PDF-"):
        return "application/pdf"
    if bare in ("", "application/octet-stream", "text/xml", "application/xml"):
        return "text/html"
    if bare not in PAGES:
        raise NoAnswerError(f"not an article but {bare[:60]}")
    return answer.media_type.lower()
