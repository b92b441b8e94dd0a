"""Sentences as spans, by rules, in one pass.

A pattern finds every place that may end a sentence; short tests, the most
frequent first, say whether it does. What differs between languages is data: the
sections `abbreviations` and `sentences` of the language's file. A language
without them is split by punctuation and case alone.

Abbreviations are of two kinds (Grefenstette and Tapanainen 1994, "What is a word,
what is a sentence?"): those that need a continuation never end a sentence, the
others end it before a word that commonly opens one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from briefing.language import Language, language

_CLOSERS = "\"'”’»›)\\]"
_OPENERS = "\"'“‘«‹„‚(\\[¿¡"
_BULLETS = "•►▶▪●‣⁃◦■◆"
_ENDS = ".!?…؟۔"
_CANDIDATE = re.compile(
    # All that can end or begin a sentence starts with one of these: the search skips to them.
    rf"[{_ENDS}。！？｡।॥{_BULLETS}*_=~#:;@/-](?:"
    # The usual end: marks, closing quotes, white space. Spaced dots are an ellipsis.
    # A run is tried at its first mark only, so that a long one takes no longer.
    rf"(?:(?<=\.)(?<!\.[ \xa0].)(?:[ \xa0]\.){{2,}}|(?<=[{_ENDS}])(?<![{_ENDS}].)[{_ENDS}]*)"
    # The marks of footnotes belong to what they are for.
    rf"(?P<close>[{_CLOSERS}«‹“]*(?:\s»)?)(?:[ \xa0]?\[(?:\d{{1,3}}|[a-z])\]|[¹²³⁰⁴-⁹])*\s+"
    # Where guillemets point inwards, "»" opens; French sets a blank behind its "«".
    rf"(?=(?:«\s)?[{_OPENERS}»›]*(?P<next>\w+))"
    # The same with nothing of a word after it: a stray mark, a bullet, words left out.
    rf"|(?<=[{_ENDS}])(?<![{_ENDS}].)(?<!\.\s.)[{_ENDS}]*[{_CLOSERS}]*(?P<alone>\s)\s*"
    rf"(?=(?!»|\.\s\.|[:;=]-?[)(DP])[^\w\s{_OPENERS}]|\[[.…]+\])"
    # Chinese and Japanese need no white space; a danda ends whatever follows.
    r"|(?<=[。！？｡।॥])[。！？｡।॥]*(?P<full>[」』”’）)]*)\s*(?=\S)"
    # The blank was lost: "war.The".
    rf"|(?<=\w[.!?])(?P<glued>[{_CLOSERS}]*)(?=[{_OPENERS}]*[^\W\d_][^\W\d_])"
    # What no sentence runs across: bullets, rulers, smileys, and what mail is made of.
    rf"|(?<=\s[{_BULLETS}])(?P<bullet>)(?=\s*\w)"
    r"|(?<!\S[*_=~#-])(?P<ruler>(?<=[*~#])[*~#]{2,}|(?<=[_=-])[_=-]{3,}"
    r"|(?<=[*_=~-])(?:[ ][*_=~-]){2,})(?!\S)\s*"
    r"|(?<=\s[:;=])(?P<smiley>-?[)(DP]+)\s+(?=\w)"
    r"|(?<=\d/)(?P<stamp>\d\d?/(?:\d\d){1,2} \d\d?:\d\d(?::\d\d)?(?: [AP]M)?)\s+(?![AP]M)(?=[A-Z])"
    r"|(?:(?<=https:)|(?<=http:)|(?<=www\.))(?P<address>\S+)\s+(?=[A-Z]|https?:)"
    r"|(?<=@)(?P<mailbox>[\w.-]+>?)\s+(?=[A-Z])"
    r")"
)
_ITEM = re.compile(rf"(?:[{_BULLETS}*-]\s*)?(?P<count>\d{{1,3}}|[a-z])(?P<style>\.\)|[.)])\s")
_FIRST_ITEM = re.compile(r"(?P<count>1)(?P<style>\.?\))(?<!\S1.)(?<!\S1..)\s")
_SPELLED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_COUNT = re.compile(rf"[{_BULLETS}*\s-]*(?:\d{{1,3}}|[a-zA-Z])\Z")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The knowledge of one language, ready for look-ups. All words in lower case."""

    never: frozenset[str]
    sometimes: frozenset[str]
    before_number: frozenset[str]
    times: frozenset[str]
    after_time: frozenset[str]
    openers: frozenset[str]
    fronted: frozenset[str]
    short_words: frozenset[str]
    ordinal_dot: bool
    said: re.Pattern[str] | None
    lead_in: re.Pattern[str]


