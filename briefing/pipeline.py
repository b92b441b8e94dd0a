"""The day, step by step. Read `make` as a table of contents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from briefing.analyze import Explanation, analyze, explain, since
from briefing.archive import (
    Prints,
    Proved,
    archive,
    edition_number,
    editor_note,
    originals,
    past_editions,
    prepare,
    prove,
    public_half,
    signer,
    stored,
)
from briefing.collect import admitted, collect, failing, sources_of, world_of
from briefing.config import AudienceSettings, Desk
from briefing.deliver import deliver, forget, log_in
from briefing.engine import Engine, Processes
from briefing.errors import BriefingError, ConfigError, NothingToReport
from briefing.files import write_file
from briefing.gaps import told_once
from briefing.model import (
    Analysis,
    Article,
    Artifact,
    Brief,
    Document,
    Edition,
    Gap,
    Receipt,
    Sentence,
)
from briefing.plugins import SUMMARIZERS, THEMES, load
from briefing.press import Unmade, indexed, linted, printed
from briefing.progress import Progress, silent
from briefing.read import get_ready, lost, plain, read, shows
from briefing.render.analysis import analysis_json
from briefing.render.glyphs import unprintable
from briefing.summarize import Ranking, Rankings, printed_in, summarize
from briefing.verify import verify

Noun = TypeVar("Noun")


_EMPTY = (
    "no article to report on: the input holds no file; "
    "name a folder of articles, or give the desk a [[source]]"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What the day's articles say, what could not be read, and the documents if kept."""

    analysis: Analysis
    gaps: tuple[Gap, ...]
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """An edition as it lies in its folder."""

    folder: Path
    files: tuple[str, ...]
    briefs: tuple[Brief, ...]
    understood: Understood
    unmade: tuple[Unmade, ...] = ()


def make(
    desk: Desk,
    day: date,
    out: Path,
    *,
    inputs: Sequence[Path] = (),
    audiences: Sequence[str] = (),
    formats: Sequence[str] = (),
    note: str = "",
    engine: Engine | None = None,
    progress: Progress = silent,
) -> Made:
    """The edition of a day in `out/DAY`, for all audiences of the desk or those named."""
    chosen = [desk.audience(name) for name in audiences] or list(desk.audiences)
    folder = out / day.isoformat()
    prepare(folder)
    sign = signer(desk, os.environ)
    understood = understand(desk, day, inputs=inputs, engine=engine, progress=progress)
    progress("comparing with earlier editions")
    understood = compare(understood, desk, day, out)
    briefs = [brief_for(a, desk, understood, day, out, note) for a in chosen]
    print_run = printed(desk, zip(briefs, chosen, strict=True), formats, Prints(out), progress)
    progress("writing the edition")
    whole = understood_json(understood, edition_of(desk, day, "", out))
    articles = understood.analysis.articles
    artifacts = (*print_run.artifacts, whole, *originals(understood.documents, articles))
    kept = articles if desk.keep_sources else ()
    files = archive(folder, artifacts, kept, whole=not (audiences or formats), sign=sign)
    for page in indexed(out, desk):
        write_file(out / page.name, page.content)
    return Made(folder, files, print_run.briefs, understood, print_run.unmade)


def brief_for(
    audience: AudienceSettings,
    desk: Desk,
    understood: Understood,
    day: date,
    out: Path,
    note: str = "",
) -> Brief:
    """The brief of one audience for the edition of a day; without `note` that of its folder."""
    return summarize(
        understood.analysis,
        desk,
        audience,
        edition_of(desk, day, audience.name, out),
        gaps=understood.gaps,
        note=note or editor_note(out / day.isoformat(), audience.name),
    )


def understand(
    desk: Desk,
    day: date | None = None,
    *,
    inputs: Sequence[Path] = (),
    engine: Engine | None = None,
    progress: Progress = silent,
) -> Understood:
    """Collect, read and analyze.

    Without `inputs` the desk's sources are read, of them what lies in the desk's
    window before the cut-off of `day`. Raises `NothingToReport` when no article
    is left, with what was found instead.
    """
    progress("collecting")
    cutoff = _cutoff(desk, day) if day is not None and not inputs else None
    since = cutoff - desk.window if cutoff and desk.window else None
    documents, unread = _parted(collect(sources_of(desk, inputs), since, world_of(desk)))
    kinds = sorted({document.media_type for document in documents})
    reading = (engine or Processes()).map(read, documents, lost, partial(get_ready, kinds))
    read_one: list[Article | Gap] = []
    for done, found in enumerate(reading, 1):
        progress("reading", done, len(documents))
        read_one += found
    articles, unreadable = _parted(read_one)
    aside: tuple[Gap, ...] = ()
    if cutoff:
        articles, aside = admitted(articles, desk, cutoff)
    boxes = [Gap(a.uri, str(one)) for a in articles for one in unprintable([a.text])]
    gaps = told_once((*unread, *unreadable, *aside, *boxes))
    if not articles:
        reasons = "".join(f"\n  {gap.where}: {gap.what}" for gap in gaps)
        raise NothingToReport(f"no article to report on:{reasons}" if reasons else _EMPTY)
    progress(f"analyzing {len(articles)} articles")
    return Understood(
        analyze(articles, desk), gaps, tuple(documents) if desk.keep_documents else ()
    )


