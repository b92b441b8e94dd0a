"""What the desk file says of a source, put on each document that comes from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from briefing.collect.world import World, Worldly
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

    @property
    def remote(self) -> bool:
        return bool(getattr(self.source, "remote", False))

    def through(self, world: World) -> Settled:
        if isinstance(self.source, Worldly):
            return Settled(self.source.through(world), self.settings)
        return self

    def fetch(self, since: datetime | None) -> Iterator[Document | Gap]:
        for one in self.source.fetch(since):
            yield _told(one, self.settings) if isinstance(one, Document) else one


def _told(document: Document, settings: SourceSettings) -> Document:
    says = {"owner": settings.owner, "language": settings.language}
    if settings.type == "agency":
        # What an agency publishes itself is its own wire, however its pages are signed.
        says["agency"] = settings.name
    stated = {**document.stated, **{name: value for name, value in says.items() if value}}
    fields = settings.fields or document.fields
    return replace(document, source=settings.name, stated=stated, fields=fields)
