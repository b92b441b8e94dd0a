"""Proof against the page: a quotation stands gapless in what a reader of the original sees.

The text of an article is what an extractor made of a document. Whatever it may have
dropped from the middle of a sentence, or glued into it, is seen by comparing with a
second, plain walk over the document that knows nothing of articles.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from briefing.model import Kind, Unit

_SPACE = re.compile(r"\s+")
_UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


def proved(text: str, units: Sequence[Unit], shown: str | None) -> tuple[tuple[Unit, ...], int]:
    """The units, of which body that does not stand in `shown` is no body; how many are such.

    Letters are compared, and their order: white space, and characters that take no
    room, may differ, since the original breaks its lines where it likes. `None` for
    `shown` says that the text is the original.
    """
    if shown is None:
        return tuple(units), 0
    seen = plain(shown)
    kept = [u if _stands(text, u, seen) else replace(u, kind=Kind.BOILERPLATE) for u in units]
    return tuple(kept), sum(old != new for old, new in zip(units, kept, strict=True))


def _stands(text: str, unit: Unit, seen: str) -> bool:
    return unit.kind is not Kind.BODY or plain(text[unit.start : unit.end]) in seen


def plain(text: str) -> str:
    """Text for comparing: composed (NFC), without white space and what takes no room."""
    return _SPACE.sub("", unicodedata.normalize("NFC", text.translate(_UNSEEN)))
