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
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from briefing.analyze.names.lexicon import Lexicon, is_group, lexicon_of
from briefing.analyze.names.stretches import (
    bare,
    cut,
    is_acronym,
    is_joined,
    is_office,
    runs,
    tokens_of,
)
from briefing.language import known, language
from briefing.model import Article, Name, Sentence

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
_VOWELS = "aeiouy"
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
    """One occurrence of a name: its words, the word before and the word after.

    `role` tells that an office stands right before it, `office` that one stands
    right after it, `placed` that it is what "village of" and the like name,
    `opens` that only a sentence's start may have given it its capital.
    """

    sentence: Sentence
    words: tuple[str, ...]
    before: str
    after: str
    role: bool
    office: bool
    placed: bool
    opens: bool = False


def find_names(
    articles: Sequence[Article], aliases: Sequence[Sequence[str]] = ()
) -> tuple[Name, ...]:
    """The names of the day, most mentioned first; `aliases` are spellings a desk holds equal."""
    lower = _lower_case(articles)
    seen = [m for a in sorted(articles, key=lambda a: a.id) for m in _mentions(a, lower)]
    inside = Counter(bare(w) for m in seen if not m.opens for w in m.words)
    mentions = [m for m in seen if not m.opens or _is_known(m, inside, lower)]
    groups = _merge(_by_key(mentions), aliases)
    derived = _derived(groups)
    of_places = {word for words in derived.values() for word in words}
    names = [
        _name(key, group, [m for word in derived.get(key, ()) for m in groups[word]])
        for key, group in groups.items()
        if key not in of_places
    ]
    return tuple(sorted(names, key=lambda n: (-len(n.mentions), n.key)))


def canonical(names: Iterable[Name]) -> dict[str, str]:
    """Spelling, in lower case with single spaces, to the key of its name."""
    return {form.lower(): name.key for name in names for form in name.variants}


def plain_forms(names: Iterable[Name]) -> dict[str, str]:
    """Spelling to the words, in lower case, by which all spellings of its name are compared.

    What is left out of a name stays out: a last name alone is the last word.
    """
    names = tuple(names)
    one = {v.lower(): n.form.lower() for n in names if " " not in n.form for v in n.variants}
    return {
        v.lower(): " ".join(one.get(w, w) for w in _aligned(v, n.form).lower().split())
        for n in names
        for v in n.variants
    }


def _aligned(variant: str, form: str) -> str:
    said, words = variant.split(), form.split()
    short = len(said) < len(words) and [fold(w) for w in words[-len(said) :]]
    return " ".join(words[-len(said) :]) if short == [fold(w) for w in said] else form


def _lower_case(articles: Iterable[Article]) -> Counter[str]:
    """How often each word is written without a capital."""
    found: Counter[str] = Counter()
    for article in articles:
        found.update(w for w in re.findall(r"[^\W\d_]+", article.text) if w[0].islower())
    return found


def _mentions(article: Article, lower: Counter[str]) -> Iterator[Mention]:
    lexicon = lexicon_of(article.language)
    for sentence in article.sentences():
        tokens = list(tokens_of(sentence.text, lexicon))
        for start, end in runs(tokens, lexicon, article.text):
            for low, high, role in cut(tokens, start, end, lexicon):
                opens = low == 0 or tokens[low - 1] in _OPENERS
                first = low
                word = tokens[low].lower()
                whole = word in lexicon.parts or is_joined(tokens[low:high], lexicon)
                if opens and high - low > 1 and lower[word] and not whole:
                    first, opens = low + 1, False
                    while tokens[first].lower() in lexicon.inner and first + 1 < high:
                        first += 1
                mention = _mention(sentence, tokens, first, high, role, lexicon)
                unsure = opens and len(mention.words) == 1 and not role
                if unsure or not lexicon.nouns or len(mention.words) > 1 or role:
                    yield replace(mention, opens=unsure)


def _is_known(mention: Mention, inside: Counter[str], lower: Counter[str]) -> bool:
    """Whether a word that opens a sentence is a name: its capital shows nothing.

    It is when the day writes it with a capital elsewhere, and no less often than
    without one, or when the language's file knows it as a place.
    """
    word = bare(mention.words[0])
    demonyms = lexicon_of(mention.sentence.article.language).demonyms
    if word.lower() in demonyms or word.lower() in demonyms.values():
        return True
    return bool(inside[word] or is_acronym(word)) and inside[word] >= lower[word.lower()]


def _mention(
    sentence: Sentence,
    tokens: Sequence[str],
    low: int,
    high: int,
    role: bool,
    lexicon: Lexicon,
) -> Mention:
    words = tuple(t for t in tokens[low:high] if t != ".")
    earlier = [t.lower() for t in tokens[max(0, low - 2) : low]]
    before = earlier[-1] if earlier else ""
    after = tokens[high] if high < len(tokens) else ""
    placed = len(earlier) == 2 and earlier[0] in lexicon.places and before in lexicon.inner
    office = bool(after) and is_office(after, lexicon)
    return Mention(sentence, words, before, after.lower(), role, office, placed)


# --- One name or two ---------------------------------------------------------------------

Groups = dict[tuple[str, ...], list[Mention]]


