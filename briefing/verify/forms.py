"""What each form of a brief shows a reader, as blocks of words.

Nothing here trusts the form: it may be any bytes. What cannot be read, and what would
show or do more than words and links, is a `FormError` that says so.
"""

from __future__ import annotations

import email
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from briefing.verify.words import Words, words

PAGES = ("html", "epub", "mail")
"""Forms in which each block is whole values one after another."""
LARGEST = 200_000_000
"""Bytes of a form that is looked into."""


class FormError(ValueError):
    """Why a form cannot be held against its brief."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a text leads; `cite` is the citation that it marks."""

    href: str
    text: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`blocks` are what is seen, in reading order; `unseen` what is said elsewhere in the file.

    `title` is what the form gives as its own name. `data` are files it carries. `styles`
    are the rules that hide something, `cites` the citations that it marks as such
    ("3:17:42": source, start and end), None where a form has no such marks. `text` is what a
    form of lines holds, as it stands there. `under` are the paragraphs of a Word document that
    stand below the one before them, "›", `footnotes` what footnotes say of a source, by its
    number. `cut` are blocks that end in dots, `links` where a page leads, `headings` which of
    the blocks head others.
    """

    blocks: tuple[Words, ...]
    unseen: tuple[Words, ...] = ()
    title: str = ""
    data: Mapping[str, bytes] | None = None
    styles: tuple[str, ...] = ()
    cites: frozenset[str] | None = None
    under: tuple[Words, ...] = ()
    footnotes: tuple[tuple[int, Words], ...] = ()
    text: str = ""
    cut: frozenset[Words] = frozenset()
    links: tuple[Link, ...] = ()
    headings: frozenset[int] = frozenset()

    @property
    def seen(self) -> str:
        """All seen words in a row, with a space before and after each."""
        return f" {' '.join(' '.join(block) for block in self.blocks)} "


def get_ready() -> None:
    """Import what parses prints, once for all processes that are forked after."""
    import pypdfium2  # noqa: F401


def read_form(kind: str, content: bytes) -> Form | None:
    """The form of `kind`, like "html"; None for one that is not known. Raises `FormError`."""
    readers: Mapping[str, Callable[[bytes], Form]] = {
        "txt": _lines,
        "md": _markdown,
        "html": _page,
        "epub": _book,
        "docx": _document,
        "pdf": _print,
    }
    if kind not in readers:
        return None
    if len(content) > LARGEST:
        raise FormError(f"larger than {LARGEST:,} bytes")
    try:
        return readers[kind](content)
    except FormError:
        raise
    except Exception as error:  # noqa: BLE001  # altered bytes break parsers in ways of their own
        raise FormError(f"cannot be read ({type(error).__name__}: {error})"[:200]) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormError(f"not UTF-8 ({error.reason} at byte {error.start})") from None


# --- Lines of text -------------------------------------------------------------------------


def _lines(content: bytes) -> Form:
    text = _decoded(content)
    title = re.split(r"\n_{10,}\n", text, maxsplit=1)[0]
    paragraphs = re.split(r"\n(?:[^\S\n]*\n)+", text)
    return Form(tuple(map(words, paragraphs)), title=title, text=text)


_TARGET = re.compile(r"\]\([^()\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _markdown(content: bytes) -> Form:
    text = _decoded(content)
    if re.search(r"(?<!\\)<[a-zA-Z/!?]", text):
        raise FormError("holds HTML, which a brief in Markdown has none of")
    shown = unescape(_ESCAPED.sub(r"\1", _TARGET.sub("]", text)))
    title = shown.partition("\n")[0]
    return Form(tuple(map(words, shown.split("\n"))), title=title, text=text)


# --- Pages ---------------------------------------------------------------------------------

_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo cite code em font i mark q s small span strong sub sup time u wbr",
    )
)
_VOID = frozenset(
    re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ACTIVE = frozenset(
    re.findall(
        r"\w+",
        """applet audio base button canvas embed form frame frameset iframe input link math
        noscript object portal script select source template textarea track video""",
    )
)
_SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "summary", "title", "value")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0*\s*(?:[;}!]|$)"
    r"|font-size\s*:\s*0|content-visibility\s*:\s*hidden|clip-path|text-indent\s*:\s*-"
    r"|(?:left|top|right|bottom)\s*:\s*-\d{3,}|mso-hide",
    re.I,
)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CONTENT = re.compile(r"""content\s*:([^;}]*)""", re.I)
_QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


class _Page(HTMLParser):
    """Blocks of seen words, and all others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Words] = []
        self.unseen: list[Words] = []
        self.styles: list[str] = []
        self.heading: list[str] = []
        self.cites: set[str] = set()
        self.cut: set[Words] = set()
        self.links: list[Link] = []
        self.headings: set[int] = set()
        self._link: tuple[str, str, list[str]] | None = None
        self._text: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._sheet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        _refuse_active(tag, named)
        self.cites |= {named["data-cite"]} if "data-cite" in named else set()
        self.unseen += [words(named[name]) for name in _SPOKEN if name in named]
        if tag == "a":
            self._end_link()
            self._link = (named.get("href", ""), named.get("data-cite", ""), [])
        if tag not in _INLINE:
            self._end_block()
        if tag not in _VOID:
            hidden = "hidden" in named or bool(_HIDING.search(named.get("style", "")))
            self._end_if(hidden != self._hidden())
            self._open.append((tag, hidden or self._hidden()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        if tag not in _INLINE:
            self._end_block()
        if tag in (name for name, _ in self._open):
            before = self._hidden()
            while self._open.pop()[0] != tag:
                pass
            self._end_if(before != self._hidden())

    def handle_data(self, data: str) -> None:
        inside = {name for name, _ in self._open[-3:]}
        if "style" in inside:
            self._sheet.append(data)
        elif self._hidden() or "title" in inside:
            self.unseen.append(words(data))
        else:
            self._text.append(data)
            if self._link:
                self._link[2].append(data)
            if any(name == "h1" for name, _ in self._open):
                self.heading.append(data)

    def close(self) -> None:
        super().close()
        self._end_link()
        self._end_block()
        sheet = _COMMENT.sub("", "".join(self._sheet))
        _refuse_fetching(sheet)
        for content in _CONTENT.findall(sheet):
            self.unseen += [words(a or b) for a, b in _QUOTED.findall(content)]
        rules = _RULE.findall(sheet)
        self.styles = [squeezed(f"{s}{{{b}}}") for s, b in rules if _HIDING.search(b)]

    def _end_link(self) -> None:
        if self._link:
            href, cite, text = self._link
            self.links.append(Link(href, "".join(text), cite))
        self._link = None

    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _end_if(self, changed: bool) -> None:
        if changed:
            self._end_block()

    def _end_block(self) -> None:
        text = "".join(self._text)
        if told := words(text):
            if _HEADINGS.intersection(name for name, _ in self._open):
                self.headings.add(len(self.blocks))
            self.blocks.append(told)
            if text.rstrip().endswith(("...", "…")):
                self.cut.add(told)
        self._text = []


_ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_FETCHING = re.compile(
    r"@import\b|\burl\(\s*[\"']?(?!data:(?:image|font)/|#|font:)[^\s\"')][^)]*|image-set\(\s*[\"'][^)]*",
    re.I,
)
"""What of a style is fetched; data, places in the page and fonts of a print's own are not."""


def squeezed(text: str) -> str:
    """Without white space, which means nothing in a style sheet."""
    return re.sub(r"\s+", "", text)


def _refuse_active(tag: str, named: Mapping[str, str]) -> None:
    if tag in _ACTIVE:
        raise FormError(f"holds <{tag}>, which a brief has none of")
    if event := next((name for name in named if name.startswith("on")), None):
        raise FormError(f"holds a handler ({event}), which a brief has none of")
    number = re.fullmatch(r"source-(\d+)", named.get("id", ""))
    if number and named.get("value", number[1]) != number[1]:
        raise FormError(f"numbers source {number[1]} {named['value']}")
    if "http-equiv" in named and named["http-equiv"].casefold() == "refresh":
        raise FormError("leads elsewhere by itself (refresh)")
    _refuse_fetching(named.get("style", ""))
    for name in ("src", "srcset", "href", "xlink:href", "background", "action"):
        target = "".join(named.get(name, "").split()).casefold()
        if target.startswith(("javascript:", "vbscript:", "data:text", "file:")):
            raise FormError(f"holds an address that does something ({target[:20]})")
        if name != "href" and target and not target.startswith(("data:image/", "#")):
            raise FormError(f"shows what lies elsewhere ({target[:40]})")


def _refuse_fetching(style: str) -> None:
    """No style may ask another host for anything, however it is written."""
    plain = _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), sys.maxunicode)), style)
    if found := _FETCHING.search(plain):
        raise FormError(f"shows what lies elsewhere ({found[0][:40]})")


