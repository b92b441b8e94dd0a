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

from briefing.engine import Limits, Processes
from briefing.errors import VerifyError
from briefing.model import Article, Artifact, Document
from briefing.workers import MB

FOLDER = "documents"
_ENDINGS = {
    "text/plain": ".txt", "text/html": ".html", "application/xhtml+xml": ".xhtml",
    "text/markdown": ".md", "message/rfc822": ".eml", "application/pdf": ".pdf",
    "application/json": ".json", "multipart/related": ".mhtml", "application/rtf": ".rtf",
    "application/x-webarchive": ".webarchive", "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
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

    Each document is parsed under limits, as it was when it was first read. Raises
    `VerifyError` with a line for each quotation that a document does not show, and for
    each document that is another one than its name says, or that cannot be read.
    """
    faults: list[str] = []
    documents = dict(_documents(folder, faults))
    told, beyond = _told(folder, documents)
    checks = [
        _Check(document, shows, plain, tuple(sorted({text for _, text in told.get(digest, ())})))
        for digest, document in documents.items()
    ]
    results = Processes(1, _LIMITS, few=1).map(_Check.missing, checks, _Check.lost)
    proved = 0
    for (digest, document), missing in zip(documents.items(), results, strict=True):
        if isinstance(missing, str):
            faults.append(f"{FOLDER}/{document.uri}: cannot be read: {missing}")
            continue
        for name, text in told.get(digest, ()):
            proved += text not in missing
            if text in missing:
                faults.append(
                    f"{name}: {text!r} does not stand so in the document it was read from"
                )
    if faults:
        raise VerifyError(*faults)
    return Proved(proved, beyond)


_LIMITS = Limits(20, 768 * MB)
"""Twice and more what reading may cost: a document that was read can be proved."""


@dataclass(frozen=True, slots=True)
class _Check:
    """A document, and the texts that are quoted from it."""

    document: Document
    shows: Shows
    plain: Plain
    texts: tuple[str, ...]

    def missing(self) -> frozenset[str] | str:
        """The texts that the document does not show, or why it cannot be read."""
        if not self.texts:
            return frozenset()
        try:
            views = tuple(self.shows(self.document))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  # parsers fail in ways of their own
            return f"{type(error).__name__}: {error}"[:200]
        return frozenset(t for t in self.texts if not any(self.plain(t) in view for view in views))

    def lost(self, reason: str) -> frozenset[str] | str:
        return reason


def _told(
    folder: Path, documents: Mapping[str, Document]
) -> tuple[dict[str, list[tuple[str, str]]], int]:
    """By digest of the document the quotations from it, with the file that has them.

    And how many there are of which no document was kept.
    """
    told: dict[str, list[tuple[str, str]]] = {}
    beyond = 0
    for name, data in _tables(folder):
        digests = {s.get("id"): s.get("document_sha256") for s in data.get("sources", ())}
        for article, text in sorted(set(_quotations(data))):
            digest = digests.get(article) or ""
            if digest in documents:
                told.setdefault(digest, []).append((name, text))
            else:
                beyond += 1
    return told, beyond


def _documents(folder: Path, faults: list[str]) -> Iterator[tuple[str, Document]]:
    for path in sorted((folder / FOLDER).glob("*")):
        match, body = _NAME.fullmatch(path.name), path.read_bytes()
        if not match or hashlib.sha256(body).hexdigest() != match["digest"]:
            faults.append(f"{FOLDER}/{path.name}: is not the document whose digest it is named by")
            continue
        media_type = _TYPES.get(match["ending"] or "", "")
        yield match["digest"], Document(path.name, media_type, body)


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
