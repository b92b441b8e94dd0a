"""Names as they may be printed: cleaned once, at the door."""

from __future__ import annotations

import re
from dataclasses import replace

from briefing.model import Document, Gap

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(name: str) -> str:
    """A name with U+FFFD for each character that is for machines alone.

    Those are control characters, ends of lines, what turns the direction of text
    around, lone surrogates, and what XML 1.0 (2.2) bars.
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", name)


def renamed(found: Document | Gap, taken: dict[str, str]) -> Document | Gap:
    """The same under names that can be printed; `taken` holds those its source has used."""
    if isinstance(found, Gap):
        return Gap(printable(found.where), printable(found.what))
    uri = _own(printable(found.uri), found.uri, taken)
    if (uri, printable(found.source)) == (found.uri, found.source):
        return found
    return replace(found, uri=uri, source=printable(found.source))


def _own(name: str, original: str, taken: dict[str, str]) -> str:
    """The name, numbered if another name of the same source became the same."""
    number, own = 1, name
    while taken.setdefault(own, original) != original:
        number += 1
        own = f"{name} ({number})"
    return own
