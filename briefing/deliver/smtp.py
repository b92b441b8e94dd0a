"""By SMTP (RFC 5321): one transaction a reader, and nobody gets an edition twice.

Readers whom the server puts off (4xx, a lost connection) are tried again in a few
more rounds. Where it cannot be known whether the server took the message, because the
connection broke after its last line, it is not sent again: a mail missing is told
to the editor, a mail twice is not undone.
"""

from __future__ import annotations

import hashlib
import os
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr, parsedate_to_datetime
from pathlib import Path

from briefing.config import AudienceSettings, Desk, MailSettings
from briefing.deliver.outbox import DELIVERED, Outbox
from briefing.deliver.signing import signer
from briefing.errors import ConfigError, DeliveryError
from briefing.headers import address_header, ascii_domain
from briefing.model import Artifact, Brief, Edition, Receipt

MAIL = "message/rfc822"
PAUSES = (2.0, 10.0, 30.0)
"""Seconds before each new round for the readers who were put off."""

_CURE = "check host, port and security of [mail], and whether the server is up"


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
    Raises `ConfigError` for a desk without [mail], without its password, or with a
    DKIM key that cannot sign.
    """

    def __init__(
        self,
        desk: Desk,
        audience: AudienceSettings,
        outbox: Path | None = None,
        *,
        environment: Mapping[str, str] = os.environ,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.audience = audience
        self.outbox = Outbox(outbox or desk.folder / "outbox.sqlite")
        self.mail, self.password = credentials(desk, environment)
        self.sign = signer(desk, environment)
        self.pause = pause
        self.now = now

    def deliver(self, brief: Brief, artifacts: Sequence[Artifact]) -> Iterator[Receipt]:
        """A receipt for each reader; a failure of one does not stop the others.

        Raises `ConfigError` when there is no mail among the files, and
        `DeliveryError` when the outbox cannot be used.
        """
        if not self.audience.to:
            return
        whole = self._message(artifacts)
        mailing = _Mailing(brief.edition, dated(whole, self.now()), _digest(whole))
        session = _Session(self.mail, self.password)
        try:
            yield from self._rounds(session, mailing)
        finally:
            session.close()

    def _rounds(self, session: _Session, mailing: _Mailing) -> Iterator[Receipt]:
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

    def _message(self, artifacts: Sequence[Artifact]) -> bytes:
        for artifact in artifacts:
            if artifact.media_type == MAIL:
                return artifact.content
        raise ConfigError(
            f'audience "{self.audience.name}": its edition holds no .eml to send; '
            f'add "eml" to its formats and make the edition again'
        )

    def _serve(self, session: _Session, mailing: _Mailing, reader: str) -> tuple[Receipt, bool]:
        """What became of one reader, and whether asking again may help."""
        mailbox = ascii_domain(parseaddr(reader)[1])
        found = self.outbox.claim(mailing.edition, mailbox, mailing.digest)
        if found:
            return Receipt(mailbox, *_already(*found, mailing.digest)), False
        try:
            said = session.send(mailbox, self.sign(addressed(mailing.message, reader)))
        except _UncertainError as error:
            return Receipt(mailbox, "failed", f"{error}; {_MAYBE}"), False
        except (_RefusedError, _LaterError) as error:
            self.outbox.release(mailing.edition, mailbox)
            later = isinstance(error, _LaterError)
            return Receipt(mailbox, "failed" if later else "refused", str(error)), later
        self.outbox.confirm(mailing.edition, mailbox)
        return Receipt(mailbox, "delivered", said), False


def _digest(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _already(state: str, before: str, digest: str) -> tuple[str, str]:
    if state != DELIVERED:
        return "failed", f"another run is sending it, or was interrupted while it did; {_MAYBE}"
    if before == digest:
        return "kept", "has got this edition already"
    return "kept", "has got this edition already, as it was made before"


def credentials(desk: Desk, environment: Mapping[str, str]) -> tuple[MailSettings, str]:
    """The desk's mail settings and its password. Raises `ConfigError`."""
    mail = desk.mail
    if mail is None:
        raise ConfigError(f"{desk.file}: [mail]: missing; give it host and from to send mail")
    if not mail.user:
        return mail, ""
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
    session = _Session(*credentials(desk, environment))
    signer(desk, environment)
    try:
        session.open()
    except (_LaterError, _RefusedError) as error:
        raise DeliveryError(str(error)) from error
    finally:
        session.close()


# --- One message ---------------------------------------------------------------------------


def addressed(message: bytes, reader: str) -> bytes:
    """The message with this reader, and nobody else, in its To."""
    return _with_header(message, "To", address_header(reader, "To"))


def dated(message: bytes, now: datetime) -> bytes:
    """The message with `now` as its Date when it is dated later than that.

    The Date of an edition is its cut-off; a mail from the future looks forged.
    """
    head = message.partition(b"\r\n\r\n")[0]
    match = re.search(rb"(?im)^Date: (.+?)\r?$", head)
    if match and parsedate_to_datetime(match[1].decode()) > now:
        return _with_header(message, "Date", format_datetime(now))
    return message


