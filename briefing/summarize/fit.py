"""What may be printed: whole, well-formed sentences that a reader understands alone.

The wording that points back ("However", "he", "the ministry said") and the wording
of a caveat are data of the language, section `summarize`; a language without them
is judged by its punctuation alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import takewhile

from briefing.language import language, placed_words, words
from briefing.model import Article, Sentence

SHORTEST = 5
LONGEST = 60
_OPENING_WORDS = 12
PRINTABLE = 0.5
"""Quality below which a sentence is not printed while there is another."""

_QUOTED = re.compile(
    r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|„[^“”]*(?:[“”]|$)|‘[^’]*’(?!\w)|''.*?(?:''|$)"
)
_TOKEN = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)*+")
_PART = re.compile(_TOKEN.pattern + r"|[,.;:]")
_END = re.compile(r"[.!?…؟۔。！？।][\"'”’»“)\]]*$")
# The mark first, and then what stands before it: a search looks for the marks alone.
_SPLIT_INSIDE = re.compile(r"[.!?](?<=[^\W\d_]{4}.)[”\"]? [a-zà-ÿа-яё]")
_STUTTER = re.compile(r"\b([^\W\d_]{3,}) \1\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d['′’]\s*\d+\"")
_NEWS = 5  # content words that are news of their own
_QUESTIONS = ("?", "؟")
_INNER = re.compile(r"(?:^|[.!?…]\s+)([^\W\d_]+)(?=\s)")
_INSIDE = re.compile(r"(?<=[^\W\d_A-Z])[,;]? ([^\W\d_]+(?:['’][^\W\d_]+)*)\b")
_APOSTROPHE = re.compile(r"['’]")
_OPENINGS = "“\"'«„‘([¿¡—–-"
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))


@dataclass(frozen=True, slots=True)
class _Wording:
    """The `summarize` section of a language, ready for look-ups. All in lower case."""

    connectives: frozenset[str]
    pronouns: frozenset[str]
    things: frozenset[str]
    singular: frozenset[str]
    possessives: frozenset[str]
    pointers: frozenset[str]
    speakers: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    roles: frozenset[str]
    said: frozenset[str]
    reporting: frozenset[str]
    restrictive: frozenset[str]
    calendar: frozenset[str]
    backwards: re.Pattern[str] | None
    ties: re.Pattern[str] | None
    plural: re.Pattern[str] | None
    caveats: re.Pattern[str] | None
    about: re.Pattern[str] | None
    impersonal: re.Pattern[str] | None
    background: re.Pattern[str] | None
    captions: re.Pattern[str] | None


@cache
def _wording(code: str) -> _Wording:
    table = language(code).section("summarize")

    def pattern(name: str) -> re.Pattern[str] | None:
        found = "|".join(table.get(name, ()))
        return re.compile(rf"\b(?:{found})", re.IGNORECASE) if found else None

    def known(name: str) -> frozenset[str]:
        return frozenset(word.lower() for word in table.get(name, ()))

    return _Wording(
        connectives=known("connectives"),
        pronouns=known("pronouns"),
        things=known("things"),
        singular=known("singular"),
        possessives=known("possessives"),
        pointers=known("pointers"),
        speakers=known("speakers"),
        articles=known("articles"),
        indefinite=known("indefinite"),
        roles=known("roles"),
        said=known("said"),
        reporting=known("reporting"),
        restrictive=known("restrictive"),
        calendar=known("calendar"),
        backwards=pattern("backwards"),
        ties=pattern("ties"),
        plural=pattern("plural"),
        caveats=pattern("caveats"),
        about=pattern("about"),
        impersonal=pattern("impersonal"),
        background=pattern("background"),
        captions=pattern("captions"),
    )


def quality(sentence: Sentence) -> float:
    """How well-formed the sentence is, from 0 to 1, by what can be seen without grammar."""
    text = sentence.quote
    own = _wording(sentence.article.language)
    length = len(text.split())
    outside = _QUOTED.sub(" ", text)
    faults = (
        0.6 * (length < SHORTEST),
        0.3 * (length > LONGEST),
        0.6 * _badly_opened(text),
        _unended(text),
        0.4 * text.endswith(("...", "…")),
        0.6 * (not _balanced(text)),
        0.6 * bool(_SPLIT_INSIDE.search(outside)),
        0.6 * _torn(text, own),
        0.3 * bool(_STUTTER.search(text)),
        0.6 * text.isupper(),
        0.6 * bool(own.captions and own.captions.search(text)),
        0.6 * outside.rstrip().endswith(_QUESTIONS),
    )
    return max(0.0, 1.0 - sum(faults))


def is_whole(sentence: Sentence) -> bool:
    """Whether the sentence is well-formed enough to be printed."""
    return quality(sentence) >= PRINTABLE


def printable(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Those that are whole and stand alone; failing that whole, failing that all."""
    whole = [s for s in sentences if is_whole(s)]
    return [s for s in whole if is_own_matter(s)] or whole or list(sentences)


