"""Properties of reading that hold for any input, and one example of each format."""

from __future__ import annotations

import json
import random
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.model import Article, Document, Gap, Kind
from briefing.read import read

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
MEDIA_TYPES = (
    "text/plain",
    "text/html",
    "text/markdown",
    "message/rfc822",
    "application/pdf",
    "application/json",
)


def article(body: str | bytes, media_type: str = "text/plain", uri: str = "a.txt") -> Article:
    raw = body.encode() if isinstance(body, str) else body
    found, *_ = read(Document(uri, media_type, raw))
    assert isinstance(found, Article), found
    return found


def gap(body: bytes, media_type: str = "text/plain") -> str:
    found, *_ = read(Document("a", media_type, body))
    assert isinstance(found, Gap), found
    return found.what


def kinds(found: Article, kind: Kind) -> list[str]:
    return [found.text[u.start : u.end] for u in found.units if u.kind is kind]


def assert_covered(found: Article) -> None:
    """Units are in order, trimmed, apart, and leave nothing but white space out."""
    place, paragraph = 0, 0
    for unit in found.units:
        assert place <= unit.start < unit.end
        assert not found.text[place : unit.start].strip()
        piece = found.text[unit.start : unit.end]
        assert piece == piece.strip()
        assert unit.paragraph >= paragraph
        place, paragraph = unit.end, unit.paragraph
    assert not found.text[place:].strip()


TEXTS = st.text(
    st.sampled_from("Aaiz .,!?:;\n\r\t\xa0\"“”'’()[]–—-•►*_=#@/0123é。؟яІع\u202e\x00\u2028ß"),
    max_size=300,
)


@given(TEXTS)
@example("• ")
@example("KYIV, Feb. 14 (Agency) –")
@example("A b. ”\n\nc")
@example("1) a 2) b\r\n\r\n--\n")
@settings(max_examples=400)
def test_units_cover_everything(text: str) -> None:
    found, *_ = read(Document("a", "text/plain", text.encode()))
    if isinstance(found, Article):
        assert_covered(found)


@given(st.binary(max_size=400), st.sampled_from(MEDIA_TYPES))
@settings(max_examples=400)
def test_no_bytes_raise(body: bytes, media_type: str) -> None:
    found, *_ = read(Document("a", media_type, body))
    if isinstance(found, Article):
        assert_covered(found)
        assert found.text.encode()


@given(TEXTS.filter(lambda text: bool(text.strip())), st.sampled_from(MEDIA_TYPES[1:3]))
@settings(max_examples=150)
def test_no_markup_raises(text: str, media_type: str) -> None:
    found, *_ = read(Document("a", media_type, f"<p>{text}</p># {text}\n> {text}".encode()))
    if isinstance(found, Article):
        assert_covered(found)


def test_id_and_digest_follow_address_and_text() -> None:
    one, same = article("It rained in Lisbon.", uri="x"), article("It rained in Lisbon.", uri="x")
    other = article("It rained in Lisbon.", uri="y")
    assert one.id == same.id
    assert len(one.id) == 12
    assert one.id != other.id
    assert one.sha256 == other.sha256


def test_a_clean_file_is_untouched() -> None:
    text = "A\xa0first line of it.\r\n\r\nThe second\tparagraph ends here.\r\n"
    assert article(text).text == text


def test_what_no_reader_should_meet_is_dropped() -> None:
    found = article("The mayor\x00 sa\x08id \u202eno\u202c.\n")
    assert found.text == "The mayor said no.\n"


def test_surrogates_in_json_are_dropped() -> None:
    body = json.dumps({"text": "The mayor spoke \ud800 twice.", "title": "A\udfff title"})
    found = article(body, "application/json")
    assert found.text == "The mayor spoke  twice."
    assert found.title == "A title"


@pytest.mark.parametrize(
    ("body", "media_type", "words"),
    [
        (b"", "text/plain", "empty"),
        (b" \n\t\n", "text/plain", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "text/plain", "PNG"),
        (random.Random(7).randbytes(5000), "text/plain", "binary"),
        (b"<html><head><title>x</title></head><body></body></html>", "text/html", "without"),
        (b"%PDF-1.7 nothing", "application/pdf", "damaged"),
        (b"{", "application/json", "JSON"),
        (b"[1]", "application/json", "object"),
        (b'{"title": "x"}', "application/json", '"text"'),
        (b"x", "image/png", "image/png"),
        (b"a" * (17 * 1024 * 1024), "text/plain", "MB"),
    ],
)
def test_gaps_say_what_is_wrong(body: bytes, media_type: str, words: str) -> None:
    assert words in gap(body, media_type)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "text",
    [
        "The river rose again on Monday.",
        "Річка знову піднялася в понеділок.",
        "ارتفع النهر من جديد.",
    ],
)
def test_unicode_encodings(encoding: str, text: str) -> None:
    assert article((text + "\n").encode(encoding)).text == text + "\n"


def test_legacy_encodings() -> None:
    assert "“no”" in article("He said “no” – twice.".encode("cp1252")).text
    russian = "Правительство сообщило, что река снова поднялась. Жители покидают дома. " * 4
    assert "река снова" in article(russian.encode("cp1251")).text


