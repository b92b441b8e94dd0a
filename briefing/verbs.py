"""The verbs that use an archive, from words to values and back. `cli` names them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from briefing.archive import edition_in, found_folders
from briefing.archive.base import care, health, ledger
from briefing.archive.base.base import Base
from briefing.archive.base.opening import open_archive
from briefing.archive.base.outbox import Outbox
from briefing.archive.base.search import CLOSE, OPEN, Hit, Question
from briefing.archive.base.search import search as find
from briefing.collect import world_of
from briefing.config import Desk
from briefing.engine import engine
from briefing.errors import ArchiveError, ConfigError, DeliveryError, NothingToReport
from briefing.files import write_file
from briefing.logs import Log, json_log, mute
from briefing.model import Receipt
from briefing.morning import making, nightly, post
from briefing.morning.issues import Due, due, of_day
from briefing.morning.run import Report, Tools, lines, run, watch
from briefing.morning.schedule import Place, crontab, units
from briefing.pipeline import Made
from briefing.progress import Display

STRICT = 1


def now() -> datetime:
    return datetime.now(UTC)


def opened(desk: Desk) -> Base:
    return open_archive(desk, os.environ, now)


# --- Collecting and making ------------------------------------------------------------------


def collect(desk: Desk, arguments: argparse.Namespace) -> int:
    base = opened(desk)
    with _tools(desk, arguments) as tools, base.alone("collect", 900) as got:
        if not got:
            raise ArchiveError(f"{base.shown}: another run is collecting; wait for it, or end it")
        number = health.begin_run(base, "collect")
        found = nightly.collect(
            desk, base, tools.world, engine=tools.engine, progress=tools.progress
        )
        report = Report(gathered=found)
        health.end_run(base, number, 0, report.data())
        for one in found:
            tools.log("source.asked", source=one.source, seen=one.seen, new=one.new,
                      failed=one.failed)  # fmt: skip
    for one, line in zip(found, lines(report), strict=True):
        if one.failed:
            print(f"briefing: {line}", file=sys.stderr)
        elif not arguments.quiet:
            print(line)
    if found and all(one.failed for one in found):
        return NothingToReport.exit_code
    return STRICT if arguments.strict and any(one.failed for one in found) else 0


def uses_archive(desk: Desk) -> bool:
    """Whether the desk collects into its archive, so that editions are made from it."""
    return health.collected(opened(desk))


def make(desk: Desk, arguments: argparse.Namespace, day: date | None, order: making.Order) -> Made:
    """The edition of a day from the archive: the one it was, or a new one of what waits."""
    base = opened(desk)
    out = Path(arguments.out)
    with base.alone("run", 900) as got:
        if not got:
            raise ArchiveError(f"{base.shown}: another run is at work; wait for it, or end it")
        wanted = edition_named(desk, base, day, arguments.slot)
        if ledger.found(base, wanted.name) is None and day is None:
            nightly.collect(desk, base, world_of(desk), engine=order.engine,
                            progress=order.progress)  # fmt: skip
        record = making.settle(
            desk, base, wanted, out, anew=True, engine=order.engine, progress=order.progress
        )
        return making.make_from(desk, base, record, out, order)


def edition_named(desk: Desk, base: Base, day: date | None, slot: str | None) -> Due:
    """The edition of a day and a time; the last one of the day that has come, without a time."""
    today = base.now().astimezone(ZoneInfo(desk.timezone)).date()
    if not desk.editions:
        return of_day(desk, day or today)[0]
    choices = of_day(desk, day or today)
    if slot is not None:
        for one in choices:
            if one.slot == slot:
                return one
        told = ", ".join(one.slot for one in choices)
        raise ConfigError(f'--slot: the desk makes no edition at "{slot}"; it has: {told}')
    if day is None and (now_due := due(desk, base.now())) is not None:
        return now_due
    known = [one for one in choices if ledger.found(base, one.name) is not None]
    past = [one for one in choices if one.cutoff <= base.now()]
    return (known or past or list(choices))[-1]


def silent(desk: Desk) -> tuple[str, ...]:
    """A line for each source that is silent beyond its own rhythm."""
    return tuple(f"{gap.where}: {gap.what}" for gap in making.silences(desk, opened(desk)))


# --- Running --------------------------------------------------------------------------------


def run_once(desk: Desk, arguments: argparse.Namespace, day: date | None) -> int:
    base = opened(desk)
    out = Path(arguments.out)
    wanted = edition_named(desk, base, day, arguments.slot) if day or arguments.slot else None
    with _tools(desk, arguments) as tools:
        if arguments.watch:
            _watch(desk, base, out, tools, arguments)
            return 0
        report = run(desk, base, out, tools, wanted)
    _told(report, arguments)
    return report.code or (STRICT if arguments.strict and report.is_degraded else 0)


def _watch(desk: Desk, base: Base, out: Path, tools: Tools, arguments: argparse.Namespace) -> None:
    import signal
    import threading

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    watch(desk, base, out, tools, sleep=lambda s: not stopped.wait(s),
          told=lambda report: _told(report, arguments))  # fmt: skip


def _told(report: Report, arguments: argparse.Namespace) -> None:
    if not arguments.quiet and arguments.log != "json":
        for line in lines(report):
            print(line, flush=True)
    for problem in report.problems:
        for line in str(problem).splitlines():
            print(f"briefing: {line}", file=sys.stderr)
    if arguments.quiet or arguments.log == "json":
        _failures(report.receipts)


def _failures(receipts: list[Receipt]) -> None:
    for one in receipts:
        if one.status in post.FAILED:
            print(f"{one.recipient}: {one.status} {one.detail}".rstrip(), file=sys.stderr)


@contextmanager
def _tools(desk: Desk, arguments: argparse.Namespace) -> Iterator[Tools]:
    shown = Display(sys.stderr, quiet=arguments.quiet, verbose=arguments.verbose)
    with engine(arguments.engine) as where, shown as progress:
        yield Tools(world_of(desk), where, progress, _log(arguments))


def _log(arguments: argparse.Namespace) -> Log:
    if arguments.log != "json":
        return mute
    return json_log(sys.stdout, lambda: now().isoformat(timespec="milliseconds"))


# --- Sending --------------------------------------------------------------------------------


def send(desk: Desk, arguments: argparse.Namespace) -> int:
    desk = post.with_readers(desk)
    base = opened(desk)
    out = Path(arguments.out)
    folder = Path(arguments.edition) if arguments.edition else _latest(base, out)
    audiences = arguments.audience or ()
    if arguments.test:
        receipts = post.trial(desk, folder, arguments.test, audiences)
    else:
        sent = _post(desk, base, folder)
        receipts = post.deliver(desk, base, sent, audiences, again=arguments.again or (),
                                correction=arguments.correction, anew=True)  # fmt: skip
        if not receipts:
            where = f"{desk.file}: no audience has readers"
            raise ConfigError(f'{where}; give it some, like to = ["desk@example.org"]')
    failed = [one for one in receipts if one.status in post.FAILED]
    for one in receipts:
        if one in failed or not arguments.quiet:
            print(f"{one.recipient}: {one.status} {one.detail}".rstrip(),
                  file=sys.stderr if one in failed else sys.stdout)  # fmt: skip
    return DeliveryError.exit_code if failed else 0


def _latest(base: Base, out: Path) -> Path:
    last = ledger.last(base)
    names = [folder.name for folder in found_folders(out)]
    if last is not None:
        names.append(last.issue.name)
    if not names:
        raise ArchiveError(f"{out}: holds no edition to send; make one with: briefing make")
    return out / max(names)


def _post(desk: Desk, base: Base, folder: Path) -> post.Post:
    record = ledger.found(base, folder.name)
    if record is not None and record.state == ledger.MADE:
        return post.Post(folder, post.post_of(desk, record, folder.parent).edition,
                         post.post_of(desk, record, folder.parent).made)  # fmt: skip
    return post.Post(folder, edition_in(folder), None)


def approve(desk: Desk, arguments: argparse.Namespace) -> int:
    """Let an edition go, and send it."""
    desk = post.with_readers(desk)
    base = opened(desk)
    name = Path(arguments.edition).name
    record = ledger.found(base, name)
    if record is None or record.state != ledger.MADE:
        raise ArchiveError(f"{base.shown}: holds no edition {name} that was made")
    chosen = arguments.audience or [a.name for a in desk.audiences if a.approve]
    if not chosen:
        raise ConfigError(f"{desk.file}: no audience waits for a person; see approve = true")
    for audience in chosen:
        Outbox(base).approve(name, desk.audience(audience).name)
        if not arguments.quiet:
            print(f"approved {name} for {audience}")
    receipts = post.deliver(desk, base, post.post_of(desk, record, Path(arguments.out)), chosen)
    failed = [one for one in receipts if one.status in post.FAILED]
    for one in receipts:
        print(f"{one.recipient}: {one.status} {one.detail}".rstrip())
    return DeliveryError.exit_code if failed else 0


# --- The archive ----------------------------------------------------------------------------


def archive(desk: Desk, arguments: argparse.Namespace) -> int:
    base = opened(desk)
    file = Path(arguments.file) if arguments.file else None
    work = {"check": _check, "backup": _backup, "restore": _restore, "export": _export,
            "prune": _prune}[arguments.work]  # fmt: skip
    if file is None and arguments.work in ("backup", "restore"):
        raise ConfigError(f"archive {arguments.work}: FILE is missing; name the copy's file")
    for line in work(base, file, arguments):
        if not arguments.quiet:
            print(line)
    return 0


def _check(base: Base, _file: Path | None, _: argparse.Namespace) -> Iterator[str]:
    if faults := list(care.faults(base)):
        raise ArchiveError("\n".join(f"{base.shown}: {fault}" for fault in faults))
    told = ", ".join(f"{n:,} {name}" for name, n in care.counts(base).items())
    yield f"{base.shown}: whole: {told}"


def _backup(base: Base, file: Path | None, _: argparse.Namespace) -> Iterator[str]:
    assert file is not None
    care.backup(base, file)
    yield f"wrote {file}"


def _restore(base: Base, file: Path | None, _: argparse.Namespace) -> Iterator[str]:
    assert file is not None
    care.restore(base, file)
    yield f"{base.shown}: restored from {file}"


def _export(base: Base, file: Path | None, _: argparse.Namespace) -> Iterator[str]:
    if file is None:
        yield from care.export(base)
        return
    text = "".join(f"{line}\n" for line in care.export(base))
    write_file(file, text.encode())
    yield f"wrote {file}"


def _prune(base: Base, _file: Path | None, arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.days is None or arguments.days < 1:
        raise ConfigError("archive prune: --days: expected how many days to keep, like --days 365")
    gone = care.prune(base, arguments.days)
    yield f"{base.shown}: let go of {gone['entries']} entries and {gone['documents']} documents"


def search(desk: Desk, arguments: argparse.Namespace) -> int:
    question = Question(
        arguments.query,
        _terms(desk, arguments.theme),
        arguments.outlet or "",
        _day(arguments.since, "--since"),
        _day(arguments.until, "--until"),
        arguments.most,
    )
    hits = find(opened(desk), question)
    for hit in hits:
        print(_as_json(hit) if arguments.json else _shown(hit))
    if not hits:
        raise NothingToReport(f"search: nothing found for: {arguments.query}")
    return 0


def _terms(desk: Desk, theme: str | None) -> tuple[str, ...]:
    if theme is None:
        return ()
    for one in desk.themes:
        if one.key == theme:
            return one.terms
    known = ", ".join(one.key for one in desk.themes) or "none"
    raise ConfigError(f'--theme: no theme called "{theme}"; the desk has: {known}')


def _day(text: str | None, option: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ConfigError(f'{option}: expected a date like 2023-02-14, got "{text}"') from None


def _shown(hit: Hit) -> str:
    """A hit on two lines; the words found are bold on a terminal, in brackets elsewhere."""
    left, right = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("[", "]")
    told = " ".join(hit.excerpt.split())
    head = " · ".join(filter(None, (hit.published[:16], hit.outlet or hit.source, hit.title)))
    where = f"{hit.uri}" + (f", edition {hit.edition}" if hit.edition else "")
    return f"{head}\n  {told.replace(OPEN, left).replace(CLOSE, right)}\n  {where}"


def _as_json(hit: Hit) -> str:
    told = asdict(hit)
    told["excerpt"] = hit.excerpt.replace(OPEN, "[").replace(CLOSE, "]")
    return json.dumps(told, ensure_ascii=False)


# --- The timer ------------------------------------------------------------------------------


def schedule(desk: Desk, arguments: argparse.Namespace) -> int:
    program = Path(sys.argv[0]).resolve()
    if program.name != "briefing":
        program = Path(sys.executable).with_name("briefing")
    place = Place(program, (desk.folder / desk.file).resolve(), Path(arguments.out).resolve())
    if arguments.form == "crontab":
        print(crontab(desk, place), end="")
        return 0
    made = units(desk, place)
    for name, content in made.items():
        if arguments.to:
            write_file(Path(arguments.to) / name, content.encode())
            print(f"wrote {Path(arguments.to) / name}")
        else:
            print(f"# {name}\n{content}")
    if arguments.to and not arguments.quiet:
        timers = " ".join(name for name in made if name.endswith(".timer"))
        print(f"then: systemctl daemon-reload && systemctl enable --now {timers}")
    return 0
