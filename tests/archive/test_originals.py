"""Quotations are proved against the documents that a desk keeps."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from briefing.config import Desk, default_desk
from briefing.errors import VerifyError
from briefing.pipeline import make, prove_originals

STORY = (
    "The council of Lund voted on Monday to close the old bridge until spring.",
    "Engineers found cracks in two of its piers, the mayor, Ann Lee, told reporters.",
    "Ferries will run every hour from both banks, and the fare of two crowns will be waived.",
)
PAGE = (
    "<html><head><title>Old bridge shut until spring</title></head><body><nav>Home</nav><article>"
    "<h1>Old bridge shut until spring</h1>"
    + "".join(f"<p>{text}</p>" for text in STORY)
    + "</article></body></html>"
)


def edition(folder: Path, keep: bool = True) -> Path:
    from dataclasses import replace

    inbox = folder / "in"
    inbox.mkdir()
    (inbox / "bridge.html").write_text(PAGE, "utf-8")
    (inbox / "bridge.txt").write_text("\n\n".join(STORY), "utf-8")
    desk: Desk = replace(default_desk(folder), keep_documents=keep)
    made = make(desk, date(2023, 2, 14), folder / "out", inputs=[inbox], formats=["json"])
    return made.folder


def test_documents_are_kept_under_their_digests_and_prove_every_quotation(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    names = sorted(path.name for path in (folder / "documents").iterdir())
    digest = hashlib.sha256(PAGE.encode()).hexdigest()
    assert f"{digest}.html" in names
    told = json.loads((folder / "analysis.json").read_bytes())["sources"]
    assert {Path(name).stem for name in names} == {source["document_sha256"] for source in told}
    proved = prove_originals(folder)
    assert proved.quotations > 0
    assert proved.beyond == 0


def test_without_documents_nothing_is_proved(tmp_path: Path) -> None:
    folder = edition(tmp_path, keep=False)
    assert not (folder / "documents").exists()
    assert prove_originals(folder).quotations == 0


@pytest.mark.parametrize("old", ["Engineers found", "every hour"])
def test_a_quotation_that_the_page_does_not_show_is_told(tmp_path: Path, old: str) -> None:
    """As if reading had dropped a word: text and briefs agree, the page does not."""
    folder = edition(tmp_path)
    for path in (*folder.glob("*.json"), *folder.glob("sources/*.txt")):
        path.write_text(path.read_text("utf-8").replace(old, old.split()[0]), "utf-8")
    with pytest.raises(VerifyError, match="does not stand so in the document"):
        prove_originals(folder)


def test_another_document_under_its_name_is_told(tmp_path: Path) -> None:
    folder = edition(tmp_path)
    path = next((folder / "documents").glob("*.html"))
    path.write_text(PAGE.replace("Monday", "Tuesday"), "utf-8")
    with pytest.raises(VerifyError, match="digest"):
        prove_originals(folder)
