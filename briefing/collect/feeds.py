"""Feeds taken apart: RSS, Atom, RDF and CDF by feedparser, JSON Feed by its own rules.

Bytes in, values out. All of it runs in a limited worker, on bytes that the door let in:
given text, feedparser would open what it takes for an address or a file.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from briefing.collect.decoding import with_sound_references
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import absolute, plain_url

FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.S)
_CLOSED = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.I)
_OBJECT = re.compile(r"\A\s*\{", re.S)
_TRAILS_OFF = re.compile(r"(?:\[\s*(?:\.{3}|…)\s*\]|\.{3}|…)[\s\"'”»]*\Z")
_FULL = 150
"""Words. A shorter entry is taken for a teaser; news items are rarely shorter than that."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A feed as it arrived: the bytes, what they were said to be, and from where."""

    body: bytes
    media_type: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: fields are texts, `markup` is its longest text as HTML, or "" ."""

    key: str
    url: str
    title: str = ""
    date: str = ""
    byline: str = ""
    outlet: str = ""
    markup: str = ""

    @property
    def name(self) -> str:
        """What tells the entry from all others of its feed."""
        return plain_url(self.url) or self.key or self.title

    @property
    def state(self) -> str:
        """What tells the entry from itself as it was: its name, and a digest of its words."""
        said = f"{self.title}\n{plain(self.markup)}".encode("utf-8", "surrogatepass")
        return f"{self.name}\n{sha256(said).hexdigest()}"

    @property
    def own_name(self) -> str:
        """What its feed calls it whatever its address, where that can be told: "" otherwise.

        Some feeds call each day's entries by the same names; those have other dates.
        """
        named = self.key and self.date and plain_url(self.key) != plain_url(self.url)
        return f"{self.key}\n{self.date}" if named else ""

    @property
    def is_teaser(self) -> bool:
        """Whether the text only leads to the article."""
        text = plain(self.markup)
        return len(text.split()) < _FULL or bool(_TRAILS_OFF.search(text))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title, its entries in its own order, and what was damaged in it."""

    title: str
    entries: tuple[Entry, ...]
    damage: str = ""


def read_feed(raw: Raw) -> Feed:
    """The entries of a feed. Raises `NoAnswerError` for what is none."""
    if not raw.body.strip():
        raise NoAnswerError("an empty answer instead of a feed")
    if _OBJECT.match(raw.body[:200].decode("utf-8-sig", "replace")):
        return _json_feed(raw)
    return _xml_feed(raw)


def plain(markup: str) -> str:
    """The words of a piece of HTML, without its tags; for looking at, never for printing."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


# --- XML --------------------------------------------------------------------------------------


def _xml_feed(raw: Raw) -> Feed:
    import feedparser

    headers = {"content-type": raw.media_type, "content-location": raw.url}
    # feedparser gives up a whole feed for a lone surrogate.
    body = BytesIO(with_sound_references(raw.body))
    try:
        found = feedparser.parse(body, response_headers=headers)
    except Exception as error:  # it fails in ways of its own
        raise NoAnswerError(f"a feed that cannot be taken apart: {error}"[:160]) from error
    if not found.get("version") and not found.get("entries"):
        raise NoAnswerError(_no_feed(raw))
    entries = tuple(_entry(entry, raw.url) for entry in found.get("entries", ()))
    broken = found.get("bozo") and not _CLOSED.search(raw.body[-2000:])
    damage = "the feed broke off; what stood before was read" if broken else ""
    return Feed(plain(found.get("feed", {}).get("title", "")), entries, damage)


def _no_feed(raw: Raw) -> str:
    if re.search(rb"<html[\s>]|<!doctype html", raw.body[:2000], re.I):
        return 'a web page instead of a feed; try kind = "page", or `briefing init --feed`'
    return "not a feed: neither RSS nor Atom nor JSON Feed"


def _entry(entry: Any, base: str) -> Entry:
    url = _link(entry, base)
    return Entry(
        key=str(entry.get("id") or url),
        url=url,
        title=_title(entry),
        date=_date(entry),
        byline=_author(entry),
        outlet=plain(entry.get("source", {}).get("title", "")),
        markup=_longest(entry),
    )


def _link(entry: Any, base: str) -> str:
    """Where the article is: the address before a counter's redirect where it is told."""
    links = [link.get("href", "") for link in entry.get("links", ()) if _leads_to_text(link)]
    told = (entry.get("feedburner_origlink"), entry.get("link"), *links, entry.get("id"))
    return next((url for one in told if one and (url := absolute(base, str(one)))), "")


