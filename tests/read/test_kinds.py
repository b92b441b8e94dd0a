"""Kinds of page, note, letter and data that were read wrongly once, in words of our own."""

from __future__ import annotations

import json

import pytest

from briefing.model import Article, Document, Gap
from briefing.read import read
from tests.read.test_pages import STORY, TITLE, body_of, page, result, story

GERMAN = (
    "Die Stadt Lund sperrt von Montag an die alte Brücke, bis der Winter vorbei ist.",
    "Ingenieure fanden Risse in zwei Pfeilern, sagte die Bürgermeisterin Ann Lee am Abend.",
    "Fähren sollen stündlich von beiden Ufern fahren, und das Fahrgeld wird Schülern erlassen.",
    "Die Läden am Nordufer fürchten um ihre Kundschaft, und ein Bäcker nannte die Hälfte.",
)


def from_text(text: str) -> list[Article]:
    return articles(Document("a.txt", "text/plain", text.encode()))


def articles(document: Document) -> list[Article]:
    return [one for one in read(document) if isinstance(one, Article)]


def body(article: Article) -> list[str]:
    return [" ".join(s.quote.split()) for s in article.sentences()]


# --- Pages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "items"),
    [
        ("References", "<ol><li>Lee, A. (2021). Old piers. <i>Bridges</i>, 4, 3–9.</li></ol>"),
        ("Sources", "<p>[1] Province of Lund: Bridge report, 2022, p. 14.</p><p>[2] Ibid.</p>"),
        ("Bibliography:", "<ul><li>Report of the province. Lund, 2022.</li></ul>"),
    ],
)
def test_a_list_of_references_is_no_body(heading: str, items: str) -> None:
    assert body_of(page(f"<article>{story()}<h2>{heading}</h2>{items}</article>")) == list(STORY)


def test_a_heading_below_the_references_goes_on_with_the_text() -> None:
    refs = "<h2>Sources</h2><p>Bridge report of 2022, page 14.</p><h2>What comes next</h2>"
    markup = page(f"<article>{story(*STORY[:3])}{refs}{story(*STORY[3:])}</article>")
    assert body_of(markup) == list(STORY)


def test_footnotes_below_a_page_are_no_body() -> None:
    notes = "<ol class='footnotes'><li>The fare was last raised in 2011, by half a crown.</li></ol>"
    assert body_of(page(f"<article>{story()}{notes}</article>")) == list(STORY)


@pytest.mark.parametrize("name", ["teaser-body", "promo-2", "article-teaser"])
def test_the_rest_of_an_article_in_a_box_that_calls_itself_a_teaser_is_read(name: str) -> None:
    rest = f"<div class='{name}'>{story(*STORY[2:])}</div>"
    assert body_of(page(f"<main><h1>{TITLE}</h1><div>{story(*STORY[:2])}</div>{rest}</main>")) == [
        *STORY
    ]


def test_a_short_box_that_calls_itself_a_promo_stays_out() -> None:
    box = "<p>The week on the coast is a radio programme.</p><p>It comes on Fridays at six.</p>"
    markup = f"<div>{story()}</div><div class='promo'>{box}</div>"
    assert body_of(page(f"<main><h1>{TITLE}</h1>{markup}</main>")) == list(STORY)


@pytest.mark.parametrize("inside", ["<a href='/x'>The ferry that nobody wanted</a> is back.", ""])
def test_a_teaser_with_links_or_before_the_article_stays_out(inside: str) -> None:
    other = "".join(f"<p>{inside}The museum of Lund reopens after nine years of work.</p>" * 2)
    box = f"<div class='teaser-box'>{other}</div>"
    markup = f"{box if not inside else ''}<div>{story()}</div>{box if inside else ''}"
    assert body_of(page(f"<main><h1>{TITLE}</h1>{markup}</main>")) == list(STORY)


def test_a_page_that_only_asks_is_a_gap() -> None:
    asks = (
        "<h1>Willkommen</h1><p>Besuchen Sie unsere Seite mit Werbung und Tracking. Ihre "
        "Einwilligung zu Cookies können Sie in der Datenschutzerklärung jederzeit ändern.</p>"
    )
    markup = f"<html lang='de'><head><title>Bote</title></head><body><main>{asks}</main></body>"
    (gap,) = read(Document("a.html", "text/html", markup.encode()))
    assert isinstance(gap, Gap)
    assert "without the text" in gap.what


