"""Which themes of the desk each sentence belongs to, and why.

Each theme runs through an article as a chain of two states, on it or not, as in
topic segmentation by hidden Markov models (Yamron et al. 1998); the forward
probability of "on it" is the score. What a sentence says itself moves the odds
(`subjects.py`), so do the words that the day uses on the theme (`vocabulary.py`);
how it leans on the sentence before says how much of the score is carried over
(`context.py`). A second reading weighs that against the rest of the day
(`weighing.py`). `docs/themes.md` tells more.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log

from briefing.analyze.origins import group_origins
from briefing.analyze.themes.context import Line, Link, link, read_lines
from briefing.analyze.themes.subjects import Clue, Subject
from briefing.analyze.themes.terms import TermIndex
from briefing.analyze.themes.vocabulary import telling_words
from briefing.analyze.themes.weighing import Sights, Text, probability, sights
from briefing.config import ThemeSettings
from briefing.language import language
from briefing.model import Article, Kind, Labelled, Origin, Sentence

BELONGS = 0.5
"""A sentence whose score is lower does not belong to the theme."""

_BASE = 0.05  # how likely a sentence is on a theme of which nothing is known
_ABOUT = 0.3  # the same in an article that is about the theme
_CLEAR = 3.0  # log-odds from which a sentence speaks of a theme by itself
_FEW, _MUCH = 3, 0.6  # lines, and share of the lines, that make an article one about a theme
_UNDER, _STILL, _ELSEWHERE = 1.2, 2.0, -3.0
_LEARNED = 1.0  # the most that learned words may say for or against
_TOGETHER, _TELLING = 0.3, 0.5  # from where the rest of an article, and its words, are told of
_COMMON = 0.05  # share of the day's sentences from which a word of a field tells no theme apart

Weights = Mapping[str, float]
Seen = Sequence[Sequence[Sights | None]]


@dataclass(frozen=True, slots=True)
class Score:
    """How likely a line is on a theme, and why."""

    value: float
    why: tuple[str, ...]


class DeskThemes:
    """The finder called `terms`: the desk's own themes, by their terms and by context."""

    def __init__(self, themes: Sequence[ThemeSettings]) -> None:
        self._themes = tuple(themes)

    def find(
        self, articles: Sequence[Article], origins: Sequence[Origin] = ()
    ) -> Sequence[Labelled]:
        """One `Labelled` for every unit, in order; only body units have themes.

        `origins` are those of the articles, which are found where they are not given.
        """
        first = {origin.articles[0] for origin in origins or group_origins(articles)}
        pages = self._read_once(articles, first)
        for page, seen in _seen(pages, first):
            page.read_again(seen)
        return [row for page in pages for row in page.labelled()]

    def sights(
        self, articles: Sequence[Article], first: Collection[str]
    ) -> Iterator[tuple[Sentence, str, Sights, float]]:
        """What the second reading judges by: sentence, theme, what is seen, first score.

        `first` are the ids of one article of each origin. Themes of figures and sentences
        with an excluded term are left out.
        """
        for page, seen in _seen(self._read_once(articles, first), first):
            yield from page.seen(seen)

    def _read_once(self, articles: Sequence[Article], first: Collection[str]) -> list[_Page]:
        """The articles after the first reading, in order."""
        lines = {a.id: tuple(read_lines(a)) for a in articles}
        subjects = {
            code: self._subjects(
                code, [lines[a.id] for a in articles if a.language == code and a.id in first]
            )
            for code in sorted({a.language for a in articles})
        }
        pages = [_Page(a, lines[a.id], subjects[a.language]) for a in articles]
        nouns = _nouns(pages)
        for page in pages:
            page.listen(nouns[page.article.language])
        learned = _learned([page for page in pages if page.article.id in first])
        for page in pages:
            page.read_once(learned.get(page.article.language, {}))
        return pages

    def _subjects(self, code: str, texts: Sequence[Sequence[Line]]) -> list[Subject]:
        """The themes as they are looked for in texts of one language."""
        body = [line for text in texts for line in text if line.body]
        uses = Counter(stem for line in body for stem in line.stems)
        common = frozenset(stem for stem, n in uses.items() if n > max(_FEW, _COMMON * len(body)))
        index = TermIndex()
        return [Subject(theme, language(code), index, common) for theme in self._themes]


