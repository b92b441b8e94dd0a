"""Pages are read word for word, whatever their markup, on invented pages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.model import Article, Document, Gap
from briefing.read import read

TITLE = "Old bridge shut until spring"
STORY = (
    "The council of Lund voted on Monday to close the old bridge until spring.",
    "Engineers found cracks in two of its piers, the mayor, Ann Lee, told reporters.",
    "Ferries will run every hour from both banks, and the fare of two crowns will be waived.",
    "Shop owners on the north bank fear for their trade, and a baker spoke of half his customers.",
    "The repair is expected to cost nine million crowns, of which the province pays a third.",
)


def page(body: str, head: str = "", title: str = TITLE) -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}"
        f"</head><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li></ul>"
        f"</nav>{body}<footer><p>About us | Contact</p></footer></body></html>"
    )


def story(*paragraphs: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs or STORY)


def result(markup: str) -> tuple[Article, list[str]]:
    article, *gaps = read(Document("a.html", "text/html", markup.encode()))
    assert isinstance(article, Article), article
    return article, [gap.what for gap in gaps if isinstance(gap, Gap)]


def body_of(markup: str) -> list[str]:
    return [s.quote for s in result(markup)[0].sentences()]


# --- Word for word -------------------------------------------------------------------

NAMES = [
    "link",
    "author",
    "date",
    "meta",
    "share",
    "caption",
    "tags",
    "related",
    "comment",
    "ad",
    "sidebar",
    "menu",
    "footer",
    "header",
    "nav",
    "social",
    "newsletter",
    "promo",
    "byline",
    "time",
    "tooltip",
    "popup",
    "hidden",
    "print",
    "credit",
    "subtitle",
    "more",
]
INLINE = ("span", "a", "em", "strong", "b", "i", "abbr", "cite", "mark", "time", "small", "u")


@st.composite
def marked_up(draw: st.DrawFn) -> str:
    """A page around the story, with inline markup at random places of its sentences."""
    paragraphs = []
    for sentence in STORY:
        words = sentence.split(" ")
        for _ in range(draw(st.integers(0, 3))):
            low = draw(st.integers(0, len(words) - 1))
            high = draw(st.integers(low, min(low + 3, len(words) - 1)))
            tag, name = draw(st.sampled_from(INLINE)), draw(st.sampled_from(NAMES))
            link = " href='https://x.example/'" if tag == "a" else ""
            words[low] = f"<{tag}{link} class='{name}'>{words[low]}"
            words[high] = f"{words[high]}</{tag}>"
        gap = draw(st.sampled_from([" ", "\n", " <!-- note --> ", "<wbr> ", "&#32;"]))
        paragraphs.append(gap.join(words))
    outer = draw(st.sampled_from(["article", "div", "main", "section", "td", "aside"]))
    name = draw(st.sampled_from(["story", "content", "main-column", "paywall", "entry"]))
    inner = draw(st.sampled_from(["p", "div"]))
    text = "".join(f"<{inner}>{paragraph}</{inner}>" for paragraph in paragraphs)
    held = f"<{outer} class='{name}'><h1>{TITLE}</h1>{text}</{outer}>"
    return page(f"<table><tr>{held}</tr></table>" if outer == "td" else f"<div>{held}</div>")


@settings(max_examples=150, deadline=None)
@given(marked_up())
def test_no_sentence_differs_from_the_one_that_was_written(markup: str) -> None:
    article, gaps = result(markup)
    quoted = [s.quote for s in article.sentences()]
    assert set(quoted) <= set(STORY)
    assert quoted == list(STORY) or gaps


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tag", ["span", "a", "em"])
def test_an_inline_element_loses_no_word(tag: str, name: str) -> None:
    linked = STORY[0].replace(
        "voted on Monday", f"<{tag} class='{name}'><a href='/v'>voted on</a></{tag}> Monday"
    )
    assert body_of(page(f"<article><h1>{TITLE}</h1>{story(linked, *STORY[1:])}</article>")) == [
        *STORY
    ]


@pytest.mark.parametrize(
    "card",
    [
        "<span hidden>Ann Lee has been mayor since 2019. She likes ferries.</span>",
        "<span style='display: none'>Ann Lee has been mayor since 2019.</span>",
        "<span role='tooltip'>Ann Lee has been mayor since 2019.</span>",
        "<span class='tooltip-card'>Ann Lee has been mayor since 2019.</span>",
        "<span class='screen-reader-text'>opens in a new window</span>",
        "<span class='card'>Ann Lee has been mayor since 2019.</span>",
        "<script>document.write('Ann Lee has been mayor since 2019.')</script>",
        "<del>Tom Ray, </del>",
    ],
)
def test_what_is_hidden_or_pops_up_is_not_glued_in(card: str) -> None:
    glued = STORY[1].replace("Ann Lee,", f"Ann Lee{card},")
    head = "<style>.card { display: none } @media print { p { display: none } }</style>"
    markup = page(f"<article><h1>{TITLE}</h1>{story(STORY[0], glued, *STORY[2:])}</article>", head)
    article, gaps = result(markup)
    quoted = [s.quote for s in article.sentences()]
    assert not [text for text in quoted if "since 2019" in text or "new window" in text]
    assert quoted == list(STORY) or gaps


def test_a_quotation_element_is_shown_in_quotation_marks() -> None:
    told = "The mayor said <q>we had no choice</q> and left the hall at noon on Monday."
    assert "The mayor said “we had no choice” and left the hall at noon on Monday." in body_of(
        page(f"<article><h1>{TITLE}</h1>{story(*STORY[:3], told)}</article>")
    )


# --- Which part ----------------------------------------------------------------------

CONSENT = (
    "We use cookies and similar technologies to give you the best experience on our website. "
    "Some are necessary for it to work, others help us measure how it is used. You can change "
    "your choice at any time in the settings of this site, as our policy says."
)


@pytest.mark.parametrize(
    "body",
    [
        (f"<div id='consent'><p>{CONSENT}</p></div><aside class='main'><h1>{TITLE}</h1>"
        f"{story()}</aside>"),
        (f"<div class='cookie-banner'><p>{CONSENT}</p><p>{CONSENT}</p></div><form><h1>{TITLE}</h1>"
        f"{story()}</form>"),
        # Two containers of one article.
        (f"<main><h1>{TITLE}</h1><div class='part-1'>{story(*STORY[:3])}</div><div class='ad'>"
        f"Advertisement</div><div class='part-2'>{story(*STORY[3:])}</div></main>"),
        (f"<article><h1>{TITLE}</h1>{story(*STORY[:2])}</article><div class='inline-promo'><a "
        f"href='/x'>Ten bridges that fell</a></div><article>{story(*STORY[2:])}</article>"),
        # Teasers of other stories beside it.
        (f"<article><h1>{TITLE}</h1>{story()}</article><div class='list'><div><h3><a href='/1'>A "
        "mayor under fire</a></h3><p>The mayor of Bergen has been asked to resign by her own "
        "party after a year of quarrels.</p></div><div><h3><a href='/2'>Ferry nobody wanted</a>"
        "</h3><p>It was built for nine million crowns and has not left the harbour once.</p>"
        "</div></div>"),
        # A longer column beside a short article.
        f"<div class='x'><article><h1>{TITLE}</h1>{story()}</article></div><aside class='rail'>"
        + "<p>The harbour master has closed both basins to ships of more than forty metres.</p>" * 9
        + "</aside>",
        # What a script is to show.
        f"<div style='display: none'><article><h1>{TITLE}</h1>{story()}</article></div>",
        # Readers' comments, longer than the article.
        f"<article><h1>{TITLE}</h1>{story()}</article><section id='comments'>"
        + "<div class='comment'><b>Oldsalt</b> <time datetime='2020-01-01'>1 January 2020</time>"
        "<p>We said so about the pier in 1982, and nobody listened to us then either, as usual."
        "</p></div>" * 12
        + "</section>",
        # An embedded post.
        (f"<article><h1>{TITLE}</h1>{story(*STORY[:3])}<blockquote class='twitter-tweet'><p>What a "
        "morning on the bridge, nobody was told about anything by the town hall!</p>— Tom "
        "(@tomray) <a href='https://x.example/1'>March 3, 2024</a></blockquote>"
        f"{story(*STORY[3:])}</article>"),
        # Captions with their markup.
        (f"<article><h1>{TITLE}</h1><figure><img src='b.jpg'><figcaption>The old bridge of Lund in "
        "the winter of last year, seen from the north bank of the river.</figcaption></figure>"
        f"<div class='wp-caption'><p class='wp-caption-text'>Ferries wait at the pier on the day "
        f"after the vote of the council.</p></div>{story()}</article>"),
    ],
)  # fmt: skip
def test_the_article_and_nothing_else(body: str) -> None:
    assert body_of(page(body)) == list(STORY)


def test_a_page_without_an_article_is_a_gap() -> None:
    for body in ("<div id='app'></div>", f"<div class='cookie-consent'><p>{CONSENT}</p></div>"):
        found = read(Document("a.html", "text/html", page(body).encode()))
        assert [one for one in found if isinstance(one, Gap)] == list(found)


# --- Live pages ----------------------------------------------------------------------


def live(count: int, time: str = "datetime='2023-02-14T1{}:30:00Z'") -> str:
    told = "".join(
        f"<div class='entry' id='e{n}'><time {time.format(n)}>1{n}:30</time><h2>Report {n}</h2>"
        f"<p>{STORY[n]}</p></div>"
        for n in range(count)
    )
    head = "<link rel='canonical' href='https://post.example/live'>"
    intro = "<p>The old bridge has been shut, and this is what is known of it so far tonight.</p>"
    longer = "<p>Nobody was hurt when the first pier gave way at dawn, said the fire brigade.</p>"
    article = (
        f"<article><h1>{TITLE}</h1>{intro}{told.replace('</p></div>', '</p>' + longer + '</div>')}"
    )
    return page(f"{article}</article>", head, f"{TITLE} | Harbour Post")


def test_a_live_page_is_several_reports_each_with_its_time_and_address() -> None:
    found = read(Document("live.html", "text/html", live(4).encode()))
    articles = [one for one in found if isinstance(one, Article)]
    assert [a.uri for a in articles] == ["live.html", *(f"live.html#{n}" for n in range(1, 5))]
    first, *reports = articles
    assert (first.title, first.outlet) == (TITLE, "Harbour Post")
    assert [a.published for a in reports] == [f"2023-02-14T1{n}:30:00+00:00" for n in range(4)]
    assert [a.title for a in reports] == [f"Report {n}" for n in range(4)]
    assert [a.url for a in reports] == [f"https://post.example/live#e{n}" for n in range(4)]
    assert {a.outlet for a in reports} == {"Harbour Post"}
    quoted = [s.quote for a in reports for s in a.sentences()]
    assert all(sentence in quoted for sentence in STORY[:4])


def test_few_entries_are_one_article() -> None:
    assert len(read(Document("live.html", "text/html", live(2).encode()))) == 1


def test_times_that_only_people_read_part_a_live_page_too() -> None:
    found = read(Document("live.html", "text/html", live(4, "class='t{}'").encode()))
    articles = [one for one in found if isinstance(one, Article)]
    assert [a.title for a in articles[1:]] == [f"Report {n}" for n in range(4)]


def test_a_live_page_is_read_up_to_a_thousand_reports() -> None:
    told = "".join(
        f"<div><time datetime='2023-02-14T10:00:00Z'>10:00</time><p>{STORY[n % 5]}</p></div>"
        for n in range(1_000)
    )
    markup = page(f"<article><h1>{TITLE}</h1>{told}</article>").encode()
    assert len(read(Document("live.html", "text/html", markup))) == 1_000


# --- Metadata ------------------------------------------------------------------------


def fields(head: str, body: str, title: str = TITLE) -> Article:
    return result(page(f"<article>{body}</article>", head, title))[0]


def test_dates_come_from_the_articles_own_json_ld() -> None:
    reviewed = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
        '"ClaimReview", "itemReviewed": {"@type": "CreativeWork", "datePublished": "2023-01-20", '
        '"author": {"@type": "Person", "name": "The Ministry"}}, "datePublished": "2023-02-14", '
        '"dateModified": "2023-02-15T10:00:00Z", "author": {"@type": "Organization", "name": '
        '"Harbour Facts"}, "publisher": {"name": "Harbour Facts"}}</script>'
    )
    found = fields(reviewed, f"<h1>{TITLE}</h1>{story()}")
    assert found.published == "2023-02-14"
    assert found.modified == "2023-02-15T10:00:00+00:00"
    assert found.outlet == "Harbour Facts"
    assert found.byline is None


def test_json_ld_with_a_graph_and_references() -> None:
    graph = (
        '<script type="application/ld+json">//<![CDATA[\n{"@graph": [{"@type": "WebSite", "name": '
        '"Harbour Post"}, {"@type": "NewsArticle", "headline": "Old bridge shut until spring", '
        '"datePublished": "2023-02-14T06:00:00Z", "author": [{"@id": "#a"}, {"@type": "Person", '
        '"name": "Tom Ray"}]}, {"@type": "Person", "@id": "#a", "name": "Ann Lee"}]}\n//]]>'
        "</script>"
    )
    found = fields(graph, f"<h1>{TITLE}</h1>{story()}")
    assert found.byline == "Ann Lee, Tom Ray"
    assert found.published == "2023-02-14T06:00:00+00:00"


@pytest.mark.parametrize(
    ("title", "site", "outlet"),
    [
        (f"{TITLE} - TechHarbour", "TechHarbour", "TechHarbour"),
        (f"{TITLE} | Region | Harbour Post", "", "Harbour Post"),
        (f"Harbour Online - {TITLE}", "", "Harbour Online"),
        (TITLE, "Harbour Post", "Harbour Post"),
        (TITLE, "", None),
    ],
)
def test_the_outlet_of_the_title_is_not_in_it(title: str, site: str, outlet: str | None) -> None:
    head = f"<meta property='og:site_name' content='{site}'>" if site else ""
    found = fields(head, f"<h1>{TITLE}</h1>{story()}", title)
    assert (found.title, found.outlet) == (TITLE, outlet)


def test_a_title_that_is_only_the_outlets_name() -> None:
    told = f"LUND (Northern) - {STORY[0]}"
    found = fields("", story(told, *STORY[1:]), "Northern UK")
    assert (found.title, found.outlet, found.agency) == (None, "Northern UK", "Northern")


@pytest.mark.parametrize(
    ("line", "byline", "published"),
    [
        ("<p class='author'>by Ida Marsh<br>Tuesday, March 5, 2024</p>", "Ida Marsh", "2024-03-05"),
        (("<div class='byline'><a rel='author' href='/i'>Ida Marsh</a>, Harbour Editor | <a "
         "href='mailto:i@x.example'>Email the author</a></div>"), "Ida Marsh", None),
        ("<p>By Ida Marsh</p><p>11 March 2024 Last updated at 12:41 GMT</p>", "Ida Marsh",
         "2024-03-11T12:41:00+00:00"),
        ("<time datetime='2024-03-05T08:00:00Z'>Tuesday</time>", None, "2024-03-05T08:00:00+00:00"),
        ("<span class='date'>3 hours ago</span>", None, None),
    ],
)  # fmt: skip
def test_the_lines_above_the_story(line: str, byline: str | None, published: str | None) -> None:
    other = (
        "<div class='related'><h3>Related</h3><div><time datetime='2019-05-01'>1 May 2019</time> "
        "<a href='/o'>Old wall, new cracks</a></div></div>"
    )
    found = fields("", f"<h1>{TITLE}</h1>{line}{story()}{other}")
    assert (found.byline, found.published, found.title) == (byline, published, TITLE)
    assert [s.quote for s in found.sentences()] == list(STORY)


def test_a_stamp_above_the_headline_is_read() -> None:
    stamp = "<p class='stamp'>Page last updated at 08:47 GMT, Thursday, 4 March 2021</p>"
    found = fields("", f"{stamp}<h1>{TITLE}</h1>{story()}")
    assert found.published == "2021-03-04T08:47:00+00:00"


def test_every_word_of_the_proof_is_on_the_page() -> None:
    """The walk that proves is not the one that reads: it keeps what the reader leaves out."""
    from briefing.read.formats.html_tree import Hidden, parsed, shown

    markup = page(f"<article><h1>{TITLE}</h1>{story()}<aside>Another story.</aside></article>")
    root = parsed(markup)
    seen = re.sub(r"\s+", " ", shown(root, Hidden.of(root)))
    assert "Another story." in seen
    assert "Home" in seen
    assert all(sentence in seen for sentence in STORY)


def test_sentences_in_a_table_of_one_column_are_text() -> None:
    rows = "".join(f"<tr><td>{text}</td></tr>" for text in STORY[1:])
    assert body_of(page(f"<h1>{TITLE}</h1>{story(STORY[0])}<table>{rows}</table>")) == list(STORY)


def test_a_label_in_a_list_of_facts_is_no_sentence() -> None:
    facts = "<dl><dt>From:</dt><dd><a href='/m'>Ministry of Walls</a></dd></dl>"
    assert body_of(page(f"<h1>{TITLE}</h1>{story(STORY[0])}{facts}{story(*STORY[1:])}")) == list(
        STORY
    )


@pytest.mark.parametrize("tag", ["article", "main", "section"])
def test_a_page_whose_body_tag_was_left_out_is_read(tag: str) -> None:
    """As minifiers do and HTML allows."""
    markup = (
        f"<!doctype html><meta charset=utf-8><title>{TITLE}</title>"
        f"<{tag}><h1>{TITLE}</h1>{story(*STORY * 2)}</{tag}>"
    )
    article, gaps = result(markup)
    assert not gaps
    assert article.title == TITLE
    assert all(sentence in article.text for sentence in STORY)


@pytest.mark.parametrize("tag", ["main", "article", "div itemprop='articleBody'"])
def test_what_stands_between_headline_and_article_element_is_read(tag: str) -> None:
    """The element that the page names holds a part of the story: its end, and most of it."""
    part = f"<{tag}>{story(*STORY[2:], *STORY[2:])}</{tag.split()[0]}>"
    first = f"<p>{STORY[0]} {STORY[1]}</p>"
    quoted = body_of(page(f"<div><h1>{TITLE}</h1>{first}{part}</div>"))
    assert quoted == [*STORY, *STORY[2:]]


def test_a_summary_between_headline_and_article_element_is_none_of_it() -> None:
    summary = "<p>Ferries are to run until then, and they will cost nothing.</p>"
    part = f"<article>{story(*STORY, *STORY)}</article>"
    quoted = body_of(page(f"<h1>{TITLE}</h1>{summary}{part}"))
    assert quoted == [*STORY, *STORY]


@pytest.mark.parametrize(
    "around",
    [
        f"<section><h1>{TITLE}</h1>{{}}</section>",
        f"<h1>{TITLE}</h1><div>{{}}</div>",
    ],
)
def test_a_short_story_is_no_teaser_for_the_box_that_is_set_into_it(around: str) -> None:
    box = "<aside><h4><a href='/o'>Ten walks to the sea</a></h4></aside>"
    held = f"<p>{STORY[0]}</p>{box}<p>Ask <span class='share'>Ann Lee</span> about the ferry.</p>"
    assert body_of(page(around.format(held + story(*STORY[1:3])))) == [
        STORY[0],
        "Ask Ann Lee about the ferry.",
        *STORY[1:3],
    ]


def test_prose_outside_of_what_the_page_calls_its_article_is_told() -> None:
    part = f"<article><h1>{TITLE}</h1><div class='entry-content'>{story()}</div></article>"
    more = story(*(f"{text[:-1]}, as told on Tuesday." for text in STORY))
    article, gaps = result(page(f"{part}<div>{more}</div>"))
    assert [s.quote for s in article.sentences()] == [*STORY]
    assert gaps == [
        "the page has more prose than was read as its article: 418 of 936 characters are read"
    ]


def test_boxes_beside_an_article_are_no_gap() -> None:
    box = "<section class='related'><p>Ten walks to the sea, each of them easy.</p></section>"
    assert result(page(f"<main><h1>{TITLE}</h1>{story()}</main>{box * 20}"))[1] == []