@pytest.mark.parametrize(
    "plea",
    [
        "Since you're here, we have a small favour to ask. Fewer people buy papers every year.",
        "If everyone who reads our reporting helped to pay for it, our work would be secure.",
    ],
)
def test_a_favour_that_is_asked_is_no_body(plea: str) -> None:
    plea = f"<p>{plea}</p>" + "<p>It takes just one minute.</p>"
    assert body_of(page(f"<article>{story()}{plea}</article>")) == list(STORY)


@pytest.mark.parametrize(
    ("language", "heading", "about"),
    [
        ("de", "Über die Norvann AG", "Die Norvann AG mit Sitz in Lund liefert Wasser."),
        ("de", "Über Norvann", "Norvann liefert Wasser in neun Gemeinden."),
        ("de", "Pressekontakt", "Uwe Nehl, Telefon 555 0101."),
    ],
)
def test_what_a_company_says_of_itself_is_no_body(language: str, heading: str, about: str) -> None:
    below = f"<p><strong>{heading}</strong></p><p>{about}</p>"
    markup = page(f"<article>{story(*GERMAN)}{below}</article>", title="Alte Brücke gesperrt")
    assert body_of(markup.replace("lang='en'", f"lang='{language}'")) == list(GERMAN)


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("<div class='byline'>By Ann LeePublished 5 March 2024</div>", "Ann Lee"),
        ("<p class='byline'>By ANN LEE</p>", "Ann Lee"),
        ("<p>Ann Lee<br>Harbour Correspondent<br>Tuesday March 5 2024, 8.11pm</p>", "Ann Lee"),
        ("<div class='submitted'>Submitted by <a href='/u'>Ann Lee</a> on 5 March 2024</div>",
         "Ann Lee"),
        ("<div data-component='byline-block'><div>Ann Lee<span>, Correspondent</span></div></div>",
         "Ann Lee"),
        ("<div class='meta'><h4 class='post-author-name'><a href='/a'>Ann Lee</a></h4></div>",
         "Ann Lee"),
        ("<div class='autor'>Ann Lee / Lund</div>", "Ann Lee"),
    ],
)  # fmt: skip
def test_who_wrote_it_is_found_as_frameworks_tell_it(above: str, name: str) -> None:
    article, _ = result(page(f"<article><h1>{TITLE}</h1>{above}{story()}</article>"))
    assert article.byline == name
    assert [s.quote for s in article.sentences()] == list(STORY)


def test_a_smaller_heading_is_the_title_below_one_with_the_outlets_name() -> None:
    markup = page(
        f"<h1><a href='/'>Letters from Lund</a></h1><div class='post'><h3>{TITLE}</h3>"
        f"<div class='post-body'>{story()}</div>posted by <span itemprop='author'>Ann Lee</span> "
        "<abbr class='published' title='2024-03-05T09:10:00+01:00'>9:10</abbr></div>",
        title=f"Letters from Lund: {TITLE}",
    )
    article, _ = result(markup)
    assert (article.title, article.outlet) == (TITLE, "Letters from Lund")
    assert (article.byline, article.published) == ("Ann Lee", "2024-03-05T09:10:00+01:00")


def test_a_line_above_the_text_tells_which_part_of_the_pages_title_is_the_title() -> None:
    markup = page(
        f"<table><tr><td><b>{TITLE}</b><br>{'<p>'.join(STORY)}</td></tr></table>",
        title=f"Lund On Line - {TITLE}",
    )
    assert (result(markup)[0].title, result(markup)[0].outlet) == (TITLE, "Lund On Line")


