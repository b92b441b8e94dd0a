"""Who published a text, when and under which title, from invented clippings."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from briefing.model import Article, Document
from briefing.read import read
from briefing.read.dates import address_day, iso, written
from briefing.read.masthead import without_outlet
from briefing.read.outlets import address_line, outlet_of
from briefing.read.people import newsroom, persons
from briefing.read.wording import wording

EN = wording("en")
BODY = (
    "The council of the harbour town voted on Monday to close the bridge until spring.\n\n"
    "Ferries will run every hour, the mayor said. “We had no choice,” she told reporters.\n\n"
)


def clipping(text: str, fetched: datetime | None = None) -> Article:
    found = read(Document("a.txt", "text/plain", text.encode(), fetched=fetched))[0]
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("11 November 2019 Last updated at 12:41 GMT", "2019-11-11T12:41:00+00:00"),
        ("11/10/19 02:39 PM ET", "2019-11-10T14:39:00-05:00"),
        ("Tue Jul 2, 2019 1:28PM GMT", "2019-07-02T13:28:00+00:00"),
        ("POSTED: 1052 GMT (1852 HKT), April 10, 2019", "2019-04-10T10:52:00+00:00"),
        ("Page last updated at 08:47 GMT, Thursday, 4 March 2021", "2021-03-04T08:47:00+00:00"),
        ("Thu Mar 3, 2022 10:52 pm IST", "2022-03-03"),
        ("Tuesday 28 April 2019 17.37 BST", "2019-04-28T17:37:00+01:00"),
        ("25/12/2022", "2022-12-25"),
        ("12/25/2022", "2022-12-25"),
        ("07/07/2022", "2022-07-07"),
        ("3.4.2022", "2022-04-03"),
        ("2022/4/3", "2022-04-03"),
        ("4/3/2022", None),
        ("31 February 2022", None),
        ("1709623800", "2024-03-05T07:30:00+00:00"),
        ("14 Feb 2023", "2023-02-14"),
        ("last week", None),
    ],
)
def test_dates_in_the_forms_outlets_use(line: str, expected: str | None) -> None:
    assert iso(line, EN) == expected


def test_a_version_number_and_a_score_are_no_dates() -> None:
    assert written("Version 2.10.3.1 of 10/12, a 3-2-1 start, and 1/2/3/4.", EN) == []


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://post.example/2023/02/14/bridge", date(2023, 2, 14)),
        ("https://post.example/world/2023/feb/14/bridge", date(2023, 2, 14)),
        ("https://post.example/news/2023-02-14-bridge_N.htm", date(2023, 2, 14)),
        ("https://post.example/a/20230214/bridge", date(2023, 2, 14)),
        ("https://post.example/2023/14-bridges", None),
        ("https://post.example/1234567890123/bridge", None),
    ],
)
def test_the_day_in_an_address(address: str, day: date | None) -> None:
    assert address_day(address) == day


@pytest.mark.parametrize(
    ("head", "published", "modified"),
    [
        ("Bridge closes\n\nPublished 14 February 2023 09:00 GMT, updated 15 February 2023\n\n",
         "2023-02-14T09:00:00+00:00", "2023-02-15"),
        ("Bridge closes\n\nUpdated 15 February 2023\n\n", "2023-02-15", "2023-02-15"),
        ("Bridge closes\n\nUpdated 2/3/2023 6:04 PM\n\nhttps://p.example/n/2023-02-03-bridge\n\n",
         "2023-02-03", "2023-02-03"),
        ("Bridge closes\n\n2/3/2023\n\nUpdated 2/14/2023\n\n", "2023-02-03", "2023-02-14"),
        ("Bridge closes\n\n2/3/2023\n\n", None, None),
        ("https://post.example/2023/02/14/bridge\n\nBridge closes\n\n", "2023-02-14", None),
    ],
)  # fmt: skip
def test_date_lines_above_the_story(head: str, published: str | None, modified: str | None) -> None:
    found = clipping(head + BODY)
    assert (found.published, found.modified) == (published, modified)
    assert found.title == "Bridge closes"


def test_the_date_of_a_comment_is_not_the_storys() -> None:
    found = clipping(f"Bridge closes\n\n{BODY}Tom Ray\n\n14 March 2023\n\nI never liked it.\n")
    assert found.published is None


def test_a_relative_time_needs_the_time_of_the_fetch() -> None:
    text = f"Bridge closes\n\n3 hours ago\n\n{BODY}"
    assert clipping(text).published is None
    fetched = datetime(2023, 2, 14, 12, 0, tzinfo=UTC)
    assert clipping(text, fetched).published == "2023-02-14T09:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "title", "outlet"),
    [
        # An address is no title, and tells the outlet.
        ("https://www.post.example/bridge\n\nBridge closes\n\n" + BODY,
         "Bridge closes", "post.example"),
        ("Bridge closes\n\nSource: https://www.post.example/bridge\n\n" + BODY,
         "Bridge closes", "post.example"),
        # What stands below date or byline is a caption or a key point as often as a title.
        ("Harbour News, 14 February 2023\n\nTom Ray looks at the bridge\n\n" + BODY,
         None, "Harbour News"),
        ("HBT, February 14, 2023\n\nTom Ray looks on\n\n" + BODY + "HBT's Ann Lee "
         "contributed to this report.", None, "HBT"),
        ("14 February 2023\n\nBridge closes\n\nBy Ann Lee\n\n" + BODY, "Bridge closes", None),
        (
            "14 February 2023\n\nBridge closes\n\n(Pictured, the bridge)\n\nBy Ann Lee\n\n" + BODY,
            "Bridge closes",
            None,
        ),
        ("By the HBT wire staff\n\nFerry leaves the town\n\n" + BODY, None, "HBT"),
        ("Bridge closes\n\nBy Ann B. Lee, HBT\n\n" + BODY, "Bridge closes", "HBT"),
        ("* Council closes bridge\n\n* Ferries run hourly\n\n" + BODY, None, None),
        # A teaser of another story above the headline.
        ("Snow stops the north.\n\nFull Article\n\nBridge closes\n\nLUND | Tue Feb 14, 2023\n\n"
         + BODY, "Bridge closes", None),
        # The agency is the outlet where nothing else is known.
        ("LUND, Feb 14 (Northern Press) - " + BODY, None, "Northern Press"),
        ("Bridge closes until spring - The Harbour Post\n\nLUND (Northern Press) - " + BODY,
         "Bridge closes until spring", "The Harbour Post"),
    ],
)  # fmt: skip
def test_titles_and_outlets_of_clippings(text: str, title: str | None, outlet: str | None) -> None:
    found = clipping(text)
    assert (found.title, found.outlet) == (title, outlet)


def test_a_record_without_a_title_has_none() -> None:
    row = {"outlet": "Harbour Post", "text": f"Tom Ray looks at the bridge\n\n{BODY}"}
    body = json.dumps(row).encode()
    found = read(Document("a.json", "application/json", body))[0]
    assert isinstance(found, Article)
    assert found.title is None


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("by Ida Marsh\nTuesday, March 5, 2024", "Ida Marsh"),
        ("By Ann Lee and Tom Ray", "Ann Lee and Tom Ray"),
        ("Ann Lee, Health and Science Editor", "Ann Lee"),
        ("Ann Lee, Tom Ray, and Bo Dahl | Harbour Post", "Ann Lee, Tom Ray, Bo Dahl"),
        ("By Ann Lee in Bergen", "Ann Lee"),
        ("By Ann Lee and Tom Ray in Bergen", "Ann Lee, Tom Ray"),
        ("Maria de la Cruz; Jan Novák", "Maria de la Cruz, Jan Novák"),
        ("Email the author", ""),
        ("Harbour Post Staff", ""),
        ("https://www.social.example/annlee", ""),
        ("ann.lee@post.example", ""),
        ("May Brown", "May Brown"),
    ],
)
def test_bylines_hold_persons(author: str, names: str) -> None:
    assert persons(author, EN) == names


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("By the Harbour Post wire staff", "Harbour Post"),
        ("By Ann Lee, Harbour Post Staff Writer", "Harbour Post"),
        ("By Ann Lee, NP", "NP"),
        ("By Ann Lee, Health Editor", ""),
        ("By Ann Lee", ""),
    ],
)
def test_newsrooms_in_bylines(line: str, outlet: str) -> None:
    assert newsroom(line, EN) == outlet


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("Bridge closes - TechHarbour", "TechHarbour", "Bridge closes"),
        ("Harbour Post: Bridge closes", "Harbour Post", "Bridge closes"),
        ("Harbour Post | Bridge closes", "The Harbour Post", "Bridge closes"),
        ("Bridge closes | World | Harbour Post", "Harbour Post", "Bridge closes | World"),
        ("Bridge closes – Harbour Post Online", "Harbour Post", "Bridge closes"),
        ("Bridge to stay closed – mayor", "Harbour Post", "Bridge to stay closed – mayor"),
        ("Bridge closes - post", "post.example", "Bridge closes"),
    ],
)
def test_titles_lose_the_outlets_name(title: str, outlet: str, bare: str) -> None:
    assert without_outlet(title, outlet) == bare


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        ("https://www.post.example/bridge", "post.example"),
        ("http://news.post.co.uk/1", "post.co.uk"),
        ("https://web.archive.example/web/20230214000000/http://www.post.co.uk/1", "post.co.uk"),
        ("http://192.0.2.1/bridge", None),
        ("http://localhost:8000/", None),
        ("https://[::1", None),
    ],
)
def test_the_outlet_of_an_address(address: str, outlet: str | None) -> None:
    assert outlet_of(address) == outlet


def test_only_a_line_that_is_an_address_is_one() -> None:
    assert address_line("https://post.example/a?b=1") == "https://post.example/a?b=1"
    assert address_line("URL: <https://post.example/a>") == "https://post.example/a"
    assert address_line("See https://post.example/a for more") is None


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("URL: https://port.example/bridge", "https://port.example/bridge"),
        ("Unsubscribe: https://port.example/leave?u=7", None),
        ("Unsubscribe: <https://port.example/leave>", None),
    ],
)
def test_the_way_to_unsubscribe_is_not_the_articles_address(line: str, address: str | None) -> None:
    assert clipping(f"Bridge to stay closed\n\n{BODY}{line}\n").url == address


@pytest.mark.parametrize(
    ("lines", "title", "published", "byline"),
    [
        (("05 MAR 2024 14:05 GMT",), True, "2024-03-05T14:05:00+00:00", None),
        (("2024/03/05 14:05",), True, "2024-03-05", None),
        (("5 Mar 2024, 02:05pm",), True, "2024-03-05", None),
        (("March 5, 2024 / 2:05 PM / NP News Service",), True, "2024-03-05", None),
        (("First published on Tue 5 Mar 2024 07.30 GMT",), True, "2024-03-05T07:30:00+00:00", None),
        (
            ("By Ida Marsh, Chief Harbour Correspondent", "5 March 2024"),
            True,
            "2024-03-05",
            "Ida Marsh",
        ),
        (("By Ida Marsh | imarsh@post.example", "5 March 2024"), True, "2024-03-05", "Ida Marsh"),
        (("Ida Marsh, Reporter", "5 March 2024"), True, "2024-03-05", "Ida Marsh"),
        (("Story by Ida Marsh • 3h",), True, None, "Ida Marsh"),
        (("Author: Ida Marsh", "5 March 2024"), True, "2024-03-05", "Ida Marsh"),
        (("By Dr. Ida Marsh, Ph.D.",), True, None, "Dr. Ida Marsh"),
        (("By The Associated Papers", "5 March 2024"), True, "2024-03-05", None),
    ],
)
def test_lines_below_a_headline_tell_of_it(
    lines: tuple[str, ...], title: bool, published: str | None, byline: str | None
) -> None:
    head = "Bridge at the mill closes"
    text = "\n".join((head, *lines)) + f"\n\n{BODY}"
    found, *_ = read(Document("a.txt", "text/plain", text.encode()))
    assert isinstance(found, Article)
    assert (found.title == head) is title
    assert (found.published, found.byline, found.outlet) == (published, byline, None)


_ABROAD = {
    "de": (
        "Die Brücke ist zu",
        "Der Rat der Stadt hat am Montag für die Sperrung der Brücke gestimmt.",
    ),
    "fr": (
        "Le pont est fermé",
        "Le conseil de la ville a voté lundi pour la fermeture du pont de la rivière.",
    ),
    "es": (
        "El puente está cerrado",
        "El consejo de la ciudad votó el lunes por el cierre del puente del río.",
    ),
    "uk": (
        "Міст закрито",
        "Рада міста у понеділок проголосувала за те, щоб закрити міст до весни.",
    ),
    "ru": (
        "Мост закрыт",
        "Совет города в понедельник проголосовал за то, чтобы закрыть мост до весны.",
    ),
    "ro": (
        "Podul este închis",
        "Consiliul orașului a votat luni pentru închiderea podului de peste râu.",
    ),
}


@pytest.mark.parametrize(
    ("code", "line", "published", "modified"),
    [
        ("de", "Stand: 05.03.2024 14:05 Uhr", "2024-03-05", None),
        ("de", "Aktualisiert am 6. März 2024, 08:00 Uhr", "2024-03-06", "2024-03-06"),
        ("fr", "Publié le 5 mars 2024 à 14h05 - Mis à jour le 6 mars 2024 à 08h00", "2024-03-05",
         "2024-03-06"),
        ("fr", "Publié le 05/03/2024 à 14:05", "2024-03-05", None),
        ("fr", "le 5 mars 2024", "2024-03-05", None),
        ("es", "martes, 5 de marzo de 2024", "2024-03-05", None),
        ("uk", "вівторок, 5 березня 2024", "2024-03-05", None),
        ("uk", "Оновлено: 6 березня 2024", "2024-03-06", "2024-03-06"),
        ("ru", "14:05, 5 марта 2024", "2024-03-05", None),
        ("ro", "Actualizat la 6 martie 2024", "2024-03-06", "2024-03-06"),
    ],
)  # fmt: skip
def test_date_lines_of_other_languages(
    code: str, line: str, published: str, modified: str | None
) -> None:
    head, sentence = _ABROAD[code]
    found, *_ = read(Document("a.txt", "text/plain", f"{head}\n{line}\n\n{sentence}\n".encode()))
    assert isinstance(found, Article)
    assert found.language == code
    assert (found.title, found.published, found.modified) == (head, published, modified)
    assert [s.quote for s in found.sentences()] == [sentence]


def test_a_section_between_title_and_outlet_goes_with_the_outlet() -> None:
    markup = (
        "<html><head><title>Bridge at the mill closes | Harbour | The Marn Echo</title><meta "
        f"property='og:site_name' content='The Marn Echo'></head><body><p>{BODY}</p></body></html>"
    )
    found, *_ = read(Document("a.html", "text/html", markup.encode()))
    assert isinstance(found, Article)
    assert (found.title, found.outlet) == ("Bridge at the mill closes", "The Marn Echo")


@pytest.mark.parametrize("line", ["*By Ann Lee* | 5 May 2023", "By Ann Lee | 5 May 2023"])
def test_a_byline_with_a_day_behind_a_bar_tells_both(line: str) -> None:
    text = f"# Bridge shut until spring\n\n{line}\n\n{BODY}"
    (found,) = read(Document("a.md", "text/markdown", text.encode()))
    assert isinstance(found, Article)
    assert (found.byline, found.published) == ("Ann Lee", "2023-05-05")


@pytest.mark.parametrize("label", ["By", "by:", "Author", "Authors:"])
def test_a_list_of_terms_tells_who_wrote_it(label: str) -> None:
    terms = f"<dl><dt>{label}</dt><dd>Ann Lee</dd><dt>Section</dt><dd>Coast</dd></dl>"
    paragraphs = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n")) * 3
    body = f"<html><body><article><h1>Bridge shut</h1>{terms}{paragraphs}</article></body></html>"
    (found,) = read(Document("a.html", "text/html", body.encode()))
    assert isinstance(found, Article)
    assert found.byline == "Ann Lee"


@pytest.mark.parametrize("code", ["en", "de", "uk", "fr"])
def test_where_no_month_is_named_no_date_with_one_is_sought(code: str) -> None:
    words = wording(code)
    for month in words.months:
        for text in (f"5 {month} 2023", f"(5. {month.upper()} 2023)", f"{month.title()} 5, 2023"):
            assert words.may_date(text) or not words.date.search(text), text
    assert not words.may_date("The quay has 14 cranes and 2023 berths.")
