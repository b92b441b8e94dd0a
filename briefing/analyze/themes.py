"""Which themes of the desk each sentence belongs to, and why.

Every theme runs through an article as a chain of two states, on it or not, as in
topic segmentation by hidden Markov models (Yamron et al. 1998); the forward
probability of "on it" is the score. What a sentence says itself moves the odds:
terms, names taken up again, words of the same field, and words that the day's
articles use on this theme more than elsewhere (log-likelihood ratio, Dunning
1993). How it leans on the sentence before it says how much of the score is
carried over. `docs/themes.md` tells more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp, log

from briefing.analyze.terms import Term, Token, find_terms, tokens
from briefing.config import ThemeSettings
from briefing.language import Language, language
from briefing.model import Article, Kind, Labelled, Sentence, Unit

BELONGS = 0.5
"""A sentence whose score is lower does not belong to the theme."""

_BASE = 0.05  # how likely a sentence is on a theme of which nothing is known
_NAME, _PHRASE, _WORD, _PART = 4.6, 4.0, 4.0, 2.2  # log-odds; _PART: one half of the title
_AGAIN, _ASPECT, _RELATED, _TAKEN_UP = 1.6, 2.0, 1.2, 2.8
_UNDER, _ELSEWHERE = 1.2, -3.0
_LEARNED_MOST = 1.5
_SIGNIFICANT = 10.83  # chi-squared, one degree of freedom, p = .001
_QUOTES = "\"“”„«»'‘’ ►•"


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason for or against a theme, in log-odds and in words."""

    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of an article as the finder reads it."""

    unit: Unit
    text: str
    words: tuple[Token, ...]
    stems: frozenset[str]
    leans: str
    quoted: bool
    head: tuple[Token, ...]

    @property
    def body(self) -> bool:
        return self.unit.kind is Kind.BODY


class DeskThemes:
    """The finder called `terms`: the desk's own themes, found by term and context."""

    def __init__(self, themes: Sequence[ThemeSettings]) -> None:
        self._themes = tuple(themes)

    def find(self, articles: Sequence[Article]) -> Sequence[Labelled]:
        """One `Labelled` for every unit, in order; only body units have themes."""
        pages = [_Page(article, self._themes) for article in articles]
        first = [page.scores({}) for page in pages]
        learned = _learn(self._themes, pages, first)
        return [
            labelled
            for page in pages
            for labelled in page.labelled(page.scores(learned))
        ]


Scores = list[dict[str, tuple[float, tuple[str, ...]]]]
Weights = Mapping[str, Mapping[str, float]]


class _Page:
    """An article, its lines, and what each line says on each theme."""

    def __init__(self, article: Article, themes: Sequence[ThemeSettings]) -> None:
        self.article = article
        self._speech = language(article.language)
        self.lines = tuple(_lines(article, self._speech))
        self._profiles = [_Profile(theme, self._speech) for theme in themes]

    @cached_property
    def _clues(self) -> list[list[list[Clue]]]:
        """For each profile and each line what the line itself says."""
        return [list(profile.clues(self.lines)) for profile in self._profiles]

    def scores(self, learned: Weights) -> Scores:
        """For each line the themes with their probability and the reasons."""
        found: Scores = [{} for _ in self.lines]
        strong = [
            [sum(c.weight for c in clues) >= _PHRASE and not profile.counting for clues in rows]
            for profile, rows in zip(self._profiles, self._clues, strict=True)
        ]
        for n, profile in enumerate(self._profiles):
            others = [
                any(strong[m][i] for m in range(len(strong)) if m != n)
                for i in range(len(self.lines))
            ]
            weights = learned.get(profile.key, {})
            for i, score in profile.chain(self.lines, self._clues[n], others, weights):
                found[i][profile.key] = score
        return found

    def labelled(self, scores: Scores) -> Iterator[Labelled]:
        order = {profile.key: n for n, profile in enumerate(self._profiles)}
        for line, themes in zip(self.lines, scores, strict=True):
            kept = [(k, p, why) for k, (p, why) in themes.items() if p >= BELONGS]
            kept.sort(key=lambda row: (-row[1], order[row[0]]))
            yield Labelled(
                Sentence(self.article, line.unit.start, line.unit.end),
                line.unit.kind,
                line.unit.paragraph,
                tuple((key, p) for key, p, _ in kept),
                tuple(f"{key} {p:.2f}: {'; '.join(why)}" for key, p, why in kept),
            )


