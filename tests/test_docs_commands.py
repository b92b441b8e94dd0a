"""Every `$ briefing` of README and docs that no walk of its own takes, typed as it stands there.

The walks are in `test_tour.py` (docs/tour.md), `deliver/test_mail_guide.py` (the first of
docs/mail.md) and `verify/test_verify.py` (the README's desk); `web/test_preview.py` has the server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deliver.servers import PASSWORD, Post, certificate, serving

WALKED = {"tour.md", "README.md"}
EXEMPT = {
    "briefing preview": "serves until it is stopped",
    "briefing init desk --opml": "asks the feeds of a reader's own file (test_starter.py has it)",
    "briefing verify output --key": "needs a key of minisign (verify/test_verify.py has it)",
    "briefing verify ~/mail/2023-02-14 --key": "the same",
}
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
RUN = [(p, c) for p, c in TYPED if not c.removeprefix("cd desk && ").startswith(tuple(EXEMPT))]


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


def test_what_is_not_typed_is_still_there() -> None:
    """No exemption outlives its line."""
    for start in EXEMPT:
        assert any(c.removeprefix("cd desk && ").startswith(start) for _, c in TYPED), start


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
