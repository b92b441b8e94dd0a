"""What stands at the foot of a text and is none of it; and last sentences that are news."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest

from briefing.model import Article, Document
from briefing.read import read

STORY = [
    "Snow closed the pass between Tolve and Marrin for a third day on Sunday.",
    "Some 140 lorries are waiting below the summit, the road office said.",
    "Two ploughs were sent from the coast, and a third broke down near the tunnel.",
    "The office hopes to open one lane before the market on Tuesday.",
]
FEET = [
    "Reporting on roads and railways, Ilse Brandt writes about the mountains for the Courier.",
    "Ilse Brandt is the Courier's mountain correspondent. She came to the paper in 2015.",
    "Ilse Brandt has covered the valleys for the Courier since 2009.",
    "Ilse Brandt and Tom Rask are reporters at the Courier.",
    "Ilse Brandt is a Marrin author, guide and teacher of geography. Her books tell of passes.",
    "Dr Ilse Brandt is senior research fellow for glaciers at the college of Marrin",
    "About Ilse Brandt: Ilse is a guide as well and lives in Tolve.",
    "The author is a geographer at the college of Marrin.",
    "Ilse Brandt can be reached at ilse@courier.example.",
    "With additional reporting by Tom Rask.",
    "This article was made possible by a grant of the Alder Fund.",
    "Correction, Jan. 9: The pass was closed on Friday, not Saturday.",
    "An earlier version of this story gave the wrong height of the pass.",
    "We have corrected the name of the tunnel.",
    "The Courier depends on readers like you.",
    "Before you go: could you spare two crowns a week?",
    "Subscribers can read every story without ads.",
    "How did we do today? Reply and tell us.",
    "Did snow close a road near you?",
    "Our Friday letter has more of this.",
]
NEWS = [
    "Updated figures are due on Wednesday.",
    "Members pay 30 crowns a year for the huts.",
    "The hut can be reached by a path from Marrin.",
    "Share prices of the lift company fell by six percent.",
    "The road was built with the help of soldiers in 1951.",
    "The US army lent a plough.",
    "Nobody knows how far the drifts reach until we see the pass from the air.",
    "Tom Rask is the author who was lost in the snow last year.",
    "Ilse Brandt is a fellow who never gives up.",
    "Tom Rask is a journalist who was lost in the snow last year.",
]


def page(last: str) -> Document:
    rows = "".join(f"<p>{one}</p>" for one in (*STORY, last))
    body = f"<html lang=en><article><h1>Pass stays shut</h1>{rows}</article></html>"
    return Document("a.html", "text/html", body.encode())


def text(last: str) -> Document:
    body = "\n\n".join(("Pass stays shut", *STORY, last))
    return Document("a.txt", "text/plain", body.encode())


def mail(last: str) -> Document:
    made = EmailMessage()
    made["From"], made["Subject"] = "The Courier <news@courier.example>", "Pass stays shut"
    made.set_content("\n\n".join((*STORY, last)))
    return Document("a.eml", "message/rfc822", bytes(made))


def body(document: Document) -> list[str]:
    return [s.quote for one in read(document) if isinstance(one, Article) for s in one.sentences()]


@pytest.mark.parametrize("foot", FEET)
def test_what_stands_at_the_foot_is_not_quoted(foot: str) -> None:
    for made in (page, text, mail):
        assert body(made(foot)) == STORY


@pytest.mark.parametrize("last", NEWS)
def test_the_last_sentence_of_a_story_is_quoted(last: str) -> None:
    for made in (page, text, mail):
        assert body(made(last)) == [*STORY, last]


def test_who_signed_the_text_is_told_of_at_its_foot() -> None:
    about = "Ilse writes a weekly letter on the high valleys."
    record = {"text": "\n\n".join((*STORY, about)), "author": "Ilse Brandt", "title": "Pass shut"}
    document = Document("a.json", "application/json", json.dumps(record).encode())
    assert body(document) == STORY
    signed = "\n\n".join(("Pass stays shut", "By Ilse Brandt", *STORY, about))
    assert body(Document("a.txt", "text/plain", signed.encode())) == STORY


def test_a_column_that_speaks_to_its_reader_may_end_so() -> None:
    column = [*STORY[:2], "You know what that means if you were ever late there.", *STORY[2:]]
    last = "Take your skis, and your time."
    document = Document("a.txt", "text/plain", "\n\n".join(("The pass", *column, last)).encode())
    assert body(document) == [*column, last]
