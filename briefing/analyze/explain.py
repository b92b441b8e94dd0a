"""Why a sentence is where it is: its kind, themes, claim and figures, with the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.analyze.claims.pairs import Pair, Pairs
from briefing.analyze.stories import group_stories
from briefing.model import Analysis, Citation, Claim, Figure, Labelled, Origin

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the analysis holds of one unit.

    `themes` are titles with scores, best first; `reasons` one line a theme, each
    starting with the theme's key. `claim` and `origins` (those of the claim) are
    empty for what is no body text. `pairs` are the sentences it was compared with, and
    why each is or is not of its claim: those of the claim, then the likest, ten at most.
    """

    unit: Citation
    kind: str
    themes: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]
    claim: Claim | None
    origins: tuple[Origin, ...]
    figures: tuple[Figure, ...]
    pairs: tuple[Pair, ...]


def explain(analysis: Analysis, text: str) -> tuple[Explanation, ...]:
    """An explanation of each unit that contains `text`, in the order of the analysis.

    Case, white space and the shape of quotation marks do not matter. Nothing
    matches an empty text.
    """
    wanted = _plain(text)
    if not wanted:
        return ()
    rows = [row for row in analysis.sentences if wanted in _plain(row.sentence.text)]
    if not rows:
        return ()
    pairs = Pairs(analysis, group_stories(analysis.articles))
    return tuple(_explained(analysis, row, pairs) for row in rows)


def _plain(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).casefold().split())


def _explained(analysis: Analysis, row: Labelled, pairs: Pairs) -> Explanation:
    titles = {theme.key: theme.title for theme in analysis.themes}
    claim = next((c for c in analysis.claims if row.sentence in c.members), None)
    origins = {origin.id: origin for origin in analysis.origins}
    return Explanation(
        Citation.of(row.sentence),
        row.kind.value,
        tuple((titles.get(key, key), score) for key, score in row.themes),
        row.reasons,
        claim,
        tuple(origins[key] for key in claim.origins if key in origins) if claim else (),
        tuple(_figures_of(analysis, row)),
        pairs.of(row),
    )


def _figures_of(analysis: Analysis, row: Labelled) -> Iterator[Figure]:
    for figure in analysis.figures:
        disputed = (m for dispute in figure.disputes for m in dispute.mentions)
        if row.sentence in figure.mentions or row.sentence in disputed:
            yield figure
