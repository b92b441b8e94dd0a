"""Sentence boundaries: rows {id, text}, paragraphs set apart by a blank line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.language import detect, language
from briefing.read.paragraphs import paragraphs
from briefing.read.sentences import split


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row of spans a text."""
    for row in rows:
        text = row["text"]
        known = language(detect(text))
        spans = [s for low, high in paragraphs(text) for s in split(text, low, high, known)]
        yield {"id": row["id"], "spans": [list(span) for span in spans]}
