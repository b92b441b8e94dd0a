"""Feeds that a person already follows: an OPML file of a feed reader, or an address alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefing.collect.decoding import with_sound_references
from briefing.collect.feeds import FEEDS, Raw, read_feed
from briefing.collect.links import feed_links, page_title
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import target_of
from briefing.collect.world import Visit, World, parsed


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed under the name that its reader knows it by."""

    name: str
    url: str


def subscriptions(opml: bytes) -> tuple[Subscription, ...]:
    """The feeds of an OPML file (http://opml.org/spec2.opml), folders laid open, each once.

    Raises `NoAnswerError` for what is no such file.
    """
    return parsed(_outlines, opml, "lxml")


def feed_of(url: str, world: World) -> Subscription:
    """The feed at an address, or the first one that the page there names.

    Raises `NoAnswerError` where there is none.
    """
    visit = Visit.begin(world)
    answer = visit.get(url, FEEDS)
    raw = Raw(answer.body, answer.media_type, answer.url)
    try:
        feed = visit.parsed(read_feed, raw, "feedparser")
    except NoAnswerError:
        found = visit.parsed(feed_links, raw, "lxml.html")
        if not found:
            raise NoAnswerError(
                f'neither a feed nor a page that names one: {url}; try kind = "page"'
            ) from None
        name = visit.parsed(page_title, raw, "lxml.html") or found[0].title
        return Subscription(_name(name, found[0].url), found[0].url)
    return Subscription(_name(feed.title, url), answer.url)


def _outlines(opml: bytes) -> tuple[Subscription, ...]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    try:
        tree: Any = etree.fromstring(with_sound_references(opml), parser)
        told = tree is not None and str(tree.tag).lower().endswith("opml")
        outlines = tree.iter("outline") if told else ()
        rows = [{k.lower(): v for k, v in e.attrib.items()} for e in outlines]
    except (etree.XMLSyntaxError, ValueError):
        told = False
    if not told:
        raise NoAnswerError("not an OPML file")
    named = ((row.get("title") or row.get("text") or "", row.get("xmlurl", "")) for row in rows)
    return _unique((name, url) for name, url in named if url)


def _unique(rows: Iterable[tuple[str, str]]) -> tuple[Subscription, ...]:
    once: dict[str, Subscription] = {}
    for name, url in rows:
        address = url.strip().replace("feed://", "http://", 1)
        try:
            target_of(address)
        except NoAnswerError:
            continue
        once.setdefault(address, Subscription(_name(name, address), address))
    return tuple(once.values())


def _name(told: str, url: str) -> str:
    """A title on one line, or the host without any."""
    shown = "".join(c if c.isprintable() else " " for c in told)
    return " ".join(shown.split())[:80].strip() or target_of(url).host
