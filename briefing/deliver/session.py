"""The dialogue with a mail server (RFC 5321), each step with its own right answers.

Whatever else a server says is a failure of the step: before the end of the message
nothing was taken, after it nobody can know. Then the connection is closed, since what
follows a wrong answer cannot be trusted either.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr

from briefing.config import MailSettings
from briefing.deliver.secrets import Secrets
from briefing.deliver.wire import GarbageError, Reply, Wire
from briefing.headers import ascii_domain

PATIENCE = 10
"""How many timeouts the answer to a whole message may take (RFC 5321, 4.5.3.2.6: 10 minutes)."""

_CURE = "check host, port and security of [mail], and whether the server is up"
_UNKNOWN_MECHANISM = (504, 534)
_ACCEPTED_RECIPIENT = (250, 251)


class RefusedError(Exception):
    """The server will not take this message, now or later.

    `reader` tells that it is about them or what they were to get, `address` that nobody
    has their address there.
    """

    def __init__(self, what: str, *, reader: bool = False, address: bool = False) -> None:
        super().__init__(what)
        self.reader = reader
        self.address = address


class LaterError(Exception):
    """The server surely has not taken the message, but may when asked again."""


class UncertainError(Exception):
    """The server may have taken the message."""


class Session:
    """A connection that is opened when needed, and opened again after it broke."""

    def __init__(self, mail: MailSettings, password: str) -> None:
        self.mail = mail
        self.password = password
        self.secrets = Secrets(password)
        self.failure: RefusedError | LaterError | None = None
        self._wire: Wire | None = None
        self._offers: dict[str, str] = {}

    def open(self) -> Wire:
        """The connection, encrypted and logged in as the settings say.

        What went wrong goes wrong for all readers, until `forgive`: a login refused
        a hundred times locks an account.
        """
        if self.failure is not None:
            raise self.failure
        if self._wire is None:
            try:
                self._connect()
            except (OSError, GarbageError, RefusedError, LaterError) as error:
                self._drop()
                self.failure = self._told(error)
                raise self.failure from error
        assert self._wire is not None
        return self._wire

    def forgive(self) -> None:
        """Before a new round: a server that was away may be back."""
        self.close()
        if isinstance(self.failure, LaterError):
            self.failure = None

    def send(self, mailbox: str, message: bytes, handing_over: Callable[[], None]) -> str:
        """One transaction; what the server said to it.

        `handing_over` is called when the next byte makes the message the server's.
        Raises `RefusedError`, `LaterError` or `UncertainError`.
        """
        wire = self.open()
        try:
            self._envelope(wire, mailbox, len(message))
            wire.send(_stuffed(message))
            handing_over()
            wire.in_step()
        except (OSError, GarbageError) as error:
            self._drop()
            raise LaterError(f"the connection broke ({self._said(error)})") from error
        except (RefusedError, LaterError):
            raise
        except BaseException:
            self._drop()  # without its last line no server may deliver a message
            raise
        return self._end(wire)

    def close(self) -> None:
        """Leave politely, if the server still listens."""
        if self._wire is not None:
            with suppress(OSError, GarbageError):
                self._wire.ask("QUIT")
            self._drop()

    # --- Getting in

    def _connect(self) -> None:
        mail, trust = self.mail, ssl.create_default_context()
        self._wire = wire = Wire(mail.host, mail.port, mail.timeout)
        if mail.security == "tls":
            wire.encrypt(trust)
        self._expect("greeting", wire.reply(), 220)
        self._greet(wire)
        if mail.security == "starttls":
            self._start_tls(wire, trust)
        if mail.user:
            self._log_in(wire)

    def _greet(self, wire: Wire) -> None:
        self._offers = {}
        name = _own_name()
        reply = wire.ask(f"EHLO {name}")
        if 500 <= reply.code < 600:
            self._expect("HELO", wire.ask(f"HELO {name}"), 250)
            return
        self._expect("EHLO", reply, 250)
        for line in reply.lines[1:]:
            # Some old servers write AUTH=.
            word, _, rest = line.strip().replace("=", " ", 1).partition(" ")
            self._offers[word.upper()] = rest.upper()

    def _start_tls(self, wire: Wire, trust: ssl.SSLContext) -> None:
        if "STARTTLS" not in self._offers:
            raise RefusedError("the server offers no STARTTLS; change mail.security")
        self._expect("STARTTLS", wire.ask("STARTTLS"), 220)
        wire.encrypt(trust)
        self._greet(wire)

    def _log_in(self, wire: Wire) -> None:
        """With the first way that server and we know: PLAIN (RFC 4616), LOGIN, CRAM-MD5."""
        if self.mail.security == "none" and not is_loopback(wire.peer):
            raise RefusedError(in_the_clear(self.mail))
        offered = self._offers.get("AUTH", "").split()
        ways = {"PLAIN": self._plain, "LOGIN": self._login, "CRAM-MD5": self._cram}
        known = [name for name in ways if name in offered]
        if not known:
            raise RefusedError("the server offers no login that is known; change mail.user")
        for name in known:
            reply = ways[name](wire)
            if reply.code not in _UNKNOWN_MECHANISM or name == known[-1]:
                break
        if 500 <= reply.code < 600:
            raise RefusedError(
                f'refuses the login of "{self.mail.user}" ({self._answer(reply)}); '
                f"check mail.user and the password in {self.mail.password_env}"
            )
        self._expect("AUTH", reply, 235)

    def _plain(self, wire: Wire) -> Reply:
        coded = self._coded(f"\0{self.mail.user}\0{self.password}")
        return wire.ask(f"AUTH PLAIN {coded}")

    def _login(self, wire: Wire) -> Reply:
        reply = wire.ask("AUTH LOGIN")
        for told in (self.mail.user, self.password):
            if reply.code != 334:
                return reply
            reply = wire.ask(self._coded(told))
        return reply

    def _cram(self, wire: Wire) -> Reply:
        """RFC 2195: the password itself does not go out."""
        reply = wire.ask("AUTH CRAM-MD5")
        if reply.code != 334:
            return reply
        try:
            challenge = base64.b64decode(reply.text, validate=True)
        except ValueError:
            raise GarbageError("a challenge that is not base64", reply.text) from None
        proof = hmac.new(self.password.encode(), challenge, "md5").hexdigest()
        self.secrets.add_coded(proof)
        return wire.ask(self._coded(f"{self.mail.user} {proof}"))

    def _coded(self, told: str) -> str:
        coded = base64.b64encode(told.encode()).decode()
        if told != self.mail.user:
            self.secrets.add_coded(coded)
        return coded

    def _told(self, error: Exception) -> RefusedError | LaterError:
        place = f"{self.mail.host}:{self.mail.port}"
        if isinstance(error, RefusedError):
            return RefusedError(f"{place}: {error}")
        if isinstance(error, ssl.SSLError):
            return RefusedError(f"{place}: no encrypted connection ({self._said(error)}); {_CURE}")
        if isinstance(error, LaterError):
            return LaterError(f"{place}: {error}")
        return LaterError(f"{place}: no connection ({self._said(error)}); {_CURE}")

    # --- One message

    def _envelope(self, wire: Wire, mailbox: str, size: int) -> None:
        sender = ascii_domain(parseaddr(self.mail.sender)[1])
        options = ""
        if not f"{sender}{mailbox}".isascii():
            if "SMTPUTF8" not in self._offers:
                raise RefusedError(
                    "the server takes no address outside ASCII (no SMTPUTF8)", reader=True
                )
            options = " SMTPUTF8 BODY=8BITMIME"
        if "SIZE" in self._offers:
            options = f" SIZE={size}{options}"
        self._expect("MAIL", wire.ask(f"MAIL FROM:<{sender}>{options}"), 250)
        self._expect("RCPT", wire.ask(f"RCPT TO:<{mailbox}>"), *_ACCEPTED_RECIPIENT, reader=True)
        self._expect("DATA", wire.ask("DATA"), 354, reader=True)

    def _end(self, wire: Wire) -> str:
        """The last line of the message, and what became of it."""
        try:
            wire.push(b".\r\n")
            reply = wire.reply(PATIENCE)
        except (OSError, GarbageError) as error:
            self._drop()
            raise UncertainError(f"no answer to the message ({self._said(error)})") from error
        if reply.code != 250 and reply.code < 400:
            self._drop()
            raise UncertainError(f"no answer to the message ({self._answer(reply)})")
        self._expect("message", reply, 250, reader=True)
        return self.secrets.clean(reply.text)

    def _expect(self, step: str, reply: Reply, *codes: int, reader: bool = False) -> None:
        """Go on with one of `codes`; else end the transaction.

        `reader` tells that a refusal for good is about the reader or the message.
        """
        if reply.code in codes:
            return
        said = f"{step}: {self._answer(reply)}"
        if reply.code < 400 or reply.code == 421:
            self._drop()
        else:
            self._reset()
        if reply.code < 400:
            wanted = " or ".join(map(str, codes))
            raise LaterError(f"{said}, where SMTP knows only {wanted}")
        if reply.code < 500:
            raise LaterError(said)
        raise RefusedError(said, reader=reader, address=step == "RCPT")

    def _reset(self) -> None:
        """Back to where a transaction begins, or out."""
        if self._wire is None:
            return
        try:
            well = self._wire.ask("RSET").code == 250
        except (OSError, GarbageError):
            well = False
        if not well:
            self._drop()

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    # --- What is told

    def _answer(self, reply: Reply) -> str:
        return f"{reply.code} {self.secrets.clean(reply.text)}".rstrip()

    def _said(self, error: Exception) -> str:
        if isinstance(error, GarbageError):
            said = self.secrets.clean(error.said)
            return f'{error}: "{said}"' if said else str(error)
        return self.secrets.clean(str(error).encode()) or type(error).__name__


def in_the_clear(mail: MailSettings) -> str:
    """Why a login without encryption does not happen, and the cure."""
    return (
        f'the password of "{mail.user}" would go to {mail.host} in clear text; '
        f'set mail.security to "starttls" or "tls" (only a server on this machine may do without)'
    )


def is_loopback(host: str) -> bool:
    """Whether a name or number is this machine, without asking anybody."""
    if host.rstrip(".").casefold() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _own_name() -> str:
    """For EHLO: the machine's name, or its address in brackets (RFC 5321, 4.1.4)."""
    name = socket.getfqdn()
    return name if re.fullmatch(r"[\w-]+(\.[\w-]+)+", name, re.A) else "[127.0.0.1]"


def _stuffed(message: bytes) -> bytes:
    """Lines that begin with a dot get another (RFC 5321, 4.5.2); ends with CRLF."""
    lines = re.sub(rb"(?m)^\.", b"..", message)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
