"""What lines are, and what they tell of the article, on invented examples."""

from __future__ import annotations

import pytest

from briefing.model import Article, Document, Kind
from briefing.read import read

BODY = (
    "The council of the harbour town voted on Monday to close the bridge until spring.\n\n"
    "Ferries will run every hour, the mayor said. “We had no choice,” she told reporters.\n\n"
)


def article(text: str) -> Article:
    found, *_ = read(Document("a.txt", "text/plain", text.encode()))
    assert isinstance(found, Article)
    return found


def kind_of(text: str, piece: str) -> Kind:
    found = article(text)
    start = found.text.index(piece)
    return next(u.kind for u in found.units if u.start <= start < u.end)


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Read more: Ten bridges that fell",
        "Your email address will not be published.",
        "4 min read",
        "Advertisement",
        "Share this article",
        "Filed under: bridges, ferries",
        "Oops! Something went wrong.",
        "Sign up for our newsletter and get the news every morning.",
        "WHAT COMES NEXT: The ferry that nobody wanted",
        "© 2023 The Harbour Gazette. All rights reserved.",
        "This article was originally published in The Harbour Gazette.",
        "Correction: An earlier version of this article misspelled the mayor's name.",
        "This is a developing story and will be updated.",
        "Get in touch by writing to the desk at news@gazette.example.",
        "For more stories like this one, see the harbour page.",
        "Follow along below as the bridge is lifted out.",
        "We may earn a small commission from links on this page.",
        "For the latest news from the quays download the Gazette's app.",
        "To see the full story, log in or become a subscriber.",
        "We'd like to hear from you about the bridge.",
        "This guide contains affiliate links, which cost you nothing.",
        "This article was machine-translated and read by an editor.",
        "* * *",
    ],
)
def test_boilerplate(line: str) -> None:
    assert kind_of(f"{BODY}{line}\n\n{BODY}", line) is Kind.BOILERPLATE


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers found two weapons in the cells, the prison said.",
        "Seen from the harbour, the town had not changed in forty years.",
        "To see the bridge fall they had come from all over the county.",
        "We want to hear the engineers before the vote, the mayor said.",
        "The site may earn a seat on the commission that oversees the port.",
        "This story was translated into nine languages before the war.",
        "Copyright law was the subject of the second meeting.",
        "Published reports say that 12 people were hurt in the accident.",
        "Loading docks in the port stood empty on Monday.",
        "More news from the bridge arrived at noon, and it was bad.",
        "Warm winters contributed to the decline of the fishery.",
        "NATO – which has a base in the harbour – sent two ships.",
        "The firm offers its customers a subscription for 5 euros and an app to download.",
        "As of Feb. 14, 2023, 12 people had been rescued.",
        "Follow-up talks will be held in June.",
    ],
)
def test_body_that_only_looks_like_chrome(line: str) -> None:
    assert kind_of(f"{BODY}{line}\n\n{BODY}", line) is Kind.BODY


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Ann Lee in Bergen; Editing by Tom Ray)",
        "By Ann Lee and Tom Ray",
        "Contributing: Northern Press",
        "Photo: Ann Lee",
        "Ann Lee contributed to this report.",
        "Northern Press writers Ann Lee, Tom Ray and Eva Moe contributed from Bergen.",
        "NORTHERN/Ann Lee",
        "NP's " + ", ".join(["Ann Lee"] * 30) + " and Tom Ray contributed to this report",
    ],
)
def test_credits(line: str) -> None:
    assert kind_of(f"{BODY}{line}\n\n{BODY}", line) is Kind.CREDIT


@pytest.mark.parametrize(
    "line",
    [
        "A ferry leaves the harbour of Lund, Norway, in this photo taken March 3, 2020.",
        "Workers repair a pier in Lund, Norway, on March 3, 2020.",
        "The closed bridge. File photo",
        "Residents wait for a boat in Lund. (Ann Lee/Northern Press)",
        "Only four of the crew came to the quay on Monday © Northern Rowers' Club",
        "Pictured from left are the rowers Ann Lee, of Lund, and Eva Moe, of Bergen.",
        "Seen at the back, in the boat, are those who had bailed it out.",
    ],
)
def test_captions(line: str) -> None:
    assert kind_of(f"Bridge closes until spring\n\n{line}\n\n{BODY}", line) is Kind.CAPTION


def test_a_line_said_twice_is_a_caption() -> None:
    line = "The old ferry in the harbour of the town."
    found = article(f"{BODY}{line}\n{line}\n\n{BODY}")
    assert [u.kind for u in found.units].count(Kind.CAPTION) == 2


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("BERGEN, Feb 14 (Northern Press) –", "Northern Press"),
        ("BERGEN, Norway —", None),
        ("BERGEN (NP) --", "NP"),
        ("Bergen, 14 February (Northern) -", "Northern"),
        ("(Northern) -", "Northern"),
    ],
)
def test_datelines_are_units_of_their_own(dateline: str, agency: str | None) -> None:
    found = article(f"{dateline} {BODY}")
    first, second = found.units[:2]
    assert found.text[first.start : first.end] == dateline
    assert first.kind is Kind.DATELINE
    assert second.kind is Kind.BODY
    assert found.text[second.start :].startswith("The council")
    assert found.agency == agency


