"""A desk with an archive, a clock that a test moves, and a make that costs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from briefing.archive.base import ledger
from briefing.archive.base.base import Base
from briefing.archive.base.ledger import Record
from briefing.archive.base.outbox import Outbox
from briefing.collect import World
from briefing.config import AudienceSettings, Desk, MailSettings, SourceSettings
from briefing.engine import Inline
from briefing.model import Analysis, Edition, Receipt
from briefing.morning import making
from briefing.morning.run import Report, Tools, run
from briefing.pipeline import Made, Understood

STORY = "The harbour master of Linden counted {} boats. The ferry to Vesk sailed as usual.\n"


@dataclass(slots=True)
class Clock:
    """The time, until somebody moves it."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time

    def forward(self, span: timedelta) -> None:
        self.time += span


@dataclass(slots=True)
class Office:
    """A desk in a folder of its own, with one inbox."""

    folder: Path
    clock: Clock
    desk: Desk
    address: str = ""
    made: list[str] = field(default_factory=list)
    got: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def opened(cls, folder: Path, at: datetime, **settings: object) -> Office:
        inbox = SourceSettings("folder", "Inbox", options={"path": "inbox"})
        audience = AudienceSettings("reader", formats=("txt", "eml", "json"))
        desk = Desk(name="Linden", folder=folder, sources=(inbox,), audiences=(audience,))
        (folder / "inbox").mkdir(parents=True, exist_ok=True)
        return cls(folder, Clock(at), replace(desk, **settings))  # type: ignore[arg-type]

    @property
    def out(self) -> Path:
        return self.folder / "output"

    def base(self) -> Base:
        return Base(self.address or str(self.folder / "archive.sqlite"), "Linden", self.clock)

    def tools(self) -> Tools:
        return Tools(World(now=self.clock), Inline(), make=self.quick, send=self.hand_over)

    def run(self) -> Report:
        return run(self.desk, self.base(), self.out, self.tools())

    def write(self, name: str, text: str = "", published: str = "") -> None:
        told = {"text": text or STORY.format(name), "published": published, "title": name}
        (self.folder / "inbox" / f"{name}.json").write_text(json.dumps(told))

    def with_readers(self, port: int, *readers: str, **mail: Any) -> None:
        settings = MailSettings(
            "127.0.0.1", "Desk <desk@example.org>", port, security="none", timeout=5
        )
        audience = replace(self.desk.audiences[0], to=readers)
        self.desk = replace(
            self.desk,
            mail=replace(settings, **mail),
            audiences=(audience,),
        )

    def quick(self, desk: Desk, base: Base, record: Record, out: Path, order: making.Order) -> Made:
        """Writes nothing but which articles the edition has; the real thing is in other tests."""
        del desk, order
        folder = out / record.issue.name
        folder.mkdir(parents=True, exist_ok=True)
        used = sorted(ledger.input_of(base, record).values())
        (folder / "used.json").write_text(json.dumps(used))
        ledger.finish(base, record, {}, {})
        self.made.append(record.issue.name)
        nothing = Analysis((), (), (), (), (), ())
        return Made(folder, ("used.json",), (), Understood(nothing, record.gaps))

    def hand_over(
        self, desk: Desk, folder: Path, outbox: Outbox, audiences: Sequence[str], **_: object
    ) -> tuple[Receipt, ...]:
        """A post that remembers in the outbox as the real one does."""
        receipts = []
        for audience in map(desk.audience, audiences):
            edition = Edition(desk.name, folder.name, "", audience.name, 1)
            with outbox.alone():
                for reader in audience.to:
                    if outbox.find(edition, reader) is None:
                        outbox.write(edition, reader, "x", "sending")
                        self.got.append((folder.name, reader))
                        outbox.write(edition, reader, "x", "delivered")
                    receipts.append(Receipt(reader, "delivered"))
        return tuple(receipts)

    def used(self) -> Iterator[tuple[str, list[str]]]:
        """The articles of each edition, oldest first."""
        for path in sorted(self.out.glob("*/used.json")):
            yield path.parent.name, json.loads(path.read_text())


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def flat(used: Iterable[tuple[str, list[str]]]) -> list[str]:
    return [uri for _, uris in used for uri in uris]
