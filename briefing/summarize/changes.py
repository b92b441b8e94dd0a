"""What an audience is told of the changes since the last edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, zip_longest

from briefing.config import AudienceSettings
from briefing.model import (
    Article,
    Change,
    ChangeKind,
    Claim,
    Earlier,
    Point,
    Section,
    Sentence,
)
from briefing.summarize import fit
from briefing.summarize.merit import HARM, Merits
from briefing.summarize.passages import Candidate, Day, published
from briefing.summarize.points import point
from briefing.summarize.recency import names_a_year, novelty
from briefing.summarize.sections import ALIKE, Pool, off_desk

AGAIN = 0.3
"""Worth lost by an entry for each of the same article: little, since one report may hold several
pieces of news."""
NEWS = 0.5
"""Worth from which is told what no point tells."""
UNDATED = 1.5
"""Worth lost there by what names neither a day of the news nor a speaker: it may be no news."""
TIED = 1.5
"""Worth given back to a sentence that leans on a connective alone ("However, ...")."""
_SPEECH = ('"', "“", "«", "„")
DROPPED = 6
"""One of so many changes may tell what was dropped: what is no more is least of the news."""
ORDER = (ChangeKind.NEW, ChangeKind.UPDATED, ChangeKind.DROPPED)
"""As they are printed. What goes on as it was is no change."""


def changes_of(
    day: Day,
    merits: Merits,
    audience: AudienceSettings,
    sections: Sequence[Section],
    takeaways: Sequence[Point],
) -> tuple[Change, ...]:
    """At most `audience.changes`: in turn the best of what was updated, is new and was dropped.

    What is printed above or below has its mark there: news is told that is printed
    nowhere else, and an update with what was told before. Of what was dropped there is a
    sixth at most, or one.
    """
    most = audience.changes
    ranked = (
        _updated(day, merits, sections),
        islice(_new(day, merits, sections, takeaways), most),
        islice(_dropped(day, audience.name), max(1, most // DROPPED)),
    )
    turns = chain.from_iterable(zip_longest(*ranked))
    chosen = [change for change in turns if change][:most]
    return tuple(sorted(chosen, key=lambda c: ORDER.index(c.kind)))


def _new(
    day: Day, merits: Merits, sections: Sequence[Section], takeaways: Sequence[Point]
) -> Iterator[Change]:
    """News that no point tells, by what it is worth on the whole day; here harm counts twice."""
    pool = Pool(_alone(day, merits, sections, ChangeKind.NEW), merits, ALIKE, AGAIN)
    for one in (*takeaways, *(p for s in sections for p in s.points)):
        pool.avoid(day.quoted(one))

    def less(candidate: Candidate) -> float:
        undated = UNDATED * (not _is_of_the_day(candidate))
        harm = HARM * merits.harmed(candidate.quote)
        return off_desk(day, candidate) + undated - harm - _tied(day, candidate)

    least = -(HARM + TIED)
    while (best := pool.best(1, less, least)) and pool.worth(best[0]) - less(best[0]) >= NEWS:
        told = point(best[0].quote, best[0].claim, day)
        yield Change(ChangeKind.NEW, "", told.text, told.citations, claim=told.claim)
        pool.take(best[0])


def _alone(
    day: Day, merits: Merits, sections: Sequence[Section], kind: ChangeKind
) -> Iterator[Candidate]:
    """What tells the news of each claim by itself, where the claim is on a theme of the brief.

    A brief of all the desk's themes tells as well what is on none of them, if it is worth it.
    """
    told = {s.theme for s in sections}
    every = told.issuperset(t.key for t in day.analysis.themes if not t.discovered)
    claims = (
        c for c in day.claims if day.changed(c) is kind and (every or not told.isdisjoint(c.themes))
    )
    for candidate in filter(None, (_told(day, merits, claim) for claim in claims)):
        quote = candidate.quote
        report = quote.article.id not in day.opinions and not quote.text.startswith(_SPEECH)
        if report and not fit.is_background(quote):
            yield candidate


def _told(day: Day, merits: Merits, claim: Claim) -> Candidate | None:
    """The sentence that tells a claim by itself, or one that leans on nothing but a connective.

    Who reads what is new knows well enough what "however" turns against.
    """
    candidate = merits.candidate(claim)
    if candidate and candidate.passage == (candidate.quote,):
        return candidate
    members = (s for s in claim.members if day.printable(s) and day.whole(s))
    tied = [Candidate(claim, s, (s,)) for s in members if fit.is_tied_loosely(s)]
    return min(tied, key=lambda c: (-merits.of(c), c.quote.position), default=None)


def _tied(day: Day, candidate: Candidate) -> float:
    """What a sentence lost as one that does not stand alone, and is worth in a list of news."""
    return 0.0 if day.alone(candidate.quote) else TIED


def _is_of_the_day(candidate: Candidate) -> bool:
    """Whether a sentence names the day of the news, or who told it."""
    quote = candidate.quote
    fresh = novelty(quote, published(quote.article))
    return fresh > 0 or (fresh == 0 and bool(candidate.claim.voices) and not names_a_year(quote))


def _updated(day: Day, merits: Merits, sections: Sequence[Section]) -> Iterator[Change]:
    """Updates of what is printed, then others in the audience's themes, best first."""
    printed = {p.claim: p for s in sections for p in s.points if not p.follows}
    told: list[Sentence] = []
    before: set[str] = set()
    for one in (*printed.values(), *_further(day, merits, sections)):
        quote, change = day.quoted(one), day.changes.get(one.claim)
        if change is None or change.kind is not ChangeKind.UPDATED or change.before in before:
            continue
        if not any(merits.likeness(quote, other) >= ALIKE for other in told):
            told.append(quote)
            before.add(change.before)
            yield replace(change, after=one.text, citations=one.citations)


def _further(day: Day, merits: Merits, sections: Sequence[Section]) -> Iterator[Point]:
    """Updates in the audience's themes that are printed nowhere, best first."""
    pool = Pool(_alone(day, merits, sections, ChangeKind.UPDATED), merits, ALIKE, AGAIN)

    def less(candidate: Candidate) -> float:
        return off_desk(day, candidate) - _tied(day, candidate)

    while (best := pool.best(1, less, -TIED)) and pool.worth(best[0]) - less(best[0]) >= NEWS:
        yield point(best[0].quote, best[0].claim, day)
        pool.take(best[0])


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
