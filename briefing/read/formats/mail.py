"""Mail, through the standard library (RFC 5322, RFC 2045 to 2049, RFC 3676).

A message that was forwarded is the original: its sender, its date, its text.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from email import policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage, Message
from email.parser import BytesParser
from functools import lru_cache
from pathlib import PurePosixPath
from quopri import decodestring
from typing import Any

from briefing.language import detect, known
from briefing.model import Document, Kind
from briefing.read.dates import iso
from briefing.read.decode import UnreadableError, declared_charset, decode, sanitized
from briefing.read.formats.digest import has_headings, headed, parted
from briefing.read.formats.extracted import Extract, Stated, joined
from briefing.read.formats.fragment import Block, blocks
from briefing.read.formats.html import read_html
from briefing.read.formats.letter import (
    LONGEST_NOTE,
    Head,
    answered,
    bare_subject,
    forwarded,
    is_outlet,
    plain_blocks,
    unflowed,
    without_footers,
)
from briefing.read.formats.markdown import read_markdown
from briefing.read.formats.office import read_opendocument, read_word
from briefing.read.formats.pdf import read_pdf
from briefing.read.formats.plain import read_plain
from briefing.read.formats.rich import read_rich
from briefing.read.formats.walks import seen_letter, seen_markup
from briefing.read.wording import wording

_DEEPEST = 5
"""Messages inside messages."""
_STUB = 0.5
"""A text part with fewer words than this share of the HTML part's only stands in for it."""
_DIRECTION = re.compile(r"-[ie]\Z", re.I)
"""How Hebrew and Arabic are ordered (RFC 1556); the letters are the same."""
_SEALED = {
    "application/ms-tnef": "Outlook's own container",
    "application/pkcs7-mime": "encrypted or sealed",
    "application/x-pkcs7-mime": "encrypted or sealed",
    "application/pgp-encrypted": "encrypted",
}
_FILES: Mapping[str, Callable[[Document], Sequence[Extract]]] = {
    "text/plain": read_plain,
    "text/html": read_html,
    "text/markdown": read_markdown,
    "application/pdf": read_pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": read_word,
    "application/vnd.oasis.opendocument.text": read_opendocument,
    "application/rtf": read_rich,
}
_KINDS = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
}
_SAMPLE = 20_000
"""Characters that tell a letter's language."""
_SHORTEST_FILE = 200
"""Characters."""
_LONGEST_FIELD = 4000
"""Characters of a header field that are read. RFC 5322 (2.1.1) lets a line have 998."""
_fields = HeaderRegistry()
_plain_fields = HeaderRegistry(use_default_map=False)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"https?://\S+")


def read_mail(document: Document) -> tuple[Extract, ...]:
    """The articles in a message: itself, or those it forwards. Raises `UnreadableError`."""
    message = _parsed(document.body)
    try:
        opened: set[int] = set()
        found = list(_articles(message, 0, opened))
        unopened = ", ".join(_unopened(message, opened))
    except (LookupError, ValueError, AttributeError, KeyError) as error:
        raise UnreadableError(f"a message that cannot be taken apart: {error}") from error
    if not found:
        raise UnreadableError(
            f"a message without text; not opened: {unopened}"
            if unopened
            else "a message without text"
        )
    if unopened:
        found[-1] = replace(found[-1], missing=(f"not opened: {unopened}",))
    if len(found) > 1:
        found = [replace(one, part=str(n)) for n, one in enumerate(found, 1)]
    return tuple(found)


@lru_cache(maxsize=256)
def _field(name: str, value: str) -> Any:
    """A header field: its beginning where it is endless, parsed once though asked for often.

    One that no parser can follow, like comments within comments, is plain text.
    """
    start = value[:_LONGEST_FIELD]
    try:
        return _fields(name, start)
    except RecursionError:
        return _plain_fields(name, start)


def _articles(message: EmailMessage, depth: int, opened: set[int]) -> Iterator[Extract]:
    """What is attached as a message or a file is the article, a note beside it is none.

    `opened` gathers the identities of the parts that were read.
    """
    attached = list(_attached(message)) if depth < _DEEPEST else []
    inner = [one for part in attached for one in _articles(part, depth + 1, opened)]
    if inner:
        yield from inner
        return
    files = list(_opened(message))
    opened.update(id(part) for part, _ in files)
    quoted, found, shown = _text(message)
    head, found = forwarded(found)
    head = head or quoted
    text, marks = joined(without_footers(found))
    if text.strip() and not (files and head is None and _count(found) <= LONGEST_NOTE):
        stated = _metadata(message)
        if head:
            title = {"title": stated["title"]} if "title" in stated else {}
            stated = {**title, **_forwarded_metadata(head)}
        yield from _reports(without_footers(found), stated, shown) or (
            Extract(text, marks, stated, shown=shown),
        )
    yield from (one for _, found in files for one in found)


def _reports(found: list[Block], stated: Stated, shown: str) -> list[Extract]:
    """The reports of a letter in bullets, or below headings; none where it is one text."""
    fields = {name: pair for name, pair in stated.items() if name != "title"}
    if items := parted(found):
        return [Extract(*joined(item), fields, shown=shown) for item in items]
    title = stated.get("title", ("",))[0]
    if not title or not has_headings(found):
        return []
    sample = "\n".join(text for text, _ in found)[:_SAMPLE]
    return [
        Extract(
            *joined([(part[0][0], Kind.HEADLINE), *part[1:]]),
            {**fields, "title": (part[0][0], "the heading of the report")},
            shown=shown,
        )
        for part in headed(found, title, wording(detect(sample)))
    ]


