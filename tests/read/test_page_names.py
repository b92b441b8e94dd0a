"""What the classes of a page say of its parts, and where they say too much."""

from __future__ import annotations

import pytest

from tests.read.test_pages import STORY, TITLE, body_of, page, result, story

MORE = (
    "Two of the nine piers were laid bare by the flood of last spring, the engineers wrote.",
    "A ferry will carry cyclists across the river until the new deck has been put in place.",
    "Shopkeepers on the north bank had asked for a date before the summer season begins.",
)
LONG = tuple(
    f"{text[:-1]} on the {day} of May." for text in MORE for day in ("third", "ninth", "tenth")
)
BOX = (
    "Our newsroom has eleven people, and each of them lives in the county they write about.",
    "Members pay for the lawyers who read what we print before you do, and for the ink.",
)


def _named(name: str, *texts: str) -> str:
    return "".join(f"<p class='{name}'>{text}</p>" for text in texts)


@pytest.mark.parametrize("name", ["paywall", "first paywall", "disclaimer", "p-widget"])
def test_a_name_of_most_paragraphs_is_no_box_s(name: str) -> None:
    text = story(*STORY) + _named(name, *LONG)
    assert body_of(page(f"<article><h1>{TITLE}</h1>{text}</article>")) == [*STORY, *LONG]


def test_paragraphs_behind_a_wall_follow_those_before_it() -> None:
    text = story(*STORY) + _named("paywall", *LONG[1:]) + _named("has-dropcap paywall", LONG[0])
    read = body_of(page(f"<article><h1>{TITLE}</h1>{text}</article>"))
    assert read == [*STORY, *LONG[1:], LONG[0]]


def test_a_name_of_one_paragraph_tells_of_it() -> None:
    text = _named("text", *STORY, *LONG) + _named("text disclaimer", BOX[0])
    assert body_of(page(f"<article><h1>{TITLE}</h1>{text}</article>")) == [*STORY, *LONG]


def test_a_box_named_after_a_wall_is_still_none_of_the_text() -> None:
    wall = f"<div class='paywall'>{story(BOX[0])}</div>"
    made = f"<article><h1>{TITLE}</h1>{story(*STORY, *MORE)}{wall}</article>"
    assert body_of(page(made)) == [*STORY, *MORE]


@pytest.mark.parametrize(
    "name",
    ["sidebar-grid__content", "col with-sidebar", "sidebar article__content", "no-sidebar"],
)
def test_what_stands_beside_a_sidebar_may_be_called_after_it(name: str) -> None:
    parts = "".join(f"<div class='{name}'>{story(one)}</div>" for one in LONG)
    made = f"<article><div><h1>{TITLE}</h1>{story(*STORY)}</div>{parts}</article>"
    assert body_of(page(made)) == [*STORY, *LONG]


def test_a_headline_with_a_summary_in_a_box_makes_the_rest_no_aside() -> None:
    summary = "The council closes a bridge that is older than the town hall and the market."
    made = (
        f"<article><div class='hero'><h1>{TITLE}</h1><p>{summary}</p></div>"
        f"<div class='site-paywall'>{story(*STORY, *MORE)}</div></article>"
    )
    assert [one for one in body_of(page(made)) if one != summary] == [*STORY, *MORE]


def test_a_page_all_of_whose_parts_are_in_a_box_named_wrongly_is_read() -> None:
    made = (
        f"<div class='ad-free'><article><h1>{TITLE}</h1>{_named('paywall', *STORY, *MORE)}"
        f"<aside>{story(BOX[0])}</aside></article></div>"
    )
    assert body_of(page(made)) == [*STORY, *MORE]


@pytest.mark.parametrize(
    "name", ["InlineDonationPromo", "c-newsletterSignup__text", "relatedContent", "siteFooterText"]
)
def test_a_name_in_one_word_tells_as_much_as_one_with_hyphens(name: str) -> None:
    made = (
        f"<article><h1>{TITLE}</h1>{story(*STORY, *MORE)}"
        f"<div class='{name}'>{story(*BOX)}</div></article>"
    )
    assert body_of(page(made)) == [*STORY, *MORE]


