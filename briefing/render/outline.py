"""A brief as a sequence of blocks, for the forms that are lines of text.

Plain text, Markdown and the text part of the mail print the same blocks in the
same order; what a block looks like is theirs. The order is that of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefing.model import Brief, ChangeKind, Citation, FigureRow, Point, Reference, Section
from briefing.render.layout import Layout
from briefing.render.plain import folded, plain


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is the masthead, 2 a part, 3 a theme."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in the layout's own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list: `text`, what it cites, and remarks on it.

    `quoted` tells that `text` is a source's sentence. An entry that `follows` is
    understood only after the one before it. The `value` of a figure stands before its words.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    remarks: tuple[str, ...] = ()
    quoted: bool = False
    follows: bool = False
    value: str = ""

    @property
    def whole(self) -> str:
        """The text behind its value."""
        return ": ".join(filter(None, (self.value, self.text)))


@dataclass(frozen=True, slots=True)
class Note:
    """The editor's own words, in Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """One article: number, title in its own language with the stop it needs, where and when."""

    number: int
    title: str
    details: tuple[str, ...]
    url: str
    stop: str = "."


Block = Heading | Line | Entry | Note | Source


def outline(brief: Brief, layout: Layout) -> Iterator[Block]:
    """The blocks of a brief in reading order. No text in them holds controls or line ends,
    but for the editor's note.
    """
    yield from _masthead(brief, layout)
    yield from _note(brief, layout)
    yield from _points(layout.say("bottom_line"), brief.takeaways[:1], layout)
    yield from _points(layout.say("takeaways"), brief.takeaways[1:], layout)
    yield from _changes(brief, layout)
    few = layout.foremost(brief)
    yield from _figures(layout.say("figures"), few, layout)
    yield from _sections(layout.themes(brief), layout, 2)
    if found := layout.discovered(brief):
        yield Heading(layout.say("also"), 2)
        yield from _sections(found, layout, 3)
    yield from _figures(layout.say("more_figures"), brief.figures[len(few) :], layout)
    yield from _gaps(brief, layout)
    yield from _sources(brief, layout)
    yield from _key(brief, layout)


def _masthead(brief: Brief, layout: Layout) -> Iterator[Block]:
    edition = brief.edition
    if edition.tlp:
        yield Line(folded(edition.tlp))
    yield Heading(f"{folded(edition.desk)} – {folded(layout.title)}", 1)
    facts = (
        layout.local(edition.date, "long"),
        layout.say("cutoff", time=layout.local(edition.cutoff, "time")),
        layout.say("number", edition.number),
        folded(edition.audience),
        layout.say("reading", layout.minutes(brief)),
        layout.say("sources_read", brief.articles_read),
    )
    yield Line(", ".join(facts))


def _note(brief: Brief, layout: Layout) -> Iterator[Block]:
    if text := plain(brief.note).strip():
        yield Heading(layout.say("note"), 2)
        yield Line(layout.say("note_mark"))
        yield Note(text)


def _points(title: str, points: Sequence[Point], layout: Layout) -> Iterator[Block]:
    if points:
        yield Heading(title, 2)
        yield from _entries(points, layout)


def _entries(points: Iterable[Point], layout: Layout) -> Iterator[Entry]:
    for place, point in enumerate(points):
        remarks = [layout.mark(point)]
        if point.change in (ChangeKind.NEW, ChangeKind.UPDATED):
            remarks.append(layout.say(point.change.value))
        if voice := layout.voice(point):
            remarks.append(voice)
        follows = point.follows and place > 0
        yield Entry(folded(point.text), point.citations, tuple(remarks), True, follows)


def _sections(sections: Iterable[Section], layout: Layout, level: int) -> Iterator[Block]:
    for section in sections:
        yield Heading(folded(section.title), level)
        if section.points:
            yield from _entries(section.points, layout)
        else:
            yield Line(layout.say("empty"))


def _changes(brief: Brief, layout: Layout) -> Iterator[Block]:
    if brief.changes:
        day = layout.local(brief.since, "day")
        yield Heading(f"{layout.say('changes')}{f', {day}' if day else ''}", 2)
    for change in brief.changes:
        before, after = folded(change.before), folded(change.after)
        remarks = [layout.say(change.kind.value)]
        if before and after:
            remarks.append(layout.before(change))
        elif change.earlier:
            remarks.append(layout.told_in(change.earlier))
        yield Entry(after or before, change.citations, tuple(remarks), quoted=True)


def _figures(title: str, figures: Sequence[FigureRow], layout: Layout) -> Iterator[Block]:
    if figures:
        yield Heading(title, 2)
    for group in layout.told_together(figures):
        row = group[0]
        counted = folded(layout.counted(row))
        value = " · ".join(folded(layout.amount(one)) for one in group)
        yield Entry(counted, row.citations, tuple(_remarks(row, layout)), value=value)
        for other in row.disputes:
            text = folded(layout.rival(row, other))
            yield Entry(text, other.citations, (layout.say("differ"),), follows=True)
        for older in row.superseded:
            yield Entry(folded(layout.earlier(older, row)), older.citations, (), follows=True)


def _remarks(row: FigureRow, layout: Layout) -> Iterator[str]:
    if row.total is not None:
        yield layout.say("part_of", total=layout.number(row.total))
    if was := layout.was(row):
        yield folded(was)
    if row.lowered:
        yield layout.say("lowered")
    if doubt := layout.doubt(row):
        yield folded(doubt)
    if row.attribution:
        yield f"{layout.say('who')}: {folded(row.attribution)}"
    if row.as_of:
        yield f"{layout.say('as_of')}: {folded(layout.local(row.as_of, 'day'))}"


def _gaps(brief: Brief, layout: Layout) -> Iterator[Block]:
    yield Heading(layout.say("gaps"), 2)
    if not brief.gaps:
        yield Line(layout.say("no_gaps"))
    for gap in brief.gaps:
        yield Entry(f"{folded(gap.where)}: {folded(layout.said(gap.what))}")
    if rows := layout.account(brief):
        told = ". ".join(f"{source}: {became}" for source, became in rows)
        yield Line(f"{layout.say('account')}. {told}.")


def _sources(brief: Brief, layout: Layout) -> Iterator[Block]:
    yield Heading(layout.say("sources"), 2)
    for source in brief.sources:
        yield _source(source, layout.copy_of(source), layout)


def _source(source: Reference, copy_of: str, layout: Layout) -> Source:
    url = layout.url(source.url)
    details = [folded(source.outlet or "")]
    details.append(folded(layout.local(source.published)) or layout.say("undated"))
    details.append(layout.marks(source))
    if not url:
        details.append(folded(source.uri))
    details.append(copy_of)
    title = layout.heading(source)
    stop = "" if layout.stops(title) else "."
    return Source(source.number, title, tuple(filter(None, details)), url, stop)


def _key(brief: Brief, layout: Layout) -> Iterator[Block]:
    yield Heading(layout.say("key"), 2)
    yield Line(layout.say("key_verbatim"))
    for mark, meaning in (
        (layout.say("origins", 2), "key_origins"),
        (layout.say("single"), "key_single"),
        (layout.say("differ"), "key_differ"),
    ):
        yield Entry(f"{mark}: {layout.say(meaning)}")
    yield Entry(f"{layout.say('one_voice', name='…')} {layout.say('key_voice')}")
    if layout.rates(brief):
        yield Entry(f"B1, B6: {layout.say('key_rating')}")
    for kind in ("new", "updated", "dropped") if brief.since else ():
        yield Entry(f"{layout.say(kind)}: {layout.say(f'key_{kind}')}")
