"""The day, step by step. Read `make` as a table of contents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from briefing.analyze import Explanation, analyze, explain, since, since_for
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
from briefing.deliver import Outbox, deliver, forget, log_in
from briefing.engine import Engine, Processes
from briefing.errors import BriefingError, ConfigError, NothingToReport
from briefing.files import write_file
from briefing.gaps import told_once
from briefing.model import (
    Account,
    Analysis,
    Article,
    Artifact,
    Brief,
    Document,
    Edition,
    Gap,
    Issue,
    PastEdition,
    Receipt,
    Sentence,
)
from briefing.plugins import SUMMARIZERS, THEMES, load
from briefing.press import Unmade, indexed, linted, printed
from briefing.progress import Progress, silent
from briefing.read import get_ready, lost, plain, read, shows
from briefing.render.analysis import analysis_json
from briefing.render.glyphs import unprintable
from briefing.summarize import Merits, Ranking, Rankings, merits_of, printed_in, summarize
from briefing.tlp import above, is_above, label

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Understood:
    """What the day's articles say, what could not be read, and the documents if kept.

    `account` tells of each source what became of its articles, where an archive knows.
    `own` is the analysis as it is told to an audience that did not get all earlier editions.
    """

    analysis: Analysis
    gaps: tuple[Gap, ...]
    documents: tuple[Document, ...] = ()
    account: tuple[Account, ...] = ()
    own: Mapping[str, Analysis] = field(default_factory=dict)


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
    issue = issue_of(desk, day, out)
    prepare(out / issue.name)
    understood = understand(desk, day, inputs=inputs, engine=engine, progress=progress)
    progress("comparing with earlier editions")
    understood = compare(understood, desk, day, out)
    return written(
        understood,
        desk,
        issue,
        out,
        audiences=audiences,
        formats=formats,
        note=note,
        progress=progress,
    )


def written(
    understood: Understood,
    desk: Desk,
    issue: Issue,
    out: Path,
    *,
    audiences: Sequence[str] = (),
    formats: Sequence[str] = (),
    note: str = "",
    progress: Progress = silent,
) -> Made:
    """The edition of what was understood, printed and archived in its folder in `out`."""
    chosen = [desk.audience(name) for name in audiences] or list(desk.audiences)
    folder = out / issue.name
    sign = signer(desk, os.environ)
    merits = merits_of(understood.analysis, desk)
    briefs = [
        _brief(
            a, desk, understood, issue, folder, note, None if a.name in understood.own else merits
        )
        for a in chosen
    ]
    print_run = printed(desk, zip(briefs, chosen, strict=True), formats, Prints(out), progress)
    progress("writing the edition")
    whole = understood_json(understood, _edition(desk, issue, ""), desk)
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
    issue = issue_of(desk, day, out)
    return _brief(audience, desk, understood, issue, out / issue.name, note)


def _brief(
    audience: AudienceSettings,
    desk: Desk,
    understood: Understood,
    issue: Issue,
    folder: Path,
    note: str,
    merits: Merits | None = None,
) -> Brief:
    brief = summarize(
        understood.own.get(audience.name, understood.analysis),
        desk,
        audience,
        _edition(desk, issue, audience.name),
        gaps=understood.gaps,
        note=note or editor_note(folder, audience.name),
        merits=merits,
    )
    return replace(brief, account=understood.account)


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
    read_one = [one for found in reading(documents, engine, progress) for one in found]
    articles, unreadable = _parted(read_one)
    aside: tuple[Gap, ...] = ()
    if cutoff:
        articles, aside = admitted(articles, desk, cutoff)
    gaps = told_once((*unread, *unreadable, *aside, *boxes(articles)))
    if not articles:
        reasons = "".join(f"\n  {gap.where}: {gap.what}" for gap in gaps)
        raise NothingToReport(f"no article to report on:{reasons or _cure(desk, inputs)}")
    return analyzed(articles, gaps, desk, documents, progress)


def _cure(desk: Desk, inputs: Sequence[Path]) -> str:
    """What to do where there was no file at all."""
    sources = ", ".join(f'"{source.name}"' for source in desk.sources)
    if inputs or not sources:
        return " the input holds no file; name a folder of articles, or give the desk a [[source]]"
    return f" the desk's sources ({sources}) hold no file; put articles there, or name a folder"


def reading(
    documents: Sequence[Document], engine: Engine | None = None, progress: Progress = silent
) -> Iterator[tuple[Article | Gap, ...]]:
    """What each document holds, in order, each read under limits."""
    kinds = [document.media_type for document in documents]
    results = (engine or Processes()).map(read, documents, lost, partial(get_ready, kinds))
    for done, found in enumerate(results, 1):
        progress("reading", done, len(documents))
        yield found


def boxes(articles: Iterable[Article]) -> Iterator[Gap]:
    """A gap for each script that cannot be printed."""
    return (Gap(a.uri, str(one)) for a in articles for one in unprintable([a.text]))


def analyzed(
    articles: Sequence[Article],
    gaps: tuple[Gap, ...],
    desk: Desk,
    documents: Iterable[Document] = (),
    progress: Progress = silent,
) -> Understood:
    """What these articles say together; the documents are kept where the desk keeps them."""
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
    return compared(understood, *past_editions(out, day, desk.name))


def compared(
    understood: Understood,
    past: Sequence[PastEdition],
    gaps: Iterable[Gap],
    got: Mapping[str, Sequence[PastEdition]] | None = None,
) -> Understood:
    """The same with what changed since these editions, newest first.

    `got` are those of them that an audience got, where it did not get all.
    """
    analysis = since(understood.analysis, past)
    return replace(
        understood,
        analysis=analysis,
        gaps=(*understood.gaps, *gaps),
        own={name: since_for(analysis, some) for name, some in (got or {}).items()},
    )


def prove_originals(folder: Path) -> Proved:
    """Hold an edition's quotations against the documents kept in it. Raises `VerifyError`."""
    return prove(folder, shows, plain)


