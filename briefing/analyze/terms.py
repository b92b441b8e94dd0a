"""Where a desk's terms stand in a sentence, however they are inflected or spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from briefing.language import Language

_TOKEN = re.compile(r"[^\W\d_]+(?:['’\u02bc.][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_VOWELS = "aeiouy"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence: as written, in lower case, its stem, and where it ends."""

    text: str
    word: str
    stem: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def tokens(text: str, speech: Language) -> tuple[Token, ...]:
    """The words and numbers of a text, apostrophes straightened, in order."""
    return tuple(_tokens(text, speech))


def _tokens(text: str, speech: Language) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        word = match[0].lower().replace("’", "'").replace("\u02bc", "'")
        yield Token(match[0], word, speech.stem(word), match.start(), match.end())


@cache
def plain(word: str) -> str:
    """A word without diacritics and possessive, in lower case."""
    bare = unicodedata.normalize("NFKD", word.lower().replace("’", "'").removesuffix("'s"))
    return "".join(c for c in bare if not unicodedata.combining(c))


class Term:
    """One term of a desk, ready to be looked for in texts of one language.

    A term written with a capital is a name: it matches only what is written with
    a capital too, in any spelling of the same name. Other terms match by stem.
    """

    def __init__(self, text: str, speech: Language) -> None:
        self.text = text
        self._words = tokens(text, speech)
        self._endings = frozenset(speech.section("themes").get("derivations", ()))
        nouns = speech.section("themes").get("capital_nouns", False)
        self.name = not nouns and any(t.capital for t in self._words)
        self.content = sum(t.word not in speech.stop_words for t in self._words)
        self.stems = frozenset(t.stem for t in self._words)

    def keys(self) -> Iterable[str]:
        """First letters of the first word: a cheap test of where it may stand."""
        return {plain(self._words[0].text)[:2]} if self._words else ()

    def spans(self, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Where the term stands: first and last word, the last exclusive."""
        size = len(self._words)
        for at in range(len(words) - size + 1 if size else 0):
            if all(self._same(a, b) for a, b in zip(self._words, words[at : at + size], strict=True)):
                yield at, at + size

    def _same(self, wanted: Token, found: Token) -> bool:
        if self.name and wanted.capital:
            return found.capital and self._same_name(plain(wanted.text), plain(found.text))
        if len(wanted.stem) > 3:
            return wanted.stem == found.stem or self._derived(wanted.stem, found.word)
        # A short stem says little: arm is that of arms and of armed.
        short, long = sorted((wanted.word, found.word), key=len)
        return wanted.stem == found.stem and long.startswith(short)

    def _same_name(self, wanted: str, found: str) -> bool:
        return wanted == found or self._derived(wanted.rstrip(_VOWELS), found)

    def _derived(self, base: str, word: str) -> bool:
        if len(base) < 4 or not word.startswith(base):
            return False
        rest = word[len(base) :]
        return rest in self._endings or rest.removeprefix("a") in self._endings


def find_terms(
    terms: Iterable[Term], words: Sequence[Token]
) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """The terms that stand in a sentence, each with its places."""
    starts = {plain(w.text)[:2] for w in words}
    found = {}
    for term in terms:
        if starts.isdisjoint(term.keys()):
            continue
        if places := tuple(term.spans(words)):
            found[term.text] = places
    return found