def _lines(article: Article, speech: Language) -> Iterator[Line]:
    table = speech.section("themes")
    openers = frozenset(table.get("openers", ()))
    said_by = tuple(table.get("said_by", ()))
    head: tuple[Token, ...] = ()
    paragraph, open_quote = -1, False
    for unit in article.units:
        text = article.text[unit.start : unit.end]
        words = tokens(text, speech)
        if unit.kind is Kind.SUBHEAD:
            head = words
        if unit.paragraph != paragraph:
            open_quote = False
        quoted = open_quote and not text.startswith(("“", '"'))
        yield Line(
            unit,
            text,
            words,
            frozenset(w.stem for w in words if w.word not in speech.stop_words),
            _opener(text, words, openers, said_by),
            quoted,
            head,
        )
        open_quote = _still_open(text, open_quote)
        paragraph = unit.paragraph


def _opener(text: str, words: Sequence[Token], openers: frozenset[str], said: Sequence[str]) -> str:
    """The words by which a sentence leans on the one before, or nothing."""
    for size in (4, 3, 2, 1):
        start = " ".join(w.word for w in words[:size])
        if start in openers:
            return start
    if text.startswith(("“", '"')):
        lower = text.lower()
        return next((s for s in said if re.search(rf"[,”\"]\s*{s}\b", lower)), "")
    return ""


def _still_open(text: str, before: bool) -> bool:
    straight = text.count('"') % 2 == 1
    if "“" in text or "”" in text:
        return text.rfind("“") > text.rfind("”")
    return before != straight


