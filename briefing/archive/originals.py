"""The documents as they came, kept in the edition, and quotations proved against them.

`sources/` holds what was read of a document. That a quotation stands there proves
nothing about the reading; that it stands in what the document shows does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.errors import VerifyError
from briefing.model import Article, Artifact, Document

FOLDER = "documents"
_ENDINGS = {
    "text/plain": ".txt", "text/html": ".html", "application/xhtml+xml": ".xhtml",
    "text/markdown": ".md", "message/rfc822": ".eml", "application/pdf": ".pdf",
    "application/json": ".json",
}  # fmt: skip
_TYPES = {ending: media_type for media_type, ending in _ENDINGS.items()}
_NAME = re.compile(r"(?P<digest>[0-9a-f]{64})(?P<ending>\.\w+)?")

Shows = Callable[[Document], Iterable[Container[str]]]
"""What a document shows its reader, ready to be asked whether a text stands there."""
Plain = Callable[[str], str]
"""A text ready for comparing."""


@dataclass(frozen=True, slots=True)
class Proved:
    """How many quotations stand in the documents that were kept, and how many have none."""

    quotations: int
    beyond: int


def originals(documents: Iterable[Document], articles: Iterable[Article]) -> Iterator[Artifact]:
    """A file for each document that an article was read from, named by its digest."""
    wanted = {article.document_sha256 for article in articles}
    for document in documents:
        digest = hashlib.sha256(document.body).hexdigest()
        if digest in wanted:
            wanted.discard(digest)
            media_type = document.media_type.partition(";")[0].strip()
            name = f"{FOLDER}/{digest}{_ENDINGS.get(media_type, '')}"
            yield Artifact(name, media_type, document.body)


def prove(folder: Path, shows: Shows, plain: Plain) -> Proved:
    """Hold the quotations of an edition against the documents kept in it.

    Raises `VerifyError` with a line for each quotation that a document does not show,
    and for each document that is another one than its name says.
    """
    faults: list[str] = []
    views = dict(_views(folder, shows, faults))
    proved = beyond = 0
    for name, data in _tables(folder):
        digests = {s.get("id"): s.get("document_sha256") for s in data.get("sources", ())}
        for article, text in sorted(set(_quotations(data))):
            seen = views.get(digests.get(article) or "")
            if seen is None:
                beyond += 1
            elif any(plain(text) in view for view in seen):
                proved += 1
            else:
                faults.append(
                    f"{name}: {text!r} does not stand so in the document it was read from"
                )
    if faults:
        raise VerifyError(*faults)
    return Proved(proved, beyond)


def _views(
    folder: Path, shows: Shows, faults: list[str]
) -> Iterator[tuple[str, tuple[Container[str], ...]]]:
    for path in sorted((folder / FOLDER).glob("*")):
        match, body = _NAME.fullmatch(path.name), path.read_bytes()
        if not match or hashlib.sha256(body).hexdigest() != match["digest"]:
            faults.append(f"{FOLDER}/{path.name}: is not the document whose digest it is named by")
            continue
        media_type = _TYPES.get(match["ending"] or "", "")
        yield match["digest"], tuple(shows(Document(path.name, media_type, body)))


def _tables(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_bytes())
        if isinstance(data, dict):
            yield path.name, data


def _quotations(value: Any) -> Iterator[tuple[str, str]]:
    """Article and text of each citation of this edition."""
    if isinstance(value, dict):
        if {"article", "start", "end", "text"} <= value.keys() and "edition" not in value:
            yield str(value["article"]), str(value["text"])
        for inner in value.values():
            yield from _quotations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _quotations(inner)
