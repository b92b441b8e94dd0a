"""Why a sentence is, or is not, one claim with those it was compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from briefing.analyze.claims.group import (
    OTHER_MATTER,
    REPEAT,
    Matters,
    candidates,
    on_two_matters,
)
from briefing.analyze.claims.nodes import Node, nodes_of
from briefing.analyze.claims.similarity import against, similarity
from briefing.analyze.claims.weighing import ONE_FACT, likely
from briefing.analyze.claims.witnesses import Testimony, grounds, objection, repeats
from briefing.analyze.stories.events import WELL_TOLD
from briefing.model import Analysis, Claim, Labelled, Sentence

_MOST = 10  # sentences told of beside one


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence that another one was compared with.

    `together` tells whether the two are one claim, `reason` why, in words; `counted`
    why its origin counts for the claim or not, "" where it is none of the claim.
    """

    other: Sentence
    together: bool
    reason: str
    counted: str = ""


class Pairs:
    """The day's sentences as they were compared; as costly to make as all claims."""

    def __init__(self, analysis: Analysis, stories: Sequence[Sequence[str]]) -> None:
        self._nodes, _ = nodes_of(analysis.sentences, analysis.origins, analysis.names)
        self._matters = Matters(analysis.names, stories)
        self._node_of = {u.sentence: n for n, node in enumerate(self._nodes) for u in node.units}
        self._claim_of = {m: claim for claim in analysis.claims for m in claim.members}
        self._near: dict[int, list[int]] = {}
        for one, other in candidates(self._nodes):
            self._near.setdefault(one, []).append(other)
            self._near.setdefault(other, []).append(one)

    def of(self, row: Labelled) -> tuple[Pair, ...]:
        """The sentences a sentence was compared with, those of its claim first, then the likest."""
        n = self._node_of.get(row.sentence)
        claim = self._claim_of.get(row.sentence)
        if n is None or claim is None:
            return ()
        members = {self._node_of[m] for m in claim.members if m in self._node_of}
        near = [*sorted(members - {n}), *(m for m in self._near.get(n, ()) if m not in members)]
        mine = self._nodes[n].facts
        chosen = nsmallest(
            _MOST,
            near,
            key=lambda m: (m not in members, -similarity(mine, self._nodes[m].facts), m),
        )
        copies = (u.sentence for u in self._nodes[n].units if u.sentence != row.sentence)
        same = [Pair(s, True, "a copy within one origin") for s in copies]
        return tuple([*same, *(self._told(n, m, m in members, claim) for m in chosen)][:_MOST])

    def _told(self, n: int, m: int, together: bool, claim: Claim) -> Pair:
        one, other = self._nodes[n], self._nodes[m]
        if not together:
            return Pair(other.sentence, False, "; ".join(_apart(one, other, self._matters)))
        borne = grounds(one.facts, other.facts)
        reason = borne or f"similarity {similarity(one.facts, other.facts):.2f}"
        return Pair(other.sentence, True, reason, self._counted(other, claim))

    def _counted(self, node: Node, claim: Claim) -> str:
        """Whether a member speaks for its claim beside the sentence that is printed."""
        if claim.lead in {u.sentence for u in node.units}:
            return "it leads the claim"
        lead = self._nodes[self._node_of[claim.lead]]
        one, first = (Testimony(n.sentence, n.facts, n.origin) for n in (node, lead))
        if reason := objection(node.facts, lead.facts) or repeats(one, first):
            return f"no witness of the lead: {reason}"
        if node.origin not in claim.origins:
            return "no witness: it repeats one that is counted, or its wording is in doubt"
        return f"a witness of the lead: {grounds(node.facts, lead.facts)}"


def _apart(one: Node, other: Node, matters: Matters) -> Iterator[str]:
    """What keeps two sentences from being one claim."""
    yield from against(one.facts, other.facts)
    value = similarity(one.facts, other.facts)
    if one.sentence.article == other.sentence.article and value < REPEAT:
        yield f"similarity {value:.2f}, {REPEAT} is asked within one article"
        return
    if matters.two_events(one.sentence.article.id, other.sentence.article.id):
        yield f"of two events, each told by {WELL_TOLD} articles and more"
        return
    apart = on_two_matters(one, other, matters)
    if apart:
        yield f"on two matters, all that is alike counts {OTHER_MATTER}"
    chance = likely(one.facts, other.facts, OTHER_MATTER if apart else 1.0)
    told = f"similarity {value:.2f}, one fact with probability {chance:.2f}"
    if chance < ONE_FACT:
        yield f"{told}, {ONE_FACT} is asked"
    else:
        yield f"{told}, but other members of their claims are less alike"
