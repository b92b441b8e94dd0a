"""Does an edition still say what its sources say? `docs/verify.md` tells what each level proves.

files      all listed, all there, none beside them
data       JSON in the form of its schema, before anything in it is believed
quotes     every citation against the text it quotes
agreement  a brief against the analysis it was written from
compare    HTML, PDF, mail, EPUB, Word, Markdown and text against the JSON; forms, docx: what
           they show; marks, figures, rows: what stands together; retold: forms of lines;
           words, layout: what they may show beside it
remade     a print against the one that its JSON makes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from briefing.archive.originals import FOLDER
from briefing.archive.signature import SignatureError, check_signature
from briefing.archive.sums import SIGNATURE, SUMS
from briefing.config import Desk
from briefing.errors import VerifyError
from briefing.verify.agreement import Agreement, edition_faults, inner_faults
from briefing.verify.compare import Comparison
from briefing.verify.data import ANALYSIS, DataError, load
from briefing.verify.files import Files, read_files
from briefing.verify.layout import Layouts
from briefing.verify.quotes import Quotes
from briefing.verify.retold import Retold

__all__ = ["Verified", "editions", "verify"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, all of it right; `contents` are the files as they were read."""

    files: int
    briefs: int
    citations: int
    forms: int
    contents: Mapping[str, bytes]
    beyond: int = 0
    """Citations of earlier editions that lie no longer beside this one, with their sources."""
    remade: int = 0
    """Prints that were made once more and are the same to the byte."""
    signed: str = ""
    """What the signature says of itself, where a key was given and it holds."""


