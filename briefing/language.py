"""What is known of a language, read from `languages/CODE.toml` or the files of `languages/CODE/`.

Adding a language touches no Python: a file there is enough, and one that has grown
is a folder of files by concern. Its keys are described in `docs/languages.md`. Stop
words come from sumy's lists where the file names one, so that our ranking and sumy's
see the same words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from briefing.kept import kept

UNKNOWN = "und"
CLOSERS = r"\"'”’»“«›‹‘)\]"
"""Of a character class: what stands behind the mark that ends a sentence, as nations quote."""
# Possessive: what follows a run is never of it, and trying a shorter run takes as long again.
_WORD = re.compile(r"[^\W\d_]++(?:['’\u02bc][^\W\d_]++)*+|\d++(?:[.,]\d++)*+")
_PLAIN_WORD = re.compile(r"[a-z]++(?:'[a-z]++)*+|[0-9]++(?:[.,][0-9]++)*+")
"""The same of a text in ASCII without capitals, which is found in half the time."""
_LETTERS = re.compile(r"[^\W\d_]++")
_BROKEN = re.compile(
    r"(?:(?<=[^\W_][-\u2010])|(?<=[^\W_][–—/])|(?<=[^\W_]--))[^\S\r\n]*[\r\n]\s*(?=(?P<next>\w[\w-]*))"
)
"""A line's end behind a hyphen, dash or stroke that has no blank before it."""


def words(text: str) -> list[str]:
    """Words and numbers in lower case, apostrophes straightened, in text order.

    >>> words("It's 11,756 – so the U.N.")
    ["it's", '11,756', 'so', 'the', 'u', 'n']
    """
    # This runs over every text, so the text is folded whole where that is the same: not where
    # lower case makes two letters of one, or depends on what stands around (Unicode, 3.13).
    if "İ" not in text and "Σ" not in text:
        low = text.lower().replace("’", "'").replace("\u02bc", "'")
        return (_PLAIN_WORD if low.isascii() else _WORD).findall(low)
    return [w.lower().replace("’", "'").replace("\u02bc", "'") for w in _WORD.findall(text)]


def placed_words(text: str) -> Iterator[tuple[str, int]]:
    """The same words, each with the place where it ends."""
    for found in _WORD.finditer(text):
        yield found[0].lower().replace("’", "'").replace("\u02bc", "'"), found.end()


def quoted(text: str) -> str:
    """A slice of a text as it is printed: its white space is folded, and nothing else.

    Where a line was broken behind a compound's hyphen there was no white space before.

    >>> quoted("the long-\\n  term plan for pre-\\nand post-war houses")
    'the long-term plan for pre- and post-war houses'
    """
    # Nearly all is one line with single blanks; no other white space is printable.
    if text.isprintable() and "  " not in text and text == text.strip():
        return text
    whole = _BROKEN.sub(_closed, text) if "\n" in text or "\r" in text else text
    return " ".join(whole.split())


def _closed(broken: re.Match[str]) -> str:
    """Nothing; a blank where the end of the first part's word is still to come."""
    return " " if broken["next"].lower() in _suspending() else ""


@cache
def _suspending() -> frozenset[str]:
    """Words that may stand behind a hyphen left open: "and", "or", "to"."""
    numbers = [language(code).section("numbers") for code in known()]
    return frozenset(word for n in numbers for key in ("joins", "range") for word in n.get(key, ()))


class Language:
    """One language: its stop words, its stemmer, and its other knowledge by section."""

    def __init__(self, code: str, data: Mapping[str, Any]) -> None:
        self.code = code
        self.name: str = data.get("name", code)
        self._data = data
        self._stem = _stemmer(data)
        self._stems: dict[str, str] = {}
        self._spellings = _spellings(data)
        self.stop_words: frozenset[str] = _stop_words(data)

    def __reduce__(self) -> tuple[Callable[[str], Language], tuple[str]]:
        return (language, (self.code,))

    def section(self, name: str) -> Mapping[str, Any]:
        """A table of the language's file; empty where the file has none."""
        table: Mapping[str, Any] = self._data.get(name, {})
        return table

    def spelled(self, word: str) -> str:
        """A word in lower case in the spelling that stands for all of it: organization."""
        for pattern, usual in self._spellings:
            if found := pattern.fullmatch(word):
                return found.expand(usual)
        return word

    def stem(self, word: str) -> str:
        """The stem of a word in lower case, possessive taken off. Numbers stay as they are."""
        found = self._stems.get(word)
        if found is None:
            bare = word[:-2] if word.endswith("'s") else word
            found = self._stems[word] = self._stem(bare) if bare[:1].isalpha() else bare
        return found

    @cached_property
    def alike(self) -> Mapping[str, str]:
        """The stems of words that report one thing, each with that of the first of its row."""
        rows = (row.split() for row in self.section("claims").get("alike", ()))
        return {self.stem(word): self.stem(row[0]) for row in rows for word in row}

    @cached_property
    def saying(self) -> frozenset[str]:
        """The stems of the verbs of saying."""
        table = self.section("claims")
        return frozenset(map(self.stem, (*table.get("say", ()), *table.get("saying", ()))))

    def content(self, text: str) -> list[str]:
        """Stems of the words that are no stop words, in text order."""
        known, stop = self._stems, self.stop_words
        return [known.get(w) or self.stem(w) for w in words(text) if w not in stop]


