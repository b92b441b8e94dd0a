"""An edition from the archive: its input is settled once, and written as often as need be."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from briefing.archive import REACH, editor_note, found_folders, kept_edition, prepare
from briefing.archive.base import entries, health, ledger
from briefing.archive.base.base import Base
from briefing.archive.base.entries import Entry
from briefing.archive.base.ledger import FOUND, MADE, Record, Taking
from briefing.collect import admitted, waits
from briefing.config import Desk
from briefing.engine import Engine
from briefing.errors import ArchiveError, NothingToReport
from briefing.gaps import told_once
from briefing.model import Account, Article, Gap, Issue, PastEdition, article_id
from briefing.morning.issues import Due, between
from briefing.morning.nightly import read_all
from briefing.morning.post import missed_by
from briefing.pipeline import Made, analyzed, boxes, compared, written
from briefing.progress import Progress, silent

WATCHED = "watch list:"
_SUMS = "SHA256SUMS"
_KEPT = (".json", _SUMS)
"""What of an edition later ones compare with."""


# --- Settling -------------------------------------------------------------------------------


def settle(
    desk: Desk,
    base: Base,
    due: Due,
    out: Path,
    *,
    anew: bool = False,
    engine: Engine | None = None,
    progress: Progress = silent,
) -> Record:
    """The edition with its input, taken now if it was not before.

    One that came as a folder, of before the archive, has no input: it stays, or with `anew`
    gives way to one of what waits. Raises `NothingToReport` when no article waits for it.
    """
    take_in(desk, base, out)
    if (record := ledger.found(base, due.name)) is not None:
        if record.state != FOUND or not anew:
            return record
        ledger.forget(base, record)
    read_all(base, engine, progress)
    issue = Issue(
        due.day.isoformat(), due.cutoff.isoformat(), ledger.number_of(base, due.name), due.slot
    )
    taking = _Choice(desk, base, due).taking()
    if not taking.used:
        raise NothingToReport(_nothing(taking))
    return ledger.take(base, issue, taking)


class _Choice:
    """What an edition takes of what waits."""

    def __init__(self, desk: Desk, base: Base, due: Due) -> None:
        self.base = base
        self.due = due
        self.last = ledger.last(base, due.name)
        self.desk = reaching(desk, self.last, due.cutoff)
        newest, older = ledger.waiting(base)
        names = {source.name for source in desk.sources}
        self.entries = _in_order(desk, (e for e in newest if e.source in names))
        self.older = [e for e in older if e.source in names]
        self.addresses = _addresses(self.entries)
        self.read = entries.articles_of(base, [e.id for e in self.entries])

    def taking(self) -> Taking:
        articles = {e.id: self._articles(e) for e in self.entries}
        known = ledger.printed_before(
            self.base, [a.id for some in articles.values() for a in some if _is_web(a.uri)]
        )
        fresh = {e: tuple(a for a in some if a.id not in known) for e, some in articles.items()}
        kept, told = admitted([a for s in fresh.values() for a in s], self.desk, self.due.cutoff)
        ids = {article.id for article in kept}
        used = {e: self.addresses[e] for e, some in fresh.items() if any(a.id in ids for a in some)}
        aside = {e.id: "revised since" for e in self.older}
        whys = {gap.where: gap.what for gap in told}
        for entry in self.entries:
            if entry.id not in used and (
                why := self._aside(articles[entry.id], fresh[entry.id], whys)
            ):
                aside[entry.id] = why
        missing = [g for e in (*used, *aside) for g in self.read.get(e, ((), ()))[1]]
        watched = watch_list(self.desk, self.base, self.due, kept)
        gaps = told_once(
            (*self._open_gaps(), *missing, *told, *boxes(kept), *self._silences(), *watched)
        )
        return Taking(used, aside, gaps, self._account(used, aside), {}, self._missed())

    def _articles(self, entry: Entry) -> tuple[Article, ...]:
        return tuple(at(a, entry.uri, self.addresses[entry.id]) for a in self.read[entry.id][0])

    def _aside(
        self,
        articles: Sequence[Article],
        fresh: Sequence[Article],
        told: Mapping[str, str],
    ) -> str:
        """Why an entry is left out for good; "" where it waits for a later edition."""
        if not articles:
            return "no article in it"
        if not fresh:
            return "read before"
        if any(waits(a, self.desk, self.due.cutoff) for a in fresh):
            return ""
        return next((told[a.uri] for a in fresh if a.uri in told), "beyond the most of its source")

    def _open_gaps(self) -> tuple[Gap, ...]:
        return ledger.open_gaps(self.base, [source.name for source in self.desk.sources])

    def _silences(self) -> Iterator[Gap]:
        failed = {gap.where for gap in self._open_gaps()}
        yield from (g for g in silences(self.desk, self.base) if g.where not in failed)
        yield from missed(self.desk, self.base, self.last, self.due)

    def _missed(self) -> Mapping[str, Sequence[str]]:
        """What is known now, for good: the edition can be made again when more is."""
        near = before(self.base, self.due.name, self.due.day)
        names = [one.issue.name for one in near if one.state == MADE]
        return missed_by(self.desk, self.base, names)

    def _account(self, used: Mapping[int, str], aside: Mapping[int, str]) -> Mapping[str, Any]:
        """For each source of the desk: what of it was seen, new, read, used, left, and failed."""
        visits = health.visits_since(self.base, self.last.taken if self.last else "")
        per: dict[str, Counter[str]] = defaultdict(Counter)
        whys: dict[str, Counter[str]] = defaultdict(Counter)
        for entry in (*self.entries, *self.older):
            count = per[entry.source]
            count["new"] += 1
            count["read"] += bool(self.read.get(entry.id, ((), ()))[0])
            count["used"] += entry.id in used
            count["waiting"] += entry.id not in used and entry.id not in aside
            if entry.id in aside:
                whys[entry.source][aside[entry.id]] += 1
        return {
            source.name: {
                "seen": max((v.seen for v in visits.get(source.name, ())), default=0),
                **{key: per[source.name][key] for key in ("new", "read", "used", "waiting")},
                "aside": dict(sorted(whys[source.name].items())),
                "asked": len(visits.get(source.name, ())),
                "failed": sum(bool(v.failed) for v in visits.get(source.name, ())),
            }
            for source in self.desk.sources
        }


def reaching(desk: Desk, last: Record | None, cutoff: datetime) -> Desk:
    """The desk with a window that reaches at least to the last edition's cut-off."""
    if desk.window is None or last is None:
        return desk
    gone = cutoff - datetime.fromisoformat(last.issue.cutoff)
    return replace(desk, window=max(desk.window, gone))


