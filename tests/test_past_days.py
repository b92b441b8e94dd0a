"""Three editions on three days, end to end: what is new, what goes on, what ended."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from briefing.render.json import schema
from tests.conftest import Run
from tests.days import DAYS, write_desk

FIRST, SECOND, THIRD = DAYS
RECORDED = "The Lesna Flood Office has recorded {} deaths in the Orlova valley"
STRIKE = "Pilots at the port of Orlova began a strike over unpaid night shifts."


def flat(text: str) -> str:
    return " ".join(text.split())


def brief(out: Path, day: str) -> Any:
    return json.loads((out / day / "analyst.json").read_bytes())


def kinds(found: Any) -> dict[str, str]:
    return {p["text"]: p["change"] for s in found["sections"] for p in s["points"]}


def make(briefing: Run, desk: Path, out: Path, day: str, *more: str, hashseed: int = 0) -> None:
    done = briefing("make", "--desk", desk, "--date", day, "--out", out, *more, hashseed=hashseed)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_desk(tmp_path_factory.mktemp("desk") / "orlova")


@pytest.fixture(scope="module")
def out(briefing: Run, desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the editions of the three days."""
    folder = tmp_path_factory.mktemp("days")
    for day in DAYS:
        make(briefing, desk, folder, day)
    return folder


def test_the_first_edition_has_no_past(out: Path) -> None:
    found = brief(out, FIRST)
    assert (found["since"], found["changes"]) == (None, [])
    assert set(kinds(found).values()) == {None}
    assert {len(f["history"]) for f in found["figures"]} == {0}
    assert "SINCE THE LAST EDITION" not in (out / FIRST / "analyst.txt").read_text()


def test_the_second_tells_what_rose_what_is_new_and_what_ended(out: Path) -> None:
    found = brief(out, SECOND)
    told = {(c["kind"], c["before"], c["after"]) for c in found["changes"]}
    assert found["since"] == FIRST
    assert ("dropped", STRIKE, "") in told
    (risen,) = (c for c in found["changes"] if c["kind"] == "updated")
    assert risen["before"].startswith(RECORDED.format("1,240"))
    assert risen["after"].startswith(RECORDED.format("1,310"))
    assert risen["reasons"] == ["numbers"]
    assert risen["earlier"]["outlet"] == "Valley Gazette"
    bridge = next(text for text in kinds(found) if text.startswith("The harbour bridge"))
    assert kinds(found)[bridge] == "new"


def test_the_third_tells_what_was_confirmed_and_marks_nothing_that_goes_on(out: Path) -> None:
    found = brief(out, THIRD)
    confirmed = [c for c in found["changes"] if c["reasons"] == ["corroborated"]]
    assert [("bridge" in c["before"], c["earlier"]["origins"]) for c in confirmed] == [(True, 1)]
    data = json.loads((out / THIRD / "analysis.json").read_bytes())
    marks = {claim["lead"]["text"]: claim["change"] for claim in data["claims"]}
    # An article of the evening before, still in the window.
    evacuees = "Two hundred evacuees sleep in the sports hall of Malin, the mayor said."
    assert marks[evacuees] == "ongoing"
    assert marks["A tug brought grain to the eastern quay instead."] == "new"
    assert found["takeaways"][0]["text"].startswith(RECORDED.format("1,455"))


def test_a_figure_is_followed_through_the_days(out: Path) -> None:
    (deaths,) = (f for f in brief(out, THIRD)["figures"] if f["casualty"])
    values = [(v["edition"], v["value"]) for v in deaths["history"]]
    assert values == [(FIRST, 1240), (SECOND, 1310)]
    assert (deaths["value"], deaths["lowered"]) == (1455, False)


def test_json_meets_its_schema_on_all_days(out: Path) -> None:
    for day in DAYS:
        for name, kind in (("analyst", "brief"), ("analysis", "analysis")):
            data = json.loads((out / day / f"{name}.json").read_bytes())
            Draft202012Validator(schema(kind)).validate(data)


