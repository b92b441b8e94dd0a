"""`briefing run`: collect, make the edition that is due, deliver what is open, and tell.

All of it can be done again at any time, and nothing is doubled: what is made is found in
the archive, what is sent in its outbox. Of several runs at once the others wait, and find
it done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from briefing.archive.base import health, ledger
from briefing.archive.base.base import Base, stamp
from briefing.archive.base.ledger import Record
from briefing.archive.base.outbox import Outbox
from briefing.collect import World, heard
from briefing.config import Desk
from briefing.engine import Engine
from briefing.errors import ArchiveError, BriefingError, DeliveryError, NothingToReport, RenderError
from briefing.logs import Log, mute
from briefing.model import Gap, Receipt
from briefing.morning import making, nightly, post
from briefing.morning.issues import Due, due, following
from briefing.morning.nightly import Gathered
from briefing.pipeline import Made, send, ways
from briefing.progress import Progress, silent

_BROKEN = 1
"""The exit code of a program that ends with a traceback."""
_LONGEST = 3600.0
"""Seconds that a run waits for another."""

Make = Callable[[Desk, Base, Record, Path, making.Order], Made]


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run needs of the world; a test brings its own."""

    world: World
    engine: Engine | None = None
    progress: Progress = silent
    log: Log = mute
    make: Make = making.make_from
    send: post.Send = send