def _page(content: bytes) -> Form:
    page = _Page()
    page.feed(_decoded(content))
    page.close()
    return Form(
        tuple(page.blocks),
        tuple(page.unseen),
        title=" ".join("".join(page.heading).split()),
        styles=tuple(page.styles),
        cites=frozenset(page.cites),
        cut=frozenset(page.cut),
        links=tuple(page.links),
        headings=frozenset(page.headings),
    )


# --- Books ---------------------------------------------------------------------------------


_NAMED = re.compile(r"<dc:(?:title|creator|description|publisher|subject)[^>]*>([^<]*)<")


def _book(content: bytes) -> Form:
    files = unpacked(content, "EPUB")
    pages = [_page(_declared(c)) for n, c in files.items() if n.endswith((".xhtml", ".html"))]
    if len(pages) != 1:
        raise FormError(f"holds {len(pages)} pages where a brief has one")
    other = [n for n in files if not n.endswith((".xhtml", ".opf", "container.xml", "mimetype"))]
    if other:
        raise FormError(f"holds {other[0]}, which a brief has none of")
    about = b"".join(c for n, c in files.items() if n.endswith(".opf"))
    named = [unescape(text) for text in _NAMED.findall(_decoded(about))]
    (page,) = pages
    unseen = (*page.unseen, *map(words, named))
    return replace(page, unseen=unseen)


