"""Mail as it lands in a desk's folder: forwarded, wrapped, sealed, and from newsletters."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from briefing.model import Article, Document, Gap
from briefing.read import read

LEAD = "The fire in the cable factory of Orre was put out on Sunday morning, the brigade said."
NEXT = "Two of the eleven halls are lost, and 60 people cannot work for now."
LAST = "The owner wants to build them anew before the winter begins."
TEXT = f"{LEAD} {NEXT}\n\n{LAST}\n"
HTML = f"<h1>Factory fire out</h1><p>{LEAD} {NEXT}</p><p>{LAST}</p>"
SENTENCES = [LEAD, NEXT, LAST]


def message(
    text: str, subject: str = "Factory fire out", sender: str = "", **more: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = sender or "Ola Brandt <ola@desk.example>"
    made["To"] = "desk@desk.example"
    made["Subject"] = subject
    made["Date"] = "Tue, 05 Mar 2024 08:12:00 +0100"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    if text:
        made.set_content(text)
    return made


def found(of: EmailMessage | bytes) -> tuple[list[Article], list[Gap]]:
    raw = of if isinstance(of, bytes) else bytes(of)
    got = read(Document("a.eml", "message/rfc822", raw))
    return [a for a in got if isinstance(a, Article)], [g for g in got if isinstance(g, Gap)]


def one(of: EmailMessage | bytes) -> Article:
    (article,), _ = found(of)
    return article


def quotes(article: Article) -> list[str]:
    return [s.quote for s in article.sentences()]


HEADS = {
    "gmail": (
        "---------- Forwarded message ---------\n"
        "From: Orre Post <news@orrepost.example>\n"
        "Date: Mon, 4 Mar 2024 at 18:00\n"
        "Subject: Factory fire out\n"
        "To: <ola@desk.example>\n\n\n"
    ),
    "outlook": (
        "________________________________\n"
        "From: Orre Post <news@orrepost.example>\n"
        "Sent: Monday, March 4, 2024 6:00 PM\n"
        "To: Ola Brandt\n"
        "Subject: Factory fire out\n\n"
    ),
    "apple": (
        "Begin forwarded message:\n\n"
        "From: Orre Post <news@orrepost.example>\n"
        "Subject: Factory fire out\n"
        "Date: 4 March 2024 at 18:00:12 CET\n"
        "To: ola@desk.example\n\n"
    ),
    "thunderbird": (
        "-------- Forwarded Message --------\n"
        "Subject: \tFactory fire out\n"
        "Date: \tMon, 4 Mar 2024 18:00:00 +0100\n"
        "From: \tOrre Post <news@orrepost.example>\n"
        "To: \tola@desk.example\n\n"
    ),
    "german": (
        "-----Ursprüngliche Nachricht-----\n"
        "Von: Orre Post <news@orrepost.example>\n"
        "Gesendet: 4. März 2024 18:00\n"
        "An: Ola Brandt\n"
        "Betreff: Factory fire out\n\n"
    ),
}


@pytest.mark.parametrize("client", sorted(HEADS))
@pytest.mark.parametrize("note", ["", "For tomorrow, please. The numbers look new to me.\n\n"])
def test_what_is_forwarded_in_the_text_is_the_original(client: str, note: str) -> None:
    prefix = "WG: " if client == "german" else "Fwd: "
    article = one(message(note + HEADS[client] + TEXT, f"{prefix}Factory fire out"))
    assert quotes(article) == SENTENCES
    assert (article.title, article.outlet) == ("Factory fire out", "Orre Post")
    assert client == "german" or (article.published or "")[:10] == "2024-03-04"
    assert "tomorrow" not in article.text


def test_a_forward_in_html_is_the_original_too() -> None:
    made = message("")
    made.set_content(
        "<div>See below.</div><div class='gmail_quote'><div class='gmail_attr'>"
        "---------- Forwarded message ---------<br>From: <strong>Orre Post</strong> "
        "<span>&lt;<a href='mailto:news@orrepost.example'>news@orrepost.example</a>&gt;</span><br>"
        "Date: Mon, 4 Mar 2024 at 18:00<br>Subject: Factory fire out<br>"
        f"To: &lt;ola@desk.example&gt;<br></div><br><br>{HTML}</div>",
        subtype="html",
    )
    article = one(made)
    assert quotes(article) == SENTENCES
    assert (article.title, article.outlet) == ("Factory fire out", "Orre Post")
    assert (article.published or "")[:10] == "2024-03-04"


def test_an_answer_with_its_thread_below_is_no_forward() -> None:
    answer = " ".join([TEXT] * 4)
    article = one(message(f"{answer}\n\n{HEADS['outlook']}Could you ask the brigade?\n"))
    assert LEAD in quotes(article)


def test_attached_messages_are_the_articles() -> None:
    first = message(
        TEXT, sender="Orre Post <news@orrepost.example>", List_Id="<a.orrepost.example>"
    )
    second = message(f"{LAST}\n", "Owner will build", sender="Ida <ida@orre.example>")
    cover = message("Two for you.\n", "FW: news")
    cover.add_attachment(first)
    (article,), _ = found(cover)
    assert quotes(article) == SENTENCES
    assert (article.title, article.outlet) == ("Factory fire out", "Orre Post")
    cover.add_attachment(second)
    articles, _ = found(cover)
    assert [(a.uri, a.title) for a in articles] == [
        ("a.eml#1", "Factory fire out"),
        ("a.eml#2", "Owner will build"),
    ]


@pytest.mark.parametrize(
    "stub", ["", "\n", "This message needs HTML. Open https://orrepost.example/v?id=7 instead.\n"]
)
def test_a_stub_gives_way_to_the_html(stub: str) -> None:
    made = message(stub or " ")
    made.add_alternative(HTML, subtype="html")
    assert quotes(one(made)) == SENTENCES


def test_a_whole_text_part_is_kept() -> None:
    made = message(TEXT)
    made.add_alternative(f"{HTML}<p>Only in HTML.</p>", subtype="html")
    assert quotes(one(made)) == SENTENCES


def test_containers_that_are_not_opened_are_named() -> None:
    made = message(" ")
    made.add_attachment(
        b"x\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    articles, (gap,) = found(made)
    assert not articles
    assert "winmail.dat" in gap.what
    made = message(TEXT)
    made.add_attachment(b"PK", maintype="application", subtype="zip", filename="photos.zip")
    articles, (gap,) = found(made)
    assert quotes(articles[0]) == SENTENCES
    assert gap.what == 'not opened: "photos.zip" (application/zip)'


NEWSLETTER = f"""\
View this email in your browser (https://mail.example/v?e=7)

** Factory fire out
------------------------------------------------------------

The fire in the cable factory of Orre (https://orrepost.example/f?utm_source=mail) was put out \
on Sunday morning, the brigade said [1]. {NEXT}

Read more <https://orrepost.example/fire?utm_medium=email>

{LAST}

[1] https://brigade.example/log

============================================================
Copyright (C) 2024 Orre Media, All rights reserved.
You are receiving this email because you signed up on our site.

You can ** change your preferences (https://orrepost.example/p)
or ** unsubscribe (https://orrepost.example/u)
"""


def test_links_and_footers_of_a_newsletter_are_no_text() -> None:
    made = message(
        NEWSLETTER, sender="Orre Post <p@orrepost.example>", List_Unsubscribe="<https://x>"
    )
    article = one(made)
    assert quotes(article) == SENTENCES
    assert "http" not in article.text


def test_an_address_between_brackets_and_blanks_is_no_text() -> None:
    made = message(TEXT.replace(" cannot", " ( https://click.orrepost.example/u?a=1 ) cannot"))
    assert quotes(one(made)) == SENTENCES


@pytest.mark.parametrize("delete", [False, True])
def test_soft_breaks_join_lines(delete: bool) -> None:
    soft = " \n" if not delete else "  \n"
    text = TEXT.replace(" was put", f"{soft}was put").replace(" cannot", f"{soft}cannot")
    made = message(text)
    made.set_param("format", "flowed")
    if delete:
        made.set_param("delsp", "yes")
    assert quotes(one(made)) == SENTENCES


def test_what_stands_below_a_signature_is_no_text() -> None:
    article = one(message(f"{TEXT}\n-- \nOla Brandt reads for the desk. Call him any time.\n"))
    assert quotes(article) == SENTENCES


@pytest.mark.parametrize("suffix", ["-i", "-e", ""])
def test_charsets_that_name_a_direction_are_known(suffix: str) -> None:
    hebrew = "הנמל נסגר ביום שני בגלל הסערה."
    raw = (
        f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=iso-8859-8{suffix}\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    ).encode() + hebrew.encode("iso-8859-8")
    assert one(raw).text.strip() == hebrew
