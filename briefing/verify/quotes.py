"""Every citation against the text it quotes, and every printed sentence against its citation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from briefing.archive.past import REACH
from briefing.language import quoted
from briefing.model import article_id

_PLAIN = re.compile(r"[\w-]+")


class Quotes:
    """One edition's sources and, beside it in `out`, those of earlier ones.

    `citations` counts those that were checked, `beyond` those of editions that are not there.
    """

    def __init__(self, contents: Mapping[str, bytes], out: Path) -> None:
        self.out = out
        self.citations = 0
        self.beyond = 0
        self.faults: list[str] = []
        self.texts = dict(self._texts(contents))
        self._other: dict[str, str | None] = {}

    def check(self, name: str, data: Mapping[str, Any]) -> None:
        """All quotations of a file; `faults` grows. `data` meets its schema."""
        day = date.fromisoformat(data["edition"]["date"])
        if data["edition"].get("slot"):
            day += timedelta(days=1)  # an earlier edition may be of the same day
        for where, table in _tables(data, ""):
            self._table(f"{name}: {where}", table, day)
        self._sources(name, data["sources"])
        self._units(name, data.get("sentences", []))

    def _texts(self, contents: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
        for name, content in contents.items():
            article = name.removeprefix("sources/").removesuffix(".txt")
            if name == f"sources/{article}.txt":
                try:
                    yield article, content.decode("utf-8")
                except UnicodeDecodeError as error:
                    self.faults.append(f"{name}: not UTF-8 ({error.reason})")

    def _table(self, where: str, table: Mapping[str, Any], day: date) -> None:
        if {"article", "start", "end", "text"} <= table.keys():
            if "edition" in table:
                self._earlier(where, table, day)
            else:
                self._citation(where, table)
        if {"kind", "before", "after"} <= table.keys():
            self._change(where, table)
        elif "text" in table and "citations" in table:
            cited = table["citations"]
            first = cited[0]["text"] if cited else None
            if first != table["text"]:
                self.faults.append(f"{where}: prints {table['text']!r}, but cites {first!r}")

    def _citation(self, where: str, cite: Mapping[str, Any]) -> None:
        self.citations += 1
        found = self._slice(where, cite)
        if found is not None and quoted(found) != cite["text"]:
            self.faults.append(
                f"{where}: quotes {cite['text']!r}, but sources/{cite['article']}.txt"
                f"[{cite['start']}:{cite['end']}] says {found!r}"
            )

    def _slice(self, where: str, span: Mapping[str, Any]) -> str | None:
        article, start, end = span["article"], span["start"], span["end"]
        text = self.texts.get(article)
        if text is None:
            self.faults.append(f"{where}: article {article!r} is not in sources/")
        elif not start < end <= len(text):
            self.faults.append(f"{where}: [{start}:{end}] is no span of sources/{article}.txt")
        else:
            return text[start:end]
        return None

    def _sources(self, name: str, sources: Sequence[Mapping[str, Any]]) -> None:
        for number, source in enumerate(sources):
            text = self.texts.get(source["id"])
            where = f"{name}: sources[{number}]"
            if text is None:
                self.faults.append(f"{where}: article {source['id']!r} is not in sources/")
            elif hashlib.sha256(text.encode()).hexdigest() != source["sha256"]:
                self.faults.append(f"{where}: sources/{source['id']}.txt has another sha256")
            elif article_id(source["uri"], text) != source["id"]:
                self.faults.append(
                    f"{where}: {source['id']} is the id of another text, or of another uri"
                )

    def _units(self, name: str, units: Sequence[Mapping[str, Any]]) -> None:
        """Units are in order, do not overlap, and are no white space at either end."""
        reached: dict[str, int] = {}
        for number, unit in enumerate(units):
            where = f"{name}: sentences[{number}]"
            found = self._slice(where, unit)
            if found is None:
                continue
            if found != found.strip() or unit["start"] < reached.get(unit["article"], 0):
                self.faults.append(f"{where}: does not fit the text or the unit before it")
            reached[unit["article"]] = unit["end"]

    # --- Earlier editions

    def _earlier(self, where: str, cite: Mapping[str, Any], day: date) -> None:
        """A quotation of an earlier edition, in the text that lies there."""
        told, article = cite["edition"], cite["article"]
        name = f"{told}/sources/{article}.txt"
        then = _date(told)
        if then is None or not day - REACH <= then < day or not _PLAIN.fullmatch(article):
            self.faults.append(
                f"{where}: {name} is no source of an earlier edition; "
                f"they are of the {REACH.days} days before {day}"
            )
            return
        try:
            text = self._beside(name)
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{where}: {name} cannot be read ({type(error).__name__})")
            return
        if text is None:
            self.beyond += 1
            return
        self.citations += 1
        start, end = cite["start"], cite["end"]
        if not start < end <= len(text):
            self.faults.append(f"{where}: [{start}:{end}] is no span of {name}")
        elif quoted(text[start:end]) != cite["text"]:
            self.faults.append(
                f"{where}: quotes {cite['text']!r}, but {name}[{start}:{end}] "
                f"says {text[start:end]!r}"
            )
        elif cite.get("sha256") not in (None, hashlib.sha256(text.encode()).hexdigest()):
            self.faults.append(f"{where}: {name} changed since it was quoted")

    def _beside(self, name: str) -> str | None:
        """The text of a file of another edition, None where it is not there. Raises `OSError`."""
        if name not in self._other:
            day, _, file = name.partition("/")
            # A desk may make several editions of a day; an article is in one of them.
            paths = (self.out / name, *sorted(self.out.glob(f"{day}-[0-9]*/{file}")))
            found = next((path for path in paths if path.is_file()), None)
            self._other[name] = found.read_bytes().decode("utf-8") if found else None
        return self._other[name]

    def _change(self, where: str, change: Mapping[str, Any]) -> None:
        """What a change prints is what it cites: of that day, and of this."""
        earlier, cited = change["earlier"] or {}, change["citations"] or [{}]
        for key, told in (("before", earlier.get("text")), ("after", cited[0].get("text"))):
            if change[key] != (told or ""):
                self.faults.append(f"{where}: {key} is {change[key]!r}, but cites {told!r}")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _tables(value: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every JSON object in a value, with its path."""
    if isinstance(value, dict):
        yield where, value
        for key, inner in value.items():
            yield from _tables(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _tables(inner, f"{where}[{number}]")
