"""The links of a section page, and which of them lead to articles; the feeds that a page names.

Bytes in, values out, in a limited worker. No site is known: what tells a headline from
a menu is where the link stands, how many words it has, and what its address looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from briefing.collect.feeds import Raw
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import absolute, plain_url
from briefing.collect.web import Link

_ASIDE = frozenset({"nav", "header", "footer", "aside", "form", "button", "select"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_NO_TEXT = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mp[34]|m4[av]|mov|avi|zip|gz|exe|dmg|apk|rss|atom|xml)\Z",
    re.I,
)
_DATE = re.compile(r"(?<!\d)(20\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_HEADLINE_WORDS = 4
_SLUG_WORDS = 4
_DEEPEST, _INSIDE = 60, 200
_LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A link as it stands on the page."""

    url: str
    text: str
    heading: bool
    aside: bool


def article_links(raw: Raw) -> tuple[Link, ...]:
    """The links of a section page that look like articles of its site, in the page's order.

    Raises `NoAnswerError` for what is no page.
    """
    tree = _tree(raw.body, raw.media_type)
    base = _base(tree, raw.url)
    anchors = _merged(a for a in _anchors(tree, base) if _is_of_site(a.url, raw.url))
    likely = [a for a in anchors if _is_article(a, raw.url)]
    if not likely:  # a plain list of links: all that lead further down
        likely = [a for a in anchors if not a.aside and _is_below(a.url, raw.url)]
    return tuple(Link(a.url, title=a.text if _counts(a.text) else "") for a in likely)


def feed_links(raw: Raw) -> tuple[Link, ...]:
    """The feeds that a page names in its head, or links to, likeliest first."""
    tree = _tree(raw.body, raw.media_type)
    base = _base(tree, raw.url)
    named = []
    for element in tree.iter("link"):
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (element.get("rel") or "").lower().split() and kind in _FEED_TYPES:
            named.append((element.get("href") or "", element.get("title") or ""))
    shown = [
        (element.get("href") or "", _text(element))
        for element in tree.iter("a")
        if re.search(r"(?:/feed/?|/rss/?|\.rss|\.atom|/atom/?|feed\.xml|rss\.xml|feed\.json)\Z",
                     (element.get("href") or "").partition("?")[0], re.I)
    ]  # fmt: skip
    once: dict[str, Link] = {}
    for href, title in [*named, *shown]:
        if url := absolute(base, href):
            once.setdefault(url, Link(url, title=" ".join(title.split())))
    return tuple(once.values())


def page_title(raw: Raw) -> str:
    """The title of a page, "" without one."""
    title = _tree(raw.body, raw.media_type).find(".//title")
    return _text(title) if title is not None else ""


# --- The page ---------------------------------------------------------------------------------


def _tree(body: bytes, media_type: str) -> Any:
    from lxml import html

    charset = re.search(r"charset=[\"']?([\w.:-]+)", media_type, re.I)
    try:
        parser = html.HTMLParser(encoding=charset[1] if charset else None, no_network=True)
    except LookupError:
        parser = html.HTMLParser(no_network=True)
    try:
        tree = html.document_fromstring(body, parser=parser)
    except (ValueError, TypeError, html.etree.LxmlError):
        raise NoAnswerError("not a web page") from None
    return tree


def _base(tree: Any, url: str) -> str:
    element = tree.find(".//base[@href]")
    return (absolute(url, element.get("href")) if element is not None else None) or url


def _anchors(tree: Any, base: str) -> Iterator[_Anchor]:
    for element in tree.iter("a"):
        url = absolute(base, element.get("href") or "")
        if not url or "nofollow" in (element.get("rel") or "").lower().split():
            continue
        around = {parent.tag for parent in _upwards(element)}
        inner = islice(element.iter(), _INSIDE)
        heading = bool(around & _HEADINGS) or any(c.tag in _HEADINGS for c in inner)
        # A story's own header stands in its <article>; the page's does not.
        aside = bool(around & _ASIDE) and "article" not in around
        yield _Anchor(url, _text(element), heading, aside)


def _upwards(element: Any) -> Iterator[Any]:
    for n, parent in enumerate(element.iterancestors()):
        if n == _DEEPEST:
            return
        yield parent


def _text(element: Any) -> str:
    """The words in an element, as far as a headline goes: links may be nested without end."""
    parts = []
    for inner in islice(element.iter(), _INSIDE):
        if isinstance(inner.tag, str):
            parts.append(inner.text or "")
        if inner is not element:
            parts.append(inner.tail or "")
    return " ".join("".join(parts).split())[:_LONGEST_TITLE]


def _merged(anchors: Iterator[_Anchor]) -> list[_Anchor]:
    """One anchor an address: picture, headline and "more" lead to the same story."""
    once: dict[str, _Anchor] = {}
    for a in anchors:
        key = plain_url(a.url)
        before = once.get(key)
        if before is None:
            once[key] = a
        else:
            text = a.text if _rank(a) > _rank(before) else before.text
            both = (before.heading or a.heading, before.aside and a.aside)
            once[key] = _Anchor(before.url, text, *both)
    return list(once.values())


def _rank(anchor: _Anchor) -> tuple[bool, int]:
    return (anchor.heading, len(anchor.text))


# --- What looks like an article ---------------------------------------------------------------


def _is_of_site(url: str, page: str) -> bool:
    """Of the same host, or of one below or above it."""
    ours, theirs = _site(page), _site(url)
    return ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")


def _site(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _is_article(anchor: _Anchor, page: str) -> bool:
    if anchor.aside or not _is_below(anchor.url, page, anywhere=True):
        return False
    path = urlsplit(anchor.url).path
    slug = re.split(r"[-_]", path.rstrip("/").rpartition("/")[2])
    named = _counts(anchor.text) or anchor.heading
    numbered = bool(_DATE.search(path) or re.search(r"\d{5,}", path))
    return named or len(slug) >= _SLUG_WORDS or (numbered and bool(anchor.text))


def _counts(text: str) -> bool:
    """Whether a link's words are a headline. Scripts without spaces count by characters."""
    return len(text.split()) >= _HEADLINE_WORDS or (not text.isascii() and len(text) >= 12)


def _is_below(url: str, page: str, *, anywhere: bool = False) -> bool:
    """Whether an address lies below the page's, or anywhere but above it; pictures do not."""
    path, own = urlsplit(url).path, urlsplit(page).path
    if _NO_TEXT.search(path) or path.rstrip("/") == own.rstrip("/"):
        return False
    folder = own.rpartition("/")[0] + "/"
    return not folder.startswith(path.rstrip("/") + "/") if anywhere else path.startswith(folder)


def dated(links: Sequence[Link]) -> tuple[Link, ...]:
    """The links, each with the date that its address tells."""
    return tuple(
        Link(link.url, link.date or _date_in(link.url), link.title, link.outlet, link.byline)
        for link in links
    )


def _date_in(url: str) -> str:
    from datetime import date

    match = _DATE.search(urlsplit(url).path)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""
