"""`desk.toml` as frozen settings. All problems are reported at once.

The settings, their types and defaults are the dataclasses below; a field's
metadata holds what its TOML key is called (where it differs) and how a bad value
is explained. `docs/desk.md` lists them, and a test keeps it complete.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from briefing.errors import ConfigError

FORMATS = ("pdf", "html", "eml", "md", "txt", "json", "epub", "docx")
SHIPPED_FORMATS = ("pdf", "html", "eml", "md", "txt", "json")
SECURITY = ("starttls", "tls", "none")
PAPER = ("A4", "Letter", "A5")
_SCREEN = re.compile(r"(\d{3,4})x(\d{3,4})@(\d{2,3})")
"""A page of an e-reader: pixels across and down, and how many of them are an inch."""
_SMALLEST_PAGE = 2.8
"""Inches. On less no line holds its words."""
TLP = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
"""The levels of the Traffic Light Protocol 2.0, the widest first."""
SOURCE_TYPES = ("agency", "newspaper", "official", "opinion", "social")
JSON_FIELDS = (
    "text",
    "summary",
    "title",
    "published",
    "url",
    "outlet",
    "byline",
    "language",
    "owner",
    "agency",
    "articles",
)
"""What a source may say of its JSON: where each field lies, and where the list of articles."""
RELIABILITY = ("A", "B", "C", "D", "E", "F")
PARTS = (
    "bottom_line", "front", "takeaways", "changes", "figures", "note", "contents", "themes", "also",
    "timeline", "matrix", "gaps", "sources", "key",
)  # fmt: skip
"""What a page and a print are made of; `front` holds takeaways, changes and the key figures."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAYOUT_LANGUAGES = ("en", "uk", "ro", "de", "fr", "es")

Check = Callable[[Any], Any]
Fault = tuple[str, Any, str]
"""Where inside a value, what stands there, and what would be right."""


def known_formats() -> tuple[str, ...]:
    """Our output formats and those that installed plugins add."""
    from briefing.plugins import RENDERERS, installed

    return tuple(dict.fromkeys((*FORMATS, *installed(RENDERERS))))


class _MisfitError(ValueError):
    """A value that does not fit; its text says what would. A list tells it of each of its items."""

    def __init__(self, cure: str, items: Sequence[Fault] = ()) -> None:
        super().__init__(cure)
        self.items = items

    def faults(self, value: Any) -> Sequence[Fault]:
        return self.items or [("", value, str(self))]


# --- Checks: each returns the value to keep, or raises _MisfitError with what was expected ----


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _MisfitError("expected a text that is not empty")
    # Titles and names end in mail headers and in lists of a line each.
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", value.strip()):
        raise _MisfitError("expected one line without control characters")
    return value.strip()


def _count(value: Any, *, low: int = 0, high: int = 1000) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _MisfitError("expected a whole number")
    if not low <= value <= high:
        raise _MisfitError(f"expected a whole number from {low} to {high}")
    return value


def _number(value: Any, *, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _MisfitError(f"expected a number from {low:g} to {high:g}")
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _MisfitError("expected true or false")
    return value


def _one_of(choices: Sequence[str], value: Any) -> str:
    if value not in choices:
        raise _MisfitError(f"expected one of {', '.join(map(_shown, choices))}")
    return str(value)


def _format(value: Any) -> str:
    # Looking for plugins means reading every package's metadata: not for our own formats.
    return _one_of(FORMATS if value in FORMATS else known_formats(), value)


def _list(check: Check, value: Any) -> tuple[Any, ...]:
    """Each item checked and kept once."""
    if not isinstance(value, list):
        raise _MisfitError("expected a list, like [...]")
    kept: dict[Any, None] = {}
    wrong: list[Fault] = []
    for n, item in enumerate(value):
        try:
            kept[check(item)] = None
        except _MisfitError as error:
            wrong += [(f"[{n}]{place}", what, cure) for place, what, cure in error.faults(item)]
    if wrong:
        raise _MisfitError("expected a list of other values", wrong)
    return tuple(kept)


def _filled(check: Check, value: Any) -> tuple[Any, ...]:
    if value == []:
        raise _MisfitError("expected a list of at least one")
    return _list(check, value)


def _timezone(value: Any) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (KeyError, ValueError, OSError):
        raise _MisfitError('expected a time zone of the tz database, like "Europe/Kyiv"') from None


def _window(value: Any) -> timedelta:
    match = re.fullmatch(r"(\d{1,4})\s*([hd])", value) if isinstance(value, str) else None
    if not match or not (number := int(match[1])):
        raise _MisfitError('expected hours or days, like "36h" or "2d"')
    return timedelta(hours=number) if match[2] == "h" else timedelta(days=number)


def _span(value: Any) -> timedelta:
    match = re.fullmatch(r"(\d{1,4})\s*([mhd])", value) if isinstance(value, str) else None
    if not match or not int(match[1]):
        raise _MisfitError('expected minutes, hours or days, like "30m", "6h" or "1d"')
    unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2]]
    return timedelta(**{unit: int(match[1])})


