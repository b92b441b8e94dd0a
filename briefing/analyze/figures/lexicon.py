"""What a language knows of numbers, in the form in which the other modules look it up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any

from briefing.language import Language, language

_NEVER = re.compile(r"(?!)")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_FATES = (
    "killed", "injured", "shot", "fatal", "hitting", "hurt_signs", "to_death", "death_of",
    "death_nouns", "lives", "deaths", "injuries", "injury_nouns", "toll_nouns",
)  # fmt: skip
"""Lists of the words without which no sentence tells what befell people."""


class Lexicon:
    """The tables `[numbers]` and `[figures]` of a language's file, ready for look-up.

    A language without them has empty sets: its figures are digits, and none of
    them is a casualty figure.
    """

    def __init__(self, code: str) -> None:
        self.language: Language = language(code)
        self.numbers: Mapping[str, Any] = self.language.section("numbers")
        self.figures: Mapping[str, Any] = self.language.section("figures")
        self.knows_casualties = bool(self.figures.get("killed"))
        self.small: Mapping[str, float] = self.numbers.get("small", {})
        self.multipliers: Mapping[str, float] = self.numbers.get("multipliers", {})
        self.sets: Mapping[str, float] = self.numbers.get("sets", {})
        self.vague: Mapping[str, float] = self.numbers.get("vague", {})
        self.multiples: Mapping[str, float] = self.numbers.get("multiples", {})
        self.fractions: Mapping[str, float] = self.numbers.get("fractions", {})
        # The words that a number may open with, digits aside.
        openers = (self.small, self.vague, self.multiples, self.fractions)
        self.openers = frozenset((*chain(*openers), *self.numbers.get("articles", ())))
        self.currencies: Mapping[str, str] = self.numbers.get("currencies", {})
        self.units: Mapping[str, str] = self.numbers.get("units", {})
        months = self.language.section("months").get("names", ())
        self.months = {name: n for n, names in enumerate(months, 1) for name in names}
        self.weekdays = _ordered(self.numbers.get("weekdays", ()))
        self.hedges = alternatives(self.figures.get("hedges", ()))
        self.rates = alternatives(self.figures.get("rates", ()))
        self.alike = self.language.alike
        # Verbs whose past no ending tells, listed where headings are made.
        self.pasts = frozenset(self.language.section("themes").get("pasts", ()))
        told = ("killed", "injured", "death_nouns", "injury_nouns", "toll_nouns")
        befell = (self.language.stem(w) for key in told for w in self.figures.get(key, ()))
        self.harms = frozenset(self.alike.get(s, s) for s in befell)
        self._counting = _heads((*self.small, *self.vague, *self.multiples, *self.sets))
        self._fateful = _heads(w for key in _FATES for w in self.figures.get(key, ()))
        self._sets: dict[str, frozenset[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    def among(self, key: str, *words: str) -> bool:
        """Is any of the words, in lower case, in the list `key` of either table?"""
        return not self.words(key).isdisjoint(words)

    def is_to_death(self, small: str, word: str) -> bool:
        """Are two words "to death", which makes a verb before them one of killing?"""
        return self.among("auxiliaries", small) and self.among("to_death", word)

    def may_count(self, text: str) -> bool:
        """False where no number stands in a text, told in one look at its words."""
        return bool(_DIGIT.search(text)) or _has(text, self._counting)

    def may_harm(self, text: str) -> bool:
        """False where no word of a text tells what befell people, told in one look."""
        return _has(text, self._fateful)

    def words(self, key: str) -> frozenset[str]:
        """The list `key` of either table, as a set."""
        found = self._sets.get(key)
        if found is None:
            found = frozenset(self.numbers.get(key) or self.figures.get(key) or ())
            self._sets[key] = found
        return found

    def pattern(self, key: str) -> re.Pattern[str]:
        """Matches any phrase of the list `key` of either table as whole words."""
        found = self._patterns.get(key)
        if found is None:
            found = self._patterns[key] = alternatives(self.words(key))
        return found

    def joined(self, key: str) -> re.Pattern[str]:
        """Matches any of the regular expressions of the list `key` of `[figures]`."""
        found = self._patterns.get(f"{key} joined")
        if found is None:
            body = "|".join(f"(?:{p})" for p in self.figures.get(key, ()))
            found = re.compile(body, re.IGNORECASE) if body else _NEVER
            self._patterns[f"{key} joined"] = found
        return found

    @property
    def stop_words(self) -> frozenset[str]:
        return self.language.stop_words


@cache
def lexicon(code: str) -> Lexicon:
    """The lexicon of an ISO 639-1 code."""
    return Lexicon(code)


def _heads(words: Iterable[str]) -> frozenset[str]:
    """The first letters in a row of each word: what stands in any text that has the word."""
    return frozenset(found[0] for word in words if (found := _LETTERS.search(word.lower())))


def _has(text: str, heads: frozenset[str]) -> bool:
    # What these become in lower case depends on what stands around them.
    if "Σ" in text or "İ" in text:
        return True
    return not heads.isdisjoint(_LETTERS.findall(text.lower()))


def alternatives(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the phrases as whole words, the longest first, in any case."""
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    if not ordered:
        return _NEVER
    body = "|".join(r"\s+".join(map(re.escape, p.split())) for p in ordered)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)


def _ordered(rows: Iterable[str]) -> Mapping[str, int]:
    """Each spelling of a row to the number of the row, from 1."""
    return {word: n for n, row in enumerate(rows, 1) for word in row.split()}
