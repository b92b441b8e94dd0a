"""What the desk did not foresee: large subjects outside its themes, named by their own words.

Passages without a theme are joined by average linkage on TF-IDF cosine (Sokal and
Michener 1958; Salton and Buckley 1988). The story that an article belongs to is
one more word of its passages: where the day has many stories it weighs much, and
each becomes a subject; where one story fills the day it weighs nothing, and the
story is parted into what its paragraphs are about.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import combinations, groupby, pairwise
from math import log, sqrt

from briefing.analyze.themes.terms import Token, tokens
from briefing.analyze.themes.vocabulary import likelihood_ratio
from briefing.language import language
from briefing.model import Article, Kind, Labelled, Origin, Theme

MOST = 12
"""No more subjects than this are added to a day."""

_SMALLEST = 3  # sentences in a subject
_ALIKE = 0.1  # average cosine at which passages are on one subject
_FITS = 0.3  # how much of a headline must be what the passages say
_TELLING, _TOLD = 5, 0.6  # or how many of their most telling words it has
_SHORT = 0.4  # how much a phrase loses by each further word; 0: nothing
_HEADING = 16  # words in a subhead that names a subject
_STOP_INSIDE = re.compile(r"[^\W_]{2}[.!?][”\"]? +[^\W\d_]")
_OPENINGS = frozenset("“\"'‘«„.!?:;—–([")  # before the first word of a sentence
_PHRASE = 6  # words in a phrase, small ones included
_PASSAGES = 2000  # about as many passages are compared, whatever the size of the day
_DENSE = 600  # passages from which a table of all pairs pays for the import of numpy
_LONGEST = 40  # passages of one article
_SECTION = 12  # sentences that a subhead is trusted to stand for
_STORY = 2  # how often a passage is taken to say its story's name
_COPIED = 0.6  # share of a passage's stems found in another, of which it is a copy

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Passage:
    """Rows of the analysis that stand together, the heading above them, and their stems."""

    rows: tuple[int, ...]
    article: Article
    heading: str
    stems: tuple[str, ...]
    story: str
    text: str


@dataclass(frozen=True, slots=True)
class _Subject:
    theme: Theme
    rows: tuple[int, ...]
    why: str


def discover(
    labelled: Sequence[Labelled],
    origins: Sequence[Origin],
    stories: Sequence[Collection[str]] = (),
    taken: Iterable[str] = (),
) -> tuple[tuple[Theme, ...], tuple[Labelled, ...]]:
    """Themes found in what has none, largest first, and the rows with them added.

    `stories` are groups of article ids; an article in none is a story of its own.
    `taken` are keys that a new theme must not use. Of an origin only the first
    article makes subjects, so that copies cannot; the others join them.
    """
    story_of = {id_: f"\0{n}" for n, ids in enumerate(stories) for id_ in ids}
    first = {origin.articles[0] for origin in origins}
    passages = list(_passages(labelled, story_of))
    own = [p for p in passages if p.article.id in first]
    groups = [g for g in _groups(_most_told(own)) if _size(g) >= _SMALLEST]
    groups.sort(key=lambda g: (-len(_witnesses(g)), -_size(g), g[0].rows))
    subjects = list(_named(groups[:MOST], own, set(taken)))
    copies = [p for p in passages if p.article.id not in first]
    marks = {n: s for s in _with_copies(subjects, own, copies) for n in s.rows}
    rows = tuple(
        replace(row, themes=((marks[n].theme.key, 1.0),), reasons=(marks[n].why,))
        if n in marks
        else row
        for n, row in enumerate(labelled)
    )
    return tuple(subject.theme for subject in subjects), rows


def _most_told(passages: Sequence[_Passage]) -> Sequence[_Passage]:
    """Those of the largest stories where a day has more passages than can be compared."""
    if len(passages) <= 2 * _PASSAGES:
        return passages
    told = Counter(p.story for p in passages)
    largest = sorted(passages, key=lambda p: (-told[p.story], p.story, p.rows))[:_PASSAGES]
    return sorted(largest, key=lambda p: p.rows)


def _size(group: Iterable[_Passage]) -> int:
    return sum(len(p.rows) for p in group)


def _witnesses(group: Iterable[_Passage]) -> set[str]:
    """Outlets, and articles without one: an outlet that floods the day counts once."""
    return {p.article.outlet or p.article.id for p in group}


def _passages(labelled: Sequence[Labelled], story_of: Mapping[str, str]) -> Iterator[_Passage]:
    """Sections below a subhead, and paragraphs, without what has a theme.

    A heading whose section is mostly the desk's is none for what is left of it, and
    one above a very long section may not have been meant for all of it.
    """
    sections: dict[tuple[str, int], list[int]] = defaultdict(list)
    heads: dict[tuple[str, int], str] = {}
    place = -1
    for n, row in enumerate(labelled):
        article = row.sentence.article.id
        if not n or article != labelled[n - 1].sentence.article.id:
            place = -1
        if row.kind is Kind.SUBHEAD:
            place = n
            heads[article, place] = row.sentence.quote
        if row.kind is Kind.BODY:
            sections[article, place].append(n)
    most = min(_LONGEST, 1 + _PASSAGES // len({article for article, _ in sections} or "-"))
    for key, rows in sections.items():
        loose = [n for n in rows if not labelled[n].themes]
        headed = key in heads and 2 * len(loose) > len(rows) and len(loose) <= _SECTION
        for part in [loose] if headed else _paragraphs(labelled, loose, most):
            yield _passage(labelled, part, heads[key] if headed else "", story_of)


def _paragraphs(
    labelled: Sequence[Labelled], rows: Sequence[int], most: int
) -> Iterator[list[int]]:
    """Rows by paragraph, several together where there would be more than `most`."""
    parts = [list(g) for _, g in groupby(rows, key=lambda n: labelled[n].paragraph)]
    step = -(-len(parts) // most) or 1
    for n in range(0, len(parts), step):
        yield [row for part in parts[n : n + step] for row in part]


def _passage(
    labelled: Sequence[Labelled], rows: Sequence[int], heading: str, story_of: Mapping[str, str]
) -> _Passage:
    article = labelled[rows[0]].sentence.article
    text = " ".join(labelled[n].sentence.quote for n in rows)
    stems = tuple(language(article.language).content(text))
    story = story_of.get(article.id, "\0" + article.id)
    return _Passage(tuple(rows), article, heading, stems, story, text)


def _groups(passages: Sequence[_Passage]) -> Iterator[list[_Passage]]:
    for group in _joined([(*p.stems, *[p.story] * _STORY) for p in passages]):
        yield sorted((passages[n] for n in group), key=lambda p: p.rows)


def _with_copies(
    subjects: Sequence[_Subject], own: Sequence[_Passage], copies: Sequence[_Passage]
) -> Iterator[_Subject]:
    """The subjects with the rows of those passages that copy one of theirs."""
    place = {n: subject for subject in subjects for n in subject.rows}
    index: dict[str, list[_Passage]] = defaultdict(list)
    for passage in own:
        for stem in set(passage.stems) if passage.rows[0] in place else ():
            index[stem].append(passage)
    more: dict[str, list[int]] = defaultdict(list)
    for copy in copies:
        stems = set(copy.stems)
        shared = Counter(p.rows for s in stems for p in index.get(s, ()))
        best = min(shared, key=lambda rows: (-shared[rows], rows), default=())
        if best and shared[best] >= _COPIED * len(stems):
            more[place[best[0]].theme.key] += copy.rows
    for subject in subjects:
        yield replace(subject, rows=(*subject.rows, *more[subject.theme.key]))


def _joined(texts: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Texts in groups: the two nearest are joined while they are alike on average."""
    vectors = _vectors(texts)
    if len(vectors) >= _DENSE:
        yield from _joined_densely(vectors)
        return
    near = _cosines(vectors)
    members = {n: [n] for n in range(len(texts))}
    # What is not alike enough is never joined, and comes into the heap when it has become so.
    heap = [(-s, i, j) for i, row in near.items() for j, s in row.items() if i < j and s >= _ALIKE]
    heapify(heap)
    while heap:
        minus, i, j = heappop(heap)
        # Likeness changes as groups grow, and only the last entry of a pair holds.
        if i not in members or j not in members or near[i].get(j) != -minus:
            continue
        a, b = len(members[i]), len(members[j])
        members[i] += members.pop(j)
        one, other = near[i], near.pop(j)
        del one[j], other[i]
        for k, value in other.items():
            row = near[k]
            del row[j]
            one[k] = row[i] = mean = (a * one.get(k, 0.0) + b * value) / (a + b)
            if mean >= _ALIKE:
                heappush(heap, (-mean, min(i, k), max(i, k)))
        for k in [k for k in one if k not in other]:
            one[k] = near[k][i] = mean = (a * one[k] + b * 0.0) / (a + b)
            if mean >= _ALIKE:
                heappush(heap, (-mean, min(i, k), max(i, k)))
    yield from members.values()


