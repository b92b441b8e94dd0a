"""What a sentence and its neighbours say about a number: who, as of when, how sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from briefing.analyze.figures.counts import Count
from briefing.analyze.figures.lexicon import Lexicon, alternatives, lexicon
from briefing.model import Article, Kind, Sentence

_DATELINE_REACH = 6
_LIST = 20  # sentences in a row that count casualties, under one caveat
_CAVEAT_REACH = 3
_SPEAKER_REACH = 2
_SPEAKER_WORDS = 12
_CAVEAT_WORDS = 16
_BREAK = re.compile(r"[,;:(]\s|[“”\"]|\s[–—]\s|[–—]")
_BESIDE, _BETWEEN = 24, 6  # letters before a date in which its weekday stands, and between
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the article tells of its own date: the day, if known, and the year.

    `after` is the latest day that it names in full; it was written then or later.
    """

    day: date | None
    year: int | None
    after: date | None = None


def calendar(article: Article, year: int | None = None) -> Calendar:
    """The article's own day: its date of publication or that of its dateline.

    A dateline has no year: it takes that of the latest full date in the text, or
    else `year`, that of the other articles of the day.
    """
    if article.published:
        day = date.fromisoformat(article.published[:10])
        return Calendar(day, day.year)
    lex = lexicon(article.language)
    full = max(_full_dates(article.text, lex), default=None)
    year = full.year if full else year
    lines = sorted((*article.sentences(Kind.DATELINE), *article.sentences()), key=_place)
    found = (_dateline_day(line.text, lex, year) for line in lines[:_DATELINE_REACH] if year)
    return Calendar(next(filter(None, found), None), year, full)


def common_year(articles: Iterable[Article]) -> int | None:
    """The year in which all articles of a day that tell their date were written, if it is one."""
    years = {known.year for known in map(calendar, articles) if known.day}
    return years.pop() if len(years) == 1 else None


def _place(sentence: Sentence) -> int:
    return sentence.start


def as_of(sentences: Sequence[str], at: int, code: str, known: Calendar) -> str:
    """The ISO date as of which sentence `at` states its numbers, "" where nothing tells.

    The first date or weekday that no "since" or "until" stands before; a weekday is
    the last such day up to the article's own. "The past day" ends on the article's
    day, or where that is not known, on the date given in the two sentences before.
    """
    lex = lexicon(code)
    reach = range(at, max(-1, at - 1 - _SPEAKER_REACH), -1)
    if known.day or not lex.pattern("relative_periods").search(sentences[at]):
        reach = range(at, at - 1, -1)
    for n in reach:
        if found := min(_dates(sentences[n], lex, known), default=None):
            return found[1].isoformat()
    return ""


def _dates(text: str, lex: Lexicon, known: Calendar) -> Iterator[tuple[int, date]]:
    for match in _date(lex.language.code).finditer(text):
        if _excluded(text, match.start(), lex) or _of_event(text, *match.span(), lex):
            continue
        if lex.among("possessors", *text[: match.start()].lower().split()[-1:]):
            continue  # "the March 11 raid", whenever its dead were counted
        if found := _resolved(match, lex, known):
            yield match.start(), found
    if known.day:
        yield from _relative(text, lex, known.day)


def _relative(text: str, lex: Lexicon, day: date) -> Iterator[tuple[int, date]]:
    for match in _weekday(lex.language.code).finditer(text):
        if not _excluded(text, match.start(), lex) and not _of_event(text, *match.span(), lex):
            back = (day.isoweekday() - lex.weekdays[match.group().lower()]) % 7
            yield match.start(), day - timedelta(days=back)
    for word, shift in sorted(lex.numbers.get("relative_days", {}).items()):
        for match in _word(word).finditer(text):
            yield match.start(), day + timedelta(days=shift)
    for match in lex.pattern("relative_periods").finditer(text):
        yield len(text) + match.start(), day


def _excluded(text: str, start: int, lex: Lexicon) -> bool:
    """Does "since" or the like stand before a date, articles and "early" between?"""
    clause = _BREAK.split(text[:start])[-1]
    if lex.pattern("since").search(clause):
        return True  # "since the army invaded on February 24"
    words = re.findall(r"[^\W\d_]+", text[max(0, start - 30) : start].lower())[-3:]
    return lex.among("not_as_of", *words[-1:]) or (
        lex.among("not_as_of", *words) and bool(words) and words[-1] in lex.stop_words
    )