@dataclass(frozen=True, slots=True)
class Why:
    """Why a sentence is where it is, and where it is printed.

    `raised` tells for which audiences it is a takeaway, and what it was chosen over.
    """

    explanation: Explanation
    rankings: tuple[Ranking, ...]
    raised: tuple[str, ...]
    printed: tuple[str, ...]


def why(understood: Understood, desk: Desk, day: date, text: str) -> tuple[Why, ...]:
    """What is known of each sentence that contains `text`, in the order of the analysis."""
    analysis = understood.analysis
    found = explain(analysis, text)
    articles = {article.id: article for article in analysis.articles}
    rankings = Rankings(analysis, desk)
    out = Path("output")
    briefs = [brief_for(a, desk, understood, day, out) for a in desk.audiences] if found else []
    units = [Sentence(articles[e.unit.article], e.unit.start, e.unit.end) for e in found]
    return tuple(
        Why(explanation, rankings.of(unit), tuple(rankings.raised(unit)), printed_in(unit, briefs))
        for explanation, unit in zip(found, units, strict=True)
    )


def compare(understood: Understood, desk: Desk, day: date, out: Path) -> Understood:
    """The same with what changed since the desk's editions of earlier days in `out`.

    An earlier edition that cannot be used is one more gap.
    """
    past, gaps = past_editions(out, day, desk.name)
    return replace(
        understood,
        analysis=since(understood.analysis, past),
        gaps=(*understood.gaps, *gaps),
    )


def prove_originals(folder: Path) -> Proved:
    """Hold an edition's quotations against the documents kept in it. Raises `VerifyError`."""
    return prove(folder, shows, plain)


def send(
    desk: Desk, folder: Path, audiences: Sequence[str] = (), *, again: Sequence[str] = ()
) -> tuple[Receipt, ...]:
    """Mail an edition to the readers of its audiences, each once; once more to those of `again`.

    An edition that does not verify is not sent. Raises `VerifyError`,
    `ConfigError`, `ArchiveError` and `DeliveryError`.
    """
    chosen = [desk.audience(name) for name in audiences] or [a for a in desk.audiences if a.to]
    if not any(audience.to for audience in chosen):
        raise ConfigError(
            f'{desk.file}: no audience has readers; give it some, like to = ["desk@example.org"]'
        )
    checked = verify(folder, key=public_half(desk, os.environ), desk=desk).contents
    found = [(audience, *stored(folder, checked, audience.name)) for audience in chosen]
    for reader in again:
        if not sum(forget(desk, a, brief.edition, reader) for a, brief, _ in found):
            raise ConfigError(f'--again: "{reader}" is no reader of an audience that is sent')
    receipts: list[Receipt] = []
    for audience, brief, artifacts in found:
        receipts += deliver(brief, artifacts, desk, audience)
    return tuple(receipts)


def check(desk: Desk, *, online: bool = True) -> tuple[str, ...]:
    """What would go wrong tonight, a line each: sources, parts, templates, mail server.

    Templates are rendered with a specimen that has every feature.
    """
    trials: list[Callable[[], object]] = [
        lambda: _try_sources(desk, online),
        lambda: load(SUMMARIZERS, desk.summarizer, f"{desk.file}: desk.summarizer"),
        lambda: load(THEMES, desk.finder, f"{desk.file}: desk.finder"),
        lambda: _try_letters(desk),
        *(partial(_try_templates, desk, audience) for audience in desk.audiences),
    ]
    if online and desk.mail is not None:
        trials.append(lambda: log_in(desk))
    problems: list[str] = []
    for trial in trials:
        try:
            trial()
        except BriefingError as error:
            problems += str(error).splitlines()
    return tuple(problems)


def _try_letters(desk: Desk) -> None:
    """The letters of the desk's own names; those of articles are told in a gap."""
    themes = (text for theme in desk.themes for text in (theme.title, *theme.terms))
    names = [desk.name, *themes]
    if found := unprintable(names):
        raise ConfigError(*(f"{desk.file}: {one}" for one in found))


def _try_sources(desk: Desk, online: bool) -> None:
    if problems := failing(sources_of(desk), desk, world_of(desk), online=online):
        raise ConfigError(*problems)


def _try_templates(desk: Desk, audience: AudienceSettings) -> None:
    if problems := linted(desk, audience):
        raise ConfigError(*problems)


def understood_json(understood: Understood, edition: Edition) -> Artifact:
    """`analysis.json` of an edition that is made, or would be."""
    return analysis_json(understood.analysis, edition, understood.gaps)


def edition_of(desk: Desk, day: date, audience: str, out: Path) -> Edition:
    """Which edition this is: its cut-off is the desk's time of day on `day`."""
    return Edition(
        desk=desk.name,
        date=day.isoformat(),
        cutoff=_cutoff(desk, day).isoformat(),
        audience=audience,
        number=edition_number(out, day),
        timezone=desk.timezone,
    )


def _cutoff(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, desk.cutoff, ZoneInfo(desk.timezone))


def _parted(found: Iterable[Noun | Gap]) -> tuple[Sequence[Noun], tuple[Gap, ...]]:
    kept, gaps = [], []
    for one in found:
        if isinstance(one, Gap):
            gaps.append(one)
        else:
            kept.append(one)
    return kept, tuple(gaps)
