"""A morning on which thirty of a hundred sources are down: the brief is made and says which."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collect.feeds import rss
from tests.collect.servers import HEAD, Site, answer, dripping, redirect, serving, silent
from tests.conftest import Run

WAYS = {
    "refused": "no connection",
    "gone": "answered 404 Not Found",
    "busy": "answered 503 Service Unavailable",
    "silent": "no whole answer in time",
    "dripping": "no whole answer in time",
    "page": "a web page instead of a feed",
}
SUBJECTS = ("barge", "tram", "orchard", "quarry", "library", "bridge", "market")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def feed(number: int) -> str:
    subject = SUBJECTS[number % len(SUBJECTS)]
    text = " ".join(
        f"<p>Number {number + part} of the {subject} owners told the council of ward {number} on "
        f"Monday that it would lose {number * 7 + part} places by the summer.</p>"
        for part in range(8)
    )
    title = f"Ward {number} hears the {subject} owners"
    date = "Sun, 01 Mar 2026 20:00:00 GMT"
    return rss(
        {"title": title, "link": f"/story/{number}", "pubDate": date, "content:encoded": text}
    )


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hundred_sources(site: Site) -> tuple[str, dict[str, str]]:
    """The desk file's sources, and for each that is down the way in which it is."""
    pages = {
        "gone": answer("", 404),
        "busy": answer("", 503, retry_after="3600"),
        "silent": silent(60),
        "dripping": dripping(HEAD + b"\r\n"),
        "page": answer("<html><body>We are moving.</body></html>"),
    }
    ways = [*WAYS] * 5
    down: dict[str, str] = {}
    rows = []
    for n in range(100):
        name, url = f"Ward {n}", site.url(f"/{n}")
        if n % 10 < 3:
            way = down[name] = ways[len(down)]
            url = f"http://127.0.0.1:{closed_port()}/" if way == "refused" else url
            site[f"/{n}"] = pages.get(way, answer(""))
        else:
            site[f"/moved/{n}"] = feed(n)
            site[f"/{n}"] = redirect(f"/moved/{n}") if n % 2 else answer(feed(n))
        rows.append(f'[[source]]\nkind = "feed"\nname = "{name}"\nurl = "{url}"\n')
    return "\n".join(rows), down


def test_the_brief_is_made_and_names_exactly_those_that_are_down(
    site: Site, tmp_path: Path, briefing: Run
) -> None:
    sources, down = hundred_sources(site)
    head = '[desk]\nwindow = "36h"\ncutoff = "06:00"\nallow_hosts = ["127.0.0.1"]\npatience = 4\n'
    audience = '[[audience]]\nname = "analyst"\nformats = ["json"]\n'
    (tmp_path / "desk.toml").write_text(f"{head}\n{sources}\n{audience}")
    done = briefing("make", "--date", "2026-03-02", "--strict", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    brief = json.loads((tmp_path / "output/2026-03-02/analyst.json").read_text())
    told = {gap["where"]: gap["what"] for gap in brief["gaps"] if gap["where"].startswith("Ward")}
    assert len(down) == 30
    assert set(told) == set(down)
    for name, way in down.items():
        assert told[name].startswith(WAYS[way]), (name, way)
        assert f"left out {name}: {told[name]}" in done.stdout
    assert {s["outlet"] for s in brief["sources"]} == {f"Ward {n}" for n in range(100)} - set(down)