def _of_event(text: str, start: int, end: int, lex: Lexicon) -> bool:
    """Is a date that of what happened or will happen, and not that of a report on it?

    "The quake on February 6 has killed 90": the perfect tells of the day of the report.
    """
    reporting = lex.pattern("reporting")
    for perfect in lex.pattern("perfect").finditer(text, end):
        return reporting.search(text, 0, perfect.start()) is None
    for future in lex.pattern("future").finditer(text, 0, start):
        return reporting.search(text, future.end(), start) is None
    return False


@cache
def _word(word: str) -> re.Pattern[str]:
    return alternatives([word])


@cache
def _date(code: str) -> re.Pattern[str]:
    """ "February 13", "Feb. 13, 2023", "13 February 2023", "2023-02-13"."""
    months = sorted(lexicon(code).months, key=lambda m: (-len(m), m))
    if not months:
        return _ISO
    month = r"(?:{})\b\.?".format("|".join(map(re.escape, months)))
    year = r"(?:,?\s+(?:{of}\s+)?(?P<{name}>(?:19|20)\d\d))?"
    of = "|".join(map(re.escape, sorted(lexicon(code).words("of")))) or "of"
    day = r"\d{1,2}(?!\d|[.,:]\d)"
    return re.compile(
        rf"\b(?P<m1>{month})\s+(?P<d1>{day})(?:st|nd|rd|th)?{year.format(of=of, name='y1')}"
        rf"|\b(?P<d2>{day})(?:st|nd|rd|th|\.|º|er)?\s+(?:(?:{of})\s+)?(?P<m2>{month})"
        rf"{year.format(of=of, name='y2')}"
        rf"|{_ISO.pattern.replace('(20', '(?P<y3>20', 1)}",
        re.IGNORECASE,
    )


@cache
def _weekday(code: str) -> re.Pattern[str]:
    names = [w for w in lexicon(code).weekdays if len(w) > 3]
    return alternatives(names)


def _resolved(match: re.Match[str], lex: Lexicon, known: Calendar) -> date | None:
    """The date of a match; without a year, the last such day up to the article's own.

    The weekday beside it decides on the year. Where nothing does, and an article without a
    date names a later day in full, it may be of this year or of the next: None.
    """
    if iso := _ISO.fullmatch(match.group()):
        return _valid(*map(int, iso.groups()))
    part = match.groupdict()
    month = lex.months[(part["m1"] or part["m2"]).lower().rstrip(".")]
    day = int(part["d1"] or part["d2"])
    if year := part["y1"] or part["y2"]:
        return _valid(int(year), month, day)
    if known.year is None:
        return None
    found = _valid(known.year, month, day)
    if found and known.day and found > known.day + timedelta(days=180):
        found = _valid(known.year - 1, month, day)
    if weekday := _weekday_beside(match, lex):
        years = () if known.day else (known.year + 1, known.year - 1)
        possible = (found, *(_valid(year, month, day) for year in years))
        return next((d for d in possible if d and d.isoweekday() == weekday), None)
    if found and not known.day and known.after and found < known.after:
        return None
    return found