class _Page:
    """An article on its way through the themes."""

    def __init__(
        self, article: Article, lines: Sequence[Line], subjects: Sequence[Subject]
    ) -> None:
        self.article = article
        self.lines = lines
        self.subjects = subjects
        self.silent = [s.silent(lines) for s in subjects]
        self._clues: Sequence[Sequence[tuple[Clue, ...]]] = ()
        self._counted: Mapping[int, Sequence[tuple[Clue, ...]]] = {}
        self._clear: Sequence[frozenset[int]] = ()
        self._found: list[dict[int, Score]] = []
        self._links: dict[tuple[int, bool, bool], Link] = {}
        self._unlearned: dict[int, dict[int, Score]] = {}
        self._about: dict[int, bool] = {}

    def listen(self, nouns: Mapping[str, Collection[str]]) -> None:
        """Takes down what each line says itself on each theme."""
        nothing: list[tuple[Clue, ...]] = [()] * len(self.lines)
        self._clues = [
            nothing if silent else s.clues(self.lines, nouns[s.key])
            for s, silent in zip(self.subjects, self.silent, strict=True)
        ]
        self._counted = {n: s.counted(self.lines) for n, s in enumerate(self.subjects) if s.counts}
        self._clear = [frozenset(self._clearly_on(i)) for i in range(len(self.lines))]

    def _clearly_on(self, i: int) -> Iterator[int]:
        """The themes that line `i` is on by itself; a count goes with any subject."""
        for n, subject in enumerate(self.subjects):
            clues = self._clues[n][i]
            if clues and not subject.counts and sum(c.weight for c in clues) >= _CLEAR:
                yield n

    def read_once(self, learned: Mapping[str, Weights]) -> None:
        """The first reading, given the words learned for each theme."""
        stems = frozenset[str]().union(*(line.stems for line in self.lines))
        told = [learned.get(s.key, {}) for s in self.subjects]
        # Most articles have none of the words of most themes.
        self._found = [
            self.unlearned(n) if stems.isdisjoint(w) else self.scores(n, w)
            for n, w in enumerate(told)
        ]
        self._links.clear()
        self._unlearned.clear()

    def unlearned(self, n: int) -> dict[int, Score]:
        """The scores on theme `n` that no word of the day was learned for."""
        if n not in self._unlearned:
            self._unlearned[n] = self.scores(n, {})
        return self._unlearned[n]

    def text(self, teaches: bool) -> Text:
        """What the first reading found, for the second."""
        body = [i for i, line in enumerate(self.lines) if line.body]
        heads = [i for i, line in enumerate(self.lines) if line.unit.kind is Kind.SUBHEAD]
        return Text(
            [self.lines[i].stems for i in body],
            [[scores[i].value for i in body] for scores in self._found],
            [[fsum([clue.weight for clue in clues[i]]) for i in body] for clues in self._clues],
            [
                [() if silent else subject.terms(self.lines[i]) for i in body]
                for subject, silent in zip(self.subjects, self.silent, strict=True)
            ],
            frozenset(bisect(body, head) for head in heads),
            teaches,
        )

    def read_again(self, seen: Seen) -> None:
        """The second reading: themes that do not count are judged by what is seen of them."""
        for n, i, row in list(self._judged(seen)):
            score = self._found[n][i]
            why = dict.fromkeys((*score.why, *_why_again(row)))
            self._found[n][i] = Score(probability(row), tuple(why))

    def seen(self, seen: Seen) -> Iterator[tuple[Sentence, str, Sights, float]]:
        """The sentences with what is seen of them."""
        for n, i, row in self._judged(seen):
            unit = self.lines[i].unit
            sentence = Sentence(self.article, unit.start, unit.end)
            yield sentence, self.subjects[n].key, row, self._found[n][i].value

    def _judged(self, seen: Seen) -> Iterator[tuple[int, int, Sights]]:
        """Theme, line and what is seen of it, where the second reading judges."""
        for n, subject in enumerate(self.subjects):
            for i, row in zip(self._found[n], seen[n], strict=True):
                if row is not None and not subject.counts:
                    yield n, i, row

    def labelled(self) -> Iterator[Labelled]:
        """The units with their themes, as they were read last."""
        for i, line in enumerate(self.lines):
            found = [
                (s.key, c[i]) for s, c in zip(self.subjects, self._found, strict=True) if i in c
            ]
            kept = [(key, score) for key, score in found if score.value >= BELONGS]
            kept.sort(key=lambda row: -row[1].value)
            yield Labelled(
                Sentence(self.article, line.unit.start, line.unit.end),
                line.unit.kind,
                line.unit.paragraph,
                tuple((key, score.value) for key, score in kept),
                tuple(f"{key}: {'; '.join(score.why)}" for key, score in kept),
            )

    def scores(self, n: int, learned: Weights) -> dict[int, Score]:
        """The score of each body line on theme `n`, by its place.

        On a theme of figures are what counts its matter, and what is on it otherwise
        and counts anything.
        """
        found = self._chain(n, learned)
        for i, clues in enumerate(self._counted.get(n, ())):
            if i in found:
                score = Score(_odds(_BASE, clues), _why(clues))
                told = found[i].value >= BELONGS and self.subjects[n].counts_in(self.lines[i])
                found[i] = found[i] if told and score.value < BELONGS else score
        return found

    def _chain(self, n: int, learned: Weights) -> dict[int, Score]:
        """The chain of theme `n`, whether its sentences count or not."""
        subject, found = self.subjects[n], {}
        about = self._is_about(n)
        before, under, p = None, about, 0.0
        for i, line in enumerate(self.lines):
            if line.unit.kind is Kind.SUBHEAD:
                under = about or subject.named(line)
                before = before if about else None
            if not line.body:
                continue
            tie = self._link(i, before, under)
            prior = _prior(tie.stay, p, _ABOUT if about else _BASE)
            clues = (
                *self._clues[n][i],
                *self._around(n, i, before if p >= BELONGS else None, under, learned),
            )
            found[i] = Score(_odds(prior, clues), _why(clues, tie.why if p >= BELONGS else ""))
            before, p = line, found[i].value
        return found

    def _link(self, i: int, before: Line | None, under: bool) -> Link:
        """What ties line `i` to the one before: every theme asks, and it is told once."""
        asked = (i, before is None, under)
        if asked not in self._links:
            self._links[asked] = link(before, self.lines[i], under)
        return self._links[asked]

    def _around(
        self, n: int, i: int, on: Line | None, under: bool, learned: Weights
    ) -> Iterator[Clue]:
        """What surrounds a line says on theme `n`: the line before if that is `on` it,
        the heading above, the other themes, the day's words."""
        line, own = self.lines[i], self._clues[n][i]
        if on and under:
            yield Clue(_UNDER, "under a heading that names it")
        if on and not own and (word := self.subjects[n].repeated(on, line)):
            yield Clue(_STILL, f'still speaks of it ("{word}")')
        if not own and self._clear[i] - {n}:
            yield Clue(_ELSEWHERE, "speaks of another theme")
        if told := sorted((-learned[s], s) for s in line.stems & learned.keys()):
            weight = -sum(w for w, _ in told)
            words = ", ".join(s for _, s in told[:3])
            yield Clue(max(-_LEARNED, min(_LEARNED, weight)), f"in words of the day on it: {words}")

    def _is_about(self, n: int) -> bool:
        """Whether the whole article is about theme `n`, told once for both of its chains."""
        if n not in self._about:
            self._about[n] = not self.silent[n] and self._told_of(n)
        return self._about[n]

    def _told_of(self, n: int) -> bool:
        """Whether the headline and many lines of an article are on theme `n`."""
        subject = self.subjects[n]
        body = [line for line in self.lines if line.body]
        touched = sum(map(subject.touched, body))
        if touched < _FEW or touched < _MUCH * len(body) or not any(map(subject.named, body)):
            return False
        headlines = (line for line in self.lines if line.unit.kind is Kind.HEADLINE)
        return any(map(subject.touched, (*headlines, *body[:1])))


