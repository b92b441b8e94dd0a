"""Where a desk's terms stand in a sentence, however they are inflected or spelled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from briefing.analyze.names import fold
from briefing.language import Language, language

_TOKEN = re.compile(r"[^\W\d_]+(?:['’\u02bc.][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_VOWELS = "aeiouy"

Span = tuple[int, int]
"""First word and the word after the last, counted in words."""


class Token(NamedTuple):
    """A word or number: as written, in lower case, its stem, and its place in the sentence.

    `key` is what the spellings of one name share; `starts` are the first letters by
    which a `TermIndex` finds it.
    """

    text: str
    word: str
    stem: str
    key: str
    start: int
    end: int
    starts: tuple[str, ...]

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def tokens(text: str, speech: Language) -> tuple[Token, ...]:
    """The words and numbers of a text in order, apostrophes straightened in `word`."""
    forms, found = _forms(speech.code), []
    for match in _TOKEN.finditer(text):
        written = match[0]
        word, stemmed, key, starts = forms.get(written) or _form(written, speech, forms)
        found.append(_made((written, word, stemmed, key, *match.span(), starts)))
    return tuple(found)


_made: Callable[[Iterable[object]], Token] = partial(tuple.__new__, Token)
"""A token of its parts, without the call in Python that a named tuple makes of it."""
_Form = tuple[str, str, str, tuple[str, ...]]


@cache
def _forms(code: str) -> dict[str, _Form]:  # noqa: ARG001  # one for each language
    """Words as written, with what is made of each: a day says the same ones again and again."""
    return {}


def _form(written: str, speech: Language, forms: dict[str, _Form]) -> _Form:
    word = written.lower().replace("’", "'").replace("\u02bc", "'")
    key = fold(speech.spelled(word.removesuffix("'s")))
    starts = (word[:2],) if word[:2] == key[:2] else (word[:2], key[:2])
    found = forms[written] = (word, stem(word, speech), key, starts)
    return found


def stem(word: str, speech: Language) -> str:
    """The stem of a word, but for those that only a stemmer takes for one: office, officer."""
    return _apart(speech.code).get(word) or speech.stem(word)


@cache
def _usual(word: str, code: str) -> str:
    """The stem of the spelling that stands for all of a word: harbor of harbours."""
    speech = language(code)
    return speech.stem(speech.spelled(word.removesuffix("'s")))


@cache
def _apart(code: str) -> Mapping[str, str]:
    """By word the one that stands for its row."""
    rows = (row.split() for row in language(code).section("themes").get("apart", ()))
    return {word: row[0] for row in rows for word in row}


class Term:
    """One term of a desk, ready to be looked for in texts of one language.

    A term written with a capital is a name: it matches only what is written with
    a capital too, in any spelling of the name. Other terms match by stem. Both
    match words derived from them: Moldovan, weaponry.
    """

    def __init__(self, text: str, speech: Language) -> None:
        self.text = text
        self._code = speech.code
        self._words = tokens(text, speech)
        self._endings = frozenset(speech.section("themes").get("derivations", ()))
        self._inflected = speech.section("themes").get("names_inflect", False)
        # Where every noun has a capital, a capital does not make a name.
        nouns = speech.section("names").get("nouns", False)
        self.name = not nouns and any(t.capital for t in self._words)
        self.phrase = sum(t.word not in speech.stop_words for t in self._words) > 1
        self.stems = frozenset(t.stem for t in self._words)
        self.words = frozenset(t.word for t in self._words)

    def __len__(self) -> int:
        return len(self._words)

    @property
    def start(self) -> str:
        """First letters of the first word, as `TermIndex` holds them."""
        first = self._words[0]
        return (first.key if self._named(first) else first.word)[:2]

    def matches(self, words: Sequence[Token]) -> bool:
        """Whether the term is these words, as many as it has itself."""
        return len(words) == len(self) and all(map(self._same, self._words, words))

    def _named(self, word: Token) -> bool:
        return self.name and word.capital

    def _same(self, wanted: Token, found: Token) -> bool:
        if self._named(wanted):
            return found.capital and (
                wanted.key == found.key
                or self._derived(wanted.key, found.key)
                or (self._inflected and fold(found.stem) == wanted.key.rstrip(_VOWELS))
            )
        if wanted.stem != found.stem and found.word in _apart(self._code):
            return False
        if len(wanted.stem) > 3:
            same = wanted.stem == found.stem or self._derived(wanted.stem, found.word)
            return same or _usual(wanted.word, self._code) == _usual(found.word, self._code)
        # A short stem says little: "arm" is the stem of arms and of armed.
        short, long = sorted((wanted.word, found.word), key=len)
        return wanted.stem == found.stem and long.startswith(short)

    def _derived(self, base: str, word: str) -> bool:
        if len(base) > 3 and word.startswith(base) and word[len(base) :] in self._endings:
            return True
        root = base.rstrip(_VOWELS)
        rest = word[len(root) :]
        return len(root) > 2 and word.startswith(root) and len(rest) > 1 and rest in self._endings


Places = Mapping[Term, tuple[Span, ...]]
"""Terms that stand in a sentence, each with its places."""


class TermIndex:
    """All terms of a desk by their first letters, so that a sentence is read once for all."""

    def __init__(self) -> None:
        self._by_start: dict[str, list[Term]] = defaultdict(list)
        self._known: dict[int, tuple[Sequence[Token], Places]] = {}

    def add(self, terms: Iterable[Term]) -> Terms:
        """Terms to be found from now on, as one part of all."""
        added = [term for term in terms if len(term)]
        for term in added:
            self._by_start[term.start].append(term)
        return Terms(self, added)

    def find(self, words: Sequence[Token]) -> Places:
        """The terms that stand in a sentence: every theme asks, and it is read once."""
        known = self._known.get(id(words))
        if known is None or known[0] is not words:
            known = self._known[id(words)] = (words, self._find(words))
        return known[1]

    def _find(self, words: Sequence[Token]) -> Places:
        found: dict[Term, list[Span]] = defaultdict(list)
        by_start = self._by_start
        for at, word in enumerate(words):
            for start in word.starts:
                if start not in by_start:
                    continue
                for term in by_start[start]:
                    if term.matches(words[at : at + len(term)]):
                        found[term].append((at, at + len(term)))
        return {term: tuple(spans) for term, spans in found.items()}


class Terms:
    """Some of the terms of an index."""

    def __init__(self, index: TermIndex, terms: Iterable[Term]) -> None:
        self._index = index
        self._terms = frozenset(terms)

    def find(self, words: Sequence[Token]) -> Places:
        """Those of the terms that stand in a sentence, in order of the text."""
        every = self._index.find(words) if self._terms else {}
        # Most lines have no term of any theme.
        return {t: spans for t, spans in every.items() if t in self._terms} if every else every

    @property
    def names(self) -> Terms:
        """Those that are names."""
        return Terms(self._index, (term for term in self._terms if term.name))
