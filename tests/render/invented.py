"""Briefs of invented days, drawn from a seed: long names, many citations, few or many themes."""

from __future__ import annotations

import hashlib
import re
from random import Random

from briefing.model import (
    Brief,
    ChangeKind,
    Citation,
    DisputeRow,
    Edition,
    FigureRow,
    Gap,
    Origin,
    Point,
    Reference,
    Section,
    Standing,
)

_WORDS = re.findall(
    r"\w+",
    """
    harbour dyke ferry orchard council tunnel granary lighthouse quarry vineyard archive
    viaduct pilots millers surveyors weavers engineers said found closed opened promised
    counted carried repaired flooded measured sold the the a of in on after before near
    under without between northern eastern upper lower old narrow unpaid temporary
    provisional interdepartmental
    """,
)
_DRAWN = ("1,240", "14.5 per cent", "2,000-3,500", "17", "£3.25m", "6 November 2031", "1931–1947")


def invented(seed: int, desk: str = "Varn") -> Brief:
    """A brief of an invented day; the same seed gives the same."""
    draw = Random(seed)
    found = _Press(draw, draw.choice((3, 9, 24, 60)))
    sections = [found.section(n) for n in range(draw.choice((1, 4, 9)))]
    name = (
        desk if seed % 3 else "Interdepartmental Task Force on the Lower Varn and its Tributaries"
    )
    return Brief(
        edition=Edition(name, "2031-11-06", "2031-11-06T05:30:00+00:00", "analyst", seed, "UTC"),
        takeaways=tuple(found.point() for _ in range(draw.choice((1, 3, 5)))),
        sections=tuple(sorted(sections, key=lambda s: s.discovered)),
        figures=tuple(found.figure() for _ in range(draw.choice((0, 2, 5, 16)))),
        changes=(),
        sources=tuple(found.sources),
        origins=tuple(Origin(s.origin, (s.id,)) for s in found.sources),
        gaps=tuple(Gap(found.name(), found.words(9)) for _ in range(draw.choice((0, 1, 12)))),
        articles_read=len(found.sources),
    )


class _Press:
    def __init__(self, draw: Random, count: int) -> None:
        self.draw = draw
        self.sources = [self._source(n) for n in range(1, count + 1)]

    def words(self, count: int) -> str:
        told = [self.draw.choice(_WORDS) for _ in range(count)]
        if count > 6:
            told[self.draw.randrange(2, count)] = self.draw.choice(_DRAWN)
        return " ".join(told).capitalize()

    def name(self) -> str:
        return " ".join(
            self.draw.choice(_WORDS).title() for _ in range(self.draw.choice((1, 2, 7)))
        )

    def _source(self, number: int) -> Reference:
        text = "\n".join(self.words(self.draw.randrange(8, 44)) + "." for _ in range(12))
        digest = hashlib.sha256(f"{number}{text}".encode()).hexdigest()
        return Reference(
            digest[:12], number, f"{number}.txt", f"https://press.example/{number}",
            self.words(self.draw.choice((4, 9, 20))), self.name(), "2031-11-05T18:00:00+00:00",
            f"o{number}", digest, "en", text,
        )  # fmt: skip

    def cite(self) -> Citation:
        source = self.draw.choice(self.sources)
        text = self.draw.choice(source.text.split("\n"))
        start = source.text.index(text)
        return Citation(source.id, start, start + len(text), text)

    def cites(self) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(self.cite() for _ in range(self.draw.choice((1, 1, 2, 5, 14)))))

    def point(self) -> Point:
        cites = self.cites()
        origins = len({c.article for c in cites})
        standing = Standing.CORROBORATED if origins > 1 else Standing.SINGLE_SOURCE
        voices = (self.name(),) if origins > 1 and self.draw.random() < 0.3 else ()
        change = self.draw.choice((None, None, ChangeKind.NEW))
        return Point(
            cites[0].text,
            self.draw.choice((standing, standing, Standing.DISPUTED)),
            origins,
            cites,
            change,
            voices=voices,
        )

    def section(self, number: int) -> Section:
        points = tuple(self.point() for _ in range(self.draw.choice((0, 1, 3, 6))))
        title = self.words(self.draw.choice((1, 3, 8)))
        return Section(f"t{number}", f"{title} {number}", points, bool(points) and number > 4)

    def figure(self) -> FigureRow:
        cites = self.cites()
        value = self.draw.choice((4.0, 17.5, 12_345.0, 20_000_000_000.0, 123_456_789.0))
        high = value * 2 if self.draw.random() < 0.3 else None
        rivals = (DisputeRow(value * 3, (self.cite(),)),) if self.draw.random() < 0.3 else ()
        return FigureRow(
            value, value if high else None, high, self.draw.choice(("people", "dollars", "%")),
            cites[0].text[:150].rsplit(" ", 1)[0], False, self.name(), "2031-11-05",
            self.draw.choice(("", "at least")), cites, rivals,
        )  # fmt: skip
