"""Against real servers: each reader alone, each once, and every failure told."""

from __future__ import annotations

import email
import email.policy
import shutil
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing.archive.base.opening import open_archive
from briefing.archive.base.outbox import Outbox
from briefing.config import AudienceSettings, Desk, MailSettings
from briefing.deliver import deliver, log_in
from briefing.deliver import smtp as module
from briefing.deliver.smtp import PAUSES, SmtpDeliverer
from briefing.errors import ArchiveError, ConfigError, DeliveryError
from briefing.model import Artifact, Brief, Edition, Receipt
from tests.deliver.servers import PASSWORD, Post, certificate, serving

READERS = ("Ana Pop <ana@example.org>", "ben@example.org", "Юрій <yuriy@example.org>")
MAILBOXES = ["ana@example.org", "ben@example.org", "yuriy@example.org"]
MESSAGE = (
    b"From: desk@example.org\r\nTo: undisclosed-recipients:;\r\nSubject: Brief\r\n"
    b"Date: Tue, 14 Feb 2023 06:00:00 +0200\r\n\r\nHello\r\n.hidden\r\nTo: nobody\r\n"
)
NOON = datetime(2023, 2, 14, 12, 0, tzinfo=UTC)


def brief(date: str = "2023-02-14") -> Brief:
    edition = Edition("Harbour", date, f"{date}T06:00:00+02:00", "analyst", 1)
    return Brief(edition, (), (), (), (), (), (), ())


def eml(content: bytes = MESSAGE) -> tuple[Artifact, ...]:
    return (Artifact("analyst.json", "application/json", b"{}"),
            Artifact("analyst.eml", "message/rfc822", content))  # fmt: skip


def outbox_of(desk: Desk) -> Outbox:
    """The outbox in the desk's archive."""
    return Outbox(open_archive(desk, {}))


class Office:
    """A desk with an outbox of its own, whose pauses are noted and not waited."""

    def __init__(self, folder: Path, port: int, **mail: Any) -> None:
        settings: dict[str, Any] = {"security": "none", "timeout": 5} | mail
        self.mail = MailSettings("127.0.0.1", "Desk <desk@example.org>", port, **settings)
        self.desk = Desk(name="Harbour", mail=self.mail, folder=folder)
        self.audience = AudienceSettings("analyst", to=READERS)
        self.pauses: list[float] = []
        self.environment = {"PASSWORD_HERE": PASSWORD}

    def send(self, one: Brief | None = None, content: bytes = MESSAGE) -> list[Receipt]:
        deliverer = SmtpDeliverer(
            self.desk,
            self.audience,
            outbox_of(self.desk),
            environment=self.environment,
            pause=self.pauses.append,
            now=lambda: NOON,
        )
        return list(deliverer.deliver(one or brief(), eml(content)))


def statuses(receipts: list[Receipt]) -> dict[str, str]:
    return {r.recipient: r.status for r in receipts}


def test_each_reader_gets_a_message_of_their_own(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        receipts = Office(tmp_path, port).send()
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "delivered")
    assert [readers for readers, _ in post.envelopes] == [[m] for m in MAILBOXES]
    seen = [email.message_from_bytes(c, policy=email.policy.default) for _, c in post.envelopes]
    assert [str(m["To"]) for m in seen] == list(READERS)
    assert all(m["Cc"] is None and m["Bcc"] is None for m in seen)


