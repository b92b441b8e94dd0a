"""What several rooms' tests share: the repository, the real articles, a made edition."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# A deadline would make every property a timed test, and shared machines are slow at times.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What a shell begins in the background has Ctrl-C ignored, and so have its children; those that
# the tests interrupt would never end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def briefing() -> Run:
    """Runs the command line in a process of its own: `briefing("make", "seeds", hashseed=1)`."""

    def run(
        *arguments: object, hashseed: int = 0, cwd: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "briefing", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "PYTHONHASHSEED": str(hashseed), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def sample_edition(briefing: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample desk's edition, made once."""
    out = tmp_path_factory.mktemp("sample")
    done = briefing("make", "--date", "2023-02-14", "--out", out)
    assert done.returncode == 0, done.stderr
    return out / "2023-02-14"


@pytest.fixture(scope="session")
def real_articles() -> Path:
    """Five real articles beside the project; the tests that need them skip elsewhere."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the real articles are not beside the project")
    return folder
