"""Copies whose wording went wrong on the way: found by the copies that did not.

Machine rewriting reverses who did what (an office that counts the dead becomes the
one that killed them) and swallows words, which leaves a capital in mid-sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from briefing.language import language
from briefing.model import Sentence

_MIDDLE = re.compile(r"(?<=[a-z] )([A-Z][a-z]+) (?=([A-Za-z]))")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def corrupted(members: Sequence[Sentence]) -> frozenset[int]:
    """Which of the sentences that state one fact are contradicted by the others."""
    lower = {w for m in members for w in re.findall(r"\b[a-z]+\b", m.text)}
    done = [n for n, m in enumerate(members) if _speaker_did_it(m)]
    told = {number for n, m in enumerate(members) if n not in done for number in _numbers(m)}
    reversed_ = {n for n in done if told & _numbers(members[n])}
    garbled = {n for n, m in enumerate(members) if any(_stray(m, lower))}
    return frozenset(reversed_ | garbled)


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


def _stray(sentence: Sentence, lower: set[str]) -> Iterator[bool]:
    """Whether each capital of a stop word inside the sentence is out of place.

    It is before a small letter ("called On the eve"), or where another member has
    the word without it ("called The Western alliance" against "the Western alliance").
    """
    stop = language(sentence.article.language).stop_words
    for match in _MIDDLE.finditer(sentence.quote):
        if (word := match[1].lower()) in stop:
            yield match[2].islower() or word in lower
