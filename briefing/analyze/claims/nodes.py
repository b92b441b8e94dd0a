"""Sentences with what they say, each with its copies in one origin.

Copies within one origin are folded into one, so that a thousand of them weigh as much as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import ceil

from briefing.analyze.claims.facts import Facts, Statement, read_facts
from briefing.analyze.claims.voices import speakers
from briefing.analyze.claims.witnesses import Testimony
from briefing.analyze.names import canonical
from briefing.model import Kind, Labelled, Name, Origin, Sentence

_COPY = 0.7  # share of words by which a sentence is a copy within its origin
_INDEXED = 300  # sentences with a rare stem among which a copy is looked for

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A sentence with its copies in the same origin. `sentence` stands for them all."""

    sentence: Sentence
    facts: Facts
    units: tuple[Labelled, ...]
    origin: str

    def testimonies(self, sound: Collection[Sentence]) -> list[Testimony]:
        """The first of its sentences that is sound, as what it testifies."""
        found = (u.sentence for u in self.units if u.sentence in sound)
        return [Testimony(s, self.facts, self.origin) for s in islice(found, 1)]


def nodes_of(
    labelled: Sequence[Labelled], origins: Sequence[Origin], names: Sequence[Name]
) -> tuple[list[Node], dict[Place, str]]:
    """The body sentences with their copies and facts, and who speaks in which."""
    body = sorted((u for u in labelled if u.kind is Kind.BODY), key=lambda u: u.sentence.position)
    spoken = spoken_in((u.sentence for u in body), names)
    return _nodes(body, {a: o.id for o in origins for a in o.articles}, spoken, names), spoken


def facts_of(
    sentences: Sequence[Sentence], spoken: Mapping[Place, str], names: Sequence[Name]
) -> list[Facts]:
    """What each sentence says, the others being its context; `spoken` as `spoken_in` gives it."""
    persons = {n.key for n in names if n.kind == "person"}
    return read_facts([_statement(s, spoken, persons) for s in sentences], names)


def spoken_in(sentences: Iterable[Sentence], names: Sequence[Name]) -> dict[Place, str]:
    """Who speaks in a sentence, as the key of a name, by the sentence's place."""
    keys = canonical(names)
    kinds = {n.key: n.kind for n in names}
    articles = {s.article.id: s.article for s in sentences}
    return {
        (key, *span): who
        for key, article in sorted(articles.items())
        for span, who in speakers(article, keys, kinds).items()
    }


def _nodes(
    body: Sequence[Labelled],
    origin_of: Mapping[str, str],
    spoken: Mapping[Place, str],
    names: Sequence[Name],
) -> list[Node]:
    folded = _folded(body, origin_of)
    facts = facts_of([body[copies[0]].sentence for _, copies in folded], spoken, names)
    return [
        Node(body[copies[0]].sentence, found, tuple(body[n] for n in copies), origin)
        for (origin, copies), found in zip(folded, facts, strict=True)
    ]


def _folded(body: Sequence[Labelled], origin_of: Mapping[str, str]) -> list[tuple[str, list[int]]]:
    """(origin, sentences that are copies in it), in order of the first of each.

    Two bags of a Jaccard index of at least t share one of the rarest
    |bag| - ceil(t |bag|) + 1 stems of each, so only these are indexed: prefix
    filtering (Chaudhuri, Ganti and Kaushik 2006, "A primitive operator for
    similarity joins in data cleaning"). Of the sentences of a stem the last ones are
    looked at: a text whose rarest words are all common must not take a day.
    """
    bags = [frozenset(unit.sentence.content) for unit in body]
    spread = Counter(stem for bag in bags for stem in bag)
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    found: list[tuple[str, list[int]]] = []
    for n, bag in enumerate(bags):
        article = body[n].sentence.article.id
        origin = origin_of.get(article, article)
        rarest = sorted(bag, key=lambda stem: (spread[stem], stem))
        prefix = rarest[: len(bag) - ceil(_COPY * len(bag)) + 1]
        indexed = (m for stem in prefix for m in index[origin, stem][-_INDEXED:])
        near = {m: len(bag & bags[found[m][1][0]]) for m in indexed}
        for m, common in sorted(near.items(), key=lambda s: (-s[1], s[0]))[:3]:
            if _is_copy(bag, bags[found[m][1][0]], common):
                found[m][1].append(n)
                break
        else:
            for stem in prefix:
                index[origin, stem].append(len(found))
            found.append((origin, [n]))
    return found


def _is_copy(one: frozenset[str], other: frozenset[str], common: int) -> bool:
    numbers = {w for w in one ^ other if w[0].isdigit()}
    return not numbers and common >= _COPY * len(one | other)


def _statement(sentence: Sentence, spoken: Mapping[Place, str], persons: set[str]) -> Statement:
    article = sentence.article
    day = date.fromisoformat(article.published[:10]) if article.published else None
    # Only persons are told apart: an office and its holder, a state and its ministry are one.
    who = spoken.get(sentence.position, "")
    return Statement(sentence.quote, article.language, who if who in persons else "", day)
