"""Pages that are added to, and digests in bullets, are several reports; articles stay one."""

from __future__ import annotations

import textwrap

import pytest

from briefing.model import Article, Document
from briefing.read import read
from tests.read.test_pages import STORY, TITLE, page, story

ITEMS = tuple(
    " ".join(pair)
    for pair in (
        (
            "A fire destroyed a bakery in Hollin on Sunday, and the police think of an oven.",
            "Two firemen were slightly hurt by falling tiles.",
        ),
        (
            "Drivers of the northern railway called off the strike they had planned for Friday.",
            "Their union accepted 3.8 percent more pay.",
        ),
        (
            "Karlsund gave four bronze bells back to the village of Otra, which had lost them.",
            "It will hang them there in June.",
        ),
        (
            "Herring have returned to the fjord after nine years without any in the nets.",
            "Biologists counted forty shoals by boat.",
        ),
    )
)
HEAD = (
    "<meta property='og:site_name' content='Harbour Post'><link rel='canonical' "
    "href='https://post.example/live'><meta property='article:published_time' "
    "content='2023-11-07T06:10:00Z'>"
)


def articles(body: str, media_type: str = "text/html") -> list[Article]:
    found = read(Document("a", media_type, body.encode()))
    return [one for one in found if isinstance(one, Article)]


def quoted(article: Article) -> str:
    return " ".join(sentence.quote for sentence in article.sentences())


CLOCKS = ("14:32", "2.15 pm", "Updated 13:05 GMT", "12h40")


@pytest.mark.parametrize(
    "form",
    [
        "<div class='e'><span class='when'>{clock}</span><h3>{title}</h3><p>{text}</p></div>",
        "<section id='x{n}'><p>{clock}</p><h3>{title}</h3><p>{text}</p></section>",
        "<p class='t'>{clock}</p><h3>{title}</h3><p>{text}</p>",
        "<h4>{clock}</h4><p>{text}</p>",
    ],
)
def test_times_of_day_on_lines_of_their_own_part_a_live_page(form: str) -> None:
    told = "".join(
        form.format(clock=clock, title=f"Report {n}", text=text, n=n)
        for n, (clock, text) in enumerate(zip(CLOCKS, ITEMS, strict=True))
    )
    found = articles(page(f"<article><h1>{TITLE}</h1><div>{told}</div></article>", HEAD))
    assert [quoted(one) for one in found if one.uri != "a"] == list(ITEMS)
    assert {(one.outlet, one.published) for one in found} == {("Harbour Post", "2023-11-07")}


def test_times_within_the_paragraphs_of_a_chronology_part_nothing() -> None:
    told = "".join(f"<p><b>1{n}:30</b> {text}</p>" for n, text in enumerate(ITEMS))
    assert len(articles(page(f"<article><h1>{TITLE}</h1>{told}</article>", HEAD))) == 1


def test_a_list_of_other_matters_is_a_digest() -> None:
    told = "".join(f"<li>{text}</li>" for text in ITEMS)
    found = articles(page(f"<article><h1>The day in brief</h1><ul>{told}</ul></article>", HEAD))
    assert [quoted(one) for one in found] == list(ITEMS)
    assert {one.title for one in found} == {None}


POINTS = tuple(f"The old bridge of Lund is shut for {n} weeks. The council voted." for n in "1234")


@pytest.mark.parametrize(
    "items", [tuple(text.partition(". ")[0] + "." for text in ITEMS), POINTS, ITEMS[:2]]
)
def test_an_article_with_bullets_stays_whole(items: tuple[str, ...]) -> None:
    told = "".join(f"<li>{text}</li>" for text in items)
    lone = f"<article><h1>{TITLE}</h1><ul>{told}</ul></article>"
    beside = f"<article><h1>{TITLE}</h1>{story(*STORY)}<ul>{told}</ul></article>"
    assert len(articles(page(beside, HEAD))) == 1
    assert len(articles(page(lone, HEAD))) == 1


def letter(text: str) -> str:
    return (
        "From: Harbour Post <n@harbourpost.example>\nSubject: The day in brief\n"
        "List-Id: <n.harbourpost.example>\nDate: Tue, 07 Nov 2023 06:10:00 +0000\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}"
    )


@pytest.mark.parametrize("bullet", ["* ", "• ", "- ", "■ "])
def test_a_letter_in_bullets_is_several_reports(bullet: str) -> None:
    told = "\n\n".join(f"{bullet}{text}" for text in ITEMS)
    found = articles(letter(f"Here is your day.\n\n{told}\n\nUnsubscribe"), "message/rfc822")
    assert [quoted(one) for one in found] == list(ITEMS)
    assert {one.outlet for one in found} == {"Harbour Post"}
    whole = "\n\n".join([*STORY, *(f"{bullet}{text.partition('. ')[0]}." for text in ITEMS)])
    assert len(articles(letter(whole), "message/rfc822")) == 1


HEADS = ("Fire in a bakery", "Railway strike is off", "Bells go home", "Herring are back")