def test_broken_utf8_keeps_the_rest() -> None:
    body = "Le président a quitté la réunion à midi, très fâché. ".encode() * 5
    found = article(body.replace("fâché".encode(), b"f\xe2ch\xc3", 1))
    assert found.text.count("président") == 5
    assert "\ufffd" in found.text


@pytest.mark.parametrize("text", ["Hello", "the of and to in", "؟", "1", "Привіт", "الخبر اليوم."])
def test_the_shortest_texts_end_well(text: str) -> None:
    found = article(text)
    assert_covered(found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Рада ухвалила закон, який має зменшити податки для підприємців.", "uk"),
        ("أعلنت الحكومة أن الاجتماع سيعقد في العاصمة يوم الاثنين.", "ar"),
        ("Der Bundestag hat das Gesetz mit den Stimmen der Koalition beschlossen.", "de"),
        ("The council has passed the budget with the votes of both parties.", "en"),
    ],
)
def test_language_is_detected(text: str, code: str) -> None:
    assert article(text).language == code


def test_a_very_long_article_takes_linear_time() -> None:
    def seconds(count: int) -> float:
        text = "\n\n".join(
            f"The witness said on day {n} that it was so. We saw it." for n in range(count)
        )
        start = time.process_time()
        assert len(article(text).units) == 2 * count
        return time.process_time() - start

    seconds(200)
    assert seconds(4_800) < 40 * seconds(480) + 1


def test_mail_prefers_the_text_part() -> None:
    message = EmailMessage()
    message["From"] = "Harbour Letter <letter@example.org>"
    message["List-Id"] = "<letter.example.org>"
    message["Subject"] = "Harbour Letter – Ferries stop at noon"
    message["Date"] = "Tue, 14 Feb 2023 06:30:00 +0000"
    message.set_content("The ferries stop at noon. Nobody knows for how long.\n")
    message.add_alternative("<p>The ferries stop. In HTML.</p>", subtype="html")
    found = article(message.as_bytes(), "message/rfc822")
    assert "HTML" not in found.text
    assert (found.title, found.outlet) == ("Ferries stop at noon", "Harbour Letter")
    assert found.published == "2023-02-14T06:30:00+00:00"
    assert found.evidence["published"] == "the Date header"


def test_markdown_becomes_plain_text() -> None:
    body = (
        "---\ntitle: Ferries stop\ndate: 2023-02-14\n---\n# Ferries stop\n\n"
        "![The quay at dawn](quay.jpg)\n\n"
        "The **ferries** stop, [says](https://x.example) the *port*.\n\n"
        "## What next\n\n- A first boat sails on Friday.\n"
    )
    found = article(body, "text/markdown")
    assert kinds(found, Kind.HEADLINE) == ["Ferries stop"]
    assert kinds(found, Kind.CAPTION) == ["The quay at dawn"]
    assert kinds(found, Kind.SUBHEAD) == ["What next"]
    assert kinds(found, Kind.BODY) == [
        "The ferries stop, says the port.",
        "A first boat sails on Friday.",
    ]
    assert (found.title, found.published) == ("Ferries stop", "2023-02-14")


def test_html_gives_the_article_and_its_metadata() -> None:
    paragraph = (
        "<p>The port authority said on Monday that no ferry will leave before the storm ends.</p>"
    )
    page = (
        "<html><head><title>Ferries stop | Harbour Gazette</title>"
        '<meta property="og:site_name" content="Harbour Gazette">'
        '<meta property="article:published_time" content="2023-02-14T06:30:00Z"></head><body>'
        "<nav>Home News Sport</nav>"
        f"<article><h1>Ferries stop</h1>{paragraph * 6}</article></body></html>"
    )
    found = article(page, "text/html", "https://harbour.example/ferries")
    assert "Home News" not in found.text
    assert found.outlet == "Harbour Gazette"
    assert (found.published or "").startswith("2023-02-14")
    assert found.url == "https://harbour.example/ferries"


def test_nested_tags_do_not_take_the_morning() -> None:
    paragraph = "<p>The port authority said that no ferry will leave before the storm ends.</p>"
    bomb = "<html><body>" + "<div>" * 100_000 + paragraph * 5 + "</div>" * 100_000
    start = time.process_time()
    read(Document("a", "text/html", bomb.encode()))
    assert time.process_time() - start < 10


def test_json_fields_are_taken_and_unknown_ones_ignored() -> None:
    body = json.dumps(
        {
            "text": "It rained.",
            "title": "Rain",
            "published": "14 Feb 2023",
            "outlet": "X",
            "mood": 1,
        }
    )
    found = article(body, "application/json")
    assert (found.title, found.published, found.outlet) == ("Rain", "2023-02-14", "X")
    vague = article('{"text": "It rained.", "published": "last week"}', "application/json")
    assert vague.published is None


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real articles are not here")
def test_real_articles_are_covered_and_clean() -> None:
    chrome = (
        "oops!",
        "leave a reply",
        "click here",
        "categorized in",
        "min read",
        "originally appeared",
    )
    for path in sorted(SEEDS.glob("*.txt")):
        found = article(path.read_bytes(), uri=path.name)
        assert_covered(found)
        assert found.text == path.read_text("utf-8")
        body = " ".join(kinds(found, Kind.BODY)).lower()
        assert not [words for words in chrome if words in body]
        assert len(kinds(found, Kind.BODY)) > 10
