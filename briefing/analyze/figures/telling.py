"""The words of a sentence in which a table prints a count.

`wording.what` cuts near the number, which serves for comparing counts. What is printed must
also read as a sentence does: it opens with a subject, has a verb, ends where a phrase ends and
breaks no list or quotation. A cut that does not is widened to the nearest one that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from briefing.analyze.figures import context, wording
from briefing.analyze.figures.counts import Count
from briefing.analyze.figures.lexicon import Lexicon, lexicon

_GLANCE = 26
_MOST = 42
"""Words of a row: up to the first the longest is taken, up to the second the shortest."""
_TAIL = 14
"""Words of a closing "…, the ministry said"."""
_LONGEST = 1000
"""Characters of a sentence that is searched for a better cut."""
_REPORTED = 40
"""Characters before a row in which the words that report must stand: "said on Monday"."""
_FEWEST = 4
"""Words that a thing counted must have to be read alone."""
_BREAK = re.compile(r"[,;:][\"”’]?\s|\s[–—-]{1,2}\s|—|(?<=[^\W\d_]{5})[.!?][\"”’]?\s")
_DASH = re.compile(r"\s[–—-]{1,2}\s|—")
_LIST = re.compile(r"[,;]\s|$")
_PAIRS = (("“", "”"), ("(", ")"), ("[", "]"), ("«", "»"))
_LOOSE = " \t\n\u00a0,;:–—-"
_WORD = re.compile(r"[^\s,;:()\[\]“”\"]+")


@lru_cache(maxsize=1 << 14)
def told(text: str, count: Count, code: str) -> str:
    """A slice of the sentence with the number in it, that reads as a sentence does.

    `text` is the whole sentence, in which `count` has its place, and `code` the ISO 639-1 code
    of its language. A sentence of more than 1,000 characters, and one of a language without
    `prepositions`, is cut as `wording.what` cuts it.
    """
    lex = lexicon(code)
    near = wording.what(text, count, code)
    if not lex.words("prepositions") or len(text) > _LONGEST:  # no more is known of the language
        return near
    at = text.rfind(near, 0, count.start + len(near))
    counted = _counted(text, count)
    if at >= 0 and at + len(near) >= counted and _is_sound(text, at, at + len(near), lex):
        return near
    spans = [
        (low, high)
        for low in _starts(text, count, lex)
        for high in _ends(text, counted, lex)
        if _is_sound(text, low, high, lex)
    ]
    sized = [(len(text[low:high].split()), low, high) for low, high in spans]
    glanced = [one for one in sized if one[0] <= _GLANCE]
    if glanced:
        _, low, high = max(glanced, key=lambda one: (one[0], -one[1]))
        return text[low:high]
    wide = [one for one in sized if one[0] <= _MOST]
    if wide:
        _, low, high = min(wide)
        return text[low:high]
    return _phrase(text, count, max(at + len(near), counted), lex) or near


def is_sentence(text: str, row: str, code: str) -> bool:
    """Does a row, which is a slice of a sentence, open and go on as a sentence does?

    Where it ends does no harm: "the shelling killed four" of "... four who had fled". Of a
    language without `prepositions` no more is known, and every row is.
    """
    lex = lexicon(code)
    at = text.find(row)
    if not lex.words("prepositions") or len(text) > _LONGEST or _is_all(text, at, at + len(row)):
        return True
    return at >= 0 and _is_balanced(row) and _opens(text, at, lex) and wording.has_verb(row, lex)


def _counted(text: str, count: Count) -> int:
    """Where the words end that name what is counted, which may have commas in them."""
    after = 0 if count.inherited or not count.noun else text.find(count.noun, count.end)
    near = count.end <= after <= count.end + len(count.noun)
    return after + len(count.noun) if near else count.end


def _phrase(text: str, count: Count, high: int, lex: Lexicon) -> str:
    """The thing counted, where no short sentence is around it; "" for a bare number."""
    hedges = lex.hedges.finditer(text, 0, count.start)
    hedge = next((m for m in hedges if not text[m.end() : count.start].strip()), None)
    words = text[hedge.start() if hedge else count.start : high].split(" ")
    cut = False
    while words and (
        _is_loose(words[-1], lex) or (cut and words[-1].endswith(tuple(lex.words("verb_endings"))))
    ):
        cut = words.pop() != ""
    return " ".join(words) if len(words) >= _FEWEST else ""


def _is_loose(word: str, lex: Lexicon) -> bool:
    """Does more have to follow: "caused by", "one of"?"""
    bare = word.strip(_LOOSE + '"“”').lower()
    return any(lex.among(key, bare) for key in ("loose_ends", "prepositions"))


# --- Where a row may begin and end ----------------------------------------------------------


def _starts(text: str, count: Count, lex: Lexicon) -> Iterator[int]:
    """The sentence's own beginning, after each mark, and after words that only report."""
    yield _past(text, 0)
    for mark in _BREAK.finditer(text, 0, count.start):
        yield _past_joints(text, mark.end(), lex)
    for report in lex.pattern("reporting").finditer(text, 0, count.start):
        opening = max((m.end() for m in _BREAK.finditer(text, 0, report.start())), default=0)
        subject = _WORD.match(text, _past(text, opening))
        if subject and lex.among("relatives", subject.group().lower()):
            continue  # "the mayor, who said ..., told": the sentence goes on with the mayor
        after = context.after_date(text, report.end(), count.start, lex.language.code)
        yield _past_joints(text, after, lex)
        that = lex.pattern("complementizers").search(text, report.end(), count.start)
        if that:
            yield _past(text, that.end())


