"""Reading order, paragraphs and titles of set pages, from words and their places."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator, Sequence

import pytest

from briefing.model import Article, Document, Kind
from briefing.read import read
from briefing.read.formats.extracted import Extract
from briefing.read.formats.hyphens import Hyphens
from briefing.read.formats.layout import articles
from briefing.read.formats.page_lines import Word

SIZE = 10.0
FLOOD = (
    "The river rose by two metres in one night, the water office of Marn said on Sunday. Boats "
    "took 310 people from the lower streets to the school on the hill. Nobody was hurt. The "
    "bridge at the mill is closed until engineers have looked at its piers."
)
STRIKE = (
    "Bus drivers in the city of Orre will stop work on Friday for one day. Their union wants "
    "four more people in each depot. The company said that it had made an offer last week and "
    "that it would talk again on Thursday evening."
)


def line(text: str, left: float, base: float, size: float = SIZE, bold: bool = False) -> list[Word]:
    """Words of a line in type of which each letter and blank is half as wide as high."""
    words, place = [], left
    for part in text.split(" "):
        right = place + len(part) * size / 2
        words.append(Word(part, place, right, base, size, bold))
        place = right + size / 2
    return words


def block(text: str, left: float, top: float, columns: int, size: float = SIZE) -> list[list[Word]]:
    rows = textwrap.wrap(text, columns, break_on_hyphens=False)
    return [line(row, left, top - n * 1.2 * size, size) for n, row in enumerate(rows)]


def flat(*blocks: Sequence[list[Word]]) -> list[Word]:
    return [word for rows in blocks for row in rows for word in row]


def one(*pages: list[Word]) -> Extract:
    (found,) = articles(pages, {})
    return found


def body(found: Extract) -> list[str]:
    """The paragraphs of which the print tells nothing."""
    marked = {start for start, _, _ in found.marks}
    return [text for start, text in _paragraphs(found) if start not in marked]


def kinds(found: Extract) -> dict[str, Kind]:
    told = {start: kind for start, _, kind in found.marks}
    return {text: told[start] for start, text in _paragraphs(found) if start in told}


def _paragraphs(found: Extract) -> Iterator[tuple[int, str]]:
    place = 0
    for text in found.text.split("\n\n"):
        yield place, text
        place += len(text) + 2


TITLE = line("Marn under water", 50, 780, 20, bold=True)


@pytest.mark.parametrize("shift", [0, 3.0, 6.0])
@pytest.mark.parametrize("order", ["columns", "rows", "any"])
def test_columns_are_read_one_after_the_other_however_they_were_drawn(
    order: str, shift: float
) -> None:
    left, right = block(FLOOD, 50, 740, 40), block(STRIKE, 290, 740 - shift, 40)
    if order == "rows":
        together = [row for pair in zip(left, right, strict=False) for row in pair]
        longer = (left, right)[len(right) > len(left)]
        drawn = flat([TITLE], together, longer[min(len(left), len(right)) :])
    else:
        drawn = flat([TITLE], left, right)
        if order == "any":
            random.Random(3).shuffle(drawn)
    assert body(one(drawn)) == [FLOOD, STRIKE]


def test_running_heads_feet_and_footnotes_are_no_text() -> None:
    pages = []
    for number, text in enumerate((FLOOD, STRIKE), 1):
        head = line("Bulletin of the water office", 50, 820, 8)
        second = line("5 March 2024", 50, 811, 8)
        foot = line(f"Sheet {number} of 2", 260, 30, 8)
        note = line("1 Counted by the town, not by the office.", 50, 60, 7)
        title = [TITLE] if number == 1 else []
        pages.append(flat([foot, head, second], title, block(text, 50, 740, 80), [note]))
    found = one(*pages)
    assert body(found) == [FLOOD, STRIKE]
    assert found.stated["title"][0] == "Marn under water"
    furniture = [text for text, kind in kinds(found).items() if kind is Kind.BOILERPLATE]
    assert len(furniture) == 5


def test_a_head_in_the_text_s_own_type_is_no_part_of_its_first_sentence() -> None:
    head = [*line("Bulletin of the water office", 50, 820), *line("5 March 2024", 400, 820)]
    found = one(flat([head, TITLE], block(FLOOD, 50, 740, 40), block(STRIKE, 290, 740, 40)))
    assert body(found)[-2:] == [FLOOD, STRIKE]


def test_a_paragraph_goes_on_over_a_page_and_past_a_footnote() -> None:
    rows = block(FLOOD, 50, 120, 60)
    note = line("1 Counted by the town.", 50, 60, 7)
    rest = [[Word(w.text, w.left, w.right, w.base + 660, w.size) for w in row] for row in rows[3:]]
    found = one(flat([TITLE], rows[:3], [note]), flat(rest, block(STRIKE, 50, 700, 60)))
    assert body(found) == [FLOOD, STRIKE]


def test_tables_and_key_figures_are_no_sentences_but_bullets_are() -> None:
    cells = [("District", "Dead", "Hurt"), ("Marn", "4", "31"), ("Orre", "2", "9")]
    table = [
        flat([line(a, 50, y), line(b, 150, y), line(c, 220, y)])
        for (a, b, c), y in zip(cells, (500, 486, 472), strict=True)
    ]
    boxes = [
        flat([line("310", 50, 620, 18), line("6", 200, 620, 18), line("2", 300, 620, 18)]),
        flat([line("moved", 50, 604), line("dead", 200, 604), line("bridges", 300, 604)]),
    ]
    bullets = []
    for n, text in enumerate(("At least six people have died.", "Some 310 people were moved.")):
        bullets.append(flat([line("•", 50, 660 - 14 * n, 12), line(text, 68, 660 - 14 * n, 12)]))
    found = one(flat([TITLE], bullets, boxes, block(FLOOD, 50, 580, 80), table))
    assert body(found) == [
        "• At least six people have died.",
        "• Some 310 people were moved.",
        FLOOD,
    ]
    assert kinds(found)["Marn 4 31"] is Kind.CAPTION


def test_lines_drawn_out_to_the_column_are_no_table() -> None:
    rows = []
    for n, row in enumerate(textwrap.wrap(FLOOD, 24)):
        parts, place = row.split(), 50.0
        spare = 150 - sum(len(p) for p in parts) * SIZE / 2
        blank = spare / (len(parts) - 1) if n < 5 else SIZE / 2
        made = []
        for part in parts:
            made.append(Word(part, place, place + len(part) * SIZE / 2, 740 - 12 * n, SIZE))
            place += len(part) * SIZE / 2 + blank
        rows.append(made)
    assert " ".join(body(one(flat(rows)))) == FLOOD


def test_a_press_review_is_several_articles() -> None:
    page = flat(
        [line("Flood closes mill bridge", 50, 780, 16, bold=True)],
        [line("By Ada Quill, 4 March 2024", 50, 764)],
        block(FLOOD, 50, 740, 80),
        [line("Buses to stop on Friday", 50, 640, 16, bold=True)],
        [line("By Tom Reed, 5 March 2024", 50, 624)],
        block(STRIKE, 50, 600, 80),
    )
    first, second = articles([page], {})
    assert (first.part, second.part) == ("1", "2")
    assert first.stated["title"][0] == "Flood closes mill bridge"
    assert second.stated["title"][0] == "Buses to stop on Friday"
    assert FLOOD in first.text
    assert FLOOD not in second.text


def test_a_byline_across_the_columns_is_no_part_of_the_first() -> None:
    halves = textwrap.wrap(f"{FLOOD} {STRIKE}", 44, break_on_hyphens=False)
    half = (len(halves) + 1) // 2
    page = flat(
        [TITLE],
        [line("By Ada Quill in Marn", 50, 760)],
        [line(row, 50, 735 - 12 * n) for n, row in enumerate(halves[:half])],
        [line(row, 310, 735 - 12 * n) for n, row in enumerate(halves[half:])],
    )
    assert body(one(page))[0] == "By Ada Quill in Marn"


def test_sections_of_one_report_stay_one_article() -> None:
    page = flat(
        [line("Marn under water", 50, 780, 20, bold=True)],
        [line("Situation", 50, 750, 13, bold=True)],
        block(FLOOD, 50, 730, 80),
        [line("Transport", 50, 640, 13, bold=True)],
        block(STRIKE, 50, 620, 80),
    )
    found = one(page)
    assert body(found) == [FLOOD, STRIKE]
    assert kinds(found)["Transport"] is Kind.SUBHEAD


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["the may-", "or of Marn"], "the mayor of Marn"),
        (["a long-", "term plan"], "a long-term plan"),
        (["a plan of well-", "known people"], "a plan of well-known people"),
        (["in Stratford-", "Upon and 2020-", "21 too"], "in Stratford-Upon and 2020-21 too"),
        (["the gov\u00ad", "ernment met"], "the government met"),
        (["the De\u2010", "fence of a re-", "entry"], "the Defence of a re-entry"),
        (["a quorl-", "ish day, quorl-ish"], "a quorl-ish day, quorl-ish"),
        (["an end -", "then more"], "an end - then more"),
        (["on 27–", "28 July"], "on 27–28 July"),
        (["the wall—", "or so"], "the wall—or so"),
        (["the wall –", "or so"], "the wall – or so"),
        (["in pre-", "and post-war"], "in pre- and post-war"),
    ],
)
def test_hyphens_of_the_printer_go_and_those_of_the_author_stay(
    lines: list[str], whole: str
) -> None:
    # Enough English for its words to be looked up.
    hyphens = Hyphens([*lines, "The council said that it would not pay for the work on the wall."])
    text = ""
    for part in lines:
        text = hyphens.joined(text, part)
    assert text == whole


def test_a_print_that_parts_no_word_has_only_hyphens_of_its_author() -> None:
    rows = ["The council said that it would not pay for the work on the wall."] * 50
    unparted = Hyphens([*rows, "It called the plan anti-", "democratic."])
    parted = Hyphens([*rows, "The gov-", "ernment said so.", "It was called anti-", "democratic."])
    assert unparted.joined("the plan is anti-", "democratic") == "the plan is anti-democratic"
    assert parted.joined("the plan is anti-", "democratic") == "the plan is antidemocratic"


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("the wall was “safe and dry for now”", "and that the bridge would open.", True),
        ("the wall was safe (as he had said)", "and that the bridge would open.", True),
        ("the wall was safe.", "and that the bridge would open.", False),
        ("“The wall is safe.”", "and that the bridge would open.", False),
    ],
)
def test_a_quotation_s_end_does_not_end_a_sentence_at_a_column_s_foot(
    end: str, start: str, joined: bool
) -> None:
    left = block(f"{FLOOD} The mayor said that {end}", 50, 740, 40)
    right = block(f"{start} {STRIKE}", 290, 740, 40)
    assert len(body(one(flat([TITLE], left, right)))) == (1 if joined else 2)


def test_a_set_page_of_two_columns_is_read_whole() -> None:
    from weasyprint import HTML

    paragraphs = "".join(f"<p>{text}</p>" for text in (FLOOD, STRIKE, FLOOD[:75] + " off Ternay."))
    sheet = "body{columns:2;text-align:justify;hyphens:auto;font:10pt serif} h1{column-span:all}"
    page = f"<html lang=en><style>{sheet}</style><h1>Marn under water</h1>{paragraphs}"
    raw = HTML(string=page).write_pdf()
    found, *rest = read(Document("a.pdf", "application/pdf", raw))
    assert isinstance(found, Article)
    assert not rest
    said = " ".join(s.quote for s in found.sentences())
    assert said == f"{FLOOD} {STRIKE} {FLOOD[:75]} off Ternay."
    assert found.title == "Marn under water"


def test_a_column_may_begin_beside_another_column_s_heading() -> None:
    """The heading stands lower than the first line of the next column."""
    heading = line("The river rises", 50, 745, 14, bold=True)
    left = block(FLOOD, 50, 722, 40)
    right = block(STRIKE, 290, 752, 40)
    found = one(flat([heading], left, right))
    assert body(found) == [f"{FLOOD}", f"{STRIKE}"]


def test_a_box_of_figures_beside_the_text_takes_no_line_of_it() -> None:
    text = block(FLOOD, 50, 740, 44)
    box = [
        line("310", 330, 731, 20, bold=True),
        line("people taken", 330, 716),
        line("2", 330, 695, 20, bold=True),
        line("metres higher", 330, 681),
    ]
    below = block(STRIKE, 50, 740 - 12 * (len(text) + 1), 80)
    found = one(flat([TITLE], text, box, below))
    assert body(found) == [FLOOD, STRIKE]
    assert kinds(found)["metres higher"] is Kind.CAPTION


def test_a_name_above_a_day_and_signed_heads_is_a_paper_s() -> None:
    page = flat(
        [line("The Marn Argus", 50, 800, 26, bold=True)],
        [line("Tuesday, 5 March 2024", 50, 775)],
        [line("Marn under water", 50, 740, 18, bold=True)],
        [line("By Ann Lee in Marn", 50, 722)],
        block(FLOOD, 50, 708, 50),
        [line("Buses stop on Friday", 50, 600, 18, bold=True)],
        block(STRIKE, 50, 582, 50),
    )
    found = articles([page], {})
    titles = [one.stated["title"][0] for one in found]
    assert titles == ["Marn under water", "Buses stop on Friday"]
    assert [body(one)[-1] for one in found] == [FLOOD, STRIKE]


def test_a_byline_that_nearly_fills_its_column_is_no_part_of_the_text() -> None:
    width = len("By Ann Lee in Marn") + 2
    page = flat([TITLE], [line("By Ann Lee in Marn", 50, 750)], block(FLOOD, 50, 736, width))
    assert body(one(page)) == ["By Ann Lee in Marn", FLOOD]