# --- Plain text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Le mar. 5 mars 2024", "2024-03-05"),
        ("05-Mar-2024", "2024-03-05"),
        ("Lund, den 5. März 2024", "2024-03-05"),
        ("5. Mrz. 2024", "2024-03-05"),
        ("05 de marzo del 2024", "2024-03-05"),
        ("Publication date: 2024-03-05T20:11:00Z", "2024-03-05T20:11:00+00:00"),
    ],
)
def test_lines_with_a_day_are_read(line: str, day: str) -> None:
    texts = {"mars": FRENCH, "marzo": SPANISH, "M": GERMAN}
    chosen = next((text for key, text in texts.items() if key in line.split("-")[0]), STORY)
    if "den" in line.split() or "Mrz." in line:
        chosen = GERMAN
    (article,) = from_text("\n\n".join(("Die alte Brücke", line, *chosen)))
    assert article.published == day


FRENCH = (
    "La ville de Lund ferme lundi le vieux pont jusqu'à la fin de l'hiver.",
    "Des ingénieurs ont trouvé des fissures dans deux piles, a déclaré la maire, Ann Lee.",
    "Des bacs partiront toutes les heures des deux rives, et les élèves ne paieront pas.",
)
SPANISH = (
    "La ciudad de Lund cierra el lunes el puente viejo hasta el final del invierno.",
    "Los ingenieros hallaron grietas en dos pilares, dijo la alcaldesa, Ann Lee.",
    "Los transbordadores saldrán cada hora de las dos orillas y los alumnos no pagarán.",
)


@pytest.mark.parametrize(
    "line",
    [
        "Einen Fehler entdeckt? Schreiben Sie der Redaktion.",
        "Dieses Thema im Programm: Hafenwelle am Montag, 5. Mai, ab 18 Uhr.",
        "Über dieses Thema berichteten wir am 5. Mai um 18 Uhr in der Abendrunde.",
        "Der Newsletter „Am Kai“ fasst den Tag zusammen. Hier geht’s zur Anmeldung!",
        "Dieser Text ist eine Übersetzung aus dem Schwedischen.",
        "Der Artikel wurde automatisch aus dem Schwedischen übersetzt.",
        "Die mit einem Stern gekennzeichneten Links bringen uns etwas Geld ein.",
        "Dieser Beitrag enthält Affiliate-Links.",
        "Weitere Informationen dazu gibt es auf den Seiten des Hafenamts.",
        "Mehr Infos unter www.hafen.example.",
        "Ich bin einverstanden, dass mir Filme anderer gezeigt werden.",
        "Meldungen aufs Handy? Hier geht es zur neuen Hafen-App.",
    ],
)
def test_what_a_german_newsroom_says_of_itself_is_no_body(line: str) -> None:
    found = from_text("\n\n".join((*GERMAN, line)))
    assert [text for one in found for text in body(one)] == list(GERMAN)


def test_what_a_german_office_has_to_tell_is_body() -> None:
    line = "Weitere Informationen liegen der Wache auf dem Festland nicht vor."
    found = from_text("\n\n".join((*GERMAN, line)))
    assert [text for one in found for text in body(one)] == [*GERMAN, line]


def test_an_address_below_the_title_is_a_line_of_its_own() -> None:
    head = f"{TITLE}\nhttps://www.harbourpost.com/bridge\nBy Ann Lee\n5 March 2024"
    (article,) = from_text("\n\n".join((head, *STORY)))
    assert (article.title, article.byline, article.published) == (TITLE, "Ann Lee", "2024-03-05")
    assert article.url == "https://www.harbourpost.com/bridge"


def test_a_name_above_the_day_and_a_signed_headline_is_the_outlet() -> None:
    head = f"Lund Argus\n5 March 2024\n\n{TITLE}\nBy Ann Lee"
    (article,) = from_text("\n\n".join((head, *STORY)))
    assert (article.title, article.outlet, article.byline) == (TITLE, "Lund Argus", "Ann Lee")


def test_a_digest_names_its_sources_in_brackets() -> None:
    reports = (
        ("RAIL STRIKE CALLED OFF", "Drivers have accepted the offer. Trains run on Friday."),
        ("BAKERY BURNS", "Flames destroyed an oven house in Hollin. Nobody was hurt."),
        ("MUSEUM REOPENS", "Visitors may enter the gallery again. It was shut nine years."),
    )
    lines = (f"{head}\n{text} (Lund Argus)" for head, text in reports)
    found = from_text("\n\n".join(("Daily digest", *lines)))
    assert [one.title for one in found] == [head for head, _ in reports]


