"""Rich text (RTF 1.9), as old word processors and some readers of mail keep it.

The text is what the document shows: without heads, feet, footnotes, pictures, hidden
text and what was deleted by hand. Nothing of it tells headings from text but their type.
"""

from __future__ import annotations

import re

from briefing.model import Document, Kind
from briefing.read.decode import LARGEST, UnreadableError
from briefing.read.formats.extracted import Extract, joined

_HIDDEN = re.compile(
    r"\{\\v(?![a-z0-9])[^{}]{0,9999}\}"
    # What is opened again and never closed is looked through once.
    r"|\\v(?![a-z0-9])(?:(?!\\v(?![a-z0-9]))[^{}]){0,9999}?\\v0(?!\d)"
)
_DELETED = re.compile(r"\{[^{}]{0,99}\\deleted(?![a-z])[^{}]{0,9999}\}")
_ROW = "|"
"""Ends each cell of a table, as the library writes them."""
_BULLET = re.compile(r"[•·]\t")


def read_rich(document: Document) -> tuple[Extract, ...]:
    """The text of an .rtf file. Raises `UnreadableError`."""
    from striprtf.striprtf import rtf_to_text

    if len(document.body) > LARGEST:
        raise UnreadableError("more text than any article has")
    source = document.body.decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise UnreadableError("no rich text, whatever its name says")
    shown = _DELETED.sub("", _HIDDEN.sub("", source))
    text: str = rtf_to_text(shown, errors="replace")  # type: ignore[no-untyped-call]
    lines = (line.strip() for line in text.split("\n"))
    return (Extract(*joined((_bare(line), _kind(line)) for line in lines if line.strip("| \t"))),)


def _kind(line: str) -> Kind | None:
    return Kind.CAPTION if line.endswith(_ROW) else None


def _bare(line: str) -> str:
    """A line without the bars between the cells of a table, and the tab behind a bullet."""
    if line.endswith(_ROW):
        return " ".join(filter(None, (cell.strip() for cell in line.split(_ROW))))
    return _BULLET.sub("• ", line)
