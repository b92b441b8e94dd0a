"""What every format is read into, and the words that they share."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from briefing.model import Document, Kind
from briefing.read.decode import sanitized

Mark = tuple[int, int, Kind]
Stated = Mapping[str, tuple[str, str]]
"""For each field of an article: its value, and where it stands."""

FIELDS = ("title", "published", "url", "outlet", "byline", "language", "owner", "agency")


@dataclass(frozen=True, slots=True)
class Extract:
    """A text, the spans whose kind the markup tells, and the fields it states.

    Paragraphs of the text are set apart by blank lines. `missing` says, for the
    gaps of the edition, what of the article is not in it. `shown` is all that a reader
    of the original meets, found by a walk of its own: what the text says must stand in
    it. Where order is a matter of places it is what tells of a sentence, in the form of
    `proof.plain`, whether it stands there. It is None where the text is the original.
    `part` is the article's place in a document that holds several; an extract without
    text only has what is `missing`.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    stated: Stated = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    shown: str | Container[str] | None = None
    part: str = ""


def address_of(document: Document) -> str | None:
    """Where a document was fetched from; None for a file."""
    return document.uri if document.uri.startswith(("http://", "https://")) else None


def joined(blocks: Iterable[tuple[str, Kind | None]]) -> tuple[str, tuple[Mark, ...]]:
    """Blocks as one text, with a mark for each whose kind is known."""
    texts, marks, place = [], [], 0
    for block, kind in blocks:
        clean = sanitized(block)
        if kind:
            marks.append((place, place + len(clean), kind))
        texts.append(clean)
        place += len(clean) + 2
    return "\n\n".join(texts), tuple(marks)
