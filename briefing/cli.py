"""The verbs of the command line. Each is thin: the work is in `pipeline`.

Nothing heavy is imported before a verb is known, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself would cost a third of the start
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any

    from briefing.archive import Proved
    from briefing.config import Desk
    from briefing.pipeline import Made, Understood, Why
    from briefing.progress import Display
    from briefing.verify import Verified

STRICT = 1
INTERRUPTED = 130
_CYCLES = (50_000, 50, 100)
"""Thresholds of the search for cycles. A day is frozen values that hold older ones, which need
none: at the thresholds of Python the search costs a tenth of a morning, and frees nothing."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code tells how it went (see `briefing.errors`)."""
    gc.set_threshold(*_CYCLES)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A title in a script that the terminal lacks must not end the morning.
            stream.reconfigure(errors="replace")
    arguments = parser().parse_args(argv)
    from briefing.errors import BriefingError

    try:
        return int(arguments.run(arguments))
    except BriefingError as error:
        for line in str(error).splitlines():
            print(f"briefing: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("briefing: interrupted; the edition may be incomplete", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Point it away, or closing it fails again.
        sys.stdout = None
        return 0


# --- What can be said ----------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """All verbs with their options; `docs/cli.md` holds the same, and a test compares."""
    root = argparse.ArgumentParser(
        prog="briefing",
        description="Turn the day's articles into a sourced brief: every sentence a quotation.",
        epilog="Exit codes: 0 done, 1 done with gaps (--strict) or not verified, 2 configuration, "
        "3 nothing to report, 4 rendering, 5 delivery, 6 archive, 130 interrupted.",
        formatter_class=_help,
    )
    root.add_argument("--version", action=_Version, help="print the version and stop")
    verbs = root.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_make(verbs)
    _add_read(verbs)
    _add_collect(verbs)
    _add_run(verbs)
    _add_schedule(verbs)
    _add_send(verbs)
    _add_approve(verbs)
    _add_archive(verbs)
    _add_search(verbs)
    _add_verify(verbs)
    _add_preview(verbs)
    _add_check(verbs)
    _add_init(verbs)
    return root


def _help(prog: str) -> argparse.HelpFormatter:
    # Left to itself argparse imports shutil for the width, and with it every compressor.
    try:
        width = os.get_terminal_size().columns
    except OSError:
        width = 80
    return argparse.HelpFormatter(prog, width=min(width, 100) - 2)


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, *_: object) -> None:
        from briefing import __version__

        print(f"briefing {__version__}")
        raise SystemExit(0)


if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def _verb(verbs: Verbs, name: str, meaning: str) -> argparse.ArgumentParser:
    return verbs.add_parser(name, help=meaning, description=meaning, formatter_class=_help)


def _add_make(verbs: Verbs) -> None:
    verb = _verb(verbs, "make", "make the edition: the main job")
    _inputs(verb, "files and folders of articles; without any, the desk's sources")
    _desk(verb)
    verb.add_argument("--date", metavar="YYYY-MM-DD", help="the edition's date (default: today)")
    _slot(verb)
    verb.add_argument("--audience", action="append", metavar="NAME", help="only this; repeatable")
    verb.add_argument(
        "--format", action="append", metavar="LIST", help="like pdf,html,eml,md,txt,json,epub,docx"
    )
    verb.add_argument("--out", metavar="DIR", default="output", help="default: output")
    verb.add_argument("--note", metavar="FILE", help="the editor's own words, in Markdown")
    verb.add_argument(
        "--engine",
        metavar="WHERE",
        default="processes",
        help="processes[:N], inline, dask://HOST:PORT",
    )
    verb.add_argument("--strict", action="store_true", help="exit 1 when anything is missing")
    _talk(verb)
    verb.set_defaults(run=_make)


def _add_read(verbs: Verbs) -> None:
    verb = _verb(verbs, "read", "print the analysis of articles as JSON")
    _inputs(verb, "files and folders of articles")
    _desk(verb)
    verb.add_argument("--explain", metavar="SENTENCE", help="why it has its themes, claim and rank")
    verb.add_argument("--engine", metavar="WHERE", default="processes", help="as for make")
    _talk(verb)
    verb.set_defaults(run=_read)


def _add_collect(verbs: Verbs) -> None:
    verb = _verb(verbs, "collect", "fetch what the desk's sources have into the archive")
    _desk(verb)
    _unattended(verb)
    _talk(verb)
    verb.set_defaults(run=_collect)