def _nouns(pages: Sequence[_Page]) -> Mapping[str, Mapping[str, Collection[str]]]:
    """By language and theme: the nouns that the day uses beside the theme's names."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for page in pages:
        for subject, silent in zip(page.subjects, page.silent, strict=True):
            nouns = found[page.article.language][subject.key]
            for line in () if silent else page.lines:
                nouns.update(subject.nouns_of_names(line))
    return found


def _seen(pages: Sequence[_Page], first: Collection[str]) -> Iterator[tuple[_Page, Seen]]:
    """Each page with what the second reading sees; those of one language teach each other."""
    for code in sorted({page.article.language for page in pages}):
        mine = [page for page in pages if page.article.language == code]
        subjects = mine[0].subjects
        texts = [page.text(page.article.id in first) for page in mine]
        seen = sights(texts, [s.words for s in subjects], [s.counts for s in subjects])
        yield from zip(mine, seen, strict=True)


def _why_again(seen: Sights) -> Iterator[str]:
    """What speaks for a theme besides what the first reading saw."""
    if seen.after >= BELONGS:
        yield "the sentence after it is on it"
    if seen.rest >= _TOGETHER:
        yield f"so is {seen.rest:.0%} of the rest of its article"
    if seen.words >= _TELLING:
        yield "in words that other articles use on it"


def _learned(pages: Sequence[_Page]) -> Mapping[str, Mapping[str, Weights]]:
    """By language and theme: words that tell the theme's sentences from the others.

    `pages` are one of each origin, and sentences of the same words count once, so
    that copies have no say.
    """
    found: dict[str, dict[str, Weights]] = defaultdict(dict)
    for code in sorted({page.article.language for page in pages}):
        mine = [page for page in pages if page.article.language == code]
        for n, subject in enumerate(mine[0].subjects):
            distinct: dict[frozenset[str], bool] = {}
            for page in mine:
                for i, score in page.unlearned(n).items():
                    stems = page.lines[i].stems - subject.words
                    distinct[stems] = distinct.get(stems, False) or score.value >= BELONGS
            found[code][subject.key] = telling_words(
                (stems, on) for stems, on in distinct.items() if stems
            )
    return found


def _prior(stay: float, before: float, base: float) -> float:
    """The probability of a line before it is heard, given that of the line it is tied to.

    Where the line before was decided to be off the theme, being tied to it counts
    against the theme.
    """
    if before >= BELONGS:
        return base + max(0.0, stay - base) * before
    return base * (1 - stay / 2)


def _why(clues: Sequence[Clue], tie: str = "") -> tuple[str, ...]:
    return tuple(filter(None, (*[clue.why for clue in clues if clue.weight > 0], tie)))


def _odds(prior: float, clues: Sequence[Clue]) -> float:
    """The probability after the clues, rounded to three digits."""
    x = log(prior / (1 - prior)) + sum([clue.weight for clue in clues])
    return round(1 / (1 + exp(-max(-30.0, min(30.0, x)))), 3)
