"""People, places and organizations under all their spellings.

A spelling is folded to a key that does not depend on the way it was brought into
Latin letters (after Pouliquen and Steinberger 2009, "Automatic construction of
multilingual name dictionaries": diacritics, doubled letters, and letters that
transliterations exchange). Equal keys are one name. Keys that differ only in
letters that two transliterations of one name do exchange (h and g, i and o) are
one name when the context says so: the same first name, or the same neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from briefing.language import known, language
from briefing.model import Article, Name, Sentence

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’\u02bc][^\W\d_]+)*|\d+|[^\w\s]|_")
# Where a sentence starts a capital letter shows nothing; the same after these signs.
_OPENERS = frozenset("“\"«„‘'(:–—-•►[")
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"['’\u02bc`ʹ-]", ""),
        (r"shch|sch|sh", "S"),
        (r"zh", "Z"),
        (r"tch|ch", "C"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"tz|ts", "c"),
        (r"w", "v"),
        (r"[eiyj]+", "i"),
        (r"ou|u+", "u"),
        (r"(.)\1+", r"\1"),
    )
)
_LIKE = tuple(map(frozenset, ("hgk", "iouae", "szZcCS", "vfu")))
_WEAK = str.maketrans(
    {
        "g": "h",
        "k": "h",
        "o": "i",
        "u": "i",
        "a": "i",
        "Z": "s",
        "z": "s",
        "c": "s",
        "C": "s",
        "S": "s",
        "f": "v",
    }
)


@cache
def _letters() -> Mapping[str, str]:
    """Letters of other scripts in Latin ones, from the languages that are known."""
    table: dict[str, str] = {}
    for code in known():
        for letter, latin in language(code).section("names").get("latin", {}).items():
            table.setdefault(letter, latin)
    return table


@cache
def fold(word: str) -> str:
    """A key that spellings of one name share, whatever the transliteration.

    >>> fold("Kyiv") == fold("Kiev"), fold("Donbas") == fold("Donbass")
    (True, True)
    """
    table = _letters()
    lower = unicodedata.normalize("NFC", word).lower()
    latin = "".join(table.get(letter, letter) for letter in lower)
    plain = unicodedata.normalize("NFKD", latin)
    key = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, to in _STEPS:
        key = pattern.sub(to, key)
    return key


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a name: its words and what stands before it."""

    sentence: Sentence
    words: tuple[str, ...]
    before: str
    role: bool
    after: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What one language's file says of names, in lower case."""

    roles: frozenset[str]
    groups: frozenset[str]
    places: frozenset[str]
    within: frozenset[str]
    inner: frozenset[str]
    never: frozenset[str]
    nouns: bool


@cache
def _lexicon(code: str) -> _Lexicon:
    own = language(code)
    table = own.section("names")
    roles, groups, places, within, inner = (
        frozenset(table.get(k, ())) for k in ("roles", "groups", "places", "within", "inner")
    )
    never = (frozenset(table.get("never", ())) | own.stop_words) - inner
    return _Lexicon(roles, groups, places, within, inner, never, bool(table.get("nouns")))


def find_names(
    articles: Sequence[Article], aliases: Sequence[Sequence[str]] = ()
) -> tuple[Name, ...]:
    """The names of the day, most mentioned first; `aliases` are spellings a desk holds equal."""
    lower = _lower_case(articles)
    mentions = [m for a in sorted(articles, key=lambda a: a.id) for m in _mentions(a, lower)]
    groups = _merge(_by_key(mentions), aliases)
    names = [_name(key, group) for key, group in groups.items()]
    return tuple(sorted(names, key=lambda n: (-len(n.mentions), n.key)))


def canonical(names: Iterable[Name]) -> dict[str, str]:
    """Spelling, in lower case with single spaces, to the key of its name."""
    return {form.lower(): name.key for name in names for form in name.variants}


def _lower_case(articles: Iterable[Article]) -> Counter[str]:
    """How often each word is written without a capital."""
    found: Counter[str] = Counter()
    for article in articles:
        found.update(w for w in re.findall(r"[^\W\d_]+", article.text) if w[0].islower())
    return found


