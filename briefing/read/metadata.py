"""Who published a text, when and under which title, each with its evidence.

What the document states goes first, then what the text tells by its form. A field
without evidence stays empty: wrong is worse than empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from briefing.language import UNKNOWN, detect, known
from briefing.model import Kind, Unit
from briefing.read.dateline import Dateline, dateline, day_prefix
from briefing.read.dates import address_day, ago, iso, named, settled, written
from briefing.read.masthead import is_masthead, parted, without_outlet, without_section
from briefing.read.outlets import address_line, outlet_of
from briefing.read.people import newsroom, persons, with_job
from briefing.read.wording import Wording

Stated = Mapping[str, tuple[str, str]]
_YEARS = r"(?:19|20)\d\d(?:\s*[–-]\s*(?:19|20)\d\d)?"
_HOLDER = re.compile(
    rf"(?:©|\(c\)|\bcopyright)\s*(?:©|\(c\))?\s*(?:{_YEARS}[,\s]+)?(?:by\s+)?"
    rf"(?P<name>[^\W\d][\w.&'’ -]{{1,60}}?)(?:[,\s]+{_YEARS})?(?:\.\s|\.?\Z|[,.]? all rights|\||,)",
    re.I,
)
_COUNT = re.compile(r"\d[\d.,]* \w+")
_LABELLED = 12
_MOST_NAMES = 4
_LONGEST_NAME, _LONGEST_TITLE = 6, 40
"""Words."""
_QUOTES = "\"'“‘«„¿¡"
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
    text: str,
    units: Sequence[Unit],
    words: Wording,
    stated: Stated,
    fetched: datetime | None = None,
) -> dict[str, tuple[str, str]]:
    """For each field that is known: its value, and where it was found.

    `fetched` is when the document was, so that "3 hours ago" can be counted back.
    """
    if stated.get("url", ("",))[0].partition("://")[0] not in {"http", "https"}:
        stated = {name: pair for name, pair in stated.items() if name != "url"}
    page = _Page(text, tuple(units), words, stated, fetched)
    found = {name: pair for name, pair in stated.items() if name in _TAKEN}
    for name, pair in [
        *_labelled(page),
        *_address(page),
        *_published(page),
        *_modified(page),
        *_title(page),
    ]:
        found.setdefault(name, pair)
    for name, pair in [*_origin(page), *_byline(page), *_agency(page), *_owner(page)]:
        found.setdefault(name, pair)
    for name, pair in _outlet(page, found):
        found.setdefault(name, pair)
    return _tidied(found, words)


_TAKEN = ("title", "url", "outlet", "byline", "owner", "agency")


@dataclass(frozen=True)
class _Page:
    """An article while its fields are sought."""

    text: str
    units: tuple[Unit, ...]
    words: Wording
    stated: Stated
    fetched: datetime | None

    def __getitem__(self, unit: Unit) -> str:
        return " ".join(self.text[unit.start : unit.end].split())

    def of(self, *kinds: Kind) -> list[Unit]:
        return [unit for unit in self.units if unit.kind in kinds]

    @cached_property
    def head(self) -> tuple[Unit, ...]:
        """The units above the first sentence of the story."""
        first = next((n for n, u in enumerate(self.units) if u.kind is Kind.BODY), len(self.units))
        return self.units[:first]

    @cached_property
    def foot(self) -> tuple[Unit, ...]:
        """Up to four units below the last sentence of the story."""
        last = max((n for n, u in enumerate(self.units) if u.kind is Kind.BODY), default=-1)
        return self.units[last + 1 : last + 5]

    @cached_property
    def filed(self) -> tuple[Dateline, ...]:
        return tuple(_datelines(self.text, self.units, self.words))

    @cached_property
    def address(self) -> tuple[str, str]:
        """The page's address, and where it stands; empty without one."""
        if "url" in self.stated:
            return self.stated["url"]
        for unit in (*self.head[:6], *self.foot):
            line = self[unit]
            if (found := address_line(line)) and not self._leads_elsewhere(line):
                return found, "a line with the address"
        return "", ""

    def _leads_elsewhere(self, line: str) -> bool:
        """Whether what stands before an address is furniture: a way to unsubscribe."""
        label = line.partition("://")[0]
        furniture = (self.words.starts, self.words.tail, self.words.sentences)
        return bool(self.words.invitation.search(label)) or any(p.match(label) for p in furniture)

    @cached_property
    def near(self) -> tuple[date, ...]:
        """Days known for sure, by which one in numbers can be told: of the address, of the text."""
        sure = [d.days[0] for d in written(self.text, self.words) if len(d.days) == 1]
        day = address_day(self.address[0])
        return (day, *sure) if day else tuple(sure)