def _vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    """TF-IDF vectors of length one."""
    spread = Counter(s for text in texts for s in set(text))
    vectors: list[Vector] = []
    for text in texts:
        weights = {
            s: (1 + log(n)) * log(1 + len(texts) / spread[s])
            for s, n in sorted(Counter(text).items())
        }
        norm = sqrt(sum(w * w for w in weights.values())) or 1.0
        vectors.append({s: w / norm for s, w in weights.items()})
    return vectors


def _cosines(vectors: Sequence[Vector]) -> dict[int, dict[int, float]]:
    """Cosines above zero, by an inverted index; a word of very many passages leads nowhere."""
    near: dict[int, dict[int, float]] = {n: {} for n in range(len(vectors))}
    for stem, places in _having(vectors).items():
        for one, other in combinations(places, 2):
            more = vectors[one][stem] * vectors[other][stem]
            near[one][other] = near[other][one] = near[one].get(other, 0.0) + more
    return near


def _having(vectors: Sequence[Vector]) -> dict[str, list[int]]:
    """For each stem, in order of the text, the vectors that have it: several, but not very many."""
    having: dict[str, list[int]] = defaultdict(list)
    for n, vector in enumerate(vectors):
        for stem in vector:
            having[stem].append(n)
    most = max(_LONGEST, len(vectors) // 10)
    return {stem: places for stem, places in having.items() if 1 < len(places) <= most}


def _joined_densely(vectors: Sequence[Vector]) -> Iterator[list[int]]:
    """The same as `_joined` gives, with all pairs in one table: faster where they are many."""
    import numpy as np

    near = np.zeros((len(vectors), len(vectors)))
    for stem, places in _having(vectors).items():
        weights = np.array([vectors[n][stem] for n in places])
        near[np.ix_(places, places)] += np.outer(weights, weights)
    np.fill_diagonal(near, 0.0)
    members = {n: [n] for n in range(len(vectors))}
    rows, columns = np.nonzero(near >= _ALIKE)
    above = rows < columns
    rows, columns = rows[above], columns[above]
    heap = list(zip((-near[rows, columns]).tolist(), rows.tolist(), columns.tolist(), strict=True))
    heapify(heap)
    while heap:
        minus, i, j = heappop(heap)
        if i not in members or j not in members or near[i, j] != -minus:
            continue
        a, b = len(members[i]), len(members[j])
        members[i] += members.pop(j)
        mean = (a * near[i] + b * near[j]) / (a + b)
        mean[i] = mean[j] = 0.0
        near[i, :] = near[:, i] = mean
        near[j, :] = near[:, j] = 0.0
        for k in np.flatnonzero(mean >= _ALIKE).tolist():
            heappush(heap, (-float(mean[k]), min(i, k), max(i, k)))
    yield from members.values()


# --- Names ---------------------------------------------------------------------------------


def _named(
    groups: Sequence[Sequence[_Passage]], passages: Sequence[_Passage], taken: set[str]
) -> Iterator[_Subject]:
    spread = Counter(s for p in passages for s in set(p.stems))
    titled: dict[str, list[_Passage]] = defaultdict(list)
    for group in groups:
        weight = _weights(group, spread, len(passages))
        # Groups that are called by the same words were not worth telling apart.
        titled[_title(group, titled, weight) or _telling(group, weight)] += group
    for title, group in titled.items():
        key = _key(title, taken)
        taken.add(key)
        rows = tuple(sorted(n for p in group for n in p.rows))
        why = f"{key}: one of {len(rows)} sentences on one subject outside the desk's themes"
        yield _Subject(Theme(key, title, discovered=True), rows, why)


def _title(group: Sequence[_Passage], taken: Collection[str], weight: Mapping[str, float]) -> str:
    """The subhead of most of it, or the headline that says best what the passages say."""
    for passage in group:
        mostly = 2 * len(passage.rows) >= _size(group)
        if mostly and passage.heading not in ("", *taken) and _heads(passage):
            return passage.heading
    said = Counter(s for p in group for s in set(p.stems))
    most = max(said.values(), default=1)
    telling = sorted(weight, key=lambda s: (-weight[s], s))[:_TELLING]
    best, score = "", 0.0
    for passage in group:
        text = " ".join((passage.article.title or "").split())
        stems = set(language(passage.article.language).content(text))
        if text in taken or not stems:
            continue
        fit = sum(said[s] / most for s in stems) / len(stems)
        told = sum(s in stems for s in telling) / len(telling) if telling else 0.0
        if fit + told > score and (fit > _FITS or told >= _TOLD):
            best, score = text, fit + told
    return best


def _heads(passage: _Passage) -> bool:
    """Whether a subhead names what stands below it, and does not speak to the reader."""
    text, speech = passage.heading, language(passage.article.language)
    table, words = speech.section("themes"), tokens(text, speech)
    address, bylines = table.get("address", ()), table.get("bylines", ())
    speaks = any(w.word.partition("'")[0] in address for w in words)
    signed = len(words) > 1 and words[0].word in bylines and words[1].capital
    # A caption is longer than a heading, or goes on after a full stop.
    told = len(words) > _HEADING or _STOP_INSIDE.search(text)
    return not (text.endswith((":", "?", "…", "...")) or text.isupper() or speaks or signed or told)


def _weights(group: Sequence[_Passage], spread: Mapping[str, int], size: int) -> dict[str, float]:
    """How far each stem tells the passages from the rest of the day: its log-likelihood
    ratio (Dunning 1993), times the share of the passages that have it."""
    inside = Counter(s for p in group for s in set(p.stems))
    found = {
        s: n / len(group) * likelihood_ratio(n, len(group), spread[s] - n, size - len(group))
        for s, n in inside.items()
        if n / len(group) > (spread[s] - n) / (size - len(group) or 1)
    }
    return {s: w for s, w in found.items() if w > 0}


def _telling(group: Sequence[_Passage], weight: Mapping[str, float]) -> str:
    """The phrase that tells the passages from the rest of the day, in the words of one.

    Phrases are runs of content words with small words between them (RAKE, Rose et
    al. 2010, whose long keywords weigh the sum of their words). Of phrases that weigh
    alike the shorter one is taken.
    """
    found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for passage in group:
        for stems, form in sorted(set(_phrases(passage))):
            found[stems][form] += 1
    if not found:
        words = sorted(weight, key=lambda s: (-weight[s], s))[:1]
        return words[0].capitalize() if words else ""

    def rank(stems: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
        told = sum(weight.get(s, 0.0) for s in set(stems)) / len(stems) ** _SHORT
        return (-round(told, 6), stems)

    chosen = min(found, key=rank, default=())
    if not chosen:
        return ""
    title = min(found[chosen], key=lambda f: (-found[chosen][f], f))
    return title[:1].upper() + title[1:]


def _phrases(passage: _Passage) -> Iterator[tuple[tuple[str, ...], str]]:
    """Runs of up to six words that begin and end with content words: stems, and as written.

    Offices and speakers are left out: who speaks is not what is spoken of.
    """
    speech = language(passage.article.language)
    table = speech.section("themes")
    idle = frozenset((*table.get("idle", ()), *speech.section("names").get("roles", ())))
    joins = frozenset(table.get("joins", ()))
    articles = frozenset(table.get("articles", ()))
    deeds = tuple(speech.section("claims").get("deeds", ()))
    words = tokens(passage.text, speech)
    idle |= _speakers(words, frozenset(speech.section("claims").get("say", ())))
    verbs = _after(words, frozenset(table.get("before_verbs", ())))
    adverbs = tuple(table.get("adverbs", ()))
    for run in _runs(words, passage.text, speech.stop_words - joins | idle):
        for at, first in enumerate(run):
            if first.start in verbs:
                continue
            for last in run[at : at + _PHRASE]:
                part = [w for w in run[at:] if w.end <= last.end]
                stems = tuple(w.stem for w in part if w.word not in joins)
                if len(part) == 1 and not _is_a_name(first, run, passage.text):
                    continue
                # "Expect the comet": an article right after a word follows what is done.
                if any(b.word in articles and a.word not in joins for a, b in pairwise(part)):
                    continue
                opens = _opens(first, passage.text)
                if _names_something(part, joins, (*deeds, *adverbs), opens) and len(stems) <= 4:
                    yield stems, passage.text[first.start : last.end]


def _after(words: Sequence[Token], wanted: Collection[str]) -> frozenset[int]:
    """Where the words in small letters start that come right after one of the wanted."""
    return frozenset(b.start for a, b in pairwise(words) if a.word in wanted and not b.capital)


def _opens(word: Token, text: str) -> bool:
    """Whether a sentence or a quotation begins with a word, which has its capital from that."""
    before = text[: word.start].rstrip()
    return not before or before[-1] in _OPENINGS


def _is_a_name(word: Token, run: Sequence[Token], text: str) -> bool:
    """Whether one word is a whole name: no sentence begins with it, and no name goes on."""
    at = run.index(word)
    beside = (*run[max(0, at - 1) : at], *run[at + 1 : at + 2])
    return word.capital and not _opens(word, text) and not any(w.capital for w in beside)


def _names_something(
    part: Sequence[Token], joins: Collection[str], endings: tuple[str, ...], opens: bool
) -> bool:
    """Whether words can stand as a heading: a name, or several words that neither begin nor
    end with a verb or an adverb, by its ending. `opens` tells that a sentence begins here."""
    first, last = part[0], part[-1]
    if first.word in joins or last.word in joins or last.word.endswith("'s"):
        return False
    if len(part) == 1:
        return first.capital
    plain = [w for w in (first, last) if not w.capital or (opens and w is first)]
    linked = [(a, b) for a, w, b in zip(part, part[1:], part[2:], strict=False) if w.word in joins]
    return not any(w.word.endswith(endings) for w in plain) and all(
        a.capital == b.capital for a, b in linked
    )


def _speakers(words: Sequence[Token], say: Collection[str]) -> frozenset[str]:
    """Names that stand next to a verb of saying."""
    pairs = [*pairwise(words), *((b, a) for a, b in pairwise(words))]
    return frozenset(name.word for name, verb in pairs if verb.word in say and name.capital)


def _runs(words: Sequence[Token], text: str, idle: Collection[str]) -> Iterator[list[Token]]:
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


def _key(title: str, taken: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "also"
    key, n = plain, 2
    while key in taken:
        key, n = f"{plain}-{n}", n + 1
    return key