def _declared(content: bytes) -> bytes:
    """XHTML without its declaration, which is no part of HTML."""
    return re.sub(rb"^\s*<\?xml[^>]*\?>", b"", content)


def unpacked(content: bytes, kind: str) -> Mapping[str, bytes]:
    """The files of a container, by name. Raises `FormError`, `kind` telling what it should be."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            entries = container.infolist()
            if len({e.filename for e in entries}) != len(entries):
                raise FormError("holds two files of one name")
            if sum(e.file_size for e in entries) > LARGEST:
                raise FormError(f"larger than {LARGEST:,} bytes when unpacked")
            return {e.filename: container.read(e) for e in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise FormError(f"no {kind} ({error})") from None


def _document(content: bytes) -> Form:
    from briefing.verify.docx import document

    return document(unpacked(content, "Word document"))


# --- Prints --------------------------------------------------------------------------------

_LONGEST_URI = 8000
_LINK = 2  # FPDF_ANNOT_LINK
_POPUP_AND_WIDGETS = "annotation that is no link"


def _print(content: bytes) -> Form:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            links: list[Link] = []
            pages = [_printed(document, n, links) for n in range(len(document))]
            data = {}
            for n in range(document.count_attachments()):
                attachment = document.get_attachment(n)
                data[attachment.get_name()] = bytes(attachment.get_data())
            title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise FormError(f"no PDF ({error})") from None
    running = _running(pages)
    kept: list[str] = []
    apart: list[str] = []
    for number, page in enumerate(pages, 1):
        for line in page:
            (apart if _shape(line) in running and not _is_figure(line, number) else kept).append(
                line
            )
    stream = words("\n".join(kept))
    return Form((stream,), (*map(words, apart), words(title)), title, data, links=tuple(links))


def _led(document: Any, annotation: Any) -> Iterator[Link]:
    """Where a link on a print leads, where that is an address."""
    from ctypes import create_string_buffer

    import pypdfium2.raw as pdfium

    action = pdfium.FPDFLink_GetAction(pdfium.FPDFAnnot_GetLink(annotation))
    if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
        size = min(pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0), _LONGEST_URI)
        buffer = create_string_buffer(size)
        pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, size)
        yield Link(buffer.raw.rstrip(b"\0").decode("utf-8", "replace"), "")
    elif action and pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_GOTO:
        raise FormError("holds a link that does something else than lead somewhere")


def _printed(document: Any, number: int, links: list[Link]) -> list[str]:
    import pypdfium2.raw as pdfium

    page = document[number]
    for n in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, n)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        links += _led(document, annotation) if kind == _LINK else ()
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind != _LINK:
            raise FormError(f"page {number + 1} holds an {_POPUP_AND_WIDGETS}")
    text: str = page.get_textpage().get_text_range()
    # What pdfium gives for a hyphen at the end of a line.
    return text.replace("\ufffe\r\n", "").replace("\x02", "").splitlines()


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _is_figure(line: str, page: int) -> bool:
    """A number alone on its line that is not the page's: the value of a row at the foot."""
    return line.strip().isdigit() and int(line) != page


