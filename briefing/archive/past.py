"""What earlier editions told: `OUT/DATE/` of the days before, read back for comparison.

An edition is only believed while its files have the digests of `SHA256SUMS`. One
that is broken, changed or another desk's becomes a `Gap`, and the morning goes on.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from errno import ENOENT
from pathlib import Path
from typing import Any, Protocol

from briefing.archive.sums import SUMS, listed_digests
from briefing.model import (
    Article,
    Claim,
    Dispute,
    Figure,
    Gap,
    Name,
    PastEdition,
    Sentence,
    Standing,
)

REACH = timedelta(days=30)
"""How far back editions are read."""

_NAME = re.compile(r"\d{4}-\d\d-\d\d(-\d{4})?")
_ANALYSIS = "analysis.json"
_DATE = len("2023-02-14")
_NAMED = 3
_LONGEST = 50_000_000  # characters of an article

Place = tuple[str, int, int]


class _UnusableError(ValueError):
    """Why an edition cannot be compared with: the file, and what is wrong with it."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(what)
        self.file = file


def past_editions(
    out: Path, day: date, desk: str, reach: timedelta = REACH
) -> tuple[tuple[PastEdition, ...], tuple[Gap, ...]]:
    """The desk's editions in `out` of the days before `day`, newest first.

    Never raises: what cannot be used is a gap, with its place and the cure.
    """
    found: list[PastEdition] = []
    faults: dict[str, list[str]] = {}
    for folder in _folders(out, day, reach):
        try:
            found.append(_Reader(_OnDisk(folder)).edition(desk))
        except _UnusableError as error:
            faults.setdefault(str(error), []).append(f"{folder.name}/{error.file}")
    return tuple(found), tuple(Gap(_places(where), what) for what, where in faults.items())


def kept_edition(name: str, files: Mapping[str, bytes], desk: str) -> PastEdition | Gap:
    """An edition that the archive holds, or why it cannot be compared with."""
    try:
        return _Reader(_Kept(name, files)).edition(desk)
    except _UnusableError as error:
        return Gap(f"{name}/{error.file}", str(error))


class _Shelf(Protocol):
    """Where an edition's files lie. Raises `OSError` for one that is not there."""

    name: str

    def read(self, file: str) -> bytes: ...

    def has(self, file: str) -> bool: ...


class _OnDisk:
    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.folder = folder

    def read(self, file: str) -> bytes:
        return (self.folder / file).read_bytes()

    def has(self, file: str) -> bool:
        return (self.folder / file).is_file()


class _Kept:
    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        self.name = name
        self.files = files

    def read(self, file: str) -> bytes:
        if file not in self.files:
            raise FileNotFoundError(ENOENT, "not in the archive", file)
        return self.files[file]

    def has(self, file: str) -> bool:
        return file in self.files


def _folders(out: Path, day: date, reach: timedelta) -> list[Path]:
    """Folders of editions, newest first; one without digests and analysis holds none yet."""
    earliest = (day - reach).isoformat()
    folders = (p for p in out.glob("*-*-*") if _NAME.fullmatch(p.name) and p.is_dir())
    near = (p for p in folders if earliest <= p.name < day.isoformat())
    return sorted(filter(_begun, near), key=lambda p: p.name, reverse=True)


def _begun(folder: Path) -> bool:
    try:
        return (folder / SUMS).exists() or (folder / _ANALYSIS).exists()
    except OSError:
        return True  # what is there cannot be looked at, and that is told


def _places(where: list[str]) -> str:
    more = f" and {len(where) - _NAMED} more" if len(where) > _NAMED else ""
    return ", ".join(where[:_NAMED]) + more


class _Reader:
    """Reads one edition. Raises `_UnusableError`."""

    def __init__(self, shelf: _Shelf) -> None:
        self.shelf = shelf
        self.digests = self._digests()

    def edition(self, desk: str) -> PastEdition:
        data = self._json(_ANALYSIS)
        try:
            maker = str(data["edition"]["desk"])
            if maker != desk:
                raise _UnusableError(
                    _ANALYSIS,
                    f'made by the desk "{maker}" and not compared with; '
                    "give each desk a folder of its own with --out",
                )
            self._check_sources()
            return self._noun(data)
        except _UnusableError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise _broken(_ANALYSIS, f"is no analysis of schema 1 ({error!r:.80})") from None

    def _noun(self, data: Mapping[str, Any]) -> PastEdition:
        if data["schema"] != 1 or data["edition"]["date"] != self.shelf.name[:_DATE]:
            raise ValueError("schema or date")
        library = _Library(data)
        return PastEdition(
            date=data["edition"]["date"],
            claims=tuple(map(library.claim, data["claims"])),
            figures=tuple(map(library.figure, data["figures"])),
            names=tuple(map(_name, data["names"])),
            printed=dict(self._printed()),
        )

    def _printed(self) -> Iterator[tuple[str, tuple[Place, ...]]]:
        for name in sorted(self.digests):
            if name.endswith(".json") and name != _ANALYSIS and self.shelf.has(name):
                data = self._json(name)
                points = [*data["takeaways"], *(p for s in data["sections"] for p in s["points"])]
                first = (point["citations"][0] for point in points)
                places = ((str(c["article"]), _whole(c["start"]), _whole(c["end"])) for c in first)
                yield str(data["edition"]["audience"]), tuple(dict.fromkeys(places))

    # --- Files and their digests

    def _digests(self) -> Mapping[str, str]:
        try:
            found = listed_digests(self.shelf.read(SUMS))
        except (OSError, ValueError) as error:
            raise _broken(SUMS, f"is missing or unreadable ({type(error).__name__})") from None
        if _ANALYSIS not in found:
            raise _broken(SUMS, f"does not list {_ANALYSIS}")
        return found

    def _check_sources(self) -> None:
        """Sources that are still there; an edition without them can be compared with as well."""
        for name in self.digests:
            if name.startswith("sources/") and self.shelf.has(name):
                self._bytes(name)

    def _bytes(self, name: str) -> bytes:
        try:
            content = self.shelf.read(name)
        except OSError as error:
            raise _broken(name, f"cannot be read ({error.strerror})") from None
        if hashlib.sha256(content).hexdigest() != self.digests.get(name):
            raise _broken(name, "changed since the edition was made")
        return content

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._bytes(name))
        except (ValueError, RecursionError) as error:
            if isinstance(error, _UnusableError):
                raise
            raise _broken(name, "is not JSON") from None


