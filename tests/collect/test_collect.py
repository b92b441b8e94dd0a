"""Sources asked side by side, in the order of the desk file, each page once."""

from __future__ import annotations

import time
from pathlib import Path

from briefing.collect import collect, sources_of, world_of
from briefing.config import Desk, parse_desk
from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.collect.feeds import LONG, rss
from tests.collect.servers import Site, serving, silent


def desk(site: Site, *paths: str, folder: Path = Path(), **head: object) -> Desk:
    rows = [{"kind": "feed", "name": f"F{p}", "url": site.url(p)} for p in paths]
    inbox = {"kind": "folder", "name": "Inbox", "path": "in"}
    raw = {"desk": {"allow_hosts": ["127.0.0.1"], **head}, "source": [inbox, *rows]}
    return parse_desk(raw, folder / "desk.toml")


def test_those_that_hang_are_waited_for_together(tmp_path: Path) -> None:
    with serving() as site:
        paths = [f"/{n}" for n in range(10)]
        for path in paths:
            site[path] = silent(20)
        of = desk(site, *paths, folder=tmp_path, patience=1)
        began = time.monotonic()
        found = list(collect(sources_of(of), None, world_of(of)))
        assert time.monotonic() - began < 5
    assert [gap.where for gap in found if isinstance(gap, Gap)] == [
        "Inbox",
        *(f"F{p}" for p in paths),
    ]


def test_a_page_that_two_sources_lead_to_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Barges wait.")
    with serving() as site:
        entry = {"title": "T", "link": "/a", "content:encoded": LONG}
        site["/one"] = rss(entry)
        site["/two"] = rss({**entry, "link": "/a?utm_source=two"}, {**entry, "link": "/b"})
        of = desk(site, "/one", "/two", folder=tmp_path)
        found = list(collect(sources_of(of), None, world_of(of)))
        assert [(d.source, d.uri) for d in found if isinstance(d, Document)] == [
            ("Inbox", "a.txt"),
            ("F/one", site.url("/a")),
            ("F/two", site.url("/b")),
        ]


def test_what_the_desk_says_of_a_source_is_on_its_articles(tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_text(
        '{"words": "Barjele stau la port de zece zile, a spus directorul.", "head": "Barje"}'
    )
    row = {
        "kind": "jsonl", "name": "Meridian", "path": "wire.jsonl", "owner": "Quay Group",
        "language": "ro", "type": "agency", "fields": {"text": "words", "title": "head"},
    }  # fmt: skip
    of = parse_desk({"source": [row]}, tmp_path / "desk.toml")
    (document,) = collect(sources_of(of), None, world_of(of))
    assert isinstance(document, Document)
    (found,) = read(document)
    assert isinstance(found, Article)
    assert (found.owner, found.language, found.agency) == ("Quay Group", "ro", "Meridian")
    assert (found.title, found.source) == ("Barje", "Meridian")
