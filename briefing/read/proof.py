"""Proof against the page: a quotation stands gapless in what a reader of the original sees.

The text of an article is what an extractor made of a document. Whatever it may have
dropped from the middle of a sentence, or glued into it, is seen by comparing with a
second, plain walk over the document that knows nothing of articles.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Sequence
from dataclasses import replace

from briefing.model import Kind, Unit

_PASSES = 500
_AHEAD = 5_000
"""Characters that may stand between a sentence and the next one: captions, boxes, lists."""
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def proved(
    text: str, units: Sequence[Unit], seen: Container[str] | None
) -> tuple[tuple[Unit, ...], int]:
    """The units, of which body that was not seen is no body; how many are such.

    Letters are compared, and their order: white space, and characters that take no
    room, may differ, since the original breaks its lines where it likes. `None` for
    `seen` says that the text is the original.
    """
    if seen is None:
        return tuple(units), 0
    kept = [u if _stands(text, u, seen) else replace(u, kind=Kind.BOILERPLATE) for u in units]
    return tuple(kept), sum(old != new for old, new in zip(units, kept, strict=True))


def _stands(text: str, unit: Unit, seen: Container[str]) -> bool:
    return unit.kind is not Kind.BODY or plain(text[unit.start : unit.end]) in seen


class Seen:
    """What an original shows, in which sentences are looked for in their order.

    Each is sought behind the one before it, so that all together take one pass. What
    stands elsewhere takes a pass of its own: past the `_PASSES`th it counts as missing.
    """

    def __init__(self, shown: str) -> None:
        self.text = plain(shown)
        self.place = 0
        self.left = _PASSES

    def __contains__(self, sought: object) -> bool:
        sentence = str(sought)
        found = self.text.find(sentence, self.place, self.place + _AHEAD + len(sentence))
        if found < 0 and self.left:
            self.left -= 1
            found = self.text.find(sentence)
        if found < 0:
            return False
        self.place = found + len(sentence)
        return True


def plain(text: str) -> str:
    """Text for comparing: composed (NFC), without white space and what takes no room."""
    if not text.isascii():
        for unseen in _UNSEEN:
            text = text.replace(unseen, "")
        text = unicodedata.normalize("NFC", text)
    return "".join(text.split())