# --- Notes and data ------------------------------------------------------------------


def note(text: str) -> list[Article]:
    return articles(Document("a.md", "text/markdown", text.encode()))


def test_links_with_brackets_and_struck_words_of_a_note() -> None:
    first = STORY[0].replace("Lund", "[Lund](https://x.example/Lund_(city))")
    second = STORY[1].replace("piers", "~~three~~ piers")
    (article,) = note("\n\n".join((f"# {TITLE}", first, second, *STORY[2:])))
    assert body(article) == list(STORY)


def test_the_title_of_a_callout_is_no_part_of_what_it_quotes() -> None:
    (article,) = note(f"# {TITLE}\n\n{STORY[0]}\n\n> [!quote]- Said\n> {STORY[1]}\n\n{STORY[2]}")
    assert body(article) == list(STORY[:3])


def test_a_note_in_bullets_is_a_digest() -> None:
    items = (
        "- **Rail strike called off.** Drivers have accepted the offer. Trains run on Friday.",
        "- **Bakery burns.** Flames destroyed an oven house in Hollin. Nobody was slightly hurt.",
        "- **Museum reopens.** Visitors may enter the gallery again. It was shut for nine years.",
    )
    assert len(note("# News in brief\n\n" + "\n".join(items))) == 3


def test_articles_by_their_keys() -> None:
    rows = {"a": {"title": "One", "text": STORY[0]}, "b": {"title": "Two", "text": STORY[1]}}
    found = articles(Document("a.json", "application/json", json.dumps(rows).encode()))
    assert [one.title for one in found] == ["One", "Two"]


def test_a_text_that_leads_on_to_the_whole_is_cut() -> None:
    row = {"title": TITLE, "content": f"{STORY[0]} Engineers found cracks… Read more"}
    found = read(Document("a.json", "application/json", json.dumps({"articles": [row]}).encode()))
    assert isinstance(found[0], Article)
    assert body(found[0]) == [STORY[0]]
    assert any(isinstance(one, Gap) and "truncated" in one.what for one in found)


def test_captions_in_a_field_are_known_by_their_class() -> None:
    text = f"{story()}<p class='wp-caption-text'>The bridge at dusk.</p>"
    found = articles(Document("a.json", "application/json", json.dumps({"text": text}).encode()))
    assert body(found[0]) == list(STORY)


# --- Letters -------------------------------------------------------------------------


def test_a_host_leaves_out_the_small_words_of_its_outlets_name() -> None:
    mail = (
        "From: El Correo de Halden <aviso@correohalden.example>\nTo: d@x.example\nSubject: Puente\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + "\n\n".join(SPANISH)
    )
    (article,) = articles(Document("a.eml", "message/rfc822", mail.encode()))
    assert article.outlet == "El Correo de Halden"


def test_what_stands_below_advertisement_and_speaks_to_the_reader_is_none_of_a_letter() -> None:
    paid = "<p>ADVERTISEMENT</p><p>Visit the showroom and take a tenth off your first sofa!</p>"
    mail = (
        "From: Lund Argus <n@lundargus.example>\nTo: d@x.example\nSubject: Bridge\n"
        "List-Id: <n.lundargus.example>\nMIME-Version: 1.0\n"
        f"Content-Type: text/html; charset=utf-8\n\n<h1>{TITLE}</h1>{story(*STORY[:3])}{paid}"
        f"{story(*STORY[3:])}"
    )
    (article,) = articles(Document("a.eml", "message/rfc822", mail.encode()))
    assert body(article) == list(STORY)


# --- Below a text, hidden in it, and live --------------------------------------------


@pytest.mark.parametrize(
    "foot",
    [
        "Get the news that matters from the coast every weekday morning.",
        "Download the Post app for breaking news alerts.",
        "Know more about this? Contact our reporters in confidence.",
        "To comment on this story, write to letters@harbourpost.example.",
        "The Post is a member of the Press Council. Complaints can be sent to the editor.",
    ],
)
def test_a_foot_that_asks_its_reader_to_do_something_is_no_body(foot: str) -> None:
    assert body_of(page(f"<article>{story()}<p>{foot}</p></article>")) == list(STORY)


