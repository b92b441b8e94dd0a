"""Sentences of letters and data are held against what their reader sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from briefing.model import Article, Document
from briefing.read import read, shows
from briefing.read.formats import data, mail, markdown
from briefing.read.formats.fragment import Block
from briefing.read.formats.walks import Written
from briefing.read.proof import plain

FIRST = "The council of Orre voted on Monday to keep the old tram line until the autumn."
SECOND = "Its seven members spoke for an hour before they raised their hands."
HTML = f"<p>{FIRST} {SECOND}</p>"

Made = Callable[[str], Document]


def json_article(markup: str) -> Document:
    body = json.dumps({"title": "Trams stay", "text": markup}).encode()
    return Document("a.json", "application/json", body)


def rich_mail(markup: str) -> Document:
    made = EmailMessage()
    made["Subject"] = "Trams stay"
    made.set_content("See the HTML.\n")
    made.add_alternative(markup, subtype="html")
    return Document("a.eml", "message/rfc822", bytes(made))


def text_mail(text: str) -> Document:
    made = EmailMessage()
    made["Subject"] = "Trams stay"
    made.set_content(text)
    return Document("a.eml", "message/rfc822", bytes(made))


def quoted(document: Document) -> tuple[list[str], list[str]]:
    got = read(document)
    articles = [a for a in got if isinstance(a, Article)]
    sentences = [" ".join(s.text.split()) for a in articles for s in a.sentences()]
    return sentences, [gap.what for gap in got if not isinstance(gap, Article)]


@pytest.mark.parametrize("made", [json_article, rich_mail])
@pytest.mark.parametrize(
    "markup",
    [
        HTML,
        HTML.replace("council", "<a class=link href=x>coun<b>cil</b></a>"),
        HTML.replace("voted", "voted<sup>[1]</sup>"),
        HTML.replace("Monday", "&#77;onday"),
        HTML.replace("voted", "<s>met</s><span hidden>advertisement</span> voted"),
    ],
)
def test_what_markup_shows_is_quoted(made: Made, markup: str) -> None:
    assert quoted(made(markup)) == ([FIRST, SECOND], [])


@pytest.mark.parametrize("made", [json_article, rich_mail])
def test_quotation_marks_that_markup_sets_are_read(made: Made) -> None:
    sentence = "The mayor called it “a good day for Orre” when the vote was over."
    markup = sentence.replace("“", "<q>").replace("”", "</q>")
    assert quoted(made(f"<p>{FIRST}</p><p>{markup}</p>")) == ([FIRST, sentence], [])


@pytest.mark.parametrize("made", [json_article, rich_mail])
def test_what_markup_hides_inside_a_sentence_is_never_quoted(made: Made) -> None:
    """By class names that only the walk knows."""
    markup = HTML.replace("voted", "voted <span class='sr-only'>opens in a new window</span>")
    sentences, said = quoted(made(markup))
    assert sentences == [SECOND]
    assert [what.endswith(": 1") for what in said] == [True]


@pytest.mark.parametrize(("where", "made"), [(data, json_article), (mail, rich_mail)])
def test_a_word_lost_from_markup_is_told(
    where: object, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = where.blocks  # type: ignore[attr-defined]
    monkeypatch.setattr(
        where, "blocks", lambda m: [(t.replace("old ", ""), k) for t, k in reads(m)]
    )
    sentences, said = quoted(made(HTML))
    assert sentences == [SECOND]
    assert [what.endswith(": 1") for what in said] == [True]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST} {SECOND}\n",
        f"{FIRST[:38]}\n{FIRST[39:]} {SECOND}\n",
        f"{FIRST} {SECOND}\n".replace("voted", "voted (https://orre.example/v?utm_source=m)"),
        f"{FIRST} {SECOND}\n\n[1] https://orre.example/v\n".replace("voted", "voted [1]"),
        f"** {FIRST} {SECOND}\n",
    ],
)
def test_a_letter_is_quoted_without_the_marks_of_mail(text: str) -> None:
    assert quoted(text_mail(text)) == ([FIRST, SECOND], [])


def test_a_word_in_stars_keeps_its_blank() -> None:
    starred = FIRST.replace("old", "*old*")
    assert quoted(text_mail(f"{starred} {SECOND}\n")) == ([starred, SECOND], [])


def test_a_forwarded_letter_in_quoting_marks_stands_in_it() -> None:
    head = "> From: Ida Marsh <ida@orrepost.example>\n> Date: Mon, 4 Mar 2024\n> Subject: Trams\n"
    body = f"> {FIRST[:38]}\n> {FIRST[39:]}\n> {SECOND}\n"
    assert quoted(text_mail(f"Please read.\n\n{head}>\n{body}")) == ([FIRST, SECOND], [])


def test_a_word_lost_from_a_letter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(text: str) -> list[Block]:
        return [(text.replace("old ", ""), None)]

    monkeypatch.setattr(mail, "plain_blocks", lossy)
    sentences, said = quoted(text_mail(f"{FIRST} {SECOND}\n"))
    assert sentences == [SECOND]
    assert [what.endswith(": 1") for what in said] == [True]


def test_each_article_of_an_answer_is_shown_by_its_own_field() -> None:
    rows = [{"title": "A", "content": HTML}, {"title": "B", "content": "A bridge fell at noon."}]
    body = json.dumps({"articles": rows}).encode()
    views = shows(Document("a.json", "application/json", body))
    assert [plain(SECOND) in view for view in views] == [True, False]


@pytest.mark.parametrize(
    "marked",
    [
        "The *council* of **Orre** voted on [Monday](https://orre.example/a_(b)) to keep it.",
        "The [[Orre council|council]] of [[Orre]] voted[^1] on ==Monday== to keep it.",
        "> The council of Orre\n> voted on Monday to keep it.",
        "- The council of <b>Orre</b> voted on Monday\n  to keep it.",
    ],
)
def test_markdown_shows_its_words_without_its_signs(marked: str) -> None:
    words = Written(marked)
    assert plain("The council of Orre voted on Monday to keep it.") in words
    assert plain("The council of Orre voted to keep it.") not in words
    assert plain("The council of Orre voted on Monday not to keep it.") not in words


def test_what_a_reading_of_markdown_dropped_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    def dropping(text: str) -> list[Block]:
        return [(text.replace("on Monday ", "").strip(), None)]

    monkeypatch.setattr(markdown, "_markdown_blocks", dropping)
    found = read(Document("a.md", "text/markdown", f"{FIRST} {SECOND}".encode()))
    article, gap = found
    assert isinstance(article, Article)
    assert [s.quote for s in article.sentences()] == [SECOND]
    assert not isinstance(gap, Article)
    assert gap.what.endswith(": 1")
