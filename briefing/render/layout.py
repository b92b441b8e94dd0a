"""What a template knows beside the brief: words, dates, numbers and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType

from markupsafe import Markup, escape

from briefing.config import AudienceSettings, Desk
from briefing.language import quoted
from briefing.model import (
    Account,
    Brief,
    Change,
    Citation,
    DisputeRow,
    Earlier,
    FigureRow,
    Origin,
    PastValue,
    Point,
    Reference,
    Section,
    Standing,
    SupersededRow,
)
from briefing.render import trend
from briefing.render.folders import folder_of, words_of
from briefing.render.pages import NARROW, Room
from briefing.render.plain import folded, plain, safe_url, text_fragment
from briefing.render.said import catalogue
from briefing.render.timeline import Timeline, timeline
from briefing.render.together import first_groups, together
from briefing.render.wording import Wording, wording

PAGE, PRINT, MAIL, EPUB = "page", "print", "mail", "epub"
# Where not the support alone is new, but what is told.
_TOLD_OTHERWISE = frozenset({"numbers", "day", "developed"})
_WORDS_A_MINUTE = 220
_LONGEST_TAIL = 24
_LONGEST_NAME = 60
_LONGEST_SIGN = 3
_SHORT = 4
_LONG_WORD = re.compile(r"\S{12}(?=\S{4})")  # the name of a file, in a cell of a mail
_FIRST_WORDS = 6
_NAMED_COPIES = 5
_READ_FOR_WORDS = 400
FOLDED = 5
"""So many citations stand behind a sentence; the others are counted and one step away."""
_OPENING = 8
_LEAST_KEY, _MOST_KEY = 3, 5
_MOST_OUTLETS = 10
_HOLE = 3  # lines that may be left empty below the takeaways
_WIDE, _NARROW_LINE = 60, 34  # letters in a line of the takeaways, and of a figure beside them
_LONG_TITLE, _LONG_DESK = 24, 34
PARTS = (
    "bottom_line", "front", "note", "contents", "themes", "also", "timeline", "matrix",
    "figures",
)  # fmt: skip
"""The order of the parts where the audience sets none."""
ALWAYS = ("gaps", "sources", "key")
"""Parts that stand in every brief."""
_RANGE = re.compile(r"\d[\d.,]{0,15}[–—]\d[\d.,]{0,15}")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""The form of a language's code (RFC 5646, 2.1)."""


@dataclass(frozen=True, slots=True)
class Fold:
    """The citations of one sentence that a print or a book lists behind its sources.

    `anchor` is the id of the list, `back` that of the place it was folded at; `text` is how
    the sentence begins, `links` are the citations by fives.
    """

    anchor: str
    back: str
    source: Reference
    text: str
    links: tuple[Markup, ...]


class Ledger:
    """Which citations one rendering has printed so far, and which of them it has folded."""

    def __init__(self) -> None:
        self.printed: dict[str, list[str]] = {}
        self.folds: list[Fold] = []
        self.lists: dict[tuple[Citation, ...], str] = {}
        self.opened = 0
        self.count = 0

    def note(self, article: str, anchor: str = "") -> str:
        """The anchor of the next citation of an article; of a folded one, that of its fold."""
        if not anchor:
            self.count += 1
            anchor = f"c{self.count}"
        anchors = self.printed.setdefault(article, [])
        if anchor not in anchors[-1:]:
            anchors.append(anchor)
        return anchor

    def fold(self) -> int:
        """The number of the next fold."""
        self.opened += 1
        return self.opened


