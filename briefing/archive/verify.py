"""Does an edition still say what its sources say?

Three independent checks, so that no single change passes: the digests of all
files (`SHA256SUMS`, readable by coreutils' `sha256sum -c`), every citation
against its slice of the source, and every point against its first citation. What
is quoted of an earlier edition is checked there.
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
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, all of it right."""

    files: int
    briefs: int
    citations: int
    beyond: int = 0
    """Citations of earlier editions that lie no longer beside this one, with their sources."""


def checksums(files: Mapping[str, bytes]) -> str:
    """The text of `SHA256SUMS` for these contents by name, in order of name."""
    lines = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    return "".join(sorted(lines, key=lambda line: line[66:]))


def listed_digests(folder: Path) -> dict[str, str]:
    """Digests by name, of `SHA256SUMS`. Raises `OSError`, and `ValueError` for another form."""
    lines = (folder / SUMS).read_bytes().decode("utf-8").split("\n")
    parted = [_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not all(parted):
        raise ValueError("not in the form DIGEST, two spaces, NAME")
    return {match[2]: match[1] for match in parted if match}


def verify(folder: Path) -> Verified:
    """Check a whole edition.

    A sentence quoted from an earlier edition is checked against the sources of
    that edition where it still lies beside this one, and else counted. Raises
    `VerifyError` with one line for every fault: file, place, and what is there instead.
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
    return Verified(listed, len(briefs), edition.citations, edition.beyond)


class _Edition:
    """One pass over a folder, remembering every fault."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.texts: dict[str, str] = {}
        self.citations = 0
        self.beyond = 0
        self.other: dict[str, str | None] = {}

    def digests(self) -> int:
        """Compare every file with `SHA256SUMS`, both ways; how many were listed."""
        try:
            listed = listed_digests(self.folder)
        except (OSError, UnicodeDecodeError):
            self.faults.append(f"{SUMS}: missing or unreadable")
            return 0
        except ValueError as error:
            self.faults.append(f"{SUMS}: {error}")
            return 0
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
        if {"edition", "article", "start", "end", "text"} <= table.keys():
            self._earlier(place, table)
        elif {"article", "start", "end", "text"} <= table.keys():
            self._citation(place, table)
        if {"kind", "before", "after"} <= table.keys():
            self._change(place, table)
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

    def _earlier(self, place: str, cite: Mapping[str, Any]) -> None:
        """A quotation of an earlier edition, in the text that lies there."""
        day, article = str(cite["edition"]), str(cite["article"])
        name = f"{day}/sources/{article}.txt"
        if not (_DAY.fullmatch(day) and _PLAIN.fullmatch(article)):
            self.faults.append(f"{place}: {name} is no source of an earlier edition")
            return
        try:
            text = self._beside(name)
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{place}: {name} cannot be read ({type(error).__name__})")
            return
        if text is None:
            self.beyond += 1
            return
        self.citations += 1
        start, end = cite["start"], cite["end"]
        if not (_whole(start) and _whole(end) and 0 <= start < end <= len(text)):
            self.faults.append(f"{place}: [{start}:{end}] is no span of {name}")
        elif " ".join(text[start:end].split()) != cite["text"]:
            self.faults.append(
                f"{place}: quotes {cite['text']!r}, but {name}[{start}:{end}] "
                f"says {text[start:end]!r}"
            )
        elif cite.get("sha256") not in (None, hashlib.sha256(text.encode()).hexdigest()):
            self.faults.append(f"{place}: {name} changed since it was quoted")

    def _beside(self, name: str) -> str | None:
        """The text of a file of another edition, None where it is not there. Raises `OSError`."""
        if name not in self.other:
            path = self.folder.resolve().parent / name
            self.other[name] = path.read_bytes().decode("utf-8") if path.exists() else None
        return self.other[name]

    def _change(self, place: str, change: Mapping[str, Any]) -> None:
        """What a change prints is what it cites: of that day, and of this."""
        earlier, cited = change.get("earlier") or {}, change.get("citations") or [{}]
        for key, told in (("before", earlier.get("text")), ("after", cited[0].get("text"))):
            if change[key] != (told or ""):
                self.faults.append(f"{place}: {key} is {change[key]!r}, but cites {told!r}")

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