def _date(value: Any) -> date:
    try:
        return value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _MisfitError('expected a date, like "2026-12-25"') from None


def _archive(value: Any) -> str:
    told = _text(value)
    if "://" in told and not re.match(r"postgres(ql)?(\+psycopg)?://", told):
        raise _MisfitError('expected a path, or an address like "postgresql://user@host/name"')
    return told


def _time(value: Any) -> time:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if not match:
        raise _MisfitError('expected a time of day, like "06:00"')
    return time(int(match[1]), int(match[2]))


def _embargo(value: Any) -> datetime | time:
    """A moment, or a time of every day; TOML has types of its own for both."""
    try:
        if isinstance(value, str):
            value = _time(value) if re.match(r"\d\d?:", value) else datetime.fromisoformat(value)
    except ValueError:
        value = None
    if isinstance(value, datetime | time):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    raise _MisfitError('expected a time of day or a moment, like "06:00" or "2026-03-01T06:00"')


def _language(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2}", value):
        raise _MisfitError('expected two small letters of ISO 639-1, like "uk"')
    return value


def _names(value: Any) -> tuple[tuple[str, str], ...]:
    """A table of our names of fields to theirs."""
    if not isinstance(value, Mapping):
        raise _MisfitError('expected a table, like {text = "body", published = "date"}')
    wrong = [
        (f".{key}", name, f"expected a name of theirs under one of {', '.join(JSON_FIELDS)}")
        for key, name in value.items()
        if key not in JSON_FIELDS or not isinstance(name, str) or not name.strip()
    ]
    if wrong:
        raise _MisfitError("expected a table of other names", wrong)
    return tuple(sorted(value.items()))


def _allowed(value: Any) -> str:
    """A host by name or number, perhaps with a port."""
    part = r"\[[0-9a-fA-F:.]+\]|[0-9a-fA-F]*:[0-9a-fA-F:.]+|[^\s:/@\[\]]+"
    match = re.fullmatch(rf"({part})(:\d{{1,5}})?", value) if isinstance(value, str) else None
    if not match:
        raise _MisfitError('expected a host, like "cms.local", "10.0.0.5" or "[::1]:8080"')
    host = match[1].casefold().removesuffix(".")
    return (host if match[2] else host.strip("[]")) + (match[2] or "")