def _weekday_beside(match: re.Match[str], lex: Lexicon) -> int:
    """The weekday that a date belongs to, 1 for Monday: "on Tuesday (6 January)"; else 0."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    for name in _weekday(lex.language.code).finditer(before[-_BESIDE:]):
        if len(before[-_BESIDE:]) - name.end() <= _BETWEEN:
            return lex.weekdays[name.group().lower()]
    if found := _weekday(lex.language.code).match(after.lstrip(" ,(")):
        return lex.weekdays[found.group().lower()]
    return 0


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_dates(text: str, lex: Lexicon) -> Iterator[date]:
    for match in _date(lex.language.code).finditer(text):
        found = _resolved(match, lex, Calendar(None, None))
        if found:
            yield found


def _dateline_day(text: str, lex: Lexicon, year: int) -> date | None:
    """The day of a line that opens like a dateline: "KYIV, Feb 14 (Agency) -"."""
    match = _date(lex.language.code).search(text, 0, 60)
    if match is None or not re.match(r"[^a-z]{3,}", text) or not text[: match.start()].isupper():
        return None
    return _resolved(match, lex, Calendar(None, year))


def after_date(text: str, start: int, end: int, code: str) -> int:
    """The place after a date or weekday that opens text[start:end], else `start`."""
    for pattern in (_date(code), _weekday(code), _relative_day(code)):
        match = pattern.search(text, start, end)
        if match and len(text[start : match.start()].split()) <= 1:
            return match.end()
    return start


@cache
def _relative_day(code: str) -> re.Pattern[str]:
    return alternatives(_relative_days(code))


def _relative_days(code: str) -> Iterable[str]:
    found: Mapping[str, int] = lexicon(code).numbers.get("relative_days", {})
    return found


def attribution(sentences: Sequence[str], at: int, code: str) -> str:
    """Who says what sentence `at` states, in the words of it or of those before it.

    A pronoun is looked up in the two sentences before. "" where nobody is named.
    """
    for n in range(at, max(-1, at - 1 - _SPEAKER_REACH), -1):
        who, refers_back = _speaker(sentences[n], code)
        if who:
            return who
        if not refers_back:
            return ""
    return ""


def _speaker(text: str, code: str) -> tuple[str, bool]:
    """The speaker named in a sentence, and whether it points to an earlier one instead."""
    lex = lexicon(code)
    if match := lex.pattern("according").search(text):
        who = _until_clause(text[match.end() :], lex)
        if _is_named(who, lex):
            return who, False
    back = False
    for match in lex.pattern("reporting").finditer(text):
        before = text[: match.start()].rstrip()
        if _is_passive(before, lex):
            continue  # "was said to have fled": of whom, not by whom
        who = _subject(before, text[match.end() :], lex)
        if _is_named(who, lex):
            return who, False
        back = back or _is_pronoun(who, lex)
    return "", back


def _is_passive(before: str, lex: Lexicon) -> bool:
    """Does "was" or "was also" stand right before a verb of saying?"""
    near = before.lower().split()[-2:]
    return lex.among("be", *near[-1:]) or (
        lex.among("be", *near[:1]) and lex.among("auxiliaries", *near[-1:])
    )


def _subject(before: str, after: str, lex: Lexicon) -> str:
    """The words that name who speaks, given the text on both sides of a verb of saying.

    Either the clause before the verb, or, where a comma closes a quotation or an
    apposition there, the words after it or those that open the sentence.
    """
    if re.search(r"[,?!.][\"”’']$|[\"”],$", before):
        return _until_clause(after, lex)
    if before.endswith(","):
        opening, *between = before.rstrip(",").split(",")
        if not between:
            return _until_clause(after, lex)
        return _with_name(_bare(opening, lex), between)
    return _bare(_BREAK.split(before)[-1], lex)


def _with_name(opening: str, between: Sequence[str]) -> str:
    """ "Ardania's president, Jane Roe": a name in apposition goes with the office."""
    name = between[0].strip()
    office = opening.split()[-1:]
    titled = len(between) == 1 and office and office[0].islower() and name[:1].isupper()
    return f"{opening}, {name}" if titled else opening


def _bare(clause: str, lex: Lexicon) -> str:
    """A clause without what leads in and without helping verbs or a day at its end."""
    words = clause.split()
    while words and lex.among("auxiliaries", words[-1].lower()):
        words.pop()
    if words and words[-1].lower() in {*lex.weekdays, *_relative_days(lex.language.code)}:
        words.pop()
        while words and words[-1].lower() in lex.stop_words:
            words.pop()
    turns = [n for n, w in enumerate(words) if lex.among("adversatives", w.lower())]
    words = words[turns[-1] + 1 :] if turns else words
    while words and lex.among("lead_ins", words[0].lower()):
        words.pop(0)
    while len(words) > 1 and lex.among("lead_ins", words[-1].lower()):
        words.pop()
    return " ".join(words)


def _is_named(who: str, lex: Lexicon) -> bool:
    """Could these words name a speaker: a name or an office, and no clause of their own?"""
    words = who.split()
    lower = [w.lower() for w in words]
    if (
        any(w.isdecimal() for w in words)
        or len(words) > _SPEAKER_WORDS
        or all(w in lex.stop_words for w in lower)
    ):
        return False
    clausal = ("be", "helping", "killed", "injured", "pronouns")
    if any(lex.among(key, *lower) for key in clausal) or lex.among("nobody", lower[0]):
        return False
    return any(w[0].isupper() for w in words[1:] or words) or lex.among("voices", *lower)


def _is_pronoun(who: str, lex: Lexicon) -> bool:
    return who.lower() in lex.words("pronouns")


def _until_clause(after: str, lex: Lexicon) -> str:
    """The words up to the next mark; of many the first, and no small word at their end."""
    match = re.match(r"\s+([^,;:.“”\"()–—]+(?:\.(?=\s[A-Z][a-z])[^,;:.“”\"()–—]+)?)", after)
    words = match.group(1).split()[:_SPEAKER_WORDS] if match else []
    while words and words[-1].lower() in lex.stop_words:
        words.pop()
    return " ".join(words)


def hedge(text: str, count: Count, code: str) -> str:
    """ "at least", "about": the words right before or after the number."""
    lex = lexicon(code)
    found = [
        m.group()
        for m in lex.hedges.finditer(text, max(0, count.start - 40), count.start)
        if not text[m.end() : count.start].strip(" $€£¥")
    ]
    after = lex.pattern("hedges_after").match(text, count.end + 1)
    if after:
        found.append(after.group())
    return " ".join(found)


def caveat(
    sentences: Sequence[str],
    at: int,
    count: Count,
    counted: Mapping[int, Sequence[Count]],
    code: str,
) -> str:
    """The caveat on a count of sentence `at`: in it, or in the three that follow.

    One in the sentence belongs to the count before it and those of its kind. One that
    follows must speak of a figure ("the actual number") and have no numbers of its own;
    where the sentence counts casualties, it is about these. Another sentence with
    numbers may stand between only if both count casualties. `counted` has the counts of
    each sentence that has any.
    """
    if match := _caveats(code).search(sentences[at]):
        before = [c for c in counted[at] if c.start < match.start()] or counted[at]
        return _caveat(sentences[at], code) if _alike(count, before[-1]) else ""
    if _casualties(counted[at]) and not count.harm:
        return ""
    last = at
    # A caveat behind a longer list of casualties is not about the first of them.
    while (
        last < at + _LIST and _casualties(counted[last]) and _casualties(counted.get(last + 1, ()))
    ):
        last += 1
    for n in range(at + 1, min(last + 1 + _CAVEAT_REACH, len(sentences))):
        if n in counted and n > last:
            break
        if n not in counted and is_caveat(sentences[n], code):
            return _caveat(sentences[n], code)
    return ""


def caveat_kind(text: str, code: str) -> int:
    """Which doubt a caveat casts: the number of its pattern in the language's list."""
    patterns = lexicon(code).figures.get("caveats", ())
    return next((n for n, p in enumerate(patterns) if re.search(p, text, re.IGNORECASE)), -1)