def _with_header(message: bytes, name: str, value: str) -> bytes:
    head, blank, body = message.partition(b"\r\n\r\n")
    line = f"{name}: {value}".encode("ascii", "replace")
    pattern = rb"(?im)^%s:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*" % name.encode()
    return re.sub(pattern, lambda _: line, head, count=1) + blank + body


# --- One connection ------------------------------------------------------------------------


class _RefusedError(Exception):
    """The server will not take this message, now or later."""


class _LaterError(Exception):
    """The server surely has not taken the message, but may when asked again."""


class _UncertainError(Exception):
    """The server may have taken the message."""


class _Session:
    """A connection that is opened when needed, and opened again after it broke."""

    def __init__(self, mail: MailSettings, password: str) -> None:
        self.mail = mail
        self.password = password
        self.server: smtplib.SMTP | None = None
        self.failure: _RefusedError | _LaterError | None = None

    def open(self) -> smtplib.SMTP:
        """The connection, encrypted and logged in as the settings say.

        What went wrong goes wrong for all readers, until `forgive`: a login refused
        a hundred times locks an account.
        """
        if self.failure is not None:
            raise self.failure
        if self.server is None:
            try:
                self.server = self._connected()
            except (OSError, smtplib.SMTPException, UnicodeError) as error:
                self.failure = self._told(error)
                raise self.failure from error
        return self.server

    def forgive(self) -> None:
        """Before a new round: a server that was away may be back."""
        self.close()
        if isinstance(self.failure, _LaterError):
            self.failure = None

    def _told(self, error: Exception) -> _RefusedError | _LaterError:
        mail = self.mail
        place = f"{mail.host}:{mail.port}"
        if isinstance(error, smtplib.SMTPAuthenticationError | UnicodeError):
            return _RefusedError(
                f'{place} refuses the login of "{mail.user}" ({_said(error)}); '
                f"check mail.user and the password in {mail.password_env}"
            )
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return _RefusedError(f"{place}: {_said(error)}; change mail.security or mail.user")
        if isinstance(error, ssl.SSLError):
            return _RefusedError(f"{place}: no encrypted connection ({_said(error)}); {_CURE}")
        return _LaterError(f"{place}: no connection ({_said(error)}); {_CURE}")

    def _connected(self) -> smtplib.SMTP:
        mail = self.mail
        trust = ssl.create_default_context()
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=mail.timeout, context=trust
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=mail.timeout)
        try:
            if mail.security == "starttls":
                server.starttls(context=trust)
            if mail.user:
                server.login(mail.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def send(self, mailbox: str, message: bytes) -> str:
        """One transaction; what the server said to it.

        Raises `_RefusedError`, `_LaterError` or `_UncertainError`.
        """
        server = self.open()
        try:
            self._envelope(server, mailbox)
            server.send(_stuffed(message))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise _LaterError(f"the connection broke ({_said(error)})") from error
        try:
            server.send(b".\r\n")
            code, reply = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise _UncertainError(f"no answer to the message ({_said(error)})") from error
        self._expect(server, code, reply)
        return _words(reply)

    def _envelope(self, server: smtplib.SMTP, mailbox: str) -> None:
        sender = ascii_domain(parseaddr(self.mail.sender)[1])
        server.ehlo_or_helo_if_needed()
        options = ("SMTPUTF8", "BODY=8BITMIME") if not f"{sender}{mailbox}".isascii() else ()
        if options and not server.has_extn("smtputf8"):
            raise _RefusedError("the server takes no address outside ASCII (no SMTPUTF8)")
        self._expect(server, *server.mail(sender, options))
        self._expect(server, *server.rcpt(mailbox))
        self._expect(server, *server.docmd("DATA"))

    def _expect(self, server: smtplib.SMTP, code: int, reply: bytes) -> None:
        """Go on with 2xx and 3xx; else end the transaction."""
        if code < 400:
            return
        said = f"{code} {_words(reply)}"
        if code == 421:
            self._drop()
        else:
            with suppress(OSError, smtplib.SMTPException):
                server.rset()
        raise _LaterError(said) if code < 500 else _RefusedError(said)

    def _drop(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None

    def close(self) -> None:
        """Leave politely, if the server still listens."""
        if self.server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.server.quit()
            self._drop()


def _stuffed(message: bytes) -> bytes:
    """Lines that begin with a dot get another (RFC 5321, 4.5.2); ends with CRLF."""
    lines = re.sub(rb"(?m)^\.", b"..", message)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return f"{error.smtp_code} {_words(reply if isinstance(reply, bytes) else reply.encode())}"
    return " ".join(str(error).split()) or type(error).__name__


def _words(reply: bytes) -> str:
    """A server's answer on one line, without what a terminal would obey."""
    text = reply.decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
