"""Is a print the one that this desk and this version make of its JSON?

A print is the same bytes each time. So it can be made once more from the JSON, and whatever
was done to its pages shows, were it a colour. Two things stand in no JSON and are read off
the print: which articles are their author's opinion, and of which total a figure is a part.
A wrong reading makes other bytes, and never the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from briefing.config import AudienceSettings, Desk
from briefing.engine import Limits, Processes
from briefing.errors import ConfigError, RenderError
from briefing.model import Brief, FigureRow, Point
from briefing.press import shown
from briefing.render.citing import PRINT
from briefing.render.layout import Layout, layout_of
from briefing.render.plain import folded
from briefing.render.saying import short
from briefing.verify.forms import FormError, get_ready, read_form
from briefing.verify.retold import Retold
from briefing.verify.words import words
from briefing.workers import MB

_LIMITS = Limits(60.0, 1024 * MB, 64 * MB)
_NEAR = 400
"""Letters behind what a figure counts in which the total of its part stands."""
_SCALE = 0.7
"""Of 72 pixels an inch: pages that look alike in it are alike to a reader."""


def fault_of_print(retold: Retold, desk: Desk, content: bytes) -> str:
    """What is wrong with a print of the data; "" where it is the same to the byte."""
    try:
        audience = desk.audience(retold.data["edition"]["audience"])
        said = _limited(partial(_said, content))
        brief = _as_printed(retold, desk, audience, said)
        made = shown(brief, desk, audience, "pdf").content
        if made == content:
            return ""
        page = _limited(partial(_first_other, (content, made)))
    except (ConfigError, RenderError, FormError) as error:
        return f"cannot be printed again: {error}"
    where = f"looks otherwise on page {page}" if page.isdecimal() else "looks alike, but differs"
    return f"{where}: not the print that {desk.file} and this version make of its JSON"


def _as_printed(retold: Retold, desk: Desk, audience: AudienceSettings, said: str) -> Brief:
    """The brief with what stands in no JSON, as the print says it."""
    brief = retold.briefs[0]
    brief = replace(brief, edition=replace(brief.edition, timezone=desk.timezone))
    layout = layout_of(brief, desk, audience, PRINT)

    def spoken(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(replace(p, voices=_voices(retold, p, layout, said)) for p in points)

    return replace(
        brief,
        takeaways=spoken(brief.takeaways),
        sections=tuple(replace(s, points=spoken(s.points)) for s in brief.sections),
        figures=tuple(replace(f, total=_total(f, brief, layout, said)) for f in brief.figures),
    )


def _voices(retold: Retold, point: Point, layout: Layout, said: str) -> tuple[str, ...]:
    ways = retold.voices(point)
    for voices in ways if len(ways) > 1 else ():
        told = len(voices) == 1 and layout.say("one_voice", name=short(folded(voices[0])))
        if told and _letters(told) in said:
            return voices
    return next((way for way in ways if len(ways) == 1 or len(way) != 1), ways[0])


def _total(figure: FigureRow, brief: Brief, layout: Layout, said: str) -> float | None:
    what = _letters(folded(figure.what))
    behind = [said[at.end() : at.end() + _NEAR] for at in re.finditer(re.escape(what), said)]
    for value in dict.fromkeys(other.value for other in brief.figures):
        told = _letters(layout.say("part_of", total=layout.number(value)))
        if value != figure.value and any(told in part for part in behind):
            return value
    return None


def _letters(text: str) -> str:
    """A print divides words where it likes."""
    return "".join(words(text))


# --- In a limited process: a print may be anybody's ------------------------------------------


def _limited(work: partial[str]) -> str:
    """What `work` tells of a print. Raises `FormError` where it cannot be read."""
    results = Processes(1, _LIMITS, few=1).map(_called, [work], _unread, get_ready)
    (result,) = results
    if isinstance(result, FormError):
        raise result
    return result


def _called(work: partial[str]) -> str | FormError:
    try:
        return work()
    except FormError as error:
        return error


def _unread(_work: object, reason: str) -> FormError:
    return FormError(reason)


def _said(content: bytes) -> str:
    form = read_form("pdf", content)
    assert form is not None
    return form.seen.replace(" ", "")


def _first_other(prints: tuple[bytes, bytes]) -> str:
    """The number of the first page that looks otherwise; "" where all look alike."""
    import pypdfium2

    one, other = map(pypdfium2.PdfDocument, prints)
    for number in range(max(len(one), len(other))):
        if number >= min(len(one), len(other)) or _looks(one[number]) != _looks(other[number]):
            return str(number + 1)
    return ""


def _looks(page: object) -> Mapping[str, object]:
    bitmap = page.render(scale=_SCALE)  # type: ignore[attr-defined]
    return {"size": (bitmap.width, bitmap.height), "pixels": bytes(bitmap.buffer)}