@pytest.mark.parametrize("name", ["kqAdXw", "LightboxWrapper-bfyVG", "PageWithComments"])
def test_neither_a_made_up_name_nor_one_of_the_whole_drops_a_text(name: str) -> None:
    made = f"<div class='{name}'><article><h1>{TITLE}</h1>{story(*STORY, *MORE)}</article></div>"
    assert body_of(page(made)) == [*STORY, *MORE]


def test_a_text_may_begin_above_the_element_of_its_rest() -> None:
    rest = f"<div id='more'>{story(*STORY[1:], *MORE, *MORE[::-1])}</div>"
    made = f"<main><h1>{TITLE}</h1><div id='text'>{story(STORY[0])}{rest}</div></main>"
    assert body_of(page(made))[0] == STORY[0]
    assert body_of(page(made.replace("h1", "h2")))[0] == STORY[0]


def test_a_lead_of_several_paragraphs_stands_above_the_reports_of_a_page() -> None:
    lead = f"<div class='lead'>{story(*BOX)}</div>"
    rest = f"<div class='entries'>{story(*(STORY + MORE) * 4)}</div>"
    made = f"<main><h1>{TITLE}</h1><div>{lead}{rest}</div></main>"
    assert body_of(page(made))[:2] == list(BOX)


def test_the_next_story_of_a_page_is_another_article() -> None:
    def article(title: str, *texts: str) -> str:
        return f"<article><h1>{title}</h1>{story(*texts)}</article>"

    made = page(f"<main>{article(TITLE, *STORY)}{article('Swans return', *MORE)}</main>")
    assert body_of(made) == list(STORY)
    assert any("was not read" in what for what in result(made)[1])


def test_a_box_of_the_text_s_own_class_above_it_is_its_beginning() -> None:
    first, rest = _named("copy", *STORY[:3]), _named("copy", *STORY[3:], *LONG)
    made = f"<article><h1>{TITLE}</h1><div class='teaser'>{first}</div><div>{rest}</div></article>"
    assert body_of(page(made)) == [*STORY, *LONG]
    alone = (
        f"<main><b>{TITLE}</b><div>{_named('copy', STORY[0])}</div><section>{rest}</section></main>"
    )
    assert body_of(page(alone)) == [STORY[0], *STORY[3:], *LONG]


@pytest.mark.parametrize("wall", ["class='paywall' hidden", "style='display:none'"])
def test_prose_that_a_page_hides_in_its_article_is_told(wall: str) -> None:
    made = f"<article><h1>{TITLE}</h1>{story(*STORY)}<div {wall}>{story(*LONG)}</div></article>"
    found, gaps = result(page(made))
    assert [s.quote for s in found.sentences()] == list(STORY)
    size = sum(map(len, LONG))
    assert f"the page hides {size} characters of prose in its article, which were not read" in gaps


def test_a_short_or_other_text_that_a_page_hides_needs_no_gap() -> None:
    text = story(*STORY) + f"<div hidden>{story(MORE[0])}</div>"
    text += f"<div class='newsletter' hidden>{story(*LONG)}</div>"
    assert result(page(f"<article><h1>{TITLE}</h1>{text}</article>"))[1] == []


@pytest.mark.parametrize(
    "asked",
    [
        "<div><h4>Before you go</h4><p>The Post lives from what its readers can spare.</p></div>",
        "<p>This report is free to read because others have paid for it already.</p>",
    ],
)
def test_a_box_is_told_by_the_heading_that_asks(asked: str) -> None:
    made = f"<article><h1>{TITLE}</h1>{story(*STORY[:2])}{asked}{story(*STORY[2:])}</article>"
    assert body_of(page(made)) == list(STORY)


def test_a_page_s_title_that_is_its_outlet_s_name_is_no_title() -> None:
    head = "<meta property='og:site_name' content='Lund Post'>"
    told = page(f"<article><h1>{TITLE}</h1>{story()}</article>", head, "Lund Post")
    assert (result(told)[0].title, result(told)[0].outlet) == (TITLE, "Lund Post")
    named = page(f"<article>{story()}</article>", head, f"{TITLE} (Lund Post)")
    assert result(named)[0].title == TITLE
