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
from itertools import combinations
from math import log, sqrt

from briefing.analyze.themes.headings import headline, subhead, telling, weights
from briefing.analyze.themes.passages import MANY, Passage, passages_of, size, story, witnesses
from briefing.model import Labelled, Origin, Theme

MOST = 12
"""No more subjects than this are added to a day."""

_SMALLEST = 3  # sentences in a subject
_ALIKE = 0.1  # average cosine at which passages are on one subject
_DENSE = 600  # passages from which a table of all pairs pays for the import of numpy
_LEADS = 40  # passages that a word leads to, or a tenth of all
_FILLS = 0.8  # share of a day's passages of which one story is the day
_STORY = 2  # how often a passage is taken to say its story's name
_COPIED = 0.6  # share of a passage's stems found in another, of which it is a copy

Vector = Mapping[str, float]


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
    passages = list(passages_of(labelled, story_of))
    own = [p for p in passages if p.article.id in first]
    groups = [g for g in _groups(_most_told(own)) if size(g) >= _SMALLEST]
    groups.sort(key=_largest)
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


def _most_told(passages: Sequence[Passage]) -> Sequence[Passage]:
    """Those of the largest stories where a day has more passages than can be compared."""
    if len(passages) <= 2 * MANY:
        return passages
    told = Counter(p.story for p in passages)
    largest = sorted(passages, key=lambda p: (-told[p.story], p.story, p.rows))[:MANY]
    return sorted(largest, key=lambda p: p.rows)


def _groups(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    for group in _joined([(*p.stems, *[p.story] * _STORY) for p in passages]):
        yield sorted((passages[n] for n in group), key=lambda p: p.rows)


def _with_copies(
    subjects: Sequence[_Subject], own: Sequence[Passage], copies: Sequence[Passage]
) -> Iterator[_Subject]:
    """The subjects with the rows of those passages that copy one of theirs."""
    place = {n: subject for subject in subjects for n in subject.rows}
    index: dict[str, list[Passage]] = defaultdict(list)
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
    most = max(_LEADS, len(vectors) // 10)
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
    groups: Sequence[Sequence[Passage]], passages: Sequence[Passage], taken: set[str]
) -> Iterator[_Subject]:
    spread = Counter(s for p in passages for s in set(p.stems))
    titled: dict[str, list[Passage]] = defaultdict(list)
    for head, group in _sides_joined(groups, passages, spread):
        # Groups that are called by the same words were not worth telling apart.
        titled[head or telling(group, weights(group, spread, len(passages)))] += group
    for title, group in titled.items():
        key = _key(title, taken)
        taken.add(key)
        rows = tuple(sorted(n for p in group for n in p.rows))
        why = f"{key}: one of {len(rows)} sentences on one subject outside the desk's themes"
        yield _Subject(Theme(key, title, discovered=True), rows, why)


def _sides_joined(
    groups: Iterable[Sequence[Passage]], passages: Sequence[Passage], spread: Mapping[str, int]
) -> list[tuple[str, list[Passage]]]:
    """Groups with their headings, largest first: of a story one, and what has its own subhead.

    What else is told of a story is a side of it; where one story fills the day, its sides
    are all that there is to tell apart. The heading is that of the largest side with one.
    """
    told = Counter(p.story for p in passages)
    found: list[tuple[str, list[Passage]]] = []
    place: dict[str, int] = {}
    for group in groups:
        heads = {head for head, _ in found}
        if head := subhead(group, heads):
            found.append((head, list(group)))
            continue
        head = headline(group, heads, weights(group, spread, len(passages)))
        known = place.get(own := story(group))
        if known is None or told[own] > _FILLS * len(passages):
            place.setdefault(own, len(found))
            found.append((head, list(group)))
        else:
            found[known] = (found[known][0] or head, [*found[known][1], *group])
    return sorted(found, key=lambda row: _largest(row[1]))


def _largest(group: Sequence[Passage]) -> tuple[int, int, tuple[int, ...]]:
    """Puts what most houses tell first, then what is longest."""
    return -len(witnesses(group)), -size(group), group[0].rows


def _key(title: str, taken: Collection[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "also"
    key, n = plain, 2
    while key in taken:
        key, n = f"{plain}-{n}", n + 1
    return key
