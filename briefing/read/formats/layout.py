"""The articles on printed pages: their lines joined to paragraphs, with what each is.

Within a column lines are joined to paragraphs by their type, their distance and whether
the next line's first word had room.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from briefing.language import Language, detect, language
from briefing.model import Kind
from briefing.read.formats.extracted import Extract, Stated, joined
from briefing.read.formats.hyphens import Hyphens
from briefing.read.formats.page_lines import BULLET, ITEM, Line, Word, commonest, lines_of
from briefing.read.masthead import is_masthead
from briefing.read.people import persons
from briefing.read.sentences import split
from briefing.read.wording import Wording, wording

_STOPS = (".", "!", "?", "…", "”", '"', "»", ")", "؟", "۔", "。")
_ENDED = re.compile(r"[.!?…:؟۔。][”\"»)]*\Z")
_OPEN = (",", ";", "–", "—", "[...]")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]+|\[\d{1,3}\])(?:\s|[^\W\d])")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_END = 80
"""Characters on both sides of a column's end that tell whether a sentence runs across it."""
_MOST_SIGNED = 8
"""Words of a line that tells who wrote the text."""
_SAMPLE = 20_000
"""Characters that tell a text's language."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, and what they are."""

    lines: tuple[Line, ...]
    kind: Kind | None
    text: str

    @property
    def size(self) -> float:
        return self.lines[0].size if self.lines else 0.0

    @property
    def finished(self) -> bool:
        return self.text.rstrip().endswith(_STOPS)


def articles(
    pages: Sequence[Sequence[Word]], stated: Stated, missing: tuple[str, ...] = ()
) -> tuple[Extract, ...]:
    """The articles set on these pages; none where there are no words.

    Several, where more than one large heading has a date or a byline of its own, as
    in a press review, or where a nameplate stands above several of them.
    """
    lines, furniture = lines_of(pages)
    if not lines and not furniture:
        return ()
    hyphens = Hyphens([line.text for line in lines])
    body = commonest((line.size, len(line.text)) for line in lines) if lines else 0.0
    tongue = language(detect(" ".join(line.text for line in lines)[:_SAMPLE]))
    words = wording(tongue.code)
    divided = list(_paragraphs(lines, body, hyphens, words))
    # A byline across the columns fills its line, and nothing goes on from it.
    bylines = {id(p) for p in divided if len(p.lines) == 1 and words.by.match(p.text)}
    found = _continued(divided, hyphens, tongue, bylines)
    head, parts = _parted(found, body, words)
    made = []
    for number, part in enumerate(parts, 1):
        kept = _titled([*head, *part], body)
        if number == len(parts):
            kept += [Paragraph((), Kind.BOILERPLATE, text) for text in furniture]
        title = next((p.text for p in kept if p.kind is Kind.HEADLINE), "")
        told = {"title": (title, "the largest type above the text")} if title else {}
        text, marks = joined((p.text, p.kind) for p in kept)
        place = str(number) if len(parts) > 1 else ""
        made.append(Extract(text, marks, {**stated, **told}, missing, part=place))
        missing = ()
    return tuple(made)


# --- Lines to paragraphs -------------------------------------------------------------


def _paragraphs(
    lines: Sequence[Line], body: float, hyphens: Hyphens, words: Wording
) -> Iterator[Paragraph]:
    leading = _usual_leading(lines)
    waiting: list[Line] = []
    notes: set[int] = set()
    for line in lines:
        if waiting and (_breaks(waiting, line, leading) or _signed(waiting, line, words)):
            yield _paragraph(waiting, body, hyphens, notes)
            waiting = []
        waiting.append(line)
    if waiting:
        yield _paragraph(waiting, body, hyphens, notes)


def _usual_leading(lines: Sequence[Line]) -> float:
    """The distance of lines within paragraphs, in heights of their type."""
    steps = [
        round((a.base - b.base) / a.size, 2)
        for a, b in pairwise(lines)
        if a.region == b.region and a.size == b.size and 0 < a.base - b.base < 3 * a.size
    ]
    return commonest((step, 1) for step in steps) if steps else 1.2


