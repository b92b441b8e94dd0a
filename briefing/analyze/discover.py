"""What the desk did not foresee: large subjects outside its themes, named by their own words.

Sentences without a theme are taken story by story (articles on one event), or
section by section where an article has subheads; a story that fills most of the
day is parted into its subjects. Passages of like words are joined by average
linkage on TF-IDF cosine (Sokal and Michener 1958; Salton and Buckley 1988).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import log, sqrt

from briefing.language import language
from briefing.model import Article, Kind, Labelled, Theme

MOST_FOUND = 12
"""No more subjects than this are added to a day."""

_SMALLEST = 3  # sentences
_ALIKE = 0.16  # average cosine at which two groups of passages are one subject
_DOMINANT = 0.5  # share of the loose sentences above which a story is parted

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences without a theme that stand together, and what stands above them."""

    lines: tuple[int, ...]
    article: str
    heading: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Passages on one thing, as a theme of its own."""

    theme: Theme
    lines: tuple[int, ...]
    why: str


def discover(
    labelled: Sequence[Labelled],
    articles: Sequence[Article],
    stories: Sequence[Sequence[str]] = (),
    taken: Iterable[str] = (),
) -> tuple[tuple[Theme, ...], tuple[Labelled, ...]]:
    """Themes found in what has none yet, largest first, and all labels with them.

    `stories` are groups of article ids; an article in none stands alone. `taken`
    are keys that a new theme must not use.
    """
    subjects = _named(_subjects(labelled, articles, stories), articles, set(taken))
    marks = {line: subject for subject in subjects for line in subject.lines}
    found = tuple(
        replace(row, themes=((marks[n].theme.key, 1.0),), reasons=(marks[n].why,))
        if n in marks
        else row
        for n, row in enumerate(labelled)
    )
    return tuple(subject.theme for subject in subjects), found


def _subjects(
    labelled: Sequence[Labelled],
    articles: Sequence[Article],
    stories: Sequence[Sequence[str]],
) -> list[list[Passage]]:
    passages = _passages(labelled)
    total = sum(len(p.lines) for p in passages)
    story_of = {id_: n for n, ids in enumerate(stories) for id_ in ids}
    by_story: dict[object, list[Passage]] = defaultdict(list)
    headed = [p for p in passages if p.heading]
    for passage in passages:
        if not passage.heading:
            by_story[story_of.get(passage.article, passage.article)].append(passage)
    loose = [[p] for p in headed]
    whole = []
    for members in by_story.values():
        size = sum(len(p.lines) for p in members)
        apart = size > total * _DOMINANT and len({p.article for p in members}) != 1
        if apart:
            loose += [[p] for p in members]
        else:
            whole.append(members)
    groups = [*_joined(loose), *whole]
    groups = [g for g in groups if _large(g)]
    groups.sort(key=lambda g: (-len({p.article for p in g}), -_size(g), min(p.lines for p in g)))
    return groups[:MOST_FOUND]


def _size(group: Sequence[Passage]) -> int:
    return sum(len(p.lines) for p in group)


def _large(group: Sequence[Passage]) -> bool:
    return _size(group) >= _SMALLEST


def _passages(labelled: Sequence[Labelled]) -> list[Passage]:
    """Paragraphs and headed sections, without the sentences that have a theme."""
    found: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    heading: tuple[str, str] = ("", "")
    for n, row in enumerate(labelled):
        article = row.sentence.article.id
        if article != heading[0]:
            heading = (article, "")
        if row.kind is Kind.SUBHEAD:
            heading = (article, row.sentence.quote)
        if row.kind is Kind.BODY and not row.themes:
            place = -1 if heading[1] else row.paragraph
            found[article, place, heading[1]].append(n)
    return [
        Passage(tuple(lines), article, head, _stems(labelled, lines))
        for (article, _, head), lines in found.items()
    ]


def _stems(labelled: Sequence[Labelled], lines: Sequence[int]) -> tuple[str, ...]:
    speech = language(labelled[lines[0]].sentence.article.language)
    return tuple(s for n in lines for s in speech.content(labelled[n].sentence.text))


def _joined(groups: Sequence[list[Passage]]) -> list[list[Passage]]:
    """Groups joined while the average likeness of the nearest two is high enough."""
    vectors = _vectors([[s for p in g for s in p.stems] for g in groups])
    near = _similar(vectors)
    size = [1] * len(groups)
    members: dict[int, list[int]] = {n: [n] for n in range(len(groups))}
    heap = [(-s, i, j) for i, row in near.items() for j, s in row.items() if i < j]
    heapify(heap)
    while heap:
        value, i, j = heappop(heap)
        if -value < _ALIKE:
            break
        if i not in members or j not in members or near[i].get(j) != -value:
            continue
        members[i] += members.pop(j)
        merged = {
            k: (size[i] * near[i].get(k, 0.0) + size[j] * near[j].get(k, 0.0)) / (size[i] + size[j])
            for k in sorted((near[i].keys() | near[j].keys()) - {i, j})
            if k in members
        }
        size[i] += size[j]
        near[i] = merged
        for k, s in merged.items():
            near[k][i] = s
            heappush(heap, (-s, *sorted((i, k))))
    return [[p for n in sorted(ns) for p in groups[n]] for ns in members.values()]


def _vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    df = Counter(s for text in texts for s in set(text))
    vectors = []
    for text in texts:
        counts = Counter(text)
        raw = {s: (1 + log(n)) * log(1 + len(texts) / df[s]) for s, n in counts.items()}
        norm = sqrt(sum(w * w for w in raw.values())) or 1.0
        vectors.append({s: w / norm for s, w in raw.items()})
    return vectors


def _similar(vectors: Sequence[Vector]) -> dict[int, dict[int, float]]:
    """Cosines above zero, by an inverted index; words in most texts join nothing."""
    where: dict[str, list[int]] = defaultdict(list)
    for n, vector in enumerate(vectors):
        for stem in vector:
            where[stem].append(n)
    near: dict[int, dict[int, float]] = {n: {} for n in range(len(vectors))}
    most = max(20, len(vectors) // 5)
    for stem in sorted(where):
        texts = where[stem]
        if 1 < len(texts) <= most:
            for a, i in enumerate(texts):
                for j in texts[a + 1 :]:
                    near[i][j] = near[j][i] = (
                        near[i].get(j, 0.0) + vectors[i][stem] * vectors[j][stem]
                    )
    return near


def _named(
    groups: Sequence[Sequence[Passage]], articles: Sequence[Article], taken: set[str]
) -> list[Subject]:
    titles = {a.id: _headline(a) for a in articles}
    speech = {a.id: a.language for a in articles}
    seen: set[str] = set()
    subjects = []
    for group in groups:
        title = _title(group, titles, speech, seen)
        seen.add(title)
        key = _key(title, taken)
        taken.add(key)
        lines = tuple(sorted(n for p in group for n in p.lines))
        why = f"{key}: among {len(lines)} sentences of one subject outside the desk's themes"
        subjects.append(Subject(Theme(key, title, discovered=True), lines, why))
    return subjects


def _headline(article: Article) -> str:
    if article.title:
        return " ".join(article.title.split())
    return next((s.quote for s in article.sentences(Kind.HEADLINE)), "")


def _title(
    group: Sequence[Passage],
    titles: Mapping[str, str],
    speech: Mapping[str, str],
    seen: Iterable[str],
) -> str:
    """A subhead or headline that fits most of the group, else its most telling words."""
    words = Counter(s for p in group for s in set(p.stems))
    weights: Counter[str] = Counter()
    for passage in group:
        weights[passage.heading] += len(passage.lines)
        weights[titles.get(passage.article, "")] += len(passage.lines)
    best, score = "", 0.0
    for text in sorted(t for t in weights if t and t not in seen):
        content = set(language(speech[group[0].article]).content(text))
        hit = sum(words[s] for s in content) / (len(content) or 1) / len(group)
        share = weights[text] / _size(group)
        if hit * share > score:
            best, score = text, hit * share
    if score >= 0.2:
        return best
    return " / ".join(_telling(words)) or best


def _telling(words: Counter[str]) -> Iterator[str]:
    for stem, _ in sorted(words.items(), key=lambda kv: (-kv[1], kv[0]))[:3]:
        yield stem


def _key(title: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "also"
    key, n = plain, 2
    while key in taken:
        key, n = f"{plain}-{n}", n + 1
    return key
