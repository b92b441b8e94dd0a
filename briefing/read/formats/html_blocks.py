"""A page cut into blocks, the runs of text that stand on lines of their own.

A block is good where it reads like prose: long enough, hardly linked, or ended like a
sentence (Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate detection using shallow
text features", find that such features of one block tell most). An inline element is
never judged: it neither loses nor gains words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from briefing.language import CLOSERS
from briefing.model import Kind
from briefing.read.formats.html_tree import INLINE, UNSEEN, Hidden, stands_inline

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NO_TEXT = frozenset(["hr", "nav"])
"""Elements that part what stands around them, and hold nothing of an article."""
_BLANK = re.compile(r"\n\s*\n")
END = re.compile(rf"[.!?…;:؟۔。！？।](?:\s?[{CLOSERS}])*\s*\Z")
_WIDE = re.compile("[\u2e80-\uffdc]")
LEAST = 40
LONG = 120
"""Characters: what reads like prose even without an end mark."""
_LINKED = 0.35
_LONGEST_ROW = 120
"""Characters. A longer row of a table is text that the table only lays out."""


@dataclass(slots=True)
class Block:
    """A run of text on lines of its own; `linked` characters of it stand in links.

    `good` tells that it reads like prose.
    """

    element: Any
    text: str
    linked: int
    tag: str
    kind: Kind | None = None
    good: bool = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.text)
        if self.tag in HEADINGS or self.kind is Kind.CAPTION or self.linked > _LINKED * size:
            self.good = False
        elif size >= LONG:
            self.good = True
        else:
            # A letter of Chinese, Japanese or Korean says as much as three others.
            size += 0 if self.text.isascii() else 2 * len(_WIDE.findall(self.text))
            ended = size >= LEAST and bool(END.search(self.text[-8:]))
            self.good = ended or size >= LONG


@dataclass(slots=True)
class _Cutter:
    """One walk over the page, which cuts it into blocks."""

    hidden: Hidden
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0

    def walk(self, element: Any, owner: Any, inside_link: bool = False) -> None:
        """Cut an element; `owner` is the block element whose lines it stands on."""
        tag = element.tag
        block = tag not in INLINE and not stands_inline(element)
        if block:
            self.close(owner)
            owner = element
            if tag == "table" and self.table(element):
                return
        elif tag == "a":
            inside_link = inside_link or bool(element.get("href"))
        if tag == "q":
            # What a browser shows for it.
            self.parts.append("“")
            self.inner(element, owner, inside_link)
            self.parts.append("”")
        else:
            self.inner(element, owner, inside_link)
        if block:
            self.close(owner)

    def inner(self, element: Any, owner: Any, inside_link: bool) -> None:
        if element.text:
            self.add(element.text, inside_link)
        gone = self.hidden.elements
        for child in element:
            tag = child.tag
            if tag == "br":
                self.parts.append("\n")
            elif tag in _NO_TEXT:
                self.close(owner)
            elif not (tag in UNSEEN or child in gone or (child.get("class") and _pops_up(child))):
                if self.parts and tag in INLINE and _abuts(child, self.parts[-1]):
                    self.parts.append(" ")
                self.walk(child, owner, inside_link)
            if child.tail:
                self.add(child.tail, inside_link)

    def add(self, text: str, inside_link: bool) -> None:
        # A line end in the markup is a space: only <br> breaks a line.
        self.parts.append(text.replace("\n", " ") if "\n" in text else text)
        if inside_link:
            self.linked += len(text.strip())

    def close(self, owner: Any) -> None:
        """End a block."""
        if not self.parts:
            return
        raw, linked = "".join(self.parts), self.linked
        self.parts.clear()
        self.linked = 0
        if "\n" not in raw:
            self.block(owner, " ".join(raw.split()), linked)
            return
        for piece in _BLANK.split(raw):
            lines = (" ".join(line.split()) for line in piece.split("\n"))
            self.block(owner, "\n".join(line for line in lines if line), linked)

    def block(self, owner: Any, text: str, linked: int) -> None:
        if text:
            self.blocks.append(Block(owner, text, min(linked, len(text)), owner.tag))

    def table(self, element: Any) -> bool:
        """Cut a table of data into rows; False for one that lays out text."""
        rows = [row for row in element.iter("tr") if row not in self.hidden]
        cells = [[" ".join("".join(c.itertext()).split()) for c in row] for row in rows]
        texts = [" ".join(filter(None, row)) for row in cells]
        if not texts or max(map(len, texts)) > _LONGEST_ROW:
            return False
        if _is_one_column(cells) and any(Block(element, t, 0, "td").good for t in texts):
            return False
        for row, text in zip(rows, texts, strict=True):
            if text:
                self.blocks.append(Block(row, text, 0, "tr", Kind.CAPTION))
        return True


def _is_one_column(cells: Sequence[Sequence[str]]) -> bool:
    return all(sum(map(bool, row)) <= 1 for row in cells)


def _abuts(element: Any, before: str) -> bool:
    """Whether an element and its neighbour are set apart by a style alone.

    So stand names and dates in a row ("Ann Lee", "5 May"). No word of a text is written
    in two elements, the first of which ends small where the second begins large.
    """
    neighbour = element.getprevious()
    if neighbour is None or neighbour.tail or neighbour.tag != element.tag or not element.text:
        return False
    return before[-1:].islower() and element.text[0].isupper() and element.tag in {"span", "a"}


def _pops_up(element: Any) -> bool:
    """A card that is laid over the text, glued into a line: whole sentences in its class."""
    named, named_inside = _is_card(element.get("class", ""))
    if not (named or (named_inside and element.tag in INLINE)):
        return False
    text = " ".join("".join(element.itertext()).split())
    return text.count(" ") >= 5 and text[0].isupper() and bool(END.search(text))


_OWN_CARD = re.compile(
    r"(?:\A|[\s_-])(?:bio|profile|person|author|link|user)-?(?:card|preview)(?:[\s_-]|\Z)", re.I
)
"""Inside a line only: a page may be made of boxes that are called cards."""
_CARD = re.compile(
    r"(?:\A|[\s_-])(?:tooltip\w*|pop-?up\w*|popover\w*|hover-?card\w*|info-?card\w*)(?:[\s_-]|\Z)",
    re.I,
)


@lru_cache(maxsize=4096)
def _is_card(name: str) -> tuple[bool, bool]:
    """Whether a class, of which a page has few, is that of a card, and of one inside a line."""
    return bool(_CARD.search(name)), bool(_OWN_CARD.search(name))


def cut(root: Any, hidden: Hidden) -> list[Block]:
    """All blocks of a page, in order."""
    body = next(root.iter("body"), root)
    cutter = _Cutter(hidden)
    cutter.walk(body, body)
    cutter.close(body)
    return cutter.blocks


def line_of(element: Any) -> str:
    """All text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def weighed(blocks: Iterable[Block]) -> dict[Any, int]:
    """For each element the characters of good blocks in it."""
    weights: dict[Any, int] = {}
    for block in blocks:
        if block.good:
            element = block.element
            while element is not None:
                weights[element] = weights.get(element, 0) + len(block.text)
                element = element.getparent()
    return weights


def names_of(element: Any) -> str:
    """Class and id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def prose_size(blocks: Iterable[Block]) -> int:
    """Characters of what reads like prose."""
    return sum(len(b.text) for b in blocks if b.good)
