"""Whatever bytes come, each reader gives what it can read or says why not, and nothing else.

Bytes are valid samples with pieces of them cut, doubled, moved and overwritten. `FUZZ=2000`
tries more of them than `make test` does.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.collect.feeds import Raw, read_feed
from briefing.collect.jsonl import lines_of
from briefing.collect.links import article_links, feed_links
from briefing.collect.refusal import NoAnswerError
from briefing.collect.sitemaps import read_sitemap
from briefing.config import read_desk
from briefing.engine import Processes
from briefing.errors import ConfigError
from briefing.model import Article, Document, Gap
from briefing.read import get_ready, lost, read
from tests.chaos.documents import GOOD, printed
from tests.collect.feeds import rss, story
from tests.days import DESK

EXAMPLES = int(os.environ.get("FUZZ", "25"))
MOST = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
ENTRY = {"title": "Piers", "link": "/a", "pubDate": "Tue, 14 Feb 2023 06:00:00 GMT"}
FEED = rss({**ENTRY, "description": f"<p>{GOOD}</p>"}, {**ENTRY, "link": "/b", "guid": "2"})
SECTION = "<!doctype html><main><h2><a href='/a/2023/02/14/piers'>Two piers closed</a></h2></main>"
MAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://quay.example/a</loc><lastmod>2023-02-14</lastmod></url></urlset>"
)
MAIL = (
    "From: Wire <wire@alma.example>\r\nSubject: =?utf-8?q?Piers?=\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; '
    f"charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{GOOD}\r\n--b--\r\n"
)
PRINT = "application/pdf"
ROW = json.dumps({"text": GOOD, "title": "Piers", "published": "2023-02-14", "language": "en"})


@st.composite
def harmed(draw: st.DrawFn, sample: str) -> bytes:
    """The sample, or what is left of it after some accidents."""
    content = sample.encode()
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        other = draw(st.integers(0, len(content)))
        piece = draw(
            st.sampled_from((b"", content[start:end] * 3, content[other : other + 30]))
            | st.binary(max_size=12)
            | st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass"))
        )
        content = content[:start] + piece + content[end:]
    return content


def _told(reads: Callable[[Raw], object], media_type: str) -> Callable[[bytes], None]:
    def reader(content: bytes) -> None:
        with suppress(NoAnswerError):
            reads(Raw(content, media_type, "https://quay.example/news/"))

    return reader


def _document(media_type: str) -> Callable[[bytes], None]:
    def reader(content: bytes) -> None:
        for one in read(Document("it", media_type, content, "Quay News", None)):
            assert isinstance(one, Article | Gap)
            if isinstance(one, Article):
                assert all(one.text[s.start : s.end] == s.text for s in one.sentences())

    return reader


def _lines(content: bytes) -> None:
    for one in lines_of(content, "night.jsonl", "Quay News"):
        if isinstance(one, Document):
            assert all(isinstance(made, Article | Gap) for made in read(one))


def _print(content: bytes) -> None:
    """In a worker, as a morning does: what ends its process costs that print alone."""
    document = Document("it", "application/pdf", content, "Quay News", None)
    (found,) = Processes(1, few=1).map(read, [document], lost, partial(get_ready, [PRINT]))
    assert found
    assert all(isinstance(one, Article | Gap) for one in found)


def _desk(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.toml"
        path.write_bytes(content)
        with suppress(ConfigError):
            read_desk(path)


READERS: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "feed": (FEED, _told(read_feed, "application/rss+xml")),
    "section": (SECTION, _told(article_links, "text/html")),
    "feeds of a page": (SECTION, _told(feed_links, "text/html")),
    "sitemap": (MAP, _told(read_sitemap, "application/xml")),
    "mail": (MAIL, _document("message/rfc822")),
    "page": (story("The pilots went back."), _document("text/html")),
    "row": (ROW, _document("application/json")),
    "markdown": (f"---\ntitle: Piers\n---\n# Piers\n\n{GOOD}\n", _document("text/markdown")),
    "text": (GOOD, _document("text/plain")),
    "lines": (f"{ROW}\n{ROW}\n", _lines),
    "print": (printed(GOOD).decode("latin-1"), _print),
    "desk file": (DESK, _desk),
}


@pytest.mark.parametrize("name", READERS)
def test_no_bytes_break_a_reader(name: str) -> None:
    sample, reader = READERS[name]

    @MOST
    @given(harmed(sample))
    def tried(content: bytes) -> None:
        reader(content)

    tried()