def _broken(file: str, what: str) -> _UnusableError:
    return _UnusableError(
        file, f"{what}, so this edition was not compared with; make it again, or remove its folder"
    )


class _Library:
    """The articles of an analysis, and its nouns with sentences in them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.spans: dict[str, dict[tuple[int, int], str]] = {}
        for cite in _cites(data):
            place = _whole(cite["start"]), _whole(cite["end"])
            self.spans.setdefault(_text(cite["article"]), {})[place] = _text(cite["text"])
        self.origins = {_text(s["id"]): _text(s["origin"]) for s in data["sources"]}
        self.articles = {_text(s["id"]): self._article(s) for s in data["sources"]}

    def _article(self, data: Mapping[str, Any]) -> Article:
        return Article(
            id=data["id"],
            uri=_text(data["uri"]),
            text=_laid_out(self.spans.get(data["id"], {})),
            units=(),
            sha256=_text(data["sha256"]),
            url=_text_or_none(data["url"]),
            outlet=_text_or_none(data["outlet"]),
            title=_text_or_none(data["title"]),
            published=_day_or_none(data["published"]),
            language=_text(data["language"]),
        )

    def claim(self, data: Mapping[str, Any]) -> Claim:
        members = self._sentences(data["members"])
        origins = sorted({self.origins[m.article.id] for m in members})
        return Claim(
            id=_text(data["id"]),
            lead=self._sentence(data["lead"]),
            members=members,
            origins=tuple(origins[: max(1, _whole(data["origins"]))]),
            themes=tuple(map(_text, data["themes"])),
            standing=Standing(data["standing"]),
            voices=tuple(map(_text, data["voices"])),
            suspects=self._sentences(data["suspects"]),
        )

    def figure(self, data: Mapping[str, Any]) -> Figure:
        return Figure(
            value=_number(data["value"]),
            low=None if data["low"] is None else _number(data["low"]),
            high=None if data["high"] is None else _number(data["high"]),
            unit=_text(data["unit"]),
            what=_text(data["what"]),
            casualty=bool(data["casualty"]),
            attribution=_text(data["attribution"]),
            as_of=_text(data["as_of"]),
            qualifier=_text(data["qualifier"]),
            mentions=self._sentences(data["citations"]),
            disputes=tuple(
                Dispute(_number(d["value"]), self._sentences(d["citations"]))
                for d in data["disputes"]
            ),
        )

    def _sentences(self, cites: Iterable[Mapping[str, Any]]) -> tuple[Sentence, ...]:
        return tuple(map(self._sentence, cites))

    def _sentence(self, cite: Mapping[str, Any]) -> Sentence:
        return Sentence(self.articles[cite["article"]], cite["start"], cite["end"])


def _cites(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for claim in data["claims"]:
        yield from (claim["lead"], *claim["members"], *claim["suspects"])
    for figure in data["figures"]:
        yield from figure["citations"]
        for dispute in figure["disputes"]:
            yield from dispute["citations"]


def _laid_out(spans: Mapping[tuple[int, int], str]) -> str:
    """A text that holds each span at its place. Raises `ValueError` where they do not fit."""
    parts, reached = [], 0
    for (start, end), text in sorted(spans.items()):
        if not (reached <= start < end <= _LONGEST) or len(text) > end - start:
            raise ValueError(f"[{start}:{end}] does not fit")
        parts.append(" " * (start - reached) + text.ljust(end - start))
        reached = end
    return "".join(parts)


def _name(data: Mapping[str, Any]) -> Name:
    variants = tuple(map(_text, data["variants"]))
    return Name(_text(data["key"]), _text(data["form"]), _text(data["kind"]), variants, ())


# --- Values of the right type ------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _day_or_none(value: Any) -> str | None:
    if value is not None:
        date.fromisoformat(_text(value)[:10])
    return _text_or_none(value)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is no whole number")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is no number")
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no number to count with")
    return float(value)
