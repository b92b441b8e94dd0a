"""What elements above a page's first paragraph tell by their names: who wrote it, and when."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from briefing.read.formats.html_blocks import line_of
from briefing.read.formats.html_boxes import Dropped
from briefing.read.wording import Wording

_AUTHOR = re.compile(
    r"(?:\A|[\s_-])(?:by-?line|auth?or|auteur|autrice|autore|submitted)(?:-?name)?(?:[\s_-]|\Z)",
    re.I,
)
_INFO = re.compile(
    r"(?:\A|[\s_-])(?:article|post|entry|story|news)[-_]{0,2}(?:meta|info)(?:[\s_-]|\Z)", re.I
)
_CALLED = ("class", "data-component", "data-testid", "data-gu-name")
_BAR = re.compile(r"\s[|·•]\s")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


def said_above(root: Any, first: Any, dropped: Dropped) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Times and authors that elements above the first paragraph name."""
    times, authors = [], []
    for element in root.iter():
        if element is first:
            break
        tag = element.tag
        name, prop, rel = _called(element), element.get("itemprop", ""), element.get("rel")
        if not (name or prop or rel or tag == "time"):
            continue
        if tag == "time" or prop == "datePublished":
            when = element.get("datetime") or element.get("content")
            if when and element not in dropped:
                times.append(when)
        elif _INFO.search(name):
            # Beside a bar or dot the author stands before the day.
            who, bar, rest = _BAR.sub("|", line_of(element), count=1).partition("|")
            if bar and any(map(str.isdigit, rest)) and _NAME.fullmatch(who):
                authors.append(who)
        elif rel == "author" or _AUTHOR.search(f"{name} {prop}"):
            lines = (" ".join(text.split()) for text in element.itertext())
            line = " | ".join(one for one in lines if one)
            if 0 < len(line) <= 200 and element not in dropped:
                authors.append(line)
    return tuple(times), tuple(dict.fromkeys(authors[:3]))


def _called(element: Any) -> str:
    """The class names of an element, or else what a framework calls it."""
    for key in _CALLED:
        name: str | None = element.get(key)
        if name:
            return name
    return ""


def labelled_above(root: Any, first: Any, dropped: Dropped, words: Wording) -> tuple[str, ...]:
    """The authors in a list of terms above the first paragraph."""
    above = takewhile(lambda element: element is not first, root.iter())
    told = (one for one in above if one.tag == "dd" and one not in dropped)
    return tuple(line_of(one)[:200] for one in told if _is_labelled(one, words))[:3]


def _is_labelled(element: Any, words: Wording) -> bool:
    """Whether the term that a `dd` tells of is who wrote it: "By", "Author:"."""
    term = element.getprevious()
    if term is None or term.tag != "dt":
        return False
    label = line_of(term).strip(" :")
    return bool(words.by.fullmatch(f"{label} ") or _AUTHOR.fullmatch(label.removesuffix("s")))
