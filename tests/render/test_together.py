"""The values of one clause are one row, in every form."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from briefing.config import AudienceSettings
from briefing.model import Brief, DisputeRow, FigureRow
from briefing.render import render
from briefing.render.together import first_groups, together
from tests.render.sample import DESK, brief

TOLD = "the storm sank nine barges and left 140 families without a roof"
PLAIN = FigureRow(9, None, None, "barges", TOLD, False, "", "", "", ())


def _rows() -> tuple[FigureRow, ...]:
    cited = brief().figures[0].citations
    one = replace(PLAIN, citations=cited)
    return one, replace(one, value=140, unit="families")


def test_values_of_one_clause_stand_together_and_others_apart() -> None:
    nine, families = _rows()
    other = replace(nine, what="nine barges were raised")
    assert together((nine, families, other)) == ((nine, families), (other,))
    assert together(()) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"attribution": "the harbour office"},
        {"as_of": "2023-02-13"},
        {"qualifier": "at least"},
        {"lowered": True},
        {"disputes": (DisputeRow(12, ()),)},
    ],
)
def test_a_row_with_more_to_say_stands_alone(more: dict[str, Any]) -> None:
    nine, families = _rows()
    assert len(together((nine, replace(families, **more)))) == 2


def test_a_hedge_that_the_clause_tells_sets_no_value_apart() -> None:
    nine, families = _rows()
    told = [replace(row, what=f"{TOLD} for about a week") for row in (nine, families)]
    assert len(together((told[0], replace(told[1], qualifier="about")))) == 1


def test_a_row_that_other_sources_give_stands_alone() -> None:
    nine, families = _rows()
    first, *_ = nine.citations
    more = replace(first, article=f"{first.article}1")
    both, one = replace(nine, citations=(first, more)), replace(families, citations=(first,))
    assert together((both, one)) == ((both,), (one,))
    same = replace(families, citations=(first, more))
    assert together((both, same)) == ((both, same),)


def test_a_group_is_a_part_of_a_total_where_all_of_it_is() -> None:
    nine, families = (replace(row, total=200.0) for row in _rows())
    assert [row.total for row in together((nine, families))[0]] == [200.0, 200.0]
    other = replace(families, total=None)
    assert [row.total for row in together((nine, other))[0]] == [None, None]
    assert first_groups((nine, other), 1) == (nine, other)


def test_no_more_values_stand_before_a_clause_than_are_read_in_one_glance() -> None:
    nine, _ = _rows()
    many = [replace(nine, value=n) for n in range(7)]
    assert [len(group) for group in together(many)] == [4, 3]


def test_the_first_rows_are_never_divided() -> None:
    nine, families = _rows()
    other = replace(nine, what="nine barges were raised")
    assert first_groups((nine, families, other), 1) == (nine, families)
    assert first_groups((nine, families, other), 2) == (nine, families, other)


@pytest.mark.parametrize("form", ["html", "eml", "md", "txt"])
def test_the_clause_is_printed_once_behind_its_values(form: str) -> None:
    one: Brief = replace(brief(), figures=_rows())
    made = render(one, DESK, AudienceSettings("analyst", "analyst"), [form])[0].content.decode()
    text = " ".join(
        unescape(re.sub(r"<style.*?</style>|<[^>]+>|=\n", " ", made, flags=re.S)).split()
    )
    text = text.replace("\u2060", "").replace("=C2=B7", "·").replace("\\", "")
    assert re.search(r"\b9 · 140\b", text)
    if form != "eml":  # a letter holds the brief twice
        assert text.count(TOLD) == 1
