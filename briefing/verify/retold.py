"""The forms that are lines of text, told once more from the data, word for word.

No template shapes plain text, Markdown and the text part of a mail: the brief itself, the
language, the title and the desk's zone do. The first stands in the data, the others are
read off the form. So each line has to stand as the data has it, in its place: no word of a
title, no number of a source and no mark can be altered, added, left out or put elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, cached_property
from html import unescape
from pathlib import Path
from typing import Any

from briefing.config import LAYOUT_LANGUAGES, AudienceSettings, Desk
from briefing.model import Brief, Point
from briefing.render.folders import WORDS, own, shipped
from briefing.render.json import brief_of
from briefing.render.layout import Layout, layout_in
from briefing.render.markdown import markdown_block
from briefing.render.outline import Block, outline
from briefing.render.text import text_block
from briefing.render.wording import Wording, wording
from briefing.summarize.sections import REST

_HOUR = timedelta(hours=1)
_ZONES = tuple(timezone(timedelta(minutes=m)) for m in range(-12 * 60, 14 * 60 + 1, 15))
"""Where the cut-off names no zone."""
_MOST_TITLE = 12
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHOWN = 90
_SOME = 98_765_432_101_234.0
"""Stands for the total that a figure is a part of."""

Printer = Callable[[Block, Layout], str]
_PRINTERS: Mapping[str, Printer] = {"txt": text_block, "md": markdown_block}


class _Zoned(Wording):
    """A wording that tells the time as it is in one zone, which need not have a name."""

    zone: tzinfo

    def local(self, iso: str | None, zone: str, form: str = "short") -> str:
        return super().local(moved(iso, self.zone), zone, form)

    @classmethod
    def of(cls, code: str, phrases: Mapping[str, Any], zone: tzinfo) -> _Zoned:
        told = wording(code).otherwise(phrases)
        made = cls(code, told._data)
        made.zone = zone
        return made


@dataclass(frozen=True)
class Retold:
    """What lines a brief has in a form. Data that meets its schema, and texts by article."""

    data: Mapping[str, Any]
    analysis: Mapping[str, Any]
    texts: Mapping[str, str]
    desk: Desk | None = None

    def fault(self, kind: str, text: str) -> str:
        """Where a form ("txt", "md") says something else; "" where it is all as it should be."""
        told = _folded(text)
        faults = []
        for code, phrases in self._languages(told):
            title = _title(kind, text, self.data["edition"])
            printed = _Printed(self, kind, title, code, phrases)
            right, fault = printed.fault(told)
            if not fault:
                return ""
            faults.append((right, fault))
        # The language in which most of it is right.
        return max(faults, default=(0, "is in no language that is known"))[1]

    def _languages(self, told: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The languages that may have been meant, with the phrases of each table of words."""
        for code in LAYOUT_LANGUAGES:
            for phrases in ({}, *_tables_of_words(self.desk, code)):
                heading = wording(code).otherwise(phrases).say("key")
                if heading.casefold() in told.casefold():
                    yield code, phrases

    @cached_property
    def zones(self) -> Sequence[tzinfo]:
        """The desk's zone at the cut-off, and what it may be at another time of the year."""
        return zones_of(self.data["edition"]["cutoff"])

    @cached_property
    def briefs(self) -> Sequence[Brief]:
        """The brief; where the data does not tell whose words a point reports, each way."""
        brief = self._whole()
        voices = {id(p): self.voices(p) for p in _points(brief)}
        ways = max(map(len, voices.values()), default=1)

        def spoken(points: Iterable[Point], way: int) -> tuple[Point, ...]:
            return tuple(
                replace(p, voices=voices[id(p)][min(way, len(voices[id(p)]) - 1)]) for p in points
            )

        return [
            replace(
                brief,
                takeaways=spoken(brief.takeaways, way),
                sections=tuple(replace(s, points=spoken(s.points, way)) for s in brief.sections),
            )
            for way in range(ways)
        ]

    def _whole(self) -> Brief:
        """With what the analysis tells beside it."""
        brief = brief_of(self.data)
        found = {theme["key"]: theme["discovered"] for theme in self.analysis["themes"]}
        language = {s["id"]: s["language"] for s in self.analysis["sources"]}
        sources = tuple(
            replace(s, text=self.texts.get(s.id, ""), language=language.get(s.id, "und"))
            for s in brief.sources
        )
        sections = tuple(
            replace(s, discovered=found.get(s.theme, s.theme == REST.key)) for s in brief.sections
        )
        read = len(self.analysis["sources"])
        return replace(brief, sources=sources, sections=sections, articles_read=read)

    def voices(self, point: Point) -> Sequence[tuple[str, ...]]:
        """Whose words it may report: those of its claim, else of its author, else of nobody."""
        cited = {(c.article, c.start, c.end) for c in point.citations}
        first = point.citations[0]
        claims = self._claims.get((first.article, first.start, first.end), [])
        whole = [c for c in claims if cited <= {_place(m) for m in c["members"]}] or claims
        told = [tuple(c["voices"]) for c in whole]
        if told and all(told):
            return list(dict.fromkeys(told))
        author = self._authors.get(first.article)
        return list(dict.fromkeys((*told, (), *(((author,),) if author else ()))))

    @cached_property
    def _authors(self) -> Mapping[str, str | None]:
        return {source["id"]: source["byline"] for source in self.analysis["sources"]}

    @cached_property
    def _claims(self) -> Mapping[tuple[str, int, int], list[Mapping[str, Any]]]:
        found: dict[tuple[str, int, int], list[Mapping[str, Any]]] = {}
        for claim in self.analysis["claims"]:
            for member in claim["members"]:
                found.setdefault(_place(member), []).append(claim)
        return found


