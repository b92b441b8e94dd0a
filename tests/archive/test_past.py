"""Earlier editions are read back as they were told, and a bad one never stops a morning."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.archive import archive, past_editions
from briefing.archive.sums import SUMS, checksums
from briefing.model import PastEdition
from briefing.render.analysis import analysis_json
from briefing.render.json import JsonRenderer
from tests.render.sample import AUDIENCE, COURIER, DESK, EDITION, GAZETTE, analysis, brief

TODAY = date(2023, 2, 15)


def edition(out: Path, day: str = "2023-02-14", desk: str = "Harbour") -> Path:
    told = replace(EDITION, date=day, desk=desk)
    printed = JsonRenderer(DESK, AUDIENCE).render(replace(brief(), edition=told))
    understood = analysis_json(analysis(), replace(told, audience=""))
    archive(out / day, [printed, understood], [GAZETTE, COURIER], whole=True)
    return out / day


def seal(folder: Path) -> None:
    """New digests over what lies there, as a forger would write them."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != SUMS)
    names = {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}
    (folder / SUMS).write_text(checksums(names))


def read(out: Path, today: date = TODAY) -> tuple[list[PastEdition], list[tuple[str, str]]]:
    found, gaps = past_editions(out, today, "Harbour")
    return list(found), [(gap.where, gap.what) for gap in gaps]


def test_an_edition_is_read_back_as_it_was_told(tmp_path: Path) -> None:
    edition(tmp_path)
    (past,), gaps = read(tmp_path)
    given_ = analysis()
    assert gaps == []
    assert past.date == "2023-02-14"
    (claim,), (told,) = past.claims, given_.claims
    assert [m.quote for m in claim.members] == [m.quote for m in told.members]
    assert [m.position for m in claim.members] == [m.position for m in told.members]
    assert (claim.lead.quote, claim.standing) == (told.lead.quote, told.standing)
    assert [s.quote for s in claim.suspects] == [s.quote for s in told.suspects]
    (figure,) = past.figures
    assert (figure.value, figure.attribution) == (14.0, "divers")
    assert [d.value for d in figure.disputes] == [17.0]
    assert figure.mentions[0].article.outlet == "Harbour Gazette"
    assert past.names[0].variants == ("Ilse Grün",)


def test_what_a_brief_printed_is_told_by_audience_in_its_order(tmp_path: Path) -> None:
    edition(tmp_path)
    (past,), _ = read(tmp_path)
    points = [*brief().takeaways, *(p for s in brief().sections for p in s.points)]
    places = [(p.citations[0].article, p.citations[0].start, p.citations[0].end) for p in points]
    assert past.printed == {"analyst": tuple(dict.fromkeys(places))}


def test_the_days_before_are_read_newest_first_and_no_other(tmp_path: Path) -> None:
    for day in ("2023-01-15", "2023-01-16", "2023-02-10", "2023-02-14", "2023-02-15", "2023-03-01"):
        edition(tmp_path, day)
    (tmp_path / "2023-02-12").mkdir()
    (tmp_path / "2023-02-13").mkdir()
    (tmp_path / "2023-02-13" / "note.md").write_text("for tomorrow")
    found, gaps = read(tmp_path)
    assert [p.date for p in found] == ["2023-02-14", "2023-02-10", "2023-01-16"]
    assert gaps == []
    assert read(tmp_path / "nowhere") == ([], [])


def test_another_desks_editions_are_told_once_with_the_cure(tmp_path: Path) -> None:
    for n in range(1, 6):
        edition(tmp_path, f"2023-02-0{n}", desk="Airport")
    found, ((where, what),) = read(tmp_path)
    assert found == []
    assert where.startswith("2023-02-05/analysis.json, 2023-02-04/analysis.json")
    assert where.endswith("and 2 more")
    assert '"Airport"' in what
    assert "--out" in what


def test_sources_that_are_gone_do_not_matter(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    for path in (folder / "sources").iterdir():
        path.unlink()
    found, gaps = read(tmp_path)
    assert (len(found), gaps) == (1, [])


def _edited(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = next(folder.glob(name))
        path.write_bytes(path.read_bytes().replace(b"berths", b"boatss", 1))

    return spoil


def _forged(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "analysis.json"
        data = json.loads(path.read_bytes())
        change(data)
        path.write_text(json.dumps(data))
        seal(folder)

    return spoil


def _sealed(content: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / "analysis.json").write_text(content)
        seal(folder)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "where", "what"),
    [
        (_edited("analysis.json"), "analysis.json", "changed since"),
        (_edited("analyst.json"), "analyst.json", "changed since"),
        (_edited("sources/*.txt"), "sources/", "changed since"),
        (lambda f: (f / SUMS).unlink(), SUMS, "missing or unreadable"),
        (lambda f: (f / SUMS).write_text("all is well\n"), SUMS, "missing or unreadable"),
        (lambda f: (f / "analysis.json").unlink(), "analysis.json", "cannot be read"),
        (
            _sealed("{"),
            "analysis.json",
            "is not JSON",
        ),
        (_forged(lambda d: d.pop("claims")), "analysis.json", "no analysis of schema 1"),
        (_forged(lambda d: d.update(schema=2)), "analysis.json", "no analysis of schema 1"),
        (_forged(lambda d: d["edition"].update(date="2020-01-01")), "analysis.json", "schema"),
        (_forged(lambda d: d["figures"][0].update(value="14")), "analysis.json", "no number"),
        (_forged(lambda d: d["figures"][0].update(value=float("inf"))), "analysis.json", "count"),
        (
            _forged(lambda d: d["claims"][0]["lead"].update(end=10**15)),
            "analysis.json",
            "does not fit",
        ),
        (_forged(lambda d: d["claims"][0]["lead"].update(article="x")), "analysis.json", "schema"),
        (_forged(lambda d: d["sources"][0].update(published="soon")), "analysis.json", "schema"),
    ],
)
def test_a_broken_edition_is_a_gap_with_place_and_cure(
    tmp_path: Path, spoil: Callable[[Path], object], where: str, what: str
) -> None:
    edition(tmp_path, "2023-02-13")
    spoil(edition(tmp_path))
    found, ((place, told),) = read(tmp_path)
    assert [p.date for p in found] == ["2023-02-13"]
    assert place.startswith(f"2023-02-14/{where}")
    assert what in told
    assert "make it again, or remove its folder" in told


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_stands_in_an_analysis_nothing_is_raised(
    tmp_path: Path, data: st.DataObject
) -> None:
    folder = edition(tmp_path)
    path = folder / "analysis.json"
    table = json.loads(path.read_bytes())
    node: Any = table
    while True:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        inner = node[key]
        if not (isinstance(inner, dict | list) and inner) or data.draw(st.booleans()):
            node[key] = data.draw(_ANY)
            break
        node = inner
    path.write_text(json.dumps(table))
    seal(folder)
    found, gaps = read(tmp_path)
    assert len(found) + len(gaps) == 1
