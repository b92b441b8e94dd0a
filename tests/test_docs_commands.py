"""Every `$ briefing` of README and docs that no walk of its own takes, typed as it stands there.

The walks are in `test_tour.py` (docs/tour.md), `deliver/test_mail_guide.py` (the first of
docs/mail.md) and `verify/test_verify.py` (the README's desk); `web/test_preview.py` has the server.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.collect.feeds import LONG, rss
from tests.collect.servers import serving as feeds_served
from tests.conftest import ROOT
from tests.deliver.servers import PASSWORD, Post, certificate, serving

WALKED = {"tour.md", "README.md"}
APART = (
    "briefing preview",
    "briefing verify output --key",
    "briefing verify ~/mail",
    "briefing init",
)
"""Lines that the tests at the end type: a server, a signed edition, feeds on a server."""
BEFORE = {
    # What the lines around a command say is there already.
    "briefing send output/2023-02-14 --again": "briefing send output/2023-02-14",
}
QUAY = """Quay closed

14 February 2023

The port authority of Vesk closed its eastern quay on Tuesday, a spokeswoman said.
"""
EDITIONS = '[desk]\neditions = ["06:30"]\n'
MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "starttls"
user = "desk"
password_env = "BRIEFING_SMTP_PASSWORD"
from = "Harbour desk <desk@example.org>"
"""


def commands() -> Iterator[tuple[str, str]]:
    """Page and line, but for those that a walk of their own takes."""
    for path in sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]):
        text = path.read_text("utf-8")
        if path.name == "mail.md":
            text = text.partition("## What is in it")[2]
        for line in re.findall(r"(?m)^\$ (.*)$", text) if path.name not in WALKED else ():
            if "briefing " in line and not line.startswith(("sudo", "pip", "minisign")):
                yield path.name, line.replace("venv/bin/", "").replace("../", "")


TYPED = [(p, c) for p, c in commands() if "pip install" not in c]
RUN = [(p, c) for p, c in TYPED if not c.startswith(APART)]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The folder of the sample desk, whose mail a server here takes, and its certificate."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("commands")
    cert, context = certificate(folder)
    taken = Post()
    options = {"authenticator": taken.authenticate, "auth_require_tls": True}
    with serving(taken, tls_context=context, **options) as port:
        desk = folder / "desk"
        shutil.copytree(ROOT / "seeds", desk / "seeds")
        (desk / "seeds" / "quay.txt").write_text(QUAY, "utf-8")
        text = (ROOT / "desk.toml").read_text("utf-8")
        text = text.replace('name = "analyst"\n', 'name = "analyst"\nto = ["chair@example.org"]\n')
        waiting = 'name = "public"\nto = ["reader@example.org"]\napprove = true\n'
        text = text.replace('name = "public"\n', waiting)
        (desk / "desk.toml").write_text(text + MAIL.format(port=port), "utf-8")
        (desk / "desk").symlink_to(".")  # where a page says "cd desk"
        (folder / "home" / "clippings").mkdir(parents=True)
        shutil.copy(desk / "seeds" / "quay.txt", folder / "home" / "clippings")
        yield desk, cert