class _Profile:
    """A theme of the desk in one language: what to look for."""

    def __init__(self, theme: ThemeSettings, speech: Language) -> None:
        self.key = theme.key
        self.counting = theme.needs == "figure"
        self._speech = speech
        self._table = speech.section("themes")
        self._exclude = [Term(t, speech) for t in theme.exclude]
        self._terms = [Term(t, speech) for t in theme.terms]
        groups = [frozenset(map(speech.stem, g)) for g in self._table.get("related", ())]
        known = frozenset(s for term in self._terms for s in term.stems)
        own = [g for g in groups if g & known]
        subject, self._aspect = self._parts(theme.title, groups, known)
        self._terms += [Term(t, speech) for t in subject]
        self._related = frozenset[str]().union(*own) - known - self._aspect
        self._aspect -= known
        self._names = [t for t in self._terms if t.name]
        self._places = frozenset((*self._table.get("places", ()), *self._table.get("bodies", ())))
        self._articles = frozenset(self._table.get("articles", ()))

    def _parts(
        self, title: str, groups: Sequence[frozenset[str]], known: frozenset[str]
    ) -> tuple[list[str], frozenset[str]]:
        """What the title names itself, and the field of its other word.

        Of "Arms supply" with terms for arms, "arms" is one more term, and words
        of supplying are the aspect that a sentence on the theme should have.
        """
        words = [w for w in tokens(title, self._speech) if w.word not in self._speech.stop_words]
        near = {w: sum(len(g & known) for g in groups if w.stem in g) for w in words}
        most = max(near.values(), default=0)
        # The first word of a title is written with a capital whatever it is.
        names = [w.text for w in words if w.capital and w.start > 0]
        if any(t.name for t in self._terms):
            names += [w.text for w in words if w.stem in known]
        subject = [w.text for w in words if most and near[w] == most]
        rest = [w for w in words if w.text not in subject and w.stem not in known]
        aspect = (g for w in rest for g in groups if w.stem in g)
        return [*names, *subject], frozenset[str]().union(*aspect)

    # --- What a line says itself -------------------------------------------------------

    def clues(self, lines: Sequence[Line]) -> Iterator[list[Clue]]:
        """For each line its reasons; empty for what is no body text."""
        if self.counting:
            yield from self._counts(lines)
            return
        nouns = self._nouns(lines)
        last_named = -99
        for i, line in enumerate(lines):
            named = bool(find_terms(self._names, line.words))
            taken = "" if named or i - last_named > 8 else self._taken_up(line.words, nouns)
            yield list(self._own(line, taken)) if line.body else []
            if named:
                last_named = i

    def _own(self, line: Line, taken: str) -> Iterator[Clue]:
        if find_terms(self._exclude, line.words):
            yield Clue(-20.0, "excluded")
            return
        found = find_terms(self._terms, line.words)
        weights = sorted(((self._weight(t), t.text) for t in self._terms if t.text in found))
        if weights:
            weight, text = weights.pop()
            yield Clue(weight, f'names "{text}"')
            for _, text in weights[-3:]:
                yield Clue(_AGAIN, f'names "{text}"')
        if taken:
            yield Clue(_TAKEN_UP, f'takes up the name with "{taken}"')
        related = sorted(w.word for w in line.words if w.stem in self._related)
        aspects = sorted(w.word for w in line.words if w.stem in self._aspect)
        if related and not found:
            yield Clue(_RELATED, f'"{related[0]}" is a word of the field')
        if aspects and (found or taken or related):
            yield Clue(_ASPECT, f'"{aspects[0]}" goes with the title')

    def _weight(self, term: Term) -> float:
        if term.name:
            return _NAME
        if term.content > 1:
            return _PHRASE
        return _PART if self._aspect else _WORD

    def _nouns(self, lines: Sequence[Line]) -> frozenset[str]:
        """The nouns said right next to one of the theme's names, as in "the town of X"."""
        found = set()
        for line in lines:
            for places in find_terms(self._names, line.words).values():
                for start, end in places:
                    near = [w.word for w in line.words[max(0, start - 2) : start]]
                    after = [w.word for w in line.words[end : end + 4]]
                    if near[-1:] and near[-1] in self._places:
                        found.add(near[-1])
                    elif near[-1:] == ["of"] and near[0] in self._places:
                        found.add(near[0])
                    elif after[:1] and after[0] in ("a", "an", "the"):
                        found.update(w for w in after[1:] if w in self._places)
        return frozenset(found)

    def _taken_up(self, words: Sequence[Token], nouns: frozenset[str]) -> str:
        for i, word in enumerate(words):
            if word.word.removesuffix("'s") not in nouns:
                continue
            before = [w.word for w in words[max(0, i - 2) : i] if not w.capital or w.start == 0]
            if any(w in self._articles for w in before):
                return f"the {word.word}"
        return ""

    def _counts(self, lines: Sequence[Line]) -> Iterator[list[Clue]]:
        """Sentences that count what the theme is about, their caveats and breakdowns."""
        since = 99
        for line in lines:
            if not line.body:
                yield []
                continue
            clue = self._counted(line) or (self._on_the_count(line) if since <= 2 else None)
            since = 0 if clue else since + 1
            yield [clue] if clue else []

    def _things(self, line: Line) -> list[int]:
        terms = find_terms(self._terms, line.words)
        own = {i for places in terms.values() for a, b in places for i in range(a, b)}
        return sorted(own | {i for i, w in enumerate(line.words) if w.stem in self._related})

    def _counted(self, line: Line) -> Clue | None:
        if find_terms(self._exclude, line.words):
            return None
        things = self._things(line)
        quantities = frozenset(self._table.get("quantities", ()))
        for i, word in enumerate(line.words):
            if not (word.word in quantities or word.text[:1].isdigit()) or _is_date(line, i):
                continue
            for j in things:
                low, high = sorted((i, j))
                between = line.text[line.words[low].end : line.words[high].start]
                if high - low <= 5 and not re.search(r"[,;:]\s", between):
                    return Clue(5.0, f'counts: "{word.text}" with "{line.words[j].text}"')
        return None

    def _on_the_count(self, line: Line) -> Clue | None:
        words = {w.word for w in line.words}
        counts = words & set(self._table.get("counts", ()))
        caveats = words & set(self._table.get("caveats", ()))
        shares = words & set(self._table.get("shares", ()))
        if counts and caveats:
            return Clue(4.0, f'"{min(counts)}", "{min(caveats)}" speak of the count before')
        if shares and self._things(line):
            return Clue(4.0, f'"{min(shares)}" divides the count before')
        return None

    # --- What the lines before carry over ------------------------------------------------

    def chain(
        self,
        lines: Sequence[Line],
        clues: Sequence[Sequence[Clue]],
        others: Sequence[bool],
        learned: Mapping[str, float],
    ) -> Iterator[tuple[int, tuple[float, tuple[str, ...]]]]:
        """Forward probabilities of the body lines."""
        before: Line | None = None
        p = 0.0
        under = False
        for i, line in enumerate(lines):
            if line.unit.kind is Kind.SUBHEAD:
                before, under = None, bool(find_terms(self._terms, line.words))
            if not line.body:
                continue
            stay, link = (0.0, "") if self.counting else _carry(before, line, under)
            prior = _BASE + max(0.0, stay - _BASE) * p
            reasons = list(clues[i])
            if not self.counting:
                reasons += self._context(line, under and p >= BELONGS, others[i], clues[i], learned)
            if link and p >= BELONGS:
                reasons.append(Clue(0.0, link))
            p = _sigmoid(_logit(prior) + sum(c.weight for c in reasons))
            why = tuple(c.why for c in reasons if c.weight >= 0)
            yield i, (round(p, 3), why)
            before = line

    def _context(
        self,
        line: Line,
        under: bool,
        other: bool,
        own: Sequence[Clue],
        learned: Mapping[str, float],
    ) -> Iterator[Clue]:
        if under:
            yield Clue(_UNDER, f'under the heading "{" ".join(w.text for w in line.head)}"')
        if other and not own:
            yield Clue(_ELSEWHERE, "speaks of another theme")
        told = sorted((learned[s], s) for s in line.stems if s in learned)
        weight = sum(w for w, _ in told)
        if told:
            weight = max(-_LEARNED_MOST, min(_LEARNED_MOST, weight))
            words = ", ".join(s for _, s in reversed(told[-3:]))
            yield Clue(weight, f"uses the day's words on it ({words})")


