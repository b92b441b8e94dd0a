"""What strangers wrote into feeds, pages and sitemaps: addresses, bombs and rubbish."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.collect import World
from briefing.collect.feed import FeedSource
from briefing.collect.feeds import Raw, read_feed
from briefing.collect.http import Door, Limits
from briefing.collect.links import article_links, feed_links
from briefing.collect.mailbox import MailboxSource
from briefing.collect.page import PageSource
from briefing.collect.refusal import NoAnswerError
from briefing.collect.sitemap import SitemapSource
from briefing.collect.sitemaps import read_sitemap
from briefing.collect.subscriptions import subscriptions
from briefing.collect.world import parsed
from briefing.model import Document, Gap
from tests.collect.feeds import rss
from tests.collect.servers import HEAD, Site, answer, dripping, redirect, serving
from tests.collect.test_http import SPELLINGS

OWN = {"127.0.0.1", "127。0。0。1"}


def links_to_all() -> dict[str, str]:
    """Every hostile host as a link, in the three forms in which sources give links."""
    urls = [f"http://{host}:1/story-number-{n}/about-the-port" for n, host in enumerate(SPELLINGS)]
    return {
        "feed": rss(*({"title": f"T{n}", "link": url} for n, url in enumerate(urls))),
        "page": "".join(
            f'<p><a href="{url}">Barges wait at the port again</a></p>' for url in urls
        ),
        "sitemap": f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>",
    }


@pytest.mark.parametrize(
    ("kind", "form"), [(FeedSource, "feed"), (PageSource, "page"), (SitemapSource, "sitemap")]
)
def test_no_link_leads_into_the_own_network(
    kind: Any, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        seen.append(address)
        connect(self, address)

    with serving() as site:
        site["/"] = links_to_all()[form]
        port = int(site.address.rpartition(":")[2])
        monkeypatch.setattr(socket.socket, "connect", watched)
        door = Door(allow=[f"127.0.0.1:{port}"], limits=Limits(seconds=3.0, attempts=1))
        found = list(kind({"url": site.url("/")}, "S", Path()).through(World(door)).fetch(None))
    assert not [one for one in found if isinstance(one, Document)]
    assert set(seen) == {("127.0.0.1", port)}
    if form != "page":  # of a page only links to its own site are followed at all
        assert len([one for one in found if isinstance(one, Gap)]) >= 66


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_mail_server_is_one_of_them(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: Any) -> None:
        raise AssertionError(f"connected to {address}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setenv("P", "x")
    options = {"host": host.strip("[]"), "user": "u", "password_env": "P"}
    (gap,) = MailboxSource(options, "Mail", Path()).fetch(None)
    assert isinstance(gap, Gap)


DEEP = 30_000
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 20}">' for n in range(1, 12))
BOMBS = {
    "a feed of nested tags": (read_feed, b"<rss><channel><item>" + b"<a>" * DEEP),
    "a feed of nested lists": (
        read_feed,
        b"<rss version='2.0'><channel><item><description>"
        + b"&lt;ul&gt;&lt;li&gt;" * DEEP
        + b"</description></item></channel></rss>",
    ),
    "a feed of one attribute": (read_feed, b"<rss a='" + b"x" * 4_000_000 + b"'>"),
    "a feed of open comments": (read_feed, b"<rss><channel>" + b"<!--" * DEEP),
    "a feed of open declarations": (read_feed, b"<rss><channel><title>" + b"<!" * DEEP),
    "a feed of laughs": (
        read_feed,
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><rss><channel><item><title>&l11;</title>'
        "</item></channel></rss>".encode(),
    ),
    "a feed of many entries": (
        read_feed,
        b"<rss version='2.0'><channel>" + b"<item><title>x</title></item>" * 20_000,
    ),
    "a feed of white space": (read_feed, b"<rss>" + b" " * 8_000_000 + b"</rss>"),
    "a feed of nested JSON": (read_feed, b'{"items":' + b"[" * DEEP),
    "a page of nested tags": (article_links, b"<div>" * DEEP + b"<a href=x>x</a>"),
    "a page of links": (article_links, b"<a href=/x-y-z-w>A headline of five words</a>" * 20_000),
    "a page of nested links": (article_links, b"<a href=/x-y-z-w>" * DEEP),
    "a page of one long address": (article_links, b"<a href='" + b"/x" * 2_000_000 + b"'>x</a>"),
    "a page that names feeds": (
        feed_links,
        b"<link rel=alternate type=application/rss+xml href=/f>" * 20_000,
    ),
    "a sitemap of laughs": (
        read_sitemap,
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><urlset><url><loc>&l11;</loc></url></urlset>'
        .encode(),
    ),
    "a sitemap of nested tags": (read_sitemap, b"<urlset>" + b"<url>" * DEEP),
    "a sitemap of many addresses": (
        read_sitemap,
        b"<urlset>" + b"<url><loc>http://a.example/</loc></url>" * 50_000 + b"</urlset>",
    ),
    "a packed sitemap": (read_sitemap, gzip.compress(bytes(2**24)) * 16),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_costs_its_worker_at_most(bomb: str) -> None:
    work, body = BOMBS[bomb]
    began = time.process_time()
    with suppress(NoAnswerError):
        parsed(work, Raw(body, "", "http://a.example/"), "feedparser")
    # The worker has its own limits; this process waits, and takes what comes.
    assert time.process_time() - began < 5


PIECES = (Path(__file__).parent / "rubbish.txt").read_bytes().splitlines()
RUBBISH = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from([*PIECES, b"\xff\xfe", b"\x00"]), max_size=12).map(b"".join),
)


@settings(max_examples=100)
@given(RUBBISH)
@example(b"<rss><channel><item><title>&#xD800;</title>")
@example(b"<urlset><url>&#xD800;")
@example(b"<urlset><url><loc>http://a.example/&#56320;</loc>")
@example("<urlset><url>&#xD800;".encode("utf-16-le"))
def test_rubbish_is_read_or_refused(body: bytes) -> None:
    raw = Raw(body, "text/html; charset=nonsense", "https://a.example/x/")
    for work in (read_feed, article_links, feed_links, read_sitemap):
        with suppress(NoAnswerError):
            work(raw)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<opml>",
        b"<opml><outline xmlUrl='x'/>",
        b"<opml><outline xmlUrl='&#xD800;'/>",
        b"\xff" * 99,
    ],
)
def test_rubbish_for_opml_is_read_or_refused(body: bytes) -> None:
    with suppress(NoAnswerError):
        assert subscriptions(body) == ()


def test_a_feed_that_costs_too_much_is_told() -> None:
    with serving() as site:
        bomb(site)
        door = Door(allow=["127.0.0.1"])
        (gap,) = FeedSource({"url": site.url("/")}, "S", Path()).through(World(door)).fetch(None)
    assert isinstance(gap, Gap)
    assert gap.where == "S"


def bomb(site: Site) -> None:
    site["/"] = answer(gzip.compress(bytes(2**24)) * 100, content_encoding="gzip")


CHILD = """
import re, sys, tomllib
from pathlib import Path
from briefing.collect import collect, sources_of, world_of
from briefing.config import parse_desk
desk = parse_desk(tomllib.loads(sys.stdin.read()), Path("desk.toml"))
gaps = list(collect(sources_of(desk), None, world_of(desk)))
# Its own peak: getrusage(2) counts that of the process by which it was begun as well.
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(int(peak) // 1024, *(g.where for g in gaps))
"""


def test_forty_hostile_sources_at_once_keep_to_time_and_memory() -> None:
    with serving() as site:
        bomb(site)
        site["/endless"] = dripping(HEAD + b"\r\n", b"x" * 65536, 0.0)
        site["/drip"] = dripping(HEAD + b"\r\n", b"x", 0.2)
        site["/loop"] = redirect("/loop")
        paths = ["/", "/endless", "/drip", "/loop"] * 10
        rows = "".join(
            f'[[source]]\nkind = "feed"\nname = "S{n}"\nurl = "{site.url(path)}"\n'
            for n, path in enumerate(paths)
        )
        desk = f'[desk]\nallow_hosts = ["127.0.0.1"]\npatience = 8\n{rows}'
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", CHILD], input=desk, capture_output=True, text=True, check=True
        )
        took = time.monotonic() - began
    megabytes, *names = done.stdout.split()
    assert names == [f"S{n}" for n in range(40)]
    assert int(megabytes) < 512
    assert took < 60
