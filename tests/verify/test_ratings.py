"""What a desk says of its sources is part of an edition that verifies, and is held against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.cli import main
from briefing.errors import VerifyError
from briefing.verify import verify
from tests.days import DESK, write_desk

SAID = """
type = "official"
reliability = "B"
licence = "CC BY 4.0"
"""
FORMS = '["pdf", "html", "eml", "md", "txt", "json", "epub", "docx"]'


@pytest.fixture
def edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    text = DESK.replace('path = "inbox"', f'path = "inbox"{SAID}')
    write_desk(tmp_path, text[: text.index("formats")] + f"formats = {FORMS}\n", ("2024-05-01",))
    monkeypatch.chdir(tmp_path)
    assert main(["make", "--date", "2024-05-01", "--quiet"]) == 0
    return tmp_path / "output" / "2024-05-01"


def test_an_edition_of_marked_sources_verifies(edition: Path) -> None:
    told = (edition / "analyst.txt").read_text()
    assert "single source · B6" in told
    assert "official source, reliability B, CC BY 4.0" in " ".join(told.split())
    assert verify(edition).briefs == 2


@pytest.mark.parametrize("name", ["analyst.html", "analyst.txt", "analyst.md"])
@pytest.mark.parametrize(("false", "found"), [("· B1", "B1"), ("· A6", "A6"), ("", "not at all")])
def test_a_rating_that_is_not_its_points_own_is_found(
    edition: Path, name: str, false: str, found: str
) -> None:
    path = edition / name
    text = path.read_text()
    at = text.index("· B6")
    path.write_text(text[:at] + false + text[at + len("· B6") :])
    with pytest.raises(VerifyError) as caught:
        verify(edition)
    told = [p for p in str(caught.value).splitlines() if p.startswith(name) and "SHA256" not in p]
    if name == "analyst.html":
        assert any("rates " in p and p.endswith(f"{found}, not B6") for p in told), told
    assert told


def test_what_a_desk_says_of_a_source_is_held_against_the_analysis(edition: Path) -> None:
    path = edition / "analyst.json"
    path.write_text(path.read_text().replace('"CC BY 4.0"', '"CC0"'))
    with pytest.raises(VerifyError) as caught:
        verify(edition)
    assert any(
        "licence: 'CC0', but the analysis has 'CC BY 4.0'" in p
        for p in str(caught.value).splitlines()
    )


def test_the_data_of_an_audience_is_made_whatever_its_formats_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it nothing could be verified, and the mail could not be sent."""
    write_desk(
        tmp_path, DESK[: DESK.index("formats")] + 'formats = ["txt", "eml"]', ("2024-05-01",)
    )
    monkeypatch.chdir(tmp_path)
    assert main(["make", "--date", "2024-05-01", "--quiet"]) == 0
    folder = tmp_path / "output" / "2024-05-01"
    assert {p.name for p in folder.glob("analyst.*")} == {
        "analyst.txt", "analyst.eml", "analyst.json",
    }  # fmt: skip
    assert verify(folder).forms == 2