def _casualties(found: Sequence[Count]) -> bool:
    return any(c.harm for c in found)


def _alike(a: Count, b: Count) -> bool:
    return bool(a.harm) == bool(b.harm) and a.quantity.unit == b.quantity.unit


def is_caveat(text: str, code: str) -> bool:
    """Does the sentence cast doubt on a figure told before it?

    The figure is named in the clause of the doubt, or else before it; not where the
    clause has a pronoun, which may stand for anything.
    """
    lex = lexicon(code)
    words = re.findall(r"[^\W\d_]+", _caveat(text, code).lower())
    if not words or lex.among("caveat_refers", *words):
        return bool(words)
    elsewhere = re.findall(r"[^\W\d_]+", text.lower())
    return not lex.among("pronouns", *words) and lex.among("caveat_refers", *elsewhere)


def _caveat(text: str, code: str) -> str:
    """The words of a caveat: from its clause's start, or its own, to the end of the sentence."""
    match = _caveats(code).search(text)
    if match is None:
        return ""
    start = max((m.end() for m in re.finditer(r"[,;:]\s+", text[: match.start()])), default=0)
    if len(text[start:].split()) > _CAVEAT_WORDS:
        start = match.start()
    words = text[start:].split()[:_CAVEAT_WORDS]
    if len(words) > 1 and lexicon(code).among("joins", words[0].lower()):
        words = words[1:]
    return " ".join(words).rstrip(".,;: ")


@cache
def _caveats(code: str) -> re.Pattern[str]:
    patterns = lexicon(code).figures.get("caveats", ())
    return re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)
