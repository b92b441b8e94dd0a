"""The five places where a part can be exchanged, and how a part is found.

Each is a Protocol and an entry-point group. Our own parts are registered the same
way in `pyproject.toml`; `docs/plugins.md` shows how to add one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, runtime_checkable

from briefing.errors import ConfigError
from briefing.model import (
    Article,
    Artifact,
    Brief,
    Document,
    Gap,
    Labelled,
    Receipt,
    Sentence,
)

SOURCES = "briefing.sources"
THEMES = "briefing.themes"
SUMMARIZERS = "briefing.summarizers"
RENDERERS = "briefing.renderers"
DELIVERERS = "briefing.deliverers"


@runtime_checkable
class Source(Protocol):
    """Where documents come from. A failure is a `Gap`, never an exception."""

    def fetch(self, since: datetime | None) -> Iterable[Document | Gap]:
        """Documents not older than `since` as far as the source can tell; None is all."""
        ...


@runtime_checkable
class ThemeFinder(Protocol):
    """Says which themes each unit of the articles belongs to."""

    def find(self, articles: Sequence[Article]) -> Sequence[Labelled]:
        """One `Labelled` for every unit of every article, in the order of the articles."""
        ...


@runtime_checkable
class Summarizer(Protocol):
    """Ranks sentences. Length, diversity and what may stand alone are not its business."""

    def rank(self, sentences: Sequence[Sentence]) -> Sequence[float]:
        """A score for each sentence, in the same order, higher is better, all finite."""
        ...


@runtime_checkable
class Renderer(Protocol):
    """Turns a brief into one file."""

    def render(self, brief: Brief) -> Artifact: ...


@runtime_checkable
class Deliverer(Protocol):
    """Takes a brief's files to their readers."""

    def deliver(self, brief: Brief, artifacts: Sequence[Artifact]) -> Iterable[Receipt]: ...


@cache
def installed(group: str) -> Mapping[str, EntryPoint]:
    """The parts of a group by name, in order of name."""
    found = {entry.name: entry for entry in _every().select(group=group)}
    return dict(sorted(found.items()))


@cache
def _every() -> Any:
    # Each call reads the lists of all packages that are installed.
    return entry_points()


def load(group: str, name: str, place: str) -> Callable[..., Any]:
    """The part called `name`: a factory for the group's Protocol.

    `place` tells where the name was written, for the error. Raises `ConfigError`
    when no such part is installed or it cannot be imported.
    """
    kind = group.removeprefix("briefing.").removesuffix("s")
    entry = installed(group).get(name)
    if entry is None:
        names = ", ".join(installed(group)) or "none"
        raise ConfigError(f'{place}: no {kind} called "{name}"; installed: {names}')
    try:
        part: Callable[..., Any] = entry.load()
    except ImportError as error:
        raise ConfigError(
            f'{place}: the {kind} "{name}" cannot be loaded ({error}); '
            f"install what it needs or choose another"
        ) from error
    return part