def _is_date(line: Line, i: int) -> bool:
    word = line.words[i].text
    return bool(re.fullmatch(r"(?:19|20)\d\d", word)) or (
        i > 0 and len(word) <= 2 and line.words[i - 1].capital and line.words[i - 1].start > 0
    )


def _carry(before: Line | None, line: Line, under: bool) -> tuple[float, str]:
    """How surely a sentence stays on the theme of the one before, and why."""
    if before is None:
        return 0.0, ""
    same = before.unit.paragraph == line.unit.paragraph
    if line.quoted:
        return 0.92, "goes on with the quotation"
    if line.leans:
        why = f'goes on from the sentence before ("{line.leans}")'
        return (0.88 if same else 0.75 if under else 0.65), why
    if same:
        return 0.6, "stands in the same paragraph"
    return (0.75, "in the same section") if under else (0.1, "")


def _learn(
    themes: Sequence[ThemeSettings], pages: Sequence[_Page], scores: Sequence[Scores]
) -> Weights:
    """Words that tell a theme's sentences from the others, with their log-odds.

    Sentences of the same words count once, so that copies have no say.
    """
    seen: dict[frozenset[str], dict[str, float]] = {}
    for page, rows in zip(pages, scores, strict=True):
        for line, row in zip(page.lines, rows, strict=True):
            if line.body and len(line.stems) > 3:
                seen.setdefault(line.stems, {key: p for key, (p, _) in row.items()})
    return {
        theme.key: _telling(seen, theme.key) for theme in themes if theme.needs != "figure"
    }


def _telling(seen: Mapping[frozenset[str], Mapping[str, float]], key: str) -> dict[str, float]:
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    sizes = [0, 0]
    for stems, themes in seen.items():
        on = themes.get(key, 0.0) >= BELONGS
        sizes[on] += 1
        (inside if on else outside).update(stems)
    telling = {}
    for stem in inside.keys() | outside.keys():
        a, b = inside[stem], outside[stem]
        ratio = _likelihood_ratio(a, sizes[1], b, sizes[0])
        if a + b >= 3 and ratio >= _SIGNIFICANT:
            odds = log((a + 0.5) / (sizes[1] + 1)) - log((b + 0.5) / (sizes[0] + 1))
            telling[stem] = max(-1.0, min(1.0, odds / 2))
    return telling


def _likelihood_ratio(a: int, n: int, b: int, m: int) -> float:
    """Dunning's -2 log lambda of a word in `a` of `n` sentences against `b` of `m`."""
    if not n or not m:
        return 0.0
    both = (a + b) / (n + m)

    def surprise(k: int, size: int) -> float:
        return sum(
            x * log(x / (size * p)) for x, p in ((k, both), (size - k, 1 - both)) if x and p
        )

    return 2 * (surprise(a, n) + surprise(b, m))


def _logit(p: float) -> float:
    return log(p / (1 - p))


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, x))))
