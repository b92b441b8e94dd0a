"""What a template knows beside the brief: words, dates, numbers and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType

from markupsafe import Markup, escape

from briefing.config import AudienceSettings, Desk
from briefing.model import (
    Account,
    Brief,
    Change,
    Citation,
    Earlier,
    FigureRow,
    Origin,
    Point,
    Reference,
    Section,
    Standing,
)
from briefing.render.citing import Citing
from briefing.render.folders import folder_of, words_of
from briefing.render.plain import folded, plain
from briefing.render.saying import short
from briefing.render.timeline import Timeline, timeline
from briefing.render.together import first_groups, together
from briefing.render.whole import whole
from briefing.render.wording import Wording, wording

# Where not the support alone is new, but what is told.
_TOLD_OTHERWISE = frozenset({"numbers", "day", "developed"})
_WORDS_A_MINUTE = 220
_LONGEST_TAIL = 24
_SHORT = 4
_LONG_WORD = re.compile(r"\S{12}(?=\S{4})")  # the name of a file, in a cell of a mail
_NAMED_COPIES = 5
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


_ASIDE = {
    "no article in it": "aside_no_article",
    "read before": "aside_read_before",
    "revised since": "aside_revised",
    "beyond the most of its source": "aside_most",
}
"""The reasons that are told most, and the words for them."""
_INCHES = re.compile(r"([\d.]+)in ([\d.]+)in")
_A4_ROOM = 7.1 * 10.5
"""Square inches of an executive's A4 within its margins."""
_A5, _SMALL_EDGES = (5.83, 8.27), (0.71, 0.98)
"""Inches: a page, and what the margins of `small.css` take of its sides."""
_SMALL = 7.0
"""Inches across a page below which marks stand above their points, not beside them."""


@dataclass(frozen=True, slots=True)
class Layout(Citing):
    """One rendering of one brief. `docs/templates.md` lists what templates may use.

    The mail alone knows `unsubscribe`, the address for that. `left_out` tells how many
    points and rows were too many for it, or for a print that has a page and no more; `web`
    is the address of the page that has them, where the desk has one.
    """

    unsubscribe: str = ""
    left_out: int = 0
    web: str = ""
    size: float = 9.6
    _copies: Mapping[str, tuple[tuple[int, ...], str]] = field(default_factory=dict, repr=False)

    # --- who and where

    @property
    def paper(self) -> str:
        """The size of a page as CSS has it: "A4", "6.212in 8.283in"."""
        return self.audience.page[0]

    @property
    def is_small(self) -> bool:
        """Whether a page is hardly larger than a hand, as A5 and e-readers are."""
        return self.audience.page[1] < _SMALL

    @property
    def sheet(self) -> int:
        """How many pages have room for what stands on one sheet of A4: 1, of A5 2."""
        if not self.is_small:
            return 1
        found = _INCHES.fullmatch(self.paper)
        across, down = (float(found[1]), float(found[2])) if found else _A5
        room = max(0.5, across - _SMALL_EDGES[0]) * max(0.5, down - _SMALL_EDGES[1])
        return max(2, round(_A4_ROOM / room))

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
        """A text in which no number is parted: not a range at its dash, nor a sum or a date."""
        # What is marked up goes to the page as it is.
        text, parts, at = plain(text), Markup(""), 0
        for found in whole().finditer(text):
            span = Markup('<span class="num">{}</span>').format(found[0])
            parts, at = parts + escape(text[at : found.start()]) + span, found.end()
        return parts + escape(text[at:])

    def breakable(self, text: str) -> str:
        """A text whose long words may be divided, for narrow cells where no style allows it."""
        return _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", text)

    def tail(self, text: str) -> tuple[str, str]:
        """A sentence in two: its last word goes with the citation, if it is not too long."""
        head, _, last = text.rpartition(" ")
        # Where it is the end of a sum or of a date, that goes with it.
        for found in whole().finditer(text, max(0, len(text) - _LONGEST_TAIL)):
            if found.start() and found.start() < len(head) < found.end():
                head, last = text[: found.start()].rstrip(), text[found.start() :]
        return (f"{head} ", last) if head and len(last) <= _LONGEST_TAIL else (text, "")


def _shared(brief: Brief) -> Iterator[tuple[Origin, tuple[int, ...]]]:
    numbers = {s.id: s.number for s in brief.sources}
    for origin in brief.origins:
        found = tuple(sorted(numbers[a] for a in origin.articles if a in numbers))
        if len(found) > 1:
            yield origin, found


def _word(text: str) -> str:
    return text.strip(" «»„“”\"'").casefold()


def _lines(texts: Sequence[str], width: int) -> int:
    """About how many lines so many texts take, each with its marks or facts."""
    return sum(2 + len(text) // width for text in texts)


def _figure_lines(figures: Sequence[FigureRow]) -> int:
    """About how many lines figures take, each with its value above its words."""
    rows = [group[0] for group in together(figures)]
    return 1 + len(rows) + _lines([f.what for f in rows], _NARROW_LINE)


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
