"""Feeds, pages and sitemaps on a real server: what arrives, what is left, what is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing.collect import World
from briefing.collect.feed import FeedSource
from briefing.collect.http import Door, Limits, Validators
from briefing.collect.page import PageSource
from briefing.collect.sitemap import SitemapSource
from briefing.collect.web import WebSource
from briefing.errors import ConfigError
from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.collect.feeds import LONG, SHORT, rss, story
from tests.collect.memories import Kept
from tests.collect.servers import Site, answer, redirect, serving

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SINCE = datetime(2026, 2, 28, 18, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def world(**parts: Any) -> World:
    door = Door(allow=["127.0.0.1"], limits=Limits(seconds=3.0, attempts=1))
    return World(door, now=lambda: NOW, **parts)


def source(kind: type[WebSource], url: str, **options: Any) -> WebSource:
    return kind({"url": url, **options}, "Quay News", Path()).through(world())


def fetched(
    kind: type[WebSource], url: str, since: datetime | None = None, **options: Any
) -> tuple[list[Document], list[Gap]]:
    found = list(source(kind, url, **options).fetch(since))
    return [d for d in found if isinstance(d, Document)], [g for g in found if isinstance(g, Gap)]


def article(document: Document) -> Article:
    (found,) = read(document)
    assert isinstance(found, Article)
    return found


# --- Feeds ----------------------------------------------------------------------------------


def test_an_entry_with_its_text_is_an_article(site: Site) -> None:
    site["/feed"] = rss(
        {"title": "Barges &amp; pilots", "link": "/a", "pubDate": "Sun, 01 Mar 2026 21:30:00 +0100",
         "author": "desk@quay.example (Ann Moor)", "content:encoded": LONG}
    )  # fmt: skip
    (document,), gaps = fetched(FeedSource, site.url("/feed"))
    found = article(document)
    assert gaps == []
    assert site.paths() == ["/feed"]
    assert (found.uri, found.url) == (site.url("/a"), site.url("/a"))
    assert (found.title, found.byline, found.outlet) == ("Barges & pilots", "Ann Moor", "Quay News")
    assert found.published == "2026-03-01T20:30:00+00:00"
    assert "barge 7 waits outside the northern lock" in found.text
    assert document.fetched == NOW


def test_the_page_is_read_where_an_entry_is_a_teaser(site: Site) -> None:
    site["/feed"] = rss(
        {"title": "In the feed", "link": "/a?utm_source=rss", "description": SHORT,
         "pubDate": "Sun, 01 Mar 2026 21:30:00 GMT"}
    )  # fmt: skip
    site["/a?utm_source=rss"] = answer(
        story("On the page"), content_type="text/html; charset=utf-8"
    )
    (document,), gaps = fetched(FeedSource, site.url("/feed"))
    found = article(document)
    assert gaps == []
    assert (found.uri, found.title) == (site.url("/a"), "On the page")
    assert found.published == "2026-03-01T21:30:00+00:00"


def test_text_says_where_the_article_is(site: Site) -> None:
    site["/feed"] = rss({"title": "T", "link": "/a", "content:encoded": LONG})
    site["/a"] = story("On the page")
    (entry,), _ = fetched(FeedSource, site.url("/feed"), text="entry")
    (page,), _ = fetched(FeedSource, site.url("/feed"), text="page")
    assert (entry.media_type, page.media_type) == ("application/json", "text/html")


def test_what_an_entry_holds_is_read_where_its_page_cannot_be_got(site: Site) -> None:
    site["/feed"] = rss(
        {"title": "One", "link": "/gone", "description": SHORT},
        {"title": "Two", "link": "/nothing"},
        {"title": "Three"},
    )
    (document,), gaps = fetched(FeedSource, site.url("/feed"))
    assert article(document).text.strip() == "Barges wait outside the lock."
    lost = "answered 404 Not Found (linked by Quay News)"
    assert [(gap.where.removeprefix(site.address), gap.what) for gap in gaps] == [
        ("/gone", f"{lost}; its entry in the feed is read instead"),
        ("/nothing", lost),
        ("Three", "an entry of Quay News without text and without a link"),
    ]


def test_old_entries_and_second_ones_are_left(site: Site) -> None:
    days = ["Sat, 28 Feb 2026 19:00:00 GMT", "Sat, 28 Feb 2026 17:00:00 GMT", ""]
    entries = [
        {"title": f"T{n}", "link": f"/{n}", "pubDate": day, "content:encoded": LONG}
        for n, day in enumerate(days)
    ]
    site["/feed"] = rss(*entries, entries[0])
    documents, gaps = fetched(FeedSource, site.url("/feed"), SINCE)
    assert [d.uri.removeprefix(site.address) for d in documents] == ["/0", "/2"]
    assert gaps == []


def test_a_json_feed(site: Site) -> None:
    item = {
        "id": "1", "url": "/a", "title": "Barges wait", "content_html": LONG,
        "date_published": "2026-03-01T20:30:00+01:00", "authors": [{"name": "Ann Moor"}],
    }  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": [item, 7]}
    site["/feed"] = answer(json.dumps(feed), content_type="application/feed+json")
    (document,), _ = fetched(FeedSource, site.url("/feed"))
    found = article(document)
    assert (found.title, found.byline) == ("Barges wait", "Ann Moor")
    assert found.published == "2026-03-01T20:30:00+01:00"


def test_an_atom_feed_in_another_encoding(site: Site) -> None:
    text = LONG.replace("harbour board", "Hafenbehörde")
    feed = (
        '<?xml version="1.0" encoding="iso-8859-1"?><feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>Kai</title><entry><id>tag:kai,1</id><title type='text'>Kähne &lt;warten&gt;</title>"
        "<link rel='self' href='/x.atom'/><link href='story/a'/>"
        "<updated>2026-03-01T07:00:00Z</updated><source><title>Kai-Bote</title></source>"
        f"<content type='html'>{text.replace('<', '&lt;')}</content></entry></feed>"
    )
    site["/news/feed"] = answer(feed.encode("latin-1"), content_type="application/atom+xml")
    (document,), _ = fetched(FeedSource, site.url("/news/feed"))
    found = article(document)
    assert found.uri == site.url("/news/story/a")
    assert (found.title, found.outlet) == ("Kähne <warten>", "Kai-Bote")
    assert "Hafenbehörde" in found.text


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("", "an empty answer instead of a feed"),
        ("<html><body>Down for repair</body></html>", "a web page instead of a feed"),
        ("quite other words", "not a feed: neither RSS nor Atom nor JSON Feed"),
        ('{"items": []}', "JSON, but no JSON Feed"),
        ('{"items": ', "not a JSON Feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is(site: Site, body: str, what: str) -> None:
    site["/feed"] = body
    documents, (gap,) = fetched(FeedSource, site.url("/feed"))
    assert documents == []
    assert gap.where == "Quay News"
    assert gap.what.startswith(what)


def test_a_feed_that_broke_off_is_read_and_told(site: Site) -> None:
    whole = rss(*({"title": f"T{n}", "link": f"/{n}", "content:encoded": LONG} for n in range(4)))
    site["/feed"] = whole[: len(whole) - len(LONG)]
    documents, gaps = fetched(FeedSource, site.url("/feed"))
    assert len(documents) >= 3
    assert ("Quay News", "the feed broke off; what stood before was read") in [
        (g.where, g.what) for g in gaps
    ]


def test_a_feed_neither_opens_files_nor_defines_entities(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret words")
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    site["/file"] = f"file://{tmp_path}/secret"
    site["/entity"] = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY x SYSTEM "file://{tmp_path}/secret">{bomb}]>'
        "<rss version='2.0'><channel><title>&x;</title>"
        "<item><title>&l11;&x;</title><link>/a</link></item></channel></rss>"
    )
    site["/a"] = story("On the page")
    for path in ("/file", "/entity"):
        documents, gaps = fetched(FeedSource, site.url(path))
        assert "secret words" not in repr([documents, gaps])
        assert all(len(d.stated.get("title", "")) < 1000 for d in documents)


def test_a_feed_is_remembered_when_all_of_it_arrived(site: Site) -> None:
    kept = Kept()
    feed = FeedSource({"url": site.url("/feed")}, "Quay News", Path()).through(world(memory=kept))
    body = rss({"title": "T", "link": "/a", "description": SHORT})
    site["/feed"] = answer(body, etag='"1"')
    list(feed.fetch(None))
    assert kept.known == {}, "its page could not be got: it is asked for again"
    kept.keys.clear()
    site["/a"] = story("On the page")
    assert len(list(feed.fetch(None))) == 1
    assert kept.known == {site.url("/feed"): Validators('"1"')}
    site["/feed"] = answer(b"", 304)
    assert list(feed.fetch(None)) == []
    assert site.asked[-1].headers["if-none-match"] == '"1"'


def test_what_was_handed_over_before_is_not_asked_for_again(site: Site) -> None:
    kept = Kept()
    site["/feed"] = rss({"title": "T", "link": "/a"}, {"title": "U", "content:encoded": LONG})
    site["/news/"] = SECTION
    site["/map"] = NEWS
    for path in ("/a", "/new", "/news/barges-wait", "/news/2026/03/01/pilots"):
        site[path] = story(path)
    for kind, path in ((FeedSource, "/feed"), (PageSource, "/news/"), (SitemapSource, "/map")):
        asked = kind({"url": site.url(path)}, "Quay News", Path()).through(world(memory=kept))
        first, second = (list(asked.fetch(None)) for _ in range(2))
        assert any(isinstance(one, Document) for one in first)
        assert not any(isinstance(one, Document) for one in second)


def test_an_entry_that_has_changed_comes_again_under_its_address(site: Site) -> None:
    kept = Kept()
    site["/a"] = story("The pilots went back.")
    teaser = {"title": "Pilots", "link": "/a?utm_source=x", "guid": "1"}
    whole = {"title": "Quay", "link": "/b", "guid": "2"}
    asked = FeedSource({"url": site.url("/feed")}, "Quay News", Path()).through(world(memory=kept))
    told = []
    for page, text in (("one", LONG), ("one", LONG), ("two", LONG + " It is open again.")):
        link = "/a?utm_source=y" if page == "two" else "/a"
        site["/feed"] = rss({**teaser, "link": link, "description": page},
                            {**whole, "content:encoded": text})  # fmt: skip
        told.append([d for d in asked.fetch(None) if isinstance(d, Document)])
    first, again, changed = told
    assert again == []
    assert [d.uri for d in first] == [d.uri for d in changed] == [site.url("/a"), site.url("/b")]
    assert first[1].body != changed[1].body
    assert site.paths().count("/a") == 1
    assert site.paths().count("/a?utm_source=y") == 1


def test_a_link_into_the_own_network_is_not_followed(site: Site) -> None:
    site["/feed"] = rss(
        {"title": "A", "link": "http://127.1:22/"},
        {"title": "B", "link": "http://[::ffff:10.0.0.1]/admin"},
        {"title": "C", "link": "file:///etc/passwd"},
    )
    documents, gaps = fetched(FeedSource, site.url("/feed"))
    assert documents == []
    assert len(gaps) == 3
    assert sum("is not public" in gap.what for gap in gaps) == 2


# --- Pages ----------------------------------------------------------------------------------

SECTION = """<html><body>
<header><a href="/">Quay</a><nav><a href="/sport">Sport</a><a
href="/about/our-long-company-history">Our long company history</a></nav></header>
<main><article><h2><a href="/news/barges-wait">Barges wait</a></h2>
<a href="/news/barges-wait?utm_medium=x"><img src="/b.jpg"></a></article>
<p><a href="2026/03/01/pilots">Pilots ask for their pay of last year</a> <a href="/news/">All</a>
<a href="pay-of-the-pilots-2">More</a> <a href="/photo.jpg">A very fine picture of barges</a>
<a href="https://elsewhere.example/a-story-of-their-own">A story of their own on another site</a>
<a href="mailto:a@b.example">Write to our editor at any time</a></p></main>
<footer><a href="/privacy-policy-and-cookies">Privacy policy and cookies of ours</a></footer>
</body></html>"""


def test_the_articles_of_a_section_page_are_followed(site: Site) -> None:
    site["/news/"] = SECTION
    pages = ["/news/barges-wait", "/news/2026/03/01/pilots", "/news/pay-of-the-pilots-2"]
    for path in pages:
        site[path] = story(path)
    documents, gaps = fetched(PageSource, site.url("/news/"))
    assert gaps == []
    assert sorted(d.uri.removeprefix(site.address) for d in documents) == sorted(pages)
    assert all(article(d).outlet == "Quay News" for d in documents)


def test_follow_says_which_links_are_meant(site: Site) -> None:
    site["/news/"] = SECTION
    site["/news/2026/03/01/pilots"] = story("Pilots")
    documents, _ = fetched(PageSource, site.url("/news/"), follow=r"/20\d\d/")
    assert [d.uri.removeprefix(site.address) for d in documents] == ["/news/2026/03/01/pilots"]
    _, (gap,) = fetched(PageSource, site.url("/news/"), follow="/none/")
    assert "no link on it looks like an article" in gap.what


def test_a_link_whose_address_is_old_is_not_followed(site: Site) -> None:
    site["/"] = (
        '<a href="/2026/02/01/a">Barges waited a month ago</a> '
        '<a href="/x/2">Barges wait now again</a>'
    )
    site["/x/2"] = story("Now")
    documents, gaps = fetched(PageSource, site.url("/"), SINCE)
    assert [d.uri for d in documents] == [site.url("/x/2")]
    assert gaps == []


def test_a_plain_list_of_links_is_followed(site: Site) -> None:
    site["/list/"] = (
        "<ul><li><a href='one'>One</a><li><a href='two'>Two</a><li><a href='/'>Up</a></ul>"
    )
    site["/list/one"] = story("One")
    site["/list/two"] = story("Two")
    documents, _ = fetched(PageSource, site.url("/list/"))
    assert len(documents) == 2


# --- Sitemaps -------------------------------------------------------------------------------

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>/new</loc><news:news><news:publication><news:name>Quay Post</news:name>
<news:language>en</news:language></news:publication>
<news:publication_date>2026-03-01T09:00:00+01:00</news:publication_date>
<news:title>Barges &amp; locks</news:title></news:news></url>
<url><loc>/old</loc><lastmod>2026-02-01</lastmod></url>
<url><loc>/undated</loc></url></urlset>"""


