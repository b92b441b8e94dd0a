"""Plain text: the text is the decoded file, untouched; of a digest, each report's part of it.

Of one that stands behind the quoting marks of mail it is what stands behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefing.language import detect
from briefing.model import Document, Kind
from briefing.read.decode import decode
from briefing.read.formats.digest import Block, has_headings, headed, lines_as_blocks, parted
from briefing.read.formats.extracted import Extract, Stated, joined
from briefing.read.formats.letter import unquoted
from briefing.read.formats.several import several
from briefing.read.formats.walks import seen_letter
from briefing.read.wording import Wording, wording

_SAMPLE = 20_000
_LARGEST = 400_000
"""Characters of a digest; longer is a book, and one text."""


def read_plain(document: Document) -> tuple[Extract, ...]:
    """The file as it is, or the reports of a digest."""
    text = decode(document.body)
    if (bare := unquoted(text)) != text:
        seen = seen_letter(text)
        return tuple(replace(one, shown=seen) for one in _reports(bare) or (Extract(bare),))
    return _reports(text) or (Extract(text),)


def _reports(text: str) -> tuple[Extract, ...]:
    if len(text) > _LARGEST or not text.strip():
        return ()
    if pieces := several(text):
        return tuple(Extract(piece, part=str(n)) for n, piece in enumerate(pieces, 1))
    blocks = lines_as_blocks(text)
    found = parted(blocks)
    day: Stated = {}
    first, kind = blocks[0]
    if kind is Kind.SUBHEAD and has_headings(blocks):
        words = wording(detect(text[:_SAMPLE]))
        if words.digests.match(first) or blocks[1][1] is Kind.SUBHEAD:
            found, day = headed(blocks[1:], first, words) or found, _day(first, words)
        elif _are_numbered(blocks):
            found = headed(blocks, "", words) or found
    return tuple(_report(part, day, n) for n, part in enumerate(found, 1))


def _are_numbered(blocks: Sequence[Block]) -> bool:
    """Whether the headings count from one: "1. Rail strike", "2. Floods"."""
    heads = [text for text, kind in blocks if kind is Kind.SUBHEAD]
    return all(text.lstrip("( ").startswith(str(n)) for n, text in enumerate(heads, 1))


def _report(part: Sequence[Block], day: Stated, number: int) -> Extract:
    title, kind = part[0]
    told = {**day, "title": (_bare(title), "the heading of the report")}
    if kind is Kind.SUBHEAD:
        part = ((title, Kind.HEADLINE), *part[1:])
    text, marks = joined(part)
    return Extract(text, marks, told if kind is Kind.SUBHEAD else day, part=str(number))


def _bare(title: str) -> str:
    """A heading without its number."""
    number, _, rest = title.partition(" ")
    return rest if rest and number.strip("().").isdecimal() else title


def _day(line: str, words: Wording) -> Stated:
    found = words.date.search(line)
    return {"published": (found[0], "the line above the reports")} if found else {}
