"""Days drawn by lot hold: whatever the reports, our own edition says what its sources say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.texts import day_of, write_day
from briefing.config import read_desk
from briefing.pipeline import make
from briefing.verify import verify
from tests.days import DAYS, DESK

ARTICLES = 40
COUNTS = """Two pumps failed on the east bank, two on the west bank, and one was being mended.

The toll rose from 14 to 19 on Friday, and 19 of the dead were fishermen of Malin.

Some 90 percent of the wells are fouled. Wells are fouled by some 90 percent of the mud.

The council lent 3,400 tents, and 3,400 tents stood empty, the mayor of Malin said on Friday.

Two villages are cut off north of the dyke and two villages are cut off south of the dyke.

Five villages are cut off north of the dyke and south of the dyke, the harbour master said."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports that days are drawn from: their sentences, and some that count twice alike."""
    path = tmp_path_factory.mktemp("stock") / "stock.jsonl"
    texts = [f"{a['title']}.\n\n{a['text']}" for day in DAYS.values() for a in day]
    write_day(path, ({"text": text} for text in (*texts, COUNTS)))
    return path


@pytest.mark.parametrize("seed", range(10))
def test_a_drawn_day_verifies(seed: int, stock: Path, tmp_path: Path) -> None:
    write_day(tmp_path / "day.jsonl", day_of(stock, ARTICLES, seed))
    (tmp_path / "desk.toml").write_text(DESK.replace('window = "36h"', ""))
    made = make(
        read_desk(tmp_path / "desk.toml"),
        date(2023, 2, 14),
        tmp_path / "out",
        inputs=[tmp_path / "day.jsonl"],
        formats=["html", "json"],
    )
    assert verify(made.folder).briefs
