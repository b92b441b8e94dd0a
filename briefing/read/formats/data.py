"""JSON: one article an object."""

from __future__ import annotations

import json

from briefing.model import Document
from briefing.read.decode import UnreadableError, decode, sanitized
from briefing.read.formats.extracted import FIELDS, Extract


def read_json(document: Document) -> tuple[Extract, ...]:
    """The article of an object."""
    try:
        row = json.loads(decode(document.body))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not valid JSON: {error}") from error
    if not isinstance(row, dict):
        raise UnreadableError(f"expected a JSON object, got {type(row).__name__}")
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError('no "text" in it')
    stated = {
        name: (" ".join(sanitized(value).split()), f'the field "{name}"')
        for name in FIELDS
        if isinstance(value := row.get(name), str) and value.strip()
    }
    return (Extract(sanitized(text), (), stated),)
