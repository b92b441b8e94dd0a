"""By SMTP (RFC 5321): one transaction a reader, and nobody gets an edition twice.

Readers whom the server puts off (4xx, a lost connection) are tried again in a few
more rounds. Where it cannot be known whether the server took the message, because no
right answer came after its last line, it is not sent again unless the desk wants that:
a mail missing is told to the editor, a mail twice is not undone.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, parseaddr, parsedate_to_datetime
from functools import partial
from typing import Self

from briefing.config import AudienceSettings, Desk, MailSettings
from briefing.deliver.message import MAIL, finished, with_header
from briefing.deliver.outbox import DEFERRED, DELIVERED, REFUSED, SENDING, Found, Outbox
from briefing.deliver.session import (
    LaterError,
    RefusedError,
    Session,
    UncertainError,
    in_the_clear,
    is_loopback,
)
from briefing.deliver.signing import signer
from briefing.errors import ConfigError, DeliveryError
from briefing.headers import address_header, ascii_domain
from briefing.model import Artifact, Brief, Edition, Receipt

PAUSES = (2.0, 10.0, 30.0)
"""Seconds before each new round for the readers who were put off."""

_MAYBE = "it may have arrived and is not sent again"


@dataclass(frozen=True, slots=True)
class _Mailing:
    """A message as it goes out, and the digest of the file it came from."""

    edition: Edition
    message: bytes
    digest: str


class SmtpDeliverer:
    """Mails the edition's `.eml` to each reader of the audience.

    `environment` holds the password under the name the desk gives, `pause` waits
    between tries, `now` dates a message whose edition closes later in the day.
    Raises `ConfigError` for a desk without [mail], without its password, with a
    password that would go out in the clear, or with a DKIM key that cannot sign.
    """

    def __init__(
        self,
        desk: Desk,
        audience: AudienceSettings,
        outbox: Outbox | None = None,
        *,
        environment: Mapping[str, str] = os.environ,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.desk = desk
        self.audience = audience
        self._outbox = outbox
        self.kind = ""
        self.mail, self.password = credentials(desk, environment)
        self.sign = signer(desk, environment)
        self.pause = pause
        self.now = now

    def through(self, outbox: Outbox, kind: str = "") -> Self:
        """The same deliverer with a memory of who has got what, for mails of a kind."""
        other = copy(self)
        other._outbox, other.kind = outbox, kind
        return other

    @property
    def outbox(self) -> Outbox:
        if self._outbox is None:
            raise DeliveryError("no outbox: nothing is sent without a memory of who has got it")
        return self._outbox

    def deliver(self, brief: Brief, artifacts: Sequence[Artifact]) -> Iterator[Receipt]:
        """A receipt for each reader; a failure of one does not stop the others.

        Raises `ConfigError` when there is no mail among the files, and a
        `BriefingError` when the outbox cannot be used.
        """
        if not self.audience.to:
            return
        stored = self._stored(artifacts)
        whole = finished(stored, self.desk, self.audience, brief.edition, artifacts)
        if mark := {"correction": self.mail.correction_mark, "test": self.mail.test_mark}.get(
            self.kind, ""
        ):
            whole = marked(whole, mark)
        mailing = _Mailing(brief.edition, dated(whole, self.now()), _digest(stored))
        with self.outbox.alone(), closing(Session(self.mail, self.password)) as session:
            yield from self._rounds(session, mailing)

    def _rounds(self, session: Session, mailing: _Mailing) -> Iterator[Receipt]:
        readers = list(self.audience.to)
        for n in range(len(PAUSES) + 1):
            put_off = []
            for reader in readers:
                receipt, again = self._serve(session, mailing, reader)
                if again and n < len(PAUSES):
                    put_off.append(reader)
                else:
                    yield receipt
            if not put_off:
                return
            readers = put_off
            self.pause(PAUSES[n])
            session.forgive()

    def _stored(self, artifacts: Sequence[Artifact]) -> bytes:
        for artifact in artifacts:
            if artifact.media_type == MAIL:
                return artifact.content
        raise ConfigError(
            f'audience "{self.audience.name}": its edition holds no .eml to send; '
            f'add "eml" to its formats and make the edition again'
        )

    def _serve(self, session: Session, mailing: _Mailing, reader: str) -> tuple[Receipt, bool]:
        """What became of one reader, and whether asking again may help."""
        mailbox = mailbox_of(reader)
        found = self.outbox.find(mailing.edition, mailbox)
        if found and self._is_settled(found, mailing.digest):
            if found.state == SENDING and not found.said:
                # It is told now; runs that go on by themselves need not tell it for ever.
                interrupted = "a run was interrupted"
                self.outbox.write(mailing.edition, mailbox, found.digest, SENDING, interrupted)
            return Receipt(mailbox, *_already(found, mailing.digest)), False
        if not found and (why := self.outbox.barred(mailbox)):
            return Receipt(mailbox, "kept", f"set aside: {why}"), False
        note = partial(self.outbox.write, mailing.edition, mailbox, mailing.digest)
        message = self.sign(addressed(mailing.message, reader))
        try:
            said = session.send(mailbox, message, partial(note, SENDING))
        except UncertainError as error:
            note(SENDING, str(error))
            return Receipt(mailbox, "failed", f"{error}; {_MAYBE}"), False
        except LaterError as error:
            note(DEFERRED, str(error))
            return Receipt(mailbox, "failed", str(error)), True
        except RefusedError as error:
            self.outbox.forget(mailing.edition, mailbox)
            if error.reader:
                note(REFUSED, str(error))
            if error.address:
                self.outbox.bar(mailbox, REFUSED, str(error))
            return Receipt(mailbox, "refused", str(error)), False
        note(DELIVERED, said)
        return Receipt(mailbox, "delivered", said), False

    def _is_settled(self, found: Found, digest: str) -> bool:
        """Whether a reader is done with: served, refused, or perhaps served."""
        if found.state == DEFERRED or (found.state == REFUSED and found.digest != digest):
            return False
        if self.kind == "correction" and found.state == DELIVERED and found.digest != digest:
            return False
        in_doubt = found.state == SENDING and found.digest == digest
        # The same message has the same Message-ID: a second copy is seen to be one.
        return not (in_doubt and self.mail.in_doubt == "resend")


def _digest(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _already(found: Found, digest: str) -> tuple[str, str]:
    """Status and detail for a reader who needs nothing more. What was told once is told softly."""
    if found.state == REFUSED:
        return "kept", f"refused before and not asked again ({found.said})"
    if found.state != DELIVERED:
        why = f"no answer then: {found.said}" if found.said else "a run was interrupted"
        return "failed", f"{why}; {_MAYBE}"
    if found.digest == digest:
        return "kept", "has got this edition already"
    return "kept", "has got this edition already, as it was made before"


def mailbox_of(reader: str) -> str:
    """The address alone, as the server is told it: the domain in ASCII."""
    return ascii_domain(parseaddr(reader)[1])


def forget(outbox: Outbox, audience: AudienceSettings, edition: Edition, mailbox: str) -> bool:
    """Let the next `deliver` serve a reader again; False for one who is no reader.

    An address that was set aside is free again.
    """
    wanted = mailbox_of(mailbox).casefold()
    if wanted not in {mailbox_of(reader).casefold() for reader in audience.to}:
        return False
    with outbox.alone():
        outbox.free(wanted)
        outbox.forget(edition, wanted)
    return True


def credentials(desk: Desk, environment: Mapping[str, str]) -> tuple[MailSettings, str]:
    """The desk's mail settings and its password. Raises `ConfigError`."""
    mail = desk.mail
    if mail is None:
        raise ConfigError(f"{desk.file}: [mail]: missing; give it host and from to send mail")
    if not mail.user:
        return mail, ""
    if mail.security == "none" and not is_loopback(mail.host):
        raise ConfigError(f"{desk.file}: mail.security: {in_the_clear(mail)}")
    place = f"{desk.file}: mail.password_env"
    if not mail.password_env:
        raise ConfigError(f'{place}: missing; name the variable with the password of "{mail.user}"')
    password = environment.get(mail.password_env, "")
    if not password:
        raise ConfigError(
            f'{place}: the environment has no "{mail.password_env}"; '
            f'set it to the password of "{mail.user}"'
        )
    return mail, password


