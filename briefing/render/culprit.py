"""Which rule of a style sheet the printer breaks on, and where it stands.

WeasyPrint fails on some values with a bare exception (`float division by zero`) that
knows no line. The page is printed with ever fewer of its rules until the first one is
found that it does not survive; that one is looked up in the template files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.config import AudienceSettings, Desk
from briefing.render.folders import BASE, TEMPLATE, folder_of, roots

Prints = Callable[[str], object]
"""Prints a page of HTML, or raises."""

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_OWN = re.compile(r"\sstyle=\"[^\"]*\"|\sstyle='[^']*'")
_SOME = 20_000
"""Characters of a page that are tried first: most faults show on any page, and sooner."""
_MOST = 400_000
"""Characters of a page that is printed some ten times to find a fault."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A rule of the style sheet, or a `style` attribute: a slice of the page."""

    start: int
    end: int


def place_of_fault(desk: Desk, audience: AudienceSettings, html: str, prints: Prints) -> str:
    """Like "templates/analyst/print.css:12", or "" when no rule is to blame."""
    for page in dict.fromkeys((html[:_SOME], html)):
        if len(page) <= _MOST and _fails(page, prints):
            pieces = list(_pieces(page))
            if not _fails(_without(page, pieces), prints):
                blamed = _first_fatal(page, pieces, prints)
                return _place(desk, audience, page[blamed.start : blamed.end].strip())
    return ""


def _fails(page: str, prints: Prints) -> bool:
    try:
        prints(page)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # whatever the printer raises is what is asked for
        return True
    return False


def _pieces(page: str) -> Iterator[_Piece]:
    for sheet in _STYLE.finditer(page):
        yield from _rules(sheet[1], sheet.start(1))
    body = page.find("</head>")
    for found in _OWN.finditer(page, max(0, body)):
        yield _Piece(*found.span())


def _rules(css: str, offset: int) -> Iterator[_Piece]:
    from tinycss2 import parse_stylesheet

    lines = [0, *(found.end() for found in re.finditer(r"\r\n|[\n\r\f]", css))]
    rules = parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    starts = [lines[rule.source_line - 1] + rule.source_column - 1 for rule in rules]
    for start, end in zip(starts, [*starts[1:], len(css)], strict=True):
        yield _Piece(offset + start, offset + end)


def _without(page: str, pieces: Sequence[_Piece]) -> str:
    parts, at = [], 0
    for piece in pieces:
        parts.append(page[at : piece.start])
        at = piece.end
    return "".join((*parts, page[at:]))


def _first_fatal(page: str, pieces: Sequence[_Piece], prints: Prints) -> _Piece:
    """The last of the shortest run of pieces from the start on with which the page fails."""
    good, bad = 0, len(pieces)
    while bad - good > 1:
        middle = (good + bad) // 2
        if _fails(_without(page, pieces[middle:]), prints):
            bad = middle
        else:
            good = middle
    return pieces[bad - 1]


def _place(desk: Desk, audience: AudienceSettings, text: str) -> str:
    """Where a rule is written: as it stands, or else what it opens with."""
    opening = text.partition("{")[0].strip()
    for sought in filter(None, (text, opening)):
        for shown, path in _files(desk, audience):
            source = path.read_text("utf-8", "replace")
            if (at := source.find(sought)) >= 0:
                return f"{shown}:{source.count(chr(10), 0, at) + 1}"
    return ""


def _files(desk: Desk, audience: AudienceSettings) -> Iterator[tuple[str, Path]]:
    """The template files that a print may be made of, the audience's own first."""
    for root in roots(desk):
        for folder in dict.fromkeys((folder_of(audience), BASE)):
            for path in sorted((root / folder).glob("*")):
                if path.suffix in (".css", TEMPLATE) and path.is_file():
                    yield f"{root.name}/{folder}/{path.name}", path
