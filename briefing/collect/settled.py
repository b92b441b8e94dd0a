"""What the desk file says of a source, put on each document that comes from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from briefing.config import SourceSettings
from briefing.model import Document, Gap
from briefing.plugins import Source


@dataclass(frozen=True, slots=True)
class Settled:
    """A source with its settings: the owner, the language and the names of fields."""

    source: Source
    settings: SourceSettings

    @property
    def name(self) -> str:
        return self.settings.name

    def fetch(self, since: datetime | None) -> Iterator[Document | Gap]:
        return settled(self.source.fetch(since), self.settings)


def settled(found: Iterable[Document | Gap], settings: SourceSettings) -> Iterator[Document | Gap]:
    """The same, each document with what the desk says of its source."""
    for one in found:
        yield _told(one, settings) if isinstance(one, Document) else one


def _told(document: Document, settings: SourceSettings) -> Document:
    says = {"owner": settings.owner, "language": settings.language}
    if settings.type == "agency":
        # What an agency publishes itself is its own wire, however its pages are signed.
        says["agency"] = settings.name
    stated = {**document.stated, **{name: value for name, value in says.items() if value}}
    fields = settings.fields or document.fields
    return replace(document, source=settings.name, stated=stated, fields=fields)
