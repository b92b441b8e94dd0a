"""Markdown, with what note-takers add to it (Obsidian's links, callouts and embeds)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.language import detect
from briefing.model import Document, Kind
from briefing.read.decode import decode
from briefing.read.formats.digest import Block, has_headings, headed, parted
from briefing.read.formats.extracted import Extract, Stated, joined
from briefing.read.formats.front import front_matter
from briefing.read.formats.walks import Written
from briefing.read.wording import wording

_IMAGE = "\0"  # no text holds it: decoding has dropped it
_ASIDE = "\1"
_TARGET = r"\((?:[^()\n]|\([^()\n]{0,99}\)){0,999}\)"
"""An address behind its words; it may hold a pair of brackets itself."""
# Each span is bounded: what is opened a thousand times and never closed takes a square else.
_INLINE = (
    (re.compile(r"!\[\[[^\[\]\n]{0,999}\]\]"), ""),
    (re.compile(r"\[\[(?:[^\[\]|\n]{0,999}\|)?([^\[\]|\n]{0,999})\]\]"), r"\1"),
    (re.compile(r"^[ \t]*\[\^[^\[\]\n]{1,999}\]:.*(?:\n[ \t]+\S.*)*", re.M), ""),
    (re.compile(r"[ \t]?\[\^[^\[\]\n]{1,999}\](?!\()"), ""),
    (re.compile(r"[ \t]\^(?=[0-9-]{0,99}[a-z])[a-z0-9-]{1,99}[ \t]*$", re.M), ""),
    # Tasks and tags are the note-taker's own.
    (re.compile(r"^[ \t]*[-*+][ \t]+\[[ xX/-]\][ \t].*$", re.M), ""),
    (re.compile(r"(?<=[.!?…”\"»)])(?:[ \t]+#[^\W\d][\w/-]{0,99}){1,20}[ \t]*$", re.M), ""),
    # No mark stands within itself: else each that is never closed is looked for 999 letters far.
    (re.compile(r"(?<!=)==(?=[^\s=])((?:[^=\n]|=(?!=)){1,999})(?<=[^\s=])==(?!=)"), r"\1"),
    (re.compile(rf"^[ \t]*!\[([^\[\]\n]{{0,999}})\]{_TARGET}[ \t]*$", re.M), rf"{_IMAGE}\1\n"),
    (re.compile(rf"!\[([^\[\]\n]{{0,999}})\]{_TARGET}"), r"\1"),
    (re.compile(rf"\[([^\[\]\n]{{1,999}})\](?:{_TARGET}|\[[^\[\]\n]{{0,999}}\])"), r"\1"),
    # Struck through: the writer shows that it no longer says so.
    (re.compile(r"~~(?=\S)([^~\n]{1,999})(?<=\S)~~[ \t]?"), ""),
    (re.compile(r"<((?:https?|mailto):[^>\s]{1,999})>"), r"\1"),
    (re.compile(r"\*\*(?=\S)((?:[^*\n]|\*(?!\*)){1,999})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"__(?=\S)((?:[^_\n]|_(?!_)){1,999})(?<=\S)__"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,999}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,999}?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,999})`"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,999}>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])"), r"\1"),
)
_OPENED = re.compile(r"[*_=`]\S|\[|<[a-zA-Z/]")
_COMMENTS = (("<!--", "-->"), ("%%", "%%"))
_LONG_ITEM = re.compile(r"[-*+] .{80}")
_FEWEST = 3
_SAMPLE = 20_000
_LONGEST_LINE = 2000
"""Characters of a heading."""
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?")
_TABLE = re.compile(r"[ \t]*\|.*\|[ \t]*$|[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+$")
_UNDERLINE = re.compile(r"(?:={2,}|-{2,})[ \t]*$")
_CALLOUT = re.compile(r"[ \t]*>[ \t]*\[!(?P<kind>[\w-]+)\][+-]?[ \t]*(?P<title>.*)")
_BOXED = re.compile(r"[ \t]*>[ \t]*(?P<kind>#{1,6})[ \t]+(?P<title>.*)")
_SAID = re.compile(r"[.!?…][”\"»]?\s*\Z")
"""The title of a quotation that is itself a sentence is quoted, too."""
_FENCE = re.compile(r"[ \t]{0,3}(?:```|~~~)")
_TAGS = re.compile(r"(?:#[^\s#]+[ \t]*)+$")
_HEAD = 3
"""Paragraphs, and lines, that can stand between a title and the text."""
_LABEL = 60
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$|[ \t]*(?:```|~~~).*$|\[[^\]]+\]:[ \t]+\S+.*$")


def read_markdown(document: Document) -> tuple[Extract, ...]:
    """The article in a Markdown file."""
    text = decode(document.body).replace("\r\n", "\n").replace("\r", "\n")
    fields, text = front_matter(text)
    stated = {name: (value, "the front matter") for name, value in fields.items()}
    found = list(_markdown_blocks(text))
    shown = Written(text)
    if reports := _reports(found, text, fields.get("title", "")) or _listed(text):
        return tuple(_report(part, stated, shown, n) for n, part in enumerate(reports, 1))
    titles = [block for block, kind in found if kind is Kind.HEADLINE]
    if not titles and found and found[0][1] is Kind.SUBHEAD:
        # A note that begins with a smaller heading is called by it.
        titles = [found[0][0]]
        found[0] = (titles[0], Kind.HEADLINE)
    if titles and "title" not in stated:
        stated["title"] = (titles[0], "the first heading")
    plain, marks = joined(found)
    return (Extract(plain, marks, stated, shown=shown),)


def _reports(found: Sequence[Block], text: str, title: str) -> list[list[Block]]:
    """The reports of a digest, below headings of one size. `title` is that of front matter."""
    words = wording(detect(text[:_SAMPLE]))
    titles = [block for block, kind in found if kind is Kind.HEADLINE]
    if has_headings([(block, Kind.SUBHEAD) for block in titles]):
        return headed(found, title, words, Kind.HEADLINE)
    title = titles[0] if titles else title
    return headed(found, title, words) if title and has_headings(found) else []


def _report(part: Sequence[Block], stated: Stated, shown: Written, number: int) -> Extract:
    """A report of a digest, with its heading if it has one."""
    title, kind = part[0]
    if kind is None:
        fields = {name: pair for name, pair in stated.items() if name != "title"}
        return Extract(*joined(part), fields, shown=shown, part=str(number))
    told = {**stated, "title": (title, "the heading of the report")}
    blocks = ((title, Kind.HEADLINE), *part[1:])
    return Extract(*joined(blocks), told, shown=shown, part=str(number))


def _listed(text: str) -> list[list[Block]]:
    """The reports of a digest in bullets."""
    if sum(bool(_LONG_ITEM.match(line)) for line in text.splitlines()) < _FEWEST:
        return []
    return parted(list(_markdown_blocks(text, bullets=True)))


def _heading(line: str) -> re.Match[str] | None:
    return _HEADING.match(line) if len(line) <= _LONGEST_LINE else None


def _without(text: str, opened: str, closed: str) -> str:
    """The text without what stands between two marks; what is never closed stays."""
    kept, place = [], 0
    while (start := text.find(opened, place)) >= 0:
        end = text.find(closed, start + len(opened))
        if end < 0:
            break
        kept.append(text[place:start])
        place = end + len(closed)
    return "".join((*kept, text[place:]))


def _markdown_blocks(text: str, *, bullets: bool = False) -> Iterator[tuple[str, Kind | None]]:
    """The paragraphs of a note; with `bullets` each item of a list keeps one."""
    for marks in _COMMENTS:
        text = _without(text, *marks)
    for pattern, plain in _INLINE:
        text = pattern.sub(plain, text)
    waiting: list[str] = []
    seen = 0
    lines = [*_without_callouts(text.splitlines()), ""]
    for n, line in enumerate(lines):
        heading = _heading(line)
        prefix = _PREFIX.match(line)
        bare = line[prefix.end() :] if prefix else line
        item = bool(prefix and prefix.group().strip(" \t>"))
        alone = line[:1] in (_IMAGE, _ASIDE) or _TABLE.match(line)
        underlined = bool(waiting) and _UNDERLINE.match(line)
        if underlined:
            kind = Kind.HEADLINE if line.lstrip()[0] == "=" else Kind.SUBHEAD
            yield " ".join(waiting), kind
            waiting, seen = [], seen + 1
            continue
        if waiting and (heading or item or alone or not bare.strip() or _RULE.match(line)):
            yield from _paragraph(waiting, head=seen < _HEAD)
            waiting, seen = [], seen + 1
        if alone:
            yield from _alone(line, lines[n - 1 : n] + lines[n + 1 : n + 2])
        elif heading:
            yield heading[2], Kind.HEADLINE if len(heading[1]) == 1 else Kind.SUBHEAD
        elif bare.strip() and not _RULE.match(line) and not _TAGS.match(bare):
            waiting.append(f"• {bare}" if bullets and item else bare)


def _without_callouts(lines: Sequence[str]) -> Iterator[str]:
    """The lines with those of an aside marked: "> [!note]" and the quoted lines below it.

    A callout that quotes is what it says: a quotation. A heading in a quotation is of no
    text that was quoted, but of a box. Code is left out.
    """
    inside = code = False
    fences = sum(bool(_FENCE.match(line)) for line in lines)
    for line in lines:
        if _FENCE.match(line) and fences:
            # The last of an odd number of fences was never closed: what follows is text.
            code = not code and fences > 1
            fences -= 1
        if code:
            continue
        callout = _CALLOUT.match(line) or _BOXED.match(line)
        if callout:
            inside = callout["kind"].lower() not in {"quote", "cite"}
        inside = inside and line.lstrip().startswith(">")
        text = callout["title"] if callout else line.lstrip(" \t>")
        if inside or (callout and not _SAID.search(text)):
            yield _ASIDE + text
        else:
            yield f"> {text}" if callout else line


def _paragraph(lines: Sequence[str], *, head: bool) -> Iterator[tuple[str, Kind | None]]:
    """Lines as one paragraph, or each by itself where the writer broke them.

    So are short, unfinished lines at the `head` of a note: byline, day, outlet.
    """
    label = all(len(line) <= _LABEL and not line.rstrip().endswith(".") for line in lines)
    waiting: list[str] = []
    for line in lines:
        waiting.append(line.strip().removesuffix("\\").strip())
        if line.endswith(("  ", "\\")) or (head and label and len(lines) <= _HEAD):
            yield _whole(waiting), None
            waiting = []
    if waiting:
        yield _whole(waiting), None


def _whole(lines: Sequence[str]) -> str:
    """Lines as one text; marks that reach over a line's end are found in it."""
    text = " ".join(lines)
    if len(lines) > 1 and _OPENED.search(text):
        for pattern, plain in _INLINE:
            text = pattern.sub(plain, text)
    return text


def _alone(line: str, beside: Sequence[str]) -> Iterator[tuple[str, Kind | None]]:
    """A picture's text, an aside, or a row of a table."""
    if line.startswith((_IMAGE, _ASIDE)):
        if line[1:].strip():
            yield line[1:].strip(), Kind.CAPTION if line[0] == _IMAGE else Kind.BOILERPLATE
    elif any(_TABLE.match(other) for other in beside):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if any(cell.strip(":- ") for cell in cells):
            yield " ".join(filter(None, cells)), Kind.CAPTION
    else:
        yield line.strip(), None
