"""Small real nouns for tests, built without the rooms that would normally make them."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from briefing.model import Article, Kind, Unit

_ENDS = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[A-Z“\"])")


def article(text: str, name: str = "", **fields: Any) -> Article:
    """An article whose units are the sentences of `text`, all of them body.

    Paragraphs are set apart by a blank line. The splitting is naive on purpose:
    it must not depend on the room under test.
    """
    digest = hashlib.sha256(f"{name}\0{text}".encode()).hexdigest()
    return Article(
        id=fields.pop("id", digest[:12]),
        uri=fields.pop("uri", f"{name or digest[:6]}.txt"),
        text=text,
        units=fields.pop("units", _units(text)),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        language=fields.pop("language", "en"),
        **fields,
    )


def _units(text: str) -> tuple[Unit, ...]:
    units = []
    for number, paragraph in enumerate(re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)):
        start, stop = paragraph.start(), paragraph.start() + len(paragraph.group().rstrip())
        cuts = [m.end() for m in _ENDS.finditer(text, start, stop)]
        for low, high in zip([start, *cuts], [*cuts, stop], strict=True):
            end = low + len(text[low:high].rstrip())
            units.append(Unit(low, end, Kind.BODY, number))
    return tuple(units)