_ASIDE = {
    "no article in it": "aside_no_article",
    "read before": "aside_read_before",
    "revised since": "aside_revised",
    "beyond the most of its source": "aside_most",
}
"""The reasons that are told most, and the words for them."""
_SMALL = 7.0
"""Inches across a page below which marks stand above their points, not beside them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One rendering of one brief. `docs/templates.md` lists what templates may use.

    `format` is page, print, mail or epub. `link_base` stands before links to
    anchors that lie in another file. `room` is what is kept free for page numbers.
    The mail alone knows `unsubscribe`, the address for that. `left_out` tells how many
    points and rows were too many for it, or for a print that has a page and no more; `web`
    is the address of the page that has them, where the desk has one.
    """

    format: str
    words: Wording
    audience: AudienceSettings
    timezone: str
    sources: Mapping[str, Reference]
    cited: Mapping[str, tuple[tuple[int, int], ...]] = field(repr=False)
    link_base: str = ""
    unsubscribe: str = ""
    left_out: int = 0
    web: str = ""
    size: float = 9.6
    room: Room = NARROW
    _ledger: Ledger = field(default_factory=Ledger, repr=False)
    _copies: Mapping[str, tuple[tuple[int, ...], str]] = field(default_factory=dict, repr=False)

    # --- who and where

    @property
    def language(self) -> str:
        """The language of the layout, as an ISO 639-1 code."""
        return self.words.code

    @property
    def paper(self) -> str:
        """The size of a page as CSS has it: "A4", "6.212in 8.283in"."""
        return self.audience.page[0]

    @property
    def is_small(self) -> bool:
        """Whether a page is hardly larger than a hand, as A5 and e-readers are."""
        return self.audience.page[1] < _SMALL

    @property
    def folder(self) -> str:
        """The audience's folder of templates."""
        return folder_of(self.audience)

    @property
    def title(self) -> str:
        """What the masthead says."""
        return self.audience.title or self.words.say("brief")

    def desk(self, brief: Brief) -> str:
        """The desk as the masthead names it: "Ukraine desk", and "My desk" as it is.

        A name that already has the phrase's own word at that end is not given it twice.
        """
        before, _, after = self.words.phrases["desk"].partition("{name}")
        name = folded(brief.edition.desk)
        said = name.casefold()
        if any(own and own in said.split() for own in (_word(before), _word(after))):
            return name
        return self.say("desk", name=name)

    # --- words

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """A phrase of the layout in the audience's language; `n` chooses the plural."""
        return self.words.say(key, n, **values)

    def said(self, message: str) -> str:
        """What a gap says, in the audience's language where its catalogue has it."""
        return catalogue(self.words.code).say(message)

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return self.words.number(value)

    def local(self, iso: str | None, form: str = "short") -> str:
        """A date or time of the desk's zone: "short", "long", "day" or "time"."""
        return self.words.local(folded(iso or ""), self.timezone, form)

    def folio(self) -> str:
        """ "Page x of y" as the value of the CSS property `content`."""
        text = str(self.css_text(self.say("page", page="\x01", pages="\x02")))
        named = text.replace("\x01", '" counter(page) "').replace("\x02", '" counter(pages) "')
        return Markup(f'"{named}"')  # noqa: S704  # css_text left nothing to escape

    def css_text(self, text: str) -> Markup:
        """A text as it may stand between quotes in CSS."""
        return Markup(re.sub(r'[\\"<>&\n]', " ", text))  # noqa: S704  # nothing is left to escape

    def amount(self, figure: FigureRow) -> str:
        """The value of a figure, or its range.

        With the unit where the words of the source do not say it: "6.8 m", "4 times". Large
        round numbers as people write them: "$20 billion"; `exact` tells all digits.
        """
        text = self._numeric(figure, self.words.sum)
        if money := self.words.money(figure.unit, text):
            return money
        return self._with_unit(figure, text)

    def account(self, brief: Brief) -> tuple[tuple[str, str], ...]:
        """Each source of the account, and in words what became of its articles."""
        return tuple((folded(row.source), "; ".join(self._became(row))) for row in brief.account)

    def _became(self, row: Account) -> Iterator[str]:
        if row.new:
            yield self.say("account_row", new=row.new, read=row.read, used=row.used)
        elif row.failed < row.asked:
            yield self.say("account_nothing")
        if row.aside:
            whys = ", ".join(f"{n} {self._why(why)}" for why, n in row.aside)
            yield self.say("account_aside", sum(n for _, n in row.aside), why=whys)
        if row.waiting:
            yield self.say("account_waiting", row.waiting)
        if row.failed:
            yield self.say("account_failed", row.failed, asked=row.asked)

    def _why(self, told: str) -> str:
        """Why articles were set aside; a reason that no language has words for as it is."""
        key = _ASIDE.get(told)
        return self.say(key) if key else folded(self.said(told))

    def exact(self, figure: FigureRow) -> str:
        """The amount with all its digits, where `amount` writes it shorter; else nothing."""
        whole = self._numeric(figure, self.number)
        return "" if whole in self.amount(figure) else self._with_unit(figure, whole)

    def _with_unit(self, figure: FigureRow, text: str) -> str:
        told = not figure.what or figure.unit.casefold() in figure.what.casefold()
        if _is_sign(figure.unit):
            return self._signed(text, figure.unit)
        return text if told else f"{text} {figure.unit}"

    def _signed(self, text: str, unit: str) -> str:
        """An amount with its sign as the language writes it: "7%", and "7 %" in German."""
        return self.say("percent", value=text) if unit == "%" else f"{text}\N{NO-BREAK SPACE}{unit}"

    def _numeric(self, figure: FigureRow, written: Callable[[float], str]) -> str:
        if figure.low is None or figure.high is None or figure.low == figure.high:
            return written(figure.value)
        return self.say("range", low=written(figure.low), high=written(figure.high))

    def counted(self, figure: FigureRow) -> str:
        """What a figure counts, in the words of its source."""
        return figure.what or figure.unit

    def doubt(self, figure: FigureRow) -> str:
        """The qualifier of a figure, in quotes, where its own words do not have it: "“up to”"."""
        told, (opening, closing) = figure.what.casefold(), self.words.quotes
        parts = figure.qualifier.split("; ")
        return ", ".join(
            f"{opening}{part}{closing}" for part in parts if part and part.casefold() not in told
        )

    def rival(self, figure: FigureRow, other: DisputeRow) -> str:
        """ "others say $141 billion": a value that disputes a figure, written as the figure is."""
        return self.say("disputed_value", value=self._alike(figure, other.value))

    def earlier(self, older: SupersededRow, figure: FigureRow | None = None) -> str:
        """ "5 earlier (9 Apr)": an older value, with its day where that is known.

        Written as its figure is, where that is given.
        """
        value = self._alike(figure, older.value) if figure else self.number(older.value)
        text = self.say("earlier_value", value=value)
        return f"{text} ({self.local(older.as_of, 'day')})" if older.as_of else text

    def _alike(self, figure: FigureRow, value: float) -> str:
        text = self.words.sum(value)
        if figure.unit == "%":
            return self._signed(text, figure.unit)
        return self.words.money(figure.unit, text) or text

    # --- parts, and what stands in which

    def parts(self, brief: Brief) -> tuple[str, ...]:
        """The parts of page and print in order: the audience's, and what nobody may leave out."""
        wanted = self.audience.parts or PARTS
        left = {"note": bool(brief.note), "figures": self._figures_left(brief, wanted)}
        needed = [part for part, there in left.items() if there]
        held = ("takeaways", "changes") if "front" in wanted else ()
        return tuple(p for p in dict.fromkeys((*wanted, *needed, *ALWAYS)) if p not in held)

    @property
    def told_first(self) -> int:
        """How many takeaways the bottom line tells: 1, or 0 where there is none."""
        return 1 if "bottom_line" in (self.audience.parts or PARTS) else 0

    def key_figures(self, brief: Brief) -> tuple[FigureRow, ...]:
        """The figures that stand beside the takeaways: three, up to five where these are long.

        None where the audience's parts have no such place.
        """
        return self.foremost(brief) if "front" in (self.audience.parts or PARTS) else ()

    def foremost(self, brief: Brief) -> tuple[FigureRow, ...]:
        """The figures that matter most, as many as have room beside the takeaways."""
        few = _MOST_KEY
        while few > _LEAST_KEY and _figure_lines(
            first_groups(brief.figures, few)
        ) > self._telling_lines(brief):
            few -= 1
        return first_groups(brief.figures, few)

    def told_together(self, rows: Sequence[FigureRow]) -> tuple[tuple[FigureRow, ...], ...]:
        """The rows of figures: those in one group are values of one clause, printed before it."""
        return together(rows)

    def beside(self, brief: Brief) -> bool:
        """Whether the key figures are a column beside the takeaways: not where it would be longer.

        Then they stand in a row below.
        """
        few = self.key_figures(brief)
        return bool(few) and _figure_lines(few) <= self._telling_lines(brief) + _HOLE

    def _telling_lines(self, brief: Brief) -> int:
        lines = _lines([p.text for p in brief.takeaways[self.told_first :]], _WIDE)
        return lines + _lines([c.after or c.before for c in brief.changes], _WIDE)

    def table_figures(self, brief: Brief) -> tuple[FigureRow, ...]:
        """The figures that do not stand beside the takeaways."""
        return brief.figures[len(self.key_figures(brief)) :]

    def _figures_left(self, brief: Brief, wanted: Sequence[str]) -> bool:
        return "figures" not in wanted and bool(self.table_figures(brief))

    def told_above(self, section: Section, brief: Brief) -> str:
        """The numbers of the takeaways that a section repeats and adds nothing to; or nothing."""
        takeaways = [(p.text, p.citations) for p in brief.takeaways]
        points = [(p.text, p.citations) for p in section.points]
        if not points or not all(point in takeaways for point in points):
            return ""
        return ", ".join(dict.fromkeys(self.numbered(takeaways.index(p)) for p in points))

    def who_reports(self, brief: Brief) -> tuple[tuple[str, tuple[bool, ...]], ...]:
        """Outlets, each with which takeaways it reports; nothing where no two share one.

        The outlet that reports most stands first, of equals the one that is cited first.
        """
        told: dict[str, set[int]] = {}
        for place, point in enumerate(brief.takeaways):
            for citation in point.citations:
                source = self.source(citation)
                told.setdefault(folded(source.outlet or source.uri), set()).add(place)
        rows = sorted(told.items(), key=lambda row: -len(row[1]))[:_MOST_OUTLETS]
        places = range(len(brief.takeaways))
        if len(places) < _LEAST_KEY or not any(
            sum(place in found for _, found in rows) > 1 for place in places
        ):
            return ()
        return tuple((short(name), tuple(p in found for p in places)) for name, found in rows)

    def timeline(self, brief: Brief) -> Timeline | None:
        """When the sources of each takeaway reported it; nothing where few give a moment."""
        return timeline(brief.takeaways, self.sources, self.timezone)

    def report(self, source: Reference) -> str:
        """Who reported something, and when: "Harbour Gazette, 22 Nov 2026, 06:52"."""
        return f"{short(folded(source.outlet or source.uri))}, {self.local(source.published)}"

    def numbered(self, place: int) -> str:
        """What a takeaway is called: the bottom line, or its number in the list."""
        number = place + 1 - self.told_first
        return str(number) if number else self.say("bottom_line")

    @property
    def page_there(self) -> bool:
        """Whether the audience has a page that tells what has no room elsewhere."""
        return "html" in self.audience.formats

    def long_name(self, brief: Brief) -> bool:
        """Whether title and desk have no room beside each other."""
        return len(self.title) > _LONG_TITLE or len(self.desk(brief)) > _LONG_DESK

    # --- the past

    def last(self, figure: FigureRow) -> PastValue | None:
        """What the last edition that had it gave for a figure's measure."""
        return figure.history[-1] if figure.history else None

    def week_ago(self, figure: FigureRow, brief: Brief) -> PastValue | None:
        """What the edition of a week ago gave, or that of the day beside it."""
        return trend.week_ago(figure, brief.edition.date)

    def trend(self, figure: FigureRow, brief: Brief) -> str:
        """A figure over the editions as points of an SVG polyline; nothing for under three."""
        found = trend.points(figure, brief.edition.date)
        return " ".join(f"{x:g},{y:g}" for x, y in found)

    def past(self, brief: Brief) -> tuple[str, ...]:
        """Which columns on the past the figures fill: "last", "week", "trend"."""
        rows = brief.figures
        filled = {
            "last": any(f.history for f in rows),
            "week": any(self.week_ago(f, brief) for f in rows),
            "trend": any(self.trend(f, brief) for f in rows),
        }
        return tuple(name for name, there in filled.items() if there)

    def amount_then(self, figure: FigureRow, past: PastValue) -> str:
        """The value that an earlier edition gave for a figure, and those that disputed it."""
        then = self._bare(replace(figure, value=past.value, low=past.low, high=past.high))
        rivals = ", ".join(map(self.number, past.rivals))
        return f"{then} ({self.say('disputed_value', value=rivals)})" if rivals else then

    def _bare(self, figure: FigureRow) -> str:
        """The value with no unit but a sign: the words of the figure stand beside it."""
        text = self._numeric(figure, self.words.sum)
        return self._signed(text, figure.unit) if _is_sign(figure.unit) else text

    def was(self, figure: FigureRow) -> str:
        """ "was 7,110 on 13 Feb 2023"; nothing where the value did not change."""
        past = self.last(figure)
        if past is None:
            return ""
        then = self.amount_then(figure, past)
        if then == self._bare(figure):
            return ""
        return self.say("was", value=then, day=self.local(past.edition, "day"))

    def over_time(self, figure: FigureRow, brief: Brief) -> str:
        """All values of a figure with their days, in words: the trend line's title."""
        told = [(self.amount_then(figure, past), past.edition) for past in figure.history]
        told.append((self._bare(figure), brief.edition.date))
        days = (self.say("on_day", value=v, day=self.local(d, "day")) for v, d in told)
        return ", ".join(days)

    def told_in(self, earlier: Earlier) -> str:
        """Who told something, and in which edition."""
        outlet = short(folded(earlier.outlet or earlier.title or earlier.uri))
        day = self.local(earlier.edition, "day")
        return self.say("in_edition", outlet=outlet, day=day)

    def before(self, change: Change) -> str:
        """What an updated claim was: its sentence, or where this stands, its support."""
        told = change.earlier
        if told is None or not _TOLD_OTHERWISE.isdisjoint(change.reasons):
            place = f" ({self.told_in(told)})" if told else ""
            return self.say("before", text=folded(change.before)) + place
        support = Point(told.citation.text, told.standing, told.origins, (told.citation,))
        day = self.local(told.edition, "day")
        return self.say("before", text=self.say("on_day", value=self.mark(support), day=day))

    def minutes(self, brief: Brief) -> int:
        """Minutes it takes to read, at least one."""
        points = [*brief.takeaways, *(p for s in brief.sections for p in s.points)]
        return max(1, round(sum(len(p.text.split()) for p in points) / _WORDS_A_MINUTE))

    def mark(self, point: Point) -> str:
        """How well a point is supported, in words, and its rating where its source has one."""
        rating = self.rating(point)
        return self._support(point) + (f" · {rating}" if rating else "")

    def rating(self, point: Point) -> str:
        """The Admiralty code of a point, like "B6"; "" where the desk has not marked its source.

        The letter is the desk's. The number is only ever 1, "confirmed by independent
        sources", or 6, "cannot be judged": all between would be an opinion.
        """
        source = self.sources.get(point.citations[0].article)
        confirmed = point.standing is Standing.CORROBORATED and point.origins > 1
        letter = source.reliability if source else None
        return f"{letter}{1 if confirmed else 6}" if letter else ""

    def marks(self, source: Reference) -> str:
        """What the desk says of a source: what it is, how reliable, under which terms."""
        told = [self.say(f"type_{source.type}") if source.type else ""]
        told.append(self.say("reliability", mark=source.reliability) if source.reliability else "")
        told.append(folded(source.licence or ""))
        return ", ".join(filter(None, told))

    def rates(self, brief: Brief) -> bool:
        """Whether any source has a mark, so that the key must tell what it means."""
        return any(source.reliability for source in brief.sources)

    def _support(self, point: Point) -> str:
        if point.standing is Standing.DISPUTED:
            return self.say("differ")
        if point.standing is Standing.SINGLE_SOURCE or point.origins < 2:
            return self.say("single")
        return self.say("origins", point.origins)

    def voice(self, point: Point) -> str:
        """Whose words a point reports, where several origins report one voice; else nothing.

        In any other point the sentence itself tells who speaks.
        """
        if len(point.voices) != 1 or point.origins < 2:
            return ""
        return self.say("one_voice", name=short(folded(point.voices[0])))

    def stamp(self, brief: Brief) -> str:
        """When the edition was closed, in the profile of ISO 8601 that metadata wants."""
        return closing(brief).strftime("%Y-%m-%dT%H:%M:%SZ")

    # --- the brief, grouped as it is read

    def themes(self, brief: Brief) -> tuple[Section, ...]:
        """The sections of the desk's own themes."""
        return tuple(s for s in brief.sections if not s.discovered)

    def discovered(self, brief: Brief) -> tuple[Section, ...]:
        """The sections that no theme foresaw."""
        return tuple(s for s in brief.sections if s.discovered)

    def passages(self, points: Sequence[Point]) -> tuple[tuple[Point, ...], ...]:
        """Points with those that follow from them: a passage is read in one piece."""
        starts = [n for n, p in enumerate(points) if n == 0 or not p.follows]
        return tuple(tuple(points[a:b]) for a, b in pairwise([*starts, len(points)]))

    def rtl(self, point: Point) -> bool:
        """Whether a point runs from right to left."""
        return self.direction(point.text) == "rtl"

    def contents(self, brief: Brief) -> bool:
        """Whether the print is long enough for a table of contents."""
        return len(brief.sections) > _SHORT

    def shared(self, brief: Brief) -> tuple[tuple[Origin, tuple[int, ...]], ...]:
        """Origins of which several cited articles are copies, with their numbers."""
        return tuple(_shared(brief))

    def copy_of(self, source: Reference) -> str:
        """Which other sources are the same text as this one; or nothing.

        How that is known stands with the first of them.
        """
        if source.id not in self._copies:
            return ""
        numbers, why = self._copies[source.id]
        near = [n for n in numbers[: _NAMED_COPIES + 1] if n != source.number][:_NAMED_COPIES]
        more = " …" if len(numbers) > len(near) + 1 else ""
        told = self.say("copy_of", numbers=", ".join(f"[{n}]" for n in near) + more)
        return f"{told} ({self.said(folded(why))})" if why and source.number == numbers[0] else told

    def held(self, text: str) -> Markup:
        """A text in which no range of numbers is divided at its dash at the end of a line."""
        # What is marked up goes to the page as it is.
        text, parts, at = plain(text), Markup(""), 0
        for found in _RANGE.finditer(text):
            span = Markup('<span class="num">{}</span>').format(found[0])
            parts, at = parts + escape(text[at : found.start()]) + span, found.end()
        return parts + escape(text[at:])

    def breakable(self, text: str) -> str:
        """A text whose long words may be divided, for narrow cells where no style allows it."""
        return _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", text)

    def tail(self, text: str) -> tuple[str, str]:
        """A sentence in two: its last word goes with the citation, if it is not too long."""
        head, _, last = text.rpartition(" ")
        return (f"{head} ", last) if head and len(last) <= _LONGEST_TAIL else (text, "")

    # --- sources and citations

    def source(self, citation: Citation) -> Reference:
        """The source of a citation."""
        return self.sources[citation.article]

    def heading(self, source: Reference) -> str:
        """The title of a source; without one its first words, by which it can be told apart."""
        if title := folded(source.title or ""):
            return title
        # Never a whole sentence: what is quoted stands where its citation is.
        words = folded(source.text[:_READ_FOR_WORDS]).split()[:_FIRST_WORDS]
        ends = (n for n, word in enumerate(words) if n and self.stops(word))
        first = " ".join(words[: next(ends, len(words))])
        opening, closing = self.words.quotes
        return f"{opening}{short(first)}…{closing}" if first else self.say("untitled")

    def name(self, source: Reference) -> str:
        """A source in a few words: its outlet and title."""
        return ", ".join(folded(t) for t in (source.outlet, source.title) if t) or source.uri

    def direction(self, text: str) -> str:
        """How a text runs, "ltr" or "rtl", told by its first letter (UAX #9, rule P2)."""
        kinds = (unicodedata.bidirectional(c) for c in text)
        first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
        return "ltr" if first == "L" else "rtl"

    def foreign(self, source: Reference | Earlier) -> str:
        """The language of a source where it is known and not that of the layout; or nothing."""
        told = source.language if _LANGUAGE_TAG.fullmatch(source.language) else "und"
        return told if told not in ("und", self.language) else ""

    def speech(self, source: Reference | Earlier, text: str) -> Markup:
        """The attributes `lang` and `dir` of a text of a source, where they differ."""
        lang = self.foreign(source)
        named = Markup(' lang="{}"').format(lang) if lang else Markup("")
        rtl = self.direction(text) == "rtl"
        return named + (Markup(' dir="rtl"') if rtl else Markup(""))

    def url(self, address: str | None) -> str:
        """The address if it is http, https or mailto, else nothing."""
        return safe_url(address)

    def shown(self, address: str | None) -> str:
        """An address as it is printed: without scheme, and not too long."""
        bare = safe_url(address).partition("//")[2].removeprefix("www.").rstrip("/")
        return short(bare)

    def stops(self, text: str | None) -> bool:
        """Whether a text ends a sentence by itself."""
        return bool(text) and text.rstrip('”»"’) ')[-1:] in tuple(".?!…") if text else False

    def live(self, citation: Citation) -> str:
        """The address of the sentence on the live page, as a text fragment."""
        return text_fragment(self.source(citation).url, citation.text)

    def anchor(self, citation: Citation) -> str:
        """The id of the quoted sentence in the source view."""
        return f"q{self.source(citation).number}-{citation.start}-{citation.end}"

    def href(self, citation: Citation) -> str:
        """Where a citation leads: its sentence on the page, its source elsewhere."""
        if self.format == PAGE:
            return f"{self.link_base}#{self.anchor(citation)}"
        return f"{self.link_base}#source-{self.source(citation).number}"

    def cite(self, citations: Sequence[Citation]) -> Markup:
        """Links to the sources, one a citation, numbered as the list of sources is.

        Beyond the first few they are folded: a link tells how many more there are. On the
        page it opens them, in print and book it leads to their list.
        """
        letters, shown = _letters(citations), self.first(citations)
        links = [self._link(c, letters[c]) for c in shown]
        # A print has narrow columns, in which a long row of numbers must break.
        between = Markup("&#8203;") if self.format == PRINT else Markup("")
        row = Markup('<span class="cites">{}</span>').format(between.join(links))
        if rest := citations[len(shown) :]:
            row += self._folded(citations[0], rest, letters)
        return row

    def first(self, citations: Sequence[Citation]) -> Sequence[Citation]:
        """The citations that stand behind a sentence; the others are counted."""
        # "and 1 more" would take more room than the one.
        return citations if len(citations) == FOLDED + 1 else citations[:FOLDED]

    def folds(self) -> tuple[Fold, ...]:
        """What print or book have folded so far, for the list behind their sources."""
        return tuple(self._ledger.folds)

    def _folded(
        self, first: Citation, rest: Sequence[Citation], letters: Mapping[Citation, str]
    ) -> Markup:
        number, more = self._ledger.fold(), self.say("and_more", len(rest))
        if self.format == PAGE:
            opened = Markup(" ").join(self._link(c, letters[c]) for c in rest)
            link = Markup(' <a class="more" href="#more-{0}">{1}</a>').format(number, more)
            return link + Markup('<span class="rest" id="more-{0}"> {1}</span>').format(
                number, opened
            )
        back, whole = f"f{number}", more.replace(" ", "\N{NO-BREAK SPACE}")
        links = [self._link(c, letters[c], back) for c in rest]
        # A sentence that is printed twice has one list of its other sources.
        anchor = self._ledger.lists.setdefault((first, *rest), f"fold-{number}")
        link = Markup(' <a class="more" id="{}" href="#{}">{}</a>').format(back, anchor, whole)
        if anchor != f"fold-{number}":
            return link
        rows = (Markup("&#8203;").join(links[n : n + FOLDED]) for n in range(0, len(links), FOLDED))
        words = first.text.split()
        text = " ".join(words[:_OPENING]) + (" …" if len(words) > _OPENING else "")
        self._ledger.folds.append(Fold(anchor, back, self.source(first), text, tuple(rows)))
        return link

    def _link(self, citation: Citation, letter: str, fold: str = "") -> Markup:
        source = self.source(citation)
        anchor = self._ledger.note(citation.article, fold)
        identity = Markup("") if fold else Markup(' id="{}"').format(anchor)
        return Markup(
            '<a class="cite"{} href="{}" data-cite="{}:{}:{}" aria-label="{}">[{}{}]</a>'
        ).format(
            identity,
            self.href(citation),
            source.number,
            citation.start,
            citation.end,
            self.say("source_n", source=f"{source.number}{letter}", title=self.name(source)),
            source.number,
            letter,
        )

    def citations(self, source: Reference) -> tuple[Citation, ...]:
        """The cited spans of a source, in the order of its text."""
        spans = self.cited.get(source.id, ())
        return tuple(Citation(source.id, a, b, quoted(source.text[a:b])) for a, b in spans)

    def cited_by(self, source: Reference) -> tuple[str, ...]:
        """The anchors of the citations of a source that were printed so far."""
        return tuple(self._ledger.printed.get(source.id, ()))

    def page_ref(self, anchor: str) -> Markup:
        """A link to an anchor that says its page; the print fills it in."""
        return self._page_refs((anchor,))

    def page_refs(self, source: Reference) -> Markup:
        """Links to the pages that cite a source, each page once; the print fills them in."""
        return self._page_refs(self.cited_by(source))

    def _page_refs(self, anchors: Sequence[str]) -> Markup:
        """Room for the numbers of the pages on which the anchors will stand."""
        number = "0" * self.room.digits
        links = [
            Markup('<a class="page-ref" href="#{}">{}</a>').format(anchor, number)
            for anchor in anchors[: self.room.pages]
        ]
        return Markup('<span class="page-refs" data-anchors="{}">{}</span>').format(
            " ".join(anchors), Markup(", ").join(links)
        )

    def paragraphs(self, source: Reference) -> tuple[Markup, ...]:
        """The text of a source with each cited span marked, paragraph by paragraph."""
        spans = self.cited.get(source.id, ())
        found = []
        for match in re.finditer(r"\S(?:.|\n(?![^\S\n]*\n))*", source.text):
            inside = [s for s in spans if s[0] < match.end() and s[1] > match.start()]
            found.append(_marked(source, match.start(), match.end(), inside))
        return tuple(found)