def _key(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
        raise _MisfitError('expected small letters, digits, "-" and "_", like "arms-supply"')
    return value


def _folder_name(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\w[\w.-]*", value):
        raise _MisfitError('expected a plain name without "/", like "analyst"')
    return value


def _audience_name(value: Any) -> str:
    name = _folder_name(value)
    # AUDIENCE.json lies beside analysis.json, AUDIENCE.md beside the editor's note.md.
    if name.casefold() == "analysis" or name.casefold().startswith("note"):
        raise _MisfitError(
            'expected another name: "analysis" and "note..." are files of the edition'
        )
    return name


def _address(value: Any) -> str:
    bare = r"[^@\s<>,;]+@[^@\s<>,;]+"
    if not isinstance(value, str) or not re.fullmatch(rf"{bare}|[^<>]*<{bare}>", _text(value)):
        raise _MisfitError('expected a mail address, like "desk@example.org"')
    return value.strip()


def is_address(text: str) -> bool:
    """Whether a text is a mail address, with a name or without."""
    try:
        return bool(_address(text))
    except _MisfitError:
        return False


def _host(value: Any) -> str:
    labels = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
    if not isinstance(value, str) or not re.fullmatch(rf"{labels}(?:\.{labels})*", value):
        raise _MisfitError('expected a name of the DNS, like "mail.example.org"')
    return value


def _url(schemes: str, value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(rf"(?:{schemes})[^\s<>\"]+", value):
        starts = " or ".join(f'"{s}"' for s in schemes.replace("?", "").split("|"))
        raise _MisfitError(f"expected an address that starts with {starts}")
    return value


def _contact(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(
        r"(?:https?://|mailto:)?[!-~]+", value.strip()
    ):
        raise _MisfitError('expected an address, like "desk@example.org" or "https://example.org"')
    return value.strip()


def _paper(value: Any) -> str:
    if value in PAPER:
        return str(value)
    match = _SCREEN.fullmatch(value) if isinstance(value, str) else None
    across, down, dpi = map(int, match.groups()) if match else (0, 0, 1)
    if (
        not match
        or not dpi
        or not _SMALLEST_PAGE <= min(across, down) / dpi <= max(across, down) / dpi <= 20
    ):
        names = ", ".join(f'"{name}"' for name in PAPER)
        raise _MisfitError(f'expected {names}, or pixels and dpi of a screen, like "1404x1872@226"')
    return str(value)


def _bucket(value: Any) -> str:
    """A place in an S3-compatible store; names of buckets as all stores allow them."""
    bucket = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
    if not isinstance(value, str) or not re.fullmatch(rf"s3://{bucket}(?:/[\w.!*'()-]+)*/?", value):
        raise _MisfitError('expected a bucket, and where in it, like "s3://bucket/briefs"')
    if ".." in value:
        raise _MisfitError('expected a place without ".."')
    return value


def _alias(value: Any) -> tuple[str, ...]:
    spellings: tuple[str, ...] = _list(_text, value)
    if len(spellings) < 2:
        raise _MisfitError("expected two or more spellings of one name")
    return spellings


# --- The settings ------------------------------------------------------------------------


def _setting(check: Check, default: Any = MISSING, key: str | None = None) -> Any:
    return field(default=default, metadata={"check": check, "key": key})


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One `[[source]]`. Keys that do not stand here belong to the kind."""

    kind: str = _setting(_text)
    name: str = _setting(_text)
    owner: str = _setting(_text, "")
    language: str = _setting(_language, "")
    type: str = _setting(partial(_one_of, SOURCE_TYPES), "")
    reliability: str = _setting(partial(_one_of, RELIABILITY), "")
    tlp: str = _setting(partial(_one_of, TLP), "")
    licence: str = _setting(_text, "")
    quote_words: int | None = _setting(partial(_count, low=1, high=100_000), None)
    most: int | None = _setting(partial(_count, low=1, high=100_000), None)
    weight: float = _setting(partial(_number, low=0.1, high=10), 1.0)
    mute: tuple[str, ...] = _setting(partial(_list, _text), ())
    not_before: datetime | time | None = _setting(_embargo, None)  # noqa: RUF009
    fields: tuple[tuple[str, str], ...] | None = _setting(_names, None)
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """One `[[theme]]`. `needs = "figure"` keeps only sentences that count something."""

    key: str = _setting(_key)
    title: str = _setting(_text)
    terms: tuple[str, ...] = _setting(partial(_filled, _text))
    exclude: tuple[str, ...] = _setting(partial(_list, _text), ())
    needs: str = _setting(partial(_one_of, ("figure",)), "")


@dataclass(frozen=True, slots=True)
class AudienceSettings:
    """One `[[audience]]`: a look, a length, and readers."""

    name: str = _setting(_audience_name)
    template: str = _setting(_folder_name, "")
    title: str = _setting(_text, "")
    language: str = _setting(partial(_one_of, LAYOUT_LANGUAGES), "en")
    paper: str = _setting(_paper, "A4")
    points: int = _setting(partial(_count, low=1, high=200), 5)
    takeaways: int = _setting(partial(_count, high=20), 4)
    figures: int = _setting(partial(_count, high=200), 12)
    also: int = _setting(partial(_count, high=50), 3)
    changes: int = _setting(partial(_count, high=50), 6)
    themes: tuple[str, ...] = _setting(partial(_list, _key), ())
    parts: tuple[str, ...] = _setting(partial(_list, partial(_one_of, PARTS)), ())
    formats: tuple[str, ...] = _setting(partial(_filled, _format), SHIPPED_FORMATS)
    attach: tuple[str, ...] = _setting(partial(_list, _format), ())
    to: tuple[str, ...] = _setting(partial(_list, _address), ())
    to_file: str = _setting(_text, "")
    deadline: timedelta = _setting(_span, timedelta(hours=6))  # noqa: RUF009
    approve: bool = _setting(_flag, False)
    approve_within: timedelta = _setting(_span, timedelta(hours=2))  # noqa: RUF009
    unapproved: str = _setting(partial(_one_of, ("hold", "send")), "hold")
    folder: str = _setting(_text, "")
    storage: str = _setting(_bucket, "")
    tlp: str = _setting(partial(_one_of, TLP), "")
    channels_env: tuple[str, ...] = _setting(partial(_list, _text), ())

    @property
    def page(self) -> tuple[str, float]:
        """The size of a page as CSS has it, and its shorter side in inches."""
        if match := _SCREEN.fullmatch(self.paper):
            across, down, dpi = map(int, match.groups())
            return f"{across / dpi:.4g}in {down / dpi:.4g}in", min(across, down) / dpi
        return self.paper, {"A4": 8.27, "Letter": 8.5, "A5": 5.83}[self.paper]

    def shows(self, part: str) -> bool:
        """Whether the brief has a part; the front holds takeaways, changes and figures."""
        fronted = part in ("takeaways", "changes", "figures") and "front" in self.parts
        return not self.parts or part in self.parts or fronted

    def within_parts(self) -> AudienceSettings:
        """The same, with nothing asked for that none of its parts would print."""
        least = 1 if self.shows("bottom_line") else 0
        return replace(
            self,
            takeaways=self.takeaways if self.shows("takeaways") else min(self.takeaways, least),
            figures=self.figures if self.shows("figures") else 0,
            changes=self.changes if self.shows("changes") else 0,
            also=self.also if self.shows("also") else 0,
        )


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`[mail]`: the SMTP server that takes the briefs."""

    host: str = _setting(_text)
    sender: str = _setting(_address, key="from")
    port: int = _setting(partial(_count, low=1, high=65535), 587)
    security: str = _setting(partial(_one_of, SECURITY), "starttls")
    user: str = _setting(_text, "")
    password_env: str = _setting(_text, "")
    timeout: int = _setting(partial(_count, low=1, high=600), 30)
    in_doubt: str = _setting(partial(_one_of, ("hold", "resend")), "hold")
    correction_mark: str = _setting(_text, "Correction")
    test_mark: str = _setting(_text, "Test")
    list_id: str = _setting(_text, "")
    unsubscribe: str = _setting(partial(_url, "https?://|mailto:"), "")
    web: str = _setting(partial(_url, "https?://"), "")
    dkim_selector: str = _setting(_host, "")
    dkim_domain: str = _setting(_host, "")
    dkim_key: str = _setting(_text, "")
    dkim_key_env: str = _setting(_text, "")


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk: what it reads, what it asks of the day, and for whom."""

    name: str = _setting(_text, "Morning brief")
    timezone: str = _setting(_timezone, "UTC")
    window: timedelta | None = _setting(_window, None)  # noqa: RUF009  # a field, like all others
    cutoff: time = _setting(_time, time(23, 59))  # noqa: RUF009
    summarizer: str = _setting(_text, "consensus")
    finder: str = _setting(_text, "terms")
    keep_sources: bool = _setting(_flag, True)
    keep_documents: bool = _setting(_flag, False)
    aliases: tuple[tuple[str, ...], ...] = _setting(partial(_list, _alias), ())
    templates: str = _setting(_text, "templates")
    mute: tuple[str, ...] = _setting(partial(_list, _text), ())
    allow_hosts: tuple[str, ...] = _setting(partial(_list, _allowed), ())
    contact: str = _setting(_contact, "")
    pace: float = _setting(partial(_number, low=0, high=60), 1.0)
    patience: int = _setting(partial(_count, low=1, high=86_400), 300)
    archive: str = _setting(_archive, "archive.sqlite")
    archive_password_env: str = _setting(_text, "")
    editions: tuple[time, ...] = _setting(partial(_list, _time), ())
    weekdays: tuple[str, ...] = _setting(partial(_filled, partial(_one_of, WEEKDAYS)), WEEKDAYS)
    holidays: tuple[date, ...] = _setting(partial(_list, _date), ())
    late: timedelta = _setting(_span, timedelta(hours=6))  # noqa: RUF009
    every: timedelta = _setting(_span, timedelta(minutes=30))  # noqa: RUF009
    watch: tuple[str, ...] = _setting(partial(_list, _text), ())
    unsubscribed: str = _setting(_text, "")
    ping: str = _setting(partial(_url, "https?://"), "")
    sign_key: str = _setting(_text, "")
    sign_password_env: str = _setting(_text, "")
    sources: tuple[SourceSettings, ...] = ()
    themes: tuple[ThemeSettings, ...] = ()
    audiences: tuple[AudienceSettings, ...] = ()
    mail: MailSettings | None = None
    folder: Path = Path()
    file: str = "desk.toml"

    def source(self, name: str) -> SourceSettings | None:
        """The source of that name."""
        return next((source for source in self.sources if source.name == name), None)

    def audience(self, name: str) -> AudienceSettings:
        """The audience of that name. Raises `ConfigError` when there is none."""
        for audience in self.audiences:
            if audience.name == name:
                return audience
        names = ", ".join(a.name for a in self.audiences)
        raise ConfigError(f'--audience: no audience called "{name}"; the desk has: {names}')


DEFAULT_AUDIENCES = (
    AudienceSettings("executive", "executive", points=1, takeaways=3, figures=3, also=1, changes=3),
    AudienceSettings("analyst", "analyst", points=5, takeaways=5, figures=20, also=3, changes=28),
    AudienceSettings("public", "public", points=3, takeaways=3, figures=5, also=1, changes=3),
)


# --- Reading -----------------------------------------------------------------------------


def read_desk(path: Path) -> Desk:
    """The settings in a desk file.

    Raises `ConfigError` with one line for each problem: place, value and cure.
    """
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such desk file; make one with `briefing init`, or name one with --desk"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check its rights") from None
    except (ValueError, RecursionError) as error:  # TOML, UTF-8, or nested without end
        raise ConfigError(f"{path}: not valid TOML: {error}; see docs/desk.md") from None
    return parse_desk(raw, path)


def parse_desk(raw: Mapping[str, Any], path: Path) -> Desk:
    """The same from a parsed table; `path` is for messages and relative folders."""
    reader = _Reader(path.name)
    desk = reader.desk(raw, path.parent)
    if reader.problems:
        raise ConfigError(*reader.problems)
    assert desk is not None
    return desk


def default_desk(folder: Path) -> Desk:
    """A desk without themes, for a folder read without a desk file."""
    return Desk(audiences=DEFAULT_AUDIENCES, folder=folder)


class _Reader:
    """Walks the tables once and remembers every problem."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[str] = []

    def desk(self, raw: Mapping[str, Any], folder: Path) -> Desk | None:
        self.unknown(raw, ("desk", "source", "theme", "audience", "mail"), "")
        head = self.table(Desk, raw.get("desk", {}), "desk")
        sources = self.rows(SourceSettings, raw, "source")
        themes = self.rows(ThemeSettings, raw, "theme")
        audiences = self.rows(AudienceSettings, raw, "audience")
        mail = self.table(MailSettings, raw["mail"], "mail") if "mail" in raw else None
        self.unique(sources, "source", "name")
        self.unique(themes, "theme", "key")
        self.unique(audiences, "audience", "name")
        self.known_themes(audiences, {t.get("key") for t in themes})
        if self.problems:
            return None
        return Desk(
            **head,
            sources=tuple(SourceSettings(**row) for row in sources),
            themes=tuple(ThemeSettings(**row) for row in themes),
            audiences=tuple(_audience(row) for row in audiences) or DEFAULT_AUDIENCES,
            mail=MailSettings(**mail) if mail is not None else None,
            folder=folder,
            file=self.file,
        )

    def rows(self, kind: type[Any], raw: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        rows = raw.get(name, [])
        if not isinstance(rows, list):
            self.say(name, rows, f"expected a list of tables, each headed [[{name}]]")
            return []
        return [self.table(kind, row, f"{name}[{n}]", name) for n, row in enumerate(rows)]

    def table(self, kind: type[Any], raw: Any, place: str, rows: str = "") -> dict[str, Any]:
        """Checked values by field name; what is wrong or missing is left out and reported."""
        if not isinstance(raw, Mapping):
            head = f"[[{rows}]]" if rows else f"[{place}]"
            self.say(place, raw, f"expected a table, headed {head}")
            return {}
        known = {f.metadata.get("key") or f.name: f for f in fields(kind) if f.metadata}
        rest = {k: v for k, v in raw.items() if k not in known}
        values = {f.name: self.value(f, raw, k, place) for k, f in known.items()}
        if kind is SourceSettings:
            values["options"] = rest
        else:
            self.unknown(rest, known, place)
        return {name: value for name, value in values.items() if value is not MISSING}

    def value(self, spec: Field[Any], raw: Mapping[str, Any], key: str, place: str) -> Any:
        if key not in raw:
            if spec.default is MISSING:
                self.problems.append(f"{self.file}: {place}.{key}: missing; {_wanted(spec)}")
            return MISSING
        try:
            return spec.metadata["check"](raw[key])
        except _MisfitError as wrong:
            for inside, value, cure in wrong.faults(raw[key]):
                self.say(f"{place}.{key}{inside}", value, cure)
            return MISSING

    def unknown(self, raw: Mapping[str, Any], known: Any, place: str) -> None:
        for key in raw:
            if key not in known:
                near = get_close_matches(key, list(known), n=1)
                cure = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
                bare = key if re.fullmatch(r"[\w-]+", key) else _shown(key)
                where = f"{place}.{bare}" if place else bare
                self.problems.append(f"{self.file}: {where}: unknown key; {cure}")

    def unique(self, rows: Sequence[Mapping[str, Any]], name: str, key: str) -> None:
        # Names become file names, and some file systems do not tell "A" from "a".
        seen: set[str] = set()
        for n, row in enumerate(rows):
            value = row.get(key, "")
            if value.casefold() in seen:
                self.say(f"{name}[{n}].{key}", value, "used before; give each its own")
            seen |= {value.casefold()} - {""}

    def known_themes(self, rows: Sequence[Mapping[str, Any]], keys: set[Any]) -> None:
        for n, row in enumerate(rows):
            for key in row.get("themes", ()):
                if key not in keys:
                    names = ", ".join(sorted(filter(None, keys))) or "none"
                    self.say(f"audience[{n}].themes", key, f"no such theme; the desk has: {names}")

    def say(self, place: str, value: Any, wrong: str) -> None:
        self.problems.append(f"{self.file}: {place}: {wrong}, got {_shown(value)}")


def _audience(row: Mapping[str, Any]) -> AudienceSettings:
    return AudienceSettings(**{"template": row["name"], **row})


def _wanted(spec: Field[Any]) -> str:
    """What a missing key should hold, in the words of its own check."""
    try:
        spec.metadata["check"](None)
    except _MisfitError as wrong:
        return str(wrong)
    return "give it a value"


def _shown(value: Any) -> str:
    """A value as it stands in TOML, on one line and not too long."""
    text = _toml(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _toml(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{"".join(c if c.isprintable() else ascii(c)[1:-1] for c in escaped)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{k} = {_toml(v)}' for k, v in value.items())}}}"
    return str(value)