@dataclass(slots=True)
class Report:
    """What a run did, and what it missed."""

    gathered: tuple[Gathered, ...] = ()
    edition: str = ""
    made: Made | None = None
    record: Record | None = None
    receipts: list[Receipt] = field(default_factory=list)
    problems: list[BriefingError] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code: that of the first problem, or of a delivery that failed."""
        if self.problems:
            return self.problems[0].exit_code
        if self.made is not None and self.made.unmade:
            return RenderError.exit_code
        failed = any(r.status in post.FAILED for r in self.receipts)
        return DeliveryError.exit_code if failed else 0

    @property
    def is_degraded(self) -> bool:
        """Whether something of the input was missing."""
        gaps = self.record.gaps if self.record else ()
        told = any(not gap.where.startswith(making.WATCHED) for gap in gaps)
        return told or any(g.failed for g in self.gathered)

    def data(self) -> Mapping[str, Any]:
        """The report as it is kept and logged."""
        return {
            "edition": self.edition,
            "code": self.code,
            "sources": {
                g.source: {"seen": g.seen, "new": g.new, "failed": g.failed} for g in self.gathered
            },
            "account": dict(self.record.account) if self.record else {},
            "gaps": [[g.where, g.what] for g in self.record.gaps] if self.record else [],
            "delivery": [[r.recipient, r.status, r.detail] for r in self.receipts],
            "problems": [str(problem) for problem in self.problems],
        }


# --- Once -----------------------------------------------------------------------------------


def run(desk: Desk, base: Base, out: Path, tools: Tools, day: Due | None = None) -> Report:
    """One run. Problems are in the report; raises `ArchiveError` where nothing can be done.

    `day` asks for this edition, whatever the calendar says.
    """
    desk = post.with_readers(desk)
    with base.alone("run", 0) as first:
        if first:
            return _noted(desk, base, out, tools, day, collect=True)
    with base.alone("run", _LONGEST) as got:
        if not got:
            raise ArchiveError(
                f"{base.shown}: another run has been at work for {_LONGEST / 60:.0f} minutes; "
                f"wait for it, or end it"
            )
        # Whoever was at work has just asked all sources, unless it was for an earlier edition.
        return _noted(desk, base, out, tools, day, collect=False)


def _noted(
    desk: Desk, base: Base, out: Path, tools: Tools, day: Due | None, *, collect: bool
) -> Report:
    number = health.begin_run(base, "run")
    ping(desk, tools, "/start")
    report = Report()
    tools.log("run.began", desk=desk.name)
    try:
        _steps(desk, base, out, tools, day or due(desk, base.now()), report, collect=collect)
    except BriefingError as problem:
        report.problems.append(problem)
    except Exception:
        ping(desk, tools, f"/{_BROKEN}")
        raise
    health.end_run(base, number, report.code, report.data())
    tools.log("run.ended", **report.data())
    ping(desk, tools, "" if report.code == 0 else f"/{report.code}")
    return report


def _steps(
    desk: Desk,
    base: Base,
    out: Path,
    tools: Tools,
    wanted: Due | None,
    report: Report,
    *,
    collect: bool,
) -> None:
    for record in ledger.unfinished(base):
        _make(desk, base, out, tools, record, report)
    known = ledger.found(base, wanted.name) if wanted else None
    if collect or (wanted and known is None):
        report.gathered = nightly.collect(
            desk, base, tools.world, engine=tools.engine, progress=tools.progress
        )
        for one in report.gathered:
            tools.log("source.asked", source=one.source, seen=one.seen, new=one.new,
                      failed=one.failed)  # fmt: skip
    if wanted and known is None:
        _try(report, lambda: _edition(desk, base, out, tools, wanted, report))
    elif known is not None:
        report.edition = known.issue.name
    for record in _undelivered(desk, base):
        _try(report, lambda r=record: _deliver(desk, base, out, tools, r, report))  # type: ignore[misc]


def _try(report: Report, step: Callable[[], None]) -> None:
    """A step whose failure stops no other."""
    try:
        step()
    except ArchiveError:
        raise
    except BriefingError as problem:
        report.problems.append(problem)


def _edition(desk: Desk, base: Base, out: Path, tools: Tools, wanted: Due, report: Report) -> None:
    try:
        record = making.settle(
            desk, base, wanted, out, engine=tools.engine, progress=tools.progress
        )
    except NothingToReport as nothing:
        tools.log("edition.empty", edition=wanted.name, why=str(nothing).splitlines()[0])
        raise
    if record.state == ledger.FOUND:
        report.edition = record.issue.name
        return
    _make(desk, base, out, tools, record, report)


def _make(desk: Desk, base: Base, out: Path, tools: Tools, record: Record, report: Report) -> None:
    order = making.Order(engine=tools.engine, progress=tools.progress)
    report.made = tools.make(desk, base, record, out, order)
    report.record, report.edition = record, record.issue.name
    tools.log("edition.made", edition=record.issue.name, gaps=len(record.gaps),
              account=dict(record.account))  # fmt: skip


def _undelivered(desk: Desk, base: Base) -> Iterable[Record]:
    """Editions that may have open readers: none is looked at long after its deadline."""
    waits = [a.deadline + a.approve_within for a in desk.audiences if ways(a)]
    if not waits:
        return ()
    since = base.now() - max(waits) - timedelta(days=2)
    return ledger.made_since(base, stamp(since))


def _deliver(
    desk: Desk, base: Base, out: Path, tools: Tools, record: Record, report: Report
) -> None:
    if not post.is_open(desk, base, post.post_of(desk, record, out)):
        return
    if not (out / record.issue.name).is_dir():  # it was made on another machine
        tools.make(desk, base, record, out, making.Order(engine=tools.engine))
    told = post.deliver(desk, base, post.post_of(desk, record, out), sending=tools.send)
    receipts = [one for one in told if one.detail != post.SETTLED]
    for one in receipts:
        tools.log("delivery", edition=record.issue.name, to=one.recipient, status=one.status,
                  detail=one.detail)  # fmt: skip
    report.receipts += receipts


def ping(desk: Desk, tools: Tools, end: str) -> None:
    """Tell the monitoring address; that nobody hears it stops nothing."""
    if desk.ping and (failed := heard(tools.world, desk.ping.rstrip("/") + end)):
        tools.log("ping.failed", why=failed)


# --- Until it is stopped --------------------------------------------------------------------


def watch(
    desk: Desk,
    base: Base,
    out: Path,
    tools: Tools,
    *,
    sleep: Callable[[float], bool],
    told: Callable[[Report], None],
) -> None:
    """Run at each edition's time, and collect and send again between; for containers.

    `sleep` waits so many seconds and tells whether to go on. A run that fails is told and
    followed by the next.
    """
    while True:
        try:
            report = run(desk, base, out, tools)
        except BriefingError as problem:
            report = Report(problems=[problem])
        told(report)
        if not sleep((_next(desk, base) - base.now()).total_seconds()):
            return


def _next(desk: Desk, base: Base) -> datetime:
    """When something is to be done: a try to send, an edition, or the sources again."""
    now = base.now()
    moments = [now + desk.every]
    ahead = following(desk, now)
    if ahead is not None and desk.editions:
        moments.append(ahead.cutoff)
    moments += [
        datetime.fromisoformat(moment)
        for _, _, moment in Outbox(base).deferred()
        if moment > stamp(now)
    ]
    return max(min(moments), now + timedelta(seconds=1))


def _told(gap: Gap) -> str:
    """A gap on a line; a word that the desk watches for is not left out."""
    what = f"{gap.where}: {gap.what}"
    return what if gap.where.startswith(making.WATCHED) else f"left out {what}"


def lines(report: Report) -> Iterable[str]:
    """What a run did, for a person."""
    for one in report.gathered:
        told = f"failed: {one.failed}" if one.failed else f"{one.seen} seen, {one.new} new"
        yield f"{one.source}: {told}"
    if report.record is not None:
        for source, row in report.record.account.items():
            aside = ", ".join(f"{n} {why}" for why, n in row["aside"].items())
            yield (
                f"edition {report.edition}: {source}: {row['new']} new, {row['read']} read, "
                f"{row['used']} used, {row['waiting']} waiting"
                + (f", set aside: {aside}" if aside else "")
            )
        yield from map(_told, report.record.gaps)
    if report.made is not None:
        yield from (
            f"wrote {report.made.folder / name}" for name in report.made.files if "/" not in name
        )
    elif report.edition:
        yield f"edition {report.edition}: made before"
    for receipt in report.receipts:
        yield f"{receipt.recipient}: {receipt.status} {receipt.detail}".rstrip()
