"""Sentences of different articles that state one fact.

Candidates come from an index of words, each pair is judged by `weighing`, and groups
grow by average linkage (Sokal and Michener 1958), since a single link is enough to chain
unrelated facts together.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest

from briefing.analyze.claims.compared import Compared
from briefing.analyze.claims.corrupt import corrupted, torn
from briefing.analyze.claims.nodes import Node, Place, nodes_of
from briefing.analyze.claims.similarity import accord, agreement, similarity, told_again
from briefing.analyze.claims.voices import is_quotation, names_speaker
from briefing.analyze.claims.weighing import ONE_FACT, likely
from briefing.analyze.claims.witnesses import Testimony, witnesses
from briefing.analyze.stories import Events
from briefing.analyze.vectors import connected, linked
from briefing.language import language, words
from briefing.model import Claim, Labelled, Name, Origin, Sentence, Standing

REPEAT = 0.75  # similarity by which an article repeats itself
_COUNTS = ONE_FACT / 4  # likelihood from which a pair counts in the mean of a group
_NAMES = 0.3  # share of its names by which an article is on the matter of another
OTHER_MATTER = 0.6  # what likeness is worth on two matters, where no name is shared
_DEEDS = 0.3  # accord with the best sentence of a fact, below which another tells another one
_SEE_ALSO = 5  # sentences named that resemble a claim
_NEEDS = 0.2  # support that a sentence loses when it leans on the one before it
_FEW = 30  # sentences of a claim, of which each is held against each

Pair = tuple[int, int]


def group_claims(
    labelled: Sequence[Labelled],
    origins: Sequence[Origin],
    names: Sequence[Name],
    stories: Sequence[Collection[str]] = (),
) -> tuple[Claim, ...]:
    """Every body sentence in exactly one claim; claims in order of their leads.

    `stories` are groups of article ids; articles that share neither a story nor
    their names are on other matters, and rarely state one fact.
    """
    nodes, spoken = nodes_of(labelled, origins, names)
    forms = {n.key: n.form for n in names}
    voices = {place: forms.get(key, key) for place, key in spoken.items()}
    matters = Matters(names, stories)
    scores = _scores(nodes, matters)
    compared = Compared()
    groups: list[list[int]] = []
    for alike in linked(len(nodes), scores, ONE_FACT):
        groups += _facts_in(alike, nodes, compared)
        _forget(nodes[n] for n in alike)
    suspects = [_suspects([nodes[n] for n in group]) for group in groups]
    spoilt = frozenset(s.article.id for found in suspects for s in found)
    claims = []
    for group, bad in zip(groups, suspects, strict=True):
        claims.append(_claim([nodes[n] for n in group], bad, spoilt, voices, compared))
        _forget(nodes[n] for n in group)
    claims = list(_with_see_also(claims, groups, nodes, scores, matters))
    return tuple(sorted(claims, key=lambda c: c.lead.position))


# --- The same fact -----------------------------------------------------------------------


class Matters:
    """Which articles are on one matter: a story in common, or many of their names."""

    def __init__(self, names: Sequence[Name], stories: Sequence[Collection[str]]) -> None:
        self._story = {id_: n for n, ids in enumerate(stories) for id_ in ids}
        self._names: dict[str, set[str]] = defaultdict(set)
        for name in names:
            for mention in name.mentions:
                self._names[mention.article.id].add(name.key)
        self._known: dict[tuple[str, str], bool] = {}
        self._events = Events(stories)

    def one(self, a: str, b: str) -> bool:
        """Whether articles `a` and `b`, by their ids, are on one matter."""
        if (a, b) not in self._known:
            self._known[a, b] = self._told_alike(a, b)
        return self._known[a, b]

    def two_events(self, a: str, b: str) -> bool:
        """Whether articles `a` and `b`, by their ids, tell for certain of two events."""
        return self._events.apart(a, b)

    def _told_alike(self, a: str, b: str) -> bool:
        if a == b or (a in self._story and self._story[a] == self._story.get(b)):
            return True
        one, other = self._names[a], self._names[b]
        fewer = min(len(one), len(other))
        return not fewer or len(one & other) >= _NAMES * fewer


def _facts_in(
    group: Sequence[int], nodes: Sequence[Node], compared: Compared
) -> Iterator[list[int]]:
    """What a group of likenesses states: each fact is what agrees with its best sentence."""
    rest = list(group)
    while len(rest) > 1:
        left = [nodes[n] for n in rest]
        best = max(rest, key=lambda n: (_borne_out(nodes[n], left, compared), -n))
        alike = [n for n in rest if n != best and _one_fact(nodes[n], nodes[best], compared)]
        fact = sorted(_at_one(best, alike, nodes, compared))
        yield fact
        rest = [n for n in rest if n not in fact]
    if rest:
        yield rest


def _at_one(
    best: int, alike: Sequence[int], nodes: Sequence[Node], compared: Compared
) -> list[int]:
    """The best sentence of a fact and those like it, without what speaks against a likelier one.

    Two that tell the dozen dead of the best sentence may tell of ninety hurt and of sixty.
    """
    kept = [best]
    facts = {n: nodes[n].facts for n in (best, *alike)}
    for n in sorted(alike, key=lambda n: (-compared.likely(facts[n], facts[best]), n)):
        others = (m for m in kept[:_FEW] if _article(nodes[m]) != _article(nodes[n]))
        if all(agreement(facts[n], facts[m]) for m in others):
            kept.append(n)
    return kept


def _borne_out(node: Node, nodes: Sequence[Node], compared: Compared) -> float:
    """How surely other origins tell a sentence's fact: of each the best sentence counts."""
    best: dict[str, float] = defaultdict(float)
    for other in nodes:
        if other.origin != node.origin:
            chance = compared.likely(node.facts, other.facts)
            best[other.origin] = max(best[other.origin], chance)
    return sum(sorted(best.values()))


