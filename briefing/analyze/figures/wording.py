"""The words in which a sentence tells a count: slices of it, with the number in them.

`what` is what a table prints: the clause of the number with enough of the clauses
around it to show subject, verb and place. `clause` is the narrow one, by which
counts are compared. Both begin after the words that only report ("the ministry
said that").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.analyze.figures import context
from briefing.analyze.figures.counts import Count, counts
from briefing.analyze.figures.lexicon import Lexicon, lexicon
from briefing.language import words

# A comma within a date ("Feb. 24, 2022") parts nothing; a full stop does after a long word.
_MARK = re.compile(
    r",\s(?!(?:19|20)\d\d\b)|[;:!?]\s|(?<=[^\W\d_]{5})\.\s|[“”«»\"()\[\]]|\s[–—-]{1,2}\s|[–—](?=\s)"
)
# Marks between clauses that one row may hold together.
_SOFT = frozenset(",–—-")
_WORD = re.compile(r"\S+")
# "the northern town of Lomna" is named by its capitals alone.
_NAME = re.compile(r"\s+(?:(?:[a-z]+\s+){0,4}?)((?:[A-Z][\w.'’-]*,?\s?(?:and\s)?)+)")
# "US", "U.S.", "H-P"; "Hewn-Pike", "United Ports"; both are told by their first letters.
_LETTERS = re.compile(r"\b[A-Z](?:[.-]?[A-Z])+\b\.?")
_LONG_NAME = re.compile(r"\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+){1,3}\b")
INITIALS = "@"
# "75 m (250 ft) of": the same measure in another unit.
_ASIDE = re.compile(r"\s[(\[][^()\[\]]{1,40}[)\]]")
_WORDS_BEFORE = 14
_WORDS_AFTER = 14
_FULL = 22  # words that are read in one glance
_LONG = 32  # words of a clause that is not cut
_FEWEST_AFTER = 4
_LOOSE = ' .,;:?!"“”()[]–—-\n\t\u00a0'


def what(text: str, count: Count, code: str) -> str:
    """The clause around a number, the number in it, widened while it is read in one glance."""
    lex = lexicon(code)
    parts = _parts(text)
    at = max(n for n, (low, _) in enumerate(parts) if low <= count.start)
    low, high = parts[at][0], max(parts[at][1], count.end)
    if _length(text, low, high) > _LONG:
        low = _after_report(text, low, count.start, lex)
        return _trimmed(text, _start(text, low, count, lex), _end(text, count.end, high, lex), lex)
    for start, _ in _before(text, parts[:at]):
        if _length(text, start, high) > _most(text[low:high], lex):
            break
        low = start
    for start, end in _after(text, parts[at + 1 :]):
        most = _most(text[low:high], lex)
        if _length(text, low, end) > most or _reports(text[start:end], lex):
            break
        high = end
    said = _after_report(text, low, count.start, lex)
    return _trimmed(text, said if _is_whole(text[said:high], lex) else low, high, lex)


def _is_whole(told: str, lex: Lexicon) -> bool:
    """Has a clause a subject that stands for itself, and a verb?"""
    opening = _WORD.search(told)
    dangles = opening and any(
        lex.among(key, opening.group().lower()) for key in ("pronouns", "helping", "perfect")
    )
    return not dangles and has_verb(told, lex)


def places(text: str, code: str) -> frozenset[str]:
    """Names right after a word of place, in lower case; of several words their initials too."""
    lex = lexicon(code)
    known = {*lex.weekdays, *lex.months}
    found: set[str] = set()
    for match in lex.pattern("located").finditer(text):
        name = _NAME.match(text, match.end())
        parts = [w.strip(".,") for w in name.group(1).split()] if name else []
        # "US" is no "us".
        parts = [p for p in parts if _LETTERS.fullmatch(p) or p.lower() not in lex.stop_words]
        told = [w for w in map(str.lower, parts) if w not in known]
        found.update(w.replace(".", "") for w in told)
        if len(told) > 1:
            found.add("".join(w[0] for w in told))
    return frozenset(found)


def matter(text: str, code: str) -> frozenset[str]:
    """Stems that tell what is counted: of words that report one thing the one that stands for all.

    Letters that stand for a name ("US", "U.S.") are `@us`, and so are the first letters of a
    name of several words, beside its words. Sizes of numbers ("billion", "percent") tell nothing.
    """
    lex = lexicon(code)
    found = {
        lex.alike.get(stem, stem)
        for word in words(_LETTERS.sub(" ", text))
        if not (word in lex.stop_words or word in lex.multipliers or lex.units.get(word) == "%")
        for stem in (lex.language.stem(word),)
        if not stem[0].isdigit()
    }
    return frozenset(found) | initials(text)


def names(text: str, code: str) -> frozenset[str]:
    """Words that are written as names, in lower case, and the first letters of longer ones."""
    lex = lexicon(code)
    found = {w.lower() for w in re.findall(r"[^\W\d_]\w+", text) if w[0].isupper()}
    known = {*lex.language.stop_words, *lex.weekdays, *lex.months}
    return frozenset(found - known) | initials(text)


def initials(text: str) -> frozenset[str]:
    """Letters that stand for a name, and the first letters of a name of several words: `@us`."""
    letters = (re.sub(r"[.-]", "", m[0]) for m in _LETTERS.finditer(text))
    firsts = ("".join(w[0] for w in re.split(r"[ -]", n)) for n in _LONG_NAME.findall(text))
    return frozenset(INITIALS + found.lower() for found in (*letters, *firsts))


def _parts(text: str) -> list[tuple[int, int]]:
    """The stretches of a sentence between its marks."""
    asides = [m.span() for m in _ASIDE.finditer(text)]
    marks = [m.span() for m in _MARK.finditer(text)]
    marks = [m for m in marks if not any(low <= m[0] and m[1] <= high for low, high in asides)]
    lows = [0, *(end for _, end in marks)]
    highs = [*(start for start, _ in marks), len(text)]
    return list(zip(lows, highs, strict=True))


def _before(text: str, parts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches before one, nearest first, up to a mark that no row crosses."""
    for low, high in reversed(parts):
        if text[high : high + 2].strip()[:1] not in _SOFT:
            return
        yield low, high


