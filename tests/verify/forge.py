"""A forger of editions: every value altered in every way, files edited, digests made anew."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from briefing.archive.sums import SUMS, checksums

Way = tuple[str | int, ...]
HOWS = ("deleted", "nulled", "another type", "altered", "doubled")


def resum(folder: Path, leave: tuple[str, ...] = ()) -> None:
    """Digests that fit whatever lies there now, but for the files left out."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(SUMS)
    }
    kept = {name: content for name, content in files.items() if name not in leave}
    (folder / SUMS).write_text(checksums(kept))


def rewrite(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the data of a JSON file in its place."""
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def ways(data: Any) -> list[Way]:
    """One way for each kind of place in the data: the first, whatever the numbers on it."""
    found: dict[tuple[str, ...], Way] = {}
    for way in _all(data, ()):
        found.setdefault(tuple("n" if isinstance(p, int) else p for p in way), way)
    return list(found.values())


def _all(data: Any, way: Way) -> Iterator[Way]:
    if way:
        yield way
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _all(value, (*way, key))


def forged(data: Any, way: Way, how: str) -> Any:
    """A copy of the data with one value forged; None where there is nothing to forge so."""
    made = copy.deepcopy(data)
    table = made
    for part in way[:-1]:
        table = table[part]
    key = way[-1]
    before = copy.deepcopy(table[key])
    if how == "deleted":
        del table[key]
    elif how == "doubled":
        if not isinstance(before, list) or not before:
            return None
        table[key] = [*before, copy.deepcopy(before[0])]
    else:
        table[key] = {"nulled": None, "another type": _other(before)}.get(how, _altered(before))
        if how != "altered" and table[key] == before:
            return None
    return None if made == data else made


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, list | dict):
        return json.dumps(value)
    return str(value)


def _altered(value: Any) -> Any:
    """Another value of the same type, as near as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        digest = hashlib.sha256(value.encode()).hexdigest()
        if len(value) in (12, 64) and set(value) <= set("0123456789abcdef"):
            return digest[: len(value)]
        return value.replace("0", "1") if "0" in value else f"{value}x" if value else "x"
    if isinstance(value, list):
        return value[1:]
    if isinstance(value, dict):
        return dict(list(value.items())[1:])
    return "x"


def copied(folder: Path, to: Path) -> Path:
    """The output folder once more, to be forged."""
    shutil.copytree(folder, to)
    return to
