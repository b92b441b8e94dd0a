"""docs/tour.md, taken step by step as a new user would: files written, commands typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT, Run

# A file is named in the paragraph before its block; `toml` is added to the desk file.
STEP = re.compile(r"(?:[Ii]n `([\w./-]+)`[^\n]*\n\n)?```(\w+)\n(.*?)```", re.DOTALL)


def steps() -> Iterator[tuple[str, str, str]]:
    yield from STEP.findall((ROOT / "docs/tour.md").read_text("utf-8"))


def commands(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each line that is typed, and the lines that the page shows after it."""
    for part in re.split(r"(?m)^\$ ", text)[1:]:
        line, *shown = part.splitlines()
        yield shlex.split(line)[1:], shown


def test_each_step_does_what_the_page_says(briefing: Run, tmp_path: Path) -> None:
    typed = 0
    for name, kind, text in steps():
        if kind == "toml":
            desk = tmp_path / "desk.toml"
            desk.write_text(f"{desk.read_text('utf-8')}\n{text}", "utf-8")
        elif name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        for command, shown in commands(text) if kind == "text" else ():
            done = briefing(*command, cwd=tmp_path)
            said = (done.stdout + done.stderr).splitlines()
            failing = any(line.startswith("briefing: ") for line in shown)
            assert (done.returncode != 0) == failing, (command, said)
            for line in shown:
                assert line in said or any(
                    line in one for one in said if "briefing: " not in line
                ), (line, said)
            typed += 1
    assert typed == 8
    page = (tmp_path / "output/2023-02-14/crew.html").read_text("utf-8")
    for expected in (
        *("--brand: #0b5d4b", "--text: Charter", "⚓ My desk", "First of all"),
        *("<strong>second crew</strong>", "The editor’s own words"),
    ):
        assert expected in page, expected
    mail = (tmp_path / "output/2023-02-14/crew.eml").read_text("utf-8")
    assert "#0b5d4b" in mail.replace("=3D", "=").replace("=\n", "")
    assert "The ferry" in page
