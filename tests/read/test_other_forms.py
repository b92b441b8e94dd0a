"""The same article in the forms of other clients, interfaces, clippers and databases."""

from __future__ import annotations

import json
from base64 import encodebytes

import pytest

from briefing.model import Article, Document, Gap
from briefing.read import read

TITLE = "Museum returns four bells to fishing village"
BODY = (
    "The city museum gave four bronze bells back to the fishing village of Otra on Wednesday.",
    "Curator Helge Strand said the bells had been taken down during the war and never claimed.",
    "The village, which has 310 people, will hang them in June.",
    "Transport costs 90,000 crowns.",
)
TEXT = f"{BODY[0]}\n\n{BODY[1]}\n\n{BODY[2]} {BODY[3]}\n"


def found(body: str | bytes, media_type: str) -> tuple[list[Article], str]:
    raw = body.encode() if isinstance(body, str) else body
    results = read(Document("x", media_type, raw))
    gaps = " ".join(one.what for one in results if isinstance(one, Gap))
    return [one for one in results if isinstance(one, Article)], gaps


def one(body: str, media_type: str) -> Article:
    (article,), _ = found(body, media_type)
    return article


def body_of(article: Article) -> list[str]:
    return [sentence.quote for sentence in article.sentences()]


# --- Mail ----------------------------------------------------------------------------


def mail(body: str, kind: str = "text/plain; charset=utf-8", subject: str = "FW: x") -> str:
    return (
        "From: Ann Berg <ann@desk.example>\nTo: desk@desk.example\n"
        f"Subject: {subject}\nDate: Thu, 11 Jan 2024 07:10:00 +0100\nMIME-Version: 1.0\n"
        f"Content-Type: {kind}\n\n{body}"
    )


def parts(*inside: str) -> str:
    return "".join(f"--zz\n{part}\n" for part in inside) + "--zz--\n"


SENDER = "Karlsund Tidende <news@karlsundtidende.example>"
ABROAD = {
    "de": ("Von", "Gesendet", "Mittwoch, 10. Januar 2024 18:00", "An", "Betreff"),
    "fr": ("De", "Envoyé", "mercredi 10 janvier 2024 18:00", "À", "Objet"),
    "es": ("De", "Enviado", "miércoles, 10 de enero de 2024 18:00", "Para", "Asunto"),
    "ru": ("От", "Отправлено", "10 января 2024 г. 18:00", "Кому", "Тема"),
}


@pytest.mark.parametrize("code", sorted(ABROAD))
def test_a_client_of_another_language_dates_a_forward_in_its_own(code: str) -> None:
    sender, sent, day, to, subject = ABROAD[code]
    head = f"{sender}: {SENDER}\n{sent}: {day}\n{to}: Ann Berg\n{subject}: {TITLE}\n\n"
    article = one(mail(head + TEXT), "message/rfc822")
    assert (article.title, article.outlet) == (TITLE, "Karlsund Tidende")
    assert (article.published or "")[:10] == "2024-01-10"


def test_a_long_subject_goes_on_in_the_next_line() -> None:
    head = (
        f"---------- Forwarded message ---------\nFrom: {SENDER}\nDate: Wed, 10 Jan 2024 at 18:00\n"
        "Subject: Museum returns four bells\n to fishing village\nTo: <ann@desk.example>\n\n"
    )
    assert one(mail(head + TEXT), "message/rfc822").title == TITLE


def test_a_paragraph_above_a_ruler_is_no_heading() -> None:
    head = f"From: {SENDER}\nDate: Wed, 10 Jan 2024 18:00:00 +0100\nSubject: {TITLE}\n\n"
    assert body_of(one(mail(head + TEXT + "-" * 40), "message/rfc822")) == list(BODY)