def _in_order(desk: Desk, waiting: Iterable[Entry]) -> tuple[Entry, ...]:
    place = {source.name: n for n, source in enumerate(desk.sources)}
    return tuple(sorted(waiting, key=lambda e: (place[e.source], e.uri, e.id)))


def _addresses(found: Sequence[Entry]) -> Mapping[int, str]:
    """An address for each entry: files of one name in two sources get a number in front, and
    lines that stood at one place in a file, one after the other, get one behind.
    """
    sources = list(dict.fromkeys(e.source for e in found))
    taken: dict[str, str] = {}
    given: Counter[str] = Counter()
    addresses = {}
    for entry in found:
        first = taken.setdefault(entry.uri, entry.source)
        clash = first != entry.source and not _is_web(entry.uri)
        number = sources.index(entry.source) + 1
        address = f"{number}/{entry.uri}" if clash else entry.uri
        again = given[address] = given[address] + 1
        addresses[entry.id] = f"{address} ({again})" if again > 1 else address
    return addresses


def _is_web(uri: str) -> bool:
    return uri.startswith(("http://", "https://"))


def at(article: Article, own: str, address: str) -> Article:
    """An article under the address that its document has in the edition."""
    if own == address:
        return article
    uri = address + article.uri.removeprefix(own)
    return replace(article, uri=uri, id=article_id(uri, article.text))


