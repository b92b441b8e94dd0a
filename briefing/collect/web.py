"""What sources on the web have in common: an address, an account, and links that are followed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from briefing.collect.options import Options, login
from briefing.collect.refusal import NoAnswerError
from briefing.collect.url import plain_url
from briefing.collect.world import Visit, World, article_type
from briefing.model import Document, Gap

ARTICLES = "text/html, application/xhtml+xml, application/pdf;q=0.8, text/plain;q=0.5"
MOST = 300
"""Pages that are followed from one source in one run, the newest first."""

MOST_AGAIN = 30
"""Pages of one source that are asked again in one run since they have changed."""
_JUST_NOW = timedelta(minutes=10)
_FEW = 3


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a source names, and what it says of the article there.

    `date` is an ISO date or date-time, "" where the source does not tell; so is `changed`,
    when the page was changed last.
    """

    url: str
    date: str = ""
    title: str = ""
    outlet: str = ""
    byline: str = ""
    changed: str = ""

    @property
    def version(self) -> str:
        """What tells the page from itself as it was, where the source tells that."""
        return f"{plain_url(self.url)}\n{self.changed}" if self.changed else ""


class WebSource:
    """A source with an address; each kind finds documents in its own way."""

    remote = True

    def __init__(self, options: Mapping[str, Any], name: str, folder: Path) -> None:  # noqa: ARG002
        self.name = name
        self.world = World()
        taken = Options(options, name)
        self.url = taken.url()
        self.take(taken)
        self.robots = taken.flag("robots", True)
        self.user, self.variable = taken.account()
        taken.done()

    def take(self, options: Options) -> None:
        """Keys of this kind alone."""

    @abstractmethod
    def found(self, visit: Visit, since: datetime | None) -> Iterable[Document | Gap]:
        """Documents not older than `since`. May raise `NoAnswerError` where all of it failed."""

    def through(self, world: World) -> Self:
        """The same source in a run's own world."""
        other = copy(self)
        other.world = world
        return other

    def fetch(self, since: datetime | None = None) -> Iterator[Document | Gap]:
        try:
            visit = Visit.begin(self.world, login(self.user, self.variable), self.robots)
            yield from self.found(visit, since)
        except NoAnswerError as error:
            yield Gap(self.name, str(error))

    # --- What the kinds share ---------------------------------------------------------------

    def article(self, visit: Visit, link: Link) -> Document:
        """The page behind a link. Raises `NoAnswerError`."""
        answer = visit.get(link.url, ARTICLES)
        return Document(
            plain_url(answer.url),
            article_type(answer),
            answer.body,
            self.name,
            self.world.now(),
            stated=self.stated(link),
        )

    def stated(self, link: Link) -> dict[str, str]:
        """What is told of an article beside its page. Who the desk reads here is its outlet."""
        told = {
            "title": link.title,
            "published": link.date,
            "byline": link.byline,
            "outlet": link.outlet or self.name,
        }
        return {name: value for name, value in told.items() if value}

    def followed(
        self, visit: Visit, links: Iterable[Link], since: datetime | None
    ) -> Iterator[Document | Gap]:
        """The pages behind the links that are new, each once, newest first."""
        links = list(links)
        fresh = self.fresh(links, since)
        for link in (*fresh[:MOST], *self.revised(links, since)[:MOST_AGAIN]):
            try:
                document = self.article(visit, link)
            except NoAnswerError as error:
                yield Gap(link.url, f"{error} (linked by {self.name})")
            else:
                yield document
                for key in filter(None, (plain_url(link.url), link.version)):
                    self.world.memory.handed(self.name, key)
        if (more := len(fresh) - MOST) > 0:
            yield Gap(self.name, f"{more} more links were not followed; {MOST} are a day's most")

    def fresh(self, links: Iterable[Link], since: datetime | None) -> list[Link]:
        """Links not seen before nor too old, each once, newest first; undated ones come last."""
        once: dict[str, Link] = {}
        for link in links:
            once.setdefault(plain_url(link.url), link)
        new = [
            link
            for key, link in once.items()
            if not older(link.date, since) and not self.world.memory.seen(self.name, key)
        ]
        return sorted(new, key=lambda link: link.date[:10], reverse=True)

    def revised(self, links: Iterable[Link], since: datetime | None) -> list[Link]:
        """Links handed over before that say they have changed since, the latest change first.

        A source that says so of most of its links at any time tells the time, not a change.
        """
        memory, now = self.world.memory, self.world.now()
        told = {plain_url(link.url): link for link in links if link.changed}
        lately = sum(not older(link.changed, now - _JUST_NOW) for link in told.values())
        if lately > max(_FEW, len(told) // 2):
            return []
        again = [
            link
            for key, link in told.items()
            if not older(link.date, since)
            and memory.seen(self.name, key)
            and not memory.seen(self.name, link.version)
        ]
        return sorted(again, key=lambda link: link.changed, reverse=True)


def older(date: str, since: datetime | None) -> bool:
    """Whether a date is surely before `since`: a day counts to its end, none is never old."""
    if not date or since is None:
        return False
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return False
    if len(date) <= len("2026-03-01"):
        moment = moment.replace(hour=23, minute=59)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=since.tzinfo)
    return moment < since