INNER = (
    f"From: {SENDER}\nList-Id: <n.karlsundtidende.example>\nSubject: {TITLE}\n"
    f"Date: Wed, 10 Jan 2024 18:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}"
)
NOTE = "Content-Type: text/plain; charset=utf-8\n\nPlease use this one, the numbers are checked.\n"
PACKED = encodebytes(INNER.encode()).decode()
NAMED = 'Content-Disposition: attachment; filename="bells.{}"\n'
HTML = "".join(f"<p>{text}</p>" for text in BODY)
FILES = {
    "a message as a file": (
        f"Content-Type: application/octet-stream\n{NAMED.format('eml')}"
        f"Content-Transfer-Encoding: base64\n\n{PACKED}"
    ),
    "a message that was encoded": (
        f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{PACKED}"
    ),
    "a text": f"Content-Type: text/plain; charset=utf-8\n{NAMED.format('txt')}\n{TITLE}\n\n{TEXT}",
    "a page": (
        f"Content-Type: text/html; charset=utf-8\n{NAMED.format('html')}\n"
        f"<html><title>{TITLE}</title><article><h1>{TITLE}</h1>{HTML}</article></html>\n"
    ),
    "a note": f"Content-Type: text/markdown\n{NAMED.format('md')}\n# {TITLE}\n\n{TEXT}",
}


@pytest.mark.parametrize("form", sorted(FILES))
def test_what_is_attached_is_the_article(form: str) -> None:
    (article,), gaps = found(
        mail(parts(NOTE, FILES[form]), 'multipart/mixed; boundary="zz"'), "message/rfc822"
    )
    assert (article.title, body_of(article)) == (TITLE, list(BODY))
    assert not gaps


def test_a_file_of_a_line_or_two_is_no_article_but_told() -> None:
    small = f"Content-Type: text/plain\n{NAMED.format('txt')}\nSent through a filter.\n"
    whole = f"Content-Type: text/plain; charset=utf-8\n\n{TEXT}"
    (article,), gaps = found(
        mail(parts(whole, small), 'multipart/mixed; boundary="zz"', TITLE), "message/rfc822"
    )
    assert body_of(article) == list(BODY)
    assert "bells.txt" in gaps


def test_a_text_part_of_blanks_gives_way_to_the_html() -> None:
    blank = "Content-Type: text/plain; charset=utf-8\n\n\xa0\n \n"
    rich = f"Content-Type: text/html; charset=utf-8\n\n<html><body>{HTML}</body></html>\n"
    made = mail(parts(blank, rich), 'multipart/alternative; boundary="zz"', TITLE)
    assert body_of(one(made, "message/rfc822")) == list(BODY)


@pytest.mark.parametrize(
    "link",
    [
        " Read on (https://x.example/1?utm_source=x)",
        " Link: https://x.example/1",
        "\nRead more: https://x.example/1?utm_source=x",
    ],
)
def test_the_words_before_a_link_to_the_whole_report_go_with_it(link: str) -> None:
    made = mail(f"* {BODY[0]} {BODY[1]}{link}\n\n* {BODY[2]} {BODY[3]}{link}\n", subject=TITLE)
    assert body_of(one(made, "message/rfc822")) == list(BODY)


# --- Data ----------------------------------------------------------------------------

OUT = {"title": TITLE, "url": "https://k.example/b"}
ANSWERS = {
    "one page of an interface": {
        "response": {"content": {"webTitle": TITLE, "fields": {"bodyText": TEXT}}}
    },
    "a list no name is known of": {"payload": {"rows": [{**OUT, "content": TEXT}]}},
    "a text not handed over": {
        "results": [{**OUT, "content": "ONLY AVAILABLE IN PAID PLANS", "description": TEXT}]
    },
    "blocks": {
        "headlines": {"basic": TITLE},
        "content_elements": [{"type": "text", "content": text} for text in TEXT.split("\n\n")],
    },
    "texts as objects": {
        "searchresult": {"document": [{"header": {"text": TITLE}, "body": {"text": TEXT}}]}
    },
    "children": {"data": {"children": [{"data": {"title": TITLE, "selftext": TEXT}}]}},
}


@pytest.mark.parametrize("form", sorted(ANSWERS))
def test_answers_of_other_interfaces(form: str) -> None:
    article = one(json.dumps(ANSWERS[form]), "application/json")
    assert (article.title, body_of(article)) == (TITLE, list(BODY))


@pytest.mark.parametrize("day", [{"$date": "2024-01-10T17:00:00Z"}, 1704906000])
def test_days_as_databases_keep_them(day: object) -> None:
    made = json.dumps({"title": TITLE, "text": TEXT, "datetime": day})
    assert (one(made, "application/json").published or "")[:10] == "2024-01-10"


@pytest.mark.parametrize("end", ["…", "...", " [...]", " […]"])
def test_a_text_that_trails_off_was_cut(end: str) -> None:
    made = {"title": TITLE, "content": f"{BODY[0]} {BODY[1]} The village, which has 310 p{end}"}
    (article,), gaps = found(json.dumps(made), "application/json")
    assert body_of(article) == list(BODY[:2])
    assert "truncated" in gaps


