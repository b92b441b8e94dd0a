"""What stands around and inside the text of a page, in other forms: boxes, pleas, bylines."""

from __future__ import annotations

import json

import pytest

from tests.read.test_pages import STORY, TITLE, body_of, page, result, story

ASKS = (
    (
        "We and our 212 partners store information on your device, such as cookies, and use "
        "personal data to measure advertising. You may change your preferences at any time."
    ),
    "Some vendors rely on their legitimate interest instead of asking for your consent.",
)
FRAGT = (
    (
        "Wir und unsere 90 Partner speichern Informationen auf Ihrem Gerät, etwa Cookies, und "
        "verarbeiten personenbezogene Daten für Anzeigen. Ihre Einwilligung ist freiwillig."
    ),
)


@pytest.mark.parametrize(
    "inline",
    [
        "<x-term>close the old bridge</x-term>",
        "<slot>close the old bridge</slot>",
        "close <img src='b.png' alt=''> the old bridge",
        "close the <picture><source srcset='b.webp'><img src='b.png'></picture>old bridge",
        "close the old bri<x-soft></x-soft>dge",
    ],
)
def test_what_a_browser_shows_within_a_line_parts_no_sentence(inline: str) -> None:
    first = STORY[0].replace("close the old bridge", inline)
    assert body_of(page(f"<article><h1>{TITLE}</h1>{story(first, *STORY[1:])}</article>")) == [
        *STORY
    ]


def test_an_element_of_the_page_s_own_may_hold_paragraphs() -> None:
    made = f"<x-article><h1>{TITLE}</h1>{story()}</x-article>"
    assert body_of(page(made)) == list(STORY)


@pytest.mark.parametrize("asked", [ASKS, FRAGT])
@pytest.mark.parametrize(
    "form",
    [
        "<div>{ask}<button>Agree</button></div><div><h1>{title}</h1>{text}</div>",
        "<div class='cols'><h1>{title}</h1>{text}</div><div class='zx9'>{ask}</div>",
        "<main><div class='b'><h2>Your choice</h2>{ask}</div><h1>{title}</h1>{text}</main>",
        "<article><h1>{title}</h1>{text}<div><div>{ask}</div></div></article>",
    ],
)
def test_a_consent_text_is_told_by_its_words_whatever_its_box_is_called(
    form: str, asked: tuple[str, ...]
) -> None:
    markup = page(form.format(title=TITLE, text=story(), ask=story(*asked)))
    if asked is FRAGT:
        markup = markup.replace("lang='en'", "lang='de'")
    assert body_of(markup) == list(STORY)


def test_a_story_about_consent_is_none() -> None:
    told = (
        "Sites must ask for consent before they store cookies on a device, the office said.",
        "“We and our partners read the privacy settings of your browser,” the firm wrote.",
        "Personal data and advertising brought the site nine million crowns from its partners.",
    )
    markup = page(f"<article><h1>{TITLE}</h1>{story(*STORY[:3], *told)}</article>")
    assert body_of(markup) == [*STORY[:3], *told]


PLEAS = (
    ("Good reporting costs money, and nobody owns us but our readers.", "Every penny counts."),
    ("Become a friend of the Post and read it without ads.", "You get a vote on what we cover."),
    ("Try it for four weeks for free.", "Cancel at any time."),
    ("As a subscriber, you have five gift articles a month.", "Anyone may read what you share."),
    ("Do you know more? Write to us at tips@post.example.", "We protect our sources."),
    ("Listen to our podcast Tide wherever you get your podcasts.", "New episodes every Friday."),
    ("How did you like this article? Take our short survey.", "It takes one minute."),
    ("Meet our reporters in the old mill. Tickets are on sale on our website.",),
    ("This article is for subscribers. Take out a monthly subscription to read on.",),
)