def _under_headings(form: str, title: str) -> tuple[str, str]:
    rows = list(zip(HEADS, ITEMS, strict=True))
    if form == "text/html":
        told = "".join(f"<h2>{head}</h2><p>{item}</p>" for head, item in rows)
        return f"<html><body><main><h1>{title}</h1>{told}</main></body></html>", form
    if form == "text/markdown":
        return f"# {title}\n\n" + "\n\n".join(f"## {h}\n\n{i}" for h, i in rows), form
    told = "\n\n".join(f"{n}. {h}\n{i}" for n, (h, i) in enumerate(rows, 1))
    return f"{title}\n\n{told}\n", form


@pytest.mark.parametrize("form", ["text/html", "text/markdown", "text/plain"])
@pytest.mark.parametrize("title", ["Morning briefing", "News digest, 6 November 2023"])
def test_a_digest_under_headings_is_several_reports(form: str, title: str) -> None:
    found = articles(*_under_headings(form, title))
    assert [one.title for one in found] == list(HEADS)
    assert [quoted(one) for one in found] == list(ITEMS)


@pytest.mark.parametrize("form", ["text/html", "text/markdown", "text/plain"])
def test_sections_of_what_is_called_no_digest_are_one_article(form: str) -> None:
    assert (
        len(articles(*_under_headings(form, "After the bakery fire: what the coast lived through")))
        == 1
    )


def test_a_plain_text_in_bullets_is_several_reports() -> None:
    text = "\n\n".join(f"* {item}" for item in ITEMS)
    assert [quoted(one) for one in articles(text, "text/plain")] == list(ITEMS)


@pytest.mark.parametrize("form", ["text/html", "text/markdown", "text/plain"])
@pytest.mark.parametrize("title", ["What we read on Sunday", "Four things to know today"])
def test_unlike_reports_right_below_a_title_that_tells_of_none_are_several(
    form: str, title: str
) -> None:
    found = articles(*_under_headings(form, title))
    assert [one.title for one in found] == list(HEADS)
    assert [quoted(one) for one in found] == list(ITEMS)


def test_reports_under_numbers_alone_are_several() -> None:
    told = "\n\n".join(
        f"{n}. {h}\n\n{i}" for n, (h, i) in enumerate(zip(HEADS, ITEMS, strict=True), 1)
    )
    assert [one.title for one in articles(told, "text/plain")] == list(HEADS)


def test_a_letter_under_headings_is_several_reports() -> None:
    told = "\n\n".join(f"{h}\n------------------\n\n{i}" for h, i in zip(HEADS, ITEMS, strict=True))
    found = articles(letter(f"Good morning to you all.\n\n{told}\n\nUnsubscribe"), "message/rfc822")
    assert [one.title for one in found] == list(HEADS)
    assert [quoted(one) for one in found] == list(ITEMS)
    assert {one.outlet for one in found} == {"Harbour Post"}


CLIPPED = {
    "days below headings": "{head}\nHarbour Post, 6 November 2023\n\n{item}\n\n",
    "days in blocks of their own": "{head}\n\n2023-11-06 | Harbour Post\n\n{item}\n\n",
    "fields": "Title: {head}\nSource: Harbour Post\nDate: 6 November 2023\n\n{item}\n\n---\n\n",
    "rulers": "{head}\n\n{item}\n\n==========\n\n",
    "stars": "{head}\n\n{item}\n\n* * *\n\n",
    "wide white": "{head}\n\n{item}\n\n\n\n",
}


@pytest.mark.parametrize("form", CLIPPED.values(), ids=CLIPPED)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_several_reports_in_one_text_as_clipped(form: str, end: str) -> None:
    rows = zip(HEADS, ITEMS, strict=True)
    told = "".join(form.format(head=head, item=item) for head, item in rows)
    found = articles(told.replace("\n", end), "text/plain")
    assert [one.title for one in found] == list(HEADS)
    assert [quoted(one) for one in found] == list(ITEMS)
    if "2023" in form:
        assert {(one.outlet, one.published) for one in found} == {("Harbour Post", "2023-11-06")}


@pytest.mark.parametrize("between", ["", "* * *", "\n"])
def test_a_text_with_sections_stays_one(between: str) -> None:
    heads = ("What the mayor says", "What comes next", "Who pays")
    texts = (f"{one} The old bridge of Lund is shut, the mayor said." for one in STORY[1:4])
    rows = zip(heads, texts, strict=True)
    told = (f"{between}\n\n{head}\n\n{text}\n\n" for head, text in rows)
    assert len(articles(f"{TITLE}\n\n{' '.join(STORY)}\n\n{''.join(told)}", "text/plain")) == 1


@pytest.mark.parametrize("between", ["\n\n", "\n\n* * *\n\n"])
@pytest.mark.parametrize("width", [60, 72])
def test_lines_that_were_broken_to_fit_head_no_report(between: str, width: int) -> None:
    told = between.join(textwrap.fill(text, width) for text in ITEMS)
    assert len(articles(f"{TITLE}\n\n{told}\n", "text/plain")) == 1
