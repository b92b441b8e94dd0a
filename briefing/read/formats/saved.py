"""Pages as browsers save them in one file: MHTML (RFC 2557), and Safari's web archives."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser

from briefing.model import Document
from briefing.read.decode import UnreadableError, declared_charset, decode, sanitized
from briefing.read.formats.extracted import Extract
from briefing.read.formats.html import pages

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_DEEPEST = 5
"""Parts inside parts."""


def read_saved(document: Document) -> tuple[Extract, ...]:
    """The article of the first page in it. Raises `UnreadableError`."""
    try:
        whole = BytesParser(policy=policy.compat32).parsebytes(document.body)
        page = next(_pages(whole, 0), None)
        body = page.get_payload(decode=True) if page is not None else None
    except (LookupError, ValueError, AttributeError, KeyError) as error:
        raise UnreadableError(f"a saved page that cannot be taken apart: {error}") from error
    if page is None or not isinstance(body, bytes):
        raise UnreadableError("a saved page without a page in it")
    declared = page.get_content_charset() or declared_charset(body)
    return pages(decode(body, declared), _address(whole, page))


def read_web_archive(document: Document) -> tuple[Extract, ...]:
    """The article of a page that Safari saved, a property list. Raises `UnreadableError`."""
    try:
        whole = plistlib.loads(document.body)
        main = whole["WebMainResource"]
        body, kind = main["WebResourceData"], str(main.get("WebResourceMIMEType", "text/html"))
    except Exception as error:
        # The parser of property lists fails in as many ways as there are broken ones.
        raise UnreadableError("a web archive that cannot be taken apart") from error
    if kind not in _PAGES or not isinstance(body, bytes):
        raise UnreadableError("a web archive without a page in it")
    told = main.get("WebResourceTextEncodingName")
    declared = told if isinstance(told, str) else declared_charset(body)
    address = " ".join(sanitized(str(main.get("WebResourceURL", ""))).split())
    found = address if address.startswith(("http://", "https://")) else None
    return pages(decode(body, declared), found)


def _pages(part: Message, depth: int) -> Iterator[Message]:
    if part.is_multipart() and depth < _DEEPEST:
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from _pages(inner, depth + 1)
    elif part.get_content_type() in _PAGES:
        yield part


def _address(whole: Message, page: Message) -> str | None:
    """Where the page was saved from."""
    told = (whole["snapshot-content-location"], page["content-location"])
    addresses = (" ".join(sanitized(str(one)).split()) for one in told if one)
    return next((one for one in addresses if one.startswith(("http://", "https://"))), None)