def _parts(message: Message) -> Iterator[EmailMessage]:
    """The leaves of a message, without looking into messages attached to it."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    elif isinstance(message, EmailMessage):
        yield message


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in _parts(message):
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            # One that was encoded, against RFC 2046 (5.2.1), is all body and no header.
            inside = (one for one in payload if isinstance(one, EmailMessage))
            yield from (one if one.keys() else _parsed(_unpacked(one, part)) for one in inside)
        elif _suffix(part) == ".eml":
            yield _parsed(part.get_payload(decode=True))


def _parsed(body: object) -> EmailMessage:
    bounded = policy.default.clone(header_factory=_field)
    parsed: EmailMessage = BytesParser(policy=bounded).parsebytes(
        body if isinstance(body, bytes) else b""
    )
    return parsed


def _unpacked(inside: EmailMessage, part: EmailMessage) -> bytes:
    raw = str(inside.get_payload()).encode("ascii", "ignore")
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    try:
        return b64decode(raw) if encoding == "base64" else decodestring(raw)
    except ValueError:
        return b""


def _suffix(part: EmailMessage) -> str:
    return PurePosixPath((part.get_filename() or "").lower()).suffix


def _opened(message: EmailMessage) -> Iterator[tuple[EmailMessage, tuple[Extract, ...]]]:
    """The files beside a message that are articles, each with what it holds."""
    for part in _parts(message):
        kind = part.get_content_type()
        kind = kind if kind in _FILES else _KINDS.get(_suffix(part), "")
        attached = part.is_attachment() or not kind.startswith("text/")
        if not (kind and attached and part.get_filename()):
            continue
        body = part.get_payload(decode=True)
        try:
            found = _FILES[kind](Document("", kind, body if isinstance(body, bytes) else b""))
        except UnreadableError:
            continue
        # Below this stand what mail servers attach themselves: disclaimers, signatures.
        if sum(len(one.text) for one in found) >= _SHORTEST_FILE:
            yield part, tuple(found)


def _unopened(message: EmailMessage, opened: Set[int]) -> Iterator[str]:
    """What a message holds that is not read, by name and kind; pictures are passed over."""
    for part in _parts(message):
        kind = part.get_content_type()
        if id(part) in opened or _suffix(part) == ".eml":
            continue
        name = " ".join(sanitized(part.get_filename() or "").split())
        text = part.get_content_maintype() == "text" and not part.is_attachment()
        if text or kind == "message/rfc822" or part.get_content_maintype() == "image":
            continue
        if name or kind in _SEALED:
            what = _SEALED.get(kind, kind)
            yield f'"{name}" ({what})' if name else what


# --- The text ------------------------------------------------------------------------


def _text(message: EmailMessage) -> tuple[Head | None, list[Block], str]:
    """The part that holds the text, the plain one unless it is a stub: blocks, and all seen.

    Before them who wrote it, where the text quotes somebody else's letter.
    """
    plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
    head: Head | None = None
    try:
        head, written = _plain(plain) if isinstance(plain, EmailMessage) else (None, [])
    except UnreadableError:
        if not isinstance(rich, EmailMessage):
            raise
        written = []  # blanks, or what its charset cannot be
    if isinstance(rich, EmailMessage):
        markup = _decoded(rich)
        shown = list(blocks(markup))
        if _count(written) < _STUB * _count(shown):
            return None, shown, seen_markup(markup)
    seen = seen_letter(_decoded(plain)) if isinstance(plain, EmailMessage) else ""
    return head, written, seen


def _plain(part: EmailMessage) -> tuple[Head | None, list[Block]]:
    head, text = answered(_decoded(part).replace("\r\n", "\n"))
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, delete=str(part.get_param("delsp", "")).lower() == "yes")
    return head, plain_blocks(text)


def _decoded(part: EmailMessage) -> str:
    """The text of a part; "" where it is empty."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return ""
    charset = _DIRECTION.sub("", part.get_content_charset() or "") or None
    return decode(raw, charset or declared_charset(raw))


def _count(found: list[Block]) -> int:
    """Words, but not those of addresses."""
    return sum(len(_WORD.findall(_ADDRESS.sub("", text))) for text, _ in found)


# --- Who sent it, and when -----------------------------------------------------------


def _metadata(message: EmailMessage) -> Stated:
    stated: dict[str, tuple[str, str]] = {}
    subject = bare_subject(_header(message, "subject"))
    if date := getattr(message["date"], "datetime", None):
        stated["published"] = (date.isoformat(), "the Date header")
    # Who sends to a list under a name is an outlet; a person's mail has no list.
    listed = bool(message["list-id"] or message["list-unsubscribe"])
    for sender in getattr(message["from"], "addresses", ())[:1]:
        name = " ".join(sanitized(sender.display_name).split())
        if name and (listed or is_outlet(name, sender.addr_spec)):
            stated["outlet"] = (name, "the From header" + (" of a list" if listed else ""))
            subject = re.sub(rf"^{re.escape(name)}\s*[|:–—-]\s*", "", subject)
    if subject:
        stated["title"] = (subject, "the Subject header")
    return stated


def _forwarded_metadata(head: Head) -> Stated:
    """What the header of the original says. The day of the forward is no day of it."""
    values = {"title": head.subject, "published": _day_of(head.date)}
    if is_outlet(head.sender, head.address):
        values["outlet"] = head.sender
    return {
        name: (" ".join(sanitized(value).split()), "the header of the forwarded message")
        for name, value in values.items()
        if value
    }


def _day_of(told: str) -> str:
    """A forward's date in ISO 8601: its words are those of who forwarded, not of the original."""
    if sure := iso(told, wording("en")):
        return sure
    # Which of a day's numbers is the month is no matter of the language that names none.
    named = (words for code in known() if (words := wording(code)).date.search(told))
    return next(filter(None, (iso(told, words) for words in named)), told)


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(sanitized(str(message[name] or "")).split())