def test_the_rest_of_the_message_arrives_as_it_was_made(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        Office(tmp_path, port).send()
    expected = MESSAGE.replace(b"To: undisclosed-recipients:;", b"To: ben@example.org")
    expected = expected.replace(b"From: desk", b"From: Desk <desk").replace(
        b"org\r\nTo", b"org>\r\nTo"
    )
    assert post.envelopes[1][1] == expected


def test_nobody_gets_an_edition_twice(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        office = Office(tmp_path, port)
        office.send()
        again = office.send()
        remade = office.send(content=MESSAGE.replace(b"Hello", b"Hello again"))
    assert statuses(again) == statuses(remade) == dict.fromkeys(MAILBOXES, "kept")
    assert post.readers == MAILBOXES


def test_the_next_edition_goes_out(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        office = Office(tmp_path, port)
        office.send()
        office.send(brief("2023-02-15"))
    assert post.readers == MAILBOXES * 2


def test_a_reader_added_later_gets_it_and_the_others_do_not(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        office = Office(tmp_path, port)
        office.audience = replace(office.audience, to=READERS[:2])
        office.send()
        office.audience = replace(office.audience, to=("Ana <ANA@example.org>", READERS[2]))
        receipts = office.send()
    assert statuses(receipts) == {"ANA@example.org": "kept", "yuriy@example.org": "delivered"}
    assert sorted(post.readers) == MAILBOXES


def test_a_refusal_for_good_stops_nobody_else(tmp_path: Path) -> None:
    post = Post({"rcpt ben@example.org": ["550 No such mailbox"]})
    with serving(post) as port:
        office = Office(tmp_path, port)
        receipts = office.send()
        assert post.readers == ["ana@example.org", "yuriy@example.org"]
        assert statuses(receipts)["ben@example.org"] == "refused"
        assert "550 No such mailbox" in str(receipts)
        assert office.pauses == []
        later = office.send()
    assert statuses(later)["ben@example.org"] == "kept"
    assert "550 No such mailbox" in str(later)


@pytest.mark.parametrize("event", ["rcpt ben@example.org", "data"])
def test_a_refusal_for_now_is_tried_again(tmp_path: Path, event: str) -> None:
    post = Post({event: ["451 Come back later"]})
    with serving(post) as port:
        office = Office(tmp_path, port)
        receipts = office.send()
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "delivered")
    assert sorted(post.readers) == MAILBOXES
    assert office.pauses == [PAUSES[0]]


def test_tries_are_bounded_and_the_next_run_tries_anew(tmp_path: Path) -> None:
    post = Post({"rcpt ben@example.org": ["451 Busy"] * (len(PAUSES) + 1)})
    with serving(post) as port:
        office = Office(tmp_path, port)
        receipts = office.send()
        assert statuses(receipts)["ben@example.org"] == "failed"
        assert "451 Busy" in str(receipts)
        assert office.pauses == list(PAUSES)
        assert statuses(office.send())["ben@example.org"] == "delivered"


def test_a_server_that_hangs_up_after_the_message_is_not_asked_again(tmp_path: Path) -> None:
    post = Post({"data": ["hang up"]})
    with serving(post) as port:
        office = Office(tmp_path, port)
        receipts = office.send()
        again = office.send()
    assert post.readers == MAILBOXES
    assert statuses(receipts)["ana@example.org"] == "failed"
    assert statuses(again)["ana@example.org"] == "failed"
    assert "may have arrived" in again[0].detail


def test_two_runs_at_once_send_once(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        runs = [threading.Thread(target=Office(tmp_path, port).send) for _ in range(4)]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
    assert sorted(post.readers) == MAILBOXES


def test_starttls_and_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is needed to make a certificate")
    cert, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    post = Post()
    options = {"tls_context": context, "authenticator": post.authenticate, "auth_required": True}
    with serving(post, **options) as port:
        office = Office(
            tmp_path, port, security="starttls", user="desk", password_env="PASSWORD_HERE"
        )
        receipts = office.send()
        log_in(office.desk, office.environment)
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "delivered")
    assert post.logins == ["desk", "desk"]
    assert post.encrypted == [True] * 3


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is needed to make a certificate")
    _, context = certificate(tmp_path)
    post = Post()
    with serving(post, tls_context=context) as port:
        receipts = Office(tmp_path, port, security="starttls").send()
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "refused")
    assert "certificate" in receipts[0].detail
    assert post.envelopes == []


def test_nothing_is_sent_in_the_clear_instead(tmp_path: Path) -> None:
    post = Post()
    with serving(post) as port:
        receipts = Office(tmp_path, port, security="starttls").send()
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "refused")
    assert "STARTTLS" in receipts[0].detail
    assert post.envelopes == []


def test_a_wrong_password_is_told_and_tried_once(tmp_path: Path) -> None:
    post = Post()
    options = {"authenticator": post.authenticate, "auth_require_tls": False}
    with serving(post, **options) as port:
        office = Office(tmp_path, port, user="desk", password_env="PASSWORD_HERE")
        office.environment = {"PASSWORD_HERE": "guess"}
        receipts = office.send()
        tried = len(post.logins)
        with pytest.raises(DeliveryError, match="refuses the login"):
            log_in(office.desk, office.environment)
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "refused")
    assert "PASSWORD_HERE" in receipts[0].detail
    assert "guess" not in str(receipts)
    assert len(post.logins) == 2 * tried


