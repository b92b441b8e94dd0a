"""What a gap or an origin's reason says, in the language of an audience.

Both are made in English, where what they are about is at hand, and are kept so in the JSON. A
catalogue (`said/CODE.toml`) has for each English message, with `{}` for what fills it, the
message of its language, with `{1}` for the first of these: gettext's way, read backwards from
the finished message. What no catalogue has stays English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

_HOLE = re.compile(r"{(\d+)}")
_DEEPEST = 3
_KEPT = 1000
"""Messages that are kept as they were told."""
_LONGEST = 1000
"""Characters of a message that is looked up."""


class Catalogue:
    """The messages of a language by the English ones."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = messages
        self._plain = {english: told for english, told in messages.items() if "{}" not in english}
        filled = [english for english in messages if "{}" in english]
        # The one with the most words of its own fits best.
        filled.sort(key=lambda english: (-len(english.replace("{}", "")), english))
        self._filled = [(_pattern(english), messages[english]) for english in filled]
        # Hundreds of files are left out for one reason.
        self._told = lru_cache(_KEPT)(self._sought)

    def say(self, message: str) -> str:
        """The message in this language, and what fills it, where that is a message too."""
        return self._told(message, 0)

    def _sought(self, message: str, depth: int) -> str:
        if (told := self._plain.get(message)) is not None:
            return told
        if depth == _DEEPEST or len(message) > _LONGEST:
            return message
        found = ((p.fullmatch(message), phrase) for p, phrase in self._filled)
        match, phrase = next(((m, phrase) for m, phrase in found if m), (None, ""))
        if match is None:
            return message
        filling = [self._told(part, depth + 1) for part in match.groups()]
        return _HOLE.sub(lambda hole: filling[int(hole[1]) - 1], phrase)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.S)


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of a language; an empty one where there is none."""
    path = files("briefing.render") / "said" / f"{code}.toml"
    return Catalogue(tomllib.loads(path.read_text("utf-8")) if path.is_file() else {})


@cache
def codes() -> tuple[str, ...]:
    """The languages with a catalogue, and English."""
    folder = files("briefing.render") / "said"
    return ("en", *sorted(p.name.removesuffix(".toml") for p in folder.iterdir()))
