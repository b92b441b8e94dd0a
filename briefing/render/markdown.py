"""A brief as Markdown that every reader of it shows alike.

CommonMark 0.31 and the older dialects differ in which characters a backslash
escapes, so `<`, `>` and `&` of a stranger become entities, and the rest gets the
backslashes that all of them know. Text cannot bring in HTML, links or structure;
the only links are addresses with http, https or mailto.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefing.config import AudienceSettings, Desk
from briefing.model import Artifact, Brief, Citation
from briefing.render.layout import Layout, layout_of
from briefing.render.outline import Block, Entry, Heading, Line, Note, Source, outline

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;"})
_ACTIVE = re.compile(r"[\\`*_\[\]{}]")
_ACTIVE_IN_NOTE = re.compile(r"[\\`\[\]{}]")
_ACTIVE_IN_ADDRESS = re.compile(r"[()*_]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


class MarkdownRenderer:
    """`AUDIENCE.md`, in UTF-8."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        text = as_markdown(brief, layout_of(brief, self.desk, self.audience, "text"))
        return Artifact(f"{brief.edition.audience}.md", "text/markdown", text.encode())


def as_markdown(brief: Brief, layout: Layout) -> str:
    """The whole brief; lines end with "\\n"."""
    blocks = [markdown_block(block, layout) for block in outline(brief, layout)]
    return "\n".join(blocks).strip("\n") + "\n"


def inline(text: str) -> str:
    """Text that Markdown shows as it is, anywhere but at the start of a block.

    >>> inline("1 < 2 *and* [a](b)")
    '1 &lt; 2 \\\\*and\\\\* \\\\[a\\\\](b)'
    """
    return _ACTIVE.sub(r"\\\g<0>", text.translate(_ENTITIES))


def opening(text: str) -> str:
    """The same at the start, where it begins no heading, list, fence or rule.

    >>> opening("# 1"), opening("3. May")
    ('\\\\# 1', '3\\\\. May')
    """
    text = _NUMBERED.sub(r"\1\\\2", inline(text))
    if text[:1] in ("#", "+", "-"):
        return "\\" + text
    return f"&#{ord(text[0])};{text[1:]}" if text[:1] in ("=", ":", "|") else text


def link(text: str, url: str) -> str:
    """Text that leads to an address, or stands alone where there is none."""
    if not url:
        return inline(text)
    address = _ACTIVE_IN_ADDRESS.sub(lambda m: f"%{ord(m[0]):02X}", url)
    return f"[{inline(text)}]({address})"


# --- Blocks --------------------------------------------------------------------------------


def markdown_block(block: Block, layout: Layout) -> str:
    """One block as it is printed."""
    match block:
        case Heading():
            return f"\n{'#' * block.level} {opening(block.text)}\n"
        case Line():
            return opening(block.text) + "\n"
        case Entry():
            return _entry(block, layout)
        case Note():
            return _note(block.text)
        case Source():
            return _source(block)


def _entry(entry: Entry, layout: Layout) -> str:
    indent = "    " if entry.follows else ""
    text = " ".join(filter(None, (opening(entry.whole), _cited(entry.citations, layout))))
    remarks = "".join(f" – *{inline(remark)}*" for remark in entry.remarks)
    return f"{indent}- {text}{remarks}"


def _cited(citations: Iterable[Citation], layout: Layout) -> str:
    """The sources' numbers, each leading to the sentence on the live page if there is one."""
    first: dict[int, Citation] = {}
    for citation in citations:
        first.setdefault(layout.source(citation).number, citation)
    return "".join(link(f"[{n}]", layout.live(citation)) for n, citation in first.items())


def _note(text: str) -> str:
    """The editor's Markdown with its emphasis and lists, without links and HTML."""
    lines = (_ACTIVE_IN_NOTE.sub(r"\\\g<0>", t.translate(_ENTITIES)) for t in text.splitlines())
    return "".join(f"> {line}".rstrip() + "\n" for line in lines)


def _source(source: Source) -> str:
    details = inline(", ".join(source.details))
    return f"{source.number}. {link(source.title, source.url)}{source.stop} {details}"