def editions(paths: Iterable[Path]) -> Iterator[Path]:
    """The editions among paths: folders of editions, or of many; files beside them are passed.

    Raises `VerifyError` for a path that is no edition, holds none and lies beside none.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for folder in _editions_at(path):
            found.setdefault(folder)
    yield from found


def _editions_at(path: Path) -> list[Path]:
    if path.is_dir():
        if _is_edition(path):
            return [path]
        inside = sorted(p for p in path.iterdir() if p.is_dir() and _is_edition(p))
        if inside:
            return inside
    elif path.is_file():
        if _is_edition(path.parent):
            return [path.parent]
        if any(p.is_dir() and _is_edition(p) for p in path.parent.iterdir()):
            return []  # the list of editions and their feed, as `output/*` names them
    raise VerifyError(f"{path}: no such edition; expected a folder like output/2023-02-14")


def _is_edition(folder: Path) -> bool:
    return (folder / SUMS).exists() or (folder / ANALYSIS).exists()


def verify(
    folder: Path, *, key: str = "", desk: Desk | None = None, remake: bool = False
) -> Verified:
    """Check a whole edition.

    With a public `key` (base64, or a file) the signature has to be its own. A `desk` makes
    its own templates and titles known, and can `remake` the prints from their JSON: they have
    to be the same. A sentence quoted from an earlier edition is checked against the sources of
    that edition where it still lies beside this one, and else counted. Raises `VerifyError`
    with one line for every fault: file, place, and what is there instead; and `ConfigError`
    for what is no key.
    """
    if not folder.is_dir():
        raise VerifyError(f"{folder}: no such edition; expected a folder like output/2023-02-14")
    edition = _Edition(folder, read_files(folder))
    signed = edition.signature(key) if key else ""
    edition.check(Layouts(desk) if desk else _shipped())
    if remake and desk and not edition.faults:
        edition.remake(desk)
    if edition.faults:
        raise VerifyError(*edition.faults)
    return Verified(
        len(edition.files.contents),
        len(edition.data),
        edition.quotes.citations,
        edition.forms,
        edition.files.contents,
        edition.quotes.beyond,
        edition.remade,
        signed,
    )


@cache
def _shipped() -> Layouts:
    return Layouts()


class _Edition:
    """One pass over a folder, remembering every fault."""

    def __init__(self, folder: Path, files: Files) -> None:
        self.folder = folder
        self.files = files
        self.faults = list(files.faults)
        self.quotes = Quotes(files.contents, folder.resolve().parent)
        self.data: dict[str, Mapping[str, Any]] = {}
        self.forms = 0
        self.remade = 0

    def signature(self, key: str) -> str:
        try:
            return check_signature(self.files.sums, self.files.signature, key)
        except SignatureError as error:
            self.faults.append(f"{SIGNATURE}: {error}")
            return ""

    def check(self, layouts: Layouts) -> None:
        for name in sorted(self.files.contents):
            if name.endswith(".json") and "/" not in name:
                self._load(name)
        self.faults += self.quotes.faults
        self.quotes.faults.clear()
        for name, data in self.data.items():
            self.quotes.check(name, data)
            self.faults += self.quotes.faults
            self.quotes.faults.clear()
            self.faults += edition_faults(name, data, self.folder)
            self.faults += inner_faults(name, data)
        self._agree()
        for name in list(self.data):
            if name != ANALYSIS:
                self._compare(name, layouts)
        self._strays()

    def remake(self, desk: Desk) -> None:
        """Make each print once more, and hold the two together."""
        from briefing.verify.remade import fault_of_print

        for name in (n for n in sorted(self.files.contents) if n.endswith(".pdf") and "/" not in n):
            data = self.data[f"{name.removesuffix('.pdf')}.json"]
            retold = Retold(data, self.data[ANALYSIS], self.quotes.texts, desk)
            fault = fault_of_print(retold, desk, self.files.contents[name])
            self.faults += [f"{name}: {fault}"] if fault else []
            self.remade += not fault

    def _load(self, name: str) -> None:
        try:
            self.data[name] = load(name, self.files.contents[name])
        except DataError as error:
            self.faults += error.faults

    def _agree(self) -> None:
        if (analysis := self.data.get(ANALYSIS)) is None:
            if ANALYSIS not in self.files.contents:
                self.faults.append(f"{ANALYSIS}: missing, so nothing can be held against it")
            return
        agreement = Agreement(analysis)
        self.faults += agreement.own_faults(ANALYSIS)
        for name, data in self.data.items():
            if name != ANALYSIS:
                self.faults += agreement.faults(name, data)

    def _compare(self, name: str, layouts: Layouts) -> None:
        audience, brief = name.removesuffix(".json"), self.data[name]
        files = {n: c for n, c in self.files.of(audience).items() if n != name}
        compared = Comparison(brief, self.data.get(ANALYSIS), self.quotes.texts, layouts)
        self.faults += compared.faults(files, self.files.contents[name])
        self.forms += len(files)
        self._note(audience, brief)

    def _note(self, audience: str, brief: Mapping[str, Any]) -> None:
        """The editor's words beside the edition are those in it."""
        for name in (f"note-{audience}.md", "note.md"):
            if (note := self.files.notes.get(name)) is not None:
                if note.decode("utf-8", "replace").strip() != brief.get("note", "").strip():
                    self.faults.append(
                        f"{name}: not what {audience}.json prints; make the edition again, "
                        f"or move the note away"
                    )
                return

    def _strays(self) -> None:
        """Files that belong to no brief."""
        sources = [source for data in self.data.values() for source in data["sources"]]
        known = {f"sources/{source['id']}" for source in sources}
        known |= {f"{FOLDER}/{source.get('document_sha256')}" for source in sources}
        for name in self.files.contents:
            if "/" in name and re.sub(r"\.\w+$", "", name) not in known:
                self.faults.append(f"{name}: no source of this edition")
            elif "/" not in name and f"{name.rpartition('.')[0]}.json" not in self.files.contents:
                self.faults.append(
                    f"{name}: no {name.rpartition('.')[0]}.json beside it, so nothing in it can be "
                    f'checked; make the edition again with "json" among the formats'
                )
