"""Articles -> Analysis: themes, origins, names, figures, claims."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.analyze.claims import group_claims
from briefing.analyze.discover import discover
from briefing.analyze.names import find_names
from briefing.analyze.origins import group_origins
from briefing.analyze.stories import group_stories
from briefing.config import Desk
from briefing.model import Analysis, Article, Theme
from briefing.plugins import THEMES, load

__all__ = ["analyze"]


def analyze(articles: Sequence[Article], desk: Desk) -> Analysis:
    """All that can be understood of a day. The order of `articles` changes nothing.

    Raises `ConfigError` when the desk names a theme finder that is not installed.
    """
    day = sorted({a.id: a for a in articles}.values(), key=_first_published)
    finder = load(THEMES, desk.finder, "desk.finder")(desk.themes)
    themes = tuple(Theme(theme.key, theme.title) for theme in desk.themes)
    found, labelled = discover(
        finder.find(day), day, group_stories(day), taken=[theme.key for theme in themes]
    )
    origins = group_origins(day)
    names = find_names(day, desk.aliases)
    return Analysis(
        articles=tuple(day),
        sentences=labelled,
        themes=(*themes, *found),
        origins=origins,
        claims=group_claims(labelled, origins, names),
        figures=(),
        names=names,
    )


def _first_published(article: Article) -> tuple[str, str, str]:
    return (article.published or "", article.uri, article.id)
