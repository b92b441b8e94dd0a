"""What a subject is called: by a subhead, by a headline, or else by its own words.

Phrases are runs of content words with small words between them (RAKE, Rose et al. 2010,
whose long keywords weigh the sum of their words); how far a word tells passages from the rest
of the day is its log-likelihood ratio (Dunning 1993).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import fsum

from briefing.analyze.themes.passages import Passage, size
from briefing.analyze.themes.terms import Token, tokens
from briefing.analyze.themes.vocabulary import likelihood_ratio
from briefing.language import language

_FITS = 0.3  # how much of a headline must be what the passages say
_TELLING, _TOLD = 5, 0.6  # or how many of their most telling words it has
_WEAK = 0.75  # what a phrase is worth that is one word, or names only, or stands once
_SHORT = 0.4  # how much a phrase loses by each further word; 0: nothing
_HEADING = 16  # words in a subhead that names a subject
_PHRASE, _CONTENT = 6, 4  # words in a phrase, small ones included, and without these
_STOP_INSIDE = re.compile(r"[^\W_]{2}[.!?][”\"]? +[^\W\d_]")
_OPENINGS = frozenset("“\"'‘«„.!?:;—–([")  # before the first word of a sentence
_UNENDED = (":", ",", ";", "…", "...")  # at the end of what goes on below


def subhead(group: Sequence[Passage], taken: Collection[str]) -> str:
    """The subhead of most of the passages; "" where there is none that names a subject."""
    for passage in group:
        mostly = 2 * len(passage.rows) >= size(group)
        if mostly and passage.heading not in ("", *taken) and _heads(passage):
            return passage.heading
    return ""


def headline(group: Sequence[Passage], taken: Collection[str], weight: Mapping[str, float]) -> str:
    """The headline that says best what the passages say; "" where none does.

    `weight` is that of their stems, as `weights` gives it.
    """
    said = Counter(s for p in group for s in set(p.stems))
    most = max(said.values(), default=1)
    rare = sorted(weight, key=lambda s: (-weight[s], s))[:_TELLING]
    best, score = "", 0.0
    for passage in group:
        text = " ".join((passage.article.title or "").split())
        stems = set(language(passage.article.language).content(text))
        if text in taken or text.endswith(_UNENDED) or not stems:
            continue
        fit = fsum(said[s] / most for s in stems) / len(stems)
        told = sum(s in stems for s in rare) / len(rare) if rare else 0.0
        if fit + told > score and (fit > _FITS or told >= _TOLD):
            best, score = text, fit + told
    return best


def weights(group: Sequence[Passage], spread: Mapping[str, int], size: int) -> dict[str, float]:
    """How far each stem tells the passages from the rest of the day: its log-likelihood
    ratio (Dunning 1993), times the share of the passages that have it."""
    inside = Counter(s for p in group for s in set(p.stems))
    found = {
        s: n / len(group) * likelihood_ratio(n, len(group), spread[s] - n, size - len(group))
        for s, n in inside.items()
        if n / len(group) > (spread[s] - n) / (size - len(group) or 1)
    }
    return {s: w for s, w in found.items() if w > 0}


def telling(group: Sequence[Passage], weight: Mapping[str, float]) -> str:
    """The phrase that tells the passages from the rest of the day, in the words of one.

    `weight` is that of their stems, as `weights` gives it. Of phrases that weigh alike the
    shorter one is taken.
    """
    found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for passage in group:
        for stems, form in sorted(set(_phrases(passage))):
            found[stems][form] += 1
    if not found:
        words = sorted(weight, key=lambda s: (-weight[s], s))[:1]
        return words[0].capitalize() if words else ""

    def rank(stems: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
        told = fsum(weight.get(s, 0.0) for s in set(stems)) / len(stems) ** _SHORT
        once = found[stems].total() == 1 < len(group)
        # Names tell who or where, but not what.
        names = all(word[0].isupper() for form in found[stems] for word in form.split())
        if once or names or len(stems) == 1:
            told *= _WEAK
        return (-round(told, 6), stems)

    forms = found[min(found, key=rank)]
    title = min(forms, key=lambda f: (-forms[f], f))
    return title[:1].upper() + title[1:]


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a language's file tells of headings."""

    idle: frozenset[str]
    joins: frozenset[str]
    places: frozenset[str]
    articles: frozenset[str]
    say: frozenset[str]
    before_verbs: frozenset[str]
    pasts: frozenset[str]
    endings: tuple[str, ...]
    parts: frozenset[str]
    numbers: frozenset[str]
    titles: frozenset[str]
    address: frozenset[str]
    bylines: frozenset[str]


@cache
def _wording(code: str) -> _Wording:
    own = language(code)
    table, names, claims = own.section("themes"), own.section("names"), own.section("claims")
    numbers, joins = own.section("numbers"), frozenset(table.get("joins", ()))
    idle = {*table.get("idle", ()), *names.get("roles", ()), *own.stop_words} - joins
    return _Wording(
        frozenset(idle),
        joins,
        joins.intersection((*names.get("within", ()), *names.get("inner", ()))),
        frozenset(table.get("articles", ())),
        frozenset(claims.get("say", ())),
        frozenset(table.get("before_verbs", ())),
        frozenset(table.get("pasts", ())),
        (*claims.get("deeds", ()), *table.get("adverbs", ())),
        frozenset(names.get("parts", ())),
        frozenset((*numbers.get("small", ()), *numbers.get("multipliers", ()))),
        frozenset(own.section("abbreviations").get("never", ())),
        frozenset(table.get("address", ())),
        frozenset(table.get("bylines", ())),
    )


