"""Words that a form prints beside the brief: those of the layouts, of templates, of a desk."""

from __future__ import annotations

import re
import tomllib
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefing.config import Desk
from briefing.render.folders import own, shipped
from briefing.render.wording import Wording, wording
from briefing.verify.docx import running_words
from briefing.verify.forms import squeezed
from briefing.verify.words import Known, Whole, Words, words

_FILLED = re.compile(r"\{\w+(?::\w+)?\}")
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^<>]*>|\n", re.S)
_QUOTED = re.compile(r""""([^"\n]*)"|'([^'\n]*)'""")
_SAID = re.compile(r"[A-Z\d\s]|[^\x00-\x7f]")
"""In a text that a template prints, and not in the name of a key or a class."""
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_LONGEST = 1_000_000
_LEFT_OUT = ("more", "more_in_text", "more_on_page", "more_attached")
_KEY = ("key_origins", "key_single", "key_differ")
_STANDINGS = {"single": "single-source", "differ": "disputed", "origins": "corroborated"}


class Layouts:
    """All phrases of all languages, and the words and style sheets of all templates.

    `marks` are the words that stand behind a point, each with the standing it tells;
    `keys` head the key to them, `key_phrases` are all it says in one wording; `folds` tell
    that more citations are one step away, and `left_out` hold the words before and after how
    much had no room in a form.
    """

    def __init__(self, desk: Desk | None = None) -> None:
        self.desk = desk
        self.known = Known()
        self.whole = Whole()
        self.marks: dict[Words, str] = {}
        self.keys: set[Words] = set()
        self.folds: set[Words] = set()
        self.left_out: list[tuple[Words, Words]] = []
        self.key_phrases: list[tuple[str, ...]] = []
        self.languages: tuple[Wording, ...] = ()
        for data in _tables("briefing.render", "wording"):
            self._phrases(data)
            self._marks(data["words"])
            self._key(data["words"], {})
        codes = (path.name.removesuffix(".toml") for path in _folder("briefing.render", "wording"))
        self.languages = tuple(map(wording, codes))
        self._know(sorted(zoneinfo.available_timezones()))
        roots = (shipped(), *((own(desk),) if desk else ()))
        paths = [p for root in roots for p in sorted(root.rglob("*")) if p.is_file()]
        self.sheets = squeezed("\n".join(self._template(path) for path in paths))
        if desk:
            self._know([desk.name, *(a.title for a in desk.audiences)])

    def _know(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self.known.phrases(texts)
        self.whole.add(texts)

    def _phrases(self, data: Any) -> None:
        for phrase in strings(data):
            self._know(_FILLED.split(phrase))

    def _key(self, phrases: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """What the key says of each mark, in words of a template where it has its own."""
        told = tuple(str(phrases.get(key, before.get(key, ""))) for key in _KEY)
        if all(told):
            self.key_phrases.append(told)

    def _marks(self, phrases: Mapping[str, Any]) -> None:
        self.keys |= set(map(words, strings(phrases.get("key", ()))))
        self.folds |= {
            words(part)
            for phrase in strings(phrases.get("and_more", ()))
            for part in _FILLED.split(phrase)
            if words(part)
        }
        for phrase in (p for key in _LEFT_OUT for p in strings(phrases.get(key, ()))):
            before, _, after = phrase.partition("{n}")
            self.left_out.append((words(before), words(after)))
        for key, standing in _STANDINGS.items():
            for phrase in strings(phrases.get(key, ())):
                if told := words(_FILLED.sub(" ", phrase)):
                    self.marks[told] = standing

    def _template(self, path: Path) -> str:
        """Take a template's words; its style sheets."""
        if path.suffix == ".docx":
            self.known.phrases(running_words(path))
            return ""
        if path.suffix not in (".j2", ".css", ".toml") or path.stat().st_size > _LONGEST:
            return ""
        text = path.read_text("utf-8", "replace")
        if path.suffix == ".toml":
            for code, table in _parsed(text).items():
                self._phrases(table)
                if isinstance(table, Mapping):
                    self._key(table, wording(code).phrases)
                self._marks(table if isinstance(table, Mapping) else {})
            return ""
        self._know(_CODE.split(text))
        self._know(
            one or other for one, other in _QUOTED.findall(text) if _SAID.search(one or other)
        )
        return _COMMENT.sub("", text)


def _folder(package: str, name: str) -> list[Any]:
    return sorted((files(package) / name).iterdir(), key=lambda path: path.name)


def _tables(package: str, name: str) -> Iterator[Mapping[str, Any]]:
    for path in _folder(package, name):
        if path.name.endswith(".toml"):
            yield tomllib.loads(path.read_text("utf-8"))


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError:
        return {}


def strings(data: Any) -> Iterator[str]:
    """Every text in a table, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from strings(value)