@cache
def _rules(code: str) -> _Rules:
    tongue = language(code)
    short, rest = tongue.section("abbreviations"), tongue.section("sentences")

    def words(table: Iterable[str]) -> frozenset[str]:
        return frozenset(word.lower() for word in table)

    verbs = "|".join(rest.get("said", ()))
    return _Rules(
        words(short.get("never", ())),
        words(short.get("sometimes", ())),
        words(short.get("before_number", ())),
        words(short.get("times", ())),
        words(short.get("after_time", ())),
        words(rest.get("openers", ())) or tongue.stop_words,
        words(rest.get("fronted", ())),
        tongue.stop_words if short else frozenset(),
        bool(rest.get("ordinal_dot", False)),
        re.compile(rf"(?:\w[\w.'’-]*\s+){{1,4}}(?:{verbs})\b") if verbs else None,
        _lead_in("|".join(rest.get("greetings", ())), "|".join(rest.get("closings", ()))),
    )


def _lead_in(greetings: str, closings: str) -> re.Pattern[str]:
    """What stands before a sentence without an end mark: a bracket, a letter's greeting."""
    letter = rf"|(?:{greetings})\b[^.!?,]{{0,30}},|(?i:{closings})(?:,| -)?" if greetings else ""
    bracket = r"\[(?!(?:[A-Z]\. ?)+\])[^\[\]]*[ .…/][^\[\]]*\]"  # but no initials
    return re.compile(rf"(?:\([^()]+\)|{bracket}|--{letter})\s+(?=[\"“]?[A-Z])")