def _add_run(verbs: Verbs) -> None:
    verb = _verb(verbs, "run", "collect, make the edition that is due, send: for the scheduler")
    _desk(verb)
    verb.add_argument("--date", metavar="YYYY-MM-DD", help="make the edition of this day")
    _slot(verb)
    verb.add_argument("--out", metavar="DIR", default="output", help="default: output")
    verb.add_argument("--watch", action="store_true", help="go on until stopped: for containers")
    _unattended(verb)
    _talk(verb)
    verb.set_defaults(run=_run)


def _add_schedule(verbs: Verbs) -> None:
    verb = _verb(verbs, "schedule", "write the timer that calls run, in the desk's time zone")
    _desk(verb)
    verb.add_argument(
        "--as", dest="form", choices=("systemd", "crontab"), default="systemd",
        help="default: systemd",
    )  # fmt: skip
    verb.add_argument("--out", metavar="DIR", default="output", help="where editions are kept")
    verb.add_argument("--to", metavar="DIR", help="write the units there instead of showing them")
    _talk(verb)
    verb.set_defaults(run=_schedule)


def _add_send(verbs: Verbs) -> None:
    verb = _verb(verbs, "send", "mail an edition; never twice to the same reader")
    verb.add_argument(
        "edition", metavar="EDITION", nargs="?", help="a folder; without it, the latest edition"
    )
    _desk(verb)
    verb.add_argument("--audience", action="append", metavar="NAME", help="only this; repeatable")
    verb.add_argument("--out", metavar="DIR", default="output", help="where editions are kept")
    verb.add_argument(
        "--again", action="append", metavar="ADDRESS", help="once more to this reader; repeatable"
    )
    verb.add_argument("--correction", action="store_true", help="to all, marked as a correction")
    verb.add_argument("--test", metavar="ADDRESS", help="to this address alone, marked as a test")
    _talk(verb)
    verb.set_defaults(run=_send)


def _add_approve(verbs: Verbs) -> None:
    verb = _verb(verbs, "approve", "let an edition go that waits for a person")
    verb.add_argument("edition", metavar="EDITION", help="its folder or name, like 2023-02-14")
    _desk(verb)
    verb.add_argument("--audience", action="append", metavar="NAME", help="only this; repeatable")
    verb.add_argument("--out", metavar="DIR", default="output", help="where editions are kept")
    _talk(verb)
    verb.set_defaults(run=_approve)


def _add_archive(verbs: Verbs) -> None:
    verb = _verb(verbs, "archive", "look after the archive")
    verb.add_argument(
        "work", metavar="WORK", choices=("check", "backup", "restore", "export", "prune"),
        help="check, backup, restore, export, prune",
    )  # fmt: skip
    verb.add_argument("file", metavar="FILE", nargs="?", help="of backup, restore and export")
    _desk(verb)
    verb.add_argument("--days", metavar="N", type=int, help="prune: keep so many days")
    _talk(verb)
    verb.set_defaults(run=_archive)


def _add_search(verbs: Verbs) -> None:
    verb = _verb(verbs, "search", "find words in the articles of the archive")
    verb.add_argument("query", metavar="QUERY", help='words, "a phrase", begin*')
    _desk(verb)
    verb.add_argument("--theme", metavar="KEY", help="only articles with terms of this theme")
    verb.add_argument("--outlet", metavar="NAME", help="only of this outlet or source")
    verb.add_argument("--since", metavar="YYYY-MM-DD", help="published on this day or later")
    verb.add_argument("--until", metavar="YYYY-MM-DD", help="published on this day or before")
    verb.add_argument("--most", metavar="N", type=int, default=20, help="default: 20")
    verb.add_argument("--json", action="store_true", help="as JSON Lines")
    _talk(verb)
    verb.set_defaults(run=_search)


