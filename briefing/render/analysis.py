"""`analysis.json`: everything that was understood, of every sentence read.

Described by `schema/analysis-1.schema.json`, and in words by `docs/outputs.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from briefing.config import Desk, SourceSettings
from briefing.model import (
    Analysis,
    Article,
    Artifact,
    Change,
    ChangeKind,
    Citation,
    Claim,
    DisputeRow,
    Edition,
    Figure,
    FigureRow,
    Gap,
    Labelled,
    Name,
    Reference,
    Sentence,
    SupersededRow,
    Theme,
    cited_copies,
)
from briefing.render.json import (
    MEDIA_TYPE,
    SCHEMA,
    change_as_data,
    citations_as_data,
    dump,
    edition_as_data,
    figure_as_data,
    gap_as_data,
    number,
    origin_as_data,
    source_as_data,
)

_SCORE_DIGITS = 4


def analysis_json(
    analysis: Analysis,
    edition: Edition,
    gaps: Sequence[Gap] = (),
    own: Mapping[str, Analysis] | None = None,
    desk: Desk | None = None,
) -> Artifact:
    """The file `analysis.json`; `gaps` are those that came up before the analysis.

    `own` is the analysis by audience where it is compared with other editions; `desk` tells
    what its articles' sources are.
    """
    content = dump(analysis_as_data(analysis, edition, gaps, own, desk))
    return Artifact("analysis.json", MEDIA_TYPE, content)


def analysis_as_data(
    analysis: Analysis,
    edition: Edition,
    gaps: Sequence[Gap] = (),
    own: Mapping[str, Analysis] | None = None,
    desk: Desk | None = None,
) -> dict[str, Any]:
    """The analysis as JSON values."""
    change_of = {c.claim: c.kind for c in analysis.changes if c.claim}
    origin = analysis.origin_of()
    return {
        "schema": SCHEMA,
        "edition": edition_as_data(edition),
        "themes": [_theme(t) for t in analysis.themes],
        "sentences": [_sentence(s) for s in analysis.sentences],
        "claims": [_claim(c, change_of.get(c.id)) for c in analysis.claims],
        "figures": [_figure(f, origin) for f in analysis.figures],
        "names": [_name(n) for n in analysis.names],
        **_compared(analysis),
        **({"own": {name: _compared(told) for name, told in sorted(own.items())}} if own else {}),
        "sources": _sources(analysis, desk or Desk()),
        "origins": [origin_as_data(o) for o in analysis.origins],
        "gaps": [gap_as_data(g) for g in dict.fromkeys((*gaps, *analysis.gaps))],
    }


def _compared(analysis: Analysis) -> dict[str, Any]:
    return {
        "since": analysis.since or None,
        # Of a new claim there is no more to say than stands in the claim.
        "changes": [_change(c) for c in analysis.changes if c.kind is not ChangeKind.NEW],
    }


def _theme(theme: Theme) -> dict[str, Any]:
    return {"key": theme.key, "title": theme.title, "discovered": theme.discovered}


def _sentence(labelled: Labelled) -> dict[str, Any]:
    return {
        **_span(labelled.sentence),
        "kind": labelled.kind.value,
        "themes": [
            {"key": key, "score": number(round(score, _SCORE_DIGITS))}
            for key, score in labelled.themes
        ],
    }


def _span(sentence: Sentence) -> dict[str, Any]:
    return {"article": sentence.article.id, "start": sentence.start, "end": sentence.end}


def _change(change: Change) -> dict[str, Any]:
    return {**change_as_data(change), "claim": change.claim or None}


def _claim(claim: Claim, change: ChangeKind | None) -> dict[str, Any]:
    return {
        "id": claim.id,
        "lead": _quoted([claim.lead])[0],
        "members": _quoted(claim.members),
        "origins": len(claim.origins),
        "standing": claim.standing.value,
        "themes": list(claim.themes),
        "voices": list(claim.heard),
        "suspects": _quoted(claim.suspects),
        "disputes": list(claim.disputes),
        "see_also": _quoted(claim.see_also),
        "change": change.value if change else None,
    }


def _quoted(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    return citations_as_data(map(Citation.of, sentences))


def _figure(figure: Figure, origin: Mapping[str, str]) -> dict[str, Any]:
    def cited(mentions: Iterable[Sentence]) -> tuple[Citation, ...]:
        return tuple(map(Citation.of, cited_copies(mentions, origin)))

    row = FigureRow(
        figure.value,
        figure.low,
        figure.high,
        figure.unit,
        figure.what,
        figure.casualty,
        figure.attribution,
        figure.as_of,
        figure.qualifier,
        cited(figure.mentions),
        tuple(DisputeRow(d.value, cited(d.mentions)) for d in figure.disputes),
        history=figure.history,
        lowered=figure.lowered,
        superseded=tuple(
            SupersededRow(s.value, s.as_of, cited(s.mentions)) for s in figure.superseded
        ),
    )
    return {**figure_as_data(row), "themes": list(figure.themes)}


def _name(name: Name) -> dict[str, Any]:
    return {
        "key": name.key,
        "form": name.form,
        "kind": name.kind,
        "variants": list(name.variants),
        "mentions": [_span(s) for s in name.mentions],
    }


def _sources(analysis: Analysis, desk: Desk) -> list[dict[str, Any]]:
    origins = analysis.origin_of()
    ordered = sorted(analysis.articles, key=lambda a: (a.uri, a.id))
    return [
        _source(a, n, origins.get(a.id, ""), desk.source(a.source))
        for n, a in enumerate(ordered, 1)
    ]


def _source(
    article: Article, position: int, origin: str, settings: SourceSettings | None
) -> dict[str, Any]:
    reference = Reference(
        article.id,
        position,
        article.uri,
        article.url,
        article.title,
        article.outlet,
        article.published,
        origin,
        article.sha256,
        document_sha256=article.document_sha256,
        modified=article.modified,
        type=(settings and settings.type) or None,
        reliability=(settings and settings.reliability) or None,
        licence=(settings and settings.licence) or None,
    )
    return {
        **source_as_data(reference),
        "owner": article.owner,
        "byline": article.byline,
        "agency": article.agency,
        "language": article.language,
        "evidence": dict(sorted(article.evidence.items())),
    }
