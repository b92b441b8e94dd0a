"""What a language's file says of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from briefing.language import language


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words in lower case, by the keys of `[names]` that docs/languages.md describes.

    `never` are stop words and calendar words that are in no name; `nouns` tells that a capital
    marks a noun; `demonyms` maps a word for what is of a place to the place.
    """

    roles: frozenset[str]
    groups: frozenset[str]
    places: frozenset[str]
    within: frozenset[str]
    inner: frozenset[str]
    parts: frozenset[str]
    couples: frozenset[str]
    purposes: frozenset[str]
    never: frozenset[str]
    articles: frozenset[str]
    nouns: bool
    demonyms: Mapping[str, str]
    endings: tuple[str, ...]


@cache
def lexicon_of(code: str) -> Lexicon:
    """The lexicon of a language, by its code; an empty one where its file has no table."""
    own = language(code)
    table = own.section("names")
    keys = ("roles", "groups", "places", "within", "inner", "parts", "couples", "purposes")
    roles, groups, places, within, inner, parts, couples, purposes = (
        frozenset(table.get(key, ())) for key in keys
    )
    never = (frozenset(table.get("never", ())) | own.stop_words) - inner - parts
    demonyms = {word: place for place, row in table.get("demonyms", {}).items() for word in row}
    endings = tuple(table.get("demonym_endings", ()))
    nouns = bool(table.get("nouns"))
    articles = frozenset(own.section("themes").get("articles", ()))
    return Lexicon(
        roles,
        groups,
        places,
        within,
        inner,
        parts,
        couples,
        purposes,
        never,
        articles,
        nouns,
        demonyms,
        endings,
    )


def is_group(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is that of a body, or of several: "ministry", "centres"."""
    return word.lower() in lexicon.groups or word.lower().removesuffix("s") in lexicon.groups