# --- Notes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        f"# {TITLE}\n\nauthor:: Ann Lee\npublished:: 2024-01-10\nsource:: https://k.example/b",
        f"# {TITLE}\n\n- **Author**: [[Ann Lee]]\n- **Published**: January 10, 2024",
        f"# {TITLE}\n\nAuthor: Ann Lee\nURL: https://k.example/b\nPublished: 2024-01-10",
        f"## {TITLE}\n\n*By Ann Lee, 10 January 2024*",
        f"---\ntitle: {TITLE}\ncreators: [Ann Lee]\ndate: 2024-01-10\n---",
    ],
)
def test_fields_that_a_clipper_lists(head: str) -> None:
    article = one(f"{head}\n\n{TEXT}", "text/markdown")
    assert (article.title, article.byline, article.published) == (TITLE, "Ann Lee", "2024-01-10")
    assert body_of(article) == list(BODY)


def test_boxes_of_a_clipper_and_code_are_no_text() -> None:
    made = (
        f"# {TITLE}\n\n> ## Excerpt\n> Four bells go home to the village they came from.\n\n---\n\n"
        f"{TEXT}\n```python\nprint('The bells are back.')\n```\n"
    )
    assert body_of(one(made, "text/markdown")) == list(BODY)
    open_fence = f"# {TITLE}\n\n{BODY[0]}\n\n```\n\n{BODY[1]}\n"
    assert body_of(one(open_fence, "text/markdown")) == list(BODY[:2])


# --- Clippings -----------------------------------------------------------------------

KNOWN = (TITLE, "Karlsund Tidende", "Ann Lee", "2024-01-10")


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (
            (
                f"Title: {TITLE}\nAuthor: Ann Lee\nPublication: Karlsund Tidende\n"
                "Date: January 10, 2024"
            ),
            KNOWN,
        ),
        (
            f"{TITLE}\nAnn Lee\n312 words\n10 January 2024\nKarlsund Tidende\nKATI\n4\nEnglish",
            KNOWN,
        ),
        (
            f"Karlsund News\nJanuary 10, 2024\n{TITLE}\nBYLINE: Ann Lee\nLENGTH: 312 words",
            (TITLE, "Karlsund News", "Ann Lee", "2024-01-10"),
        ),
        (
            f"The Karlsund Post\n{TITLE}\nAnn Lee\nWednesday 10 January 2024",
            (TITLE, "The Karlsund Post", "Ann Lee", "2024-01-10"),
        ),
        (f"{TITLE}\nSource: Karlsund Tidende", (TITLE, "Karlsund Tidende", None, None)),
    ],
)
def test_heads_of_press_databases(head: str, known: tuple[str | None, ...]) -> None:
    article = one(f"{head}\n\n{TEXT}", "text/plain")
    assert (article.title, article.outlet, article.byline, article.published) == known
    assert body_of(article) == list(BODY)


@pytest.mark.parametrize("line", ["=" * 40, "-" * 44, "~~~~~~~~"])
def test_a_line_drawn_below_the_title_is_no_part_of_it(line: str) -> None:
    wide = " ".join(BODY)
    lines = [wide[n : n + 60] for n in range(0, len(wide), 60)]
    article = one(f"{TITLE}\n{line}\n\n" + "\n".join(lines), "text/plain")
    assert article.title == TITLE


def test_a_print_whose_font_names_joined_letters_wrongly_is_not_quoted_there() -> None:
    from weasyprint import HTML

    hindi = "नदी का पानी रविवार को पुल के ऊपर चला गया। मंत्रियों ने कहा कि लोग चिंतित हैं।"
    rows = f"<h1>The river rises</h1><p>{hindi}</p><p>The bridge is shut, the mayor said.</p>"
    made = HTML(string=f"<html lang=en>{rows}</html>").write_pdf()
    article, *gaps = read(Document("a.pdf", "application/pdf", made))
    assert isinstance(article, Article)
    quoted = [s.quote for s in article.sentences()]
    assert "The bridge is shut, the mayor said." in quoted
    wrong = [one for one in quoted[:-1] if one not in hindi]
    assert not wrong
    assert hindi in article.text or gaps
