"""Analysis -> Brief: what is said of the day, to one audience.

kernels    rankings as pure functions of words
vectors    sentences as vectors of the day's words
rank       the summarizers that a desk can choose, ours and sumy's
fit        which sentences may be printed, and what must go with them
recency    the days that a sentence names
passages   claims as passages
deeds      how much of what happened another sentence told
merit      what a sentence is worth on the day
openings   the event that most articles of a story open with
sections   themes, takeaways
quota      how much may be quoted of one article
points     a sentence as it is printed
select     the objective of a plain summary: what to take within a budget
digest     plain summaries, as the benchmarks ask for them
changes    what is new, changed or dropped since the last edition
apparatus  figures, sources, gaps
why        why a sentence ranks as it does
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.config import AudienceSettings, Desk
from briefing.model import Analysis, Brief, Edition, Gap
from briefing.summarize.apparatus import figure_rows, gaps_of, references
from briefing.summarize.changes import changes_of
from briefing.summarize.merit import Merits, chosen_ranking, weights
from briefing.summarize.passages import Day
from briefing.summarize.points import point
from briefing.summarize.quota import Quota
from briefing.summarize.sections import sections_of, takeaways_of
from briefing.summarize.why import Ranking, Rankings, printed_in

__all__ = ["Merits", "Ranking", "Rankings", "merits_of", "printed_in", "summarize"]


def merits_of(analysis: Analysis, desk: Desk) -> Merits:
    """What each sentence is worth on the day, which is the same for all audiences.

    Raises `ConfigError` when the desk's summarizer is not installed.
    """
    return Merits(Day(analysis), chosen_ranking(desk), weights(desk))


def summarize(
    analysis: Analysis,
    desk: Desk,
    audience: AudienceSettings,
    edition: Edition,
    gaps: Sequence[Gap] = (),
    note: str = "",
    merits: Merits | None = None,
) -> Brief:
    """The brief of one audience; `merits` are those of the day, where they are known.

    Its length is the audience's: points a theme, takeaways, figures, themes beyond
    the desk's, changes since the last edition; what none of its `parts` prints is not
    chosen. Gaps and disputes are printed whatever the audience. Raises `ConfigError` when
    the desk's summarizer is not installed.
    """
    audience = audience.within_parts()
    merits = merits or merits_of(analysis, desk)
    day = merits.day
    quota = Quota(desk)
    picks = takeaways_of(day, merits, audience.takeaways, quota)
    takeaways = tuple(point(p.candidate.quote, p.candidate.claim, day) for p in picks)
    sections = sections_of(day, merits, desk, audience, picks, quota)
    if not audience.shows("themes"):
        sections = tuple(section for section in sections if section.discovered)
    figures = figure_rows(analysis, audience.figures)
    changes = changes_of(day, merits, audience, sections, takeaways)
    sources = references(analysis, takeaways, sections, figures, changes, desk)
    return Brief(
        edition=edition,
        takeaways=takeaways,
        sections=sections,
        figures=figures,
        changes=changes,
        sources=sources,
        origins=analysis.origins,
        gaps=gaps_of(analysis, (*gaps, *quota.gaps()), sections, sources),
        note=note,
        articles_read=len(analysis.articles),
        since=analysis.since,
    )
