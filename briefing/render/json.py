"""A brief as JSON (schema 1): the form that programs read and `verify` checks.

`schema/brief-1.schema.json` describes it in JSON Schema 2020-12, `docs/outputs.md`
in words. Offsets are code points in the article's text, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from json.encoder import encode_basestring as _quoted
from typing import Any

from briefing.config import AudienceSettings, Desk
from briefing.model import (
    Account,
    Artifact,
    Brief,
    Change,
    ChangeKind,
    Citation,
    DisputeRow,
    Earlier,
    Edition,
    FigureRow,
    Gap,
    Origin,
    PastValue,
    Point,
    Reference,
    Section,
    Standing,
    SupersededRow,
)

SCHEMA = 1
MEDIA_TYPE = "application/json"
_PLAIN = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_NEXT = ",\n"


class JsonRenderer:
    """`AUDIENCE.json`."""

    def __init__(self, desk: Desk, audience: AudienceSettings) -> None:
        self.desk = desk
        self.audience = audience

    def render(self, brief: Brief) -> Artifact:
        name = f"{brief.edition.audience}.json"
        return Artifact(name, MEDIA_TYPE, dump(brief_as_data(brief)))


def dump(data: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8 with sorted keys, an indent of two, and a newline at the end.

    As `json.dumps` writes it, in half the time: with an indent its encoder is Python's own,
    which hands each scrap up through all levels.
    """
    # Entry by entry: a day's whole text besides its bytes would take more room than the day.
    content = bytearray()
    for text in _pieces(data):
        # What UTF-8 cannot hold, a lone surrogate, becomes JSON's own escape.
        content += text.encode("utf-8", "backslashreplace")
    return bytes(content)


def _pieces(data: Mapping[str, Any]) -> Iterator[str]:
    """The text of an object, each entry of its lists by itself."""
    between = "{\n"
    for name, value in sorted(data.items()):
        yield f"{between}  {_quoted(name)}: "
        between = ",\n"
        if isinstance(value, list) and value:
            yield from (f"{',' if n else '['}\n    {_told(v, '    ')}" for n, v in enumerate(value))
            yield "\n  ]"
        else:
            yield _told(value, "  ")
    yield "\n}\n" if data else "{}\n"


def _told(value: Any, indent: str) -> str:
    """A value whose first line is indented so far already."""
    if isinstance(value, str):
        return _quoted(value)
    if type(value) is int:
        return repr(value)
    if value is None:
        return "null"
    inner = f"{indent}  "
    if isinstance(value, dict) and value:
        rows = [f"{inner}{_quoted(name)}: {_told(v, inner)}" for name, v in sorted(value.items())]
        return f"{{\n{_NEXT.join(rows)}\n{indent}}}"
    if isinstance(value, list | tuple) and value:
        rows = [inner + _told(one, inner) for one in value]
        return f"[\n{_NEXT.join(rows)}\n{indent}]"
    return _PLAIN.encode(value)


def schema(name: str) -> dict[str, Any]:
    """The published JSON Schema of "brief" or "analysis"."""
    path = files("briefing.render") / "schema" / f"{name}-{SCHEMA}.schema.json"
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


# --- Nouns to data -------------------------------------------------------------------------


def brief_as_data(brief: Brief) -> dict[str, Any]:
    """The brief as JSON values, as the contract has them."""
    return {
        "schema": SCHEMA,
        "edition": edition_as_data(brief.edition),
        "takeaways": [_point(p) for p in brief.takeaways],
        "sections": [
            {"theme": s.theme, "title": s.title, "points": [_point(p) for p in s.points]}
            for s in brief.sections
        ],
        "figures": [figure_as_data(f) for f in brief.figures],
        "since": brief.since or None,
        "changes": [change_as_data(c) for c in brief.changes],
        "sources": [source_as_data(s) for s in brief.sources],
        "origins": [origin_as_data(o) for o in brief.origins],
        "gaps": [gap_as_data(g) for g in brief.gaps],
        # The editor's words are no finding of the day, and most days there are none.
        **({"note": brief.note} if brief.note else {}),
        # Only an archive knows what became of what was collected.
        **({"account": [_accounted(a) for a in brief.account]} if brief.account else {}),
    }


def _accounted(row: Account) -> dict[str, Any]:
    return {
        **{n: getattr(row, n) for n in Account.__slots__},
        "aside": [{"why": why, "n": n} for why, n in row.aside],
    }


def edition_as_data(edition: Edition) -> dict[str, Any]:
    return {
        "desk": edition.desk,
        "date": edition.date,
        "cutoff": edition.cutoff,
        "audience": edition.audience,
        "number": edition.number,
        # Only where a desk makes several a day.
        **({"slot": edition.slot} if edition.slot else {}),
        **({"tlp": edition.tlp} if edition.tlp else {}),
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "text": point.text,
        "standing": point.standing.value,
        "origins": point.origins,
        "change": point.change.value if point.change else None,
        "citations": citations_as_data(point.citations),
        "see_also": citations_as_data(point.see_also),
        **({"follows": True} if point.follows else {}),
    }