def test_an_advertisement_inside_the_text_takes_its_heading_along() -> None:
    box = (
        "Live blog: A bridge\n\nOur live blog brings you the latest on the bridge. Click here.\n\n"
    )
    found = article(f"{BODY}{box}{BODY}")
    marked = [found.text[u.start : u.end] for u in found.units if u.kind is Kind.BOILERPLATE]
    assert len(marked) == 2
    assert not any("bridge. Click" in s.text for s in found.sentences())


def test_bullets_and_stray_marks_stay_out_of_the_sentence() -> None:
    found = article(f"{BODY}►The bridge is shut. .\n\n{BODY}")
    pieces = [(found.text[u.start : u.end], u.kind) for u in found.units]
    assert ("►", Kind.BOILERPLATE) in pieces
    assert ("The bridge is shut.", Kind.BODY) in pieces
    assert (".", Kind.BOILERPLATE) in pieces


def test_headings_and_headline() -> None:
    found = article(f"Bridge closes until spring\n\n{BODY}WHAT THE TOWN SAYS\n\n{BODY}")
    assert found.title == "Bridge closes until spring"
    assert kind_of(found.text, "WHAT THE") is Kind.SUBHEAD


@pytest.mark.parametrize(
    ("line", "title", "outlet"),
    [
        ("Bridge is to close – The Harbour Gazette", "Bridge is to close", "The Harbour Gazette"),
        (
            "Harbour Gazette | Bridge closes until spring",
            "Bridge closes until spring",
            "Harbour Gazette",
        ),
        (
            "Bridge closes until spring - harbour.example",
            "Bridge closes until spring",
            "harbour.example",
        ),
        ("Bridge to stay closed – mayor", "Bridge to stay closed – mayor", None),
        ("Bridge to stay closed – General Staff", "Bridge to stay closed – General Staff", None),
    ],
)
def test_the_masthead_is_taken_off_the_headline(line: str, title: str, outlet: str | None) -> None:
    found = article(f"{line}\n\n{BODY}")
    assert (found.title, found.outlet) == (title, outlet)


def test_a_caption_is_no_title() -> None:
    caption = "Workers repair a pier in Lund, Norway, in this image released March 3, 2020."
    assert article(f"{caption} Ann Lee/Handout via NORTHERN\n\n{BODY}").title is None


def test_what_the_text_tells_of_itself() -> None:
    found = article(
        "2023-02-14 " + BODY + "This story originally appeared on Harbour Today: A bridge\n\n"
        "© 2023 Harbour Media. All rights reserved."
    )
    assert found.published == "2023-02-14"
    assert found.outlet == "Harbour Today"
    assert found.owner == "Harbour Media"
    assert set(found.evidence) >= {"published", "outlet", "owner"}


def test_a_dateline_takes_its_year_from_a_date_nearby_only() -> None:
    near = article(f"BERGEN, Feb 14 (NP) – {BODY}The photo is of February 12, 2023.")
    far = article(f"BERGEN, Feb 14 (NP) – {BODY}The photo is of May 12, 2019.")
    assert near.published == "2023-02-14"
    assert far.published is None


def test_chrome_in_other_languages() -> None:
    text = (
        "Міст закрили до весни\n\n"
        "Міська рада закрила міст до весни. Пороми ходитимуть щогодини.\n\n"
        "Читайте також: Десять мостів\n\nПідписуйтесь на наш канал\n"
    )
    found = article(text)
    assert found.language == "uk"
    assert [s.text for s in found.sentences()] == [
        "Міська рада закрила міст до весни.",
        "Пороми ходитимуть щогодини.",
    ]


def test_a_link_down_to_the_comments_does_not_end_the_article() -> None:
    found = article(
        f"Bridge closes until spring\n\nLeave a comment\n\n{BODY}Leave a comment\n\n{BODY}"
    )
    assert len(list(found.sentences())) == 3


SUMMED_UP = "Harbour mayor plays down hopes of a quick reopening of the old bridge."
LEDE = (
    "Mayor Ane Lund of the harbour town has played down hopes that the old bridge will have a"
    " quick reopening, and blamed the ministry for the delay.\n\n"
)


def test_a_sentence_that_the_first_paragraph_tells_again_is_a_standfirst() -> None:
    assert kind_of(f"{SUMMED_UP}\n\n{LEDE}{BODY}", SUMMED_UP) is Kind.SUBHEAD
    assert kind_of(f"{SUMMED_UP}\n\n{LEDE}{BODY}", "blamed the ministry") is Kind.BODY


@pytest.mark.parametrize(
    "first",
    [
        f"HARBOUR, Feb 14 (NP) – {SUMMED_UP}",
        f"{SUMMED_UP} Ferries run every hour.",
        "The old bridge will stay closed until April, the ministry said on Monday.",
    ],
)
def test_a_first_paragraph_of_the_story_is_no_standfirst(first: str) -> None:
    assert kind_of(f"{first}\n\n{LEDE}{BODY}", first.rpartition(" – ")[2]) is Kind.BODY


@pytest.mark.parametrize("marks", ["„“", "»«", "«»", "›‹", "‚‘", "“”", "„”"])
def test_a_short_paragraph_that_ends_in_a_quotation_is_body(marks: str) -> None:
    line = f"{marks[0]}Wir klagen.{marks[1]}"
    text = f"Der Rat von Lund sperrt am Montag die Brücke.\n\n{line}\n\nDie Stadt schwieg dazu.\n"
    assert kind_of(text, line) is Kind.BODY