def silences(desk: Desk, base: Base) -> Iterator[Gap]:
    """A gap for each source that is silent beyond its own rhythm."""
    for one in health.silent(base, [source.name for source in desk.sources], base.now()):
        usual = f"; its pauses are hardly ever longer than {_span(one.usual)}" if one.usual else ""
        since = f"since {one.last[:10]}" if one.last else "since it was first asked"
        yield Gap(one.source, f"silent: nothing new for {_span(one.lasts)}, {since}{usual}")


def watch_list(desk: Desk, base: Base, due: Due, articles: Sequence[Article]) -> Iterator[Gap]:
    """Each word of the desk's watch list: how many articles hold it, and how many did before."""
    before = [
        text
        for record in ledger.recorded(base, (due.day - timedelta(days=7)).isoformat())
        if record.issue.name < due.name
        for found, _ in entries.articles_of(base, list(ledger.input_of(base, record))).values()
        for text in (article.text for article in found)
    ] if desk.watch else []  # fmt: skip
    for word in desk.watch:
        spaced = r"\s+".join(map(re.escape, word.split()))
        pattern = re.compile(rf"(?<!\w){spaced}(?!\w)", re.I)
        now = sum(bool(pattern.search(article.text)) for article in articles)
        then = sum(bool(pattern.search(text)) for text in before)
        told = f"{now} article{'s' * (now != 1)}" if now else "nothing today"
        yield Gap(f"{WATCHED} {word}", f"{told}; {then} in the seven days before")


def _span(span: timedelta) -> str:
    hours = round(span.total_seconds() / 3600)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


def missed(desk: Desk, base: Base, last: Record | None, due: Due) -> Iterator[Gap]:
    """Editions that the calendar asked for since the last one, and that no run made."""
    if last is None or not desk.editions:
        return
    start = max(date.fromisoformat(last.issue.date), due.day - timedelta(days=31))
    for one in between(desk, start, due.day):
        if last.issue.name < one.name < due.name and ledger.found(base, one.name) is None:
            yield Gap(f"edition {one.name}", "was not made: no run came before its deadline")


def _nothing(taking: Taking) -> str:
    """Told apart: nothing was new, and nothing worked."""
    rows = taking.account.values()
    asked = sum(row["asked"] > 0 for row in rows)
    down = sum(row["asked"] > 0 and row["failed"] == row["asked"] for row in rows)
    told = "".join(f"\n  {gap.where}: {gap.what}" for gap in taking.gaps)
    if asked and down == asked:
        return f"nothing worked: each of {asked} sources failed{told}"
    if not asked:
        return f"no article to report on: no source was asked yet; run: briefing collect{told}"
    return f"nothing new: {asked - down} of {asked} sources answered, with no new article{told}"


# --- Making ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """What of an edition is wanted, and how."""

    audiences: Sequence[str] = ()
    formats: Sequence[str] = ()
    note: str = ""
    engine: Engine | None = None
    progress: Progress = silent


def make_from(desk: Desk, base: Base, record: Record, out: Path, order: Order = Order()) -> Made:
    """The files of a settled edition. The same input gives the same bytes, now or in a year.

    Raises `ArchiveError` where the archive does not have all that the edition was made of.
    """
    folder = out / record.issue.name
    used = _whole_input(base, record)
    prepare(folder)
    read_all(base, order.engine, order.progress, list(used))
    articles = _articles(desk, base, record, used)
    kept = entries.documents_of(base, list(used)).values() if desk.keep_documents else ()
    understood = analyzed(articles, record.gaps, desk, kept, order.progress)
    past, gaps = past_of(base, record, desk)
    got = {
        audience: [edition for name, edition in past.items() if name not in missed]
        for audience, missed in record.missed.items()
    }
    _put_notes(record, folder)
    made = written(
        replace(compared(understood, list(past.values()), gaps, got), account=account_of(record)),
        desk,
        record.issue,
        out,
        audiences=order.audiences,
        formats=order.formats,
        note=order.note,
        progress=order.progress,
    )
    names = ["", *(a.name for a in desk.audiences)]
    notes = {name: told for name in names if (told := order.note or editor_note(folder, name))}
    ledger.finish(base, record, _files(folder), notes)
    return made


