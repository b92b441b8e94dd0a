"""docs/mail.md taken as written: a desk file with three readers, checked, made and sent."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.days import DAYS, write_desk
from tests.deliver.servers import PASSWORD, Post, certificate, serving

READERS = ["board@example.org", "chair@example.org", "press@example.org"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_three_readers_get_the_brief_as_the_page_says(
    briefing: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (ROOT / "docs/mail.md").read_text("utf-8")
    settings = re.search(r"```toml\n(.*?)```", guide, re.DOTALL)
    walk = re.search(r"```text\n(.*?)```", guide, re.DOTALL)
    assert settings is not None
    assert walk is not None
    typed = re.findall(r"(?m)^\$ (.*)", walk[1])
    assert [line.split()[0] for line in typed] == ["export", "briefing", "briefing", "briefing"]
    cert, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    monkeypatch.setenv(typed[0].split()[1].partition("=")[0], PASSWORD)
    post = Post()
    options = {"authenticator": post.authenticate, "auth_require_tls": True}
    with serving(post, tls_context=context, **options) as port:
        desk = write_desk(tmp_path / "desk", days=list(DAYS)[:1])
        # Only the place of the server is another than on the page.
        here = settings[1].replace("smtp.example.org", "127.0.0.1").replace("587", str(port))
        desk.write_text(desk.read_text("utf-8") + here, "utf-8")
        said = ""
        for line in typed[1:]:
            done = briefing(*line.split()[1:], cwd=desk.parent)
            assert done.returncode == 0, (line, done.stderr)
            said += done.stdout
    for shown in re.findall(r"(?m)^\S+@\S+: .*", walk[1]):
        assert shown in said
    assert post.readers == READERS
    for _, content in post.envelopes:
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert message["Subject"] == "Orlova: Morning brief, 1 May 2024"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert [part.get_filename() for part in message.iter_attachments()] == [
            "2024-05-01-board.pdf"
        ]
