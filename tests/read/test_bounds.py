"""What no document of a person is costs its reader little, and what can be read of it is."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from briefing.model import Article, Document, Gap
from briefing.read import metadata, read
from briefing.read.formats import pdf

TEXT = (
    "ALMA, Feb 14 (Wire) - The council of Alma closed two piers on Monday after a storm. "
    "Four sailors were injured, the harbour master said."
)
STORY = "".join(
    f"<p>The council of Alma will vote on pier {n} in the week after the storm, since repairs of "
    f"its northern side have cost {n} million crowns so far, the harbour master said.</p>"
    for n in range(2, 12)
)
PAGE = f"<!doctype html><title>Piers</title><body><article><h1>Piers closed</h1>{STORY}%s</article>"


def mail(head: str) -> Document:
    letter = f"From: Wire <wire@alma.example>\r\nSubject: Piers\r\n{head}\r\n\r\n{TEXT}\r\n"
    return Document("letter.eml", "message/rfc822", letter.encode())


HEADS = {
    "a folded subject": "Comments: x" + "\r\n y" * 100_000,
    "senders": "Reply-To: " + '"a" <a@b.example>, ' * 10_000,
    "parameters": "Content-Type: text/plain; " + "; ".join(f"p*{n}=x" for n in range(10_000)),
    "comments in comments": "Sender: " + "(" * 50_000,
    "dates": "Date: " + "Tue, 14 Feb 2023 " * 10_000,
}


@pytest.mark.parametrize("name", HEADS)
def test_the_header_of_a_letter_does_not_cost_its_text(name: str) -> None:
    (article,) = read(mail(HEADS[name]))
    assert isinstance(article, Article)
    assert "closed two piers" in article.text


def test_a_sender_within_comments_without_end_is_none() -> None:
    letter = (
        f"From: {'(' * 50_000}x@y.example\r\nList-Id: <a.b>\r\nSubject: Piers\r\n\r\n{TEXT}\r\n"
    )
    (article,) = read(Document("letter.eml", "message/rfc822", letter.encode()))
    assert isinstance(article, Article)
    assert article.title == "Piers"


def test_a_letter_of_parts_without_number_is_read() -> None:
    parts = "--b\r\nContent-Type: application/x\r\n\r\nx\r\n" * 3_000
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"'
    letter = f"{head}\r\n\r\n{parts}--b\r\nContent-Type: text/plain\r\n\r\n{TEXT}\r\n--b--\r\n"
    (article,) = read(Document("letter.eml", "message/rfc822", letter.encode()))
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<br>" * 300_000, "tags; no page has 300,000"),
        (f"<p {' '.join(f'a{n}=1' for n in range(3_000))}>x</p>", "more than 2,000 attributes"),
        (
            "<p>" + " ".join(f'<i a{n}="{n}">x</i>' for n in range(3_000)) + "</p>",
            "",
        ),
        (f"<script>var a = {{{', '.join(f'a{n}: 1' for n in range(9_000))}}}</script>", ""),
    ],
)
def test_what_no_page_is_is_told_before_it_is_parsed(body: str, told: str) -> None:
    found = read(Document("page.html", "text/html", (PAGE % body).encode()))
    if told:
        (gap,) = found
        assert isinstance(gap, Gap)
        assert told in gap.what
    else:
        assert isinstance(found[0], Article)


def test_paragraphs_without_number_are_counted_before_they_are_read() -> None:
    (gap,) = read(Document("long.txt", "text/plain", f"{TEXT}\n\n".encode() * 10_002))
    assert isinstance(gap, Gap)
    assert gap.what == "10,002 paragraphs; no article has 10,000"
    (article,) = read(Document("blank.txt", "text/plain", f"{TEXT}{chr(10) * 50_000}".encode()))
    assert isinstance(article, Article)


def test_a_page_of_endless_reports_is_read_up_to_where_no_page_goes_on() -> None:
    post = (
        "<div class=post><time datetime=2024-05-02T10:00Z>10:00</time>"
        "<p>The council closed pier {} on Monday, it said.</p></div>"
    )
    posts = "".join(map(post.format, range(1_200)))
    page = f"<html><body><article><h1>Pier closed</h1><p>{TEXT}</p>{posts}</article></body></html>"
    *found, gap = read(Document("live.html", "text/html", page.encode()))
    assert len(found) == 1_000
    assert all(isinstance(one, Article) for one in found)
    assert isinstance(gap, Gap)
    assert gap.what == "1,201 reports; no document has 1,000: 201 are not read"
    rows = json.dumps([{"title": f"Pier {n}", "text": f"{TEXT} {n}."} for n in range(1_001)])
    assert len(read(Document("data.json", "application/json", rows.encode()))) == 1_001


def test_what_is_nested_too_deeply_says_so() -> None:
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(2_000)
    )
    letter = (
        f"From: a@b.example\r\nMIME-Version: 1.0\r\n{head}Content-Type: text/plain\r\n\r\n{TEXT}"
    )
    (gap,) = read(Document("deep.eml", "message/rfc822", letter.encode()))
    assert isinstance(gap, Gap)
    assert gap.what == "cannot be read: nested too deeply"


def _print(pages: int, drawn: bytes) -> Document:
    """A PDF of so many pages that all draw the same."""
    stream = zlib.compress(b"BT /F1 11 Tf 72 700 Td " + drawn + b" ET", 9)
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 3 0 R>>>>>>"
    )
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        *[page] * pages,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, 1))
    return Document(
        "review.pdf", "application/pdf", b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>"
    )


LINE = b"(The council of Alma closed two piers on Monday.) Tj 0 -14 Td "


def test_a_print_that_draws_the_same_without_end_is_read_as_far_as_it_is_worth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_MOST_OBJECTS", 100)
    *_, gap = read(_print(30, LINE + b"(a) Tj 0 0 Td " * 29))
    assert isinstance(gap, Gap)
    assert gap.what == "27 pages after page 3: what they draw is more than 100 objects"
    (gap,) = read(_print(2, b"(a) Tj 0 0 Td " * 200))
    assert isinstance(gap, Gap)
    assert gap.what.endswith("2 pages after page 0: what they draw is more than 100 objects")


def test_a_print_of_more_letters_than_an_article_has_is_told_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_MOST_LETTERS", 100)
    (gap,) = read(_print(3, LINE))
    assert isinstance(gap, Gap)
    assert gap.what == "more than 100 letters; no article has as many"


def test_a_field_without_end_is_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byline of 80,000 brackets took eight seconds, and the report was lost."""
    seen: list[int] = []

    def persons(told: str, *_: Any) -> str:
        seen.append(len(told))
        return told

    monkeypatch.setattr(metadata, "persons", persons)
    for byline in ("Ida Rask", "{" * 80_000):
        row = {"title": "Piers closed", "byline": byline, "text": TEXT}
        (one,) = read(Document("a.json", "application/json", json.dumps(row).encode()))
        assert isinstance(one, Article)
    assert seen == [len("Ida Rask")]