def _mentions(article: Article, lower: Counter[str]) -> Iterator[Mention]:
    lexicon = _lexicon(article.language)
    inside: Counter[str] = Counter()
    unsure: list[Mention] = []
    for sentence in article.sentences():
        tokens = _TOKEN.findall(sentence.text)
        for start, end in _runs(tokens, lexicon):
            for low, high, role in _cut(tokens, start, end, lexicon):
                opens = low == 0 or tokens[low - 1] in _OPENERS
                first = low
                if opens and high - low > 1 and lower[tokens[low].lower()]:
                    first, opens = low + 1, False
                mention = _mention(sentence, tokens, first, high, role)
                if opens and high - first == 1 and not role:
                    unsure.append(mention)
                    continue
                inside.update(map(_bare, mention.words))
                if not lexicon.nouns or high - first > 1 or role:
                    yield mention
    # A capital at the start of a sentence shows nothing unless the word has one elsewhere.
    yield from (
        m
        for m in unsure
        if (inside[_bare(m.words[0])] or _is_acronym(m.words[0]))
        and inside[_bare(m.words[0])] >= lower[_bare(m.words[0]).lower()]
    )


def _runs(tokens: Sequence[str], lexicon: _Lexicon) -> Iterator[tuple[int, int]]:
    """Stretches of capitalized words, small words such as "of" allowed between them."""
    i = 0
    while i < len(tokens):
        if not _capital(tokens[i]):
            i += 1
            continue
        end = i + 1
        while end < len(tokens) and _bare(tokens[end - 1]) == tokens[end - 1]:
            small = 1 if tokens[end].lower() in lexicon.inner else 0
            if tokens[end] == "." and (len(tokens[end - 1]) <= 3) and end + 1 < len(tokens):
                small = 1
            if end + small < len(tokens) and _capital(tokens[end + small]):
                end += small + 1
            else:
                break
        yield i, end
        i = end


def _capital(token: str) -> bool:
    return token[:1].isupper()


def _is_acronym(token: str) -> bool:
    return len(token) > 1 and token.isupper()


def _cut(
    tokens: Sequence[str], start: int, end: int, lexicon: _Lexicon
) -> Iterator[tuple[int, int, bool]]:
    """A run without its roles and calendar words: (start, end, follows a role)."""
    low, role = start, False
    for i in range(start, end + 1):
        word = tokens[i].lower() if i < end else ""
        if i < end and (
            word not in lexicon.roles and (word not in lexicon.never or _is_acronym(tokens[i]))
        ):
            continue
        first, last = low, i
        while first < last and (tokens[first] == "." or tokens[first].lower() in lexicon.inner):
            first += 1
        while last > first and (
            tokens[last - 1] == "." or tokens[last - 1].lower() in lexicon.inner
        ):
            last -= 1
        if first < last and len("".join(tokens[first:last])) > 1:
            yield first, last, role
        low, role = i + 1, word in lexicon.roles


def _mention(sentence: Sentence, tokens: Sequence[str], low: int, high: int, role: bool) -> Mention:
    words = tuple(t for t in tokens[low:high] if t != ".")
    before = tokens[low - 1].lower() if low else ""
    return Mention(
        sentence, words, before, role, tokens[high].lower() if high < len(tokens) else ""
    )


# --- One name or two ---------------------------------------------------------------------

Groups = dict[tuple[str, ...], list[Mention]]


def _by_key(mentions: Iterable[Mention]) -> Groups:
    """Mentions by folded words; a last name goes to the one full name that it can mean."""
    groups: Groups = defaultdict(list)
    for mention in mentions:
        groups[tuple(fold(_bare(w)) for w in mention.words)].append(mention)
    people = {k for k, ms in groups.items() if 2 <= len(k) <= 3 and _looks_personal(ms)}
    by_last = defaultdict(list)
    for key in sorted(people):
        by_last[key[-1:]].append(key)
    for last, full in by_last.items():
        if len(full) == 1 and last in groups:
            groups[full[0]].extend(groups.pop(last))
    return dict(groups)


