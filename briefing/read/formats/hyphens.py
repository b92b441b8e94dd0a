"""A hyphen at a line's end goes where the printer put it, stays where the author did.

What the same document writes elsewhere tells first; then which words there are, by
the frequency lists of pyspellchecker (Barrus). A language that writes its compounds
in one word, as German does, leaves no doubt where the second part is in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from itertools import pairwise

from briefing.language import Language, detect, language, quoted

_SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HYPHENED = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+")
_LEFT = re.compile(r"([^\W_]+)([-\u2010])\Z")
_RIGHT = re.compile(r"[^\W_]+")
_DASH = re.compile(r"[^\W_](?:[–—/]|--)\Z")
_SAMPLE = 20_000
_ENOUGH = 40
"""Lines. A printer who parts words does so in every tenth line or so."""


class Hyphens:
    """Joins lines, knowing how their document writes its words elsewhere."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)

    def joined(self, text: str, line: str) -> str:
        """A text with one line more."""
        if not text or not line:
            return text + line
        if text.endswith(_SOFT):
            return text[:-1] + line
        left, right = _LEFT.search(text), _RIGHT.match(line)
        if left is None or right is None:
            # A dash or stroke that no blank parts from its word has none behind it either.
            return text + line if right and _DASH.search(text[-3:]) else f"{text} {line}"
        if self._is_left_open(text, line) and self._may_stand_open(left[1], right[0]):
            return f"{text} {line}"
        return (text if self._stays(left[1], left[2], right[0]) else text[:-1]) + line

    def _is_left_open(self, text: str, line: str) -> bool:
        """ "pre- and post-war"."""
        return quoted(f"{text}\n{line}").endswith(f" {line}")

    def _may_stand_open(self, left: str, right: str) -> bool:
        """Whether the first part is a word and both together are none: "may-" "or" are one."""
        known, whole = _known(self._tongue.code), f"{left}{right}".lower()
        first = not known or left.lower() in known or left.lower() in self._written[0]
        return first and whole not in self._written[0] and whole not in known

    def _stays(self, left: str, mark: str, right: str) -> bool:
        """Whether the hyphen between two parts of a word is the author's."""
        if self._printed:
            return mark != self._printed
        if not left.isalpha() or not right.isalpha() or not right.islower() or self._unparted:
            return True
        left, right = left.lower(), right.lower()
        words, hyphened = self._written
        if f"{left}-{right}" in hyphened:
            return True
        tongue = self._tongue
        if left + right in words or tongue.section("sentences").get("closed_compounds"):
            return False
        known = _known(tongue.code)
        return left + right not in known and left in known and right in known

    @cached_property
    def _printed(self) -> str:
        """The printer's own sign, where it has one that no writer has on the keyboard."""
        ends = any(line.endswith("\u2010") for line in self.lines)
        inside = any("\u2010" in line[:-1] for line in self.lines)
        return "\u2010" if ends and not inside else ""

    @cached_property
    def _tongue(self) -> Language:
        return language(detect("\n".join(self.lines)[:_SAMPLE]))

    @cached_property
    def _unparted(self) -> bool:
        """Whether the printer parts no words: in many lines no hyphen stands inside one.

        Surely inside stands one whose sides make a word together and not by themselves.
        """
        known = _known(self._tongue.code)
        if len(self.lines) < _ENOUGH or not known or any(_SOFT in line for line in self.lines):
            return False
        for line, below in pairwise(self.lines):
            left, right = _LEFT.search(line), _RIGHT.match(below)
            if left and right:
                first, second = left[1].lower(), right[0].lower()
                if first + second in known and not (first in known and second in known):
                    return False
        return True

    @cached_property
    def _written(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words of the document, and those with a hyphen in them, in lower case."""
        inner = [line.rstrip("-\u2010" + _SOFT).lower() for line in self.lines]
        words = frozenset(word for line in inner for word in _WORD.findall(line))
        hyphened = (word for line in inner for word in _HYPHENED.findall(line))
        return words, frozenset(word.replace("\u2010", "-") for word in hyphened)


@cache
def _known(code: str) -> Mapping[str, int]:
    """How often each word of a language is written; nothing where there is no list of it."""
    from spellchecker import SpellChecker

    try:
        found: Mapping[str, int] = SpellChecker(language=code, distance=1).word_frequency.dictionary
    except ValueError:
        return {}
    return found
