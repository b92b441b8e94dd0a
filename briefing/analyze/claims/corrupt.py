"""Copies whose wording went wrong on the way: found by the copies that did not.

Machine rewriting reverses who did what (an office that counts the dead becomes the
one that killed them) and swallows words, which leaves a capital in mid-sentence. What
no other copy contradicts is found by its form alone: frames that no writer of the
language uses, data of its file (`[claims].torn`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from briefing.language import language
from briefing.model import Sentence

Pair = tuple[str, ...]

_MIDDLE = re.compile(r"\b([a-z]+) ([A-Z][a-z]+) (?=([A-Za-z]+))")
_SMALL = re.compile(r"(?<![\w’'-])([a-z]+) (?=([A-Za-z]+))")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def corrupted(members: Sequence[Sentence]) -> frozenset[int]:
    """Which of the sentences that state one fact are torn, or contradicted by the others."""
    done = [n for n, m in enumerate(members) if _speaker_did_it(m)]
    told = {number for n, m in enumerate(members) if n not in done for number in _numbers(m)}
    reversed_ = {n for n in done if told & _numbers(members[n])}
    small = [_pairs(m) for m in members] if len(members) > 1 else []
    spread = Counter(pair for pairs in small for pair in pairs)
    strays = {n for n, pairs in enumerate(small) if _stray(members[n], pairs, spread)}
    garbled = {n for n, m in enumerate(members) if torn(m)}
    return frozenset(reversed_ | strays | garbled)


def torn(sentence: Sentence) -> bool:
    """Whether a sentence lost words, by its form alone: "Vell called on Monday that ..."."""
    frames = _frames(sentence.article.language)
    return bool(frames and frames.search(sentence.quote))


@cache
def _frames(code: str) -> re.Pattern[str] | None:
    own = language(code)
    rows = own.section("claims").get("torn", ())
    if not rows:
        return None
    names = sorted({n for row in own.section("months").get("names", ()) for n in row})
    weekdays = {d for row in own.section("numbers").get("weekdays", ()) for d in row.split()}
    days = "|".join(n.capitalize() for n in sorted(weekdays))
    months = "|".join(n.capitalize() for n in names)
    day = rf"(?:(?:{days})|(?:{months})\.? \d+|\d+ (?:{months}))\b"
    return re.compile("|".join(row.replace("{day}", day) for row in rows))


def _numbers(sentence: Sentence) -> set[str]:
    return {n.replace(",", "") for n in _NUMBER.findall(sentence.text) if len(n) > 1}


def _speaker_did_it(sentence: Sentence) -> bool:
    """Whether the one who reports deaths is said to have caused them: "it said it had killed"."""
    pattern = _deed(sentence.article.language)
    return bool(pattern and pattern.search(sentence.quote))


@cache
def _deed(code: str) -> re.Pattern[str] | None:
    own = language(code)
    claims, figures = own.section("claims"), own.section("figures")
    say, who = claims.get("say", ()), claims.get("pronouns", ())
    harm = [*figures.get("killed", ()), *figures.get("injured", ())]
    if not (say and who and harm):
        return None
    said, pronoun, harmed = ("|".join(map(re.escape, group)) for group in (say, who, harm))
    return re.compile(
        rf"\b(?:{said})\b(?: \w+){{0,4}} (?:{pronoun}) (?:\w+ )?(?:{harmed}) (?:\w+ ){{0,2}}\d",
        re.I,
    )


def _pairs(sentence: Sentence) -> frozenset[Pair]:
    """Words without a capital, each with the word after it."""
    return frozenset(pair.groups() for pair in _SMALL.finditer(sentence.quote))


def _stray(sentence: Sentence, small: frozenset[Pair], spread: Mapping[Pair, int]) -> bool:
    """Whether a verb is followed by a capital that another member shows to be none.

    "called The Western alliance" is, against "the Western alliance". `small` are the `_pairs`
    of the sentence, `spread` tells how many members, with this one, have a pair.
    """
    own = language(sentence.article.language)
    verbs = tuple(own.section("claims").get("deeds", ()))
    return any(
        before.endswith(verbs)
        and word.lower() in own.stop_words
        and spread.get(pair := (word.lower(), after), 0) > (pair in small)
        for before, word, after in (m.groups() for m in _MIDDLE.finditer(sentence.quote))
    )
