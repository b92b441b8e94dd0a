"""`kind = "page"`: a section page whose new links are followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from briefing.collect.feeds import Raw
from briefing.collect.links import article_links, dated
from briefing.collect.options import Options
from briefing.collect.refusal import NoAnswerError
from briefing.collect.web import ARTICLES, WebSource
from briefing.collect.world import Visit
from briefing.model import Document, Gap


class PageSource(WebSource):
    """The articles that a page links to.

    `follow` is a regular expression that the address of a link must contain; without it
    the links are judged by their looks.
    """

    def take(self, options: Options) -> None:
        self.follow = options.pattern("follow")

    def found(self, visit: Visit, since: datetime | None) -> Iterator[Document | Gap]:
        answer = visit.get(self.url, ARTICLES)
        raw = Raw(answer.body, answer.media_type, answer.url)
        links = dated(visit.parsed(article_links, raw, "lxml.html"))
        if self.follow:
            links = tuple(link for link in links if self.follow.search(link.url))
        if not links:
            raise NoAnswerError("no link on it looks like an article; say which with `follow`")
        yield from self.followed(visit, links, since)
