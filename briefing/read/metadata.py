"""Who published a text, when and under which title, each with its evidence.

What the document states goes first, then what the text tells by its form. A field
without evidence stays empty: wrong is worse than empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from briefing.language import UNKNOWN, detect, known
from briefing.model import Kind, Unit
from briefing.read.dateline import Dateline, dateline, day_prefix
from briefing.read.masthead import is_masthead, parted
from briefing.read.wording import Wording

Stated = Mapping[str, tuple[str, str]]
_YEARS = r"(?:19|20)\d\d(?:\s*[–-]\s*(?:19|20)\d\d)?"
_HOLDER = re.compile(
    rf"(?:©|\(c\)|\bcopyright)\s*(?:©|\(c\))?\s*(?:{_YEARS}[,\s]+)?(?:by\s+)?"
    rf"(?P<name>[^\W\d][\w.&'’ -]{{1,60}}?)(?:[,\s]+{_YEARS})?(?:\.\s|\.?\Z|[,.]? all rights|\||,)",
    re.I,
)
_YEAR_REACH = 7
"""Days: how far a full date in the text may be from the dateline's day to give it its year."""


def language_of(text: str, stated: Stated) -> str:
    """The language stated, where it is one of ours or the text leaves it open; else detected."""
    code = stated.get("language", ("", ""))[0].lower().replace("_", "-").split("-")[0]
    found = detect(text)
    if re.fullmatch(r"[a-z]{2}", code) and (found == UNKNOWN or code not in known()):
        return code
    return found


def infer(
    text: str, units: Sequence[Unit], words: Wording, stated: Stated
) -> dict[str, tuple[str, str]]:
    """For each field that is known: its value, and where it was found."""
    found = {name: pair for name, pair in stated.items() if name not in {"published", "language"}}
    if found.get("url", ("",))[0].partition("://")[0] not in {"http", "https"}:
        found.pop("url", None)
    filed = list(_datelines(text, units, words))
    for name, pair in [
        *_published(text, units, words, stated, filed),
        *_title(text, units, words),
        *_origin(text, units, words),
        *_byline(text, units, words),
        *_agency(filed),
        *_owner(text, units),
    ]:
        found.setdefault(name, pair)
    return found


# --- Dates ---------------------------------------------------------------------------


def iso(value: str, words: Wording) -> str | None:
    """A stated date in ISO 8601, or None where it cannot be read without a guess."""
    value = value.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        pass
    else:
        return moment.date().isoformat() if len(value) <= 10 else moment.isoformat()
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, IndexError):
        pass
    match = words.date.search(value)
    day = _day(match, words) if match else None
    return day.isoformat() if day else None


def _day(match: re.Match[str], words: Wording, year: int = 0) -> date | None:
    """The day a match of `Wording.date` names; None without a year."""
    side = "1" if match["month1"] else "2"
    year = int(match[f"year{side}"] or year)
    try:
        return date(year, words.months[match[f"month{side}"].lower()], int(match[f"day{side}"]))
    except ValueError:
        return None


def _published(
    text: str,
    units: Sequence[Unit],
    words: Wording,
    stated: Stated,
    filed: Sequence[Dateline],
) -> Iterator[tuple[str, tuple[str, str]]]:
    if "published" in stated and (day := iso(stated["published"][0], words)):
        yield "published", (day, stated["published"][1])
    for unit in units:
        if unit.kind is Kind.DATELINE and (prefix := day_prefix(text, unit.start, unit.end)):
            moment = prefix["day"] + (prefix["time"] or "").replace(" ", "T")
            if day := iso(moment, words):
                yield "published", (day, "a date before the first words")
    yield from _stamped(text, units, words)
    for line in filed:
        if line.date and (exact := _day(line.date, words)):
            yield "published", (exact.isoformat(), "the dateline")
        elif line.date and (near := _dated_nearby(text, line.date, words)):
            yield "published", near