def _leads_to_text(link: Mapping[str, str]) -> bool:
    return link.get("rel", "alternate") == "alternate" and "html" in link.get("type", "html")


def _title(entry: Any) -> str:
    detail = entry.get("title_detail", {})
    title = str(entry.get("title", ""))
    return plain(title) if "html" in str(detail.get("type", "html")) else " ".join(title.split())


def _date(entry: Any) -> str:
    """When it was published, in UTC; when it was changed, where only that is told."""
    for name in ("published", "updated", "created"):
        moment = entry.get(f"{name}_parsed")
        if name in entry and moment:
            try:
                year, month, day, hour, minute, second = moment[:6]
                when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except (ValueError, TypeError):
                continue
            return when.isoformat() if ":" in str(entry[name]) else when.date().isoformat()
    return ""


def _author(entry: Any) -> str:
    told = plain(str(entry.get("author_detail", {}).get("name") or entry.get("author") or ""))
    # RSS wants a mail address with the name in brackets; feedparser cuts it in odd places.
    name = re.search(r"\(([^()@]+)\)?\Z", str(entry.get("author") or "")) if "(" in told else None
    told = name[1].strip() if name else told
    return "" if "@" in told else told


def _longest(entry: Any) -> str:
    """The fullest text that an entry carries: content before summary."""
    texts = [c for c in entry.get("content", ()) if "value" in c]
    texts += [entry["summary_detail"]] if "summary_detail" in entry else []
    markups = [_as_markup(c) for c in texts]
    return max(markups, key=lambda markup: len(plain(markup)), default="")


def _as_markup(content: Mapping[str, Any]) -> str:
    value = str(content.get("value") or "")
    kind = str(content.get("type") or "text/html")
    markup = "html" in kind or "xml" in kind or (kind != "text/plain" and _TAG.search(value))
    if not markup and not kind.startswith(("image/", "audio/", "video/")):
        paragraphs = re.split(r"\n\s*\n", html.escape(value, quote=False))
        return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip())
    return value if markup else ""


# --- JSON Feed (https://www.jsonfeed.org/version/1.1) -----------------------------------------


def _json_feed(raw: Raw) -> Feed:
    try:
        feed = json.loads(raw.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NoAnswerError(f"not a JSON Feed: {error}"[:160]) from None
    items = feed.get("items")
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        raise NoAnswerError("JSON, but no JSON Feed")
    rows = (row for row in items if isinstance(row, dict))
    return Feed(_str(feed, "title"), tuple(_json_entries(rows, feed, raw.url)))


def _json_entries(
    rows: Iterator[Mapping[str, Any]], feed: Mapping[str, Any], base: str
) -> Iterator[Entry]:
    for row in rows:
        url = next(
            (u for name in ("url", "external_url", "id") if (u := absolute(base, _str(row, name)))),
            "",
        )
        text = _str(row, "content_text") or _str(row, "summary")
        markup = _str(row, "content_html") or _as_markup({"value": text, "type": "text/plain"})
        yield Entry(
            key=_str(row, "id") or url,
            url=url,
            title=" ".join(_str(row, "title").split()),
            date=_json_date(row),
            byline=_json_author(row) or _json_author(feed),
            markup=markup,
        )


def _str(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _json_date(row: Mapping[str, Any]) -> str:
    for name in ("date_published", "date_modified"):
        try:
            return datetime.fromisoformat(_str(row, name)).isoformat()
        except ValueError:
            continue
    return ""


def _json_author(row: Mapping[str, Any]) -> str:
    authors = row.get("authors") or [row.get("author")]
    named = authors if isinstance(authors, list) else []
    return ", ".join(
        _str(one, "name") for one in named if isinstance(one, dict) and one.get("name")
    )