@pytest.mark.parametrize(
    "last", ["Getting there took two hours.", "Downloads of the ferry plan rose by half."]
)
def test_a_last_sentence_that_only_begins_like_one_stays(last: str) -> None:
    assert body_of(page(f"<article>{story()}<p>{last}</p></article>")) == [*STORY, last]


@pytest.mark.parametrize(
    "foot",
    [
        "Ann Lee ist Redakteurin im Ressort Stadt.",
        "Der Autor ist freier Journalist in Lund.",
        "Hinweis: Der Beitrag gibt die Meinung der Autorin wieder.",
    ],
)
def test_a_german_foot_is_no_body(foot: str) -> None:
    markup = page(f"<article>{story(*GERMAN)}<p>{foot}</p></article>", title="Alte Brücke gesperrt")
    assert body_of(markup.replace("lang='en'", "lang='de'")) == list(GERMAN)


@pytest.mark.parametrize(
    "how",
    ["style='font-size:0'", "style='position:absolute;left:-9999px'", "class='note d-none'"],
)
def test_what_a_style_puts_out_of_sight_is_no_text(how: str) -> None:
    unseen = f"<p {how}>This text is hidden and nobody is meant to read it.</p>"
    markup = page(f"<article>{story(*STORY[:3])}{unseen}{story(*STORY[3:])}</article>")
    assert body_of(markup) == list(STORY)


def test_what_is_hidden_on_small_screens_only_is_read() -> None:
    wide = f"<p class='d-none d-md-block'>{STORY[2]}</p>"
    markup = page(f"<article>{story(*STORY[:2])}{wide}{story(*STORY[3:])}</article>")
    assert body_of(markup) == list(STORY)


REPORTS = (
    (
        "Drivers accept the offer of the railway. Trains run again from Friday morning on, and "
        "tickets of the lost days stay valid for a month."
    ),
    (
        "Flames destroyed an oven house in Hollin on Sunday. Two firemen were slightly hurt, and "
        "the police believe that an appliance was left on overnight."
    ),
    (
        "Visitors may enter the museum of Orre again. The gallery was shut for nine years, and its "
        "roof has cost the province two million crowns."
    ),
)


@pytest.mark.parametrize(
    "entry",
    [
        "<p><strong>1{n}:4{n} GMT</strong> – {text}</p>",
        "<p><strong>1{n}:4{n} a.m.</strong></p><p>{text}</p>",
    ],
)
def test_the_times_of_a_live_page_are_none_of_its_words(entry: str) -> None:
    inside = "".join(entry.format(n=n, text=text) for n, text in enumerate(REPORTS))
    markup = page(f"<main><h1>Tuesday as it happened</h1>{inside}</main>")
    found = articles(Document("a.html", "text/html", markup.encode()))
    assert len(found) == 3
    assert [" ".join(body(one)) for one in found] == [*REPORTS]


def test_comments_of_names_that_say_something_are_no_body() -> None:
    others = "<p>Comments</p><p>Gull says:</p><p>They should have shut it years ago, I knew it.</p>"
    others += "<p>Anna K. says:</p><p>My brother works there and he told me just the same.</p>"
    assert body_of(page(f"<article>{story()}{others}</article>")) == list(STORY)


def test_a_page_whose_text_a_script_is_to_show_is_told() -> None:
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE,
            "articleBody": " ".join(STORY)}  # fmt: skip
    script = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    markup = f"<html><head><title>{TITLE}</title>{script}</head><body><p>Loading…</p></body></html>"
    (gap,) = read(Document("a.html", "text/html", markup.encode()))
    assert isinstance(gap, Gap)
    assert gap.what.endswith("a script is to show it; save the page from a browser")


def test_a_page_of_one_short_sentence_is_an_article() -> None:
    assert body_of("<html><body><p>The bridge is shut.</p></body></html>") == [
        "The bridge is shut."
    ]