@pytest.mark.parametrize("plea", PLEAS)
@pytest.mark.parametrize("box", ["{}", "<div class='zx9'>{}</div>", "<aside>{}</aside>"])
def test_pleas_below_the_text_are_no_body(plea: tuple[str, ...], box: str) -> None:
    markup = page(f"<article><h1>{TITLE}</h1>{story()}{box.format(story(*plea))}</article>")
    assert body_of(markup) == list(STORY)


@pytest.mark.parametrize("plea", PLEAS)
def test_a_box_that_begins_with_a_plea_is_one(plea: tuple[str, ...]) -> None:
    box = f"<div class='zx9'>{story(*plea)}</div>"
    made = f"<article><h1>{TITLE}</h1>{story(*STORY[:3])}{box}{story(*STORY[3:])}</article>"
    assert body_of(page(made)) == list(STORY)


OTHERS = {
    "de": (
        "Der Rat von Lund beschloss am Montag, die alte Brücke bis zum Frühjahr zu sperren.",
        "Die Fähren fahren nach Angaben der Stadt jede Stunde von beiden Ufern.",
        "Die Reparatur kostet neun Millionen Kronen, von denen das Land ein Drittel zahlt.",
        ("Möchten Sie weiterlesen?", "Gefällt Ihnen dieser Text?", "Nachdruck verboten."),
    ),
    "fr": (
        "Le conseil de Lund a décidé lundi de fermer le vieux pont jusqu'au printemps.",
        "Les bacs passeront toutes les heures depuis les deux rives, selon la mairie.",
        "La réparation coûtera neuf millions de couronnes, dont un tiers pour la province.",
        ("Cet article est réservé aux abonnés.", "Partagez-le avec vos amis !"),
    ),
    "es": (
        "El ayuntamiento de Lund decidió el lunes cerrar el viejo puente hasta la primavera.",
        "Los transbordadores saldrán cada hora de las dos orillas, según la alcaldía.",
        "La reparación costará nueve millones de coronas, un tercio a cargo de la provincia.",
        ("Este contenido es solo para suscriptores.", "¿Te ha gustado?"),
    ),
}


@pytest.mark.parametrize("code", sorted(OTHERS))
def test_pleas_of_other_languages(code: str) -> None:
    *told, pleas = OTHERS[code]
    lines = [str(line) for line in told]
    made = page(f"<article><h1>{TITLE}</h1>{story(*lines, *pleas)}</article>")
    assert body_of(made.replace("lang='en'", f"lang='{code}'")) == lines


def test_what_a_company_says_of_itself_ends_where_the_story_goes_on() -> None:
    about = "<h3>About Norvann</h3><p>Norvann builds bridges and employs 300 people.</p>"
    made = f"<article><h1>{TITLE}</h1>{story(*STORY[:2])}{about}{story(*STORY[2:])}</article>"
    assert body_of(page(made)) == list(STORY)


def test_a_caption_is_told_by_the_element_that_holds_all_of_it() -> None:
    box = (
        "<div class='media'><img src='b.jpg'><span class='media__caption'>The old bridge carries "
        "nine thousand cars a day and is the only one for miles.</span></div>"
    )
    made = f"<article><h1>{TITLE}</h1>{story(*STORY[:2])}{box}{story(*STORY[2:])}</article>"
    assert body_of(page(made)) == list(STORY)


def test_a_paragraph_that_is_a_link_is_prose_where_it_ends_as_prose_does() -> None:
    linked = f"<p><a href='/r'>{STORY[2]}</a></p>"
    teaser = "<p><a href='/s'>Ferry firm buys two new ships for the summer season</a></p>"
    made = f"<article><h1>{TITLE}</h1>{story(*STORY[:2])}{linked}{teaser}{story(*STORY[3:])}"
    assert body_of(page(made)) == list(STORY)


