"""A brief as plain text of 72 columns, also the text part of the mail.

A word longer than a line, like an address, is not broken: what is quoted stays as
it was written. No line begins with a sign that a spreadsheet takes for a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import TextWrapper

from briefing.config import AudienceSettings, Desk
from briefing.model import Artifact, Brief, Citation
from briefing.render.layout import Layout, layout_of
from briefing.render.outline import Block, Entry, Heading, Line, Note, Source, outline

COLUMNS = 72
UNDER = "    › "
"""Begins what stands below the entry before it."""
_FORMULA = re.compile(r"(?m)^(?=[=+\-@])")


class TextRenderer:
    """`AUDIENCE.txt`, in UTF-8."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        text = as_text(brief, layout_of(brief, self.desk, self.audience, "text"))
        return Artifact(f"{brief.edition.audience}.txt", "text/plain", text.encode())


def as_text(brief: Brief, layout: Layout) -> str:
    """The whole brief; lines end with "\\n"."""
    blocks = [text_block(block, layout) for block in outline(brief, layout)]
    return _FORMULA.sub(" ", "\n".join(blocks).strip("\n")) + "\n"


def text_block(block: Block, layout: Layout) -> str:
    """One block as it is printed."""
    match block:
        case Heading():
            return _heading(block)
        case Line():
            return _wrapped(block.text) + "\n"
        case Entry():
            return _entry(block, layout)
        case Note():
            return "\n".join(_wrapped(line, "  ") for line in block.text.splitlines()) + "\n"
        case Source():
            return _source(block)


def _heading(heading: Heading) -> str:
    if heading.level == 1:
        return f"{_wrapped(heading.text.upper())}\n{'_' * COLUMNS}"
    text = heading.text.upper() if heading.level == 2 else heading.text
    return f"\n{_wrapped(text)}\n"


def _entry(entry: Entry, layout: Layout) -> str:
    start = UNDER if entry.follows else "  • "
    cited = cited_numbers(entry.citations, layout)
    # The last word stays with its citations.
    text = entry.whole + (f"\N{NO-BREAK SPACE}{cited}" if cited else "")
    lines = [_wrapped(text, " " * len(start), start)]
    if entry.remarks:
        indent = " " * len(start)
        lines.append(_wrapped(f"({'; '.join(entry.remarks)})", indent, indent))
    return "\n".join(lines) + "\n"


def cited_numbers(citations: Iterable[Citation], layout: Layout) -> str:
    """The numbers of the sources, each once: "[1][2]"."""
    numbers = dict.fromkeys(layout.source(c).number for c in citations)
    return "".join(f"[{n}]" for n in numbers)


def _source(source: Source) -> str:
    start = f"  [{source.number}] "
    indent = " " * len(start)
    lines = [_wrapped(f"{source.title}{source.stop} {', '.join(source.details)}", indent, start)]
    if source.url:
        lines.append(indent + source.url)
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str = "", start: str | None = None) -> str:
    wrapper = TextWrapper(
        COLUMNS,
        initial_indent=indent if start is None else start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(text)
