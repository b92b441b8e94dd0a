"""The line that says where, when and by which agency a report was filed.

"KYIV, Feb 14 (Agency) –", "BERLIN —", "(Agency) -": told by its form, which style
books of wire services share, not by a list of places or agencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.read.wording import Wording

_DASH = re.compile(r"\s*(?P<dash>[–—:.]|--?|(?<=\s)_(?=\s))(?=\s|[\"“«A-ZА-ЯЁІЇЄҐ]|\Z)\s*")
_LONGEST = 110
_BARE_AGENCY = re.compile(r"\((?P<agency>[A-Z][\w.&' /-]{1,30})\)\s*(?:[–—-]+\s*)?(?=[\"“]?[A-Z])")
_AGENCY = re.compile(r"\s*\((?P<agency>[^()]{2,40})\)\s*\Z")
_DAY_PREFIX = re.compile(
    r"\W{0,3}(?:(?:date|published|updated|posted)\b[:\s]*)?"
    r"(?P<day>(?:19|20)\d\d-[01]\d-[0-3]\d)(?P<time>[T ][0-2]\d:[0-5]\d(?::[0-5]\d)?"
    r"(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?[\s:–—|-]*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where it ends in the text, and what it says. `date` is a match of `Wording.date`."""

    end: int
    place: str = ""
    agency: str = ""
    date: re.Match[str] | None = None


def day_prefix(text: str, start: int, end: int) -> re.Match[str] | None:
    """An ISO date that some exporter glued before the first words."""
    return _DAY_PREFIX.match(text, start, end)


def dateline(text: str, start: int, end: int, words: Wording) -> Dateline | None:
    """The dateline at the beginning of a paragraph, if it has one."""
    if bare := _BARE_AGENCY.match(text, start, end):
        return Dateline(bare.end(), agency=bare["agency"]) if _name(bare["agency"]) else None
    for dash in _DASH.finditer(text, start + 2, min(end, start + _LONGEST)):
        if line := _filed(text, start, dash, end, words):
            return line
    return None


def _filed(text: str, start: int, dash: re.Match[str], end: int, words: Wording) -> Dateline | None:
    """The dateline that ends with this dash, if what stands before it is one."""
    head, agency = text[start : dash.start()], ""
    if (found := _AGENCY.search(head)) and _name(found["agency"]):
        head, agency = head[: found.start()], found["agency"]
    date = next(words.date.finditer(head), None) if any(map(str.isdigit, head)) else None
    if date:
        head = head[: date.start()] + head[date.end() :]
    place = head.strip(" ,.")
    if not _place(place, agency, date):
        return None
    if dash["dash"] == ".":
        sure = bool(date) and place.isupper()
    else:
        sure = bool(agency) or bool(date) or _plain(text, dash, end)
    return Dateline(dash.end(), place, agency, date) if sure else None


def _name(text: str) -> bool:
    """Capitalized throughout and short, as an agency's name is."""
    words = text.split()
    return 0 < len(words) <= 4 and all(word[0].isupper() for word in words)


def _place(place: str, agency: str, date: re.Match[str] | None) -> bool:
    """Whether words can be a place: in capitals, or capitalized where an agency follows."""
    words = re.split(r"[\s,/]+", place) if place else []
    if not words or len(words) > 7 or not all(word[:1].isupper() for word in words):
        return False
    shout = words[0].isupper() and len(words[0].strip(".")) > 2
    return shout or bool(agency) or (bool(date) and len(words) <= 3)


def _plain(text: str, match: re.Match[str], end: int) -> bool:
    """A place alone is believed before a real dash and a capital."""
    following = text[match.end() : min(end, match.end() + 2)].lstrip("\"“«'‘")
    return match["dash"] not in {":", "-"} and following[:1].isupper()
