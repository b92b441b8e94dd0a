"""A text behind quoting marks (">") is read without them, and its writer is told by who quotes."""

from __future__ import annotations

import textwrap

import pytest

from briefing.model import Article, Document
from briefing.read import read, shows
from briefing.read.proof import plain

STORY = [
    "Two trams met head-on in the tunnel below the market of Lorne on Friday evening.",
    "Nine passengers were hurt, the transport office said, none of them badly.",
    "A signal had been out of order since the morning, and drivers were told by telephone to stop.",
    "The line stays closed until the weekend.",
]


def quoting(mark: str = "> ", between: str = ">") -> str:
    parts = ("\n".join(mark + line for line in textwrap.wrap(one, 66)) for one in STORY)
    return f"\n{between}\n".join(parts) + "\n"


def only(document: Document) -> Article:
    found = read(document)
    assert len(found) == 1
    assert isinstance(found[0], Article)
    return found[0]


def body(article: Article) -> list[str]:
    return [" ".join(sentence.quote.split()) for sentence in article.sentences()]


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "> > ", " > "])
def test_a_text_behind_marks_is_read_without_them(mark: str) -> None:
    text = f"{mark}Trams meet in tunnel\n{mark.strip()}\n{quoting(mark, mark.strip())}"
    document = Document("a.txt", "text/plain", text.encode())
    article = only(document)
    assert body(article) == STORY
    assert article.title == "Trams meet in tunnel"
    (shown,) = shows(document)
    assert all(plain(one) in shown for one in STORY)


def test_a_lone_mark_in_a_text_stays() -> None:
    text = "Trams meet\n\n" + "\n\n".join(STORY) + "\n\n> 9 were hurt\n"
    article = only(Document("a.txt", "text/plain", text.encode()))
    assert article.text == text


def letter(above: str, below: str = "") -> Document:
    head = (
        "From: Ann Lee <ann@desk.example>\nTo: desk@desk.example\n"
        "Subject: Re: Trams meet in tunnel\n"
        "Date: Mon, 11 Mar 2024 07:00:00 +0000\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
    )
    return Document("a.eml", "message/rfc822", f"{head}{above}{quoting()}{below}".encode())


@pytest.mark.parametrize(
    "line",
    [
        "On Sat, Mar 9, 2024 at 8:10 PM Lorne Post <news@lornepost.example>\nwrote:\n\n",
        "Am 09.03.24 um 20:10 schrieb Lorne Post <news@lornepost.example>:\n",
        "On 9 March 2024, at 20:10, Lorne Post <news@lornepost.example> wrote:\n",
    ],
)
def test_who_is_quoted_wrote_it(line: str) -> None:
    article = only(letter(f"Worth a look?\n\n{line}"))
    assert body(article) == STORY
    assert article.outlet == "Lorne Post"
    assert article.title == "Trams meet in tunnel"
    assert (article.published or "")[:10] == "2024-03-09"


def test_a_quoted_letter_without_a_name_above_it_is_the_mail() -> None:
    assert body(only(letter(""))) == STORY


def test_an_answer_with_a_short_quotation_in_it_stays_as_it_was() -> None:
    answer = "\n\n".join(STORY[:2]) + "\n\n> When was it?\n\n" + "\n\n".join(STORY[2:])
    head = "From: Ann Lee <ann@desk.example>\nSubject: Trams\n\n"
    assert (
        body(only(Document("a.eml", "message/rfc822", (head + answer).encode())))[:2] == STORY[:2]
    )
