"""Plain text: complete, 72 columns wide, and harmless wherever it is pasted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model import Brief, Gap, Origin
from briefing.render.text import COLUMNS, TextRenderer
from tests.render.sample import AUDIENCE, DESK, brief, hostile_brief


def text_of(one: Brief, language: str = "en") -> str:
    audience = replace(AUDIENCE, language=language)
    return TextRenderer(DESK, audience).render(one).content.decode()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_it_prints_every_part_of_the_brief() -> None:
    one = brief()
    text = flat(text_of(one))
    points = [*one.takeaways, *(p for s in one.sections for p in s.points)]
    expected = [
        *(p.text for p in points),
        *(g.what for g in one.gaps),
        *(c.before for c in one.changes),
        *(s.outlet or "" for s in one.sources),
        *(s.title or "" for s in one.sources),
        "https://gazette.example/berths",
        "14 cracks",
        "others say 17 [2]",
        "Mind the *tide*.",
    ]
    assert [words for words in expected if words not in text] == []


def test_a_title_that_stops_by_itself_gets_no_second_stop() -> None:
    one = brief()
    sources = [
        replace(s, title=t) for s, t in zip(one.sources, ("It ends.", "Does it?"), strict=False)
    ]
    text = flat(text_of(replace(one, sources=(*sources, *one.sources[2:]))))
    assert "It ends. " in text
    assert "Does it? " in text
    assert "ends.." not in text
    assert "it?." not in text


def test_each_point_is_followed_by_its_sources_and_its_mark() -> None:
    text = flat(text_of(brief()))
    assert "closed two berths on Monday. [1][2] (2 origins; new)" in text
    assert "(single source)" in text
    assert "14 cracks in the quay wall. [1] (sources differ)" in text


def test_an_empty_theme_is_said_to_be_empty() -> None:
    assert "TRADE\n\nNothing on this today." in text_of(brief())


@pytest.mark.parametrize("language", ["en", "de", "uk", "ro", "fr", "es"])
def test_no_line_is_longer_than_the_columns(language: str) -> None:
    assert max(map(len, text_of(brief(), language).splitlines())) <= COLUMNS


@pytest.mark.parametrize("one", [brief(), hostile_brief()])
def test_no_line_begins_like_a_formula(one: Brief) -> None:
    assert [line for line in text_of(one).splitlines() if line[:1] in "=+-@" and line] == []


def test_hostile_text_has_no_controls_and_no_lines_of_its_own() -> None:
    text = text_of(hostile_brief())
    assert [c for c in text if ord(c) < 32 and c != "\n"] == []
    assert not set("\u202e\u202c\x7f") & set(text)
    quoted = text.split("BOTTOM LINE")[1]
    assert [line for line in quoted.splitlines() if line.startswith("Bcc:")] == []
    assert "javascript:alert(document.cookie)" not in text


def test_the_same_brief_is_the_same_text() -> None:
    assert text_of(brief()) == text_of(brief())


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_gap_is_printed_on_lines_without_controls(what: str, where: str) -> None:
    text = text_of(replace(brief(), gaps=(Gap(where, what),)))
    assert "\r" not in text
    assert not [line for line in text.splitlines() if line[:1] in ("=", "+", "-", "@")]


def test_a_source_says_of_which_it_is_a_copy_and_how_that_is_known() -> None:
    one = brief()
    together = Origin("o1", tuple(s.id for s in one.sources), "62% of the wording shared")
    text = flat(text_of(replace(one, origins=(together,))))
    assert "one text with [2] (62% of the wording shared)" in text
    assert "one text with" not in flat(text_of(one))