class _Printed:
    """A brief in one language, line by line."""

    def __init__(
        self, retold: Retold, kind: str, title: str, code: str, phrases: Mapping[str, Any]
    ) -> None:
        self.retold, self.kind = retold, kind
        self.code, self.phrases = code, phrases
        edition = retold.data["edition"]
        self.audience = AudienceSettings(name=edition["audience"], title=title, language=code)

    def fault(self, told: str) -> tuple[int, str]:
        """How much of a form is right, and where it is not; "" where it is all right."""
        blocks = self._outlined(self.retold.briefs[0], self.retold.zones[0])
        at = 0
        for n, block in enumerate(blocks):
            for printed in (block, *self._ways(n)):
                end = at + len(printed)
                if told.startswith(printed, at) and told[end : end + 1] in ("", " "):
                    at = end + 1
                    break
            else:
                there = told[at : at + len(block) + 10]
                return at + 1, f"says {_around(there, block)}"
        rest = told[at:]
        return (at + 1, f'says "{rest[:_SHOWN]}" at its end') if rest else (0, "")

    @cached_property
    def _others(self) -> Sequence[Sequence[str]]:
        """The same in other zones, and with other voices."""
        briefs = [*self.retold.briefs, _partial(self.retold.briefs[0])]
        rest = [(brief, zone) for zone in self.retold.zones for brief in briefs][1:]
        return [self._outlined(brief, zone) for brief, zone in rest]

    def _ways(self, place: int) -> Iterator[str]:
        """Other ways in which the block at a place may be told."""
        number = wording(self.code).number
        for told in dict.fromkeys(other[place] for other in self._others):
            if (some := number(_SOME)) not in told:
                yield told
            for figure in self.retold.briefs[0].figures if some in told else ():
                yield told.replace(some, number(figure.value))

    def _outlined(self, brief: Brief, zone: tzinfo) -> Sequence[str]:
        words = _Zoned.of(self.code, self.phrases, zone)
        layout = layout_in(words, brief, self.audience, "text", "UTC")
        printed = _PRINTERS[self.kind]
        return [
            text for block in outline(brief, layout) if (text := _folded(printed(block, layout)))
        ]


@cache
def _shipped_words() -> Sequence[Mapping[str, Any]]:
    return tuple(_tables_in(shipped()))


def _tables_of_words(desk: Desk | None, code: str) -> Iterator[Mapping[str, Any]]:
    """What the templates word otherwise in a language."""
    tables = (*_shipped_words(), *(_tables_in(own(desk)) if desk else ()))
    yield from (table[code] for table in tables if isinstance(table.get(code), Mapping))


def _tables_in(root: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(root.glob(f"*/{WORDS}")):
        try:
            yield tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue


def zones_of(cutoff: str) -> Sequence[tzinfo]:
    """The desk's zone at the cut-off, and what it may be at another time of the year."""
    try:
        offset = datetime.fromisoformat(cutoff).utcoffset()
    except ValueError:  # that it is no moment is told of the data
        return (UTC,)
    if offset is None:
        return _ZONES
    least, most = timedelta(hours=-23), timedelta(hours=23)
    return [timezone(o) for o in (offset, offset - _HOUR, offset + _HOUR) if least < o < most]


def moved(iso: str | None, zone: tzinfo) -> str | None:
    """A moment as a clock of the zone shows it, without the zone; anything else as it is."""
    try:
        moment = datetime.fromisoformat(iso or "")
        if moment.tzinfo is None:
            return iso
        return moment.astimezone(zone).replace(tzinfo=None).isoformat()
    except (ValueError, OverflowError):
        return iso


def _title(kind: str, text: str, edition: Mapping[str, Any]) -> str:
    """What the masthead calls the brief; "" for what is no title, and so is a fault."""
    if kind == "txt":
        heading = re.split(r"\n_{10,}\n", text, maxsplit=1)[0]
        told = _folded(heading).removeprefix(_folded(edition.get("tlp", ""))).strip()
        desk = f"{_folded(edition['desk'])} – ".upper()
    else:
        heading = next((line for line in text.split("\n") if line.startswith("# ")), "")
        told = _folded(unescape(_ESCAPED.sub(r"\1", heading[2:])))
        desk = f"{_folded(edition['desk'])} – "
    title = told.removeprefix(desk)
    return title if title != told and len(title.split()) <= _MOST_TITLE else ""


def _folded(text: str) -> str:
    return " ".join(text.split())


def _partial(brief: Brief) -> Brief:
    """Each figure as a part of another: the data does not tell of which."""
    return replace(brief, figures=tuple(replace(f, total=_SOME) for f in brief.figures))


def _points(brief: Brief) -> Iterator[Point]:
    yield from brief.takeaways
    for section in brief.sections:
        yield from section.points


def _place(cite: Mapping[str, Any]) -> tuple[str, int, int]:
    return cite["article"], cite["start"], cite["end"]


def _around(there: str, wanted: str) -> str:
    """The two where they part, from some words before."""
    same = next((n for n, (a, b) in enumerate(zip(there, wanted, strict=False)) if a != b), 0)
    start = max(0, there.rfind(" ", 0, max(0, same - 20)) + 1)
    return f'"{there[start : start + _SHOWN]}", its JSON "{wanted[start : start + _SHOWN]}"'
