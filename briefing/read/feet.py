"""What stands below a text and is none of it: pleas, biographies, notes on the text itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.model import Kind
from briefing.read.people import persons
from briefing.read.wording import Wording

if TYPE_CHECKING:
    from briefing.read.clean import Paragraph

_LONGEST_CHROME = 30
_LONGEST_LABEL = 6
_LONGEST_TRAILER = 8
_LONGEST_PROMOTION = 90
_LONGEST_FOOT, _MOST_FEET = 60, 8
"""Words of a paragraph of the foot, and how many of them a text has at most."""
_LEAST_ABOVE = 3
"""Paragraphs that tell how a text speaks."""
_QUOTED = re.compile('["“”«»„]')


def feet(found: list[Paragraph], words: Wording, authors: str) -> list[Paragraph]:
    """What stands below the text of it, of its author, or to its reader, some paragraphs long.

    From the end up: the first paragraph that is none of this ends the story. One that
    only goes on about an author ("He joined ...") is judged with the one above it.
    """
    marked = list(found)
    names = _authors(found, words, authors)
    told = [n for n, p in enumerate(found) if p.kind is None and p.finished]
    going_on: list[int] = []
    left = _MOST_FEET
    for n in range(len(found) - 1, 0, -1):
        p = found[n]
        if p.kind is not None or (p.line and p.words <= _LONGEST_LABEL):
            continue
        bio = _is_bio(p, names, words)
        above = [found[m] for m in told if m < n]
        if left and (bio or _is_foot(p, words) or _turns_to_reader(p, above, words)):
            for foot in (n, *(going_on if bio else ())):
                marked[foot] = replace(found[foot], kind=Kind.BOILERPLATE)
            going_on, left = [], left - 1
        elif left and not going_on and p.words <= _LONGEST_CHROME and words.refers.match(p.text):
            going_on.append(n)
        else:
            break
    return marked


def _authors(found: Sequence[Paragraph], words: Wording, stated: str) -> frozenset[str]:
    """The names of those who wrote a text, as stated and as signed above it."""
    text = next((n for n, p in enumerate(found) if p.kind is None and p.finished), 0)
    signed = [p.text for p in found[:text] if p.kind is Kind.CREDIT]
    names = (name for line in (stated, *signed) for name in persons(line, words).split(", "))
    return frozenset(filter(None, names))


def _is_bio(p: Paragraph, names: frozenset[str], words: Wording) -> bool:
    """Whether a paragraph tells of an author: by its form, or of one who signed the text."""
    if p.words > _LONGEST_PROMOTION:
        return False
    if words.bios.match(p.text):
        return True
    if _QUOTED.search(p.text):
        return False
    return any(name in p.text or p.text.startswith(f"{name.split()[0]} ") for name in names)


def _is_foot(p: Paragraph, words: Wording) -> bool:
    if p.words > _LONGEST_FOOT or words.said.search(p.text) or _QUOTED.search(p.text):
        return False
    return bool(words.foot.search(p.text))


def _turns_to_reader(p: Paragraph, above: Sequence[Paragraph], words: Wording) -> bool:
    """Whether a paragraph speaks to its reader below a text that nowhere does.

    A column or an interview says "you", "we" or "I" all through.
    """
    if p.words > _LONGEST_FOOT or len(above) < _LEAST_ABOVE or not words.reader.search(p.text):
        return False
    if words.said.search(p.text) or _QUOTED.search(p.text):
        return False
    unquoted = (q.text for q in above if not _QUOTED.search(q.text))
    return not any(words.reader.search(text) or words.writer.search(text) for text in unquoted)


def trailers(found: list[Paragraph], words: Wording) -> list[Paragraph]:
    """The short last sentences of a plea that stands below the text: "Every penny counts."

    Each follows a whole sentence of the plea, and only furniture follows it.
    """
    marked = list(found)
    last = max((n for n, p in enumerate(found) if p.kind in (None, Kind.BODY)), default=0)
    first = last
    while first > 1 and _trails(found[first], words):
        first -= 1
    above = found[first]
    if first < last and above.kind is Kind.BOILERPLATE and above.finished and above.words > 4:
        for n in range(first + 1, last + 1):
            marked[n] = replace(found[n], kind=Kind.BOILERPLATE)
    return marked


def _trails(p: Paragraph, words: Wording) -> bool:
    speaks = p.words <= _LONGEST_CHROME and words.address.search(p.text)
    short = p.finished and (p.words <= _LONGEST_TRAILER or speaks)
    return (
        bool(short)
        and p.kind is None
        and not words.said.search(p.text)
        and not _QUOTED.search(p.text)
    )


def references(found: list[Paragraph], words: Wording) -> list[Paragraph]:
    """The sources that a text names in a list below a heading, up to the next heading.

    What tells who said something goes on with the text.
    """
    marked = list(found)
    listed = told = False
    for n, p in enumerate(found):
        heading = p.line and p.kind in (None, Kind.SUBHEAD)
        if heading and words.references.match(p.text):
            listed = told
        elif p.kind is Kind.SUBHEAD or (p.finished and words.said.search(p.text)):
            listed = False
        told = told or (p.kind is None and p.finished)
        if listed and p.kind in (None, Kind.SUBHEAD, Kind.BODY):
            marked[n] = replace(p, kind=Kind.BOILERPLATE)
    return marked


def abouts(found: list[Paragraph], words: Wording) -> list[Paragraph]:
    """What a company says of itself below its news, up to the next heading.

    Its heading names it, and what follows begins with that name.
    """
    marked = list(found)
    heading: int | None = None
    name = ""
    for n, p in enumerate(found):
        if p.line and p.kind in (None, Kind.SUBHEAD) and n:
            heading = n if _is_about(found, n, words) else None
            name = _first_name(found[n + 1].text, words) if found[n + 1 : n + 2] else ""
        elif heading is not None and n > heading + 1 and not _goes_on_about(p, name, words):
            heading = None  # the story goes on
        if heading is not None and p.kind in (None, Kind.SUBHEAD, Kind.BODY):
            marked[n] = replace(p, kind=Kind.BOILERPLATE)
    return marked


def _goes_on_about(p: Paragraph, name: str, words: Wording) -> bool:
    """Whether a paragraph says more of a sender: it names it, or refers to it."""
    refers = bool(words.refers.match(p.text))
    return (bool(name) and name in p.text) or (refers and not words.said.search(p.text))


def _first_name(text: str, words: Wording) -> str:
    bare = words.article.sub("", text).split()
    return bare[0] if bare else ""


def _is_about(found: Sequence[Paragraph], n: int, words: Wording) -> bool:
    if words.about_us.match(found[n].text):
        return True
    heading = words.about.match(found[n].text)
    if not heading or n + 1 == len(found):
        return False
    name, below = heading["name"].split(), words.article.sub("", found[n + 1].text)
    first = next((word for word in name if not words.article.match(f"{word} ")), name[0])
    # Other languages than English keep their article before the name.
    opening = [word.strip(".,;:").casefold() for word in below.split()[:3]]
    return first.casefold() in opening