def _one_fact(one: Node, other: Node, compared: Compared) -> bool:
    """Whether a sentence tells the fact of another one; of its own article one that repeats it."""
    if _article(one) == _article(other):
        return compared.similarity(one.facts, other.facts) >= REPEAT
    if compared.likely(one.facts, other.facts) < ONE_FACT:
        return False
    return accord(one.facts, other.facts) >= _DEEDS or compared.grounds(one.facts, other.facts)


def _with_see_also(
    claims: Sequence[Claim],
    groups: Sequence[Sequence[int]],
    nodes: Sequence[Node],
    scores: Mapping[Pair, float],
    matters: Matters,
) -> Iterator[Claim]:
    """The claims, each with sentences of other articles that resemble it and are not of it.

    What tells one toll in words of its own resembles it, too.
    """
    claim_of = {n: place for place, group in enumerate(groups) for n in group}
    near: dict[int, dict[Sentence, float]] = defaultdict(dict)
    for (a, b), value in scores.items():
        for one, other in ((a, b), (b, a)):
            if value >= ONE_FACT and claim_of[one] != claim_of[other]:
                found = near[claim_of[one]]
                sentence = nodes[other].sentence
                found[sentence] = max(value, found.get(sentence, 0.0))
    for place, other in _of_one_toll(claims, groups, nodes, matters):
        near[place].setdefault(claims[other].lead, ONE_FACT)
    for place, claim in enumerate(claims):
        told = {m.article for m in claim.members}
        others = [(-v, s.position, s) for s, v in near[place].items() if s.article not in told]
        best = tuple(s for _, _, s in nsmallest(_SEE_ALSO, others))
        yield replace(claim, see_also=best) if best else claim


def _of_one_toll(
    claims: Sequence[Claim],
    groups: Sequence[Sequence[int]],
    nodes: Sequence[Node],
    matters: Matters,
) -> Iterator[Pair]:
    """Claims of one matter, both ways, whose leads tell of as many dead, or hurt, as their news."""
    telling: dict[object, list[int]] = defaultdict(list)
    for place, (claim, group) in enumerate(zip(claims, groups, strict=True)):
        for toll in sorted(_lead_node(claim, group, nodes).facts.toll):
            telling[toll].append(place)
    for places in telling.values():
        for n, a in enumerate(places):
            for b in places[n + 1 : n + _FEW]:
                one, other = (claims[p].lead.article.id for p in (a, b))
                if matters.one(one, other) and not matters.two_events(one, other):
                    yield from ((a, b), (b, a))


def _lead_node(claim: Claim, group: Sequence[int], nodes: Sequence[Node]) -> Node:
    held = (nodes[n] for n in group)
    return next(node for node in held if any(u.sentence == claim.lead for u in node.units))