def test_the_analysis_tells_of_every_claim(out: Path) -> None:
    data = json.loads((out / THIRD / "analysis.json").read_bytes())
    assert {c["change"] for c in data["claims"]} == {"new", "ongoing", "updated"}
    listed = {c["claim"] for c in data["changes"] if c["claim"]}
    assert listed == {c["id"] for c in data["claims"] if c["change"] != "new"}


def test_text_page_and_print_tell_it_in_words(out: Path) -> None:
    text = flat((out / THIRD / "analyst.txt").read_text())
    assert "SINCE THE LAST EDITION, 2 MAY 2024" in text
    assert "before: single source on 2 May 2024" in text
    assert "was 1,310 on 2 May 2024" in text
    page = (out / THIRD / "analyst.html").read_text()
    title = "1,240 on 1 May 2024, 1,310 on 2 May 2024, 1,455 on 3 May 2024"
    assert f"<title>{title}</title>" in page
    assert "Valley Gazette, edition of 2 May 2024" in page
    mail = (out / THIRD / "analyst.eml").read_text().replace("=\n", "")
    assert "was 1,310 on 2 May 2024" in flat(mail)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_the_print_holds_it_in_reading_order(out: Path) -> None:
    pdf = out / THIRD / "analyst.pdf"
    done = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    text = flat(done.stdout)
    before = "before: " + RECORDED.format("1,310")
    order = (
        "SINCE THE LAST EDITION, 2 MAY 2024",
        before,
        "FIGURES TO KNOW",
        "1,455 The Lesna Flood Office",
        "was 1,310 on 2 May 2024",
    )
    assert re.search(".*".join(map(re.escape, order)), text, re.IGNORECASE)


def test_every_edition_verifies_and_quotes_of_the_past_as_well(out: Path, briefing: Run) -> None:
    for day in DAYS:
        done = briefing("verify", out / day)
        assert done.returncode == 0, done.stderr
        assert "not checked" not in done.stdout


def test_alone_it_verifies_and_says_what_it_could_not_check(
    out: Path, briefing: Run, tmp_path: Path
) -> None:
    shutil.copytree(out / THIRD, tmp_path / THIRD)
    done = briefing("verify", tmp_path / THIRD)
    assert done.returncode == 0, done.stderr
    assert "quotations of earlier editions were not checked" in done.stdout


def test_made_again_it_is_the_same_whatever_came_after(
    out: Path, desk: Path, briefing: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    make(briefing, desk, copy, SECOND, hashseed=7)
    for name in ("analyst.json", "analysis.json", "analyst.pdf", "analyst.html"):
        assert (copy / SECOND / name).read_bytes() == (out / SECOND / name).read_bytes(), name


def _break(folder: Path) -> None:
    (folder / "analysis.json").write_text("{")


def _tamper(folder: Path) -> None:
    source = next((folder / "sources").iterdir())
    source.write_bytes(source.read_bytes().replace(b"e", b"a", 1))


def _rename(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


@pytest.mark.parametrize("spoil", [_break, _tamper, _rename])
def test_a_bad_edition_of_yesterday_stops_nothing(
    out: Path, desk: Path, briefing: Run, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    spoil(copy / SECOND)
    # Its page and print tell of the comparison as it was.
    shutil.rmtree(copy / THIRD)
    make(briefing, desk, copy, THIRD, "--format", "json,txt")
    found = brief(copy, THIRD)
    assert found["since"] == FIRST
    (gap,) = (g for g in found["gaps"] if g["where"].startswith(f"{SECOND}/"))
    assert "make it again, or remove its folder" in gap["what"]
    assert briefing("verify", copy / THIRD).returncode == 0


def test_an_audience_can_switch_it_off(out: Path, briefing: Run, tmp_path: Path) -> None:
    quiet = write_desk(tmp_path / "desk")
    quiet.write_text(quiet.read_text() + "changes = 0\n")
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    make(briefing, quiet, copy, THIRD, "--format", "json,txt")
    assert brief(copy, THIRD)["changes"] == []
    assert "SINCE THE LAST EDITION" not in (copy / THIRD / "analyst.txt").read_text()