def _labelled(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    """What lines above the text say they are: "Publication: Harbour Post"."""
    for unit in page.head[:_LABELLED]:
        for name, label in page.words.labels.items():
            found = None if page.stated else label.match(page[unit])
            value = found["value"].strip() if found else ""
            most = _LONGEST_NAME if name == "outlet" else _LONGEST_TITLE
            if value and "://" not in value and value.count(" ") < most:
                yield name, (value, "a line that says so")


def _clipped(page: _Page) -> str:
    """The outlet in the head of a press database: a count of words, the day, then its name."""
    lines = [page[unit] for unit in page.head]
    counts = (n for n, line in enumerate(lines[:-2]) if _COUNT.fullmatch(line))
    for n in counts:
        if written(lines[n + 1], page.words) and len(lines[n + 2].split()) <= _LONGEST_NAME:
            return lines[n + 2]
    return ""


def _above_day(page: _Page) -> str:
    """The name that stands first, above the day and a headline with who wrote it."""
    kinds = [unit.kind for unit in page.units[:3]]
    if kinds != [Kind.BOILERPLATE, Kind.DATELINE, Kind.HEADLINE]:
        return ""
    name = page[page.units[0]]
    named = all(part[:1].isupper() for part in name.split())
    return name if named and name.count(" ") < _LONGEST_NAME else ""


def _address(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    if page.address[0]:
        yield "url", page.address


def _tidied(found: dict[str, tuple[str, str]], words: Wording) -> dict[str, tuple[str, str]]:
    """The title without the outlet's name, the byline without what is no person."""
    if "byline" in found:
        line, where = found.pop("byline")
        if names := persons(line, words, found.get("outlet", ("",))[0]):
            found["byline"] = (names, where)
    if "title" in found and "outlet" in found:
        title, where = found["title"]
        bare = without_outlet(title, found["outlet"][0])
        found["title"] = (title if bare == title else without_section(bare, words), where)
    return found


# --- Dates ---------------------------------------------------------------------------


def _published(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    """When it was published, the best evidence first."""
    first, changed = _stamps(page)
    day = address_day(page.address[0])
    in_address = [(day.isoformat(), "the date in its address")] if day else []
    for pair in (
        *_stated(page, "published"),
        *_prefixed(page),
        *first,
        *changed,
        *_filed(page),
        *_counted_back(page),
        *in_address,
    ):
        yield "published", pair


def _stated(page: _Page, name: str) -> Iterator[tuple[str, str]]:
    value, where = page.stated.get(name, ("", ""))
    if value and (day := iso(value, page.words, page.near)):
        yield day, where


def _prefixed(page: _Page) -> Iterator[tuple[str, str]]:
    for unit in page.of(Kind.DATELINE):
        if prefix := day_prefix(page.text, unit.start, unit.end):
            moment = prefix["day"] + (prefix["time"] or "").replace(" ", "T")
            if day := iso(moment, page.words):
                yield day, "a date before the first words"


def _filed(page: _Page) -> Iterator[tuple[str, str]]:
    for line in page.filed:
        if line.date and (exact := named(line.date, page.words)):
            yield exact.isoformat(), "the dateline"
        elif line.date and (nearby := _dated_nearby(page, line.date)):
            yield nearby


def _counted_back(page: _Page) -> Iterator[tuple[str, str]]:
    if page.fetched:
        for unit in page.head:
            if unit.kind is Kind.DATELINE and (when := ago(page[unit], page.words, page.fetched)):
                yield when, f"the line “{page[unit]}”, counted back from the fetch"


def _modified(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    _, changed = _stamps(page)
    for pair in (*_stated(page, "modified"), *changed[-1:]):
        yield "modified", pair


def _stamps(page: _Page) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Dates on lines of their own: of the publication, and of changes.

    Above the story any such line, below it one that says what it is: what stands
    further down belongs to comments and other stories.
    """
    words = page.words
    lines = [u for u in page.head if u.kind is Kind.DATELINE]
    lines += [u for u in page.foot if u.kind is Kind.DATELINE and words.stamps.match(page[u])]
    dates = [(page[unit], written(page[unit], words)) for unit in lines]
    every = [one for _, row in dates for one in row]
    first: list[tuple[str, str]] = []
    changed: list[tuple[str, str]] = []
    for line, row in dates:
        reached = 0
        for one in row:
            filed = line[one.end :].lstrip().startswith(("–", "—"))
            if not filed and (day := settled(one, every, page.near if len(one.days) > 1 else ())):
                late = words.changed.search(line, reached, one.start)
                (changed if late else first).append((day, "a line with the date"))
            reached = one.end
    return first, changed


def _dated_nearby(page: _Page, filed: re.Match[str]) -> tuple[str, str] | None:
    """A dateline's day with the year of a full date that is days away from it."""
    for full in page.near:
        day = named(filed, page.words, full.year)
        if day and abs((day - full).days) <= _YEAR_REACH:
            return day.isoformat(), f"the dateline, with the year of {full.isoformat()}"
    return None


# --- Title and outlet ----------------------------------------------------------------


def _title(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    headline = next(iter(page.of(Kind.HEADLINE)), None)
    if headline is None:
        return
    title, outlet = parted(page[headline].rstrip(" –—|-"), page.words)
    if _is_title(page, headline):
        yield "title", (title, "the headline")
    if outlet:
        yield "outlet", (outlet, "the headline's line")


def _is_title(page: _Page, headline: Unit) -> bool:
    """Whether a first line is the title, and no caption, key point or cross-heading.

    A document that states its fields would state its title. In a text as clipped the
    title stands above date and byline; below them a line is one only when more of
    them follows.
    """
    if page.stated or (not page[headline][0].isalnum() and page[headline][0] not in _QUOTES):
        return False
    place = page.units.index(headline)
    above = any(u.kind in {Kind.DATELINE, Kind.CREDIT} for u in page.units[:place])
    after = next((u.kind for u in page.units[place + 1 :]), None)
    below = (u for u in page.units[place + 1 : len(page.head)] if u.kind is Kind.CREDIT)
    bylines = any(page.words.by.match(page[unit]) for unit in below)
    return not above or after in {Kind.DATELINE, Kind.CREDIT} or bylines


def _is_own_line(text: str, unit: Unit) -> bool:
    return text[: unit.start].endswith(("\n", "\r")) or not text[: unit.start].strip()


def _outlet(
    page: _Page, found: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """A line above the text, the byline's newsroom, the host of the address, the agency."""
    holders = {name for _, (name, _) in _owner(page)}
    for unit in page.units[:4]:
        name = page[unit]
        own = unit.kind is Kind.BOILERPLATE and _is_own_line(page.text, unit)
        if own and (name in holders or is_masthead(name, page.words)):
            yield "outlet", (name, "a line above the text")
    if name := _above_day(page) or _clipped(page):
        yield "outlet", (name, "the line beside the day")
    for unit in page.head:
        if unit.kind is Kind.DATELINE and (name := _dated_masthead(page, unit)):
            yield "outlet", (name, "a line with the date")
    for unit in page.head:
        if unit.kind is Kind.CREDIT and (name := newsroom(page[unit], page.words)):
            yield "outlet", (name, "the byline")
    if "url" in found and (host := outlet_of(found["url"][0])):
        yield "outlet", (host, "the host of its address")
    if "agency" in found:
        yield "outlet", (found["agency"][0], "the agency it is credited to")


def _dated_masthead(page: _Page, unit: Unit) -> str:
    """The name in "Harbour News, 14 February 2023", if it is an outlet's.

    Told by a word of the trade, or by its return in a credit or dateline.
    """
    line, words = page[unit], page.words
    for one in reversed(written(line, words)):
        line = line[: one.start] + line[one.end :]
    name = words.weekday.sub("", line).strip(" ,.|–—-")
    if not name or not name[0].isupper() or len(name.split()) > 4:
        return ""
    if is_masthead(name, words):
        return name
    again = re.compile(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)")
    chrome = (u for u in page.units if u is not unit and u.kind in {Kind.CREDIT, Kind.DATELINE})
    agency = any(line.agency == name for line in page.filed)
    return (
        name if agency or any(again.search(page[u]) for u in chrome if "(" not in page[u]) else ""
    )


def _origin(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    """ "This article originally appeared on X: its title there"."""
    for unit in page.of(Kind.BOILERPLATE):
        line = page.text[unit.start : unit.end]
        if match := page.words.origin.search(line):
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


def _byline(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    words = page.words
    lines = [page[u] for u in page.of(Kind.CREDIT)]
    lines += [_without_days(page[u], words) for u in page.head if u.kind is Kind.DATELINE]
    for pattern, where in ((words.by, "the byline"), (words.reporting, "the credit line")):
        for line in lines:
            bare = line.strip("()[]_* –—-")
            if match := pattern.match(bare):
                names = re.split(r"[;|•(]|\s[–—/-]\s", bare[match.end() :], maxsplit=1)[0].strip(
                    " ,."
                )
                names = persons(names, words)
                if names and len(names) <= 160:
                    yield "byline", (names, where)
    for unit in page.head:
        if unit.kind is Kind.DATELINE and (name := _named_beside(page[unit], words)):
            yield "byline", (name, "a line with the date")
    yield from _named_above_day(page)
    for unit in page.head:
        if unit.kind is Kind.CREDIT and (name := with_job(page[unit], words)):
            yield "byline", (name, "a name and a job above the text")


def _named_above_day(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    jobs = page.words.jobs
    # A job may stand on a line of its own below the name.
    lines = [
        unit
        for unit in page.head
        if unit.kind is not Kind.CREDIT or not jobs & set(page[unit].lower().split())
    ]
    for unit, below in pairwise(lines):
        # Between the headline and the day stands who wrote it.
        stamped = below.kind is Kind.DATELINE or _COUNT.fullmatch(page[below])
        alone = unit.kind is Kind.CREDIT and page[unit].count(" ") < _MOST_NAMES
        if alone and stamped and (name := persons(page[unit], page.words)):
            yield "byline", (name, "a name above the day")


def _named_beside(line: str, words: Wording) -> str:
    """The persons in "Posted by Ann Lee on 5 May 2023" or "Posted on 5 May 2023 by Ann Lee"."""
    bare = _without_days(line, words)
    found = (persons(bare[by.end() :], words) for by in words.by_within.finditer(bare))
    return next(filter(None, found), "")


def _without_days(line: str, words: Wording) -> str:
    """A line with a bar where days stood."""
    for one in reversed(written(line, words)):
        line = f"{line[: one.start]} | {line[one.end :]}"
    return words.weekday.sub(" | ", line)


def _agency(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in page.filed:
        if line.agency:
            yield "agency", (line.agency, "the dateline")


def _owner(page: _Page) -> Iterator[tuple[str, tuple[str, str]]]:
    for unit in page.of(Kind.BOILERPLATE, Kind.CREDIT):
        if match := _HOLDER.search(page.text, unit.start, unit.end):
            yield "owner", (match["name"].strip(" ,-–"), "the copyright line")
