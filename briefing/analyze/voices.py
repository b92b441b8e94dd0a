"""Who says it: the speaker of a quoted or reported sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from briefing.language import language
from briefing.model import Article, Sentence

_NAME = r"[^\W\d_a-z][\w'’.-]*(?: (?:of|de|al|van|von|bin)(?= [^\W\d_a-z]))?"


@cache
def _said(code: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of "NAME said", "said NAME" and "according to NAME" in a language."""
    table = language(code).section("claims")
    said = "|".join(map(re.escape, table.get("say", ())))
    after = "|".join(map(re.escape, table.get("according", ())))
    # A capitalized name, perhaps with a noun of office after it ("the NATO chief").
    who = rf"(?P<who>(?:[Tt]he )?{_NAME}(?: {_NAME}){{0,6}}(?: [a-z]+){{0,2}}?)"
    found = []
    if said:
        found.append(
            rf"{who},?(?: [^.,\"“”]{{0,60}},)?(?: (?:has|have|also|had)){{0,2}} (?:{said})\b"
        )
        found.append(rf"\b(?:{said}) {who}")
    if after:
        found.append(rf"\b(?i:{after}) {who}")
    return tuple(re.compile(p) for p in found)


def speakers(article: Article, names: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """The speaker of each body sentence that has one, by span, as a key of `names`.

    A pronoun speaks for the last speaker before it in the same or the preceding paragraph.
    """
    found: dict[tuple[int, int], str] = {}
    last = ""
    for sentence in article.sentences():
        who = speaker(sentence.quote, article.language, names)
        if not who and last and _pronoun(article.language).search(sentence.quote):
            who = last
        if who:
            found[sentence.start, sentence.end] = last = who
    return found


def speaker(text: str, code: str, names: Mapping[str, str]) -> str:
    """The key of the one who is quoted in a sentence; "" where nobody named is."""
    for pattern in _said(code):
        for match in pattern.finditer(text):
            if key := _known(match["who"], names):
                return key
    return ""


def _known(who: str, names: Mapping[str, str]) -> str:
    """The longest known name in a phrase, the rightmost of equals."""
    tokens = re.sub(r"['’]s?\b", "", who).replace(".", "").lower().split()
    for size in range(len(tokens), 0, -1):
        for start in range(len(tokens) - size, -1, -1):
            if key := names.get(" ".join(tokens[start : start + size])):
                return key
    return ""


@cache
def _pronoun(code: str) -> re.Pattern[str]:
    table = language(code).section("claims")
    said = "|".join(map(re.escape, table.get("say", ()))) or r"(?!)"
    who = "|".join(map(re.escape, table.get("pronouns", ()))) or r"(?!)"
    return re.compile(rf"\b(?i:{who})(?: (?:has|have|also|had))? (?:{said})\b")


def voices(
    members: Sequence[Sentence], spoken: Mapping[tuple[str, int, int], str]
) -> tuple[str, ...]:
    """The distinct speakers of some sentences, in order."""
    return tuple(sorted({spoken[m.position] for m in members if m.position in spoken}))
