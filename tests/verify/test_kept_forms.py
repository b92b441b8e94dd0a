"""Editions of documents of any form verify with them, and with days on which nobody reported."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from briefing.cli import main
from tests.read.test_pages import STORY, TITLE, story
from tests.read.test_saved import FIELDS, MARKUP, RICH, book, opendocument, saved_page, word

DESK = """
[desk]
name = "Bridges"
keep_documents = true
[[theme]]
key = "bridge"
title = "Bridge"
terms = ["bridge"]
[[audience]]
name = "analyst"
template = "analyst"
formats = ["json", "html", "txt"]
"""


def verified(folder: Path) -> int:
    """The exit code of `verify` on an edition made of `folder/in`."""
    (folder / "desk.toml").write_text(DESK)
    desk = ["--desk", str(folder / "desk.toml")]
    made = ["--date", "2024-03-05", "--out", str(folder / "out")]
    assert main(["make", str(folder / "in"), *desk, *made]) == 0
    return main(["verify", str(folder / "out"), *desk])


@pytest.mark.parametrize("ending", ["rtf", "epub", "webarchive", "docx", "odt", "mhtml"])
def test_documents_of_each_form_prove_what_is_quoted_of_them(tmp_path: Path, ending: str) -> None:
    main_page = {"WebResourceData": MARKUP.encode(), "WebResourceMIMEType": "text/html"}
    content = {
        "rtf": RICH.encode(),
        "epub": book([f"<h1>{TITLE}</h1>{story()}"], FIELDS),
        "webarchive": plistlib.dumps({"WebMainResource": main_page}),
        "docx": word(),
        "odt": opendocument(),
        "mhtml": saved_page(),
    }[ending]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"a.{ending}").write_bytes(content)
    assert verified(tmp_path) == 0


def test_a_day_of_the_line_of_time_may_be_nobodys(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    days = ("20 February 2024", "4 March 2024, 09:00 GMT", "5 March 2024, 10:00 GMT")
    for n, day in enumerate(days):
        text = "\n\n".join(("Old bridge shut", day, STORY[n], STORY[n + 1]))
        (tmp_path / "in" / f"{n}.txt").write_text(text)
    assert verified(tmp_path) == 0
    assert "3 Mar 2024" in (tmp_path / "out" / "2024-03-05" / "analyst.html").read_text()