def send(
    desk: Desk,
    folder: Path,
    outbox: Outbox,
    audiences: Sequence[str] = (),
    *,
    again: Sequence[str] = (),
    kind: str = "",
) -> tuple[Receipt, ...]:
    """Mail an edition to the readers of its audiences, each once; once more to those of `again`.

    A `kind` of "correction" goes to all who got the edition as it was made before, one
    of "test" is marked so. An edition that does not verify is not sent. Raises `VerifyError`,
    `ConfigError`, `ArchiveError` and `DeliveryError`.
    """
    from briefing.verify import verify

    chosen = [desk.audience(name) for name in audiences] or list(desk.audiences)
    chosen = [a for a in chosen if ways(a)]
    if not chosen:
        raise ConfigError(
            f'{desk.file}: no audience has readers; give it some, like to = ["desk@example.org"]'
        )
    checked = verify(folder, key=public_half(desk, os.environ), desk=desk).contents
    found = [(audience, *stored(folder, checked, audience.name)) for audience in chosen]
    for reader in again:
        if not sum(forget(outbox, a, brief.edition, reader) for a, brief, _ in found):
            raise ConfigError(f'--again: "{reader}" is no reader of an audience that is sent')
    receipts: list[Receipt] = []
    for audience, brief, artifacts in found:
        if why := _withheld(desk, audience, brief.edition.tlp):
            receipts.append(Receipt(audience.name, "refused", why))
            continue
        for way in ("smtp",) if kind == "test" else ways(audience):
            receipts += deliver(brief, artifacts, desk, audience, outbox, by=way, kind=kind)
    return tuple(receipts)


def _withheld(desk: Desk, audience: AudienceSettings, marking: str) -> str:
    """Why an audience may not see what was made for it; "" where it may."""
    if is_above(marking, audience.tlp):
        return f"is marked {marking}, and the audience has {label(audience.tlp) or 'no level'}"
    return next(above(desk, audience), "")


def ways(audience: AudienceSettings) -> tuple[str, ...]:
    """The deliverers by which an audience is served."""
    by = {
        "smtp": audience.to,
        "channels": audience.channels_env,
        "folder": audience.folder,
        "s3": audience.storage,
    }
    return tuple(name for name, has in by.items() if has)


def check(desk: Desk, *, online: bool = True) -> tuple[str, ...]:
    """What would go wrong tonight, a line each: sources, parts, templates, mail server.

    Templates are rendered with a specimen that has every feature.
    """
    trials: list[Callable[[], object]] = [
        lambda: _try_sources(desk, online),
        lambda: load(SUMMARIZERS, desk.summarizer, f"{desk.file}: desk.summarizer"),
        lambda: load(THEMES, desk.finder, f"{desk.file}: desk.finder"),
        lambda: _try_letters(desk),
        lambda: _try_levels(desk),
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


def _try_levels(desk: Desk) -> None:
    if found := [line for audience in desk.audiences for line in above(desk, audience)]:
        raise ConfigError(*found)


def _try_sources(desk: Desk, online: bool) -> None:
    if problems := failing(sources_of(desk), desk, world_of(desk), online=online):
        raise ConfigError(*problems)


def _try_templates(desk: Desk, audience: AudienceSettings) -> None:
    if problems := linted(desk, audience):
        raise ConfigError(*problems)


def understood_json(understood: Understood, edition: Edition, desk: Desk) -> Artifact:
    """`analysis.json` of an edition that is made, or would be."""
    return analysis_json(understood.analysis, edition, understood.gaps, understood.own, desk)


def issue_of(desk: Desk, day: date, out: Path) -> Issue:
    """The edition of a day that a desk makes one of: its cut-off is the desk's time of day."""
    cutoff = _cutoff(desk, day).isoformat()
    return Issue(day.isoformat(), cutoff, edition_number(out, day))


def edition_of(desk: Desk, day: date, audience: str, out: Path) -> Edition:
    """Which edition this is for an audience."""
    return _edition(desk, issue_of(desk, day, out), audience)


def _edition(desk: Desk, issue: Issue, audience: str) -> Edition:
    return Edition(
        desk=desk.name,
        date=issue.date,
        cutoff=issue.cutoff,
        audience=audience,
        number=issue.number,
        timezone=desk.timezone,
        slot=issue.slot,
        tlp=label(desk.audience(audience).tlp) if audience else "",
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
