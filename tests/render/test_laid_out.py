"""Prints that can be read: of the sample, the specimen, each real day beside us, invented days."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.config import AudienceSettings, Desk, read_desk
from briefing.render.json import brief_of
from briefing.render.specimen import specimen
from tests.conftest import ROOT, SHARED, Run
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


@pytest.mark.parametrize("name", AUDIENCES)
@pytest.mark.parametrize("seed", range(8))
def test_an_invented_day_can_be_read(name: str, seed: int) -> None:
    brief = invented(seed)
    brief = replace(brief, edition=replace(brief.edition, audience=name))
    found = pages(brief, DESK, audience(name))
    assert faults(found) == []
    assert name != "executive" or len(found) == 1


def test_the_sample_can_be_read(sample_edition: Path) -> None:
    desk = read_desk(ROOT / "desk.toml")
    for name in AUDIENCES:
        brief = brief_of(json.loads((sample_edition / f"{name}.json").read_bytes()))
        found = pages(brief, desk, audience(name))
        assert faults(found) == [], name
        assert name != "executive" or len(found) == 1


@pytest.mark.parametrize("day", DAYS or ["no day"])
def test_a_real_day_can_be_read(day: str, briefing: Run, tmp_path: Path) -> None:
    folder = SHARED / "days" / day
    if not (folder / "day.json").is_file():
        pytest.skip(f"{day}: the annotated days are not beside the project")
    date = json.loads((folder / "day.json").read_bytes())["date"]
    done = briefing(
        "make", folder / "articles", "--desk", folder / "desk.toml", "--date", date,
        "--out", tmp_path, "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    desk = read_desk(folder / "desk.toml")
    for name in AUDIENCES:
        brief = brief_of(json.loads((tmp_path / date / f"{name}.json").read_bytes()))
        found = pages(brief, desk, audience(name))
        assert faults(found) == [], name
        assert name != "executive" or len(found) == 1