def test_a_server_that_is_away_is_told_with_its_name(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        office = Office(tmp_path, port)
        receipts = office.send()
    assert statuses(receipts) == dict.fromkeys(MAILBOXES, "failed")
    assert f"127.0.0.1:{port}" in receipts[0].detail
    assert office.pauses == list(PAUSES)


def test_a_brief_dated_later_today_is_dated_now(tmp_path: Path) -> None:
    late = MESSAGE.replace(b"06:00:00 +0200", b"23:59:00 +0200")
    post = Post()
    with serving(post) as port:
        Office(tmp_path, port).send(content=late)
    seen = email.message_from_bytes(post.envelopes[0][1], policy=email.policy.default)
    assert seen["Date"].datetime == NOON


@pytest.mark.parametrize(
    ("mail", "environment", "told"),
    [
        (None, {}, r"desk.toml: \[mail\]: missing"),
        ({"user": "desk"}, {}, "mail.password_env: missing"),
        ({"user": "desk", "password_env": "NOT_SET"}, {}, 'no "NOT_SET"'),
    ],
)
def test_missing_settings_are_named(
    mail: dict[str, str] | None, environment: dict[str, str], told: str
) -> None:
    settings = MailSettings("h", "a@b", **mail) if mail is not None else None  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=told):
        SmtpDeliverer(Desk(mail=settings), AudienceSettings("a"), environment=environment)


def test_an_edition_without_a_mail_says_what_to_do(tmp_path: Path) -> None:
    office = Office(tmp_path, 1)
    with pytest.raises(ConfigError, match='add "eml" to its formats'):
        deliver(brief(), eml()[:1], office.desk, office.audience, outbox_of(office.desk))


def test_an_audience_without_readers_needs_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path, 1)
    assert deliver(brief(), (), office.desk, replace(office.audience, to=())) == ()


def test_without_a_memory_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_bytes(b"this is no database at all" * 100)
    post = Post()
    with serving(post) as port, pytest.raises(ArchiveError, match=r"archive\.sqlite.*restore"):
        Office(tmp_path, port).send()
    assert post.envelopes == []


def test_without_an_outbox_nothing_is_sent(tmp_path: Path) -> None:
    office = Office(tmp_path, 1)
    with pytest.raises(DeliveryError, match="no outbox"):
        deliver(brief(), eml(), office.desk, office.audience)


def test_a_claim_that_was_never_confirmed_is_told(tmp_path: Path) -> None:
    """What a run leaves that was killed between the message and its note."""
    post = Post()
    with serving(post) as port:
        office = Office(tmp_path, port)
        outbox_of(office.desk).write(brief().edition, "ben@example.org", "x", "sending")
        receipts = office.send()
    assert statuses(receipts)["ben@example.org"] == "failed"
    assert "ben@example.org" not in post.readers


@pytest.mark.parametrize(
    "reader", ["Evil\r\nBcc: all@example.org <a@example.org>", "a@bücher.example"]
)
def test_no_reader_can_add_a_header(reader: str) -> None:
    message = module.addressed(MESSAGE, reader)
    seen = email.message_from_bytes(message, policy=email.policy.default)
    assert seen["Bcc"] is None
    assert seen["Subject"] == "Brief"
    assert message.partition(b"\r\n\r\n")[2] == MESSAGE.partition(b"\r\n\r\n")[2]
