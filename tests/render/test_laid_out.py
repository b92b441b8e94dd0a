"""Prints that can be read: of the sample, the specimen, each real day beside us, invented days."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing.config import AudienceSettings, Desk, read_desk
from briefing.pipeline import brief_for, understand
from briefing.render.specimen import specimen
from tests.conftest import ROOT, SHARED
from tests.render.invented import invented
from tests.render.laid import faults, pages

DESK = Desk(name="Varn", timezone="Europe/Kyiv", folder=ROOT / "nowhere")
AUDIENCES = ("executive", "analyst", "public")
DAYS = sorted(p.name for p in (SHARED / "days").glob("*/")) if (SHARED / "days").is_dir() else []


def audience(name: str) -> AudienceSettings:
    return AudienceSettings(name, name)


@pytest.mark.parametrize("name", AUDIENCES)
@pytest.mark.parametrize("sources", [12, 60])
def test_the_specimen_can_be_read(name: str, sources: int) -> None:
    found = pages(specimen(DESK, audience(name), sources), DESK, audience(name))
    assert faults(found) == []
    assert name != "executive" or len(found) == 1


@pytest.mark.parametrize(
    ("paper", "sheet"), [("A5", 2), ("1404x1872@226", 2), ("1072x1448@300", 7)]
)
@pytest.mark.parametrize("sources", [12, 60])
def test_a_small_page_can_be_read(paper: str, sheet: int, sources: int) -> None:
    """An executive is never more of them than hold what one sheet of A4 does."""
    small = replace(audience("executive"), paper=paper)
    found = pages(specimen(DESK, small, sources), DESK, small)
    assert faults(found) == []
    assert len(found) <= sheet


@pytest.mark.parametrize("name", AUDIENCES)
@pytest.mark.parametrize("seed", range(8))
def test_an_invented_day_can_be_read(name: str, seed: int) -> None:
    brief = invented(seed)
    brief = replace(brief, edition=replace(brief.edition, audience=name))
    found = pages(brief, DESK, audience(name))
    assert faults(found) == []
    assert name != "executive" or len(found) == 1


def test_the_sample_can_be_read(tmp_path: Path) -> None:
    assert unreadable(ROOT / "desk.toml", (), "2023-02-14", tmp_path) == []


def test_real_articles_can_be_read(real_articles: Path, tmp_path: Path) -> None:
    assert unreadable(ROOT / "desk.toml", (real_articles,), "2023-02-14", tmp_path) == []


@pytest.mark.parametrize("day", DAYS or ["no day"])
def test_a_real_day_can_be_read(day: str, tmp_path: Path) -> None:
    folder = SHARED / "days" / day
    if not (folder / "day.json").is_file():
        pytest.skip(f"{day}: the annotated days are not beside the project")
    day = json.loads((folder / "day.json").read_bytes())["date"]
    assert unreadable(folder / "desk.toml", (folder / "articles",), day, tmp_path) == []


def unreadable(file: Path, inputs: Sequence[Path], day: str, out: Path) -> list[str]:
    """What is wrong with the prints of an edition: of the very briefs that it is made of."""
    desk = read_desk(file)
    understood = understand(desk, date.fromisoformat(day), inputs=inputs)
    wrong = []
    for one in desk.audiences:
        if one.name in AUDIENCES:
            brief = brief_for(one, desk, understood, date.fromisoformat(day), out)
            found = pages(brief, desk, one)
            wrong += [f"{one.name}: {fault}" for fault in faults(found)]
            if one.name == "executive" and len(found) != 1:
                wrong.append(f"executive: {len(found)} pages")
    assert {a.name for a in desk.audiences} >= set(AUDIENCES)
    return wrong