def _scores(nodes: Sequence[Node], matters: Matters) -> dict[Pair, float]:
    """How likely the pairs that may be one fact are one.

    What is below `ONE_FACT` counts only between sentences that others connect: of other
    pairs it is enough to know that they are.
    """
    score: dict[Pair, float] = {}
    unlikely = []
    for a, b in _in_turn(nodes, candidates(nodes)):
        if value := _score(nodes[a], nodes[b], matters, ONE_FACT):
            score[a, b] = value
        else:
            unlikely.append((a, b))
    group = connected(len(nodes), (pair for pair, value in score.items() if value >= ONE_FACT))
    for a, b in _in_turn(nodes, unlikely):
        if group[a] == group[b] and (value := _score(nodes[a], nodes[b], matters, _COUNTS)):
            score[a, b] = value
    return score


def _in_turn(nodes: Sequence[Node], pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs in order; sentences that no later pair has let go of what they are compared by."""
    done = 0
    for a, b in pairs:
        _forget(nodes[done:a])
        done = a
        yield a, b
    _forget(nodes[done:])


def _forget(nodes: Iterable[Node]) -> None:
    """Let sentences go of what they are compared by."""
    for node in nodes:
        node.facts.forget()


def _score(one: Node, other: Node, matters: Matters, least: float) -> float:
    """How likely a pair is one fact; 0 where that is sure to be below `least`, or hardly is."""
    if matters.two_events(_article(one), _article(other)):
        return 0.0
    if _article(one) == _article(other):
        # An article repeats itself in nearly the same words, or tells something else.
        same = similarity(one.facts, other.facts, REPEAT) >= REPEAT
        return max(ONE_FACT, _likely(one, other)) if same else 0.0
    value = _likely(one, other, matters, least)
    return value if value >= _COUNTS else 0.0


def on_two_matters(one: Node, other: Node, matters: Matters) -> bool:
    """Whether neither a story nor names connect the articles, nor a name the sentences."""
    apart = one.facts.names.isdisjoint(other.facts.names)
    return apart and not matters.one(_article(one), _article(other))


def _likely(one: Node, other: Node, matters: Matters | None = None, least: float = 0.0) -> float:
    """How likely two sentences state one fact; less where they are on two matters.

    What is sure to be below `least` is 0.
    """
    apart = matters is not None and on_two_matters(one, other, matters)
    return likely(one.facts, other.facts, OTHER_MATTER if apart else 1.0, least)


def _article(node: Node) -> str:
    return node.sentence.article.id


def candidates(nodes: Sequence[Node]) -> Iterator[Pair]:
    """Pairs of which one is among the nearest of the other by rare words."""
    pairs = {(min(n, m), max(n, m)) for n, node in enumerate(nodes) for m in node.facts.near}
    return iter(sorted(pairs))


# --- The claim ---------------------------------------------------------------------------


def _suspects(nodes: Sequence[Node]) -> tuple[Sentence, ...]:
    """Members that others contradict; where none is left to do so, those torn by their form."""
    members = sorted((u.sentence for n in nodes for u in n.units), key=lambda s: s.position)
    bad = corrupted(members)
    alone = len(bad) == len(members)
    return tuple(members[n] for n in sorted(bad) if not alone or torn(members[n]))


def _claim(
    nodes: Sequence[Node],
    suspects: tuple[Sentence, ...],
    spoilt: frozenset[str],
    voices: Mapping[Place, str],
    compared: Compared,
) -> Claim:
    units = sorted((u for n in nodes for u in n.units), key=lambda u: u.sentence.position)
    members = tuple(u.sentence for u in units)
    sound = [m for m in members if m not in suspects] or list(members)
    lead = _lead(nodes, {m.position for m in sound}, spoilt, compared)
    told = {n: t for n, node in enumerate(nodes) for t in node.testimonies(frozenset(sound))}
    first = next(t for node in nodes for t in node.testimonies({lead}))
    heard = sorted(_heard(first, told.values(), compared))
    spoken = {voices[m.position] for m in sound if m.position in voices}
    digest = hashlib.sha256(repr([m.position for m in members]).encode()).hexdigest()[:10]
    return Claim(
        id="c" + digest,
        lead=lead,
        members=members,
        origins=tuple(heard),
        themes=_themes(units, lead),
        standing=Standing.CORROBORATED if len(heard) > 1 else Standing.SINGLE_SOURCE,
        voices=tuple(sorted(spoken)),
        suspects=suspects,
        lesser=tuple(_lesser(nodes, frozenset(sound), told, len(heard), compared)),
        unvoiced=len(spoken) == 1 and not _all_report(spoken, heard, nodes, voices),
    )


def _all_report(
    spoken: Collection[str],
    origins: Iterable[str],
    nodes: Sequence[Node],
    voices: Mapping[Place, str],
) -> bool:
    """Whether each of the origins that speak for a claim reports one of the voices."""
    units = ((node.origin, u.sentence.position) for node in nodes for u in node.units)
    return {origin for origin, place in units if voices.get(place) in spoken}.issuperset(origins)


def _lesser(
    nodes: Sequence[Node],
    sound: Collection[Sentence],
    told: Mapping[int, Testimony],
    most: int,
    compared: Compared,
) -> Iterator[Sentence]:
    """The sound members for which fewer origins speak than for the lead, of a few.

    `told` has what each node testifies that has a sound sentence, by its place in `nodes`.
    """
    if most == 1 or len(nodes) > _FEW:
        return
    for n, testimony in told.items():
        if len(_heard(testimony, told.values(), compared)) < most:
            yield from (u.sentence for u in nodes[n].units if u.sentence in sound)


def _heard(lead: Testimony, told: Collection[Testimony], compared: Compared) -> set[str]:
    """The origins that speak for a claim whose lead is printed; of copies in one the first."""
    return {t.origin for t in witnesses(lead, list(told), compared.borne)}


def _themes(units: Sequence[Labelled], lead: Sentence) -> tuple[str, ...]:
    """Themes of the sentence that is printed, and those that half of the members share.

    One member may say more than the fact; its other matter is not the claim's.
    """
    own = {key for u in units if u.sentence == lead for key, _ in u.themes}
    spread = Counter(key for u in units for key, _ in u.themes)
    return tuple(sorted(own | {key for key, n in spread.items() if 2 * n >= len(units)}))


def _lead(
    nodes: Sequence[Node], sound: set[Place], spoilt: frozenset[str], compared: Compared
) -> Sentence:
    """The sound sentence that stands alone and for which most other origins speak.

    One of an article that is known to be a spoilt copy only where there is no other.
    """
    told = [
        (node, [u.sentence for u in node.units if u.sentence.position in sound]) for node in nodes
    ]
    if sum(len(sentences) for _, sentences in told) == 1:
        return next(s for _, sentences in told for s in sentences)
    ranked = []
    for node, sentences in told:
        backing = _backing(node, nodes, compared) if sentences else 0
        support = _support(node, nodes, compared) if sentences else 0.0
        for sentence in sentences:
            needs, spoils = _needs(sentence), sentence.article.id in spoilt
            place = (spoils, needs > 0, -backing, needs - support, sentence.position)
            ranked.append((place, sentence))
    return min(ranked, key=lambda row: row[0])[1]


def _backing(node: Node, nodes: Sequence[Node], compared: Compared) -> int:
    """How many other origins agree with a sentence as witnesses must."""
    agree = (n for n in nodes if n.origin != node.origin)
    return len({n.origin for n in agree if compared.borne(n.facts, node.facts)})


def _support(node: Node, nodes: Sequence[Node], compared: Compared) -> float:
    """Likeness to the best sentence of each other origin, and half as much of its own.

    What the other leaves untold counts against it: one that tells a fact and more of its own
    is not borne out in that.
    """
    best: dict[str, float] = defaultdict(float)
    for other in nodes:
        if other is not node:
            likeness = compared.similarity(node.facts, other.facts)
            likeness *= told_again(node.facts, other.facts)
            best[other.origin] = max(best[other.origin], likeness)
    own = best.pop(node.origin, 0.0)
    return sum(sorted(best.values())) + own / 2


def _needs(sentence: Sentence) -> float:
    """How much of its support a sentence loses because it cannot stand alone."""
    own = language(sentence.article.language)
    summary = own.section("summarize")
    first = words(sentence.text[:80])[:1]
    leans = {*summary.get("pronouns", ()), *summary.get("connectives", ())}
    unsaid = is_quotation(sentence.quote) and not names_speaker(sentence.quote, own.code)
    return _NEEDS * (2 * unsaid + (not leans.isdisjoint(first)))
