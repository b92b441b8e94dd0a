"""Where readers' comments begin below an article, with or without a heading over them.

A comment is headed by who wrote it and when, and comments come from many: that tells
them from the entries of a live report, which are signed by the same few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.language import CLOSERS
from briefing.model import Kind
from briefing.read.dates import written
from briefing.read.wording import Wording

_LONGEST = 16
"""Words of the line over a comment."""
_NAME = 4
_ABOVE = 3
"""Finished paragraphs that an article has before anybody comments on it."""
_NEAR = 3
_DIGITS = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_][\w.'’@-]*")
_FINISHED = re.compile(rf"[.!?…؟۔。][{CLOSERS}]*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as far as it matters here."""

    text: str
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class _Head:
    """Who wrote a comment; `sure` with a time of day, or a word like "says", beside it."""

    place: int
    name: str
    sure: bool


def first_comment(lines: Sequence[Line], words: Wording) -> int | None:
    """The index of the first line that belongs to readers' comments; None without any."""
    above = 0
    for n, line in enumerate(lines):
        if above >= _ABOVE and _is_heading(line, words):
            heads = _heads(lines[n + 1 :], words)
            if _DIGITS.search(line.text) or any(head.place < _NEAR for head in heads):
                return n
        above += line.kind in (None, Kind.BODY) and bool(_FINISHED.search(line.text))
    return _unheaded(lines, words)


def _is_heading(line: Line, words: Wording) -> bool:
    return len(line.text) <= 160 and bool(words.comments.match(line.text))


def _unheaded(lines: Sequence[Line], words: Wording) -> int | None:
    """The first of several comments that stand below the text without a heading."""
    heads = [head for head in _heads(lines, words) if head.sure]
    names = {head.name.casefold() for head in heads}
    if len(heads) < 2 or 2 * len(names) < len(heads) or len(names) < 2:
        return None
    first = heads[0].place
    told = sum(
        line.kind in (None, Kind.BODY) and bool(_FINISHED.search(line.text))
        for line in lines[:first]
    )
    return first if told >= _ABOVE else None


def _heads(lines: Sequence[Line], words: Wording) -> list[_Head]:
    found = []
    for n, line in enumerate(lines[:-1]):
        rest = _unstamped(line.text, words) or _says(line.text, words)
        if rest is None or not lines[n + 1].text:
            continue
        name, sure = rest
        if name:
            found.append(_Head(n, name, sure))
        elif n and _is_name(lines[n - 1].text):
            found.append(_Head(n - 1, lines[n - 1].text, sure))
    return found


def _unstamped(text: str, words: Wording) -> tuple[str, bool] | None:
    """The name beside a date or "2 hours ago", and whether a clock or verb stands there.

    None for a line that is no such stamp, or that stamps the article.
    """
    if text.count(" ") >= _LONGEST or words.stamps.match(text) or words.by.match(text):
        return None
    if _FINISHED.search(words.clock.sub("", text).rstrip()):
        return None  # a sentence: "Ann Lee said so on 6 March 2024."
    dates = written(text, words)
    ago = words.ago.search(text)
    if not dates and not ago:
        return None
    spans = [(one.start, one.end) for one in dates] + ([ago.span()] if ago else [])
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    clock, verb = words.clock.search(text), words.said.search(text)
    text = words.said.sub(" ", words.weekday.sub(" ", words.clock.sub(" ", text)))
    name = " ".join(word for word in _WORD.findall(text) if len(word) > 3 or not word.islower())
    return (name, bool(clock or verb or ago)) if name.count(" ") < _NAME else None


def _says(text: str, words: Wording) -> tuple[str, bool] | None:
    """The name in "Ann K. says:"; a colon ends the line over what somebody wrote."""
    if text.count(" ") > _NAME or not text.endswith(":") or not words.said.search(text):
        return None
    name = " ".join(words.said.sub(" ", text.removesuffix(":")).split())
    return (name, False) if name and not _FINISHED.search(name.removesuffix(".")) else None


def _is_name(text: str) -> bool:
    return text.count(" ") < _NAME and not _FINISHED.search(text.removesuffix("."))
