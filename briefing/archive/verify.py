"""Does an edition still say what its sources say?

Three independent checks, so that no single change passes: the digests of all
files (`SHA256SUMS`, readable by coreutils' `sha256sum -c`), every citation
against its slice of the source, and every point against its first citation.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from briefing.errors import VerifyError

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, all of it right."""

    files: int
    briefs: int
    citations: int


def checksums(files: Mapping[str, bytes]) -> str:
    """The text of `SHA256SUMS` for these contents by name, in order of name."""
    lines = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    return "".join(sorted(lines, key=lambda line: line[66:]))


def verify(folder: Path) -> Verified:
    """Check a whole edition.

    Raises `VerifyError` with one line for every fault: file, place, and what is
    there instead.
    """
    if not folder.is_dir():
        raise VerifyError(f"{folder}: no such edition; expected a folder like output/2023-02-14")
    edition = _Edition(folder)
    listed = edition.digests()
    edition.load_sources()
    briefs = sorted(path.name for path in folder.glob("*.json"))
    for name in briefs:
        edition.brief(name)
    if not briefs:
        edition.faults.append(f"{folder}: holds no .json, so nothing in it can be checked")
    if edition.faults:
        raise VerifyError(*edition.faults)
    return Verified(listed, len(briefs), edition.citations)


class _Edition:
    """One pass over a folder, remembering every fault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.texts: dict[str, str] = {}
        self.citations = 0

    def digests(self) -> int:
        """Compare every file with `SHA256SUMS`, both ways; how many were listed."""
        try:
            lines = (self.folder / SUMS).read_bytes().decode("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            self.faults.append(f"{SUMS}: missing or unreadable")
            return 0
        parted = [_LINE.fullmatch(line) for line in lines[:-1]]
        if lines[-1] or not all(parted):
            self.faults.append(f"{SUMS}: not in the form DIGEST, two spaces, NAME")
        listed = {match[2]: match[1] for match in parted if match}
        for name, digest in listed.items():
            path = self.folder / name
            if not path.is_file():
                self.faults.append(f"{name}: missing")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                self.faults.append(f"{name}: changed since the edition was made")
        present = {p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*")}
        checked = {n for n in present if n.endswith(".json") or n.startswith("sources/")}
        self.faults += [f"{n}: not in {SUMS}" for n in sorted(checked - set(listed))]
        return len(listed)

    def load_sources(self) -> None:
        for path in sorted((self.folder / "sources").glob("*.txt")):
            try:
                # Not read_text: it would fold \r\n, and offsets would drift.
                self.texts[path.stem] = path.read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                self.faults.append(f"sources/{path.name}: cannot be read ({error})")

    def brief(self, name: str) -> None:
        try:
            data = json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError) as error:
            self.faults.append(f"{name}: not JSON ({error})")
            return
        if not isinstance(data, dict) or data.get("schema") != 1:
            self.faults.append(f"{name}: not a brief of schema 1")
            return
        for place, table in _tables(data, ""):
            self._table(f"{name}: {place}", table)
        self._sources(name, data.get("sources", []))
        self._units(name, data.get("sentences", []))

    def _table(self, place: str, table: Mapping[str, Any]) -> None:
        if {"article", "start", "end", "text"} <= table.keys():
            self._citation(place, table)
        cited = table.get("citations")
        if "text" in table and isinstance(cited, list):
            first = cited[0].get("text") if cited and isinstance(cited[0], dict) else None
            if first != table["text"]:
                self.faults.append(f"{place}: prints {table['text']!r}, but cites {first!r}")

    def _citation(self, place: str, cite: Mapping[str, Any]) -> None:
        self.citations += 1
        found = self._slice(place, cite)
        if found is not None and " ".join(found.split()) != cite["text"]:
            self.faults.append(
                f"{place}: quotes {cite['text']!r}, but sources/{cite['article']}.txt"
                f"[{cite['start']}:{cite['end']}] says {found!r}"
            )

    def _slice(self, place: str, span: Mapping[str, Any]) -> str | None:
        article, start, end = span.get("article"), span.get("start"), span.get("end")
        text = self.texts.get(article) if isinstance(article, str) else None
        if text is None:
            self.faults.append(f"{place}: article {article!r} is not in sources/")
        elif not (_whole(start) and _whole(end) and 0 <= start < end <= len(text)):
            self.faults.append(f"{place}: [{start}:{end}] is no span of sources/{article}.txt")
        else:
            return text[start:end]
        return None

    def _sources(self, name: str, sources: list[Any]) -> None:
        for number, source in enumerate(sources):
            text = self.texts.get(source.get("id"))
            place = f"{name}: sources[{number}]"
            if text is None:
                self.faults.append(f"{place}: article {source.get('id')!r} is not in sources/")
            elif hashlib.sha256(text.encode()).hexdigest() != source.get("sha256"):
                self.faults.append(f"{place}: sources/{source['id']}.txt has another sha256")

    def _units(self, name: str, units: list[Any]) -> None:
        """Units are in order, do not overlap, and are no white space at either end."""
        reached: dict[str, int] = {}
        for number, unit in enumerate(units):
            place = f"{name}: sentences[{number}]"
            found = self._slice(place, unit)
            if found is None:
                continue
            if found != found.strip() or unit["start"] < reached.get(unit["article"], 0):
                self.faults.append(f"{place}: does not fit the text or the unit before it")
            reached[unit["article"]] = unit["end"]


def _tables(value: Any, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every JSON object in a value, with its path."""
    if isinstance(value, dict):
        yield place, value
        for key, inner in value.items():
            yield from _tables(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _tables(inner, f"{place}[{number}]")


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
