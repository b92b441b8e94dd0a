"""Where the names of a sentence stand: stretches of capitalized words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from briefing.analyze.names.lexicon import Lexicon, is_group

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’\u02bc][^\W\d_]+)*|\d+|[^\w\s]|_")


def tokens_of(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Words and signs; what is tied to a name by a hyphen ("Kyiv-based") is no part of it."""
    for token in _TOKEN.findall(text):
        name, hyphen, rest = token.partition("-")
        if hyphen and _capital(name) and rest.islower() and not is_office(token, lexicon):
            yield from (name, hyphen, rest)
        else:
            yield token


def is_office(token: str, lexicon: Lexicon) -> bool:
    """Whether it is a role, or made of roles: "Commander-in-Chief"."""
    word = token.lower()
    if word in lexicon.roles:
        return True
    first, *parts = word.split("-")
    known = (lexicon.roles, lexicon.never, lexicon.inner)
    return bool(parts) and first in lexicon.roles and all(any(p in k for k in known) for p in parts)


def _idle(token: str, lexicon: Lexicon) -> bool:
    """Whether it is a calendar word and the like, "September-November" too."""
    return not is_acronym(token) and all(p in lexicon.never for p in token.lower().split("-"))


def runs(tokens: Sequence[str], lexicon: Lexicon, text: str) -> Iterator[tuple[int, int]]:
    """Stretches of capitalized words, small words such as "of" allowed between them."""
    i = 0
    while i < len(tokens):
        if not _capital(tokens[i]):
            i += 1
            continue
        end = _stretch(tokens, i, lexicon)
        while more := _second_part(tokens, i, end, lexicon, text):
            end = more
        yield i, end
        i = end


def _stretch(tokens: Sequence[str], start: int, lexicon: Lexicon) -> int:
    """Where the capitalized words end that begin at a place."""
    end = start + 1
    while end < len(tokens) and bare(tokens[end - 1]) == tokens[end - 1]:
        small = 1 if tokens[end].lower() in lexicon.inner else 0
        if tokens[end] == "." and (len(tokens[end - 1]) <= 3) and end + 1 < len(tokens):
            small = 1
        if end + small < len(tokens) and _capital(tokens[end + small]):
            end += small + 1
        else:
            break
    return end


def _second_part(tokens: Sequence[str], start: int, end: int, lexicon: Lexicon, text: str) -> int:
    """Where a body's name ends that goes on behind an "and" or a "for"; 0 where it does not.

    "Office for Fair Trade", "the Food and Drug Board", "Ministry of Health and Welfare". Two
    names are joined in the same way: so no part may stand alone elsewhere in the `text`.
    """
    joins, first = tokens[end].lower() if end + 1 < len(tokens) else "", end + 1
    if joins in lexicon.purposes and is_group(tokens[end - 1], lexicon):
        first += tokens[first].lower() in lexicon.articles
        named = first < len(tokens) and _capital(tokens[first])
        return _stretch(tokens, first, lexicon) if named else 0
    if joins not in lexicon.couples or not _capital(tokens[first]):
        return 0
    last = _stretch(tokens, first, lexicon)
    begun = start + (tokens[start].lower() in lexicon.articles)
    one, other = tokens[begun:end], tokens[first:last]
    if not one:
        return 0
    alone = other if _tells_its_field(one, lexicon) else one
    if alone is one and (not begun or tokens[begun - 1].lower() not in lexicon.articles):
        return 0
    if is_group(other[-1], lexicon) is (alone is other) or is_acronym(alone[-1]):
        return 0
    return 0 if _stands_alone(alone, tokens[end], text, before=alone is one) else last


def _tells_its_field(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a name is that of a body and what it is for: "Ministry of Health"."""
    small = lexicon.inner | lexicon.purposes
    return any(is_group(a, lexicon) and b.lower() in small for a, b in pairwise(words))


def is_joined(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a name has two parts with an "and" or a "for" between them."""
    return any(word in lexicon.couples or word in lexicon.purposes for word in words)


def _stands_alone(words: Sequence[str], joins: str, text: str, *, before: bool) -> bool:
    """Whether words stand in a text without the one that joins them, which they are `before`."""
    part = " ".join(words)
    whole = f"{part} {joins}" if before else f"{joins} {part}"
    return bool(bare(part) != part or text.count(part) > text.count(whole))


def _capital(token: str) -> bool:
    return token[:1].isupper()


def is_acronym(token: str) -> bool:
    return len(token) > 1 and token.isupper()


def cut(
    tokens: Sequence[str], start: int, end: int, lexicon: Lexicon
) -> Iterator[tuple[int, int, bool]]:
    """A run without its roles and calendar words: (start, end, follows a role)."""
    low, role = start, False
    for i in range(start, end + 1):
        office = i < end and is_office(tokens[i], lexicon)
        small = i < end and tokens[i].islower()  # it stands between two parts
        if i < end and not office and (small or not _idle(tokens[i], lexicon)):
            continue
        first, last = low, i
        while first < last and _is_small(tokens[first], lexicon):
            first += 1
        while last > first and _is_small(tokens[last - 1], lexicon):
            last -= 1
        if first < last and len("".join(tokens[first:last])) > 1:
            yield first, last, role
        low, role = i + 1, office


def _is_small(word: str, lexicon: Lexicon) -> bool:
    """Whether a word or sign begins and ends no name."""
    return word == "." or word.islower() or word.lower() in lexicon.inner


def bare(word: str) -> str:
    """Without a possessive ending."""
    return re.sub(r"['’\u02bc]s?$", "", word)
