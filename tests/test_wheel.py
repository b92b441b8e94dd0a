"""The wheel, installed where there is no checkout, makes the sample edition."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def briefing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the wheel, in a venv that holds nothing but what the wheel asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("sourced_briefing-*.whl")
    venv = folder / "venv"
    uv = Path(sys.executable).with_name("uv")
    assert run(uv, "venv", "--python", sys.executable, venv).returncode == 0
    python = venv / "bin" / "python"
    pinned = ("--constraint", ROOT / "requirements.lock")
    installed = run(uv, "pip", "install", "--python", python, *pinned, wheel)
    if "tcp connect" in installed.stderr or "dns error" in installed.stderr:
        pytest.skip("no package registry can be reached")
    assert installed.returncode == 0, installed.stderr
    return venv / "bin" / "briefing"


def test_the_installed_command_makes_the_sample_edition(briefing: Path, tmp_path: Path) -> None:
    desk = ("--desk", ROOT / "desk.toml", "--date", "2023-02-14", "--out", tmp_path / "output")
    made = run(briefing, "make", *desk, folder=tmp_path)
    assert made.returncode == 0, made.stderr
    edition = tmp_path / "output" / "2023-02-14"
    assert (edition / "analyst.pdf").read_bytes().startswith(b"%PDF-")
    assert run(briefing, "verify", edition, folder=tmp_path).returncode == 0


def test_the_installed_command_begins_a_desk(briefing: Path, tmp_path: Path) -> None:
    assert run(briefing, "init", tmp_path / "desk", folder=tmp_path).returncode == 0
    assert run(briefing, "check", folder=tmp_path / "desk").returncode == 0
