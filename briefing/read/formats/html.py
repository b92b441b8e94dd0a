"""HTML: our own extractor first, trafilatura where it is not sure.

Whatever an extractor made of the page, `shown` holds what a reader of it sees, and a
sentence that does not stand there is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from briefing.language import CLOSERS, detect
from briefing.model import Document, Kind
from briefing.read.clean import furniture
from briefing.read.decode import UnreadableError, declared_charset, decode, told_charset
from briefing.read.formats.digest import has_headings, headed
from briefing.read.formats.extracted import Extract, Stated, address_of, joined
from briefing.read.formats.html_article import MOST, Found, article
from briefing.read.formats.html_blocks import LEAST, Block, cut
from briefing.read.formats.html_boxes import hidden_prose
from briefing.read.formats.html_fallback import fallback
from briefing.read.formats.html_head import microdata_author, scripted_text, stated
from briefing.read.formats.html_live import Entry, entries
from briefing.read.formats.html_tree import Hidden, parsed, shown
from briefing.read.proof import plain
from briefing.read.wording import wording

Paragraphs = list[tuple[str, Kind | None]]

_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->")
_HEAD = 4000
"""Characters above a page's own."""
_PARTLY = "the page has more prose than was read as its article: {:,} of {:,} characters are read"
_ASIDE = "a box of the page that calls itself “{}” holds {:,} characters of prose and was not read"
_HIDES = "the page hides {:,} characters of prose in its article, which were not read"
_WITHOUT = "a page without the text of an article"
_UNSHOWN = f"{_WITHOUT}: a script is to show it; save the page from a browser"
_SCRIPTED = 200
"""Characters that a page describes its article with, and does not show."""
_ENDED = re.compile(rf"[.!?؟۔。！？।][{CLOSERS}]*\s*\Z")
_LONGEST_NAME = 60
_TOP = 4
"""Blocks, and lines of one, among which a page's headline stands."""
_SAMPLE = 20_000
_MOST_TAGS = 300_000
"""The longest pages that people write (a treaty, a day of live reports) have a third of that."""
_MOST_ATTRIBUTES = 2_000
_CROWDED = re.compile(
    rf"<[a-z][\w:-]*(?:\s+[^\s=<>\"'/]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?){{{_MOST_ATTRIBUTES}}}",
    re.I,
)


def read_html(document: Document) -> tuple[Extract, ...]:
    """The article of a page, as bytes with the encoding that its server or it declares."""
    declared = told_charset(document.media_type) or declared_charset(document.body)
    markup = decode(document.body, declared)
    return pages(markup, address_of(document) or _saved_from(markup))


def _saved_from(markup: str) -> str | None:
    """The address that a browser writes above a page that it saves."""
    told = _SAVED.search(markup, 0, _HEAD)
    return told[1] if told else None


def page(markup: str, address: str | None) -> Extract:
    """The article of a page, as decoded markup. Raises `UnreadableError`."""
    return _read(markup, address)[0]


def pages(markup: str, address: str | None) -> tuple[Extract, ...]:
    """The article of a page, or its reports where it is added to. Raises `UnreadableError`."""
    whole, found = _read(markup, address)
    reports = entries(found) if found.sure else ()
    if not reports:
        return _sections(whole, found) or (whole,)
    inside = {id(block) for entry in reports for block in entry.blocks}
    rest = [b for b in found.blocks if id(b) not in inside]
    made = [_report(whole, entry, number) for number, entry in enumerate(reports, 1)]
    if any(block.good for block in rest):
        made.insert(0, _cut_to(whole, rest, whole.stated, ""))
    return tuple(made)


def _sections(whole: Extract, found: Found) -> tuple[Extract, ...]:
    """The reports below the headings of a digest."""
    title = whole.stated.get("title", ("",))[0]
    blocks = [(block.text, block.kind) for block in found.blocks]
    if not has_headings(blocks):
        return ()
    words = wording(detect(whole.text[:_SAMPLE]))
    fields = {name: pair for name, pair in whole.stated.items() if name != "byline"}
    made = []
    for number, part in enumerate(headed(blocks, title, words), 1):
        heading = part[0][0]
        text, marks = joined(((heading, Kind.HEADLINE), *part[1:]))
        told = {**fields, "title": (heading, "the heading of the report")}
        made.append(replace(whole, text=text, marks=marks, stated=told, part=str(number)))
    return tuple(made)


def _report(whole: Extract, entry: Entry, number: int) -> Extract:
    """One report: the page's outlet, its own time, heading and address."""
    fields = {
        name: pair for name, pair in whole.stated.items() if name not in {"byline", "modified"}
    }
    if entry.time:
        fields["published"] = (entry.time, "the time above the report")
    elif "published" in fields:
        day, where = fields["published"]
        fields["published"] = (day[:10], f"the day of {where}")
    fields.pop("title", None)
    if entry.heading:
        fields["title"] = (entry.heading, "the heading of the report")
    if entry.anchor and "url" in fields:
        base = fields["url"][0].partition("#")[0]
        fields["url"] = (f"{base}#{entry.anchor}", "the page's address and the report's anchor")
    return _cut_to(whole, entry.blocks, fields, str(number))


