"""PDF: the words of each page with their places, from PDFium.

What stands where is PDFium's; the order in which a reader takes it is found in
`layout`, since a PDF's own order is the one in which it happened to be drawn.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from briefing.model import Document, Kind
from briefing.read.decode import LARGEST, UnreadableError, sanitized
from briefing.read.formats.extracted import Extract, Mark, Stated
from briefing.read.formats.layout import articles
from briefing.read.formats.page_lines import Word
from briefing.read.formats.strands import Strands

_MOST_PAGES = 200
_MOST_LETTERS = 1_000_000
"""In all pages together. The longest article has a tenth of that, the thickest review a half."""
_MOST_OBJECTS = 1_000_000
"""Drawn in all pages together: letters, lines, pictures. PDFium needs a second for them."""
_UNTOLD = "{} places where the PDF does not tell which letters it prints; they are not quoted"
_LINE_END_HYPHENS = {"\ufffe": "-", "\x02": "-"}
"""What PDFium gives for a hyphen at a line's end, whoever put it there."""
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}


def read_pdf(document: Document) -> tuple[Extract, ...]:
    """The articles in a PDF. Raises `UnreadableError` for a locked, damaged or scanned one."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(document.body) as opened:
            pages = list(_pages(opened))
            missing = _left_out(len(pages), len(opened))
            stated = _metadata(opened.get_metadata_dict())
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableError("a PDF behind a password" if locked else "a damaged PDF") from error
    if sum(len(word.text) + 1 for page in pages for word in page) > LARGEST:
        raise UnreadableError("more text than any article has")
    found = articles(pages, stated, missing)
    if not found:
        raise UnreadableError("; ".join(("a PDF without text, perhaps a scan", *missing)))
    shown = Strands(pages)
    return tuple(_legible(replace(one, shown=shown)) for one in found)


_JOINING = r"\u0900-\u0dff\u0e80-\u0fff\u1000-\u109f\u1780-\u17ff"
_FOREIGN = r"A-Za-z\u00c0-\u02af\ue000-\uf8ff"
_GARBLED = re.compile(rf"[{_JOINING}][{_FOREIGN}]|[{_FOREIGN}][{_JOINING}]")
"""Letters of a writing whose letters join, beside Latin ones."""
_JOINED = re.compile(rf"[{_JOINING}]+")
_UNKNOWN = re.compile(r"(?<=[^\W\d_])[\ue000-\uf8ff\ufffd]")
"""In a word; alone it is a symbol, as of a bullet."""


def _legible(found: Extract) -> Extract:
    """The same, with what is marked that the PDF does not tell as it prints it.

    Fonts of writings whose letters join, as Devanagari, often name their joined letters
    wrongly: then none of that writing is quoted. Nor is a sentence with a letter that is none.
    """
    text = found.text
    untold = [match.span() for match in _UNKNOWN.finditer(text)]
    if _GARBLED.search(text):
        untold += [match.span() for match in _JOINED.finditer(text)]
    if not untold:
        return found
    marks = sorted((start, end, Kind.BOILERPLATE) for start, end in untold)
    missing = (*found.missing, _UNTOLD.format(len(untold)))
    return replace(found, marks=_merged(found.marks, marks), missing=missing)


def _merged(told: Sequence[Mark], more: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks in order of their beginnings, without those that begin inside one that is told."""
    starts = [start for start, _, _ in told]
    around = (told[bisect_right(starts, mark[0]) - 1] if told else (0, 0, None) for mark in more)
    kept = [m for m, (a, b, _) in zip(more, around, strict=True) if not a <= m[0] < b]
    return tuple(sorted((*told, *kept), key=lambda mark: mark[:2]))


def _pages(opened: Any) -> Iterator[list[Word]]:
    """The words of each page, of so many pages as an article may need.

    What a page draws is counted before it is read, so that a small file that draws the
    same a thousand times costs what it is worth. Raises `UnreadableError` for more
    letters than any article has.
    """
    from pypdfium2 import raw

    drawn = letters = 0
    for number in range(min(len(opened), _MOST_PAGES)):
        page = opened[number]
        drawn += raw.FPDFPage_CountObjects(page.raw)
        if drawn > _MOST_OBJECTS:
            return
        leaf = page.get_textpage()
        letters += leaf.count_chars()
        if letters > _MOST_LETTERS:
            raise UnreadableError(f"more than {_MOST_LETTERS:,} letters; no article has as many")
        yield list(_words(leaf))


def _left_out(read: int, there: int) -> tuple[str, ...]:
    """What is missing of a document of so many pages."""
    if read == there:
        return ()
    why = "" if read == _MOST_PAGES else f": what they draw is more than {_MOST_OBJECTS:,} objects"
    return (f"{there - read} pages after page {read}{why}",)


def _words(leaf: Any) -> Iterator[Word]:
    """The upright words of a page in the order in which they were drawn."""
    from pypdfium2 import raw

    handle, box = leaf.raw, raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    letters: list[str] = []
    start = (0.0, 0.0, 0.0, 0.0, 0)  # left, baseline, size, weight, index
    right = before = 0.0

    def word() -> Word:
        left, base, size, weight, _ = start
        text = "".join(letters)
        letters.clear()
        return Word(sanitized(text), left, right, base, size, bold=weight >= _BOLD)

    for n in range(leaf.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, n)
        letter = _letter(code)
        if not letter or raw.FPDFText_IsGenerated(handle, n) == 1:
            if letters:
                yield word()
            continue
        raw.FPDFText_GetLooseCharBox(handle, n, box)
        raw.FPDFText_GetCharOrigin(handle, n, x, y)
        size = box.top - box.bottom
        if letters and (
            abs(y.value - start[1]) > 0.15 * start[2]
            # The letters of a ligature share one place.
            or not (before - 0.1 * size < box.left and box.left - right < 0.2 * size)
        ):
            yield word()
        if not letters:
            if abs(raw.FPDFText_GetCharAngle(handle, n)) > _TILTED or size <= 0:
                continue
            weight = raw.FPDFText_GetFontWeight(handle, n)
            start = (box.left, y.value, size, weight, n)
        letters.append(letter)
        before, right = box.left, max(box.right, box.left)
    if letters:
        yield word()


_BOLD = 600
_TILTED = 0.1
"""Radians. A word that leans further is a stamp across the page, or stands on its side."""


def _letter(code: int) -> str:
    """What a character code prints; "" for white space and for what is no character."""
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    letter = chr(code)
    if letter.isspace():
        return ""
    return _LINE_END_HYPHENS.get(letter) or _LIGATURES.get(letter, letter)


def _metadata(fields: Mapping[str, str]) -> Stated:
    # A PDF's title is as often a file name or a template's: only a sentence is believed.
    title = " ".join(sanitized(fields.get("Title", "")).split())
    if title.count(" ") >= 2 and "." not in title.split()[-1][:-1]:
        return {"title": (title, "the PDF's title")}
    return {}
