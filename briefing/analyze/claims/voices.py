"""Who says it: the speaker of a quoted or reported sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from briefing.language import language
from briefing.model import Article

_NAME = r"[^\W\d_a-z][\w'’.-]*(?: (?:of|de|al|van|von|bin)(?= [^\W\d_a-z]))?"
_OPENING = '“"«„'
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?|„[^„“”]*[“”]?")


@cache
def _said(code: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of "NAME said", "said NAME", "NAME, ..., said" and "according to NAME"."""
    table = language(code).section("claims")
    said, after, nouns = (_any(table.get(key, ())) for key in ("say", "according", "after_nouns"))
    # A capitalized name, perhaps with a noun of office after it ("the NATO chief").
    name = rf"(?P<who>(?:[Tt]he )?{_NAME}(?: {_NAME}){{0,6}})"
    office = r"(?P<office>(?: [a-z]+){0,3}?)"
    verb = rf"(?: (?:has|have|also|had)){{0,2}} (?:{said})\b(?! (?:{nouns})\b)"
    # "in Brussels, ..., said" names no speaker.
    within = language(code).section("names").get("within", ())
    no_place = "".join(rf"(?<!\b{w} )" for w in within)
    ends = rf"(?=[,.;:\"”»]|$| (?:{_any(within)})\b)"
    return (
        re.compile(rf"{no_place}\b{name}{office},[^.\"“”]{{0,90}},{verb}"),
        re.compile(rf"{name}{office}{verb}"),
        re.compile(rf"[,\"”»] (?:{said}) {name}{office}{ends}"),
        re.compile(rf"{no_place}\b{name}(?P<office>),{verb}"),
        re.compile(rf"\b(?i:{after}) {name}{office}"),
    )


@cache
def _telling(code: str) -> re.Pattern[str]:
    """Matches what all patterns of `_said` need but the last, which are slow."""
    return re.compile(rf" (?:{_any(language(code).section('claims').get('say', ()))})\b")


@cache
def _pronoun(code: str) -> re.Pattern[str]:
    """Matches "he said" and "it has also said"."""
    table = language(code).section("claims")
    said, who = (_any(table.get(key, ())) for key in ("say", "pronouns"))
    return re.compile(rf"\b(?i:{who})(?: (?:has|have|also|had)){{0,2}} (?:{said})\b")


def _any(phrases: Sequence[str]) -> str:
    """A pattern of alternatives; without any it never matches."""
    return "|".join(map(re.escape, phrases)) or "(?!)"


def speakers(article: Article, names: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """The speaker of each body sentence that has one, by span.

    A speaker is a key of `names` (which maps spellings in lower case to keys), or a
    name with an office in the article's words ("British intelligence"). A pronoun
    speaks for the last speaker before it; a quotation without an attribution goes
    on with the speech before it.
    """
    found: dict[tuple[int, int], str] = {}
    last, speaking = "", False
    for sentence in article.sentences():
        text = sentence.quote
        plain = _QUOTED.sub('""', text)
        who = last if _pronoun(article.language).search(plain) else ""
        who = who or speaker(plain, article.language, names)
        if not who and speaking and is_quotation(text):
            who = last
        speaking = bool(who)
        if who:
            found[sentence.start, sentence.end] = last = who
    return found


def speaker(text: str, code: str, names: Mapping[str, str]) -> str:
    """The one who speaks in a sentence without its quotations; "" where nobody named does."""
    told = _telling(code).search(text)
    for pattern in _said(code) if told else _said(code)[-1:]:
        for match in pattern.finditer(text):
            if key := _known(match["who"], names):
                return f"{match['who']}{match['office']}" if match["office"] else key
    return ""


def _known(who: str, names: Mapping[str, str]) -> str:
    """The longest known name in a phrase, the rightmost of equals."""
    tokens = re.sub(r"['’]s?\b", "", who).replace(".", "").lower().split()
    for size in range(len(tokens), 0, -1):
        for start in range(len(tokens) - size, -1, -1):
            if key := names.get(" ".join(tokens[start : start + size])):
                return key
    return ""


def is_quotation(text: str) -> bool:
    """Whether a sentence begins with quoted speech."""
    return text[:1] in _OPENING


def names_speaker(text: str, code: str) -> bool:
    """Whether a sentence says who speaks in it, by name or by pronoun."""
    plain = _QUOTED.sub('""', text)
    return any(p.search(plain) for p in (*_said(code), _pronoun(code)))
