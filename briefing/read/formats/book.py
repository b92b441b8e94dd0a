"""Books (EPUB, ISO/IEC 23736): archives of pages in an order of reading.

Each of its pages that begins with a heading is an article, as in the books that readers of
news make of a day; one without goes on with the page before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from briefing.language import CLOSERS
from briefing.model import Document, Kind
from briefing.read.decode import LARGEST, UnreadableError, declared_charset, decode, sanitized
from briefing.read.formats.extracted import Extract, Stated, joined
from briefing.read.formats.fragment import Block, blocks
from briefing.read.formats.office import parsed_xml, unpacked
from briefing.read.formats.walks import seen_markup

_CONTAINER = "META-INF/container.xml"
_LOCKS = "META-INF/encryption.xml"
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_END = re.compile(rf"[.!?…][{CLOSERS}]*\Z")
_LEAST, _LONG = 40, 120
"""Characters of a sentence, and of what reads like prose even without an end."""
_HEADINGS = frozenset({Kind.HEADLINE, Kind.SUBHEAD})
_MOST_PAGES = 2_000
_MISSING = "pages of the book that cannot be read: {}"


@dataclass(slots=True)
class _Part:
    """An article of a book: its paragraphs, and what its pages show."""

    blocks: list[Block] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def read_book(document: Document) -> tuple[Extract, ...]:
    """The articles of a book. Raises `UnreadableError`."""
    with _opened(document.body) as archive:
        names = frozenset(archive.namelist())
    package = _package(document.body, names)
    root = parsed_xml(unpacked(document.body, package))
    pages = [join(dirname(package), unquote(one)) for one in _spine(root)][:_MOST_PAGES]
    pages = list(dict.fromkeys(map(normpath, pages)))
    if _LOCKS in names and _are_locked(document.body, pages):
        raise UnreadableError("a book that is locked for one reader")
    parts, lost = _parts(document.body, [one for one in pages if one in names])
    lost += sum(one not in names for one in pages)
    if not parts:
        raise UnreadableError("a book without any text")
    fields = dict(_fields(root))
    missing = (_MISSING.format(lost),) if lost else ()
    made = [_extract(part, fields, n, len(parts)) for n, part in enumerate(parts, 1)]
    return (*made, *((Extract("", missing=missing),) if missing else ()))


def _opened(body: bytes) -> ZipFile:
    try:
        return ZipFile(BytesIO(body))
    except (BadZipFile, ValueError, OSError) as error:
        raise UnreadableError("a damaged or locked document") from error


def _package(body: bytes, names: frozenset[str]) -> str:
    """Where the book says what is in it."""
    if _CONTAINER in names:
        for one in parsed_xml(unpacked(body, _CONTAINER)).iter("{*}rootfile"):
            if (path := one.get("full-path")) in names:
                return str(path)
    found = min((one for one in names if one.endswith(".opf")), default="")
    if not found:
        raise UnreadableError("a book that does not say what is in it")
    return found


def _spine(root: Any) -> Iterator[str]:
    """The pages in the order of reading, without tables of contents."""
    items = {one.get("id"): one for one in root.iter("{*}item")}
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no":
            continue
        kind, what = item.get("media-type") or "", (item.get("properties") or "").split()
        if "html" in kind and "nav" not in what and item.get("href"):
            yield str(item.get("href"))


def _are_locked(body: bytes, pages: Sequence[str]) -> bool:
    """Whether text, and not only fonts, is enciphered."""
    told = parsed_xml(unpacked(body, _LOCKS)).iter("{*}CipherReference")
    locked = {normpath(unquote(one.get("URI") or "")) for one in told}
    return any(page in locked for page in pages)


def _parts(body: bytes, pages: Sequence[str]) -> tuple[list[_Part], int]:
    """The articles, and how many pages cannot be read."""
    parts: list[_Part] = []
    lost = size = 0
    for page in pages:
        raw = unpacked(body, page)
        size += len(raw)
        if size > LARGEST:
            raise UnreadableError("more text than any article has")
        try:
            markup = _DECLARED.sub("", decode(raw, declared_charset(raw)))
        except UnreadableError:
            lost += 1
            continue
        found = list(blocks(markup))
        if not any(map(_is_prose, found)):
            continue
        if not parts or _opens(found):
            parts.append(_Part())
        parts[-1].blocks += found
        parts[-1].shown.append(seen_markup(markup))
    return parts, lost


def _is_prose(block: Block) -> bool:
    text, kind = block
    return kind is None and (
        len(text) >= _LONG or (len(text) >= _LEAST and bool(_END.search(text)))
    )


def _opens(found: Sequence[Block]) -> bool:
    """Whether a heading stands above the first sentence of a page."""
    for text, kind in found:
        if kind in _HEADINGS:
            return True
        if _is_prose((text, kind)):
            return False
    return False


def _fields(root: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """What the book says of itself (Dublin Core)."""
    names = {
        "title": ("title",),
        "published": ("date",),
        "byline": ("creator",),
        "outlet": ("publisher",),
        "url": ("source", "identifier"),
        "language": ("language",),
    }
    for name, keys in names.items():
        values = [
            " ".join(sanitized(one.text or "").split())
            for key in keys
            for one in root.iter(f"{{http://purl.org/dc/elements/1.1/}}{key}")
        ]
        fitting = [v for v in values if v and v.startswith("http") == (name == "url")]
        if fitting:
            value = ", ".join(fitting) if name == "byline" else fitting[0]
            yield name, (value, "the book's own fields")


def _extract(part: _Part, fields: Stated, number: int, count: int) -> Extract:
    """An article; title, address and writer are the book's own only where it is the one."""
    place = next((n for n, (_, kind) in enumerate(part.blocks) if kind in _HEADINGS), None)
    title = part.blocks[place][0] if place is not None and _opens(part.blocks) else ""
    told = dict(fields)
    if count > 1:
        told = {n: pair for n, pair in fields.items() if n not in {"title", "byline", "url"}}
    if title:
        told["title"] = (title, "the heading of the article")
    text, marks = joined(
        (text, Kind.HEADLINE if title and n == place else kind)
        for n, (text, kind) in enumerate(part.blocks)
    )
    shown = "\0".join(part.shown)
    return Extract(text, marks, told, shown=shown, part=str(number) if count > 1 else "")
