"""Three days of an invented desk, made once; each test forges a copy."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from briefing.config import read_desk
from briefing.pipeline import make
from tests.days import DAYS, DESK, write_desk


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a desk with two days in all formats, and its desk file beside it."""
    folder = tmp_path_factory.mktemp("verify")
    desk = read_desk(write_desk(folder, DESK.replace('"epub"]', '"epub", "docx"]')))
    for day in list(DAYS)[:2]:
        make(desk, date.fromisoformat(day), folder / "output")
    return folder / "output"


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "output"))


@pytest.fixture
def edition(out: Path) -> Path:
    """The later day in it."""
    return out / "2024-05-02"