def _after(text: str, parts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for low, high in parts:
        if text[:low].rstrip()[-1:] not in _SOFT:
            return
        yield low, high


def _length(text: str, low: int, high: int) -> int:
    return len(text[low:high].split())


def _most(told: str, lex: Lexicon) -> int:
    """Words up to which a clause may grow: a glance, and more where it has no verb yet."""
    return _FULL if has_verb(told, lex) else _LONG


def has_verb(text: str, lex: Lexicon) -> bool:
    """Has it a verb, as far as small words and endings show?"""
    verbs = ("helping", "be", "killed", "injured", "movement", "active_verbs")
    endings = tuple(lex.figures.get("verb_endings", ())) or ("\0",)
    for word in re.findall(r"[^\W\d_]+", text):
        low = word.lower()
        if low in lex.pasts or any(lex.among(key, low) for key in verbs):
            return True
        if word.islower() and word.endswith(endings):  # "United", "Endangered" are names
            return True
    return False


def _reports(text: str, lex: Lexicon) -> bool:
    return lex.pattern("reporting").search(text) is not None


def _trimmed(text: str, low: int, high: int, lex: Lexicon) -> str:
    """A slice without marks and small joints at its ends."""
    told = text[low:high].strip(_LOOSE)
    opening = _WORD.match(told)
    while (
        opening and lex.among("loose_ends", opening.group().lower()) and not lex.hedges.match(told)
    ):
        told = told[opening.end() :].lstrip()
        opening = _WORD.match(told)
    return told


def clause(text: str, count: Count, code: str) -> str:
    """The clause around a number, the number in it: a slice of the text."""
    low, high = _bounds(text, count, lexicon(code))
    return text[low:high].strip(" .,;")


def _bounds(text: str, count: Count, lex: Lexicon) -> tuple[int, int]:
    """Where the narrow clause begins and ends: at marks, and at the joints to other counts."""
    others = [c for c in counts(text, lex.language.code) if c.start != count.start]
    low = max((m.end() for m in _MARK.finditer(text, 0, count.start)), default=0)
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
    return _start(text, low, count, lex), _end(text, count.end, high, lex)


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