def test_a_news_sitemap(site: Site) -> None:
    site["/map"] = NEWS
    site["/new"] = f"<html><body><article>{LONG}</article></body></html>"
    (document,), gaps = fetched(SitemapSource, site.url("/map"), SINCE)
    found = article(document)
    assert gaps == []
    assert (found.title, found.outlet) == ("Barges & locks", "Quay Post")
    assert found.published == "2026-03-01T09:00:00+01:00"


def test_an_index_of_packed_sitemaps(site: Site) -> None:
    site["/index"] = (
        "<sitemapindex><sitemap><loc>/a.xml.gz</loc><lastmod>2026-03-01</lastmod></sitemap>"
        "<sitemap><loc>/old.xml</loc><lastmod>2025-03-01</lastmod></sitemap>"
        "<sitemap><loc>/gone.xml</loc></sitemap></sitemapindex>"
    )
    site["/a.xml.gz"] = gzip.compress(NEWS.encode())
    site["/new"] = story("New")
    documents, gaps = fetched(SitemapSource, site.url("/index"), SINCE)
    assert [d.uri for d in documents] == [site.url("/new")]
    assert [g.where for g in gaps] == [site.url("/gone.xml")]
    assert "/old.xml" not in site.paths()


def test_what_is_no_sitemap_says_so(site: Site) -> None:
    site["/html"] = "<html><body>no</body></html>"
    site["/words"] = "just words"
    site["/bomb"] = gzip.compress(bytes(2**24)) * 8
    for path, what in (("/html", "not a sitemap"), ("/words", "not a sitemap"), ("/bomb", "64 MB")):
        documents, (gap,) = fetched(SitemapSource, site.url(path))
        assert documents == []
        assert what in gap.what


