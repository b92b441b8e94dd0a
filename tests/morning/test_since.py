"""What is new is told to each audience since the edition that it got last."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from briefing.cli import main
from tests.deliver.servers import Post, serving
from tests.morning.test_run import desk

SECOND = """to = ["ana@example.org"]

[[audience]]
name = "editor"
template = "analyst"
points = 5
takeaways = 2
formats = ["html", "eml", "txt", "json"]
to = ["eva@example.org"]
approve = true
"""
DAYS = ("2024-05-01", "2024-05-02", "2024-05-03")


@pytest.fixture
def week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three editions of which nobody let the second go to the editor."""
    monkeypatch.chdir(tmp_path)
    with serving(Post()) as port:
        path = desk(tmp_path, port, DAYS)
        readers = 'to = ["ana@example.org", "ben@example.org"]\n'
        path.write_text(path.read_text().replace(readers, SECOND))
        for day in DAYS:
            assert main(["run", "--date", day, "--slot", "22:30", "--quiet"]) == 0
            if day == DAYS[0]:
                assert main(["approve", f"{day}-2230", "--quiet"]) == 0
    return tmp_path


def told(week: Path, day: str, file: str, out: str = "output") -> Any:
    return json.loads((week / out / f"{day}-2230" / file).read_bytes())


def deaths(brief: Any) -> str:
    """The number that the count of the day is said to come after."""
    (change,) = (c for c in brief["changes"] if "1,455" in c["after"])
    return str(re.search(r"\d,\d{3}", change["before"])[0])  # type: ignore[index]


def test_new_is_what_this_audience_was_not_told(week: Path) -> None:
    assert told(week, DAYS[1], "analyst.json")["since"] == DAYS[0]
    assert told(week, DAYS[1], "editor.json")["since"] == DAYS[0]
    analyst, editor = (told(week, DAYS[2], f"{name}.json") for name in ("analyst", "editor"))
    assert (analyst["since"], editor["since"]) == (DAYS[1], DAYS[0])
    # The editor never saw the count of the second day.
    assert deaths(analyst) == "1,310"
    assert deaths(editor) == "1,240"
    dropped = [{c["before"] for c in b["changes"] if c["kind"] == "dropped"} for b in
               (analyst, editor)]  # fmt: skip
    assert not any("Electricity" in text for text in dropped[1])
    assert told(week, DAYS[2], "analysis.json")["own"].keys() == {"editor"}
    assert "own" not in told(week, DAYS[1], "analysis.json")
    assert [f["history"] for f in editor["figures"]] == [f["history"] for f in analyst["figures"]]
    assert main(["verify", "output"]) == 0


def test_the_edition_stays_as_it_was_when_more_is_known(week: Path) -> None:
    with serving(Post()) as port:
        path = week / "desk.toml"
        lines = path.read_text().splitlines()
        path.write_text("\n".join(f"port = {port}" if x.startswith("port =") else x for x in lines))
        assert main(["approve", f"{DAYS[1]}-2230", "--quiet"]) == 0
    again = ["--slot", "22:30", "--out", "again", "--quiet"]
    assert main(["make", "--date", DAYS[2], *again]) == 0
    for file in sorted((week / "output" / f"{DAYS[2]}-2230").iterdir()):
        if file.is_file():
            made = week / "again" / f"{DAYS[2]}-2230" / file.name
            assert made.read_bytes() == file.read_bytes(), file.name


@pytest.mark.parametrize("forged", ["since", "change"])
def test_what_an_audience_is_told_is_held_against_its_own_past(
    week: Path, forged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from hashlib import sha256

    folder = week / "output" / f"{DAYS[2]}-2230"
    brief = told(week, DAYS[2], "editor.json")
    if forged == "since":
        brief["since"] = DAYS[1]
    else:
        point = next(p for s in brief["sections"] for p in s["points"] if p["change"] == "updated")
        point["change"] = "ongoing"
    old = (folder / "editor.json").read_bytes()
    new = json.dumps(brief, ensure_ascii=False, indent=2).encode() + b"\n"
    (folder / "editor.json").write_bytes(new)
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(sha256(old).hexdigest(), sha256(new).hexdigest()))
    capsys.readouterr()
    assert main(["verify", str(folder)]) != 0
    assert "editor.json" in capsys.readouterr().err
