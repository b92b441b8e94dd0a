"""PDF, through PDFium's characters and their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.model import Document, Kind
from briefing.read.decode import LARGEST, UnreadableError, sanitized
from briefing.read.formats.extracted import Extract, Stated, joined

_MOST_PAGES = 200
_HYPHENS = "-\u2010\u00ad\ufffe\x02"
_SURE_HYPHENS = "\u00ad\ufffe\x02"
_STOPS = (".", "!", "?", "…", ":", "”", '"', "»", ")")


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: its text, the size of its type, its place on the page in points."""

    text: str
    size: float
    top: float
    bottom: float
    right: float


def read_pdf(document: Document) -> tuple[Extract, ...]:
    """The article in a PDF. Raises `UnreadableError` for a locked, damaged or scanned one."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(document.body) as opened:
            pages = [_pdf_lines(opened[n]) for n in range(min(len(opened), _MOST_PAGES))]
            stated = _pdf_metadata(opened.get_metadata_dict())
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableError("a PDF behind a password" if locked else "a damaged PDF") from error
    text, marks = joined(_flowed(pages))
    if len(text) > LARGEST:
        raise UnreadableError("more text than any article has")
    if not text.strip():
        raise UnreadableError("a PDF without text, perhaps a scan")
    return (Extract(text, marks, stated),)


def _pdf_lines(page: Any) -> list[_Line]:
    from pypdfium2.raw import FPDFText_GetFontSize

    leaf = page.get_textpage()
    lines = []
    place = 0
    for raw in re.split(r"(\r\n|\r|\n)", leaf.get_text_range()):
        solid = raw.strip()
        if solid:
            first, last = place + raw.index(solid), place + len(raw.rstrip()) - 1
            if last < leaf.count_chars():
                _, bottom, _, top = leaf.get_charbox(first, loose=True)
                right = leaf.get_charbox(last, loose=True)[2]
                size = round(FPDFText_GetFontSize(leaf.raw, first), 1)
                lines.append(_Line(" ".join(solid.split()), size, top, bottom, right))
        place += len(raw)
    return lines


def _flowed(pages: Sequence[Sequence[_Line]]) -> Iterator[tuple[str, Kind | None]]:
    """Lines joined to paragraphs, each with the kind that its print tells."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    plain, wide = _most(line.size for line in lines), max(line.right for line in lines)
    largest = max(line.size for line in pages[0]) if pages[0] else 0.0
    furniture = _furniture(pages)
    seen = frozenset(re.findall(r"\w+[-\u2010]\w+", " ".join(line.text for line in lines)))
    waiting: list[_Line] = []
    for line in [*(line for line in lines if line.text not in furniture), None]:
        if waiting and (line is None or _breaks(waiting, line, wide)):
            text = ""
            for part in waiting:
                text = _appended(text, part.text, seen)
            yield text, _printed_kind(waiting[0].size, plain, largest)
            waiting = []
        if line:
            waiting.append(line)
    yield from ((text, Kind.BOILERPLATE) for text in furniture)


def _printed_kind(size: float, plain: float, largest: float) -> Kind | None:
    if size <= 1.1 * plain:
        return None
    return Kind.HEADLINE if size == largest else Kind.SUBHEAD


def _most(sizes: Iterable[float]) -> float:
    counted = Counter(sizes)
    return max(counted, key=lambda size: (counted[size], -size))


def _furniture(pages: Sequence[Sequence[_Line]]) -> dict[str, None]:
    """Running heads and page numbers: what the edges of pages share but for digits."""
    edges = [line.text for page in pages if page for line in (page[0], *page[-2:])]
    shapes = Counter(re.sub(r"\d+", "0", text) for text in edges)
    return {text: None for text in edges if shapes[re.sub(r"\d+", "0", text)] > 1}


def _breaks(before: Sequence[_Line], line: _Line, wide: float) -> bool:
    """Whether a line starts a new paragraph: other type, a gap, or a short line before it."""
    last = before[-1]
    if abs(last.size - line.size) > 0.5:
        return True
    gap, height = last.bottom - line.top, last.top - last.bottom
    if gap > 0.6 * height:
        return True
    short = last.right < 0.8 * wide
    if last.text.endswith(_STOPS):
        return short
    return short and not line.text[:1].islower() and not last.text.endswith((",", *_HYPHENS))


def _appended(paragraph: str, line: str, seen: frozenset[str]) -> str:
    """A hyphen at a line's end goes where the printer put it, stays where the author did.

    It is the author's when the same document writes the word with it elsewhere.
    """
    if not paragraph or not line:
        return paragraph + line
    if paragraph[-1] in _SURE_HYPHENS:
        return paragraph[:-1] + line
    left, right = re.search(r"(\w+)([-\u2010])\Z", paragraph), re.match(r"\w+", line)
    if left and right:
        own = left[1] + left[2] + right[0] in seen
        printer = left[1].isalpha() and right[0].islower() and not own
        return (paragraph[:-1] if printer else paragraph) + line
    return f"{paragraph} {line}"


def _pdf_metadata(fields: Mapping[str, str]) -> Stated:
    # A PDF's title is as often a file name or a template's: only a sentence is believed.
    title = " ".join(sanitized(fields.get("Title", "")).split())
    if title.count(" ") >= 2 and "." not in title.split()[-1][:-1]:
        return {"title": (title, "the PDF's title")}
    return {}
