"""Sentences of a PDF are held against what stands below what, by a way of its own."""

from __future__ import annotations

import random
import time

import pytest

from briefing.model import Article, Document, Gap
from briefing.read import read, shows
from briefing.read.formats import pdf
from briefing.read.formats.extracted import Extract
from briefing.read.formats.page_lines import Word
from briefing.read.formats.strands import Strands
from briefing.read.proof import plain
from tests.read.test_layout import FLOOD, STRIKE, TITLE, block, flat, line

LEFT = block(FLOOD, 50, 740, 30)
RIGHT = block(STRIKE, 290, 740, 30)
ACROSS = [
    plain(" ".join(word.text for word in (*left[-3:], *right[:3])))
    for left, right in zip(LEFT, RIGHT, strict=False)
]


def drawn(order: str) -> list[Word]:
    """A page of two columns, drawn by columns, by rows or in any order."""
    rows = [row for pair in zip(LEFT, RIGHT, strict=False) for row in pair]
    rows += LEFT[len(RIGHT) :] + RIGHT[len(LEFT) :]
    page = flat([TITLE], LEFT, RIGHT) if order == "columns" else flat([TITLE], rows)
    if order == "any":
        random.Random(7).shuffle(page)
    return page


@pytest.mark.parametrize("order", ["columns", "rows", "any"])
def test_a_sentence_stands_down_its_column_and_never_across_two(order: str) -> None:
    page = Strands([drawn(order)])
    for text in (FLOOD, STRIKE):
        for sentence in text.split(". "):
            assert plain(sentence) in page
    assert not any(text in page for text in ACROSS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody was hurt in the night.",
        "The bridge at the mill is closed until engineers looked at its piers.",
        "Nobody was hurt. Their union wants four more people in each depot.",
        "engineers have looked until closed",
    ],
)
def test_what_lost_or_gained_words_does_not_stand_there(sentence: str) -> None:
    assert plain(sentence) not in Strands([drawn("columns")])


def test_a_sentence_may_leave_a_page_above_its_foot_and_go_on_below_a_head() -> None:
    rows = block(FLOOD, 50, 120, 60)
    foot = [line("The Marn Echo", 50, 40, 8), line("Sheet 1 of 2", 260, 40, 8)]
    head = [line("Bulletin of the water office", 50, 820, 8)]
    rest = [[Word(w.text, w.left, w.right, w.base + 660, w.size) for w in row] for row in rows[2:]]
    pages = Strands([flat(foot, rows[:2]), flat(head, rest)])
    assert plain(FLOOD) in pages
    assert plain(FLOOD.replace("Boats", "Small boats")) not in pages


def test_two_letters_may_be_left_behind_on_a_page() -> None:
    pages = Strands([flat(block(f"{FLOOD} So", 50, 740, 60)), flat(block(STRIKE, 50, 740, 60))])
    assert plain("So " + STRIKE.split(". ")[0]) in pages


def test_hyphens_and_marks_of_footnotes_are_passed_over() -> None:
    mark = Word("3", 232, 236, 744, 6)
    page = Strands([[*line("The long-term gov-", 50, 740), mark, *line("ernment plan", 50, 728)]])
    assert plain("The long-term government plan") in page


def test_what_a_reading_spliced_is_a_gap_and_no_quotation(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import HTML

    raw = HTML(string=f"<html lang=en><h1>Marn</h1><p>{FLOOD}</p><p>{STRIKE}</p>").write_pdf()
    first, second = FLOOD.split(". ")[0], STRIKE.split(". ")[0]
    spliced = f"{first[:40]} {second[-40:]}."

    def wrong(*_: object) -> tuple[Extract, ...]:
        return (Extract(f"{spliced} {second}."),)

    monkeypatch.setattr(pdf, "articles", wrong)
    article, gap = read(Document("a.pdf", "application/pdf", raw))
    assert isinstance(article, Article)
    assert [s.quote for s in article.sentences()] == [f"{second}."]
    assert isinstance(gap, Gap)
    assert gap.what.endswith(": 1")


def test_an_edition_s_original_is_asked_by_the_same_strands() -> None:
    from weasyprint import HTML

    raw = HTML(string=f"<html lang=en><h1>Marn</h1><p>{FLOOD}</p>").write_pdf()
    (view,) = shows(Document("a.pdf", "application/pdf", raw))
    assert plain(FLOOD) in view
    assert plain(FLOOD.replace("310", "301")) not in view


def test_a_page_made_to_cost_time_costs_little() -> None:
    word = "ab"
    page = [
        Word(word, 50 + 12 * (n % 40), 60 + 12 * (n % 40), 800 - n // 40, 10) for n in range(8_000)
    ]
    start = time.process_time()
    strands = Strands([page] * 2)
    for n in range(300):
        assert plain("ab" * 60 + str(n)) not in strands
    assert time.process_time() - start < 30
