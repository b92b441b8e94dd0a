"""Dates as outlets write them, told from a text or a field without a guess.

"Feb. 14, 2023", "14 février 2023", "2023-02-14T15:05:00+01:00", "2/14/2023 6:04 PM ET",
"1052 GMT, April 10, 2007". A time of day is believed with its zone only (RFC 5322 names
and those of European and American clocks): without one it says nothing to a reader
elsewhere. A date in numbers alone may be read in two ways, and stays open until
something beside it tells which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from briefing.read.wording import Wording

_DIGIT = re.compile(r"\d")
_ISO = re.compile(
    r"(?<![\w/.-])(?P<y>(?:19|20)\d\d)(?P<bar>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=bar)(?P<d>[0-3]?\d)"
    r"(?!\d)(?:[T ](?P<clock>[0-2]\d:[0-5]\d(?::[0-5]\d)?)(?:\.\d+)?"
    r"\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_NUMBERS = re.compile(
    r"(?<![\w/.-])(?P<a>[0-3]?\d)(?P<bar>[/.-])(?P<b>[0-3]?\d)(?P=bar)"
    r"(?P<y>(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)"
)
_IN_ADDRESS = re.compile(
    r"[/_.-](?P<y>(?:19|20)\d\d)(?P<bar>[/_-]?)(?P<m>0[1-9]|1[0-2]|[1-9](?=[/_-])|[a-z]{3}(?=[/_-]))"
    r"(?P=bar)(?P<d>[0-3]\d|[1-9](?![\d]))(?![\d])",
    re.I,
)
_SHORT_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
"""As addresses spell them (RFC 5322, month names)."""
_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1,
    "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9,
    "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}  # fmt: skip
_AMERICAN = frozenset(["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", *_PLACES])
_BESIDE = 28
"""Characters: how far from its date a time of day may stand."""
_NEAR = timedelta(days=3)
_MAILED = re.compile(r"(?:[A-Za-z]{3},\s+)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d")
"""RFC 5322. Its lenient readers would take "10:52 pm" for the morning."""
_SPEAKS = re.compile(r"[^\W\d_]{4,}")
_SECONDS = re.compile(r"\d{10}|\d{13}")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands in a text.

    `days` are its readings: one, or day first and month first. `order` is "dmy" or
    "mdy" where the numbers can be read in one way only or an American clock stands
    beside them, else "". `clock` is the time of day with its zone, as in ISO 8601 behind
    the day.
    """

    start: int
    end: int
    days: tuple[date, ...]
    order: str = ""
    clock: time | None = None

    @property
    def iso(self) -> str:
        """The first reading in ISO 8601."""
        return _iso(self.days[0], self.clock)


def written(text: str, words: Wording, start: int = 0, end: int | None = None) -> list[Written]:
    """All dates with a year in a stretch of text, in order, the longest where two overlap."""
    stop = len(text) if end is None else end
    found = sorted(
        (one for one in _all(text, words, start, stop) if one is not None),
        key=lambda one: (one.start, -one.end),
    )
    kept: list[Written] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _all(text: str, words: Wording, start: int, end: int) -> Iterator[Written | None]:
    if not _DIGIT.search(text, start, end):  # most stretches have none, and names are slow
        return
    for match in _ISO.finditer(text, start, end):
        day = _day(match["y"], match["m"], match["d"])
        clock = _clock(match["clock"], match["zone"])
        yield Written(*match.span(), (day,), "", clock) if day else None
    months = words.date.finditer(text, start, end) if words.may_date(text[start:end]) else ()
    for match in months:
        if day := named(match, words):
            yield _timed(text, match, (day,), "", words, start, end)
    for match in _NUMBERS.finditer(text, start, end):
        days, order = _readings(match, words)
        if days:
            yield _timed(text, match, days, order, words, start, end)


def named(match: re.Match[str], words: Wording, year: int = 0) -> date | None:
    """The day a match of `Wording.date` names; None without a year."""
    side = "1" if match["month1"] else "2"
    month = words.months[match[f"month{side}"].lower()]
    return _day(match[f"year{side}"] or year, month, match[f"day{side}"])


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _readings(match: re.Match[str], words: Wording) -> tuple[tuple[date, ...], str]:
    """What a date in numbers can be.

    With full stops between them the day comes first, and so it does in most languages.
    """
    year = match["y"] if len(match["y"]) == 4 else f"20{match['y']}"
    first, second = _day(year, match["b"], match["a"]), _day(year, match["a"], match["b"])
    if match["bar"] == "." or (first and (words.day_first or not second)):
        return ((first,), "dmy") if first else ((), "")
    if second and not first:
        return (second,), "mdy"
    return ((first, second) if first != second else (first,), "") if first and second else ((), "")


