"""What became of each source's articles, in words of every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.config import LAYOUT_LANGUAGES, AudienceSettings, Desk
from briefing.model import Account
from briefing.render import render
from briefing.render.json import brief_as_data, brief_of
from briefing.render.layout import layout_of
from briefing.render.specimen import specimen

DESK = Desk(name="Varn", timezone="Europe/Kyiv")
GAZETTE = (
    "12 new, 12 read, 9 used; 2 set aside (1 read before, 1 muted); 1 waiting; 1 of 4 tries failed"
)
ROWS = (
    Account("Harbour Gazette", 40, 12, 12, 9, 1, (("read before", 1), ("muted", 1)), 4, 1),
    Account("Quay Radio", 8, 0, 0, 0, asked=3),
    Account("Town Post", 0, 0, 0, 0, asked=3, failed=3),
)


def test_rows_say_what_is_worth_saying() -> None:
    audience = AudienceSettings("analyst")
    brief = replace(specimen(DESK, audience), account=ROWS)
    assert layout_of(brief, DESK, audience, "text").account(brief) == (
        ("Harbour Gazette", GAZETTE),
        ("Quay Radio", "nothing new"),
        ("Town Post", "3 of 3 tries failed"),
    )
    assert brief_of(brief_as_data(brief)).account == ROWS


@pytest.mark.parametrize("language", LAYOUT_LANGUAGES)
def test_every_form_prints_it(language: str) -> None:
    audience = AudienceSettings("analyst", language=language)
    brief = replace(specimen(DESK, audience), account=ROWS)
    told = layout_of(brief, DESK, audience, "text").account(brief)
    for made in render(brief, DESK, audience, ("html", "md", "txt", "epub")):
        if made.name.endswith(("md", "txt")):
            text = " ".join(made.content.decode().replace("\\", "").split())
            assert all(f"{source}: {became}" in text for source, became in told), made.name