def _unended(text: str) -> float:
    """What a missing end mark is worth: some scripts without capitals have no such mark."""
    if _END.search(text):
        return 0.0
    return 0.3 if text.upper() == text.lower() else 0.6


def _badly_opened(text: str) -> bool:
    first = text.lstrip(_OPENINGS + " ")[:1]
    return not first.isalnum() or first.islower()


def _balanced(text: str) -> bool:
    if _SECONDS.sub("", text).count('"') % 2:
        return False
    low_nine = text.count("„")  # German and Czech close „ with “, Polish with ”
    pairs = _PAIRS[1:] if low_nine else _PAIRS
    if low_nine and low_nine != text.count("“") + text.count("”"):
        return False
    return all(text.count(left) == text.count(right) for left, right in pairs)


def _torn(text: str, own: _Wording) -> bool:
    """A capitalised article in the middle, before a small letter: two sentences run together."""
    tokens = text.split()
    return any(
        word.lower() in own.articles
        and word[0].isupper()
        and before[-1].islower()
        and after[:1].islower()
        for before, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def stands_alone(sentence: Sentence) -> bool:
    """Whether a reader who has seen nothing before it knows what the sentence is about."""
    own = _wording(sentence.article.language)
    text = own.impersonal.sub(" ", sentence.quote) if own.impersonal else sentence.quote
    tokens = _TOKEN.findall(_QUOTED.sub(" ", text))
    if len(tokens) < 2:  # nothing but a quotation: whose?
        return False
    lower = [_folded(token) for token in tokens]
    if _opens_backwards(text, lower, own) or _quotes_somebody_unnamed(text, own):
        return False
    if any(word in own.speakers for word in lower) or _points_back(lower, own):
        return False
    if lower[-1] in own.pronouns and len(words(sentence.text)) <= SHORTEST + 1:
        return False
    if _is_of_something_known(sentence, lower, tokens, own):
        return False
    if _leans_behind_an_opening(sentence, own):
        return False
    return all(
        _named(tokens[:i], word, own, sentence)
        for i, word in enumerate(lower)
        if word in own.pronouns
    )


def _opens_backwards(text: str, lower: Sequence[str], own: _Wording) -> bool:
    """ "However", "He", "These", "The same day": what leans on the sentence before."""
    opening = _TOKEN.search(text)
    first = _folded(opening.group()) if opening else ""
    if first != lower[0] and first in own.connectives | own.pointers | own.pronouns:
        return True
    if lower[0] in own.connectives | own.possessives | own.pronouns:
        return True
    if own.backwards and own.backwards.match(text.lstrip(_OPENINGS + " ")):
        return True
    return lower[0] in own.pointers and lower[1].removesuffix("'s") not in own.calendar


def _quotes_somebody_unnamed(text: str, own: _Wording) -> bool:
    """Whether a sentence inside a quotation opens with a person whom nothing before it names."""
    people = (own.pronouns | own.possessives) - own.singular
    for quotation in _QUOTED.finditer(text):
        inner = quotation.group().strip("“”\"«»„‘’'")
        before = _TOKEN.findall(text[: quotation.start()])
        for opening in _INNER.finditer(inner):
            known = [*before, *_TOKEN.findall(inner[: opening.start(1)])]
            if _folded(opening.group(1)) in people and not any(w[0].isupper() for w in known[1:]):
                return True
    return False


def _is_of_something_known(
    sentence: Sentence, lower: Sequence[str], tokens: Sequence[str], own: _Wording
) -> bool:
    """ "The bus overturned": a definite thing that an earlier sentence of the article brought in.

    It did so by the same word, or by another where the sentence names nothing at all. Not
    so if the sentence itself says which: by a name, or by what follows the noun ("the bus
    that left Alma").
    """
    if not own.restrictive or lower[0] not in own.articles:
        return False
    stop = language(sentence.article.language).stop_words
    phrase = list(takewhile(lambda i: lower[i] not in stop and i < 5, range(1, len(lower))))
    if not phrase or any(tokens[i][0].isupper() for i in phrase):
        return False
    if any(lower[i].endswith("'s") and lower[i][:-2] in own.roles for i in phrase):
        return True
    end = phrase[-1] + 1
    if end < len(lower) and (lower[end] in own.restrictive or tokens[end][0].isupper()):
        phrase = phrase[:-1]  # what stands right before "of" or "that" is told by it
    first = _first_written(sentence.article)
    if not phrase or not first or next(iter(first.values())) > sentence.start:
        return False
    stem = language(sentence.article.language).stem(lower[phrase[0]])
    names = (w for w, small in zip(tokens[1:], lower[1:], strict=True) if small not in own.calendar)
    return first.get(stem, sentence.start + 1) <= sentence.start or not any(
        w[0].isupper() for w in names
    )


def _leans_behind_an_opening(sentence: Sentence, own: _Wording) -> bool:
    """ "During his arraignment, officials ...", "Among its clients, the company ...".

    What an opening without a name belongs to is named behind it or was named before: by a
    pronoun of the opening, or by a definite thing that an earlier sentence has.
    """
    opening, comma, rest = outside_quotations(sentence).partition(", ")
    tokens, behind = _TOKEN.findall(opening), _TOKEN.findall(rest)[:2]
    if not comma or len(behind) < 2 or not 1 < len(tokens) <= _OPENING_WORDS:
        return False
    named = (w for w in tokens[1:] if _folded(w) not in own.calendar and w[0].isupper())
    if any(named) or behind[0][0].isupper():
        return False
    if any(_folded(w) in own.possessives for w in tokens):
        return True
    first = _first_written(sentence.article)
    noun = language(sentence.article.language).stem(behind[1].lower().removesuffix("'s"))
    return (
        behind[0].lower() in own.articles
        and behind[1].removesuffix("'s").lower() in own.roles
        and first.get(noun, sentence.start + 1) <= sentence.start
    )


def known_things(sentence: Sentence) -> int:
    """How many things a sentence takes for known: "the ship", when one was told of before.

    Counted are definite nouns that an earlier sentence of the article has, unless what
    follows tells which one is meant ("the ship that sank", "the ship of Alma").
    """
    own = _wording(sentence.article.language)
    tokens = _PART.findall(outside_quotations(sentence))
    known = 0
    for article, noun, after in zip(tokens, tokens[1:], [*tokens[2:], ""], strict=False):
        if article.lower() not in own.articles or not noun.islower():
            continue
        if not (after.lower() in own.restrictive or after[:1].isupper()):
            first = _first_written(sentence.article)
            stem = language(sentence.article.language).stem(noun)
            known += first.get(stem, sentence.start + 1) <= sentence.start
    return known


@lru_cache(maxsize=4096)
def _first_written(article: Article) -> Mapping[str, int]:
    """Where each stem of an article ends for the first time, in text order.

    Read once: asked of each of its sentences, the text before them is a square.
    """
    ends: dict[str, int] = {}
    for word, end in placed_words(article.text):
        ends.setdefault(word, end)
    stem = language(article.language).stem
    first: dict[str, int] = {}
    for word, end in ends.items():
        first.setdefault(stem(word), end)
    return first


def _folded(token: str) -> str:
    """Lower case and a straight apostrophe; an abbreviation such as "US" is no pronoun."""
    return token if len(token) > 1 and token.isupper() else token.lower().replace("’", "'")


def _points_back(lower: list[str], own: _Wording) -> bool:
    """ "The ministry said ...", "... said this would ...": what the sentence before named."""
    bare = [word.removesuffix("'s") for word in lower]
    for i, (article, role, verb) in enumerate(zip(lower, bare[1:], bare[2:], strict=False)):
        speaks = verb in own.reporting or (i == 0 and (verb in own.said or role != lower[1]))
        if speaks and article in own.articles and role in own.roles and role not in bare[: i + 1]:
            return True
    return any(
        before in own.said and word in own.pointers and after in own.said
        for before, word, after in zip(lower, lower[1:], lower[2:], strict=False)
    )


def _named(before: Sequence[str], pronoun: str, own: _Wording, sentence: Sentence) -> bool:
    """Whether something stands before a pronoun that it can mean.

    A person needs the subject of the sentence or a name; a thing, any noun of its number.
    """
    stop = language(sentence.article.language).stop_words
    nothing = own.calendar | (stop - own.articles - own.indefinite)
    thing = pronoun in own.things
    many = own.plural if pronoun in own.singular else None
    aside = "," in sentence.quote.lower().partition(f" {pronoun} ")[0]  # "Later, he ..."
    plural = [bool(many and word.islower() and many.fullmatch(word)) for word in before]
    return any(
        word.lower() not in nothing
        and (thing or not word[0].islower())
        and (i > 0 or thing or not aside or _is_name(word, sentence.article))
        and not any(plural[i : i + 2])  # of "Western leaders" both words are of the plural
        for i, word in enumerate(before)
    )


def _is_name(word: str, article: Article) -> bool:
    """Whether the article writes the word with a capital inside a sentence."""
    return word in _names_inside(article)


@lru_cache(maxsize=4096)
def _names_inside(article: Article) -> frozenset[str]:
    """Every such word, also without what follows an apostrophe ("Lind" of "Lind's")."""
    found = {token for token in _INSIDE.findall(article.text) if not token[0].islower()}
    cut = (token[: mark.start()] for token in found for mark in _APOSTROPHE.finditer(token))
    return frozenset(found.union(cut))


def outside_quotations(sentence: Sentence) -> str:
    """What the article says itself, with a blank for each quotation."""
    return _QUOTED.sub(" ", sentence.quote)


def words_outside(sentence: Sentence) -> list[str]:
    """The words outside quotations, in lower case; an abbreviation in capitals is kept."""
    return [_folded(token) for token in _TOKEN.findall(outside_quotations(sentence))]


def is_caveat(sentence: Sentence) -> bool:
    """Whether the sentence says that something is not sure."""
    caveats = _wording(sentence.article.language).caveats
    return bool(caveats and caveats.search(sentence.quote))


def is_background(sentence: Sentence) -> bool:
    """Whether the sentence tells what has long been so, rather than what happened."""
    background = _wording(sentence.article.language).background
    return bool(background and background.search(_QUOTED.sub(" ", sentence.quote)))


def qualifies(caveat: Sentence, same_paragraph: bool) -> bool:
    """Whether a caveat speaks of the sentence right before it, not of a matter of its own."""
    about = _wording(caveat.article.language).about
    return same_paragraph or _short(caveat) or bool(about and about.search(caveat.quote))


def is_own_matter(sentence: Sentence) -> bool:
    """Whether the sentence may be printed without the one before it."""
    return stands_alone(sentence) and not (is_caveat(sentence) and _short(sentence))


def is_tied_loosely(sentence: Sentence) -> bool:
    """Whether nothing but its opening words keep it from standing alone ("However, ...")."""
    ties = _wording(sentence.article.language).ties
    tie = ties.match(sentence.text) if ties else None
    if not tie:
        return False
    rest = replace(sentence, start=sentence.start + tie.end())
    return len(rest.text.split()) >= SHORTEST and is_own_matter(rest)


def in_passing(fact: Sentence, member: Sentence) -> bool:
    """Whether a sentence tells in its last clause what another one tells as its news.

    "Bread ran short in Norda, where the flood has drowned nine": words of "Nine drowned in
    the flood" stand behind the comma only, but for one that may name the place before it.
    """
    clause = _last_clause(member.article.language)
    ends = [m.start() for m in clause.finditer(member.text)] if clause else []
    if not ends:
        return False
    own = language(member.article.language)
    told = set(fact.content)
    before, after = (
        own.content(part) for part in (member.text[: ends[-1]], member.text[ends[-1] :])
    )
    return (
        len(before) >= _NEWS
        and len(told & set(before)) <= 1
        and len(told & set(after) - set(before)) > 1
    )


@cache
def _last_clause(code: str) -> re.Pattern[str] | None:
    joins = language(code).section("claims").get("joins", ())
    return re.compile(rf", (?:{'|'.join(map(re.escape, joins))})\b") if joins else None


def _short(sentence: Sentence) -> bool:
    return len(sentence.text.split()) <= 14
