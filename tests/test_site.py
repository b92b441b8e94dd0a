"""The reference site: built without a warning, each page in it, each to be searched."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("material") is None:
        pytest.skip("mkdocs-material is not installed")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_each_page_is_there_and_can_be_searched(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_bytes())
    found = {row["location"].partition("#")[0] for row in index["docs"]}
    assert {f"{page}.html" for page in PAGES} - {"index.html"} <= found
    assert all((site / f"{page}.html").is_file() for page in PAGES)


def test_the_site_asks_no_other_host(site: Path) -> None:
    """Styles, scripts, fonts and pictures lie in it."""
    for page in PAGES:
        text = (site / f"{page}.html").read_text("utf-8")
        loaded = re.findall(r"<(?:link|script|img)[^>]+(?:href|src)=\"?(https?://[^\s\">]+)", text)
        assert loaded == [], page