@pytest.mark.parametrize(
    ("title", "site"),
    [
        (f"Harbour Post: {TITLE}", "Harbour Post"),
        (f"{TITLE} « Fjordwatch", "Fjordwatch"),
        (f"{TITLE} | HNN", "Harbour News Network"),
    ],
)
def test_the_outlet_before_or_behind_a_title(title: str, site: str) -> None:
    head = f"<meta property='og:site_name' content='{site}'>"
    article, _ = result(page(f"<article>{story()}</article>", head, title))
    assert (article.title, article.outlet) == (TITLE, site)


def test_a_logo_is_no_headline() -> None:
    head = "<meta property='og:site_name' content='Harbour Post'>"
    made = f"<h1><a href='/'>Harbour Post</a></h1><article><h2>{TITLE}</h2>{story()}</article>"
    assert result(page(made, head, f"{TITLE} | Harbour Post"))[0].title == TITLE


@pytest.mark.parametrize(
    "line",
    [
        "<div class='meta'><span>By Ann Lee</span><span>Monday, March 4, 2024</span></div>",
        "<h5>By Ann Lee - March 4, 2024</h5>",
        "<div class='entry-meta'>Posted on March 4, 2024 by <a href='/a'>Ann Lee</a></div>",
        "<div class='entry-meta'>Posted by Ann Lee on 4 March 2024</div>",
        "<div class='post-info'>Ann Lee · 04.03.2024</div>",
        "<p>By Ann Lee, Monday 4 March 2024, 10.42am</p>",
    ],
)
def test_name_and_day_in_one_line_above_the_text(line: str) -> None:
    article, _ = result(page(f"<div id='x'><h1>{TITLE}</h1>{line}{story()}</div>"))
    assert (article.byline, article.published) == ("Ann Lee", "2024-03-04")
    assert [s.quote for s in article.sentences()] == list(STORY)


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ({"@type": "WebPage", "datePublished": "2024-03-04"}, "2024-03-04"),
        (
            {
                "@type": "WebPage",
                "datePublished": "2019-01-01",
                "mainEntity": {"@type": "NewsArticle", "datePublished": "2024-03-04"},
            },
            "2024-03-04",
        ),
        ({"@type": "Product", "review": {"@type": "Review", "datePublished": "2024-03-04"}}, None),
    ],
)
def test_dates_of_a_page_without_an_article_of_its_own(
    told: dict[str, object], published: str | None
) -> None:
    head = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    article, _ = result(page(f"<article><h1>{TITLE}</h1>{story()}</article>", head))
    assert article.published == published


@pytest.mark.parametrize("name", ["promo-text", "subscriber-content", "teaser", "read-more"])
def test_a_box_of_prose_left_out_for_its_name_is_told(name: str) -> None:
    told = " ".join(STORY[1:])
    first = "".join(f"<p>{one} {told}</p>" for one in STORY)
    box = "".join(
        f"<p>The ferry to {place} will sail at noon from the northern bank.</p>"
        for place in ("Orre", "Lund", "Bo")
    )
    article, gaps = result(
        page(f"<article><h1>{TITLE}</h1>{first}<div class='{name}'>{box}</div></article>")
    )
    quoted = [s.quote for s in article.sentences()]
    assert (
        any(name in gap for gap in gaps)
        or "The ferry to Lund will sail at noon from the northern bank." in quoted
    )


@pytest.mark.parametrize("name", ["comments", "user-comments", "author-bio"])
def test_what_others_say_is_left_out_without_a_word(name: str) -> None:
    box = "".join(
        f"<p>I was at {place} and saw nothing of it.</p>" for place in ("Orre", "Lund", "Bo")
    )
    assert body_of(
        page(f"<article><h1>{TITLE}</h1>{story()}<div class='{name}'>{box}</div></article>")
    ) == [*STORY]


def test_a_page_whose_article_stands_in_a_box_with_a_wrong_name_is_read() -> None:
    made = f"<div id='comments-container'><section><h1>{TITLE}</h1>{story()}</section></div>"
    assert body_of(page(made)) == [*STORY]
