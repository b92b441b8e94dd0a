"""The preview as a browser meets it: a real server, real requests, files that change."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from briefing.config import read_desk
from briefing.errors import ConfigError
from briefing.starter import init
from briefing.web import Preview, PreviewServer
from tests.conftest import ROOT
from tests.web.servers import DAY, PATIENCE, Shown, serving


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    with serving(tmp_path) as one:
        yield one


def events(shown: Shown, seen: str) -> Iterator[str]:
    """The stamps that the server tells of."""
    place = urlsplit(shown.server.address).netloc
    with closing(http.client.HTTPConnection(place, timeout=PATIENCE)) as connection:
        connection.request("GET", f"/events?seen={seen}")
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream"
        while line := answer.readline():
            if line.startswith(b"data: "):
                yield line[6:].strip().decode()


# --- What is shown -------------------------------------------------------------------------


def test_index_shows_page_and_mail_of_each_audience(shown: Shown) -> None:
    status, index = shown.get("")
    assert status == 200
    for address in ("/analyst.html", "/analyst-mail.html", "/analyst.txt", "/analyst.pdf"):
        assert f'"{address}"' in index
    assert '<a href="/?audience=analyst" aria-current="page">' in index
    assert 'src="/executive-mail.html"' in shown.get("?audience=executive")[1]


def test_page_mail_and_text_hold_the_specimen(shown: Shown) -> None:
    _, page = shown.get("analyst.html")
    _, mail = shown.get("analyst-mail.html")
    _, text = shown.get("analyst.txt")
    assert "November 2026" in page
    assert "<table" in mail
    assert mail != page
    assert "<" not in text.split("\n")[0]
    assert "River stations" in text


def test_pdf_is_made_on_demand(shown: Shown) -> None:
    status, headers, body = shown.whole("analyst.pdf")
    assert (status, headers["Content-Type"], body[:5]) == (200, "application/pdf", b"%PDF-")


def test_articles_given_are_shown_instead_of_the_specimen(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        "Bridge closed\n\nThe old bridge at Arden was closed on Monday, police said.\n"
    )
    with serving(tmp_path / "desk", story) as shown:
        assert "bridge at Arden was closed" in shown.get("analyst.html")[1]
        assert "the articles given" in shown.get("")[1]


def test_only_the_audiences_named(tmp_path: Path) -> None:
    list(init(tmp_path))
    desk = read_desk(tmp_path / "desk.toml")
    preview = Preview(desk, DAY, tmp_path / "output", audiences=["executive"])
    assert b"analyst" not in preview.page("/").content
    assert preview.page("/analyst.html").status == 404
    with pytest.raises(ConfigError, match='no audience called "nobody"'):
        Preview(desk, DAY, tmp_path / "output", audiences=["nobody"])


# --- What changes --------------------------------------------------------------------------


def test_a_saved_template_is_told_and_shown(shown: Shown) -> None:
    stamps = events(shown, shown.server.preview.stamp())
    text = shown.page.read_text("utf-8")
    assert "Our own words" not in shown.get("analyst.html")[1]
    shown.page.write_text(text + "{% block masthead %}Our own words{% endblock %}", "utf-8")
    started = time.monotonic()
    assert next(stamps) == shown.server.preview.stamp()
    assert time.monotonic() - started < 5
    assert "Our own words" in shown.get("analyst.html")[1]


def test_a_template_that_is_added_goes_before_ours(shown: Shown) -> None:
    shown.get("executive.html")
    stamps = events(shown, shown.server.preview.stamp())
    own = shown.folder / "templates/executive/page.html.j2"
    own.parent.mkdir()
    own.write_text('{% extends "base/page.html.j2" %}{% block masthead %}Ours{% endblock %}')
    next(stamps)
    assert "Ours" in shown.get("executive.html")[1]
    own.unlink()
    next(stamps)
    assert "Ours" not in shown.get("executive.html")[1]


def test_a_saved_desk_is_told_as_such(shown: Shown) -> None:
    before = shown.server.preview.stamp()
    file = shown.folder / "desk.toml"
    file.write_text(file.read_text("utf-8").replace("My desk", "River desk"), "utf-8")
    after = next(events(shown, before))
    assert after.split("-")[0] != before.split("-")[0]
    assert after.split("-")[1] == before.split("-")[1]
    assert "River desk" in shown.get("")[1]
    assert "River desk" in shown.get("analyst.html")[1]


def test_a_saved_note_is_told_and_shown(shown: Shown) -> None:
    stamps = events(shown, shown.server.preview.stamp())
    note = shown.folder / "output" / DAY.isoformat() / "note.md"
    note.parent.mkdir(parents=True)
    note.write_text("We are *sorry* for the delay.")
    next(stamps)
    assert "We are <em>sorry</em> for the delay." in shown.get("analyst.html")[1]


def test_a_change_between_page_and_stream_is_not_missed(shown: Shown) -> None:
    index = shown.get("")[1]
    seen = index.partition('data-stamp="')[2].partition('"')[0]
    shown.page.write_text(shown.page.read_text("utf-8") + "\n", "utf-8")
    assert next(events(shown, seen)) != seen


def test_another_theme_is_looked_for_in_the_same_articles(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        "Bridge closed\n\nThe old bridge at Arden was closed on Monday, police said.\n"
    )
    with serving(tmp_path / "desk", story) as shown:
        file = shown.folder / "desk.toml"
        assert "River crossings" not in shown.get("analyst.html")[1]
        theme = '[[theme]]\nkey = "x"\ntitle = "River crossings"\nterms = ["bridge"]\n'
        file.write_text(theme + file.read_text("utf-8"), "utf-8")
        assert "River crossings" in shown.get("analyst.html")[1]


# --- What goes wrong -----------------------------------------------------------------------


def test_a_mistake_is_shown_with_file_and_line_until_it_is_corrected(shown: Shown) -> None:
    right = shown.page.read_text("utf-8")
    shown.page.write_text('{% extends "base/page.html.j2" %}\n\n{% if not %}', "utf-8")
    status, page = shown.get("analyst.html")
    assert status == 500
    assert "templates/analyst/page.html.j2:3: " in page
    assert "Traceback" not in page
    shown.page.write_text("\n{{ brief['<script>'] }}", "utf-8")
    status, page = shown.get("analyst.html")
    assert "templates/analyst/page.html.j2:2: " in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    shown.page.write_text(right, "utf-8")
    assert shown.get("analyst.html")[0] == 200


def test_all_mistakes_of_the_desk_are_shown(shown: Shown) -> None:
    file = shown.folder / "desk.toml"
    right = file.read_text("utf-8")
    file.write_text('[desk]\nname = 3\ntimezone = "Mars"\n', "utf-8")
    for path in ("", "analyst.html"):
        status, page = shown.get(path)
        assert status == 500
        assert "desk.toml: desk.name: " in page
        assert "desk.toml: desk.timezone: " in page
        assert 'src="/preview.js"' in page
    file.write_text("[desk\n", "utf-8")
    assert "not valid TOML" in shown.get("")[1]
    assert "line 1" in shown.get("")[1]
    file.write_text(right, "utf-8")
    assert shown.get("")[0] == 200


def test_a_port_in_use_is_told_with_its_cure(shown: Shown) -> None:
    with pytest.raises(ConfigError, match=r"in use.*--port 0"):
        PreviewServer(shown.server.preview, shown.server.server_port)
    with pytest.raises(ConfigError, match="0 to 65535"):
        PreviewServer(shown.server.preview, 70_000)


# --- Who may ask ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "analyst.html", "events", "preview.js"])
def test_a_foreign_host_is_refused(shown: Shown, path: str) -> None:
    for host in ("evil.example", f"evil.example:{shown.server.server_port}", "127.0.0.1:1", ""):
        status, page = shown.get(path, Host=host)
        assert status == 403
        assert "River stations" not in page


def test_localhost_is_a_name_of_ours(shown: Shown) -> None:
    assert shown.get("", Host=f"LOCALHOST:{shown.server.server_port}")[0] == 200


def test_it_listens_on_loopback_alone(shown: Shown) -> None:
    host, port = shown.server.socket.getsockname()
    assert host == "127.0.0.1"
    with closing(socket.socket()) as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", port)) != 0


@pytest.mark.parametrize(
    "path",
    [
        "../desk.toml",
        "%2e%2e/desk.toml",
        "templates/analyst/page.html.j2",
        "/etc/passwd",
        "http://[",
        "pages.py",
        "shell.html",
        "nobody.html",
        "<script>",
    ],
)
def test_nothing_else_is_served(shown: Shown, path: str) -> None:
    place = urlsplit(shown.server.address).netloc
    with closing(http.client.HTTPConnection(place, timeout=PATIENCE)) as connection:
        connection.putrequest("GET", f"/{path}", skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 404
        assert "No such page" in (page := answer.read().decode())
        assert "<script>" not in page


def test_policies_let_no_page_ask_another_host(shown: Shown) -> None:
    for path in ("", "analyst.html", "analyst-mail.html", "analyst.txt", "nobody.html"):
        _, headers, _ = shown.whole(path)
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "frame-ancestors 'self'" in policy
        assert "http" not in policy
        assert "script-src 'unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("", "preview.js", "preview.css", "nobody.html"):
        assert "http:" not in shown.get(path)[1]
        assert "https:" not in shown.get(path)[1]


# --- The verb ------------------------------------------------------------------------------


def test_the_verb_tells_its_address_and_ends_on_interrupt(tmp_path: Path) -> None:
    list(init(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-m", "briefing", "preview", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        with urlopen(address, timeout=PATIENCE) as answer:
            assert b"My desk" in answer.read()
        with urlopen(address + "events?seen=x", timeout=PATIENCE) as stream:
            assert stream.readline().startswith(b"id: ")
            process.send_signal(signal.SIGINT)
            _, complaint = process.communicate(timeout=PATIENCE)
    assert (process.returncode, complaint) == (0, "")
