"""The outlet that an address tells."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ADDRESS = re.compile(
    r"(?:[^\W\d]{2,12}:\s+)?<?(?P<address>(?:https?://|www\.)[^\s<>\"]{4,})>?", re.I
)
_ARCHIVED = re.compile(r"https?://[^/]+/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/(?P<original>https?://.+)")
"""The original's address within that of an archived copy (RFC 7089, as archives spell it)."""
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+")


def address_line(line: str) -> str | None:
    """The address that a line consists of, perhaps behind a label: "URL: https://..."."""
    match = _ADDRESS.fullmatch(line.strip())
    if not match:
        return None
    address = match["address"].rstrip(".,;)")
    return address if "://" in address else f"http://{address}"


def original_address(address: str) -> str:
    """The address of the live page, also where that of an archived copy is given."""
    match = _ARCHIVED.match(address)
    return match["original"] if match else address


def outlet_of(address: str) -> str | None:
    """The registrable name of an address's host ("news.post.example" is post.example's).

    By the Public Suffix List; None for numbers and names without a dot.
    """
    try:
        host = (urlsplit(original_address(address)).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return None
    if not _HOST.fullmatch(host):
        return None
    if host.count(".") == 1:
        return host
    from courlan import extract_domain

    found = extract_domain(f"http://{host}")
    return found if isinstance(found, str) else ".".join(host.split(".")[-2:])
