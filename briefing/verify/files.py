"""The files of an edition: all listed, all there, none beside them, none that leads elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from briefing.archive.sums import SIGNATURE, SUMS, listed_digests

NOTE = re.compile(r"note(?:-[\w.-]+)?\.md")
"""The editor's own words lie beside an edition before they are in it."""


@dataclass(frozen=True, slots=True)
class Files:
    """Contents by name, with what is wrong with them. `notes` are not listed."""

    contents: Mapping[str, bytes]
    notes: Mapping[str, bytes]
    sums: bytes
    signature: bytes | None
    faults: tuple[str, ...]

    def of(self, audience: str) -> Mapping[str, bytes]:
        """The files of one audience."""
        return {n: c for n, c in self.contents.items() if n.rpartition(".")[0] == audience}


def read_files(folder: Path) -> Files:
    """Each file is read once: what is checked is what is returned. Never raises."""
    faults: list[str] = []
    listed = _listed(folder, faults)
    present = dict(_present(folder, faults))
    contents = {}
    for name, digest in listed.items():
        if name not in present:
            faults.append(f"{name}: missing")
        elif (content := _content(present[name], name, faults)) is not None:
            contents[name] = content
            if hashlib.sha256(content).hexdigest() != digest:
                faults.append(f"{name}: changed since the edition was made")
    rest = {name: path for name, path in present.items() if name not in listed}
    beside = {n: _content(path, n, faults) for n, path in rest.items() if n in (SUMS, SIGNATURE)}
    notes = {n: _content(path, n, faults) for n, path in rest.items() if NOTE.fullmatch(n)}
    strange = sorted(set(rest) - {SUMS, SIGNATURE} - set(notes))
    faults += [f"{n}: not in {SUMS}, so it is no file of this edition; remove it" for n in strange]
    return Files(
        contents,
        {name: note for name, note in notes.items() if note is not None},
        beside.get(SUMS) or b"",
        beside.get(SIGNATURE),
        tuple(faults),
    )


def _listed(folder: Path, faults: list[str]) -> Mapping[str, str]:
    try:
        listed = listed_digests((folder / SUMS).read_bytes())
    except (OSError, UnicodeDecodeError):
        faults.append(f"{SUMS}: missing or unreadable")
        return {}
    except ValueError as error:
        faults.append(f"{SUMS}: {error}")
        return {}
    odd = [name for name in listed if not _inside(name)]
    faults += [f"{SUMS}: {name!r} is no name of a file in the edition" for name in odd]
    return {name: digest for name, digest in listed.items() if _inside(name)}


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and "\\" not in name and name == "/".join(parts)
    return (
        plain and not name.startswith("/") and ".." not in parts and name not in (SUMS, SIGNATURE)
    )


def _present(folder: Path, faults: list[str]) -> Iterator[tuple[str, Path]]:
    """Every regular file, by its name in the edition."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted((*folders, *names)):
            path = Path(place) / name
            shown = path.relative_to(folder).as_posix()
            kind = path.lstat().st_mode
            if stat.S_ISREG(kind):
                yield shown, path
            elif not stat.S_ISDIR(kind):
                what = "a link" if stat.S_ISLNK(kind) else "no regular file"
                faults.append(f"{shown}: {what}, which an edition has none of")


def _content(path: Path, name: str, faults: list[str]) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        faults.append(f"{name}: cannot be read ({error.strerror})")
        return None
