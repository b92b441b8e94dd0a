"""Who says it: the speaker of a quoted or reported sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from briefing.language import language
from briefing.model import Article

# A capitalized word, with "el-" before it or a small word of names after it.
_NAME = r"(?:[a-z]{2,3}-)?[^\W\d_a-z][\w'’.-]*(?: (?:SMALL)(?= (?:SMALL )?[^\W\d_a-z])){0,2}"
_BODIES = ("place", "organization")  # kinds of names for which no "he" speaks
_OPENING = '“"«„'
_QUOTED = re.compile(r"“[^“”]*”?|\"[^\"]*\"?|«[^«»]*»?|„[^„“”]*[“”]?")


@cache
def _said(code: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of "NAME said", "said NAME", "NAME, ..., said" and "according to NAME"."""
    own = language(code)
    table = own.section("claims")
    said, after, nouns, times = (
        _any(table.get(key, ())) for key in ("say", "according", "after_nouns", "times")
    )
    # A capitalized name, small words of office within it ("Troy police chief Ann Berg").
    one = _NAME.replace("SMALL", _any(own.section("names").get("inner", ())))
    within = own.section("names").get("within", ())
    small = rf"(?:(?!(?:{_any(within)})\b)[a-z]+ )"
    name = rf"(?P<who>(?:[Tt]he )?{one}(?: {small}{{0,2}}{one}){{0,6}})"
    office = r"(?P<office>(?: [a-z]+){0,3}?)"
    verb = rf"(?: (?:has|have|also|had|{times})){{0,2}} (?:{said})\b(?! (?:{nouns})\b)"
    # "in Brussels, ..., said" names no speaker, and "Ann Berg in Brussels said" is she.
    no_place = "".join(rf"(?<!\b{w} )" for w in within)
    place = rf"(?: (?:{_any(within)}) (?:the )?{one}(?: {one}){{0,3}})?"
    ends = rf"(?=[,.;:\"”»]|$| (?:{_any((*within, *table.get('times', ())))})\b)"
    return (
        re.compile(rf"(?<=, ){name}(?P<office>),{verb}"),
        re.compile(rf"{no_place}\b{name}{office},[^.\"“”]{{0,90}},{verb}"),
        re.compile(rf"{no_place}\b{name}{office}{place}{verb}"),
        re.compile(rf"[,\"”»] (?:{said}) {small}{{0,4}}{name}{office}{ends}"),
        re.compile(rf"{no_place}\b{name}(?P<office>),{verb}"),
        re.compile(rf"\b(?i:{after}) {small}{{0,4}}{name}{office}{ends}"),
    )


@cache
def _telling(code: str) -> re.Pattern[str]:
    """Matches what all patterns of `_said` need but the last, which are slow."""
    return re.compile(rf" (?:{_any(language(code).section('claims').get('say', ()))})\b")


@cache
def _pronoun(code: str, key: str = "pronouns") -> re.Pattern[str]:
    """Matches "he said" and "it has also said"; of `persons` "he said" alone."""
    table = language(code).section("claims")
    said, who = (_any(table.get(key, ())) for key in ("say", key))
    return re.compile(rf"\b(?i:{who})(?: (?:has|have|also|had)){{0,2}} (?:{said})\b")


def _any(phrases: Sequence[str]) -> str:
    """A pattern of alternatives; without any it never matches."""
    return "|".join(map(re.escape, phrases)) or "(?!)"


def speakers(
    article: Article, names: Mapping[str, str], kinds: Mapping[str, str]
) -> dict[tuple[int, int], str]:
    """The speaker of each body sentence that has one, by span.

    A speaker is a key of `names` (which maps spellings in lower case to keys), or a
    name with an office in the article's words ("British intelligence"). A pronoun
    speaks for the last speaker before it, "he" for the last that is no place or
    organization by `kinds`, which maps keys to kinds; a quotation without an
    attribution goes on with the speech before it.
    """
    found: dict[tuple[int, int], str] = {}
    last = person = ""
    speaking = False
    for sentence in article.sentences():
        text = sentence.quote
        plain = _QUOTED.sub('""', text)
        who = speaker(plain, article.language, names, kinds)
        if _pronoun(article.language, "persons").search(plain):
            who = person
        elif _pronoun(article.language).search(plain):
            who = last
        if not who and speaking and is_quotation(text):
            who = last
        speaking = bool(who)
        if who:
            found[sentence.start, sentence.end] = last = who
            person = person if kinds.get(who) in _BODIES else who
    return found


def speaker(text: str, code: str, names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """The one who speaks in a sentence without its quotations; "" where nobody named does."""
    told = _telling(code).search(text)
    for pattern in _said(code) if told else _said(code)[-1:]:
        for match in pattern.finditer(text):
            if not _may_be_office(match["office"], code):
                continue
            if key := _known(match["who"], names, kinds):
                return f"{match['who']}{match['office']}" if match["office"] else key
    return ""


def _may_be_office(phrase: str, code: str) -> bool:
    """Whether small words after a name may be an office: no "has two", no "reportedly"."""
    own = language(code)
    said = phrase.split()
    manners = tuple(own.section("claims").get("manners", ()))
    return own.stop_words.isdisjoint(said) and not any(w.endswith(manners) for w in said)


def _known(who: str, names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """The person known in a phrase; without one the name that ends last, of these the longest."""
    tokens = re.sub(r"['’]s?\b", "", who).replace(".", "").lower().split()
    spans = ((start, end) for end in range(len(tokens), 0, -1) for start in range(end))
    spelled = (" ".join(tokens[start:end]) for start, end in spans)
    found = [names[spelling] for spelling in spelled if spelling in names]
    return next((key for key in found if kinds.get(key) == "person"), next(iter(found), ""))


def is_quotation(text: str) -> bool:
    """Whether a sentence begins with quoted speech."""
    return text[:1] in _OPENING


def names_speaker(text: str, code: str) -> bool:
    """Whether a sentence says who speaks in it, by name or by pronoun."""
    plain = _QUOTED.sub('""', text)
    return any(p.search(plain) for p in (*_said(code), _pronoun(code)))
