"""Do a brief and the analysis it was written from tell the same?

What no text can prove, who printed an article, how a claim stands, what could not be
read, is told twice in an edition. So it cannot be altered in one place alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing.summarize.sections import REST

_FOLDER = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d{4}))?")

_ANALYSIS_ONLY = ("themes", "claim")

Place = tuple[str, int, int]


def edition_faults(name: str, data: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """The edition is that of its folder, and of its file."""
    edition = data["edition"]
    dated = _FOLDER.fullmatch(folder.resolve().name)
    slot = edition.get("slot", "").replace(":", "")
    if dated and (dated[1] != edition["date"] or (dated[2] or "") != slot):
        yield f"{name}: edition.date: {edition['date']}, but it lies in {folder.resolve().name}"
    if not _is_moment(edition["cutoff"]) or not edition["cutoff"].startswith(edition["date"]):
        yield f"{name}: edition.cutoff: {edition['cutoff']} is no moment on {edition['date']}"
    if data["since"] is not None and data["since"] >= edition["date"] + ("~" if slot else ""):
        yield f"{name}: since: {data['since']} is not before {edition['date']}"
    wanted = "" if name == "analysis.json" else name.removesuffix(".json")
    if edition["audience"] != wanted:
        yield f'{name}: edition.audience: "{edition["audience"]}" is another\'s'


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def inner_faults(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """A file agrees with itself: sources, origins, and how often each thing is told."""
    for where in _doubled(data, ""):
        yield f"{name}: {where}: holds the same twice"
    yield from (f"{name}: {fault}" for fault in _source_faults(data))
    origin_of = {source["id"]: source["origin"] for source in data["sources"]}
    for where, told, cited in _counted(data):
        origins = {origin_of.get(cite["article"]) for cite in cited}
        if None in origins:
            yield f"{name}: {where}: cites an article that is no source"
        elif told["origins"] > len(origins):
            yield f"{name}: {where}: {told['origins']} origins, but it cites {len(origins)}"
        elif not _fits(told):
            yield f"{name}: {where}: {told['standing']} with {told['origins']} origins"


def _source_faults(data: Mapping[str, Any]) -> Iterator[str]:
    """Sources are numbered, and each is of one origin, which has it."""
    ids = [source["id"] for source in data["sources"]]
    members = [(origin["id"], a) for origin in data["origins"] for a in origin["articles"]]
    origins = [origin["id"] for origin in data["origins"]]
    if len(set(ids)) != len(ids):
        yield "sources: an id stands twice"
    if [source["number"] for source in data["sources"]] != list(range(1, len(ids) + 1)):
        yield "sources: not numbered from 1 on"
    if len({a for _, a in members}) != len(members) or len(set(origins)) != len(origins):
        yield "origins: an article or an id stands twice"
    for source in data["sources"]:
        if (source["origin"], source["id"]) not in members:
            yield f"sources: {source['id']} is not of the origin {source['origin']}"


def _doubled(value: Any, where: str) -> Iterator[str]:
    """Lists with two equal objects or texts in them: whatever is told is told once."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _doubled(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        plain = [_frozen(item) for item in value if isinstance(item, dict | str)]
        if len(set(plain)) != len(plain):
            yield where
        for number, inner in enumerate(value):
            yield from _doubled(inner, f"{where}[{number}]")


