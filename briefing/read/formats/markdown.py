"""Markdown, and the front matter above it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.model import Document, Kind
from briefing.read.decode import decode
from briefing.read.formats.extracted import FIELDS, Extract, joined

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*\r?\n", re.S)
_FRONT_FIELD = re.compile(r"^(\w+):[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.M)
_FRONT_NAMES = {"date": "published", "author": "byline", "source": "outlet", "lang": "language"}
_IMAGE = "\0"  # no text holds it: decoding has dropped it
_INLINE = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"^[ \t]*!\[([^\]\n]*)\]\([^)\n]*\)[ \t]*$", re.M), rf"{_IMAGE}\1\n"),
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]*>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])"), r"\1"),
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?")
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$|[ \t]*(?:```|~~~).*$|\[[^\]]+\]:[ \t]+\S+.*$")


def read_markdown(document: Document) -> tuple[Extract, ...]:
    """The article in a Markdown file."""
    text = decode(document.body)
    front = _FRONT_MATTER.match(text)
    stated = _front_matter(front[1]) if front else {}
    blocks = list(_markdown_blocks(text[front.end() :] if front else text))
    titles = [block for block, kind in blocks if kind is Kind.HEADLINE]
    if titles and "title" not in stated:
        stated["title"] = (titles[0], "the first heading")
    plain, marks = joined(blocks)
    return (Extract(plain, marks, stated),)


def _front_matter(block: str) -> dict[str, tuple[str, str]]:
    found = {
        _FRONT_NAMES.get(name.lower(), name.lower()): value
        for name, value in _FRONT_FIELD.findall(block)
    }
    return {name: (found[name], "the front matter") for name in FIELDS if name in found}


def _markdown_blocks(text: str) -> Iterator[tuple[str, Kind | None]]:
    for pattern, plain in _INLINE:
        text = pattern.sub(plain, text)
    waiting: list[str] = []
    for line in [*text.splitlines(), ""]:
        heading = _HEADING.match(line)
        prefix = _PREFIX.match(line)
        bare = line[prefix.end() :] if prefix else line
        item = bool(prefix and prefix.group().strip(" \t>"))
        if waiting and (
            heading or item or line.startswith(_IMAGE) or not bare.strip() or _RULE.match(line)
        ):
            yield " ".join(waiting), None
            waiting = []
        if line.startswith(_IMAGE):
            yield line[1:], Kind.CAPTION
        elif heading:
            yield heading[2], Kind.HEADLINE if len(heading[1]) == 1 else Kind.SUBHEAD
        elif bare.strip() and not _RULE.match(line):
            waiting.append(bare.strip())