def test_a_sitemap_of_plain_addresses(site: Site) -> None:
    site["/map.txt"] = f"{site.url('/a')}\n{site.url('/b')}\n"
    site["/a"] = site["/b"] = story("A")
    documents, _ = fetched(SitemapSource, site.url("/map.txt"))
    assert len(documents) == 2


# --- All kinds ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FeedSource, PageSource, SitemapSource])
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({}, "url: missing"),
        ({"url": 5}, "url: expected a text"),
        ({"url": "ftp://example.org/"}, "url: "),
        ({"url": "https://u:p@example.org/"}, "use user and password_env instead"),
        ({"url": "https://example.org/", "user": "u"}, "password_env: missing"),
        ({"url": "https://example.org/", "robots": "no"}, "robots: expected true or false"),
        ({"url": "https://example.org/", "ulr": 1}, 'did you mean "url"?'),
    ],
)
def test_wrong_options_are_told(kind: Any, options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        kind(options, "Quay News", Path())
    assert all(line.startswith('source "Quay News": ') for line in refused.value.problems)
    assert problem in str(refused.value)


def test_a_login_is_taken_from_its_variable(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site["/feed"] = rss({"title": "T", "content:encoded": LONG})
    options: dict[str, Any] = {"user": "desk", "password_env": "QUAY_PASSWORD"}
    monkeypatch.delenv("QUAY_PASSWORD", raising=False)
    _, (gap,) = fetched(FeedSource, site.url("/feed"), **options)
    assert gap.what == "the variable QUAY_PASSWORD is not set; it holds the password of desk"
    monkeypatch.setenv("QUAY_PASSWORD", "s3cret")
    assert len(fetched(FeedSource, site.url("/feed"), **options)[0]) == 1
    assert site.asked[-1].headers["authorization"].startswith("Basic ")


def test_a_moved_feed_is_found_and_robots_may_be_set_aside(site: Site) -> None:
    site["/robots.txt"] = "User-agent: *\nDisallow: /feed\n"
    site["/old"] = redirect("/feed", 301)
    site["/feed"] = rss({"title": "T", "content:encoded": LONG})
    _, (gap,) = fetched(FeedSource, site.url("/old"))
    assert "robots.txt" in gap.what
    assert len(fetched(FeedSource, site.url("/old"), robots=False)[0]) == 1


def test_what_is_no_text_is_no_article(site: Site) -> None:
    site["/feed"] = rss({"title": "T", "link": "/a"}, {"title": "U", "link": "/b"})
    site["/a"] = answer(b"RIFF", content_type="audio/wav")
    site["/b"] = answer(b"%PDF-1.7", content_type="text/html")
    (document,), (gap,) = fetched(FeedSource, site.url("/feed"))
    assert document.media_type == "application/pdf"
    assert gap.what == "not an article but audio/wav (linked by Quay News)"


def sitemap(*rows: tuple[str, str]) -> str:
    told = "".join(f"<url><loc>{u}</loc><lastmod>{at}</lastmod></url>" for u, at in rows)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{told}</urlset>'


def test_a_page_that_its_sitemap_calls_changed_is_asked_again(site: Site) -> None:
    memory = Kept()
    asked = SitemapSource({"url": site.url("/map")}, "Quay News", Path())
    first, later = "2026-03-01T10:00:00+00:00", "2026-03-01T18:20:00+00:00"
    for n in range(6):
        site[f"/{n}"] = story(f"Barge {n}")
    rows = [(site.url(f"/{n}"), first) for n in range(6)]
    told = []
    for changed in (rows, rows, [*rows[:5], (rows[5][0], later)], [*rows[:5], (rows[5][0], later)]):
        site["/map"] = sitemap(*changed)
        told.append([d.uri for d in asked.through(world(memory=memory)).fetch(SINCE)
                     if isinstance(d, Document)])  # fmt: skip
    assert [len(found) for found in told] == [6, 0, 1, 0]
    assert told[2] == [rows[5][0]]


def test_a_sitemap_that_tells_the_time_of_asking_for_a_change_is_not_believed(site: Site) -> None:
    memory = Kept()
    asked = SitemapSource({"url": site.url("/map")}, "Quay News", Path())
    for n in range(8):
        site[f"/{n}"] = story(f"Barge {n}")
    told = []
    for minute in (55, 56, 57):
        at = f"2026-03-02T05:{minute}:00+00:00"
        site["/map"] = sitemap(*((site.url(f"/{n}"), at) for n in range(8)))
        told.append(len(list(asked.through(world(memory=memory)).fetch(SINCE))))
    assert told == [8, 0, 0]


def test_an_entry_under_a_new_address_is_itself(site: Site) -> None:
    memory = Kept()
    feed = FeedSource({"url": site.url("/feed"), "text": "entry"}, "Quay News", Path())
    day = "Sun, 01 Mar 2026 21:30:00 +0100"
    entry = {"title": "Barges wait", "guid": "quay-7", "link": "/barges-wait", "pubDate": day}
    moved = {**entry, "title": "Barges sail", "link": "/barges-sail"}
    other = {**moved, "link": "/eels", "pubDate": "Mon, 02 Mar 2026 04:00:00 +0100"}
    told = []
    for row in (entry, moved, other):
        site["/feed"] = rss({**row, "content:encoded": f"<p>{row['title']}.</p>{LONG}"})
        told += [d.uri for d in feed.through(world(memory=memory)).fetch(SINCE)
                 if isinstance(d, Document)]  # fmt: skip
    # The same name on another day is another entry: some feeds count theirs anew.
    assert told == [site.url("/barges-wait"), site.url("/barges-wait"), site.url("/eels")]


def test_entries_that_share_a_name_are_not_taken_for_one(site: Site) -> None:
    feed = FeedSource({"url": site.url("/feed"), "text": "entry"}, "Quay News", Path())
    day = "Sun, 01 Mar 2026 21:30:00 +0100"
    rows = [{"title": f"Barge {n}", "guid": "item", "link": f"/{n}", "pubDate": day,
             "content:encoded": f"<p>Barge {n}.</p>{LONG}"} for n in range(3)]  # fmt: skip
    site["/feed"] = rss(*rows)
    found = [d.uri for d in feed.through(world(memory=Kept())).fetch() if isinstance(d, Document)]
    assert found == [site.url(f"/{n}") for n in range(3)]