def _spellings(data: Mapping[str, Any]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words that are written in several ways, as patterns, each with what stands for all."""
    rows: Sequence[Sequence[str]] = data.get("words", {}).get("spellings", ())
    return tuple((re.compile(pattern), usual) for pattern, usual in rows)


@cache
def language(code: str) -> Language:
    """The language of an ISO 639-1 code; an unknown code has no stop words and no stemmer."""
    if code not in known():
        return Language(code, {})
    texts = [path.read_text("utf-8") for path in _files_of(code)]
    source = "\0".join(texts).encode()
    return Language(code, kept(f"language-{code}", source, lambda: _tables(texts)))


def _files_of(code: str) -> Sequence[Traversable]:
    """The language's file, or those of its folder by name."""
    folder = files("briefing") / "languages"
    if not (folder / code).is_dir():
        return [folder / f"{code}.toml"]
    return sorted((folder / code).iterdir(), key=lambda path: path.name)


def _tables(texts: Iterable[str]) -> dict[str, Any]:
    """The tables of all files of a language. Reading them is what a short day would wait for."""
    import tomllib

    merged: dict[str, Any] = {}
    for text in texts:
        merged |= tomllib.loads(text)
    return merged


@cache
def known() -> tuple[str, ...]:
    """Codes of the languages that have a file or a folder of files, in order."""
    names = (p.name.removesuffix(".toml") for p in (files("briefing") / "languages").iterdir())
    return tuple(sorted(name for name in names if re.fullmatch(r"[a-z]{2,3}", name)))


def detect(text: str) -> str:
    """The language a text is most likely written in, or "und".

    Counts how many running words are stop words of each known language (Grefenstette
    1995, "Comparing two language identification schemes"), each worth the less the
    more languages share it; a text of a script that only one known language uses
    needs no stop words.
    """
    sample = Counter(_letters_of(text[:20_000]))
    total = sum(sample.values())
    if not total:
        return UNKNOWN
    told = dict.fromkeys(known(), 0.0)
    markers = _markers()
    for word, n in sample.items():
        if word in markers:
            for code, worth in markers[word]:
                told[code] += n * worth
    scores = {code: weight / total for code, weight in told.items()}
    best = max(sorted(scores), key=lambda code: scores[code])
    enough = 0.05 if total > 8 else 0.12
    if scores[best] >= enough:
        return best
    return _by_script(sample) or UNKNOWN


def _letters_of(text: str) -> list[str]:
    """The words in lower case; as with `words` the text is folded whole where it can be."""
    if "İ" not in text and "Σ" not in text:
        return _LETTERS.findall(text.lower())
    return [w.lower() for w in _LETTERS.findall(text)]


def _by_script(sample: Counter[str]) -> str | None:
    """The language whose file claims letters that the text uses, e.g. "ї" for Ukrainian."""
    letters = Counter[str]()
    for word, n in sample.items():
        for letter in word:
            letters[letter] += n
    for code in known():
        own = language(code).section("detect").get("letters", "")
        if own and sum(letters[c] for c in own) * 20 >= sum(letters.values()):
            return code
    return None


def ready_to_detect() -> None:
    """Load what tells languages apart, where all that are forked after can share it."""
    _markers()


@cache
def _markers() -> Mapping[str, Sequence[tuple[str, float]]]:
    """For each stop word the languages that have it, which share a worth of 1.

    A frequent one, which the file names, is worth twice as much.
    """
    frequent = {c: frozenset(language(c).section("detect").get("words", ())) for c in known()}
    every = {code: words | language(code).stop_words for code, words in frequent.items()}
    shared = Counter(word for words in every.values() for word in words)
    found: dict[str, list[tuple[str, float]]] = {}
    for code, own in every.items():
        for word in own:
            worth = (1 + (word in frequent[code])) / 2 / shared[word]
            found.setdefault(word, []).append((code, worth))
    return found


def _stop_words(data: Mapping[str, Any]) -> frozenset[str]:
    table = data.get("words", {})
    found = set(table.get("stop", ()))
    if name := table.get("sumy"):
        found.update(_sumy_stop_words(name))
    return frozenset(w.lower() for w in found)


def _sumy_stop_words(name: str) -> frozenset[str]:
    # find_spec does not import sumy, which would bring NLTK in (1.2 s).
    spec = find_spec("sumy")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    path = Path(spec.submodule_search_locations[0]) / "data" / "stopwords" / f"{name}.txt"
    return frozenset(path.read_text("utf-8").split()) if path.is_file() else frozenset()


def _stemmer(data: Mapping[str, Any]) -> Callable[[str], str]:
    table = data.get("words", {})
    if name := table.get("snowball"):
        import Stemmer

        stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord
        return stem
    suffixes = sorted(table.get("suffixes", ()), key=len, reverse=True)
    shortest = table.get("shortest_stem", 3)

    def strip(word: str) -> str:
        for suffix in suffixes:
            if word.endswith(suffix) and len(word) - len(suffix) >= shortest:
                return word[: -len(suffix)]
        return word

    return strip