def citations_as_data(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [_cite(c) for c in citations]


def _cite(citation: Citation) -> dict[str, Any]:
    return {
        "article": citation.article,
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
    }


def figure_as_data(figure: FigureRow) -> dict[str, Any]:
    return {
        "value": number(figure.value),
        "low": number(figure.low),
        "high": number(figure.high),
        "unit": figure.unit,
        "what": figure.what,
        "casualty": figure.casualty,
        "attribution": figure.attribution,
        "as_of": figure.as_of,
        "qualifier": figure.qualifier,
        "citations": citations_as_data(figure.citations),
        "disputes": [
            {"value": number(d.value), "citations": citations_as_data(d.citations)}
            for d in figure.disputes
        ],
        "superseded": [
            {
                "value": number(s.value),
                "as_of": s.as_of,
                "citations": citations_as_data(s.citations),
            }
            for s in figure.superseded
        ],
        "history": [_past_value(v) for v in figure.history],
        "lowered": figure.lowered,
    }


def _past_value(past: PastValue) -> dict[str, Any]:
    return {
        "edition": past.edition,
        "value": number(past.value),
        "low": number(past.low),
        "high": number(past.high),
        "disputes": [number(value) for value in past.rivals],
        **_cite(past.citation),
    }


def number(value: float | None) -> float | int | None:
    """A whole number as an integer: 7199, not 7199.0."""
    return int(value) if value is not None and value == int(value) else value


def change_as_data(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "before": change.before,
        "after": change.after,
        "citations": citations_as_data(change.citations),
        "earlier": _earlier(change.earlier) if change.earlier else None,
        "reasons": list(change.reasons),
    }


def _earlier(told: Earlier) -> dict[str, Any]:
    return {
        "edition": told.edition,
        **_cite(told.citation),
        "standing": told.standing.value,
        "origins": told.origins,
        "uri": told.uri,
        "url": told.url,
        "title": told.title,
        "outlet": told.outlet,
        "published": told.published,
        "sha256": told.sha256,
        "language": told.language,
    }


def source_as_data(source: Reference) -> dict[str, Any]:
    return {
        "id": source.id,
        "number": source.number,
        "uri": source.uri,
        "url": source.url,
        "title": source.title,
        "outlet": source.outlet,
        "published": source.published,
        "modified": source.modified,
        "origin": source.origin,
        "sha256": source.sha256,
        "document_sha256": source.document_sha256,
        "type": source.type,
        "reliability": source.reliability,
        "licence": source.licence,
    }


def origin_as_data(origin: Origin) -> dict[str, Any]:
    return {"id": origin.id, "articles": list(origin.articles), "why": origin.why}


def gap_as_data(gap: Gap) -> dict[str, Any]:
    return {"where": gap.where, "what": gap.what}


# --- Data to nouns -------------------------------------------------------------------------


def brief_of(data: Mapping[str, Any]) -> Brief:
    """The brief that `AUDIENCE.json` tells of, to send or list an edition made earlier.

    What the JSON does not hold (texts of the articles, the editor's note, which
    point leans on which) is left at its default. Raises `KeyError`, `TypeError`
    or `ValueError` for data that does not meet the schema.
    """
    return Brief(
        edition=Edition(**data["edition"]),
        takeaways=tuple(map(_as_point, data["takeaways"])),
        sections=tuple(
            Section(s["theme"], s["title"], tuple(map(_as_point, s["points"])))
            for s in data["sections"]
        ),
        figures=tuple(map(_as_figure, data["figures"])),
        changes=tuple(map(_as_change, data["changes"])),
        sources=tuple(Reference(**s) for s in data["sources"]),
        origins=tuple(Origin(o["id"], tuple(o["articles"]), o["why"]) for o in data["origins"]),
        gaps=tuple(Gap(g["where"], g["what"]) for g in data["gaps"]),
        articles_read=len(data["sources"]),
        since=data.get("since") or "",
        note=data.get("note", ""),
        account=tuple(
            Account(**{**row, "aside": tuple((one["why"], one["n"]) for one in row["aside"])})
            for row in data.get("account", ())
        ),
    )


def _as_point(data: Mapping[str, Any]) -> Point:
    change = ChangeKind(data["change"]) if data["change"] else None
    cited = _as_citations(data["citations"])
    seen = _as_citations(data.get("see_also", ()))
    return Point(
        data["text"],
        Standing(data["standing"]),
        data["origins"],
        cited,
        change,
        follows=bool(data.get("follows")),
        see_also=seen,
    )


def _as_citations(data: Iterable[Mapping[str, Any]]) -> tuple[Citation, ...]:
    return tuple(Citation(**c) for c in data)


def _as_figure(data: Mapping[str, Any]) -> FigureRow:
    lists = {
        "citations": _as_citations(data["citations"]),
        "disputes": tuple(
            DisputeRow(d["value"], _as_citations(d["citations"])) for d in data["disputes"]
        ),
        "superseded": tuple(
            SupersededRow(s["value"], s["as_of"], _as_citations(s["citations"]))
            for s in data.get("superseded", ())
        ),
        "history": tuple(map(_as_past_value, data.get("history", ()))),
    }
    return FigureRow(**{**data, **lists})


def _as_past_value(data: Mapping[str, Any]) -> PastValue:
    return PastValue(
        data["edition"],
        data["value"],
        data["low"],
        data["high"],
        tuple(data["disputes"]),
        _as_citation(data),
    )


def _as_citation(data: Mapping[str, Any]) -> Citation:
    return Citation(data["article"], data["start"], data["end"], data["text"])


def _as_change(data: Mapping[str, Any]) -> Change:
    cited = _as_citations(data["citations"])
    told = data.get("earlier")
    return Change(
        ChangeKind(data["kind"]),
        data["before"],
        data["after"],
        cited,
        _as_earlier(told) if told else None,
        tuple(data.get("reasons", ())),
    )


def _as_earlier(data: Mapping[str, Any]) -> Earlier:
    rest = {key: data[key] for key in data if key not in ("article", "start", "end", "text")}
    fields = {**rest, "standing": Standing(data["standing"]), "citation": _as_citation(data)}
    return Earlier(**fields)
