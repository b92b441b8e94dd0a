"""What the desk's source says of an article, beside what the document says itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from briefing.read.formats.extracted import Extract, Stated

OWN_FIELDS = frozenset({"title", "byline", "url"})
"""Fields of one article: of a document with several, the source cannot have meant them."""
SETTLED = frozenset({"owner", "language"})
"""Fields that the desk knows better than a page: whose outlet it is, and what it is written in."""
_WHERE = "the source"
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
_DAY = len("2023-02-14")


def with_stated(found: Extract, told: Mapping[str, str]) -> Extract:
    """The extract with the fields that the source tells, each by its rule."""
    if not told:
        return found
    stated = dict(found.stated)
    for name, value in told.items():
        own = stated.get(name, ("",))[0]
        if name in SETTLED or not own or _better(name, value, own):
            stated[name] = (value, _WHERE)
    return replace(found, stated=stated)


def _better(name: str, told: str, own: str) -> bool:
    """Whether the source knows a field more exactly than the document."""
    if name == "outlet":
        return bool(_HOST.fullmatch(own))  # what an extractor says of a page that names nobody
    return name == "published" and _finer(told, own)


def _finer(told: str, own: str) -> bool:
    """Whether the source knows the time of a day that the document only names.

    Their days may differ by the time zone: an evening in one is a morning in another.
    """
    from datetime import date

    try:
        apart = abs(date.fromisoformat(told[:_DAY]) - date.fromisoformat(own.strip()))
    except ValueError:
        return False
    return len(told) > _DAY and apart.days <= 1


def forced_language(stated: Stated) -> str | None:
    """The language that the desk gives a source, where it does."""
    value, where = stated.get("language", ("", ""))
    return value if where == _WHERE else None
