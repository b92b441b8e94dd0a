"""What an audience is told of the changes since the last edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from briefing.config import AudienceSettings
from briefing.model import Article, Change, ChangeKind, Earlier, Point, Section, Sentence
from briefing.summarize import fit
from briefing.summarize.passages import Day
from briefing.summarize.points import point

ORDER = (ChangeKind.NEW, ChangeKind.UPDATED, ChangeKind.DROPPED)
"""As they are printed. What goes on as it was is no change."""


def changes_of(
    day: Day, audience: AudienceSettings, sections: Sequence[Section], takeaways: Sequence[Point]
) -> tuple[Change, ...]:
    """At most `audience.changes`: in turn the best of what was updated, is new and was dropped.

    New is what the brief prints anyway, without the takeaways, which stand beside
    it with their marks. An update is told even where its claim has no point.
    """
    points = [p for s in sections for p in s.points]
    ranked = (
        _updated(day, points, {s.theme for s in sections}),
        _new(points, takeaways),
        _dropped(day, audience.name),
    )
    turns = chain.from_iterable(zip_longest(*ranked))
    chosen = [change for change in turns if change][: audience.changes]
    return tuple(sorted(chosen, key=lambda c: ORDER.index(c.kind)))


def _new(points: Iterable[Point], takeaways: Sequence[Point]) -> Iterator[Change]:
    above = {p.text for p in takeaways}
    for one in points:
        if one.change is ChangeKind.NEW and not one.follows and one.text not in above:
            yield Change(ChangeKind.NEW, "", one.text, one.citations, claim=one.claim)


def _updated(day: Day, points: Sequence[Point], themes: set[str]) -> Iterator[Change]:
    """Updates of what is printed, then others in the audience's themes, best supported first."""
    printed = {p.claim: p for p in points if not p.follows}
    claims = [c for c in day.claims if day.changed(c) is ChangeKind.UPDATED]
    claims = [c for c in claims if c.id in printed or not themes.isdisjoint(c.themes)]
    order = list(printed)
    for claim in sorted(
        claims,
        key=lambda c: (
            order.index(c.id) if c.id in printed else len(order),
            -len(c.origins),
            c.lead.position,
        ),
    ):
        told = printed.get(claim.id)
        if told is None and day.printable(claim.lead) and _stands(claim.lead):
            told = point(claim.lead, claim, day)
        if told is not None:
            yield replace(day.changes[claim.id], after=told.text, citations=told.citations)


def _dropped(day: Day, audience: str) -> Iterator[Change]:
    for change in day.analysis.changes:
        if change.kind is ChangeKind.DROPPED and change.earlier:
            for_all = not change.audiences
            if (for_all or audience in change.audiences) and _stands(_sentence(change.earlier)):
                yield change


def _sentence(told: Earlier) -> Sentence:
    text = told.citation.text
    article = Article(
        told.citation.article, told.uri, text, (), told.sha256, language=told.language
    )
    return Sentence(article, 0, len(text))


def _stands(sentence: Sentence) -> bool:
    """Whether it is understood without the sentences around it."""
    return fit.is_whole(sentence) and fit.is_own_matter(sentence)