def _shared(brief: Brief) -> Iterator[tuple[Origin, tuple[int, ...]]]:
    numbers = {s.id: s.number for s in brief.sources}
    for origin in brief.origins:
        found = tuple(sorted(numbers[a] for a in origin.articles if a in numbers))
        if len(found) > 1:
            yield origin, found


def short(text: str) -> str:
    """A name that is not too long for its place."""
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"


def _word(text: str) -> str:
    return text.strip(" «»„“”\"'").casefold()


def _is_sign(unit: str) -> bool:
    return 0 < len(unit) <= _LONGEST_SIGN


def _marked(source: Reference, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Markup:
    """A stretch of a source's text; spans that overlap share one mark."""
    out, at = Markup(""), start
    for group in _clusters(spans):
        low, high = max(start, group[0][0]), min(end, max(s[1] for s in group))
        ids = [f"q{source.number}-{a}-{b}" for a, b in group if a >= start]
        anchors = Markup("").join(Markup('<span id="{}"></span>').format(i) for i in ids[1:])
        identity = Markup(' id="{}"').format(ids[0]) if ids else Markup("")
        text = escape(plain(source.text[low:high]))
        out += escape(plain(source.text[at:low])) + Markup("<mark{}>{}{}</mark>").format(
            identity, anchors, text
        )
        at = high
    return out + escape(plain(source.text[at:end]))


def _lines(texts: Sequence[str], width: int) -> int:
    """About how many lines so many texts take, each with its marks or facts."""
    return sum(2 + len(text) // width for text in texts)


def _figure_lines(figures: Sequence[FigureRow]) -> int:
    """About how many lines figures take, each with its value above its words."""
    rows = [group[0] for group in together(figures)]
    return 1 + len(rows) + _lines([f.what for f in rows], _NARROW_LINE)


def _letters(citations: Sequence[Citation]) -> Mapping[Citation, str]:
    """A letter for each of several citations of one article, in their order; else nothing."""
    beside = Counter(c.article for c in dict.fromkeys(citations))
    told: Counter[str] = Counter()
    letters: dict[Citation, str] = {}
    for citation in dict.fromkeys(citations):
        many = beside[citation.article] > 1
        letters[citation] = chr(97 + told[citation.article] % 26) if many else ""
        told[citation.article] += 1
    return letters


def _clusters(spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for span in sorted(spans):
        if groups and span[0] < max(s[1] for s in groups[-1]):
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def citations_of(brief: Brief) -> tuple[Citation, ...]:
    """Every citation of a brief, in printing order, each once."""
    return tuple(dict.fromkeys(c for citations in rows_of_citations(brief) for c in citations))


def rows_of_citations(brief: Brief) -> Iterator[Sequence[Citation]]:
    """The citations of each point, figure, dispute, older value and change."""
    points = [*brief.takeaways, *(p for s in brief.sections for p in s.points)]
    yield from (p.citations for p in points)
    yield from (f.citations for f in brief.figures)
    yield from (dispute.citations for f in brief.figures for dispute in f.disputes)
    yield from (older.citations for f in brief.figures for older in f.superseded)
    yield from (change.citations for change in brief.changes)


def closing(brief: Brief) -> datetime:
    """When the edition was closed, in UTC."""
    moment = datetime.fromisoformat(brief.edition.cutoff or brief.edition.date)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def layout_of(brief: Brief, desk: Desk, audience: AudienceSettings, form: str) -> Layout:
    """The layout of a brief in one format."""
    words = wording(audience.language).otherwise(words_of(desk, audience))
    return layout_in(words, brief, audience, form, brief.edition.timezone or desk.timezone)


def layout_in(
    words: Wording, brief: Brief, audience: AudienceSettings, form: str, zone: str
) -> Layout:
    """The layout of a brief in some words and some zone."""
    cited: dict[str, list[tuple[int, int]]] = {}
    for c in citations_of(brief):
        cited.setdefault(c.article, []).append((c.start, c.end))
    return Layout(
        format=form,
        words=words,
        audience=audience,
        timezone=zone,
        sources=MappingProxyType({s.id: s for s in brief.sources}),
        cited=MappingProxyType({a: tuple(sorted(set(spans))) for a, spans in cited.items()}),
        _copies={a: (ns, o.why) for o, ns in _shared(brief) for a in o.articles},
    )