def typed(line: str, desk: Path, cert: Path) -> subprocess.CompletedProcess[str]:
    """A line as a shell takes it, with the command of this checkout and a home of its own."""
    home = desk.parent / "home"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    secret = {"SSL_CERT_FILE": str(cert), "BRIEFING_SMTP_PASSWORD": PASSWORD}
    env = {**os.environ, **secret, "HOME": str(home), "PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=desk,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_of_the_pages_does_its_work(post: tuple[Path, Path]) -> None:
    desk, cert = post
    backup = desk.parent / "backup"
    backup.mkdir()
    first = typed("briefing collect && briefing make --date 2023-02-14", desk, cert)
    assert first.returncode == 0, first.stderr
    for page, line in RUN:
        here = line.replace("/backup/", f"{backup}/").replace("/tmp/brief", f"{desk.parent}/brief")
        if "jq" in here and not shutil.which("jq"):
            here = here.partition("|")[0]
        if "schedule" in here:  # on a page that has set when editions are due
            text = (desk / "desk.toml").read_text("utf-8")
            (desk / "desk.toml").write_text(text.replace("[desk]\n", EDITIONS, 1), "utf-8")
        if "restore" in here:
            made = next(backup.glob("*.sqlite"))
            made.rename(backup / "briefing-2023-02-14.sqlite")
            (desk / "archive.sqlite").unlink()
        for start, before in BEFORE.items():
            if here.startswith(start):
                assert typed(before, desk, cert).returncode == 0
        done = typed(here, desk, cert)
        assert done.returncode == 0, (page, line, done.stdout[-500:], done.stderr[-800:])


def apart(start: str) -> list[str]:
    """The lines of the pages that begin so; a test that finds none proves nothing."""
    found = [c for _, c in TYPED if c.startswith(start)]
    assert found, start
    return found


def test_the_preview_is_there_until_ctrl_c(post: tuple[Path, Path]) -> None:
    desk, _ = post
    for line in apart("briefing preview"):
        with socket.socket() as port:
            taken = port.connect_ex(("127.0.0.1", 8000)) == 0
        words = shlex.split(line.replace("~", str(desk.parent / "home")))[1:]
        with subprocess.Popen(
            [sys.executable, "-m", "briefing", *words, *(["--port", "0"] if taken else [])],
            cwd=desk,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert told.startswith("http://127.0.0.1:"), (line, told)
            assert taken or "--port" in line or told == "http://127.0.0.1:8000/ until Ctrl-C\n"
            with urlopen(told.split()[0]) as answer:
                assert b"Ukraine" in answer.read()
            process.send_signal(signal.SIGINT)
            _, complaint = process.communicate(timeout=60)
        assert (process.returncode, complaint) == (0, ""), line


def test_a_signed_edition_is_verified_with_its_key(post: tuple[Path, Path], tmp_path: Path) -> None:
    """The pair of keys as `minisign -G -W` writes it; the edition once sent home as well."""
    minisign = pytest.importorskip("minisign", reason="the extra sign is not installed")
    desk, cert = post
    own = tmp_path / "desk"
    shutil.copytree(desk / "seeds", own / "seeds")
    pair = minisign.KeyPair.generate()
    (own / "briefing.key").write_bytes(bytes(pair.secret_key))
    (own / "briefing.pub").write_bytes(bytes(pair.public_key))
    text = (ROOT / "desk.toml").read_text("utf-8")
    (own / "desk.toml").write_text(
        text.replace("[desk]\n", '[desk]\nsign_key = "briefing.key"\n', 1), "utf-8"
    )
    made = typed("briefing make --date 2023-02-14 --format txt,json", own, cert)
    assert made.returncode == 0, made.stderr
    shutil.copytree(own / "output" / "2023-02-14", tmp_path / "home" / "mail" / "2023-02-14")
    for line in (*apart("briefing verify output --key"), *apart("briefing verify ~/mail")):
        done = typed(line, own, cert)
        assert (done.returncode, "signed with this key" in done.stdout) == (0, True), (line, done)
    other = minisign.KeyPair.generate()
    (own / "briefing.pub").write_bytes(bytes(other.public_key))
    for line in (*apart("briefing verify output --key"), *apart("briefing verify ~/mail")):
        done = typed(line, own, cert)
        assert (done.returncode, "not made with this key" in done.stderr) == (1, True), done


OPML = """<opml version="2.0"><body>
<outline text="Quay" xmlUrl="{quay}"/>
</body></opml>"""


def test_the_first_desk_in_five_minutes(tmp_path: Path) -> None:
    """The block of docs/sources.md, typed whole, with feeds that a server here has."""
    page = (ROOT / "docs" / "sources.md").read_text("utf-8")
    block = page.partition("## The first desk in five minutes")[2].split("```")[1]
    lines = block.removeprefix("text\n").strip()
    assert "--opml feeds.opml --feed https://gazette.example/" in lines
    with feeds_served() as site:
        site["/feed"] = rss({"title": "Mole closed", "link": "/a", "content:encoded": LONG})
        site["/quay"] = rss(
            {"title": "Barges wait", "link": "/b", "content:encoded": LONG.replace("barge", "tug")}
        )
        site["/"] = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
        (tmp_path / "feeds.opml").write_text(OPML.format(quay=site.url("/quay")), "utf-8")
        here = lines.replace("https://gazette.example/", site.url("/"))
        done = typed(here, tmp_path, tmp_path / "none.pem")
        assert done.returncode == 0, done.stderr
        assert {"/feed", "/quay", "/"} <= set(site.paths())
    (edition,) = (tmp_path / "mydesk" / "output").glob("[0-9]*")
    told = " ".join((edition / "analyst.txt").read_text("utf-8").split())
    assert "The harbour board met" in told


def test_a_desk_of_the_feeds_of_a_reader(tmp_path: Path) -> None:
    """The install of docs/operating.md, up to the check that asks them."""
    (tmp_path / "feeds.opml").write_text(OPML.format(quay="https://quay.example/feed"), "utf-8")
    for line in apart("briefing init"):
        done = typed(line, tmp_path, tmp_path / "none.pem")
        assert done.returncode == 0, done.stderr
        text = (tmp_path / "desk" / "desk.toml").read_text("utf-8")
        assert 'url = "https://quay.example/feed"' in text
