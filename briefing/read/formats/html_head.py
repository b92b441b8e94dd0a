"""What a page says about its article: JSON-LD, OpenGraph, meta tags, microdata.

Of JSON-LD only the objects that are articles themselves are believed (schema.org
`Article` and its kinds): a date or author nested in a reviewed claim, a comment or a
related link is another thing's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from briefing.read.decode import sanitized
from briefing.read.formats.extracted import Stated

_ARTICLE = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|ClaimReview|Review\w*)\Z")
_PUBLISHED = (
    "article:published_time", "datepublished", "article.published", "parsely-pub-date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date",
    "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "sailthru.date", "rnews:datepublished", "displaydate", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "datemodified", "og:updated_time", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "revision_date", "updated_time",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher")
_BARS = re.compile(r"\s+[|–—·•»«-]\s+|\s*\|\s*|\s+::\s+")
_COLON = re.compile(r":\s+")
_LEAST_TITLE = 12
"""Letters and digits of a line that can be a title."""
_YEAR = re.compile(r"(?:19|20)\d\d|\d[./]\d{1,2}[./]\d\d")
_SCRIPT_EDGE = re.compile(
    r"\A\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*;?\s*\Z|;\s*\Z"
)
_MOST_JSON = 2_000_000


@dataclass(slots=True)
class _Head:
    """Values by name, in the order in which the page gives them."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    article: Mapping[str, Any] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        return next((value for name in names for value in self.metas.get(name, ())), "")

    def dated(self, *names: str) -> str:
        values = (value for name in names for value in self.metas.get(name, ()))
        return next((value for value in values if _YEAR.search(value)), "")


def stated(root: Any, headline: str, address: str | None, lines: Sequence[str] = ()) -> Stated:
    """What the page states, each field with where it stands.

    `headline` is the text of the heading that stands above the article, "" without one;
    `lines` are the first ones of the article.
    """
    called, site = _named_by(root, headline, lines)
    headline = called or headline
    head = _Head(_metas(root))
    head.article = _json_ld(root, headline)
    found: dict[str, tuple[str, str]] = {}

    def give(name: str, value: object, where: str) -> None:
        if isinstance(value, str) and name not in found:
            clean = " ".join(sanitized(value).split()).strip(" ·|,;–—-")
            if clean:
                found[name] = (clean, where)

    if _same(headline, head.first(*_SITES)):
        headline = ""  # the outlet's own name at the top of the page
    ld, meta = "the page's JSON-LD", "the page's metadata"
    give("published", _dated(head.article.get("datePublished")), ld)
    give("published", head.dated(*_PUBLISHED), meta)
    if "published" not in found:
        give("published", _microformat(root), "the page's microformat")
    give("modified", _dated(head.article.get("dateModified")), ld)
    give("modified", head.dated(*_MODIFIED), meta)
    give("byline", ", ".join(_authors(head.article.get("author"))), ld)
    give("byline", _named_author(head), meta)
    give("byline", _labelled_author(head), meta)
    outlet = _outlet(head)
    title = _title(root, head, headline, outlet[0])
    give("outlet", *outlet)
    give("outlet", site, "the page's title")
    if "outlet" not in found:
        give("outlet", _suffix(root, title), "the page's title")
    give("title", title, "the page's headline")
    give("url", _address(root, head, address), "the page's own address")
    give("language", _language(root, head), "the page's language")
    return found


def scripted_text(root: Any) -> str:
    """The text that the page's JSON-LD gives of its article; "" without one."""
    text = _json_ld(root, "").get("articleBody")
    return text if isinstance(text, str) else ""


def _metas(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = " ".join((meta.get("content") or "").split())
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if content and name:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


# --- JSON-LD -------------------------------------------------------------------------


def _json_ld(root: Any, headline: str) -> Mapping[str, Any]:
    """The page's own article among its JSON-LD objects; empty without one."""
    objects = [one for script in _scripts(root) for one in _objects(script)]
    by_id = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str)}
    articles = [one for one in objects if any(map(_ARTICLE.match, _types(one)))]
    named = [
        one for one in articles if _same(str(one.get("headline") or one.get("name")), headline)
    ]
    chosen = next(iter((*named, *articles)), None)
    if chosen is None:
        # A page that describes no article still dates itself.
        pages = (one for one in objects if "WebPage" in _types(one))
        page: dict[str, Any] = next(pages, {})
        return {name: page[name] for name in ("datePublished", "dateModified") if name in page}
    return {name: _resolved(value, by_id) for name, value in chosen.items()}


def _scripts(root: Any) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "") and len(script.text or "") < _MOST_JSON:
            text = _SCRIPT_EDGE.sub("", script.text or "")
            try:
                yield json.loads(text, strict=False)
            except (ValueError, RecursionError):
                continue


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Top objects, those of a `@graph`, and what a page says it is about.

    Nothing else that is nested in another thing.
    """
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            if isinstance(graph, list):
                yield from (inner for inner in graph if isinstance(inner, dict))
            if "WebPage" in _types(one) and isinstance(main := one.get("mainEntity"), dict):
                yield main


def _types(one: Mapping[str, Any]) -> list[str]:
    kind = one.get("@type")
    return [k for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str)]


def _resolved(value: Any, by_id: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and "name" not in value and value.get("@id") in by_id:
        return by_id[value["@id"]]
    return value


def _dated(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return one if isinstance(one, str) and _YEAR.search(one) else ""


def _authors(value: Any) -> Iterator[str]:
    """Names of persons; an organization is no byline."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and "Organization" not in " ".join(_types(one)):
            name = one.get("name")
            names = name if isinstance(name, list) else [name]
            yield from (each for each in names if isinstance(each, str))