def log_in(desk: Desk, environment: Mapping[str, str] = os.environ) -> None:
    """Sign nothing in particular, connect, log in and leave, for `briefing check`.

    Raises `ConfigError` or `DeliveryError` that tell what is wrong.
    """
    signer(desk, environment)
    with closing(Session(*credentials(desk, environment))) as session:
        try:
            session.open()
        except (LaterError, RefusedError) as error:
            raise DeliveryError(str(error)) from error


# --- One message ---------------------------------------------------------------------------


def addressed(message: bytes, reader: str) -> bytes:
    """The message with this reader, and nobody else, in its To."""
    return with_header(message, "To", address_header(reader, "To"))


def marked(message: bytes, mark: str) -> bytes:
    """The message with a mark in front of its subject."""
    head = message.partition(b"\r\n\r\n")[0]
    match = re.search(rb"(?im)^Subject: ([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", head)
    subject = match[1].decode("ascii", "replace") if match else ""
    coded = f"{mark}:" if mark.isascii() else Header(f"{mark}:", "utf-8").encode()
    return with_header(message, "Subject", f"{coded} {subject}")


def dated(message: bytes, now: datetime) -> bytes:
    """The message with `now` as its Date when it is dated later than that.

    The Date of an edition is its cut-off; a mail from the future looks forged.
    """
    head = message.partition(b"\r\n\r\n")[0]
    match = re.search(rb"(?im)^Date: (.+?)\r?$", head)
    if match and parsedate_to_datetime(match[1].decode()) > now:
        return with_header(message, "Date", format_datetime(now))
    return message
