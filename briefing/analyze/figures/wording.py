"""The words in which a sentence tells a count: a slice of it that reads as a clause.

It begins where a clause begins: after a mark, after the words that only report
("the ministry said that"), after the joint to the count before; a clause with a
long subject begins at its verb. It ends at a mark or at the joint to the next count.
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
    r",\s(?!(?:19|20)\d\d\b)|[;:!?]\s|(?<=[^\W\d_]{5})\.\s|[“”«»\"()]|\s[–—]\s|[–—](?=\s)"
)
_WORD = re.compile(r"\S+")
_WORDS_BEFORE = 12
_WORDS_AFTER = 12
_FEWEST_AFTER = 4


def what(text: str, count: Count, code: str) -> str:
    """The clause around a number: what happened to the things counted."""
    lex = lexicon(code)
    others = [c for c in counts(text, code) if c.start != count.start]
    low = max((m.end() for m in _MARK.finditer(text, 0, count.start)), default=0)
    mark = _MARK.search(text, count.end)
    high = mark.start() if mark else len(text)
    for other in others:
        if other.quantity.unit != count.quantity.unit:
            continue
        if low < other.end <= count.start:
            low = max(low, _after_joint(text, other.end, count.start, lex))
        elif count.end <= other.start < high:
            high = min(high, _before_joint(text, count.end, other.start, lex) or high)
    low = _after_report(text, low, count.start, lex)
    low = _after_opener(text, low, count.start, lex)
    if said := _joined_report(code).search(text, count.end, high):
        high = said.start()
    start = _start(text, low, count, lex)
    return text[start : _end(text, count.end, high, lex)].strip(" .,;")


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
