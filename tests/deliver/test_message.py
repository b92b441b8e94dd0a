"""A mail is finished with the settings at sending; what it says stays as it was made."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from briefing.config import Desk, MailSettings
from briefing.deliver.message import finished
from briefing.errors import ConfigError
from briefing.model import Artifact
from briefing.render.eml import EmlRenderer
from tests.render import sample

NAME = sample.AUDIENCE.name
EDITION = sample.brief().edition
PDF = Artifact(f"{NAME}.pdf", "application/pdf", b"%PDF-1.7 printed" * 20)
PAGE = Artifact(f"{NAME}.html", "text/html", b"<!doctype html><title>a page</title>")
MAIL = MailSettings(
    "mail.example.org",
    "Harbour desk <harbour@example.net>",
    list_id="brief.example.net",
    unsubscribe="https://example.net/leave",
)
BARE = replace(sample.DESK, mail=None)
FULL = replace(sample.DESK, mail=MAIL)


def made(desk: Desk, *attach: str, files: tuple[Artifact, ...] = (PDF, PAGE)) -> bytes:
    """The .eml of the sample as `make` writes it with these settings."""
    audience = replace(sample.AUDIENCE, attach=attach)
    ready = {file.name.rpartition(".")[2]: file for file in files}
    return EmlRenderer(desk, audience, ready).render(sample.brief()).content


def ended(stored: bytes, *attach: str, files: tuple[Artifact, ...] = (PDF, PAGE)) -> bytes:
    audience = replace(sample.AUDIENCE, attach=attach)
    return finished(stored, FULL, audience, EDITION, files)


def read(message: bytes) -> EmailMessage:
    return email.message_from_bytes(message, policy=email.policy.default)


@pytest.mark.parametrize("attach", [(), ("pdf",), ("pdf", "html")])
def test_what_was_made_with_the_same_settings_is_sent_byte_for_byte(
    attach: tuple[str, ...],
) -> None:
    stored = made(FULL, *attach)
    assert ended(stored, *attach) == stored


def test_an_edition_older_than_the_mail_server_goes_out_as_if_it_were_not() -> None:
    stored = made(BARE)
    assert b"desk.invalid" in stored
    message = ended(stored, "pdf")
    assert b"desk.invalid" not in message
    seen = read(message)
    assert seen["From"] == "Harbour desk <harbour@example.net>"
    assert seen["List-Unsubscribe"] == "<https://example.net/leave>"
    assert seen["Message-ID"].endswith("@example.net>")
    (file,) = seen.iter_attachments()
    assert file.get_filename() == f"{EDITION.date}-{NAME}.pdf"
    assert file.get_payload(decode=True) == PDF.content
    for kind in ("plain", "html"):
        told, before = seen.get_body((kind,)), read(stored).get_body((kind,))
        assert told is not None
        assert before is not None
        assert told.get_content() == before.get_content()


def test_what_is_no_longer_attached_does_not_go_out() -> None:
    message = ended(made(FULL, "pdf", "html"), "html")
    assert [f.get_filename() for f in read(message).iter_attachments()] == [
        f"{EDITION.date}-{NAME}.html"
    ]
    assert message == made(FULL, "html")


def test_what_is_attached_is_the_file_of_the_edition() -> None:
    other = replace(PDF, content=b"%PDF-1.7 made again")
    (file,) = read(ended(made(FULL, "pdf"), "pdf", files=(other,))).iter_attachments()
    assert file.get_payload(decode=True) == other.content


def test_what_only_the_mail_holds_is_kept() -> None:
    stored = made(FULL, "pdf")
    assert ended(stored, "pdf", files=()) == stored


def test_what_nobody_holds_is_told_with_the_cure() -> None:
    with pytest.raises(ConfigError, match=r"attach: .*holds no .*\.pdf; make it again"):
        ended(made(BARE), "pdf", files=())


def test_headers_that_are_not_ours_do_not_go_out() -> None:
    stored = made(FULL).replace(b"To: ", b"Bcc: spy@example.org\r\nTo: ", 1)
    assert read(ended(stored))["Bcc"] is None


def test_an_edition_made_without_a_server_is_sent_from_the_desk(tmp_path: Path) -> None:
    from briefing.deliver.smtp import SmtpDeliverer
    from tests.deliver.servers import Post, serving
    from tests.deliver.test_smtp import outbox_of

    post = Post()
    with serving(post) as port:
        mail = replace(MAIL, host="127.0.0.1", port=port, security="none")
        desk = replace(FULL, mail=mail, folder=tmp_path)
        audience = replace(sample.AUDIENCE, attach=("pdf",), to=("ana@example.org",))
        eml = Artifact(f"{NAME}.eml", "message/rfc822", made(BARE))
        deliverer = SmtpDeliverer(desk, audience, outbox_of(desk))
        receipts = list(deliverer.deliver(sample.brief(), (PDF, eml)))
    assert [r.status for r in receipts] == ["delivered"]
    seen = read(post.envelopes[0][1])
    assert seen["From"] == MAIL.sender
    assert len(list(seen.iter_attachments())) == 1