# --- Times of day --------------------------------------------------------------------


def _timed(
    text: str,
    match: re.Match[str],
    days: tuple[date, ...],
    order: str,
    words: Wording,
    low: int,
    high: int,
) -> Written:
    """A date with the time of day that stands beside it, in the same line."""
    start, end = match.span()
    after = text[end : min(high, end + _BESIDE)].partition("\n")[0]
    before = text[max(low, start - _BESIDE) : start].rpartition("\n")[2]
    for beside in (after, before):
        for clock in words.clock.finditer(beside):
            between = words.weekday.sub("", beside[clock.end() :])
            if beside is before and _SPEAKS.search(between):
                continue  # it is the time of something told before
            zone = clock["zone"].upper() if clock["zone"] else ""
            if zone in _AMERICAN and len(days) > 1:
                days, order = days[1:], "mdy"
            when = _clock(_hours(clock, words), zone, days[0])
            if when:
                return Written(start, end, days, order, when)
    return Written(start, end, days, order)


def _hours(clock: re.Match[str], words: Wording) -> str:
    """ "6:04 PM" as "18:04"."""
    hour, minute = (clock["h"], clock["m"]) if clock["h"] else (clock["hm"][:2], clock["hm"][2:])
    number = int(hour)
    if clock["half"]:
        number = number % 12 + (12 if words.afternoon.fullmatch(clock["half"]) else 0)
    return f"{number:02}:{minute}"


def _clock(value: str | None, zone: str | None, day: date | None = None) -> time | None:
    if not value or not zone:
        return None
    try:
        when = time.fromisoformat(value)
    except ValueError:
        return None
    where = _zone(zone, datetime.combine(day, when) if day else None)
    return when.replace(tzinfo=where) if where else None


def _zone(name: str, moment: datetime | None) -> tzinfo | None:
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    if name in _PLACES and moment:
        offset = moment.replace(tzinfo=ZoneInfo(_PLACES[name])).utcoffset()
        return timezone(offset) if offset is not None else None
    if match := re.fullmatch(r"([+-])(\d\d):?(\d\d)", name):
        size = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return timezone(-size if match[1] == "-" else size) if size < timedelta(days=1) else None
    return None


def _iso(day: date, clock: time | None) -> str:
    return datetime.combine(day, clock).isoformat() if clock else day.isoformat()


# --- Which way round -----------------------------------------------------------------


def settled(one: Written, others: Iterable[Written], near: Sequence[date]) -> str | None:
    """The date in ISO 8601, or None where day and month may be either.

    `others` are further dates of the same page, whose order is its order; `near` are
    days known from elsewhere (its address, its text), of which one must be close to
    one reading and to no other.
    """
    if len(one.days) == 1:
        return one.iso
    orders = {other.order for other in others} - {""}
    if len(orders) == 1:
        return _iso(one.days[orders == {"mdy"}], one.clock)
    close = [day for day in one.days if any(abs(day - other) <= _NEAR for other in near)]
    return _iso(close[0], one.clock) if len(close) == 1 else None


def address_day(address: str) -> date | None:
    """The day that an address holds: ".../2023/02/14/...", "...-2023-02-14-..."."""
    path = address.partition("://")[2].partition("/")[2].partition("?")[0]
    for match in _IN_ADDRESS.finditer(f"/{path}"):
        month = match["m"].lower()
        if not month.isdigit():
            if month not in _SHORT_MONTHS:
                continue
            month = str(_SHORT_MONTHS.index(month) + 1)
        if day := _day(match["y"], month, match["d"]):
            return day
    return None


# --- Fields --------------------------------------------------------------------------


def iso(value: str, words: Wording, near: Sequence[date] = ()) -> str | None:
    """A stated date in ISO 8601, or None where it cannot be read without a guess."""
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(value[:10]), UTC).isoformat()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        pass
    else:
        return moment.date().isoformat() if len(value) <= 10 else moment.isoformat()
    if _MAILED.match(value):
        try:
            return parsedate_to_datetime(value).isoformat()
        except (ValueError, TypeError, IndexError):
            pass
    found = written(value, words)
    return settled(found[0], found[1:], near) if found else None


def ago(text: str, words: Wording, fetched: datetime) -> str | None:
    """ "3 hours ago", counted back from when the page was fetched."""
    match = words.ago.search(text)
    if not match:
        return None
    counted = {unit: n for unit, n in match.groupdict().items() if n}
    span = timedelta(**{unit: int(n) if n.isdigit() else 1 for unit, n in counted.items()})
    moment = fetched - span
    exact = not counted.keys() & {"days", "weeks"}
    return moment.replace(microsecond=0).isoformat() if exact else moment.date().isoformat()
