"""Sitemaps (https://www.sitemaps.org/protocol.html) and Google's news sitemaps, taken apart.

Bytes in, values out, in a limited worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from briefing.collect.decoding import inflated, with_sound_references
from briefing.collect.feeds import Raw
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import absolute
from briefing.collect.web import Link

_LARGEST = 64 * 2**20
"""Bytes unpacked; the protocol allows 50 MB."""
_DAY = len("2026-03-01")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages and the further sitemaps that a sitemap names, in its order."""

    pages: tuple[Link, ...]
    sitemaps: tuple[Link, ...]


def read_sitemap(raw: Raw) -> Sitemap:
    """What a sitemap names, packed or not. Raises `NoAnswerError` for what is none."""
    body = inflated([raw.body], _LARGEST) if raw.body.startswith(b"\x1f\x8b") else raw.body
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _plain_sitemap(body, raw)
    pages: list[Link] = []
    further: list[Link] = []
    for element in _elements(body):
        try:
            link = _link(element, raw.url)
        except UnicodeDecodeError as error:
            raise NoAnswerError(f"a damaged sitemap: {error}"[:160]) from None
        if link:
            (further if _tag(element) == "sitemap" else pages).append(link)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return Sitemap(tuple(pages), tuple(further))


def _plain_sitemap(body: bytes, raw: Raw) -> Sitemap:
    """One address a line."""
    lines = body.decode("utf-8-sig", "replace").split()
    links = [url for line in lines if (url := absolute(raw.url, line)) and "://" in line]
    if not links or len(links) != len(lines):
        raise NoAnswerError("not a sitemap")
    return Sitemap(tuple(Link(url) for url in links), ())


def _elements(body: bytes) -> Iterator[Any]:
    """Each <url> and <sitemap>. No entity is resolved, and nothing else is opened."""
    from io import BytesIO

    from lxml import etree

    options = {"resolve_entities": False, "load_dtd": False, "no_network": True, "recover": True}
    root = ""
    try:
        told = BytesIO(with_sound_references(body))
        for event, element in etree.iterparse(told, events=("start", "end"), **options):
            root = root or _tag(element)
            if root not in ("urlset", "sitemapindex"):
                raise NoAnswerError("not a sitemap")
            if event == "end" and _tag(element) in ("url", "sitemap"):
                yield element
    except etree.XMLSyntaxError as error:
        raise NoAnswerError(f"a damaged sitemap: {error}"[:160]) from None
    if not root:
        raise NoAnswerError("not a sitemap")


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _link(element: Any, base: str) -> Link | None:
    told: dict[str, str] = {}
    for inner in element.iter():
        if inner.text and inner.text.strip():
            told.setdefault(_tag(inner), " ".join(inner.text.split()))
    told_url = told.get("loc", "")
    # What is followed is taken apart by the door; most of fifty thousand are not.
    whole = told_url.startswith(("http://", "https://"))
    url = told_url if whole else absolute(base, told_url)
    if not told_url or url is None:
        return None
    changed = _iso(told.get("lastmod", ""))
    date = _iso(told.get("publication_date", "")) or changed
    return Link(url, date, told.get("title", ""), told.get("name", ""), changed=changed)


def _iso(value: str) -> str:
    """A W3C date-time (https://www.w3.org/TR/NOTE-datetime) as ISO 8601, "" for what is none."""
    value = f"{value}-01" if re.fullmatch(r"\d{4}-\d\d", value) else value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return moment.date().isoformat() if len(value) <= _DAY else moment.isoformat()