def _slot(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--slot", metavar="HH:MM", help="which of the day's editions")


def _unattended(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--engine", metavar="WHERE", default="processes", help="as for make")
    verb.add_argument(
        "--log", metavar="FORM", choices=("text", "json"), default="text", help="text or json"
    )
    verb.add_argument("--strict", action="store_true", help="exit 1 when anything is missing")


def _add_verify(verbs: Verbs) -> None:
    verb = _verb(verbs, "verify", "check every quotation of editions, and every file of them")
    verb.add_argument(
        "editions",
        metavar="EDITION",
        nargs="+",
        help="a folder, like output/2023-02-14, or one that holds many, like output",
    )
    verb.add_argument("--key", metavar="KEY", default="", help="who must have signed: minisign")
    verb.add_argument(
        "--remake",
        action="store_true",
        help="print each PDF again from its JSON with the desk file, and compare",
    )
    _desk(verb)
    _talk(verb)
    verb.set_defaults(run=_verify)


def _add_preview(verbs: Verbs) -> None:
    verb = _verb(verbs, "preview", "show brief and mail in the browser, reloading on save")
    _inputs(verb, "files and folders of articles; without any, a specimen")
    _desk(verb)
    verb.add_argument("--date", metavar="YYYY-MM-DD", help="as for make")
    verb.add_argument("--audience", action="append", metavar="NAME", help="only this; repeatable")
    verb.add_argument("--out", metavar="DIR", default="output", help="where the note lies")
    verb.add_argument(
        "--port", metavar="N", type=int, default=8000, help="default: 8000; 0 takes a free one"
    )
    _talk(verb)
    verb.set_defaults(run=_preview)


def _add_check(verbs: Verbs) -> None:
    verb = _verb(verbs, "check", "check desk file, sources, templates and mail server")
    _desk(verb)
    verb.add_argument("--offline", action="store_true", help="ask nothing of the network")
    _talk(verb)
    verb.set_defaults(run=_check)


def _add_init(verbs: Verbs) -> None:
    verb = _verb(verbs, "init", "start a desk of your own")
    verb.add_argument("folder", metavar="FOLDER", nargs="?", default=".", help="default: here")
    verb.add_argument(
        "--template", metavar="NAME", help="also copy the templates of this audience, to change"
    )
    verb.add_argument("--as", dest="name", metavar="NAME", help="for an audience of this name")
    verb.add_argument("--opml", metavar="FILE", help="add the feeds of a feed reader's export")
    verb.add_argument(
        "--feed", action="append", metavar="URL", help="add this feed, or that of this page"
    )
    _talk(verb)
    verb.set_defaults(run=_init)


def _inputs(verb: argparse.ArgumentParser, meaning: str) -> None:
    verb.add_argument("inputs", metavar="INPUT", nargs="*", help=meaning)


def _desk(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--desk", metavar="FILE", help="the desk file (default: desk.toml)")


def _talk(verb: argparse.ArgumentParser) -> None:
    group = verb.add_mutually_exclusive_group()
    group.add_argument("--quiet", action="store_true", help="say only what went wrong")
    group.add_argument("--verbose", action="store_true", help="say each step and its time")


# --- What is done --------------------------------------------------------------------------


def _make(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from briefing.engine import engine
    from briefing.pipeline import make

    desk = _read_desk(arguments)
    with engine(arguments.engine) as where, _progress(arguments) as progress:
        wanted: dict[str, Any] = {
            "audiences": arguments.audience or (),
            "formats": _formats(arguments.format),
            "note": _text(arguments.note),
            "engine": where,
            "progress": progress,
        }
        if not arguments.inputs and _collects(desk):
            made = _made_from_archive(desk, arguments, wanted)
        else:
            inputs = _paths(arguments.inputs)
            day = _date(arguments.date, desk)
            made = make(desk, day, Path(arguments.out), inputs=inputs, **wanted)
    if not arguments.quiet:
        print(_report(made))
    if made.unmade:
        from briefing.errors import RenderError

        lines = [line for unmade in made.unmade for line in str(unmade).splitlines()]
        print(*(f"briefing: {line}" for line in dict.fromkeys(lines)), sep="\n", file=sys.stderr)
        return RenderError.exit_code
    return STRICT if arguments.strict and made.understood.gaps else 0


def _read(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from briefing.engine import engine
    from briefing.pipeline import edition_of, understand, understood_json

    desk = _read_desk(arguments)
    with engine(arguments.engine) as where, _progress(arguments) as progress:
        understood = understand(
            desk, inputs=_paths(arguments.inputs), engine=where, progress=progress
        )
    if arguments.explain is not None:
        return _explain(understood, desk, arguments.explain)
    edition = edition_of(desk, _date(None, desk), "", Path("output"))
    sys.stdout.write(understood_json(understood, edition, desk).content.decode())
    return 0


def _explain(understood: Understood, desk: Desk, text: str) -> int:
    from briefing.errors import NothingToReport
    from briefing.pipeline import why

    found = why(understood, desk, _date(None, desk), text)
    if not found:
        raise NothingToReport(f'--explain: no sentence read contains "{text}"; quote less of it')
    uris = {article.id: article.uri for article in understood.analysis.articles}
    print("\n\n".join("\n".join(_explanation(one, uris)) for one in found))
    return 0


def _collects(desk: Desk) -> bool:
    """Whether the desk's editions come from its archive."""
    from briefing.archive import has_archive

    if not has_archive(desk):
        return False
    from briefing.verbs import uses_archive

    return uses_archive(desk)


def _made_from_archive(
    desk: Desk, arguments: argparse.Namespace, wanted: Mapping[str, Any]
) -> Made:
    from briefing.morning.making import Order
    from briefing.verbs import make

    day = _date(arguments.date, desk) if arguments.date else None
    return make(desk, arguments, day, Order(**wanted))


def _collect(arguments: argparse.Namespace) -> int:
    from briefing.verbs import collect

    return collect(_read_desk(arguments), arguments)


def _run(arguments: argparse.Namespace) -> int:
    from briefing.verbs import run_once

    desk = _read_desk(arguments)
    return run_once(desk, arguments, _date(arguments.date, desk) if arguments.date else None)


def _schedule(arguments: argparse.Namespace) -> int:
    from briefing.verbs import schedule

    return schedule(_read_desk(arguments), arguments)


def _send(arguments: argparse.Namespace) -> int:
    from briefing.verbs import send

    return send(_read_desk(arguments), arguments)


def _approve(arguments: argparse.Namespace) -> int:
    from briefing.verbs import approve

    return approve(_read_desk(arguments), arguments)


def _archive(arguments: argparse.Namespace) -> int:
    from briefing.verbs import archive

    return archive(_read_desk(arguments), arguments)


def _search(arguments: argparse.Namespace) -> int:
    from briefing.verbs import search

    return search(_read_desk(arguments), arguments)


def _verify(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from briefing.config import read_desk
    from briefing.errors import ConfigError, VerifyError
    from briefing.pipeline import prove_originals
    from briefing.verify import editions, verify

    path = Path(arguments.desk or "desk.toml")
    desk = read_desk(path) if arguments.desk or path.is_file() else None
    if arguments.remake and desk is None:
        raise ConfigError("--remake: prints are made with a desk file; name it with --desk FILE")
    faults: list[str] = []
    for folder in editions(_paths(arguments.editions)):
        try:
            verified = verify(folder, key=arguments.key, desk=desk, remake=arguments.remake)
            proved = prove_originals(folder)
        except VerifyError as error:
            faults += [f"{folder}/{fault}" for fault in error.faults]
            continue
        if not arguments.quiet:
            print(_verified(str(folder), verified, proved))
    if faults:
        raise VerifyError(*faults)
    return 0


def _verified(folder: str, verified: Verified, proved: Proved) -> str:
    told = (
        f"{folder}: {verified.citations} citations in {verified.briefs} files say what their "
        f"sources say; {verified.forms} files print what they hold; "
        f"{verified.files} files are unchanged"
    )
    lines = [told]
    if verified.remade:
        lines.append(f"{folder}: {verified.remade} prints made again are the same to the byte")
    if verified.signed:
        lines.append(f"{folder}: signed with this key ({verified.signed})")
    if verified.beyond:
        lines.append(
            f"{verified.beyond} quotations of earlier editions were not checked: "
            f"their sources do not lie beside {folder}"
        )
    if proved.quotations:
        lines.append(
            f"{proved.quotations} quotations stand so in the documents that were kept"
            + (f"; {proved.beyond} could not be held against one" if proved.beyond else "")
        )
    return "\n".join(lines)


def _preview(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from briefing.web import Preview, preview

    desk = _read_desk(arguments)
    with _progress(arguments) as progress:
        shown = Preview(
            desk,
            _date(arguments.date, desk),
            Path(arguments.out),
            inputs=_paths(arguments.inputs),
            audiences=arguments.audience or (),
            progress=progress,
        )
    preview(shown, arguments.port, lambda address: _say(arguments, f"{address} until Ctrl-C"))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from briefing.errors import ConfigError
    from briefing.pipeline import check

    desk = _read_desk(arguments)
    problems = check(desk, online=not arguments.offline)
    if _collects(desk):
        from briefing.verbs import silent

        print(*silent(desk), sep="\n", end="\n" * bool(silent(desk)))
    if problems:
        raise ConfigError(*problems)
    if not arguments.quiet:
        print(
            f"{desk.file}: {_counted(desk.sources, 'source')}, {_counted(desk.themes, 'theme')}, "
            f"{_counted(desk.audiences, 'audience')}: all well"
        )
    return 0


def _counted(some: Sequence[object], what: str) -> str:
    return f"{len(some)} {what}{'' if len(some) == 1 else 's'}"


def _init(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from briefing.starter import init

    folder = Path(arguments.folder)
    before = {folder / "desk.toml"} if (folder / "desk.toml").exists() else set()
    made = init(
        folder,
        arguments.template,
        arguments.name,
        opml=Path(arguments.opml) if arguments.opml else None,
        feeds=arguments.feed or (),
    )
    for path in made:
        if not arguments.quiet:
            print(f"{'added to' if path in before else 'made'} {path}")
    return 0


# --- From words to values ------------------------------------------------------------------


def _read_desk(arguments: argparse.Namespace) -> Desk:
    from pathlib import Path

    from briefing.config import default_desk, read_desk

    path = Path(arguments.desk or "desk.toml")
    if arguments.desk is None and not path.exists() and getattr(arguments, "inputs", None):
        if not arguments.quiet:
            print("briefing: no desk.toml here: a desk without themes", file=sys.stderr)
        return default_desk(Path())
    return read_desk(path)


def _date(text: str | None, desk: Desk) -> date:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from briefing.errors import ConfigError

    if text is None:
        return datetime.now(ZoneInfo(desk.timezone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f'--date: expected a date like 2023-02-14, got "{text}"') from None


def _formats(lists: Sequence[str] | None) -> tuple[str, ...]:
    """The formats of one list, or of several: the last must not take the place of the others."""
    from briefing.config import known_formats
    from briefing.errors import ConfigError

    known = known_formats()
    names = tuple(dict.fromkeys(n.strip() for n in ",".join(lists or ()).split(",") if n.strip()))
    if unknown := [name for name in names if name not in known]:
        raise ConfigError(f'--format: expected some of {",".join(known)}, got "{unknown[0]}"')
    return names


def _text(path: str | None) -> str:
    from pathlib import Path

    from briefing.errors import ConfigError

    if path is None:
        return ""
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--note: {path}: cannot be read ({error}); expected UTF-8") from None


def _paths(names: Sequence[str]) -> list[Path]:
    from pathlib import Path

    return [Path(name) for name in names]


def _explanation(answer: Why, uris: Mapping[str, str]) -> Iterator[str]:
    """What a person asks of a sentence, answer by answer."""
    one = answer.explanation
    yield f"{one.unit.text}"
    yield f"  where    {uris[one.unit.article]} [{one.unit.start}:{one.unit.end}], {one.kind}"
    for title, score in one.themes:
        yield f"  theme    {title} ({score:.2f})"
    yield from (f"  because  {reason}" for reason in one.reasons)
    if one.claim is not None:
        yield f"  claim    {one.claim.standing.value}, {_counted(one.claim.origins, 'origin')}"
        yield from (f"  voice    {voice}" for voice in one.claim.heard)
        for member in one.claim.members:
            mark = "contradicts" if member in one.claim.suspects else "reported by"
            yield f"  {mark} {uris[member.article.id]}: {member.quote}"
        yield from (f"  copies   {o.why}" for o in one.origins if o.why)
    for pair in one.pairs:
        told = "one claim with" if pair.together else "not one with"
        yield f"  {told} {uris[pair.other.article.id]}: {pair.other.quote}"
        yield from (f"  because  {reason}" for reason in (pair.reason, pair.counted) if reason)
    for row in answer.rankings:
        place = f"{row.place} of {row.among}" if row.place else f"not among the {row.among}"
        yield f"  rank     {place} passages of {row.theme}"
        yield from (f"  because  {reason}" for reason in row.reasons)
    if one.claim is not None:
        yield from (f"  raised   {line}" for line in answer.raised)
        places = answer.printed or ("for no audience",)
        yield from (f"  printed  {place}" for place in places)
    for figure in one.figures:
        voice = figure.attribution or "no voice"
        yield f"  figure   {figure.value:,.10g} {figure.unit}: {figure.what} ({voice})"


# --- What is said --------------------------------------------------------------------------


def _progress(arguments: argparse.Namespace) -> Display:
    from briefing.progress import Display

    return Display(sys.stderr, quiet=arguments.quiet, verbose=arguments.verbose)


def _say(arguments: argparse.Namespace, line: str) -> None:
    """At once: what runs on after it would hold it back in a pipe."""
    if not arguments.quiet:
        print(line, flush=True)


def _report(made: Made) -> str:
    analysis, gaps = made.understood.analysis, made.understood.gaps
    shared = sum(len(claim.origins) > 1 for claim in analysis.claims)
    # Of what was read something may be missing, or cannot be printed: it is not left out.
    read = {name for one in analysis.articles for name in (one.uri, one.uri.partition("#")[0])}
    lines = [
        f"read {len(analysis.articles)} articles of {len(analysis.origins)} origins",
        (
            f"found {len(analysis.claims)} claims, {shared} of them by several origins, "
            f"and {len(analysis.figures)} figures"
        ),
        *(
            f"{'incomplete' if gap.where in read else 'left out'} {gap.where}: {gap.what}"
            for gap in gaps
        ),
        *(f"wrote {made.folder / name}" for name in made.files if "/" not in name),
    ]
    return "\n".join(lines)