def _breaks(before: Sequence[Line], line: Line, leading: float) -> bool:
    """Whether a line starts a new paragraph."""
    last = before[-1]
    if line.region != last.region or line.kind is not last.kind or last.kind is Kind.CAPTION:
        return True
    if abs(last.size - line.size) > 0.06 * last.size or last.bold != line.bold:
        return not (abs(last.size - line.size) <= 0.06 * last.size and _runs_on(last, line))
    if last.base - line.base > (leading + 0.3) * last.size or BULLET.match(line.text):
        return True
    if ITEM.match(line.text) and (last.text.endswith(_STOPS) or ITEM.match(before[0].text)):
        return True  # else a dash or a number came to stand first by the break alone
    if _is_indented(before, line):
        return True
    if _had_room(last, line):
        if line.text[:1].islower():
            return bool(_ENDED.search(last.text[-4:]))
        return last.text.endswith((*_STOPS, ":")) or not _nearly_full(last)
    return False


def _signed(before: Sequence[Line], line: Line, words: Wording) -> bool:
    """Whether a line stands below one that only tells who wrote the text, in its type."""
    text = before[0].text
    if len(before) > 1 or not words.by.match(text) or not line.text[:1].isupper():
        return False
    # "By Ann Lee in Lund": of more words in lower case a sentence is made.
    told = text.split()[1:]
    small = sum(word[:1].islower() and word not in words.inner for word in told)
    return len(told) < _MOST_SIGNED and small <= 1 and bool(persons(text, words))


def _runs_on(last: Line, line: Line) -> bool:
    """Whether bold words at a line's end go on on the next one."""
    return not last.text.endswith(_STOPS) and line.text[:1].islower()


def _is_indented(before: Sequence[Line], line: Line) -> bool:
    last, em = before[-1], line.size
    step = line.left - last.left
    if not 0.4 * em < step < 5 * em:
        return False
    hanging = len(before) == 1 and bool(ITEM.match(last.text))
    return not hanging and abs(last.left - line.column[0]) < 0.4 * em


def _had_room(last: Line, line: Line) -> bool:
    """Whether the next line's first word would have fitted on the line."""
    word = line.words[0]
    blank = 0.2 * last.size
    return last.right + blank + (word.right - word.left) < last.column[1] - 0.01 * last.size


def _nearly_full(line: Line) -> bool:
    low, high = line.column
    return line.right - low > 0.8 * (high - low)


def _paragraph(lines: Sequence[Line], body: float, hyphens: Hyphens, notes: set[int]) -> Paragraph:
    text = ""
    for line in lines:
        text = hyphens.joined(text, line.text)
    return Paragraph(tuple(lines), _kind(lines, text, body, notes), text)


def _kind(lines: Sequence[Line], text: str, body: float, notes: set[int]) -> Kind | None:
    """What the print tells of a paragraph. `notes` are parts in which footnotes have begun."""
    first = lines[0]
    if first.kind is not None:
        return first.kind
    if first.size < 0.88 * body:
        if first.region in notes or _NOTE.match(text):
            notes.add(first.region)
            return Kind.BOILERPLATE
        return Kind.CAPTION
    sentence = text.endswith(_STOPS) and text.count(" ") >= 6
    if sentence or ITEM.match(text):
        return None  # a box in larger type, a bullet
    if first.size > 1.1 * body:
        return Kind.SUBHEAD
    if first.bold and len(lines) <= 3 and not text.endswith((":", ",")):
        return Kind.SUBHEAD
    return None


def _continued(
    found: list[Paragraph], hyphens: Hyphens, tongue: Language, closed: Container[int] = ()
) -> list[Paragraph]:
    """Paragraphs that a column's or a page's end had broken, in one piece again."""
    kept: list[Paragraph] = []
    open_: int | None = None
    for p in found:
        if p.kind is None:
            if open_ is not None and _continues(kept[open_], p, tongue):
                before = kept[open_]
                kept[open_] = replace(
                    before,
                    lines=(*before.lines, *p.lines),
                    text=hyphens.joined(before.text, p.text),
                )
                continue
            open_ = None if id(p) in closed else len(kept)
        elif p.kind is Kind.SUBHEAD and open_ is not None:
            # A line above a heading is a head of the page; only text runs on past a heading.
            open_ = None if kept[open_].finished or len(kept[open_].lines) < 2 else open_
        kept.append(p)
    return kept


def _continues(before: Paragraph, p: Paragraph, tongue: Language) -> bool:
    last, first = before.lines[-1], p.lines[0]
    if last.region == first.region or abs(last.size - first.size) > 0.06 * last.size:
        return False
    if before.finished and (ITEM.match(p.text) or not _runs_into(before, p, tongue)):
        return False
    sure = before.text.endswith(("-", *_OPEN)) or p.text[:1].islower()
    return sure or _nearly_full(last) or not _had_room(last, first)