def _by_key(mentions: Iterable[Mention]) -> Groups:
    """Mentions by folded words; a last name goes to the one full name that it can mean."""
    groups: Groups = defaultdict(list)
    for mention in mentions:
        groups[tuple(fold(bare(w)) for w in mention.words)].append(mention)
    people = {k for k, ms in groups.items() if 2 <= len(k) <= 3 and _looks_personal(ms)}
    by_last = defaultdict(list)
    for key in sorted(people):
        by_last[key[-1:]].append(key)
    for last, full in by_last.items():
        if len(full) == 1 and last in groups:
            groups[full[0]].extend(groups.pop(last))
    return dict(groups)


def _looks_personal(mentions: Sequence[Mention]) -> bool:
    lexicon = lexicon_of(mentions[0].sentence.article.language)
    words = {w.lower() for m in mentions for w in m.words}
    return not words & (lexicon.groups | lexicon.places | lexicon.inner) and not any(
        map(_has_acronym, mentions)
    )


def _merge(groups: Groups, aliases: Sequence[Sequence[str]]) -> dict[str, list[Mention]]:
    """Groups that are spellings of one name, by a key that tells them apart."""
    parent = {key: key for key in sorted(groups)}

    def root(key: tuple[str, ...]) -> tuple[str, ...]:
        while parent[key] != key:
            key = parent[key]
        return key

    same = (*_alias_pairs(groups, aliases), *_weak_pairs(groups), *_turned_pairs(groups))
    for one, other in same:
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


def _turned_pairs(groups: Groups) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Bodies named in another order of words: "Ministry of Trade", "Trade Ministry"."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for key in sorted(groups):
        lexicon = lexicon_of(groups[key][0].sentence.article.language)
        words = [w.lower() for w in groups[key][0].words]
        if lexicon.groups.isdisjoint(words) or len(words) < 2:
            continue
        small = [n for n, w in enumerate(words) if w in lexicon.inner]
        turned = tuple(sorted(k for n, k in enumerate(key) if n not in small))
        if turned in found:
            yield found[turned], key
        found.setdefault(turned, key)


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


def _derived(groups: Mapping[str, Sequence[Mention]]) -> dict[str, list[str]]:
    """For each place the words for what is of it: Moldova, Moldovan; Britain, British.

    A word that a language's file lists is of the place that it says; others are
    told by their endings, and only where the day names the place too.
    """
    single = {_spelled(ms): key for key, ms in groups.items() if " " not in key}
    roots: dict[str, list[str]] = defaultdict(list)
    for word in sorted(single):
        roots[word.rstrip(_VOWELS)].append(word)
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(single):
        lexicon = lexicon_of(groups[single[word]][0].sentence.article.language)
        place = lexicon.demonyms.get(word) or _place_of(word, lexicon.endings, roots)
        if place and place != word and place in single:
            found[single[place]].append(single[word])
    return {p: words for p, words in found.items() if not any(p in w for w in found.values())}


def _place_of(word: str, endings: Sequence[str], roots: Mapping[str, Sequence[str]]) -> str:
    """The one place from whose name the word can be derived, or ""."""
    bases = {word[: -len(e)].rstrip(_VOWELS) for e in endings if word.endswith(e)}
    places = [p for base in sorted(bases) if len(base) > 2 for p in roots.get(base, ())]
    places = [p for p in places if not p.endswith(tuple(endings))]
    return places[0] if len(places) == 1 else ""


def _spelled(mentions: Sequence[Mention]) -> str:
    """A name of one word as it is mostly written, in lower case."""
    forms = Counter(bare(m.words[0]).lower() for m in mentions)
    return min(forms, key=lambda f: (-forms[f], f))


def _name(key: str, mentions: Sequence[Mention], derived: Sequence[Mention]) -> Name:
    forms = Counter(" ".join(map(bare, m.words)) for m in mentions)
    form = min(forms, key=lambda f: (-len(f.split()), -forms[f], f))
    found = sorted({m.sentence.position: m.sentence for m in (*mentions, *derived)}.items())
    variants = {*forms, *(" ".join(map(bare, m.words)) for m in derived)}
    kind = "place" if derived else _kind(mentions)
    return Name(key, form, kind, tuple(sorted(variants)), tuple(s for _, s in found))


def _kind(mentions: Sequence[Mention]) -> str:
    """What most mentions look like: person, organization, place, or ""."""
    votes: Counter[str] = Counter()
    for m in mentions:
        lexicon = lexicon_of(m.sentence.article.language)
        for kind, weight in _looks(m, lexicon):
            votes[kind] += weight
    return min(votes, key=lambda k: (-votes[k], k)) if votes else ""


def _looks(m: Mention, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """What one mention looks like, and how surely: (kind, weight)."""
    words = {w.lower() for w in m.words}
    if any(is_group(w, lexicon) for w in words) or (len(m.words) == 1 and m.words[0].isupper()):
        yield "organization", 2
    elif m.role:
        yield "person", 2
    elif m.placed or m.after in lexicon.places or lexicon.places & words:
        yield "place", 2
    elif len(m.words) > 1 and (m.office or m.after in lexicon.groups):
        yield "organization", 1
    elif m.before in lexicon.within:
        yield "place", 1
    elif len(m.words) > 1 and m.before not in lexicon.articles and not _has_acronym(m):
        yield "person", 1


def _has_acronym(mention: Mention) -> bool:
    return any(len(w) > 1 and w.isupper() for w in mention.words)