def _frozen(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _counted(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    for n, claim in enumerate(data.get("claims", ())):
        yield f"claims[{n}]", claim, claim["members"]
    for where, point in points(data):
        yield where, point, point["citations"]


def _fits(told: Mapping[str, Any]) -> bool:
    wanted = "corroborated" if told["origins"] > 1 else "single-source"
    return told["standing"] in ("disputed", wanted)


def points(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The points of a brief, each with its place."""
    for n, point in enumerate(data.get("takeaways", ())):
        yield f"takeaways[{n}]", point
    for m, section in enumerate(data.get("sections", ())):
        for n, point in enumerate(section["points"]):
            yield f"sections[{m}].points[{n}]", point


_OWN = ("audience", "tlp")
"""What of an edition is its audience's."""


class Agreement:
    """What an analysis tells, to hold briefs against it."""

    def __init__(self, analysis: Mapping[str, Any]) -> None:
        self.analysis = analysis
        self.sources = {source["id"]: source for source in analysis["sources"]}
        self.origins = {origin["id"]: origin for origin in analysis["origins"]}
        # What belongs to no theme has a section too, of a desk without themes every sentence.
        self.themes = {REST.key: REST.title}
        self.themes |= {theme["key"]: theme["title"] for theme in analysis["themes"]}
        self.claims: dict[Place, list[Mapping[str, Any]]] = {}
        for claim in analysis["claims"]:
            for place in map(_place, claim["members"]):
                self.claims.setdefault(place, []).append(claim)

    def own_faults(self, name: str) -> Iterator[str]:
        """Claims, figures and names are made of the sentences that were read."""
        yield from (f"{name}: {fault}" for fault in self._keys())
        analysis = self.analysis
        for n, claim in enumerate(analysis["claims"]):
            if claim["lead"] not in claim["members"]:
                yield f"{name}: claims[{n}]: its lead is none of its members"
        units = {_place(unit) for unit in analysis["sentences"]}
        read = [(f"claims[{n}]", c["members"]) for n, c in enumerate(analysis["claims"])]
        read += [(f"claims[{n}]", c["suspects"]) for n, c in enumerate(analysis["claims"])]
        read += [(f"figures[{n}]", f["citations"]) for n, f in enumerate(analysis["figures"])]
        read += [(f"names[{n}]", one["mentions"]) for n, one in enumerate(analysis["names"])]
        for where, cited in read:
            if not all(_place(cite) in units for cite in cited):
                yield f"{name}: {where}: cites what is no sentence that was read"

    def _keys(self) -> Iterator[str]:
        """Themes and claims that are named are there."""
        analysis = self.analysis
        ids = {claim["id"] for claim in analysis["claims"]}
        if len(ids) != len(analysis["claims"]):
            yield "claims: an id stands twice"
        for kind in ("claims", "figures", "sentences"):
            for n, row in enumerate(analysis[kind]):
                keys = [t["key"] if isinstance(t, dict) else t for t in row["themes"]]
                if unknown := [key for key in keys if key not in self.themes]:
                    yield f'{kind}[{n}].themes: "{unknown[0]}" is no theme of the day'
        for n, claim in enumerate(analysis["claims"]):
            if unknown := [other for other in claim["disputes"] if other not in ids]:
                yield f"claims[{n}].disputes: {unknown[0]} is no claim"
        told = [("changes", analysis["changes"])]
        told += [(f"own.{a}.changes", o["changes"]) for a, o in analysis.get("own", {}).items()]
        for where, change in ((f"{w}[{n}]", c) for w, some in told for n, c in enumerate(some)):
            if (change["claim"] is None) != (change["kind"] == "dropped"):
                yield f"{where}.claim: {change['claim']} of what is {change['kind']}"
            elif change["claim"] is not None and change["claim"] not in ids:
                yield f"{where}.claim: {change['claim']} is no claim"

    def faults(self, name: str, brief: Mapping[str, Any]) -> Iterator[str]:
        """What a brief tells otherwise than the analysis. Both meet their schemas."""
        if own := self.analysis.get("own", {}).get(brief["edition"]["audience"]):
            yield from Agreement(_as_told(self.analysis, own)).faults(name, brief)
            return
        yield from (f"{name}: {fault}" for fault in self._edition(brief))
        yield from self._tables(name, "sources", brief["sources"], self.sources, but=("number",))
        yield from self._tables(name, "origins", brief["origins"], self.origins)
        yield from self._among(name, "figures", brief["figures"])
        yield from (f"{name}: {fault}" for fault in self._changes(brief["changes"]))
        for gap in self.analysis["gaps"]:
            if gap not in brief["gaps"]:
                yield f'{name}: gaps: "{gap["where"]}" is missing, or told otherwise'
        for n, section in enumerate(brief["sections"]):
            known = self.themes.get(section["theme"])
            if known != section["title"] and (known is not None or section["points"]):
                yield f'{name}: sections[{n}]: the theme "{section["theme"]}" is called {known!r}'
        for where, point in points(brief):
            yield from (f"{name}: {where}: {fault}" for fault in self._point(point))

    def _edition(self, brief: Mapping[str, Any]) -> Iterator[str]:
        mine, theirs = brief["edition"], self.analysis["edition"]
        for key in mine:
            if key not in _OWN and mine[key] != theirs.get(key):
                yield f"edition.{key}: {mine[key]!r}, but the analysis has {theirs.get(key)!r}"
        if brief["since"] != self.analysis["since"]:
            yield f"since: {brief['since']!r}, not {self.analysis['since']!r}"

    def _changes(self, changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        for n, change in enumerate(changes):
            if any(_place(cite) not in self.claims for cite in change["citations"]):
                yield f"changes[{n}]: cites what is in no claim"
            elif change["kind"] == "new":
                if not self._is_new(change):
                    yield f"changes[{n}]: not new in the analysis"
            elif not any(self._is_change(change, there) for there in self.analysis["changes"]):
                yield f"changes[{n}]: not as the analysis has it"

    def _tables(
        self,
        name: str,
        kind: str,
        tables: Iterable[Mapping[str, Any]],
        known: Mapping[str, Mapping[str, Any]],
        but: tuple[str, ...] = (),
    ) -> Iterator[str]:
        for table in tables:
            there = known.get(table["id"])
            if there is None:
                yield f"{name}: {kind}: {table['id']} is not in the analysis"
                continue
            for key in table:
                if key not in but and table[key] != there.get(key):
                    yield (
                        f"{name}: {kind}: {table['id']}.{key}: {table[key]!r}, "
                        f"but the analysis has {there.get(key)!r}"
                    )

    def _among(self, name: str, kind: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        """Rows that the analysis has as well, with every key but those of its own."""
        for n, row in enumerate(rows):
            if not any(_same(row, there) for there in self.analysis[kind]):
                yield f"{name}: {kind}[{n}]: not as the analysis has it"

    def _is_new(self, change: Mapping[str, Any]) -> bool:
        """What is new has no past, so the analysis tells it of the claim alone."""
        claims = [c for cite in change["citations"] for c in self.claims.get(_place(cite), ())]
        bare = not change["before"] and change["earlier"] is None and not change["reasons"]
        return bare and any(claim["change"] == "new" for claim in claims)

    def _is_change(self, change: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
        """A brief may tell what came of it by another sentence of the same claim."""
        if any(change[key] != there[key] for key in change if key not in ("citations", "after")):
            return False
        places = {_place(cite) for cite in there["citations"]}
        cited = {_place(cite) for cite in change["citations"]}
        if change["after"] == there["after"]:
            return places <= cited and bool(places) == bool(cited)
        ids = {claim["id"] for place in cited for claim in self.claims.get(place, ())}
        return there["claim"] in ids

    def _point(self, point: Mapping[str, Any]) -> Iterator[str]:
        """A point stands as its claim does; one made of several claims, at least as well."""
        cited = [_place(cite) for cite in point["citations"]]
        claims = [c for place in cited for c in self.claims.get(place, ())]
        if missing := [place for place in cited if place not in self.claims]:
            article, start, end = missing[0]
            yield f"cites [{start}:{end}] of {article}, which is in no claim"
            return
        whole = [c for c in claims if set(cited) <= set(map(_place, c["members"]))]
        known = {one for c in whole for one in _standings(c, cited)}
        if whole and (point["standing"], point["origins"]) not in known:
            told = f"{whole[0]['standing']} with {whole[0]['origins']} origins"
            yield f"{point['standing']} with {point['origins']} origins, but its claim is {told}"
        elif whole and not any(c["change"] == point["change"] for c in whole):
            yield f"{point['change']}, but its claim is {whole[0]['change']}"
        elif not whole and point["origins"] < max(c["origins"] for c in claims):
            yield f"{point['origins']} origins, fewer than one of its claims has"


def _as_told(analysis: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The analysis as an audience is told it that did not get all earlier editions."""
    kinds = {change["claim"]: change["kind"] for change in own["changes"]}
    new = "new" if own["since"] else None
    claims = [{**c, "change": kinds.get(c["id"], new)} for c in analysis["claims"]]
    return {**analysis, **own, "claims": claims, "own": {}}


def _same(row: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return {k: v for k, v in there.items() if k not in _ANALYSIS_ONLY} == row


def _standings(claim: Mapping[str, Any], cited: Sequence[object]) -> Iterator[tuple[str, int]]:
    """How a point that cites these of a claim may stand: as the claim does.

    A sentence that tells the claim in passing is printed for its own news, alone: for that
    it is the only origin, and it may give the value that others dispute where the lead gives none.
    """
    yield claim["standing"], claim["origins"]
    if len(cited) == 1 < len(claim["members"]):
        disputed = claim["standing"] == "disputed" or claim.get("disputes")
        yield ("disputed" if disputed else "single-source"), 1


def _place(cite: Mapping[str, Any]) -> Place:
    return cite["article"], cite["start"], cite["end"]