def _ends(text: str, counted: int, lex: Lexicon) -> Iterator[int]:
    """Before each mark, and the sentence's own end, where that does not only say who reports."""
    marks = list(_BREAK.finditer(text, counted))
    yield from (m.start() for m in marks)
    tail = text[marks[-1].end() :] if marks else ""
    if not (len(tail.split()) <= _TAIL and lex.pattern("reporting").search(tail)):
        yield len(text.rstrip(".!? \n\t"))


def _past(text: str, at: int) -> int:
    while at < len(text) and text[at] in _LOOSE:
        at += 1
    return at


def _past_joints(text: str, at: int, lex: Lexicon) -> int:
    """After "and" and "but", which join what stands by itself."""
    at = _past(text, at)
    word = _WORD.match(text, at)
    while word and lex.among("joints", word.group().lower()):
        at = _past(text, word.end())
        word = _WORD.match(text, at)
    return at


# --- What reads as a sentence does ------------------------------------------------------------


def _is_sound(text: str, low: int, high: int, lex: Lexicon) -> bool:
    row = text[low:high]
    return (
        _is_balanced(row)
        and not _cuts_aside(text, low, high)
        and _opens(text, low, lex)
        and _closes(text, high, lex)
        and (_is_all(text, low, high) or wording.has_verb(row, lex))
    )


def _is_all(text: str, low: int, high: int) -> bool:
    """The whole sentence has a verb, whether we know it or not."""
    return not (text[:low].strip(_LOOSE + '"“') or text[high:].strip('.!?"”’) \n\t'))


def _cuts_aside(text: str, low: int, high: int) -> bool:
    """Is one of two dashes, between which a sentence says something beside, left outside?"""
    return len(_DASH.findall(text)) % 2 == 0 and len(_DASH.findall(text, low, high)) % 2 == 1


