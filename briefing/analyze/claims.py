"""Sentences of different articles that state one fact."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.analyze.names import canonical
from briefing.analyze.similarity import SAME, Context, Facts, contradicts, similarity
from briefing.analyze.voices import speakers
from briefing.model import Article, Claim, Kind, Labelled, Name, Origin, Sentence, Standing

_COMMON = 200  # sentences that share a stem before it stops leading to candidates
_NEAREST = 40  # candidates compared for one sentence


@dataclass(frozen=True, slots=True)
class _Node:
    """Sentences in the same words: one statement, however often it was copied."""

    facts: Facts
    members: tuple[Labelled, ...]


def group_claims(
    labelled: Sequence[Labelled], origins: Sequence[Origin], names: Sequence[Name]
) -> tuple[Claim, ...]:
    """Every body sentence in exactly one claim; claims in order of their leads."""
    body = sorted((u for u in labelled if u.kind is Kind.BODY), key=lambda u: u.sentence.position)
    spoken = _spoken(body, canonical(names))
    nodes = _nodes(body, spoken, canonical(names))
    origin_of = {a: o.id for o in origins for a in o.articles}
    claims = [_claim([nodes[n] for n in group], origin_of, spoken) for group in _grouped(nodes)]
    return tuple(sorted(claims, key=lambda c: c.lead.position))


def _spoken(body: Sequence[Labelled], names: Mapping[str, str]) -> dict[tuple[str, int, int], str]:
    articles = {u.sentence.article.id: u.sentence.article for u in body}
    return {
        (key, *span): who
        for key, article in sorted(articles.items())
        for span, who in speakers(article, names).items()
    }


def _nodes(
    body: Sequence[Labelled],
    spoken: Mapping[tuple[str, int, int], str],
    names: Mapping[str, str],
) -> list[_Node]:
    context = Context(((u.sentence.quote, u.sentence.article.language) for u in body), names)
    same: dict[tuple[object, ...], list[Labelled]] = defaultdict(list)
    facts: dict[tuple[object, ...], Facts] = {}
    for unit in body:
        who = spoken.get(unit.sentence.position, "")
        found = context.facts(unit.sentence.quote, unit.sentence.article.language, who)
        key = (found.stems, found.denied) if found.stems else (unit.sentence.quote,)
        same[key].append(unit)
        facts.setdefault(key, found)
    return [_Node(facts[key], tuple(members)) for key, members in same.items()]


def _grouped(nodes: Sequence[_Node]) -> Iterator[list[int]]:
    """Average linkage (Sokal and Michener 1958) over the pairs that are alike at all."""
    score: dict[tuple[int, int], float] = {}
    for a, b in _candidates(nodes):
        alike = similarity(nodes[a].facts, nodes[b].facts)
        if alike >= SAME / 2 and not contradicts(nodes[a].facts, nodes[b].facts):
            score[a, b] = alike
    groups = {n: [n] for n in range(len(nodes))}
    home = list(range(len(nodes)))
    for (a, b), alike in sorted(score.items(), key=lambda s: (-s[1], s[0])):
        one, other = sorted((home[a], home[b]))
        if one == other or alike < SAME:
            continue
        pairs = [score.get((min(x, y), max(x, y)), 0.0) for x in groups[one] for y in groups[other]]
        if sum(pairs) / len(pairs) >= SAME * 0.8:
            for n in groups[other]:
                home[n] = one
            groups[one] += groups.pop(other)
    yield from groups.values()


def _candidates(nodes: Sequence[_Node]) -> Iterator[tuple[int, int]]:
    """Pairs that share two stems which are not everywhere."""
    index: dict[str, list[int]] = defaultdict(list)
    for n, node in enumerate(nodes):
        shared: Counter[int] = Counter()
        for stem in node.facts.stems:
            if len(index[stem]) <= _COMMON:
                shared.update(index[stem])
            index[stem].append(n)
        near = sorted(shared.items(), key=lambda s: (-s[1], s[0]))[:_NEAREST]
        yield from ((m, n) for m, count in near if count >= 2)


def _claim(
    nodes: Sequence[_Node],
    origin_of: Mapping[str, str],
    spoken: Mapping[tuple[str, int, int], str],
) -> Claim:
    units = sorted((u for n in nodes for u in n.members), key=lambda u: u.sentence.position)
    members = tuple(u.sentence for u in units)
    lead = _lead(nodes)
    witnesses = _witnesses(members, origin_of)
    standing = Standing.CORROBORATED if len(witnesses) > 1 else Standing.SINGLE_SOURCE
    voices = tuple(sorted({spoken[m.position] for m in members if m.position in spoken}))
    themes = tuple(sorted({key for u in units for key, _ in u.themes}))
    digest = hashlib.sha256(repr([m.position for m in members]).encode()).hexdigest()[:10]
    return Claim("c" + digest, lead, members, witnesses, themes, standing, voices)


def _lead(nodes: Sequence[_Node]) -> Sentence:
    """The member that the others support best."""

    def support(node: _Node) -> tuple[float, tuple[str, int, int]]:
        others = sum(similarity(node.facts, o.facts) for o in nodes if o is not node)
        return (-others, node.members[0].sentence.position)

    return min(nodes, key=support).members[0].sentence


def _witnesses(members: Sequence[Sentence], origin_of: Mapping[str, str]) -> tuple[str, ...]:
    """Origins that speak for a claim, one for each outlet."""
    seen: dict[str, str] = {}
    for member in members:
        article: Article = member.article
        origin = origin_of.get(article.id, article.id)
        seen.setdefault(origin, article.outlet or origin)
    first: dict[str, str] = {}
    for origin, outlet in sorted(seen.items()):
        first.setdefault(outlet, origin)
    return tuple(sorted(first.values()))