def _whole_input(base: Base, record: Record) -> Mapping[int, str]:
    """The entries of an edition: all of them, or it would take the place of a fuller one."""
    name, used = record.issue.name, ledger.input_of(base, record)
    if record.state == FOUND:
        raise ArchiveError(
            f"{base.shown}: edition {name} was made before there was an archive, which has none "
            f"of its articles; it stays as it is"
        )
    wanted = sum(row["used"] for row in record.account.values())
    if gone := wanted - len(used):
        raise ArchiveError(
            f"{base.shown}: edition {name} cannot be made again, and stays as it is: {gone} of "
            f"its {wanted} documents were pruned; a backup of before may have them"
        )
    return used


def _articles(
    desk: Desk, base: Base, record: Record, used: Mapping[int, str]
) -> tuple[Article, ...]:
    found = entries.articles_of(base, list(used))
    uris = entries.uris_of(base, list(used))
    articles = [at(a, uris[one], used[one]) for one in used for a in found[one][0]]
    cutoff = datetime.fromisoformat(record.issue.cutoff).astimezone(_zone(desk))
    reach = reaching(desk, ledger.last(base, record.issue.name), cutoff)
    kept, _ = admitted(sorted(articles, key=lambda a: (a.uri, a.id)), reach, cutoff)
    return kept or tuple(articles)


def account_of(record: Record) -> tuple[Account, ...]:
    """What the edition tells of its sources; nothing of one that was not asked."""
    numbers = ("seen", "new", "read", "used", "waiting", "asked", "failed")
    rows = (
        Account(name, aside=tuple(row["aside"].items()), **{n: row[n] for n in numbers})
        for name, row in record.account.items()
    )
    return tuple(row for row in rows if row.asked or row.new)


def _zone(desk: Desk) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(desk.timezone)


def _put_notes(record: Record, folder: Path) -> None:
    """The editor's words of an edition whose folder is gone."""
    for audience, text in record.notes.items():
        if audience and not editor_note(folder, audience):
            (folder / f"note-{audience}.md").write_text(text, "utf-8")


def _files(folder: Path) -> Mapping[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.name.endswith(_KEPT)}


def past_of(
    base: Base, record: Record, desk: Desk
) -> tuple[Mapping[str, PastEdition], tuple[Gap, ...]]:
    """The editions before this one by name, newest first, and a gap for each that is of no use."""
    near = before(base, record.issue.name, date.fromisoformat(record.issue.date))
    found = {
        one.issue.name: kept_edition(one.issue.name, ledger.files_of(base, one), desk.name)
        for one in near[::-1]
    }
    gaps = tuple(one for one in found.values() if isinstance(one, Gap))
    return {name: one for name, one in found.items() if isinstance(one, PastEdition)}, gaps


def before(base: Base, name: str, day: date) -> Sequence[Record]:
    """The editions before one of a day that it is compared with, oldest first."""
    near = ledger.recorded(base, (day - REACH).isoformat())
    return [one for one in near if one.issue.name < name and one.state in (MADE, FOUND)]


def take_in(desk: Desk, base: Base, out: Path) -> None:
    """Editions that lie in `out` and are not in the archive: made before there was one."""
    known = ledger.names(base)
    for folder in found_folders(out):
        if folder.name in known:
            continue
        try:
            found = json.loads((folder / "analysis.json").read_bytes())["edition"]
            issue = Issue(
                str(found["date"]), str(found["cutoff"]), int(found["number"]),
                str(found.get("slot", "")),
            )  # fmt: skip
            if found["desk"] == desk.name and issue.name == folder.name:
                ledger.adopt(base, issue, _files(folder))
        except (OSError, ValueError, LookupError, TypeError):
            continue  # a folder that is no edition, or not yet