_EDGE = 4
"""Lines at the top and at the foot of a page among which its running title and foot stand."""


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines at the top and foot of pages, alike but for numbers on two and a third of them.

    Rows of a long list are alike too, and two of them may end and open a page. Such a row stands
    within a page as well, as no running title does.
    """
    shapes = [[_shape(line) for line in page] for page in pages]
    found = Counter(line for page in shapes for line in {*page[:_EDGE], *page[-_EDGE:]})
    within = {line for page in shapes for line in page[_EDGE:-_EDGE]}
    least = max(2, len(pages) / 3)
    return {line for line, count in found.items() if count >= least and line not in within}


# --- Mails ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mail:
    """The two sides of a mail, what its head says, and the files with it by name."""

    text: Form
    html: Form
    head: tuple[Words, ...]
    date: datetime | None
    files: Mapping[str, bytes]


_HEADERS = frozenset(
    {"from", "to", "subject", "date", "message-id", "content-language", "auto-submitted"}
    | {"mime-version", "content-type", "content-transfer-encoding"}
)


def read_mail(content: bytes) -> Mail:
    """Raises `FormError` for what is no mail of ours: exactly one text and one page."""
    if len(content) > LARGEST:
        raise FormError(f"larger than {LARGEST:,} bytes")
    try:
        message = email.message_from_bytes(content, policy=default)
        return _parted(message)
    except FormError:
        raise
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FormError(f"no mail that can be read ({type(error).__name__})") from None


def _parted(message: EmailMessage) -> Mail:
    headers = [header.lower() for header in message.keys()]  # noqa: SIM118  # a message is no mapping
    for header in headers:
        # An answer must not go to a stranger, nor a copy.
        if header not in _HEADERS and not header.startswith("list-"):
            raise FormError(f"has a header that no mail of an edition has: {header}")
        if headers.count(header) > 1:
            raise FormError(f"has the header {header} twice")
    sides: dict[str, Form] = {}
    files: dict[str, bytes] = {}
    for part in _leaves(message):
        kind = part.get_content_type()
        body = part.get_payload(decode=True)
        body = body if isinstance(body, bytes) else b""
        if name := part.get_filename():
            if name in files:
                raise FormError(f"holds two files called {name}")
            files[name] = body
        elif kind in ("text/plain", "text/html") and kind not in sides:
            plain = body.replace(b"\r\n", b"\n")
            sides[kind] = _lines(plain) if kind == "text/plain" else _page(plain)
        else:
            raise FormError(f"holds a part ({kind}) that is neither its text nor a file")
    if len(sides) != 2:
        raise FormError("does not hold a text and a page")
    head = tuple(words(str(value)) for name, value in message.items() if name == "Subject")
    dates = message.get_all("Date", [])
    date = parsedate_to_datetime(str(dates[0])) if len(dates) == 1 else None
    return Mail(sides["text/plain"], sides["text/html"], head, date, files)


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, EmailMessage):
                yield from _leaves(part)
    else:
        yield message
