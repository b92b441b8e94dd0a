"""One article in the forms it comes in: each known sentence comes out as it was."""

from __future__ import annotations

import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model import Article, Document
from briefing.read import read

_WORDS = """
    harbour pilots council ferry storm repairs ministry long-term 12-year-old engineers Tuesday
    Ansell quay of the to and in by from after closed opened measured crossed 140 2,400 hours
    station a
""".split()  # noqa: SIM905 - a line of words reads better than a list


def sentences(text: str, media_type: str = "text/plain") -> list[str]:
    found, *_ = read(Document("a", media_type, text.encode()))
    assert isinstance(found, Article), found
    return [s.quote for s in found.sentences()]


@st.composite
def stories(draw: st.DrawFn) -> list[list[str]]:
    """Paragraphs of sentences of plain words."""

    # Drawn by a generator: words that all shrink to one make lines that repeat.
    chance = random.Random(draw(st.integers(0, 2**32)))

    def sentence() -> str:
        words = chance.choices(_WORDS, k=chance.randint(9, 30))
        return f"The council {' '.join(words)} again."

    parts = [draw(st.integers(2, 4)) for _ in range(draw(st.integers(2, 4)))]
    return [[sentence() for _ in range(count)] for count in parts]


def known(story: list[list[str]]) -> list[str]:
    return [sentence for paragraph in story for sentence in paragraph]


@given(
    stories(),
    st.integers(48, 90),
    st.sampled_from(["", "  ", "    ", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_lines_broken_to_fit_do_not_break_sentences(
    story: list[list[str]], width: int, indent: str, end: str, parted: bool, hyphens: bool
) -> None:
    blocks = [
        textwrap.fill(" ".join(p), width, initial_indent=indent, break_on_hyphens=hyphens)
        for p in story
    ]
    between = "\n\n" if parted else "\n"
    text = "Quays shut at Port Linden\n\n" + between.join(blocks) + "\n"
    text = text.replace("\n", end)
    assert sentences(text) == known(story)


def test_a_heading_right_above_a_filled_paragraph_is_no_part_of_it() -> None:
    text = """\
Quays shut at Port Linden

Repairs
The harbour authority of Port Linden will mend the wall of the second
quay before Easter, Ruth Ansell told the council on Monday evening.
Costs
Nobody has said yet who pays for the repairs and who for the ferries
that now leave from the fishing port in the north.
"""
    assert [(s.split()[0], s.split()[-1]) for s in sentences(text)] == [
        ("The", "evening."),
        ("Nobody", "north."),
    ]


def test_items_of_a_filled_list_stay_apart() -> None:
    text = """\
Quays shut at Port Linden

- The harbour authority of Port Linden will mend the wall of the second
  quay before Easter.
- Ferry companies moved their departures to the fishing port in the
  north and put on extra buses.
- The union wants 140 members paid.
"""
    assert [s.split()[-1] for s in sentences(text)] == ["Easter.", "buses.", "paid."]


_SHORT = """\
The port is shut.
Ferries leave from the north of the town now.
Buses run every hour."""
_LONG = """\
The mayor said that the port is shut, and that it will be for a while yet.
Ferries leave from the north of the town now, said the two companies at noon.
Buses run every hour, and every half hour on days when there is a market in town."""


@pytest.mark.parametrize("text", [_SHORT, _LONG])
def test_lines_that_are_paragraphs_stay_paragraphs(text: str) -> None:
    assert sentences(text) == text.splitlines()


def test_an_old_wire_s_underscore_ends_its_dateline() -> None:
    text = "ORRE, Marnland (NP) _ A barge ran aground below the mill on Sunday. No one was hurt."
    assert sentences(text) == ["A barge ran aground below the mill on Sunday.", "No one was hurt."]


def test_a_compound_broken_at_its_hyphen_is_one_word_where_it_is_quoted() -> None:
    text = """\
Money for the second quay

The harbour authority of Port Linden will spend the money on a long-
term plan for the wall and for the streets behind it, on the pre- and
post-war houses there, and on the flats of two-
and three-room size, Ruth Ansell told the council on Monday evening.
"""
    article, *_ = read(Document("a.txt", "text/plain", text.encode()))
    assert isinstance(article, Article)
    (sentence,) = article.sentences()
    assert sentence.text in text
    assert "a long-term plan" in sentence.quote
    assert "two- and three-room" in sentence.quote


def test_a_dash_or_number_that_a_break_brought_to_a_line_s_beginning_lists_nothing() -> None:
    told = (
        "The team from Orre dug for two summers in the cave above the river – a place that "
        "shepherds had known for ages – and found ribs of deer – not of oxen, as it had thought "
        "at first – below a layer of ash. Some 40 bones lay there, and of the skulls there were "
        "12. Others had been carried off."
    )
    for width in range(58, 76):
        text = f"Bones in a cave\n\n{textwrap.fill(told, width)}\n"
        assert " ".join(" ".join(sentences(text)).split()) == told, width