def _stamped(
    text: str, units: Sequence[Unit], words: Wording
) -> Iterator[tuple[str, tuple[str, str]]]:
    """ "Published Feb. 14, 2023": a line of its own. "Updated" comes second."""
    lines = [text[u.start : u.end] for u in units if u.kind is Kind.DATELINE]
    for line in sorted(lines, key=lambda line: "pdate" in line.lower()):
        match = words.date.search(line)
        if (
            match
            and (day := _day(match, words))
            and not line[match.end() :].lstrip().startswith(("–", "—"))
        ):
            yield "published", (day.isoformat(), "a line with the date")


def _dated_nearby(text: str, filed: re.Match[str], words: Wording) -> tuple[str, str] | None:
    """A dateline's day with the year of a full date in the text that is days away from it."""
    for match in words.date.finditer(text):
        full = _day(match, words)
        day = _day(filed, words, full.year) if full else None
        if full and day and abs((day - full).days) <= _YEAR_REACH:
            return day.isoformat(), f"the dateline, with the year of “{match.group()}”"
    return None


# --- Title and outlet ----------------------------------------------------------------


def _title(
    text: str, units: Sequence[Unit], words: Wording
) -> Iterator[tuple[str, tuple[str, str]]]:
    headline = next((u for u in units if u.kind is Kind.HEADLINE), None)
    if headline is None:
        return
    title = " ".join(text[headline.start : headline.end].split())
    title, outlet = parted(title.rstrip(" –—|-"), words)
    yield "title", (title, "the headline")
    if outlet:
        yield "outlet", (outlet, "the headline's line")
    holders = {name for _, (name, _) in _owner(text, units)}
    for unit in units[:4]:
        name = " ".join(text[unit.start : unit.end].split())
        named = name in holders or is_masthead(name, words)
        if named and unit.kind is Kind.BOILERPLATE and _is_own_line(text, unit):
            yield "outlet", (name, "a line above the text")


def _is_own_line(text: str, unit: Unit) -> bool:
    return text[: unit.start].endswith(("\n", "\r")) or not text[: unit.start].strip()


def _origin(
    text: str, units: Sequence[Unit], words: Wording
) -> Iterator[tuple[str, tuple[str, str]]]:
    """ "This article originally appeared on X: its title there"."""
    for unit in units:
        if unit.kind is not Kind.BOILERPLATE:
            continue
        line = text[unit.start : unit.end]
        if match := words.origin.search(line):
            name = re.split(r"[:.|(]|,? (?:and|on) ", line[match.end() :], maxsplit=1)[0].strip()
            if name[:1].isupper() and name.count(" ") < 6:
                yield "outlet", (name, f"the line “{' '.join(line[: match.end()].split())}”")


# --- People and agencies -------------------------------------------------------------


def _datelines(text: str, units: Sequence[Unit], words: Wording) -> Iterator[Dateline]:
    for unit in units:
        # The form is only complete with what follows it.
        reach = min(len(text), unit.end + 20)
        if unit.kind is Kind.DATELINE and (line := dateline(text, unit.start, reach, words)):
            yield line


def _byline(
    text: str, units: Sequence[Unit], words: Wording
) -> Iterator[tuple[str, tuple[str, str]]]:
    lines = [" ".join(text[u.start : u.end].split()) for u in units if u.kind is Kind.CREDIT]
    for pattern, where in ((words.by, "the byline"), (words.reporting, "the credit line")):
        for line in lines:
            bare = line.strip("()[]_* –—-")
            if match := pattern.match(bare):
                names = re.split(r"[;|•(]|\s[–—/-]\s", bare[match.end() :], maxsplit=1)[0].strip(
                    " ,."
                )
                if names[:1].isupper() and len(names) <= 160:
                    yield "byline", (names, where)


def _agency(filed: Sequence[Dateline]) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in filed:
        if line.agency:
            yield "agency", (line.agency, "the dateline")


def _owner(text: str, units: Sequence[Unit]) -> Iterator[tuple[str, tuple[str, str]]]:
    for unit in units:
        chrome = unit.kind in {Kind.BOILERPLATE, Kind.CREDIT}
        if chrome and (match := _HOLDER.search(text, unit.start, unit.end)):
            yield "owner", (match["name"].strip(" ,-–"), "the copyright line")