def _cut_to(whole: Extract, blocks: Iterable[Block], fields: Stated, part: str) -> Extract:
    text, marks = joined((block.text, block.kind) for block in blocks)
    return replace(whole, text=text, marks=marks, stated=fields, part=part)


def _read(markup: str, address: str | None) -> tuple[Extract, Found]:
    _check_size(markup)
    root = parsed(markup)
    if root is None:
        raise UnreadableError("a page without any text")
    hidden = Hidden.of(root)
    found = article(root, cut(root, hidden))
    fields: Stated = {
        **found.details(),
        **stated(root, found.headline, address, _first_lines(found)),
    }
    if "byline" not in fields and (name := microdata_author(root)):
        fields = {**fields, "byline": (name, "the page's microdata")}
    unseen = hidden_prose(found.container, hidden)
    scripted = not found.sure and len(scripted_text(root)) >= _SCRIPTED
    seen = shown(root, hidden)  # which takes the page apart
    paragraphs = _paragraphs(found)
    missing: tuple[str, ...] = ()
    if not found.sure:
        other = [pair for pair in fallback(markup) if pair[0] not in found.never]
        paragraphs = _better(paragraphs, other, plain(seen))
        missing = _left_out(paragraphs, found.prose)
    missing = (*missing, *_set_aside(found, {text for text, _ in paragraphs}))
    if unseen:
        missing = (*missing, _HIDES.format(unseen))
    if not _tells(found, paragraphs):
        raise UnreadableError(_UNSHOWN if scripted else _WITHOUT)
    fields = _told_apart(fields, found.headline, paragraphs)
    title = fields.get("title", ("",))[0]
    blocks = (
        (text, Kind.HEADLINE if kind is Kind.SUBHEAD and text == title else kind)
        for text, kind in paragraphs
    )
    return Extract(*joined(blocks), fields, missing, seen), found


def _tells(found: Found, paragraphs: Paragraphs) -> bool:
    """Whether a page holds a sentence that is more than a request, a button or a wait."""
    if found.sure:
        return True
    every = " ".join((*(text for text, _ in paragraphs), *found.never))
    words = wording(detect(every[:_SAMPLE]))
    return any(
        kind in (None, Kind.BODY)
        and (len(text) >= LEAST or _ENDED.search(text))
        and not furniture(text, words)
        for text, kind in paragraphs
    )


def _first_lines(found: Found) -> list[str]:
    return [line for block in found.blocks[:_TOP] for line in block.text.split("\n")[:_TOP]]


def _set_aside(found: Found, read: Container[str]) -> Iterator[str]:
    """What to say of boxes of prose that were not read for what they call themselves."""
    for name, texts in found.asides:
        if not any(text in read for text in texts):
            yield _ASIDE.format(name[:_LONGEST_NAME], sum(map(len, texts)))


def _check_size(markup: str) -> None:
    """Raises `UnreadableError` for what no page is, before a parser spends its time on it.

    libxml2 holds each attribute of an element against all before it.
    """
    if (tags := markup.count("<")) > _MOST_TAGS:
        raise UnreadableError(f"{tags:,} tags; no page has {_MOST_TAGS:,}")
    parts = markup.split(">")
    if max(map(len, parts)) <= _MOST_ATTRIBUTES:
        return
    if any(_CROWDED.search(part) for part in parts if len(part) > _MOST_ATTRIBUTES):
        raise UnreadableError(f"a tag with more than {_MOST_ATTRIBUTES:,} attributes")


def _told_apart(fields: Stated, headline: str, paragraphs: Paragraphs) -> Stated:
    """The fields of a page, if its title is nothing but its outlet's name.

    That of a page without a headline, whose story is credited to the same name.
    """
    title, where = fields.get("title", ("", ""))
    if headline or not title or title.count(" ") > 2:
        return fields
    credited = re.compile(rf"\({re.escape(title.split()[0])}\b[^()]{{0,20}}\)\s*[-–—]")
    if not any(credited.search(text[:200]) for text, _ in paragraphs[:5]):
        return fields
    others = {name: pair for name, pair in fields.items() if name != "title"}
    return {"outlet": (title, where), **others}


def _paragraphs(found: Found) -> Paragraphs:
    return [(block.text, block.kind) for block in found.blocks]


def _better(ours: Paragraphs, other: Paragraphs, seen: str) -> Paragraphs:
    """Whichever holds more of what the page shows, ours where they are close."""
    return other if _size(other, seen) > 1.2 * _size(ours, seen) else ours


def _left_out(paragraphs: Paragraphs, prose: int) -> tuple[str, ...]:
    """What to say of a page of which much reads like prose and was not taken for its article."""
    read = sum(len(text) for text, kind in paragraphs if kind in (None, Kind.BODY))
    return (_PARTLY.format(read, prose),) if read < MOST * prose else ()


def _size(paragraphs: Paragraphs, seen: str) -> int:
    """Characters of the text that stand on the page."""
    texts = (plain(text) for text, kind in paragraphs if kind in (None, Kind.BODY))
    return sum(len(text) for text in texts if text in seen)
