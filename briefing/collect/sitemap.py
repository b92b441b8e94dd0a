"""`kind = "sitemap"`: the pages that a site itself lists, news sitemaps above all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from briefing.collect.feeds import Raw
from briefing.collect.options import Options
from briefing.collect.refusal import NoAnswerError
from briefing.collect.sitemaps import Sitemap, read_sitemap
from briefing.collect.web import Link, WebSource, older
from briefing.collect.world import Visit
from briefing.model import Document, Gap

_XML = "application/xml, text/xml, text/plain;q=0.5, */*;q=0.3"
_FILES = 20
"""Sitemaps that one index is followed to, the newest first."""


class SitemapSource(WebSource):
    """The pages of a sitemap, or of the sitemaps that an index names.

    `follow` is a regular expression that an address must contain. What has no date is
    taken only where nothing in the sitemap has one: it is no news then, but a list.
    """

    def take(self, options: Options) -> None:
        self.follow = options.pattern("follow")

    def found(self, visit: Visit, since: datetime | None) -> Iterator[Document | Gap]:
        first = self._read(visit, self.url)
        pages = list(first.pages)
        further = self.fresh(first.sitemaps, since)
        for link in further[:_FILES]:
            try:
                pages += self._read(visit, link.url).pages
            except NoAnswerError as error:
                yield Gap(link.url, f"{error} (a sitemap of {self.name})")
        if len(further) > _FILES:
            yield Gap(self.name, f"{len(further) - _FILES} more of its sitemaps were not read")
        yield from self.followed(visit, self._wanted(pages, since), since)

    def _read(self, visit: Visit, url: str) -> Sitemap:
        answer = visit.get(url, _XML)
        return visit.parsed(read_sitemap, Raw(answer.body, answer.media_type, answer.url), "lxml")

    def _wanted(self, pages: list[Link], since: datetime | None) -> list[Link]:
        chosen = [p for p in pages if not self.follow or self.follow.search(p.url)]
        dated = [p for p in chosen if p.date]
        return [p for p in dated if not older(p.date, since)] if dated else chosen
