"""What each format holds: the article's text, and what its markup says about it.

HTML goes through trafilatura (Barbaresi 2021) set to precision, PDF through
PDFium, mail through the standard library, Markdown and JSON through a few lines
here. Each returns an `Extract`: a text, whose paragraphs are set apart by blank
lines, the marks that only the markup knows, and metadata with its evidence.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from typing import Any

from briefing.model import Kind
from briefing.read.decode import LARGEST, UnreadableError, declared_charset, decode, sanitized

Mark = tuple[int, int, Kind]
Stated = Mapping[str, tuple[str, str]]
"""For each field of an article: its value, and where it stands."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A text, the spans whose kind the markup tells, and the fields it states."""

    text: str
    marks: tuple[Mark, ...] = ()
    stated: Stated = field(default_factory=dict)


def extract(media_type: str, body: bytes, address: str | None = None) -> Extract:
    """The article in `body`. Raises `UnreadableError` where there is none."""
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnreadableError(f'cannot read "{media_type}"')
    found = reader(body, address)
    if not found.text.strip():
        raise UnreadableError("no text in it")
    return found


def _plain(body: bytes, address: str | None) -> Extract:  # noqa: ARG001
    return Extract(decode(body))


# --- JSON ----------------------------------------------------------------------------

_FIELDS = ("title", "published", "url", "outlet", "byline", "language", "owner", "agency")


def _json(body: bytes, address: str | None) -> Extract:  # noqa: ARG001
    try:
        row = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error
    if not isinstance(row, dict):
        raise UnreadableError(f"expected a JSON object, got {type(row).__name__}")
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError('no "text" in it')
    stated = {
        name: (" ".join(sanitized(value).split()), f'the field "{name}"')
        for name in _FIELDS
        if isinstance(value := row.get(name), str) and value.strip()
    }
    return Extract(sanitized(text), (), stated)


# --- HTML ----------------------------------------------------------------------------

_DEEPEST = 200
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2099-12-31"}
"""Dates that the page states, not any date in its text; and no look at the clock."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_UNNESTED = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
        "thead tbody tfoot option html head body",
    )
)
_TAGGED = {"head": Kind.SUBHEAD, "item": Kind.BODY, "row": Kind.CAPTION}
_LONGEST_ROW = 120
"""Characters. A longer row of a table is text that the table only lays out."""
_BLOCKS = {"p", "head", "item", "quote", "row", "list", "code", "ab", "figure", "graphic", "lb"}


def _html(body: bytes, address: str | None) -> Extract:
    return _page(decode(body, declared_charset(body)), address)


def _page(markup: str, address: str | None) -> Extract:
    import trafilatura
    from trafilatura.settings import Document

    markup = _shallow(markup)
    found = trafilatura.bare_extraction(
        markup,
        url=address,
        favor_precision=True,
        include_comments=False,
        include_formatting=False,
        with_metadata=True,
        date_extraction_params=_DATES,
    )
    if not isinstance(found, Document) or found.body is None:
        raise UnreadableError("a page without the text of an article")
    stated = _page_metadata(found)
    title = stated.get("title", ("",))[0]
    blocks = (
        (block, Kind.HEADLINE if kind is Kind.SUBHEAD and block == title else kind)
        for block, kind in _blocks(found.body)
    )
    return Extract(*_joined(blocks), stated)


def _shallow(markup: str) -> str:
    """The markup without tags nested deeper than any page needs; all text is kept.

    Parsers and the walks over their trees take time and stack with depth.
    """
    if markup.count("<") <= _DEEPEST:
        return markup
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _UNNESTED or tag.group().endswith("/>"):
            return tag.group()
        if tag[1]:
            depth = max(0, depth - 1)
            return tag.group() if depth < _DEEPEST else ""
        depth += 1
        return tag.group() if depth <= _DEEPEST else ""

    return _TAG.sub(keep, markup)


def _blocks(body: Any) -> Iterator[tuple[str, Kind | None]]:
    """The paragraphs of trafilatura's tree with the kind its tags tell."""
    parts: list[str] = []
    kind: Kind | None = None

    def finished() -> Iterator[tuple[str, Kind | None]]:
        text = " ".join("".join(parts).split())
        parts.clear()
        if text:
            yield text, None if kind is Kind.CAPTION and len(text) > _LONGEST_ROW else kind

    for event, element in _walk(body):
        block = element.tag in _BLOCKS
        if block:
            yield from finished()
        if event == "start":
            kind = _TAGGED.get(element.tag, kind)
            parts.append(element.text or "")
        else:
            kind = None if element.tag in _TAGGED else kind
            parts.append((" " if element.tag == "cell" else "") + (element.tail or ""))
    yield from finished()


