"""Readers' comments are no part of an article, with or without a heading over them."""

from __future__ import annotations

import pytest

from briefing.model import Article, Document
from briefing.read import read

STORY = [
    "The council of Orre voted on Monday to keep the old tram line until the autumn.",
    "Its seven members spoke for an hour before they raised their hands.",
    "A ride costs two crowns, and children go free on Sundays.",
    "The last car of the line was built in 1954, its driver said.",
]
FIRST = "They should have torn it down years ago, what a waste of our money."
SECOND = "My children love it and so do I, every single Sunday of the year."


def body(*lines: str, media_type: str = "text/plain") -> list[str]:
    text = "\n\n".join(("Trams stay in Orre", *STORY, *lines))
    found, *_ = read(Document("a.txt", media_type, text.encode()))
    assert isinstance(found, Article)
    return [s.quote for s in found.sentences()]


@pytest.mark.parametrize(
    "comments",
    [
        (
            "2 Comments",
            "Joe B.",
            "March 6, 2024 at 10:12 am",
            FIRST,
            "Ann",
            "March 6, 2024",
            SECOND,
        ),
        ("Comments (2)", FIRST, SECOND),
        ("Comments", "Joe B. 6 March 2024", FIRST, "tramfan 7 March 2024", SECOND),
        ("2 thoughts on “Trams stay in Orre”", "Joe says:", FIRST, "Ann says:", SECOND),
        ("Joe B. wrote on 6 March 2024:", FIRST, "Ann wrote on 7 March 2024:", SECOND),
        ("Joe B.", "March 6, 2024 at 10:12 am", FIRST, "Ann", "March 6, 2024 at 11:40 am", SECOND),
        ("tramfan • 3 hours ago", FIRST, "Ann • 2 hours ago", SECOND),
        ("Reader comments", "Joe B. 6 March 2024", FIRST, SECOND),
    ],
)
def test_comments_are_no_body(comments: tuple[str, ...]) -> None:
    assert body(*comments) == STORY


@pytest.mark.parametrize(
    "lines",
    [
        # A chronicle at the end, by places and by times.
        ("Orre, 6 March 2024", FIRST, "Ternay, 7 March 2024", SECOND),
        ("6 March 2024", FIRST, "7 March 2024", SECOND),
        # Entries of a live report, all signed by one reporter.
        *[
            tuple(
                line
                for n, text in enumerate((FIRST, SECOND, FIRST[:-1] + " again."))
                for line in (f"Ida Marsh, 6 March 2024, 1{n}:12", text)
            )
        ],
        ("Ann Lee said so on 6 March 2024.", FIRST, "Joe Bell wrote it on 7 March 2024.", SECOND),
        ("Comments of the minister were not to be had on Monday.", FIRST, SECOND),
    ],
)
def test_what_looks_like_comments_stays(lines: tuple[str, ...]) -> None:
    found = body(*lines)
    assert FIRST in found
    assert SECOND in found


def test_a_count_of_comments_below_the_headline_heads_none() -> None:
    text = f"Trams stay in Orre\n\nBy Ida Marsh\n\n12 Comments\n\n{STORY[0]}\n\n{STORY[1]}"
    found, *_ = read(Document("a.txt", "text/plain", text.encode()))
    assert isinstance(found, Article)
    assert [s.quote for s in found.sentences()] == STORY[:2]
