"""Days drawn by lot hold: whatever the reports, our own edition says what its sources say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.texts import day_of, write_day
from briefing.config import LAYOUT_LANGUAGES, read_desk
from briefing.errors import VerifyError
from briefing.pipeline import make
from briefing.render.saying import short
from briefing.render.wording import wording
from briefing.verify import verify
from briefing.verify.marks import _BETWEEN
from briefing.verify.words import words
from tests.days import DAYS, DESK, write_desk
from tests.verify.forge import resum

ARTICLES = 40
THIRD = date(2024, 5, 3)
STRIKE = "Pilots at the port of Orlova began a strike over unpaid night shifts."
SINGLE = "single source"
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


def test_a_theme_may_be_called_by_the_words_of_its_point(tmp_path: Path) -> None:
    """The mark behind such a title is that of the theme's first point."""
    desk = DESK.replace('"36h"', '"96h"')
    # A short point just before the title would lend it its mark.
    desk = desk.replace('"evacuees"]', '"evacuees"]\nexclude = ["nurses"]')
    called = desk.replace('title = "The port"', f'title = "{STRIKE}"')
    made = make(
        read_desk(write_desk(tmp_path, called)), THIRD, tmp_path / "out", formats=["html", "json"]
    )
    assert [p.standing for p in made.briefs[0].sections[1].points] == [
        "corroborated",
        "single-source",
    ]
    assert verify(made.folder).briefs
    page = made.folder / "analyst.html"
    before, behind = page.read_text().split(f"{STRIKE}</h2>", 1)
    page.write_text(f"{before}{STRIKE}</h2>{behind.replace(SINGLE, '2 origins', 1)}")
    resum(made.folder)
    with pytest.raises(VerifyError, match=r"marks .Pilots"):
        verify(made.folder)


@pytest.mark.parametrize("code", LAYOUT_LANGUAGES)
def test_a_voice_of_many_words_parts_no_mark_from_its_point(code: str) -> None:
    longest = short("U.N." * 30)
    assert len(words(wording(code).say("one_voice", name=longest))) < _BETWEEN


HOUSES = ("Delta", "Coast", "Harbour", "Valley", "Upland", "Market", "Bridge", "Quarry", "Mill")
WHO = ("bakers", "nurses", "masons", "weavers", "tanners", "millers", "potters", "smiths", "cooks")
DID = ("sold", "mended", "counted", "hid", "painted", "moved", "weighed", "burned", "washed")
WHAT = ("ovens", "boats", "ladders", "carpets", "bells", "barrels", "saddles", "windows", "ropes")


def own_words(n: int) -> str:
    """Four sentences that no other house has."""
    return " ".join(
        f"{WHO[n].title()} {DID[(n + 2 * k) % 9]} {WHAT[(2 * n + k) % 9]} for "
        f"{WHO[(n + k + 1) % 9]} who {DID[(3 * n + k) % 9]} {WHAT[(n + 4 * k) % 9]}."
        for k in range(4)
    )


def test_folded_citations_and_numbers_in_words_hold_in_every_form(tmp_path: Path) -> None:
    """More citations than a line has room for; a count that no digit of its sentence gives."""
    inbox = write_desk(tmp_path, DESK.replace('"epub"]', '"epub", "docx"]')).parent / "inbox"
    for n, house in enumerate(HOUSES):
        text = (
            f"{house} Post\n\nORLOVA, 3 May 2024\n\n"
            f"{STRIKE[:-1]} on Friday, the {house.lower()} office said.\n\n"
            f"Twenty six dockers were hurt near the {house.lower()} quay.\n\n{own_words(n)}\n"
        )
        (inbox / f"{house.lower()}.txt").write_text(text)
    made = make(read_desk(tmp_path / "desk.toml"), THIRD, tmp_path / "out")
    assert verify(made.folder).briefs
    assert max(len(p.citations) for s in made.briefs[0].sections for p in s.points) > 6
    assert any(f.value == 26 for f in made.briefs[0].figures)
