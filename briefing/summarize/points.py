"""A sentence as it is printed: what it rests on, and who reports the same."""

from __future__ import annotations

from briefing.model import Citation, Claim, Point, Sentence, Standing, cited_copies
from briefing.summarize.passages import Day


def point(sentence: Sentence, claim: Claim | None, day: Day) -> Point:
    """A sentence as printed, with a citation for each article that reports the same.

    Of very many copies of one text only the first are cited (`cited_copies`).

    A claim may have members that contradict it, or are garbled copies; they are not cited.
    """
    members = day.cited(claim) if claim else []
    cited = {sentence.article.id: sentence}
    for member in sorted(members, key=lambda s: (s != claim.lead if claim else 0, s.position)):
        cited.setdefault(member.article.id, member)
    # A claim knows which of its members were taken over from another: those are no witnesses.
    told = {day.origin.get(article, article) for article in cited}
    origins = min(len(told), len(claim.origins)) if claim else 1
    return Point(
        text=sentence.quote,
        standing=_standing(claim, origins),
        origins=origins,
        citations=tuple(Citation.of(s) for s in cited_copies(cited.values(), day.origin)),
        voices=_voices(sentence, claim, day),
        claim=claim.id if claim else "",
        change=day.changed(claim) if claim else None,
        see_also=tuple(Citation.of(s) for s in claim.see_also) if claim else (),
    )


def _standing(claim: Claim | None, origins: int) -> Standing:
    if claim and claim.standing is Standing.DISPUTED:
        return Standing.DISPUTED
    return Standing.CORROBORATED if origins > 1 else Standing.SINGLE_SOURCE


def _voices(sentence: Sentence, claim: Claim | None, day: Day) -> tuple[str, ...]:
    """Who says it: in an opinion piece its author, if nobody else."""
    author = sentence.article.byline if sentence.article.id in day.opinions else None
    return (claim.heard if claim else ()) or ((author,) if author else ())