def _walk(body: Any) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk

    for event, element in iterwalk(body, events=("start", "end")):
        if isinstance(element.tag, str):
            yield event, element


def _joined(blocks: Iterable[tuple[str, Kind | None]]) -> tuple[str, tuple[Mark, ...]]:
    texts, marks, place = [], [], 0
    for block, kind in blocks:
        clean = sanitized(block)
        if kind:
            marks.append((place, place + len(clean), kind))
        texts.append(clean)
        place += len(clean) + 2
    return "\n\n".join(texts), tuple(marks)


def _page_metadata(found: Any) -> Stated:
    names = {
        "title": found.title,
        "outlet": found.sitename,
        "byline": found.author,
        "published": found.date,
        "url": found.url,
        "language": found.language,
    }
    return {
        name: (" ".join(sanitized(value).split()).strip(" ·|,;–—-"), "the page's metadata")
        for name, value in names.items()
        if isinstance(value, str) and value.strip(" ·|,;–—-")
    }


# --- Mail ----------------------------------------------------------------------------


def _mail(body: bytes, address: str | None) -> Extract:
    message = BytesParser(policy=policy.default).parsebytes(body)
    try:
        part = message.get_body(("plain", "html"))
        found = _part(part, address) if part else Extract("")
    except (LookupError, ValueError, AttributeError, KeyError) as error:
        raise UnreadableError(f"a message that cannot be taken apart: {error}") from error
    if not found.text.strip():
        raise UnreadableError("a message without text")
    return Extract(found.text, found.marks, {**found.stated, **_mail_metadata(message)})


def _part(part: MIMEPart, address: str | None) -> Extract:
    raw = part.get_payload(decode=True)
    text = decode(raw if isinstance(raw, bytes) else b"", part.get_content_charset())
    if part.get_content_type() == "text/html":
        return _page(text, address)
    return Extract(text)


def _mail_metadata(message: EmailMessage) -> Stated:
    stated: dict[str, tuple[str, str]] = {}
    subject = _header(message, "subject")
    if date := getattr(message["date"], "datetime", None):
        stated["published"] = (date.isoformat(), "the Date header")
    # Who sends to a list under a name is an outlet; a person's mail has no list.
    if message["list-id"] or message["list-unsubscribe"]:
        for sender in getattr(message["from"], "addresses", ())[:1]:
            if sender.display_name:
                name = " ".join(sanitized(sender.display_name).split())
                stated["outlet"] = (name, "the From header of a list")
                subject = re.sub(rf"^{re.escape(name)}\s*[|:–—-]\s*", "", subject)
    if subject:
        stated["title"] = (subject, "the Subject header")
    return stated


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(sanitized(str(message[name] or "")).split())


# --- Markdown ------------------------------------------------------------------------

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


def _markdown(body: bytes, address: str | None) -> Extract:  # noqa: ARG001
    text = decode(body)
    front = _FRONT_MATTER.match(text)
    stated = _front_matter(front[1]) if front else {}
    blocks = list(_markdown_blocks(text[front.end() :] if front else text))
    titles = [block for block, kind in blocks if kind is Kind.HEADLINE]
    if titles and "title" not in stated:
        stated["title"] = (titles[0], "the first heading")
    plain, marks = _joined(blocks)
    return Extract(plain, marks, stated)


def _front_matter(block: str) -> dict[str, tuple[str, str]]:
    found = {
        _FRONT_NAMES.get(name.lower(), name.lower()): value
        for name, value in _FRONT_FIELD.findall(block)
    }
    return {name: (found[name], "the front matter") for name in _FIELDS if name in found}


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


# --- PDF -----------------------------------------------------------------------------

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


def _pdf(body: bytes, address: str | None) -> Extract:  # noqa: ARG001
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(body) as document:
            pages = [_pdf_lines(document[n]) for n in range(min(len(document), _MOST_PAGES))]
            stated = _pdf_metadata(document.get_metadata_dict())
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableError("a PDF behind a password" if locked else "a damaged PDF") from error
    text, marks = _joined(_flowed(pages))
    if len(text) > LARGEST:
        raise UnreadableError("more text than any article has")
    if not text.strip():
        raise UnreadableError("a PDF without text, perhaps a scan")
    return Extract(text, marks, stated)


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


_READERS: Mapping[str, Callable[[bytes, str | None], Extract]] = {
    "text/plain": _plain,
    "text/html": _html,
    "application/xhtml+xml": _html,
    "text/markdown": _markdown,
    "message/rfc822": _mail,
    "application/pdf": _pdf,
    "application/json": _json,
}
