"""Index and feed over a folder of editions."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from briefing.render.json import JsonRenderer
from briefing.render.site import site
from tests.render.sample import AUDIENCE, DESK, brief, hostile_brief

ATOM = "{http://www.w3.org/2005/Atom}"


class Links(HTMLParser):
    """Addresses and tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("href", "src")]


def edition(out: Path, date: str, audience: str = "analyst", hostile: bool = False) -> None:
    one = hostile_brief() if hostile else brief()
    cutoff = f"{date}T06:00:00+02:00"
    one = replace(one, edition=replace(one.edition, date=date, cutoff=cutoff, audience=audience))
    folder = out / date
    folder.mkdir(parents=True, exist_ok=True)
    for artifact in (JsonRenderer(DESK, AUDIENCE).render(one),):
        (folder / artifact.name).write_bytes(artifact.content)
    (folder / f"{audience}.html").write_text("<!doctype html>")
    (folder / f"{audience}.pdf").write_bytes(b"%PDF")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    edition(tmp_path, "2023-02-13")
    edition(tmp_path, "2023-02-14")
    edition(tmp_path, "2023-02-14", "executive")
    (tmp_path / "2023-02-14" / "analysis.json").write_text('{"schema": 1}')
    (tmp_path / "2023-02-14" / "broken.json").write_text("{")
    (tmp_path / "notes").mkdir()
    (tmp_path / "2023-02-12").mkdir()
    return tmp_path


def made(out: Path) -> dict[str, str]:
    return {a.name: a.content.decode() for a in site(out, DESK)}


def test_every_link_of_the_index_leads_to_a_file(out: Path) -> None:
    page = Links(made(out)["index.html"])
    files = [a for a in page.addresses if a != "feed.atom"]
    assert len(files) == 3 * 4
    assert [a for a in files if not (out / unquote(a)).is_file()] == []


def test_editions_come_newest_first_with_their_bottom_line(out: Path) -> None:
    html = made(out)["index.html"]
    assert html.index('datetime="2023-02-14"') < html.index('datetime="2023-02-13"')
    assert html.count("The port authority closed two berths on Monday.") == 3
    assert "2023-02-12" not in html


def test_the_feed_has_what_atom_requires(out: Path) -> None:
    feed = ET.fromstring(made(out)["feed.atom"])
    for parent in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
    entries = list(feed.iter(f"{ATOM}entry"))
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == len(entries) == 3
    assert [e.findtext(f"{ATOM}updated") for e in entries] == [
        "2023-02-14T06:00:00+02:00",
        "2023-02-14T06:00:00+02:00",
        "2023-02-13T06:00:00+02:00",
    ]
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://example.org/briefs/2023-02-14/analyst.html"


def test_an_entry_keeps_its_id_when_the_edition_is_made_again(out: Path) -> None:
    before = ET.fromstring(made(out)["feed.atom"])
    edition(out, "2023-02-15")
    after = ET.fromstring(made(out)["feed.atom"])
    ids = [{e.text for e in feed.iter(f"{ATOM}id")} for feed in (before, after)]
    assert ids[0] < ids[1]


def test_it_asks_nothing_of_another_host(out: Path) -> None:
    page = Links(made(out)["index.html"])
    assert not [a for a in page.addresses if ":" in a or a.startswith("//")]
    assert not page.tags & {"script", "img", "iframe"}


def test_hostile_editions_stay_text(tmp_path: Path) -> None:
    edition(tmp_path, "2023-02-14", hostile=True)
    page = Links(made(tmp_path)["index.html"])
    assert not page.tags & {"script", "img"}
    assert not [a for a in page.addresses if ":" in a]
    feed = ET.fromstring(made(tmp_path)["feed.atom"])
    assert "<script>alert(1)</script>" in (feed.findtext(f"{ATOM}entry/{ATOM}summary") or "")


def test_the_same_folder_gives_the_same_files(out: Path) -> None:
    assert made(out) == made(out)


def test_a_folder_without_editions_has_no_site(tmp_path: Path) -> None:
    assert site(tmp_path, DESK) == ()