def _bare(word: str) -> str:
    """Without a possessive ending."""
    return re.sub(r"['’\u02bc]s?$", "", word)


def _looks_personal(mentions: Sequence[Mention]) -> bool:
    lexicon = _lexicon(mentions[0].sentence.article.language)
    words = {w.lower() for m in mentions for w in m.words}
    return not words & (lexicon.groups | lexicon.places | lexicon.inner) and not any(
        w.isupper() and len(w) > 1 for m in mentions for w in m.words
    )


def _merge(groups: Groups, aliases: Sequence[Sequence[str]]) -> dict[str, list[Mention]]:
    """Groups that are spellings of one name, by a key that tells them apart."""
    parent = {key: key for key in sorted(groups)}

    def root(key: tuple[str, ...]) -> tuple[str, ...]:
        while parent[key] != key:
            key = parent[key]
        return key

    for one, other in [*_alias_pairs(groups, aliases), *_weak_pairs(groups)]:
        a, b = sorted((root(one), root(other)), key=lambda k: (-len(groups[k]), k))
        parent[b] = a
    merged: dict[str, list[Mention]] = defaultdict(list)
    for key in sorted(groups):
        merged[" ".join(root(key))].extend(groups[key])
    return merged


def _alias_pairs(
    groups: Groups, aliases: Sequence[Sequence[str]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for spellings in aliases:
        keys = [tuple(fold(w) for w in s.split()) for s in spellings]
        present = [k for k in keys if k in groups]
        yield from pairwise(present)


def _weak_pairs(groups: Groups) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Keys that differ in exchangeable letters only, with a context that agrees."""
    buckets: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for key in sorted(groups):
        buckets[tuple(word.translate(_WEAK) for word in key)].append(key)
    for keys in buckets.values():
        for n, one in enumerate(keys):
            yield from ((one, other) for other in keys[n + 1 :] if _one_name(one, other, groups))


def _one_name(one: tuple[str, ...], other: tuple[str, ...], groups: Groups) -> bool:
    if len(one) != len(other) or not all(map(_exchangeable, one, other)):
        return False
    if _articles(groups[one]) & _articles(groups[other]):
        return False  # an article keeps to one spelling, so these are two names
    if len(one) > 1:
        return True
    return len(one[0]) >= 5 and bool(_neighbours(groups[one]) & _neighbours(groups[other]))


def _exchangeable(one: str, other: str) -> bool:
    """Whether at most two letters differ, each by one that transliterations exchange."""
    if len(one) != len(other):
        return False
    odd = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(odd) <= 2 and all(any({a, b} <= like for like in _LIKE) for a, b in odd)


def _articles(mentions: Iterable[Mention]) -> set[str]:
    return {m.sentence.article.id for m in mentions}


def _neighbours(mentions: Iterable[Mention]) -> set[str]:
    return {w for m in mentions for w in (m.before, m.after) if w.isalpha() and len(w) > 3}


def _name(key: str, mentions: Sequence[Mention]) -> Name:
    forms = Counter(" ".join(map(_bare, m.words)) for m in mentions)
    form = min(forms, key=lambda f: (-len(f.split()), -forms[f], f))
    found = sorted({m.sentence.position: m.sentence for m in mentions}.items())
    kind = _kind(mentions)
    return Name(key, form, kind, tuple(sorted(forms)), tuple(s for _, s in found))


def _kind(mentions: Sequence[Mention]) -> str:
    """What most mentions look like: person, organization, place, or ""."""
    votes: Counter[str] = Counter()
    for m in mentions:
        lexicon = _lexicon(m.sentence.article.language)
        words = [w.lower() for w in m.words]
        if lexicon.groups & set(words) or (len(words) == 1 and m.words[0].isupper()):
            votes["organization"] += 2
        elif m.role:
            votes["person"] += 2
        elif m.after in lexicon.places or lexicon.places & set(words):
            votes["place"] += 2
        elif m.before in lexicon.within and len(words) == 1:
            votes["place"] += 1
        elif len(words) > 1:
            votes["person"] += 1
    return min(votes, key=lambda k: (-votes[k], k)) if votes else ""
