"""`briefing init` with feeds, and `briefing check` of them: the first desk in five minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from briefing.config import read_desk
from briefing.errors import ConfigError
from briefing.starter import init
from tests.collect.feeds import LONG, rss
from tests.collect.servers import Site, answer, serving
from tests.conftest import Run

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>My feeds</title></head><body>
<outline text="Ports"><outline type="rss" title="Quay &amp; Lock" xmlUrl="https://quay.example/rss"/>
<outline text='The "Courier"' xmlUrl="https://courier.example/atom"/></outline>
<outline text="Quay &amp; Lock" xmlurl="feed://other.example/rss"/>
<outline text="Again" xmlUrl="https://quay.example/rss"/>
<outline text="No feed"/><outline text="Bad" xmlUrl="javascript:1"/></body></opml>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        running["/feed"] = rss({"title": "T", "link": "/a", "content:encoded": LONG})
        running["/"] = (
            "<html><head><title>Quay News | Home</title>"
            '<link rel="alternate" type="application/rss+xml" title="Quay" href="/feed">'
            "</head><body>Barges wait.</body></html>"
        )
        yield running


def sources(folder: Path) -> list[tuple[str, str, object]]:
    desk = read_desk(folder / "desk.toml")
    return [(s.kind, s.name, s.options.get("url")) for s in desk.sources if s.kind == "feed"]


def test_the_feeds_of_a_reader_become_sources(tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(OPML)
    assert list(init(tmp_path, opml=opml)) == [tmp_path / "desk.toml", tmp_path / "articles"]
    assert sources(tmp_path) == [
        ("feed", "Quay & Lock", "https://quay.example/rss"),
        ("feed", 'The "Courier"', "https://courier.example/atom"),
        ("feed", "Quay & Lock (2)", "http://other.example/rss"),
    ]
    before = (tmp_path / "desk.toml").read_text()
    with pytest.raises(ConfigError, match="has all of these feeds already"):
        list(init(tmp_path, opml=opml))
    assert (tmp_path / "desk.toml").read_text() == before


def test_the_feed_of_a_page_is_found_and_added_to_a_desk(tmp_path: Path, site: Site) -> None:
    (tmp_path / "desk.toml").write_text(
        '# Mine.\n[desk]\nname = "Quay"\nallow_hosts = ["127.0.0.1"]\n'
        '[[source]]\nkind = "folder"\nname = "In"\npath = "in"'
    )
    assert list(init(tmp_path, feeds=[site.url("/"), site.url("/feed")])) == [
        tmp_path / "desk.toml"
    ]
    assert sources(tmp_path) == [("feed", "Quay News | Home", site.url("/feed"))]
    assert (tmp_path / "desk.toml").read_text().startswith("# Mine.\n")


def test_what_is_no_feed_is_told_and_nothing_is_written(tmp_path: Path, site: Site) -> None:
    site["/words"] = "only words"
    opml = tmp_path / "none.opml"
    opml.write_text("<html/>")
    with pytest.raises(ConfigError) as refused:
        list(init(tmp_path, opml=opml, feeds=[site.url("/words"), site.url("/gone")]))
    problems = refused.value.problems
    assert problems[0] == f"--opml: {opml}: not an OPML file"
    assert "neither a feed nor a page that names one" in problems[1]
    assert problems[2] == f"--feed: {site.url('/gone')}: answered 404 Not Found"
    assert not (tmp_path / "desk.toml").exists()


def test_a_desk_from_an_address_alone_makes_a_brief(
    tmp_path: Path, site: Site, briefing: Run
) -> None:
    made = briefing("init", tmp_path, "--feed", site.url("/"))
    assert made.returncode == 0, made.stderr
    assert briefing("check", cwd=tmp_path).returncode == 0
    done = briefing("make", "--format", "txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "read 1 articles" in done.stdout


def test_check_tells_which_sources_fail(tmp_path: Path, site: Site, briefing: Run) -> None:
    site["/down"] = answer("", 503)
    rows = "".join(
        f'[[source]]\nkind = "feed"\nname = "{name}"\nurl = "{site.url(path)}"\n'
        for name, path in (("Good", "/feed"), ("Down", "/down"), ("Page", "/"))
    )
    folder = '[[source]]\nkind = "folder"\nname = "In"\npath = "none"\n'
    mailbox = '[[source]]\nkind = "mailbox"\nname = "Mail"\npath = "none.mbox"\n'
    head = '[desk]\nallow_hosts = ["127.0.0.1"]\n'
    (tmp_path / "desk.toml").write_text(head + rows + folder + mailbox)
    done = briefing("check", cwd=tmp_path)
    assert done.returncode == 2
    told = [line.removeprefix("briefing: desk.toml: source ") for line in done.stderr.splitlines()]
    assert told[0] == '"Down": answered 503 Service Unavailable'
    assert told[1].startswith('"Page": a web page instead of a feed')
    assert told[2].startswith('"In": the folder does not exist')
    assert told[3].startswith('"Mail": there is no such Maildir or mbox file')
    offline = briefing("check", "--offline", cwd=tmp_path)
    assert "Down" not in offline.stderr
    assert '"In"' in offline.stderr


def test_what_a_new_desk_file_offers_can_be_taken(tmp_path: Path) -> None:
    list(init(tmp_path))
    path = tmp_path / "desk.toml"
    path.write_text(
        re.sub(r"^# ((?:cutoff|editions|contact) = )", r"\1", path.read_text(), flags=re.M)
    )
    desk = read_desk(path)
    assert (desk.contact, desk.editions) == ("desk@example.org", (time(6, 30),))