def _heads(passage: Passage) -> bool:
    """Whether a subhead names what stands below it, and does not speak to the reader."""
    text, code = passage.heading, passage.article.language
    own, words = _wording(code), tokens(text, language(code))
    speaks = any(w.word.partition("'")[0] in own.address for w in words)
    signed = len(words) > 1 and words[0].word in own.bylines and words[1].capital
    # A caption is longer than a heading, or goes on after a full stop.
    told = len(words) > _HEADING or _STOP_INSIDE.search(text)
    return not (text.endswith(("?", *_UNENDED)) or text.isupper() or speaks or signed or told)


def _phrases(passage: Passage) -> Iterator[tuple[tuple[str, ...], str]]:
    """Runs of up to six words that begin and end with content words: stems, and as written.

    Offices and speakers are left out: who speaks is not what is spoken of.
    """
    text, code = passage.text, passage.article.language
    own, words = _wording(code), tokens(text, language(code))
    left_out = _after(words, own) | _counted(words, text, own)
    names = _begun(words, own)
    for run in _runs(words, text, own.idle | _speakers(words, own)):
        for at, first in enumerate(run):
            for last in run[at : at + _PHRASE] if first.start not in left_out else ():
                part = [w for w in run[at:] if w.end <= last.end]
                stems = tuple(w.stem for w in part if w.word not in own.joins)
                if len(part) == 1 and not _is_a_name(first, run, text):
                    continue
                # "First-aid kits", "free-agent": half a compound is no word.
                if "-" in (text[first.start - 1 : first.start], text[last.end : last.end + 1]):
                    continue
                # "Harbour Police Capt. Ann Berg": the title belongs to what follows.
                if last.word in own.titles and text[last.end : last.end + 1] == ".":
                    continue
                if len(stems) <= _CONTENT and _names_something(part, _opens(first, text), own):
                    yield stems, text[names.get(first.start, first.start) : last.end]


def _after(words: Sequence[Token], own: _Wording) -> frozenset[int]:
    """Where words in small letters start that tell what is done, by the word before them."""
    pairs = pairwise(words)
    return frozenset(b.start for a, b in pairs if a.word in own.before_verbs and not b.capital)


def _begun(words: Sequence[Token], own: _Wording) -> Mapping[int, int]:
    """Where a name begins whose first word mostly is none: "New Zealand", by its second."""
    pairs = pairwise(words)
    return {b.start: a.start for a, b in pairs if a.word in own.parts and a.capital and b.capital}


def _counted(words: Sequence[Token], text: str, own: _Wording) -> frozenset[int]:
    """Where the words start that tell no more without the number before: "4.1-magnitude"."""
    return frozenset(
        b.start
        for a, b in pairwise(words)
        if (a.text[0].isdigit() or a.word in own.numbers) and not text[a.end : b.start].strip("- ")
    )


def _opens(word: Token, text: str) -> bool:
    """Whether a sentence or a quotation begins with a word, which has its capital from that."""
    before = text[: word.start].rstrip()
    return not before or before[-1] in _OPENINGS


def _is_a_name(word: Token, run: Sequence[Token], text: str) -> bool:
    """Whether one word is a whole name: no sentence begins with it, and no name goes on."""
    at = run.index(word)
    beside = (*run[max(0, at - 1) : at], *run[at + 1 : at + 2])
    return word.capital and not _opens(word, text) and not any(w.capital for w in beside)


def _names_something(part: Sequence[Token], opens: bool, own: _Wording) -> bool:
    """Whether words can stand as a heading: a name, or several words that neither begin nor
    end with a verb or an adverb, by its ending. `opens` tells that a sentence begins here."""
    first, last = part[0], part[-1]
    if first.word in own.joins or last.word in own.joins or last.word.endswith("'s"):
        return False
    if any(w.word in own.pasts and not w.capital for w in part):
        return False
    # "Expect the comet": an article right after a word follows what is done.
    if any(b.word in own.articles and a.word not in own.joins for a, b in pairwise(part)):
        return False
    # "Angels offered terms": what is done right behind a name is no part of it.
    told = (b for a, b in pairwise(part) if a.capital and not b.capital)
    if any(word.word.endswith(own.endings) for word in told):
        return False
    if len(part) == 1:
        return first.capital
    plain = [w for w in (first, last) if not w.capital or (opens and w is first)]
    if any(w.word.endswith(own.endings) for w in plain):
        return False
    linked = zip(part, part[1:], part[2:], strict=False)
    return all(_linked(a, w, b, own) for a, w, b in linked if w.word in own.joins)


def _linked(one: Token, join: Token, other: Token, own: _Wording) -> bool:
    """Whether a small word joins two of a kind, or a thing with a name: "quake in Alma"."""
    return one.capital == other.capital or (other.capital and join.word in own.places)


def _speakers(words: Sequence[Token], own: _Wording) -> frozenset[str]:
    """Names that stand next to a verb of saying."""
    pairs = [*pairwise(words), *((b, a) for a, b in pairwise(words))]
    return frozenset(name.word for name, verb in pairs if verb.word in own.say and name.capital)


def _runs(words: Sequence[Token], text: str, idle: Collection[str]) -> Iterator[list[Token]]:
    """Words in a row without idle ones, numbers and marks between them."""
    run: list[Token] = []
    for word in words:
        joined = run and not text[run[-1].end : word.start].strip("- ")
        out = word.word in idle or word.text[0].isdigit()
        if run and (out or not joined):
            yield run
            run = []
        if not out:
            run.append(word)
    if run:
        yield run