def split(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, trimmed of white space, in order.

    Together they hold every character that is not white space. A sentence inside
    a quotation is a sentence; `quotations` joins those that belong together.
    """
    rules = _rules(language.code)
    for low, high in _items(text, start, end):
        begin = low
        for match in _CANDIDATE.finditer(text, low, high):
            for cut in _cuts(text, begin, match, rules):
                yield from _sentence(text, begin, cut, rules)
                begin = cut
        yield from _sentence(text, begin, high, rules)


def _sentence(text: str, start: int, end: int, rules: _Rules) -> Iterator[tuple[int, int]]:
    """What was cut off, in two where something without an end mark leads in."""
    if start < end and (lead := rules.lead_in.match(text, start, end)):
        yield from _trimmed(text, start, lead.end())
        start = lead.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if solid := part.strip():
        start += len(part) - len(part.lstrip())
        yield start, start + len(solid)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a list that runs on in one paragraph: "1. Aims 2. Means"."""
    first = _ITEM.match(text, start, end) or _FIRST_ITEM.search(text, start, end)
    if first:
        count, style = first["count"], re.escape(first["style"])
        while True:
            count = str(int(count) + 1) if count.isdigit() else chr(ord(count) + 1)
            if not re.fullmatch(r"\d{1,3}|[a-z]", count):
                break
            marker = rf"(?<=\s)(?:[{_BULLETS}*-]\s*)?{count}{style}\s"
            if not (found := re.compile(marker).search(text, first.end(), end)):
                break
            if first.start() > start:
                yield start, first.start()
            yield first.start(), found.start()
            first, start = found, found.start()
    yield start, end


def _cuts(text: str, begin: int, match: re.Match[str], rules: _Rules) -> tuple[int, ...]:
    """Where new sentences start because of this match."""
    kind = match.lastgroup
    if kind == "next":
        return (match.end(),) if _ends(text, begin, match, rules) else ()
    if kind == "glued":
        return (match.end(),) if _lost_blank(text, match, rules) else ()
    if kind == "bullet":
        return (match.start(),)
    if kind == "ruler":
        return match.start(), match.end()
    if kind == "stamp":
        # "Name 12/05/2000 10:20 AM" heads a forwarded mail, "sent on 12/05/2000" does not.
        *before, day = text[max(begin, match.start() - 30) : match.start()].split()
        sent = before and before[-1].islower()
        return (match.end(),) if sent else (match.start() - len(day), match.end())
    return (match.end(),)


def _ends(text: str, begin: int, match: re.Match[str], rules: _Rules) -> bool:
    """Whether a mark followed by white space and a word ends the sentence."""
    mark, first = text[match.start() : match.start("close")], match["next"][0]
    if "." not in mark and "…" not in mark:
        return _asks(text, mark, match, rules)
    if len(mark) > 1 or mark == "…":
        return _trails_off(text, mark, match, first, rules)
    before = text[max(begin, match.start() - 30) : match.start()].split()
    word = before[-1].lstrip("\"'“‘«„([") if before else ""
    bracketed = match["close"] == "]" and len(word) == 1  # "[J. R.] Smith"
    if (bracketed or not match["close"]) and (
        known := _abbreviated(text, begin, match, word, rules)
    ) is not None:
        return known
    if first.islower():
        # A writer without capitals, or words left behind. No unknown abbreviation is this long.
        return not match["close"] and word.islower() and _is_word(word, rules)
    return bool(word) and not _COUNT.match(text, begin, match.start())


def _is_word(word: str, rules: _Rules) -> bool:
    return word in rules.short_words or (bool(rules.short_words) and len(word) >= 3)


def _abbreviated(
    text: str, begin: int, match: re.Match[str], word: str, rules: _Rules
) -> bool | None:
    """Whether the dot after `word` ends the sentence, where the word itself tells."""
    lower, following = word.lower(), match["next"]
    if lower in rules.never:
        return False
    if lower in rules.before_number and following[0].isdigit():
        return False
    if f"{lower}.{following.lower()}" in rules.times:
        return False  # "at 6 p. m."
    if lower in rules.times or _spaced_time(text, begin, match, rules):
        return _ends_after_time(text, begin, match, rules)
    initial = len(word) == 1 and word.isalpha() and not word.islower()
    if lower in rules.sometimes or initial or _SPELLED.fullmatch(word):
        return not following[0].islower() and following.lower() in rules.openers
    if rules.ordinal_dot and word.isdigit() and len(word) <= 2:
        return following.lower() in rules.openers
    return None


def _spaced_time(text: str, begin: int, match: re.Match[str], rules: _Rules) -> bool:
    """Whether the dot is the second of "6 p. m."."""
    *_, one, two = ["", "", *text[max(begin, match.start() - 5) : match.start()].lower().split()]
    return f"{one}{two}" in rules.times


def _ends_after_time(text: str, begin: int, match: re.Match[str], rules: _Rules) -> bool:
    """ "He left at 6 p.m. Smith ..." ends; "At 6 p.m. Smith left" and "6 p.m. Monday" do not."""
    following = match["next"]
    if following[0].islower() or following.lower() in rules.after_time:
        return False
    so_far = text[begin : match.start()].split(maxsplit=6)
    return not (len(so_far) <= 6 and so_far[0].lower() in rules.fronted)


def _asks(text: str, mark: str, match: re.Match[str], rules: _Rules) -> bool:
    """Whether a question or an exclamation ends here, or its speaker is still to come."""
    first = match["next"][0]
    if match["close"]:
        told = rules.said and rules.said.match(text, match.end())
        return not first.islower() and not told
    if first.islower() and "!" in mark:
        # A name may hold the mark, as some companies' do.
        before = text[max(0, match.start() - 30) : match.start()].split()
        return not (before and before[-1][0].isupper())
    return True


def _trails_off(text: str, mark: str, match: re.Match[str], first: str, rules: _Rules) -> bool:
    """Three spaced dots stand for words left out, four end a sentence (Chicago Manual 13.53)."""
    before = text[match.start() - 1 : match.start()]
    if before == "[":
        # Words left out in the middle; before a word that opens a sentence, its end with them.
        opens = not first.islower() and match["next"].lower() in rules.openers
        return match["close"] == "]" and opens
    if mark.count(" ") == 2 and before.isspace():
        return False
    return not first.islower()


def _lost_blank(text: str, match: re.Match[str], rules: _Rules) -> bool:
    """Whether "war.The" is two sentences; "Jane.Doe@x.org" and "ASP.NET" are not."""
    before, end = text[match.start() - 1], match.end()
    after = text[end : end + 3].lstrip(_OPENERS.replace("\\", ""))
    if not (
        after[:1].isupper() and after[1:2].islower() and (before.islower() or before.isdigit())
    ):
        return False
    left = text[max(0, end - 60) : match.start()].split()[-1]
    right = text[end : end + 60].split()[0]
    return not re.search(r"[@/\\_]|www", left + right) and left.lower() not in rules.never


_QUOTE = re.compile(r"[\"“”«»„‟]|''")


def quotations(
    text: str,
    spans: Iterable[tuple[int, int]],
    *,
    goes_on: bool = False,
    longest: int = 1000,
) -> Iterator[tuple[int, int]]:
    """The spans of one paragraph, joined where a cut would orphan a quotation mark.

    A quotation that would run on for more than `longest` characters, or whose
    closing mark is missing, is left in its sentences; not so where it `goes_on` in
    the next paragraph, since then no closing mark is due (Chicago Manual 13.32).
    """
    waiting: list[tuple[int, int]] = []
    inside = ""
    for span in spans:
        waiting.append(span)
        inside = _open_after(text, span, inside)
        if inside and span[1] - waiting[0][0] <= longest:
            continue
        yield from waiting if inside else [(waiting[0][0], waiting[-1][1])]
        waiting, inside = [], ""
    if goes_on and waiting:
        yield waiting[0][0], waiting[-1][1]
    else:
        yield from waiting


def _open_after(text: str, span: tuple[int, int], inside: str) -> str:
    """The quotation mark still open at the end of a span; "" when none is."""
    for match in _QUOTE.finditer(text, *span):
        mark, place = match.group(), match.start()
        if inside:
            closes = (
                mark in "\"”''"
                or (mark == "»" and inside == "«")
                or (mark in "“‟" and inside == "„")
            )
            inside = "" if closes or (mark == "«" and inside == "»") else inside
        elif mark in "“«„»" or (mark == '"' and _opens(text, place, span)):
            inside = mark
    return inside


def _opens(text: str, place: int, span: tuple[int, int]) -> bool:
    before = text[place - 1] if place > span[0] else " "
    after = text[place + 1] if place + 1 < span[1] else " "
    return (before.isspace() or before in "([—–-") and not after.isspace()
