"""DKIM signatures (RFC 6376) for desks whose mail server does not sign. The extra `dkim`.

Each reader's message is signed just before it goes out, since its To and perhaps
its Date are set only then. The header fields that a reader sees are signed once more
than they occur, so that nobody can add a second one on the way (RFC 6376, 8.15).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from functools import partial
from pathlib import Path

from briefing.config import Desk, MailSettings
from briefing.errors import ConfigError
from briefing.headers import ascii_domain

Sign = Callable[[bytes], bytes]

SEEN = ("From", "To", "Subject", "Date")
SIGNED = (
    *SEEN, "Message-ID", "Content-Type", "MIME-Version", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post",
)  # fmt: skip
"""RFC 8058 asks for the last two: without them no provider offers to unsubscribe."""

LEAST_BITS = 1024
"""RFC 8301, 3.2."""


def signer(desk: Desk, environment: Mapping[str, str]) -> Sign:
    """What signs a message; without `dkim_selector` it gives the message back as it is.

    Raises `ConfigError` for a key that is missing or cannot sign, and where the
    extra is not installed: all of it before the first message goes out.
    """
    mail = desk.mail
    if mail is None or not mail.dkim_selector:
        return lambda message: message
    key, place = _key(desk, mail, environment)
    try:
        import dkim
        from dkim.crypto import UnparsableKeyError, parse_pem_private_key
    except ImportError:
        raise ConfigError(
            f"{desk.file}: mail.dkim_selector: signing needs dkimpy; "
            f'install it with: pip install "sourced-briefing[dkim]"'
        ) from None
    try:
        bits = parse_pem_private_key(key)["modulus"].bit_length()
    except (UnparsableKeyError, ValueError, LookupError) as error:
        raise ConfigError(_unfit(place, " ".join(str(error).split()))) from None
    if bits < LEAST_BITS:
        raise ConfigError(_unfit(place, f"{bits} bits"))
    return partial(_signed, dkim.sign, mail.dkim_selector.encode("idna"), _domain(mail), key)


def _signed(
    sign: Callable[..., bytes], selector: bytes, domain: bytes, key: bytes, message: bytes
) -> bytes:
    relaxed = (b"relaxed", b"relaxed")
    names = _names(message)
    made = sign(message, selector, domain, key, canonicalize=relaxed, include_headers=names)
    return made + message


def _unfit(place: str, why: str) -> str:
    return (
        f"{place}: cannot sign with it ({why}); expected an RSA key of {LEAST_BITS:,} bits "
        f"or more in PEM, as `openssl genrsa 2048` makes it"
    )


def _key(desk: Desk, mail: MailSettings, environment: Mapping[str, str]) -> tuple[bytes, str]:
    """The private key, and the setting it came from."""
    if mail.dkim_key:
        place, path = f"{desk.file}: mail.dkim_key", desk.folder / Path(mail.dkim_key).expanduser()
        try:
            return path.read_bytes(), place
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ConfigError(f'{place}: "{mail.dkim_key}" cannot be read ({reason})') from None
    place = f"{desk.file}: mail.dkim_key_env"
    if not mail.dkim_key_env:
        raise ConfigError(
            f"{place}: missing; name the variable that holds the private key, "
            f"or the key's file in dkim_key"
        )
    if not (key := environment.get(mail.dkim_key_env, "")):
        raise ConfigError(
            f'{place}: the environment has no "{mail.dkim_key_env}"; set it to the private key, '
            f"or name the key's file in dkim_key"
        )
    return key.encode(), place


def _domain(mail: MailSettings) -> bytes:
    address = f"x@{mail.dkim_domain}" if mail.dkim_domain else parseaddr(mail.sender)[1]
    return ascii_domain(address).rpartition("@")[2].encode()


def _names(message: bytes) -> list[bytes]:
    """The fields to sign: those that are there, and one more of those that a reader sees."""
    head = message.partition(b"\r\n\r\n")[0]
    there = [name.lower() for name in re.findall(rb"(?m)^([!-9;-~]+):", head)]
    signed = [name.lower().encode() for name in SIGNED]
    seen = [name.lower().encode() for name in SEEN]
    return [name for name in signed if name in there] + seen
