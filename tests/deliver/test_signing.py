"""DKIM: what goes out is signed as another's verifier wants it, and a bad key is told first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.deliver import log_in
from briefing.deliver.smtp import SmtpDeliverer, addressed
from briefing.errors import ConfigError
from briefing.render.eml import EmlRenderer
from tests.deliver.servers import Post, serving
from tests.deliver.test_smtp import MAILBOXES, READERS, Office, brief, eml, outbox_of
from tests.render import sample

dkim = pytest.importorskip("dkim", reason="the extra dkim is not installed")

Answer = Callable[..., bytes]
UNSUBSCRIBE = "https://example.org/leave"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-out", path, "2048"], check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def record(key: Path) -> bytes:
    """The TXT record of the key, as docs/mail.md has it made."""
    command = ["openssl", "rsa", "-in", str(key), "-pubout", "-outform", "der"]
    public = subprocess.run(command, check=True, capture_output=True).stdout
    shown = subprocess.run(
        ["openssl", "base64", "-A"], input=public, check=True, capture_output=True
    )
    return b"v=DKIM1; k=rsa; p=" + shown.stdout


@pytest.fixture
def dns(record: bytes) -> Answer:
    """A name server that knows one name."""

    def answer(name: bytes, timeout: float = 5) -> bytes:
        return record if name == b"brief._domainkey.example.org." else b""

    return answer


def sent(folder: Path, content: bytes, **mail: Any) -> list[bytes]:
    """What each reader of the office was sent."""
    post = Post()
    with serving(post) as port:
        office = Office(folder, port, dkim_selector="brief", unsubscribe=UNSUBSCRIBE, **mail)
        outbox = outbox_of(office.desk)
        deliverer = SmtpDeliverer(office.desk, office.audience, outbox, environment={})
        assert {r.status for r in deliverer.deliver(brief(), eml(content))} == {"delivered"}
    assert post.readers == MAILBOXES
    return [message for _, message in post.envelopes]


def rendered(one: Any = None) -> bytes:
    return EmlRenderer(sample.DESK, sample.AUDIENCE).render(one or sample.brief()).content


def test_each_reader_gets_a_signature_that_holds(tmp_path: Path, key: Path, dns: Answer) -> None:
    messages = sent(tmp_path, rendered(), dkim_key=str(key))
    assert [dkim.verify(message, dnsfunc=dns) for message in messages] == [True] * len(READERS)
    head = messages[0].partition(b"\r\n\r\n")[0]
    assert head.startswith(b"DKIM-Signature: ")
    assert max(map(len, head.split(b"\r\n"))) <= 78
    signed = b"".join(head.partition(b" h=")[2].partition(b";")[0].split()).split(b":")
    assert {b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe",
            b"list-unsubscribe-post"} <= set(signed)  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.replace(b"To: Ana Pop <ana@example.org>", b"To: eve@example.org"),
        lambda m: m.replace(b"14 cracks", b"41 cracks"),
        lambda m: m.replace(b"List-Unsubscribe-Post: ", b"X: "),
        lambda m: b"Subject: Another\r\n" + m,
        lambda m: b"From: eve@example.org\r\n" + m,
    ],
)
def test_a_change_on_the_way_breaks_it(
    tmp_path: Path, key: Path, dns: Answer, change: Callable[[bytes], bytes]
) -> None:
    message = sent(tmp_path, rendered(), dkim_key=str(key))[0]
    assert change(message) != message
    assert not dkim.verify(change(message), dnsfunc=dns)


def test_hostile_text_is_signed_too(tmp_path: Path, key: Path, dns: Answer) -> None:
    messages = sent(tmp_path, rendered(sample.hostile_brief()), dkim_key=str(key))
    assert dkim.verify(messages[0], dnsfunc=dns)


def test_the_key_may_come_from_the_environment_and_another_domain_sign(
    tmp_path: Path, key: Path, record: bytes
) -> None:
    office = Office(
        tmp_path, 1, dkim_selector="s1", dkim_domain="bücher.example", dkim_key_env="KEY_HERE"
    )
    deliverer = SmtpDeliverer(
        office.desk,
        office.audience,
        outbox_of(office.desk),
        environment={"KEY_HERE": key.read_text()},
    )
    asked: list[bytes] = []

    def dns(name: bytes, timeout: float = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(deliverer.sign(addressed(rendered(), READERS[0])), dnsfunc=dns)
    assert asked == [b"s1._domainkey.xn--bcher-kva.example."]


def test_without_a_selector_nothing_is_signed(tmp_path: Path, key: Path) -> None:
    office = Office(tmp_path, 1, dkim_key=str(key))
    message = rendered()
    assert SmtpDeliverer(office.desk, office.audience).sign(message) == message


@pytest.mark.parametrize(
    ("content", "mail", "told"),
    [
        (None, {}, r"mail\.dkim_key_env: missing; name the variable"),
        (None, {"dkim_key_env": "NO_SUCH"}, r'the environment has no "NO_SUCH"'),
        (None, {"dkim_key": "nowhere.pem"}, r'mail\.dkim_key: "nowhere\.pem" cannot be read'),
        (b"no key", {"dkim_key": "k.pem"}, r"mail\.dkim_key: cannot sign with it .*openssl genrsa"),
        (b"\xff\x00" * 99, {"dkim_key": "k.pem"}, r"mail\.dkim_key: cannot sign with it"),
    ],
)
def test_a_key_that_cannot_sign_is_told_before_anything_goes_out(
    tmp_path: Path, content: bytes | None, mail: dict[str, str], told: str
) -> None:
    if content is not None:
        (tmp_path / "k.pem").write_bytes(content)
    office = Office(tmp_path, 1, dkim_selector="brief", **mail)
    with pytest.raises(ConfigError, match=told):
        SmtpDeliverer(office.desk, office.audience, environment={})
    with pytest.raises(ConfigError, match=told) as caught:
        log_in(office.desk, {})
    assert "no key" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_key_too_small_is_told(tmp_path: Path) -> None:
    path = tmp_path / "small.pem"
    command = ["openssl", "genrsa", "-out", str(path), "512"]
    made = subprocess.run(command, check=False, capture_output=True)
    if made.returncode:
        pytest.skip("this openssl makes no key so small")
    office = Office(tmp_path, 1, dkim_selector="brief", dkim_key="small.pem")
    with pytest.raises(ConfigError, match=r"512 bits.*1,024 bits or more"):
        SmtpDeliverer(office.desk, office.audience)


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)
    office = Office(tmp_path, 1, dkim_selector="brief", dkim_key=str(key))
    with pytest.raises(ConfigError, match=r'pip install "sourced-briefing\[dkim\]"'):
        SmtpDeliverer(office.desk, office.audience)
    unsigned = replace(office.desk, mail=replace(office.mail, dkim_selector=""))
    assert SmtpDeliverer(unsigned, office.audience).sign(b"x") == b"x"
