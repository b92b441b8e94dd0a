"""The words in which a sentence tells a count: the clause around the number.

It begins where a clause begins: after a mark, after the words that only report
("the ministry said that"), after the joint to the count before; a clause with a
long subject begins at its verb. It ends at a mark or at the joint to the next count.
A table prints it beside the number, so `what` leaves the number out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from briefing.analyze.figures import context
from briefing.analyze.figures.counts import Count, counts
from briefing.analyze.figures.lexicon import Lexicon, lexicon

# A comma within a date ("Feb. 24, 2022") parts nothing; a full stop does after a long word.
_MARK = re.compile(
    r",\s(?!(?:19|20)\d\d\b)|[;:!?]\s|(?<=[^\W\d_]{5})\.\s|[“”«»\"()\[\]]|\s[–—]\s|[–—](?=\s)"
)
_WORD = re.compile(r"\S+")
# "75 m (250 ft) of": the same measure in another unit.
_ASIDE = re.compile(r"\s[(\[][^()\[\]]{1,40}[)\]]")
_WORDS_BEFORE = 12
_WORDS_AFTER = 12
_FEWEST_AFTER = 4
_NOUN_WORDS = 4
_HEDGE = 24  # characters of the longest hedge
_LOOSE = " .,;:?!'‘’\"“”()[]–—-\n\t\u00a0"


def what(text: str, count: Count, code: str) -> str:
    """What is counted: the clause around a number without it, in words of the text.

    " … " stands for the number where words on both sides of it tell something. A
    clause that says of what it speaks only by "which" begins with what that stands for.
    """
    lex = lexicon(code)
    low, mark, high = _bounds(text, count, lex)
    before = _before(text, low, _hedge_start(text, count, lex), lex)
    if not before and (noun := _antecedent(text, mark, lex)):
        before = noun
    if not before and count.quantity.unit == "times":
        before = _compared(text, mark, lex)
    aside = _ASIDE.match(text, count.end)
    start = aside.end() if aside else count.end
    after = text[start : max(high, start)].strip(_LOOSE)
    for key in ("hedges_after", "of"):
        if opening := lex.pattern(key).match(after):
            after = after[opening.end() :].lstrip()
    if not before and not after:
        before = _compared(text, mark, lex)
    return " … ".join(filter(None, (before, after)))


def clause(text: str, count: Count, code: str) -> str:
    """The clause around a number, the number in it: a slice of the text."""
    low, _, high = _bounds(text, count, lexicon(code))
    return text[low:high].strip(" .,;")


def _bounds(text: str, count: Count, lex: Lexicon) -> tuple[int, int, int]:
    """Where the clause begins, where the mark before it ends, and where the clause ends."""
    others = [c for c in counts(text, lex.language.code) if c.start != count.start]
    mark = low = max((m.end() for m in _MARK.finditer(text, 0, count.start)), default=0)
    aside = _ASIDE.match(text, count.end)
    stop = _MARK.search(text, aside.end() if aside else count.end)
    high = stop.start() if stop else len(text)
    for other in others:
        if other.quantity.unit != count.quantity.unit:
            continue
        if low < other.end <= count.start:
            low = max(low, _after_joint(text, other.end, count.start, lex))
        elif count.end <= other.start < high:
            high = min(high, _before_joint(text, count.end, other.start, lex) or high)
    low = _after_report(text, low, count.start, lex)
    low = _after_opener(text, low, count.start, lex)
    if said := _joined_report(lex.language.code).search(text, count.end, high):
        high = said.start()
    return _start(text, low, count, lex), mark, _end(text, count.end, high, lex)


def _hedge_start(text: str, count: Count, lex: Lexicon) -> int:
    """Where the number begins with its sign and the hedges right before it."""
    start = count.start
    while True:
        bare = len(text[:start].rstrip(" $€£¥₴₽"))
        near = lex.hedges.finditer(text, max(0, bare - _HEDGE), bare)
        hedge = next((m for m in near if m.end() == bare), None)
        if hedge is None:
            return bare
        start = hedge.start()


def _before(text: str, low: int, high: int, lex: Lexicon) -> str:
    """The words before a number, "" where they only report or only help its verb."""
    opening = _WORD.search(text, low, high)
    if opening and lex.among("be", opening.group().lower()):
        low = opening.end()
    told = text[low:high].strip(_LOOSE)
    words = re.findall(r"[^\W\d_]+", told.lower())
    small = ("helping", "be", "relatives", "pronouns", "reporting", "perfect")
    only_small = all(w in lex.stop_words or any(lex.among(k, w) for k in small) for w in words)
    return "" if only_small or lex.among("reporting", *words[-1:]) else told


def _antecedent(text: str, mark: int, lex: Lexicon) -> str:
    """The noun that "which" right after a mark stands for: the words back to a small one."""
    opening = _WORD.search(text, mark)
    if opening is None or not lex.among("relatives", opening.group().lower()):
        return ""
    words = list(_WORD.finditer(text[:mark].rstrip(_LOOSE)))[-_NOUN_WORDS:]
    small = [n for n, w in enumerate(words) if w.group().lower().strip(_LOOSE) in lex.stop_words]
    words = words[max(small, default=-1) + 1 :]
    return text[words[0].start() : words[-1].end()] if words else ""


def _compared(text: str, mark: int, lex: Lexicon) -> str:
    """What a multiple is one of: the end of the clause before it, after the number there."""
    told = text[:mark].rstrip(_LOOSE)
    earlier = [c.end for c in counts(text, lex.language.code) if c.end <= len(told)]
    low = max((*(m.end() for m in _MARK.finditer(told)), *earlier[-1:]), default=0)
    words = list(_WORD.finditer(told, low))[-_WORDS_BEFORE:]
    return told[words[0].start() :] if words else ""


@cache
def _joined_report(code: str) -> re.Pattern[str]:
    """ "And says", with which another statement begins."""
    lex = lexicon(code)
    joins, reporting = (lex.pattern(key) for key in ("joins", "reporting"))
    return re.compile(rf"{joins.pattern}\s+{reporting.pattern}", re.IGNORECASE)


def _after_joint(text: str, low: int, high: int, lex: Lexicon) -> int:
    """The place after the last "and" between two counts, 0 where there is none."""
    found = list(lex.pattern("joins").finditer(text, low, high))
    return found[-1].end() if found else 0


def _before_joint(text: str, low: int, high: int, lex: Lexicon) -> int:
    """The place before the last "and" between two counts, 0 where there is none."""
    found = list(lex.pattern("joins").finditer(text, low, high))
    return found[-1].start() if found else 0


def _after_report(text: str, low: int, high: int, lex: Lexicon) -> int:
    """The place after the last "said", "said that" or "said on Monday" of the clause.

    "Has recorded 20 deaths" reports and tells at once, and stays.
    """
    start = low
    for match in lex.pattern("reporting").finditer(text, low, high):
        before = text[low : match.start()].lower().split()[-1:]
        if that := _complementizer(text, match.end(), high, lex):
            start = that
        elif not (lex.among("helping", *before) or lex.among("be", *before)):
            start = context.after_date(text, match.end(), high, lex.language.code)
    return start


def _after_opener(text: str, low: int, high: int, lex: Lexicon) -> int:
    """The place after "when" or "while"; the "as" right before a number compares."""
    for match in lex.pattern("clause_openers").finditer(text, low, high):
        compares = lex.among("loose_ends", match.group().lower())
        if lex.hedges.match(text, match.start()):
            continue
        if not compares or len(text[match.end() : high].split()) > 1:
            low = match.end()
    return low


def _complementizer(text: str, low: int, high: int, lex: Lexicon) -> int:
    """The place after "that", "on Monday that" or "in January that"; 0 for "in that time"."""
    match = lex.pattern("complementizers").search(text, low, high)
    between = text[low : match.start()].lower().split() if match else []
    if match is None or len(between) > _FEWEST_AFTER:
        return 0
    return 0 if between and between[-1] in lex.stop_words else match.end()


def _start(text: str, low: int, count: Count, lex: Lexicon) -> int:
    """Where the clause begins: without joints, and at its verb where the subject is long."""
    words = list(_WORD.finditer(text, low, count.start))
    while words and _leads_nowhere(text, words[0], lex):
        words.pop(0)
    if len(words) <= _WORDS_BEFORE:
        return words[0].start() if words else count.start
    near = words[-_WORDS_BEFORE:]
    verb = next((w for w in near if lex.among("helping", w.group().lower())), None)
    verb = verb or next((w for w in near if _opens(w.group().lower(), lex)), None)
    return verb.start() if verb else near[0].start()


def _leads_nowhere(text: str, word: re.Match[str], lex: Lexicon) -> bool:
    """A joint, as long as it does not open a hedge, as the "as" of "as many as" does."""
    hedge = lex.hedges.match(text, word.start())
    return hedge is None and lex.among("loose_ends", word.group().lower())


def _opens(word: str, lex: Lexicon) -> bool:
    return any(lex.among(key, word) for key in ("be", "killed", "injured", "shot", "within"))


def _end(text: str, low: int, high: int, lex: Lexicon) -> int:
    """Where the clause ends; a long one ends before its last phrase within reach."""
    words = list(_WORD.finditer(text, low, high))
    if len(words) > _WORDS_AFTER:
        words = _whole_phrases(words[: _WORDS_AFTER + 1], lex)
    while words and _is_loose(words[-1].group().lower(), lex):
        words.pop()
    return words[-1].end() if words else low


def _whole_phrases(words: Sequence[re.Match[str]], lex: Lexicon) -> list[re.Match[str]]:
    """Words up to the last small word that opens a phrase."""
    openings = [n for n, w in enumerate(words) if w.group().lower() in lex.stop_words]
    cut = max((n for n in openings if n >= _FEWEST_AFTER), default=len(words) - 1)
    return list(words[:cut])


def _is_loose(word: str, lex: Lexicon) -> bool:
    return lex.among("loose_ends", word) or word in lex.stop_words
