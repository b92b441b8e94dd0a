"""Pairs of sentences of one group, each compared once.

Which fact a sentence tells, which sentence leads it and who bears it out are asked of the
same pairs, and asked again whenever a fact is taken out of its group.
"""

from __future__ import annotations

from briefing.analyze.claims.facts import Facts
from briefing.analyze.claims.similarity import similarity
from briefing.analyze.claims.weighing import weighed
from briefing.analyze.claims.witnesses import grounds, in_the_background

Pair = tuple[Facts, Facts]


class Compared:
    """What pairs of sentences have in common.

    The order of a pair counts: a sum of the same products in another order may differ in
    its last digit.
    """

    def __init__(self) -> None:
        self._similarity: dict[Pair, float] = {}
        self._borne: dict[Pair, bool] = {}
        self._grounds: dict[Pair, bool] = {}
        self._likely: dict[Pair, float] = {}

    def similarity(self, one: Facts, other: Facts) -> float:
        pair = one, other
        if pair not in self._similarity:
            self._similarity[pair] = similarity(one, other)
        return self._similarity[pair]

    def grounds(self, one: Facts, other: Facts) -> bool:
        """Whether two sentences agree in what a witness must agree in."""
        pair = one, other
        if pair not in self._grounds:
            self._grounds[pair] = bool(grounds(one, other, self.similarity(one, other)))
        return self._grounds[pair]

    def borne(self, one: Facts, lead: Facts) -> bool:
        """Whether a sentence bears out another one, as a witness must."""
        pair = one, lead
        if pair not in self._borne:
            value = self.similarity(one, lead)
            self._borne[pair] = self.grounds(one, lead) and not in_the_background(one, lead, value)
        return self._borne[pair]

    def likely(self, one: Facts, other: Facts) -> float:
        """How likely two sentences on one matter state one fact."""
        pair = one, other
        if pair not in self._likely:
            value = self.similarity(one, other)
            borne = bool(value) and self.grounds(one, other)
            self._likely[pair] = weighed(one, other, value, borne) if value else 0.0
        return self._likely[pair]