def _opens(text: str, low: int, lex: Lexicon) -> bool:
    """Does a subject open it, with its verb before the next mark?"""
    before = text[:low].rstrip(' "“«\n\t')
    if not before.strip():
        return True
    word, last = _WORD.match(text, low), before.split()[-1]
    that = lex.among("complementizers", last.strip('"“”').lower())
    if word is None or not (_is_subject(text, word, lex) or (that and _may_follow(word, lex))):
        return False
    mark = _BREAK.search(text, word.end())
    clause = text[word.end() : mark.start() if mark else len(text)]
    if not wording.has_verb(clause, lex):
        return False
    if last[-1] == ",":
        return not (word.group()[0].isdigit() or _ends_list(last, text[low:], lex))
    if last[-1] in ";:–—-.!?":
        return True
    bare = last.strip('"“”').lower()
    if lex.among("joints", bare):
        return before[: -len(last)].rstrip()[-1:] in (",", ";", "–", "—", "-", ":")
    if that:
        return True
    if lex.among("addressed", bare):  # "told" is followed by who is told
        return False
    return lex.pattern("reporting").search(before[-_REPORTED:]) is not None


def _ends_list(before: str, row: str, lex: Lexicon) -> bool:
    """Are names parted there: "between Karsk, | Lomna and Ardania were cut"?"""
    subject = []
    for word in row.split():
        if wording.has_verb(word, lex) and word.islower():
            break
        subject.append(word.strip(_LOOSE))
    named = subject[-1:] and subject[-1][:1].isupper()
    joined = any(lex.among("joins", word.lower()) for word in subject)
    return bool(named) and joined and before[:1].isupper()


def _may_follow(word: re.Match[str], lex: Lexicon) -> bool:
    """Can a word open what somebody said that: "shelling killed two", and not "killed two"?"""
    low = word.group().lower()
    keys = ("pronouns", "helping", "be", "clause_openers", "relatives", "prepositions")
    return not any(lex.among(key, low) for key in keys) and not wording.has_verb(low, lex)


def _is_subject(text: str, first: re.Match[str], lex: Lexicon) -> bool:
    """A name, a number, a hedge or a determiner."""
    word = first.group()
    low = word.lower()
    if lex.pattern("reporting").match(text, first.start()):  # "said that": the speaker is cut off
        return False
    if any(
        lex.among(key, low) for key in ("pronouns", "helping", "be", "clause_openers", "relatives")
    ):
        return False
    if lex.hedges.match(text, first.start()) or word[0].isdigit() or not word[0].isalnum():
        return True
    if lex.among("prepositions", low) or low.endswith(tuple(lex.words("participle_endings"))):
        return False
    if low in lex.openers or word[0].isupper():
        return True
    after = _WORD.match(text, _past(text, first.end()))
    verb = after is not None and any(lex.among(k, after.group().lower()) for k in ("be", "helping"))
    return low in lex.stop_words and not verb  # "the vulnerability that they say already has"


def _closes(text: str, high: int, lex: Lexicon) -> bool:
    """Does a phrase end there: at the sentence's end, or at a mark that goes on with another?"""
    if not text[high:].strip('.!?"”’) \n\t'):
        return True
    if _is_loose(text[:high].split()[-1], lex):
        return False
    if text[high:].lstrip()[:1] in ("(", "["):
        return True
    mark = _BREAK.match(text, high)
    if mark is None:
        return False
    return mark.group()[0] != "," or _goes_on(text[mark.end() :], lex)


def _goes_on(rest: str, lex: Lexicon) -> bool:
    """Does the rest after a comma open another phrase, and not the next part of a list?"""
    word = _WORD.match(rest)
    if word is None:
        return False
    low = word.group().lower()
    part = rest[: _LIST.search(rest).start()]  # type: ignore[union-attr]
    if lex.among("joints", low):
        return wording.has_verb(part, lex)
    if any(
        lex.among(key, low)
        for key in ("prepositions", "relatives", "clause_openers", "adversatives")
    ):
        return True
    if low.endswith(tuple(lex.words("participle_endings"))):
        return True
    reports = lex.pattern("reporting").search(part)
    return reports is not None and len(part.split()) <= _TAIL


def _is_balanced(row: str) -> bool:
    """No quotation or bracket is cut."""
    if row.count('"') % 2:
        return False
    return all(row.count(left) == row.count(right) for left, right in _PAIRS)
