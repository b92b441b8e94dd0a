"""Who says it: the speaker of a quoted or reported sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile

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
    organization by `kinds`, which maps keys to kinds, "it" for none that is a person;
    a quotation without an attribution goes on with the speech before it. Of two the one
    that comes first in the sentence speaks; one that no name is known for is nobody,
    also for a pronoun behind.
    """
    found: dict[tuple[int, int], str] = {}
    last = person = ""
    speaking = False
    for sentence in article.sentences():
        text = sentence.quote
        plain = _QUOTED.sub('""', text)
        who, named = _named(plain, article.language, names, kinds)
        if (he := _pronoun(article.language, "persons").search(plain)) and he.start() <= named:
            who = person
        elif (it := _pronoun(article.language).search(plain)) and it.start() <= named:
            who = "" if kinds.get(last) == "person" else last
        elif not who and named < len(plain):
            last = person = ""
        if not who and speaking and is_quotation(text):
            who = last
        speaking = bool(who)
        if who:
            found[sentence.start, sentence.end] = last = who
            person = person if kinds.get(who) in _BODIES else who
    return found


def _named(
    text: str, code: str, names: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[str, int]:
    """The one who speaks in a sentence without its quotations, and where the name stands.

    "" where none is known, with the place of the first that could be a speaker; without any
    that is the sentence's end.
    """
    told = _telling(code).search(text)
    first = len(text)
    *subjects, after = _said(code)
    for pattern in (*subjects, after) if told else (after,):
        for match in pattern.finditer(text):
            start = match.start("who")
            hangs = pattern is not after and _hangs(text[:start], code)
            if hangs or _is_where(text[:start], code) or not _may_be_office(match["office"], code):
                continue
            if key := _known(match["who"], code, names, kinds):
                return (f"{match['who']}{match['office']}" if match["office"] else key), start
            first = min(first, start)
    return "", first


def _may_be_office(phrase: str, code: str) -> bool:
    """Whether small words after a name may be an office: no "has two", no "reportedly"."""
    own = language(code)
    said = phrase.split()
    manners = tuple(own.section("claims").get("manners", ()))
    return own.stop_words.isdisjoint(said) and not any(w.endswith(manners) for w in said)


def _hangs(before: str, code: str) -> bool:
    """Whether a small word ties a name to one before it: "Ann Berg of the Port Guard"."""
    own = language(code).section("names")
    ties, joins = {*own.get("within", ()), *own.get("inner", ())}, {*own.get("couples", ()), "the"}
    for word in reversed(before.split()):
        if word.lower() in ties:
            return True
        if not word.isalpha() or not (word[0].isupper() or word in joins):
            return False
    return False


def _is_where(before: str, code: str) -> bool:
    """Whether a name between commas tells where a place lies: "in Karsk, Ardania, said"."""
    place, comma, rest = before.rpartition(",")
    named = list(takewhile(lambda w: w[:1].isupper(), reversed(place.split())))
    if not comma or rest.strip() or not named:
        return False
    tie = place.split()[-len(named) - 1 : -len(named)]
    return bool(tie) and tie[0] in language(code).section("names").get("within", ())


def _known(who: str, code: str, names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """The person known in a phrase; without one the name that ends last, of these the longest."""
    written = re.sub(r"['’]s?\b", "", who).replace(".", "").split()
    spans = ((start, end) for end in range(len(written), 0, -1) for start in range(end))
    found: list[str] = []
    for start, end in spans:
        key = names.get(" ".join(written[start:end]).lower(), "")
        if key and not _is_part(written, start, end, key, kinds.get(key, ""), code):
            found.append(key)
    return next((key for key in found if kinds.get(key) == "person"), next(iter(found), ""))


def _is_part(words: Sequence[str], start: int, end: int, key: str, kind: str, code: str) -> bool:
    """Whether words are but a part of a name that is not known.

    Carla Berg is not Ann Berg, the Norda Press is not any press nor the Lomna Times Lomna.
    """
    own = language(code)
    if kind != "person" and end < len(words) and words[end][0].isupper():
        return True
    plain = own.stop_words.union(own.section("names").get("roles", ()))
    behind = list(takewhile(lambda w: w[0].isupper(), reversed(words[:start])))
    given = [word.lower() for word in behind if word.lower() not in plain]
    if end - start > 1 or not given or behind[0].lower() in plain:
        return False
    return kind != "person" or (" " in key and set(given).isdisjoint(key.split()))


def is_quotation(text: str) -> bool:
    """Whether a sentence begins with quoted speech."""
    return text[:1] in _OPENING


def names_speaker(text: str, code: str) -> bool:
    """Whether a sentence says who speaks in it, by name or by pronoun."""
    plain = _QUOTED.sub('""', text)
    return any(p.search(plain) for p in (*_said(code), _pronoun(code)))
