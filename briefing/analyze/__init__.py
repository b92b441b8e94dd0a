"""Articles -> Analysis: themes, origins, names, figures, claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from briefing.analyze.changes import since, since_for
from briefing.analyze.claims import group_claims
from briefing.analyze.explain import Explanation, explain
from briefing.analyze.figures import find_figures
from briefing.analyze.names import find_names
from briefing.analyze.origins import group_origins
from briefing.analyze.origins.copies import (
    cited_again,
    counted_again,
    labelled_again,
    set_copies_aside,
    standing,
)
from briefing.analyze.stories import Events, group_stories
from briefing.analyze.themes import DeskThemes, discover
from briefing.config import Desk
from briefing.model import (
    Analysis,
    Article,
    Claim,
    Figure,
    Labelled,
    Name,
    Sentence,
    Standing,
    Theme,
)
from briefing.plugins import THEMES, load

__all__ = ["Explanation", "analyze", "explain", "since", "since_for"]


def analyze(articles: Sequence[Article], desk: Desk) -> Analysis:
    """All that can be understood of a day. The order of `articles` changes nothing.

    Raises `ConfigError` when the desk names a theme finder that is not installed.
    """
    day = sorted({a.id: a for a in articles}.values(), key=_first_published)
    themes = tuple(Theme(theme.key, theme.title) for theme in desk.themes)
    finder = load(THEMES, desk.finder, "desk.finder")(desk.themes)
    origins = group_origins(day)
    own = set_copies_aside(day, origins)
    read = own.articles
    keys = [theme.key for theme in themes]
    first = standing(origins, own)
    told = group_stories(read)
    rows = finder.find(read, first) if isinstance(finder, DeskThemes) else finder.find(read)
    found, labelled = discover(rows, first, told, keys)
    names = find_names(read, desk.aliases)
    figures = find_figures(read, {a: o.id for o in origins for a in o.articles}, Events(told))
    claims = _disputed(group_claims(labelled, origins, names, told), figures)
    return Analysis(
        articles=tuple(day),
        sentences=labelled_again(day, labelled, own.repeats),
        themes=(*themes, *found),
        origins=origins,
        claims=cited_again(claims, own),
        figures=tuple(counted_again(_named(_themed(figures, labelled), names), own.repeats)),
        names=names,
        stories=told,
    )


def _first_published(article: Article) -> tuple[str, str, str]:
    return (article.published or "", article.uri, article.id)


def _themed(figures: Iterable[Figure], labelled: Sequence[Labelled]) -> Iterator[Figure]:
    """The figures, each with the themes of the sentences that give it."""
    themes = {row.sentence: [key for key, _ in row.themes] for row in labelled}
    for figure in figures:
        keys = (key for mention in figure.mentions for key in themes.get(mention, ()))
        yield replace(figure, themes=tuple(dict.fromkeys(keys)))


def _named(figures: Iterable[Figure], names: Sequence[Name]) -> Iterator[Figure]:
    """The figures, a speaker that is told by last name alone under the full name."""
    forms = {variant: n.form for n in names if n.kind == "person" for variant in n.variants}
    for figure in figures:
        yield replace(figure, attribution=forms.get(figure.attribution, figure.attribution))


def _disputed(claims: Sequence[Claim], figures: Iterable[Figure]) -> tuple[Claim, ...]:
    """The claims, with those that give different values for one measure set against each other.

    What is printed of a claim is its lead, so it is disputed where that gives such a value.
    """
    claim_of = {member: claim.id for claim in claims for member in claim.members}
    against: dict[str, set[str]] = {}
    told: set[Sentence] = set()
    for figure in figures:
        own = {claim_of[m] for m in figure.mentions if m in claim_of}
        for dispute in figure.disputes:
            # What two rivals of one value are to each other, nobody compared.
            rivals = {claim_of[m] for m in dispute.mentions if m in claim_of}
            told.update(figure.mentions, dispute.mentions)
            for one, other in ((own, rivals), (rivals, own)):
                for claim in one:
                    against.setdefault(claim, set()).update(other - {claim})
    return tuple(
        replace(
            claim,
            standing=Standing.DISPUTED if claim.lead in told else claim.standing,
            disputes=tuple(sorted({*claim.disputes, *against[claim.id]})),
        )
        if claim.id in against
        else claim
        for claim in claims
    )
