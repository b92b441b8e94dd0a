"""What came before today, in every form of the brief."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from briefing.config import LAYOUT_LANGUAGES, AudienceSettings, Desk
from briefing.model import Brief, ChangeKind, Citation, FigureRow, PastValue
from briefing.render import render
from briefing.render.citing import PRINT
from briefing.render.json import brief_as_data, brief_of, schema
from briefing.render.layout import Layout, layout_of
from briefing.render.specimen import specimen
from briefing.render.trend import HEIGHT, WIDTH, points, week_ago
from tests.render.sample import brief as first_brief

AUDIENCE = AudienceSettings("analyst", "analyst")
DESK = Desk(name="Varn", timezone="Europe/Kyiv", audiences=(AUDIENCE,))
BRIEF = specimen(DESK, AUDIENCE, 12)
CITE = Citation("a", 0, 4, "Said")


def layout(one: Brief = BRIEF, audience: AudienceSettings = AUDIENCE) -> Layout:
    return layout_of(one, DESK, audience, PRINT)


def text_of(form: str, audience: AudienceSettings = AUDIENCE, one: Brief | None = None) -> str:
    made = one or specimen(DESK, audience, 12)
    content = render(made, DESK, audience, [form])[0].content.decode()
    plain = re.sub(r"<style.*?</style>|<[^>]+>", " ", content, flags=re.S)
    if form == "md":
        plain = content.replace("\\", "")
    return " ".join(unescape(plain).split())


# --- The line ----------------------------------------------------------------------------


def figure(value: float, *history: tuple[str, float]) -> FigureRow:
    told = tuple(PastValue(day, v, None, None, (), CITE) for day, v in history)
    return FigureRow(
        value, None, None, "people", "", False, "", "", "", (CITE,), history=told
    )  # fmt: skip


def test_a_line_runs_from_the_oldest_to_today_with_its_dates_in_proportion() -> None:
    row = figure(30, ("2024-05-01", 10), ("2024-05-02", 20))
    (x0, y0), (x1, y1), (x2, y2) = points(row, "2024-05-05")
    assert x0 < x1 < x2
    assert (x2 - x1) == pytest.approx(3 * (x1 - x0), abs=0.2)
    assert y0 > y1 > y2  # y grows downwards


def test_two_values_are_no_trend_and_a_steady_one_is_level() -> None:
    assert points(figure(30, ("2024-05-01", 10)), "2024-05-02") == ()
    level = points(figure(7, ("2024-05-01", 7), ("2024-05-02", 7)), "2024-05-03")
    assert {y for _, y in level} == {HEIGHT / 2}


@given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=20), st.floats(-1e12, 1e12))
def test_a_line_stays_within_its_drawing(values: list[float], today: float) -> None:
    days = [f"2024-05-{n:02}" for n in range(1, len(values) + 1)]
    found = points(figure(today, *zip(days, values, strict=True)), "2024-05-30")
    assert len(found) == len(values) + 1
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found)


def test_a_week_ago_is_a_week_ago_or_the_day_beside_it() -> None:
    row = figure(3, ("2024-05-01", 1), ("2024-05-04", 2))
    assert week_ago(row, "2024-05-08") == row.history[0]
    assert week_ago(row, "2024-05-10") == row.history[1]
    assert week_ago(row, "2024-05-13") is None
    assert week_ago(figure(3), "2024-05-13") is None


# --- Words -------------------------------------------------------------------------------


def test_a_figure_tells_what_it_was_and_its_line_says_it_in_words() -> None:
    displaced = BRIEF.figures[0]
    assert layout().was(displaced) == "was 10,300 (others say 4,000) on 21 Nov 2026"
    assert layout().over_time(displaced, BRIEF) == (
        "2,400 on 15 Nov 2026, 9,000 on 20 Nov 2026, "
        "10,300 (others say 4,000) on 21 Nov 2026, 11,000 on 22 Nov 2026"
    )


def test_a_value_that_stayed_is_not_told_as_a_change() -> None:
    gauge = next(f for f in BRIEF.figures if f.unit == "m")
    assert gauge.history[-1].value == gauge.value
    assert layout().was(gauge) == ""


@pytest.mark.parametrize("form", ["txt", "md", "html"])
@pytest.mark.parametrize("language", LAYOUT_LANGUAGES)
def test_each_kind_of_change_is_told_in_words_of_the_layout(form: str, language: str) -> None:
    audience = replace(AUDIENCE, language=language)
    made = specimen(DESK, audience, 12)
    words = layout(made, audience)
    text = text_of(form, audience).casefold()
    assert {c.kind for c in made.changes} == set(ChangeKind) - {ChangeKind.ONGOING}
    for change in made.changes:
        assert words.say(change.kind.value).casefold() in text
        assert (change.after or change.before).casefold() in text
        if change.before and change.after:
            assert words.before(change).casefold() in text
        elif change.earlier:
            assert words.told_in(change.earlier).casefold() in text
    assert words.say("key_dropped").casefold() in text
    assert words.say("lowered").casefold() in text


@pytest.mark.parametrize("form", ["txt", "md", "eml", "epub"])
def test_where_nothing_can_be_drawn_the_last_value_is_told(form: str) -> None:
    content = render(BRIEF, DESK, AUDIENCE, [form])[0].content
    told = content.replace(b"=\r\n", b"").replace(b"\n", b" ").decode("utf-8", "replace")
    assert "was 10,300 (others say 4,000) on 21 Nov 2026" in " ".join(told.split())
    assert "<svg" not in told


# --- Page and print ----------------------------------------------------------------------


def html(one: Brief = BRIEF) -> str:
    return render(one, DESK, AUDIENCE, ["html"])[0].content.decode()


def test_each_line_is_drawn_with_a_title_first_and_in_no_link() -> None:
    page = html()
    drawn = re.findall(r'<svg class="drawn trend".*?</svg>', page)
    assert len(drawn) == 2
    assert all(re.match(r"<svg[^>]*><title>[^<]+</title><polyline", svg) for svg in drawn)
    assert not re.search(r"<a\b(?:(?!</a>).)*<svg", page, re.S)


def test_a_figure_tells_what_it_was_only_where_there_is_a_past() -> None:
    assert re.search(r"was [\d,.]+[^<]* on \d\d Nov 2026", html())
    assert "A week ago" in html()
    bare = html(replace(BRIEF, figures=tuple(replace(f, history=()) for f in BRIEF.figures)))
    assert 'class="past"' not in bare
    assert "A week ago" not in bare
    days = tuple(replace(f, history=f.history[-1:]) for f in BRIEF.figures)
    short = html(replace(BRIEF, figures=days))
    assert re.search(r"was [\d,.]+[^<]* on \d\d Nov 2026", short)
    assert "A week ago" not in short
    assert 'class="drawn trend"' not in short


def test_a_first_edition_says_nothing_of_a_past() -> None:
    plain = replace(
        BRIEF,
        since="",
        changes=(),
        figures=tuple(replace(f, history=(), lowered=False) for f in BRIEF.figures),
    )
    for form in ("html", "txt", "md"):
        text = text_of(form, one=plain)
        assert "Since the last edition" not in text
        assert layout().say("key_dropped") not in text
        assert "lower than before" not in text


# --- JSON --------------------------------------------------------------------------------


def test_the_specimen_meets_the_schema_and_reads_back() -> None:
    data: Any = brief_as_data(BRIEF)
    Draft202012Validator(schema("brief")).validate(data)
    assert brief_as_data(brief_of(data)) == data
    updated = next(c for c in data["changes"] if c["kind"] == "updated")
    assert updated["before"] == updated["earlier"]["text"]
    assert updated["after"] == updated["citations"][0]["text"]
    assert [v["value"] for v in data["figures"][0]["history"]] == [2400, 9000, 10300]


def test_a_brief_of_before_these_keys_reads_as_one_without_a_past() -> None:
    data: Any = brief_as_data(first_brief())
    del data["since"]
    for row in data["figures"]:
        del row["history"], row["lowered"]
    for change in data["changes"]:
        del change["earlier"], change["reasons"]
    found = brief_of(data)
    assert found.since == ""
    assert {f.history for f in found.figures} == {()}