# --- Fields --------------------------------------------------------------------------


def _named_author(head: _Head) -> str:
    values = (value for name in _AUTHORS for value in head.metas.get(name, ()))
    return next((value for value in values if "://" not in value), "")


def _labelled_author(head: _Head) -> str:
    """The first value of the two that a page shows beside its links: as a rule who wrote it."""
    value = head.first("twitter:data1")
    return "" if any(map(str.isdigit, value)) else value


def microdata_author(root: Any) -> str:
    """Who wrote it by the page's microdata, wherever it stands; "" where several are named."""
    names = {
        " ".join("".join(one.itertext()).split()) or one.get("content", "")
        for one in root.xpath("//*[@itemprop='author']")
        if not any("comment" in (outer.get("class") or "") for outer in one.iterancestors())
    }
    return names.pop() if len(names) == 1 else ""


def _microformat(root: Any) -> str:
    """The day in an `abbr` of the class `published` (hAtom); "" if there are several days."""
    days = {
        one.get("title", "")
        for one in root.iter("abbr")
        if "published" in (one.get("class") or "").split()
    }
    return days.pop() if len(days) == 1 else ""


def _named_by(root: Any, headline: str, lines: Sequence[str]) -> tuple[str, str]:
    """Headline and outlet, where the page's title joins them by a bar or colon; else "".

    The one is a line above the text, or a smaller heading below one that holds the other alone.
    """
    page = _title_tag(root)
    bars = [*_BARS.finditer(page), *_COLON.finditer(page)]
    sides = [(page[: bar.start()], page[bar.end() :]) for bar in bars]
    pairs = [pair for left, right in sides for pair in ((left, right), (right, left))]
    if headline:
        # A title is longer than its outlet's name: most pages need no further look.
        large = _key(headline)
        named = any(_key(name) == large and len(_key(title)) > len(large) for title, name in pairs)
        headings = root.iter("h2", "h3") if named else ()
        lines = [" ".join("".join(one.itertext()).split()) for one in headings]
    keys = {_key(line): line for line in lines if len(_key(line)) >= _LEAST_TITLE}
    found = ((keys[_key(title)], name) for title, name in pairs if _key(title) in keys)
    return next(found, ("", ""))


def _outlet(head: _Head) -> tuple[str, str]:
    site = head.first(*_SITES)
    publisher = head.article.get("publisher")
    first = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = first.get("name") if isinstance(first, dict) else first
    if site or not isinstance(name, str) or "://" in name:
        return site, "the page's metadata"
    return name, "the publisher in its JSON-LD"


def _title(root: Any, head: _Head, headline: str, outlet: str) -> str:
    """The headline that the reader sees, if the page's own title holds it; else that title.

    A title that is the outlet's name is none.
    """
    ld = head.article.get("headline")
    page = _title_tag(root)
    given = [head.first("og:title"), ld if isinstance(ld, str) else "", head.first("twitter:title")]
    if headline and any(_holds(one, headline) for one in (*given, page) if one):
        return headline
    named = {"", _key(outlet)} if headline else {""}
    return next((one for one in (*given, page) if _key(one) not in named), headline)


def _title_tag(root: Any) -> str:
    element = next(root.iter("title"), None)
    return " ".join((element.text or "").split()) if element is not None else ""


def _suffix(root: Any, title: str) -> str:
    """The last or first part of the page's title, where the rest is the article's."""
    page = _title_tag(root)
    bars = list(_BARS.finditer(page))
    if not title or not bars or _same(page, title):
        return ""
    left, right = page[: bars[0].start()], page[bars[-1].end() :]
    if _holds(page[: bars[-1].start()], title) and not _holds(right, title):
        return right
    return left if _holds(page[bars[0].end() :], title) else ""


def _address(root: Any, head: _Head, address: str | None) -> str:
    links = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
    for one in (*links, head.first("og:url")):
        if one:
            try:
                whole: str = urljoin(address or "", one.strip())
            except ValueError:
                continue
            if whole.startswith(("http://", "https://")):
                return whole
    return address or ""


def _language(root: Any, head: _Head) -> str:
    html = next(root.iter("html"), None)
    told = () if html is None else (html.get("lang"), html.get("xml:lang"))
    return next((str(one) for one in told if one), "") or head.first(
        "og:locale", "content-language", "language"
    )


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _same(one: str, other: str) -> bool:
    return bool(one and other) and _key(one) == _key(other)


def _holds(whole: str, part: str) -> bool:
    return len(_key(part)) >= 8 and _key(part) in _key(whole)