def _runs_into(before: Paragraph, p: Paragraph, tongue: Language) -> bool:
    """Whether a sentence goes on behind what looks like its end: a quotation, "the U.S."."""
    if p.text[:1].islower():
        return not _ENDED.search(before.text[-4:])
    text = f"{before.text[-_END:]} {p.text[:_END]}"
    place = len(before.text[-_END:]) + 1
    return before.text.endswith(".") and place not in dict(split(text, 0, len(text), tongue))


# --- Articles and their titles -------------------------------------------------------


def _parted(
    found: Sequence[Paragraph], body: float, words: Wording
) -> tuple[list[Paragraph], list[list[Paragraph]]]:
    """What stands above all articles, and the articles, each from its heading on."""
    found = [
        replace(p, kind=Kind.BOILERPLATE) if n < 3 and _is_nameplate(p, words) else p
        for n, p in enumerate(found)
    ]
    heads = [n for n, p in enumerate(found) if p.kind is Kind.SUBHEAD and p.size > 1.25 * body]
    heads = [n for n in heads if n - 1 not in heads and _has_text(found, n)]
    plate = any(p.kind is Kind.BOILERPLATE for p in found[:3])
    if not plate and _is_plate(found, heads, words):
        found = [replace(found[0], kind=Kind.BOILERPLATE), *found[1:]]
        heads, plate = [n for n in heads if n], True
    signed = [n for n in heads if any(_signs(p, words) for p in found[n + 1 : n + 3])]
    starts = heads if plate else signed
    if len(starts) < 2:
        return [], [list(found)]
    ends = [*starts[1:], len(found)]
    above = [p for p in found[: starts[0]] if plate or p.kind is not None]
    return above, [list(found[a:b]) for a, b in zip(starts, ends, strict=True)]


def _is_nameplate(p: Paragraph, words: Wording) -> bool:
    return p.kind is Kind.SUBHEAD and p.text.count(" ") < 5 and is_masthead(p.text, words)


def _is_plate(found: Sequence[Paragraph], heads: Sequence[int], words: Wording) -> bool:
    """Whether a paper's name and day stand above several heads, one of them with a byline."""
    inner = [n for n in heads if n]
    if len(inner) < 2 or inner[0] > 3 or found[0].kind is not Kind.SUBHEAD:
        return False
    dated = any(words.date.search(p.text) for p in found[1 : inner[0]])
    largest = all(found[0].size > found[n].size for n in inner)
    signed = any(words.by.match(p.text) for n in inner for p in found[n + 1 : n + 2])
    return dated and largest and signed and not any(p.finished for p in found[: inner[0]])


def _has_text(found: Sequence[Paragraph], heading: int) -> bool:
    """Whether sentences stand below a heading, before the next one of its size."""
    for p in found[heading + 1 :]:
        if p.kind is None and p.finished and p.text.count(" ") > 8:
            return True
        if p.kind is Kind.SUBHEAD and p.size >= found[heading].size:
            return False
    return False


def _signs(p: Paragraph, words: Wording) -> bool:
    """Whether a short line names a writer or a day."""
    short = p.text.count(" ") < 12 and not p.text.endswith(".")
    return short and bool(words.by.match(p.text) or words.date.search(p.text))


def _titled(found: Sequence[Paragraph], body: float) -> list[Paragraph]:
    """The same with the headline: the largest type above the first text, if it stands out."""
    told = next((n for n, p in enumerate(found) if p.kind is None and p.finished), len(found))
    heads = [n for n, p in enumerate(found[:told]) if p.kind is Kind.SUBHEAD]
    large = [n for n in heads if found[n].size > 1.1 * body]
    if not large and not heads:
        return list(found)
    title = max(large or heads[:1], key=lambda n: (found[n].size, -n))
    return [
        replace(p, kind=Kind.HEADLINE if n == title else _above(p) if n < title else p.kind)
        for n, p in enumerate(found)
    ]


def _above(p: Paragraph) -> Kind | None:
    """What a line above the headline is: a kicker, unless it tells a day."""
    kicker = p.kind is None and not p.finished and not _YEAR.search(p.text)
    return Kind.SUBHEAD if kicker else p.kind
