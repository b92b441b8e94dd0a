"""Which of the articles read an edition takes, and why the others wait or stay out.

All of it is settled by the desk file: the window and the cut-off, a source's embargo,
words that the desk does not want to read of, and the most articles of one source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from briefing.config import Desk
from briefing.model import Article, Gap, Kind

_DAY = len("2023-02-14")


def admitted(
    articles: Iterable[Article], desk: Desk, cutoff: datetime
) -> tuple[tuple[Article, ...], tuple[Gap, ...]]:
    """The articles that an edition with this cut-off takes, and a gap for what it leaves out."""
    refusals = (partial(_untimely, desk, cutoff), partial(_muted, desk))
    embargoed = _embargoed(desk, cutoff)
    kept: list[Article] = []
    gaps: list[Gap] = []
    held: dict[str, int] = defaultdict(int)
    for article in articles:
        if article.source in embargoed:
            held[article.source] += 1
        elif why := next(filter(None, (refuses(article) for refuses in refusals)), ""):
            gaps.append(Gap(article.uri, why))
        else:
            kept.append(article)
    gaps += [Gap(name, f"{embargoed[name]}: {_counted(n)} held") for name, n in held.items()]
    few, more = _most(kept, desk, cutoff)
    return few, (*gaps, *more)


def waits(article: Article, desk: Desk, cutoff: datetime) -> bool:
    """Whether a later edition may take what this one leaves out."""
    span = _published(article, cutoff)
    return article.source in _embargoed(desk, cutoff) or bool(span and span[0] > cutoff)


def _counted(n: int) -> str:
    return "1 article" if n == 1 else f"{n} articles"


# --- Time -----------------------------------------------------------------------------------


def _untimely(desk: Desk, cutoff: datetime, article: Article) -> str:
    """An article without a date is timely: nothing shows that it is old."""
    span = _published(article, cutoff)
    if span and span[0] > cutoff:
        return f"published {article.published}, after the cut-off"
    if span and desk.window and span[1] < cutoff - desk.window:
        return f"published {article.published}, before the window"
    return ""


def _published(article: Article, cutoff: datetime) -> tuple[datetime, datetime] | None:
    """The first and the last moment at which the article can have been published."""
    if not article.published:
        return None
    moment = datetime.fromisoformat(article.published)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=cutoff.tzinfo)
    whole_day = len(article.published) <= _DAY
    return moment, moment + timedelta(days=1 if whole_day else 0)


def _embargoed(desk: Desk, cutoff: datetime) -> dict[str, str]:
    """For each source whose embargo holds at the cut-off: what to say of it."""
    return {
        source.name: f"under embargo until {source.not_before:%H:%M}"
        if isinstance(source.not_before, time)
        else f"under embargo until {source.not_before:%Y-%m-%d %H:%M}"
        for source in desk.sources
        if source.not_before is not None and _moment(source.not_before, cutoff) > cutoff
    }


def _moment(embargo: datetime | time, cutoff: datetime) -> datetime:
    """A time of day is that of the cut-off's own day, on the desk's clock."""
    if isinstance(embargo, time):
        embargo = datetime.combine(cutoff.date(), embargo)
    return embargo if embargo.tzinfo else embargo.replace(tzinfo=cutoff.tzinfo)


# --- Words ----------------------------------------------------------------------------------


def _muted(desk: Desk, article: Article) -> str:
    source = desk.source(article.source)
    for word in (*desk.mute, *(source.mute if source else ())):
        if _is_about(word, article):
            return f'set aside, since "{word}" is muted'
    return ""


def _is_about(word: str, article: Article) -> bool:
    """Whether a word is the outlet's name, or stands in the headline or the first paragraph.

    A word in passing further down does not make an article one about it.
    """
    if word.casefold() in ((article.outlet or "").casefold(), article.source.casefold()):
        return True
    spaced = r"\s+".join(map(re.escape, word.split()))
    pattern = re.compile(rf"(?<!\w){spaced}(?!\w)", re.I)
    return any(pattern.search(text) for text in (article.title or "", _first_paragraph(article)))


def _first_paragraph(article: Article) -> str:
    body = [unit for unit in article.units if unit.kind is Kind.BODY]
    first = [unit for unit in body if unit.paragraph == body[0].paragraph]
    return article.text[first[0].start : first[-1].end] if first else ""


# --- Number ---------------------------------------------------------------------------------


def _most(
    articles: Sequence[Article], desk: Desk, cutoff: datetime
) -> tuple[tuple[Article, ...], tuple[Gap, ...]]:
    """Of each source no more than it may have, the newest; undated ones are not new."""
    limits = {source.name: source.most for source in desk.sources if source.most is not None}
    by_source: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.source in limits:
            by_source[article.source].append(article)
    beyond: set[str] = set()
    gaps = []
    for name, found in sorted(by_source.items()):
        order = sorted(found, key=lambda a: (a.uri, a.id))
        newest = sorted(order, key=lambda a: _age(a, cutoff))
        beyond.update(article.id for article in newest[limits[name] :])
        if more := len(newest[limits[name] :]):
            what = f"{_counted(more)} set aside: an edition takes the newest {limits[name]}"
            gaps.append(Gap(name, what))
    return tuple(a for a in articles if a.id not in beyond), tuple(gaps)


def _age(article: Article, cutoff: datetime) -> float:
    """Seconds before the cut-off; endless for what has no date."""
    span = _published(article, cutoff)
    return (cutoff - span[0]).total_seconds() if span else float("inf")
