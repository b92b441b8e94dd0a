"""Levels of the Traffic Light Protocol: printed in words, and nothing goes above its audience's."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from briefing.config import TLP, AudienceSettings, Desk, MailSettings, SourceSettings, read_desk
from briefing.errors import ConfigError
from briefing.pipeline import check, make, send
from briefing.tlp import above, is_above
from briefing.verify import verify
from tests.days import DESK, write_desk
from tests.deliver.outboxes import Remembered
from tests.deliver.servers import Post, serving

DAY = date(2024, 5, 1)
AUDIENCE = 'name = "analyst"\n'


def desk_of(folder: Path, level: str, source: str = "") -> Desk:
    text = DESK.replace(AUDIENCE, f'{AUDIENCE}tlp = "{level}"\n' if level else AUDIENCE)
    marked = f'kind = "folder"\ntlp = "{source}"\n' if source else 'kind = "folder"\n'
    text = text.replace('kind = "folder"\n', marked)
    return read_desk(write_desk(folder, text, ("2024-05-01",)))


def mailed(desk: Desk, port: int) -> Desk:
    mail = MailSettings("127.0.0.1", "desk@example.org", port, security="none", timeout=5)
    return replace(
        desk,
        mail=mail,
        audiences=tuple(replace(a, to=("ana@example.org",)) for a in desk.audiences),
    )


def test_levels_are_in_order() -> None:
    assert [is_above(f"TLP:{level}", "AMBER") for level in TLP] == [False, False, False, True, True]
    assert is_above("AMBER", "")
    assert not is_above("", "")


def test_the_label_stands_on_the_first_page_of_each_form(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, "AMBER+STRICT")
    make(desk, DAY, tmp_path / "out")
    folder = tmp_path / "out" / "2024-05-01"
    assert verify(folder).forms >= 6
    for name in ("analyst.txt", "analyst.md", "analyst.html"):
        assert "TLP:AMBER+STRICT" in (folder / name).read_text().replace("\\", "")[:60_000], name
    first = pypdfium2.PdfDocument(folder / "analyst.pdf")[0].get_textpage().get_text_bounded()
    assert "TLP:AMBER+STRICT" in first
    message = email.message_from_bytes((folder / "analyst.eml").read_bytes())
    assert str(message["Subject"]).startswith("TLP:AMBER+STRICT Orlova")


def test_without_a_level_nothing_is_said(tmp_path: Path) -> None:
    made = make(desk_of(tmp_path, ""), DAY, tmp_path / "out", formats=("txt", "json", "eml"))
    assert not any(b"TLP" in (made.folder / name).read_bytes() for name in made.files)


def test_check_tells_of_a_source_above_the_audience(tmp_path: Path) -> None:
    found = check(desk_of(tmp_path, "GREEN", "AMBER"), online=False)
    assert 'audience analyst: tlp: source "Inbox" is TLP:AMBER, and the audience has TLP:GREEN' in (
        " ".join(found)
    )
    assert check(desk_of(tmp_path / "b", "AMBER", "AMBER"), online=False) == ()


def test_an_audience_without_a_level_gets_nothing_that_is_marked() -> None:
    source = SourceSettings("folder", "Inbox", tlp="GREEN")
    desk = Desk(sources=(source,), audiences=(AudienceSettings("board"),))
    assert "counts as TLP:CLEAR" in next(above(desk, desk.audiences[0]))


@pytest.mark.parametrize(("level", "source"), [("GREEN", ""), ("", ""), ("AMBER", "RED")])
def test_nothing_above_the_level_of_its_audience_is_sent(
    level: str, source: str, tmp_path: Path
) -> None:
    """The audience's level was lowered since, or a source has been given a higher one."""
    made = make(desk_of(tmp_path / "a", "AMBER"), DAY, tmp_path / "out", formats=("eml", "json"))
    post = Post()
    with serving(post) as port:
        desk = mailed(desk_of(tmp_path / "b", level, source), port)
        (receipt,) = send(desk, made.folder, Remembered())
        assert receipt.status == "refused"
        assert "TLP:" in receipt.detail
        assert post.readers == []
        desk = mailed(desk_of(tmp_path / "c", "AMBER"), port)
        assert [r.status for r in send(desk, made.folder, Remembered())] == ["delivered"]


@pytest.mark.parametrize("paper", ["A6", "1404x1872", "100x100@300", "1404x1872@0"])
def test_another_page_is_told(tmp_path: Path, paper: str) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(f'[[audience]]\nname = "analyst"\npaper = "{paper}"\ntlp = "BLUE"\n')
    with pytest.raises(ConfigError, match=r"paper: expected .*1404x1872@226") as told:
        read_desk(file)
    assert 'tlp: expected one of "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"' in str(
        told.value
    )
