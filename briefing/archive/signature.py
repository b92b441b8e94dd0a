"""Who made an edition: a signature over `SHA256SUMS`, in the form of minisign. The extra `sign`.

The digests list every file, so that one Ed25519 signature over them (RFC 8032) is one
over the edition. `minisign -Vm SHA256SUMS -p KEY.pub` checks it without this program.
Nothing in it asks the clock: the same edition has the same signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from briefing.config import Desk
from briefing.errors import ConfigError

Sign = Callable[[bytes, str], bytes]
"""From the digests and the date of an edition to the signature's file."""


class SignatureError(Exception):
    """A signature that does not hold, and why."""


def signer(desk: Desk, environment: Mapping[str, str]) -> Sign | None:
    """What signs the desk's editions; None where the desk has no `sign_key`.

    Raises `ConfigError` for a key that is missing or locked, before any long work.
    """
    if not desk.sign_key:
        return None
    key = _secret_key(desk, environment)

    def sign(sums: bytes, date: str) -> bytes:
        comment = f"briefing: {' '.join(desk.name.split())[:200]}, {date}"
        return bytes(key.sign(sums, trusted_comment=comment, untrusted_comment="briefing"))

    return sign


def public_half(desk: Desk, environment: Mapping[str, str]) -> str:
    """The public key that belongs to the desk's `sign_key`, in base64; "" where it has none."""
    if not desk.sign_key:
        return ""
    minisign = _minisign(f"{desk.file}: desk.sign_key")
    key = minisign.PublicKey.from_secret_key(_secret_key(desk, environment))
    return bytes(key.to_base64()).decode().strip()


def check_signature(sums: bytes, signature: bytes | None, key: str) -> str:
    """The trusted comment of a signature that holds.

    `key` is a public key in base64, or the file that holds one. Raises `ConfigError` for
    what is no key and `SignatureError` for a signature that is missing or another's.
    """
    minisign = _minisign("--key")
    public = _public_key(minisign, key)
    if signature is None:
        raise SignatureError("missing, so nobody is known to have made this edition")
    try:
        found = minisign.Signature.from_bytes(signature)
        public.verify(sums, found)
    except (minisign.Error, ValueError, IndexError) as error:
        raise SignatureError(f"not made with this key over these digests ({error})") from None
    return str(found.trusted_comment)


def _public_key(minisign: Any, key: str) -> Any:
    path = Path(key).expanduser()
    try:
        if path.is_file():
            return minisign.PublicKey.from_file(path)
        return minisign.PublicKey.from_base64(key)
    except (minisign.Error, OSError, ValueError, IndexError) as error:
        raise ConfigError(
            f"--key: {key}: neither a minisign public key nor a file with one ({error})"
        ) from None


def _secret_key(desk: Desk, environment: Mapping[str, str]) -> Any:
    place = f"{desk.file}: desk.sign_key"
    minisign = _minisign(place)
    path = desk.folder / Path(desk.sign_key).expanduser()
    try:
        key = minisign.SecretKey.from_file(path)
    except OSError as error:
        raise ConfigError(f'{place}: "{desk.sign_key}" cannot be read ({error.strerror})') from None
    except (minisign.Error, ValueError, IndexError) as error:
        raise ConfigError(
            f'{place}: "{desk.sign_key}" is no secret key of minisign ({error}); '
            f"make one with: minisign -G"
        ) from None
    if key.is_encrypted():
        _unlock(minisign, key, desk, environment)
    return key


def _unlock(minisign: Any, key: Any, desk: Desk, environment: Mapping[str, str]) -> None:
    place = f"{desk.file}: desk.sign_password_env"
    if not desk.sign_password_env:
        raise ConfigError(
            f"{place}: missing; the key is locked, so name the variable that opens it"
        )
    password = environment.get(desk.sign_password_env)
    if not password:
        raise ConfigError(f'{place}: the environment has no "{desk.sign_password_env}"')
    try:
        key.decrypt(password)
    except (minisign.Error, ValueError):
        raise ConfigError(f'{place}: "{desk.sign_password_env}" does not open the key') from None


def _minisign(place: str) -> Any:
    try:
        import minisign
    except ImportError:
        raise ConfigError(
            f"{place}: signatures need py-minisign; "
            f'install it with: pip install "sourced-briefing[sign]"'
        ) from None
    return minisign
