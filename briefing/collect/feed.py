"""`kind = "feed"`: RSS, Atom and JSON Feed, with the page where an entry is a teaser."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from briefing.collect.feeds import FEEDS, Entry, Feed, Raw, plain, read_feed
from briefing.collect.options import Options
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import plain_url
from briefing.collect.web import MOST, Link, WebSource, older
from briefing.collect.world import Visit
from briefing.model import Document, Gap

TEXTS = ("auto", "entry", "page")


class FeedSource(WebSource):
    """A feed's new entries.

    `text` says where the article is: in the entry, on the page behind its link, or,
    with "auto", on the page where the entry is a teaser.
    """

    def take(self, options: Options) -> None:
        self.text = options.one_of("text", TEXTS)

    def found(self, visit: Visit, since: datetime | None) -> Iterator[Document | Gap]:
        memory = self.world.memory
        answer = visit.get(self.url, FEEDS, memory.validators(self.url))
        if not answer.new:
            return
        raw = Raw(answer.body, answer.media_type, answer.url)
        feed = visit.parsed(read_feed, raw, "feedparser")
        whole = True
        for one in self._documents(visit, feed, since):
            whole = whole and isinstance(one, Document)
            yield one
        if whole:
            memory.remember(self.url, answer.validators)

    def _documents(
        self, visit: Visit, feed: Feed, since: datetime | None
    ) -> Iterator[Document | Gap]:
        if feed.damage:
            yield Gap(self.name, feed.damage)
        fresh = self._new(feed.entries, since)
        named = Counter(entry.own_name for entry in feed.entries)
        for entry in fresh[:MOST]:
            own = entry.own_name if named[entry.own_name] == 1 else ""
            for one in self._document(visit, entry):
                yield self._where_it_was(one, own)
                if isinstance(one, Document):
                    self.world.memory.handed(self.name, entry.state)
        if len(fresh) > MOST:
            yield Gap(self.name, f"{len(fresh) - MOST} older entries were left; {MOST} are read")

    def _where_it_was(self, found: Document | Gap, own: str) -> Document | Gap:
        """An entry that was moved is a revision of itself, under the address that it had first."""
        if not own or isinstance(found, Gap):
            return found
        first = self.world.memory.address(self.name, own)
        if not first:
            self.world.memory.handed(self.name, own, found.uri)
        return replace(found, uri=first) if first else found

    def _new(self, entries: Iterable[Entry], since: datetime | None) -> list[Entry]:
        """Entries not handed over before nor too old, each once; feeds put the newest first.

        One that has changed is handed over again, under its address: a revision of itself.
        """
        once: dict[str, Entry] = {}
        for entry in entries:
            once.setdefault(entry.name, entry)
        return [
            entry
            for entry in once.values()
            if not older(entry.date, since) and not self.world.memory.seen(self.name, entry.state)
        ]

    def _document(self, visit: Visit, entry: Entry) -> Iterator[Document | Gap]:
        """The article of an entry; what the entry holds, where its page cannot be got."""
        wants_page = self.text == "page" or (self.text == "auto" and entry.is_teaser)
        link = Link(entry.url, entry.date, entry.title, entry.outlet, entry.byline)
        if wants_page and entry.url:
            try:
                yield self.article(visit, link)
            except NoAnswerError as error:
                instead = "; its entry in the feed is read instead" if plain(entry.markup) else ""
                yield Gap(entry.url, f"{error} (linked by {self.name}){instead}")
            else:
                return
        if plain(entry.markup):
            yield self._entry(entry, link)
        elif not (wants_page and entry.url):
            where = entry.url or entry.title or self.name
            yield Gap(where, f"an entry of {self.name} without text and without a link")

    def _entry(self, entry: Entry, link: Link) -> Document:
        """An entry as an article of its own: its markup in the form that news interfaces have."""
        row = {"text": entry.markup, "url": entry.url, **self.stated(link)}
        body = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
        uri = plain_url(entry.url) or f"{self.name}#{entry.name}"
        return Document(uri, "application/json", body, self.name, self.world.now())
