"""The sample articles: every format, dirty on purpose, and in words of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from briefing.collect import collect, sources_of
from briefing.collect.folder import LINES, MEDIA_TYPES
from briefing.config import Desk
from briefing.model import Article, Document, Gap, Kind
from briefing.read import read

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
OTHERS = ROOT.parent / "shared" / "seeds"
UNREADABLE = "scrambled-wire.txt"
WIRE = ("harbour-gazette-shells.txt", "northern-courier-stockpiles.html")
PARAPHRASE = "daily-lantern-shells.txt"


@cache
def documents() -> tuple[Document | Gap, ...]:
    return tuple(collect(sources_of(Desk(), [SEEDS])))


@cache
def results() -> dict[str, Article | Gap]:
    return {d.uri: read(d)[0] for d in documents() if isinstance(d, Document)}


def articles() -> dict[str, Article]:
    return {uri: found for uri, found in results().items() if isinstance(found, Article)}


def body(uri: str) -> str:
    return " ".join(sentence.quote for sentence in articles()[uri].sentences())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = re.findall(r"\w+", text.lower())
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_every_kind_of_input_is_there() -> None:
    kinds = {MEDIA_TYPES.get(p.suffix, p.suffix) for p in SEEDS.iterdir()}
    # What comes from elsewhere is tried in tests/read: the sample is what a desk collects itself.
    elsewhere = {
        ".xhtml", ".json", ".mht", ".mhtml", ".webarchive", ".docx", ".odt", ".rtf", ".epub",
    }  # fmt: skip
    endings = MEDIA_TYPES.keys() - elsewhere
    read_as = {MEDIA_TYPES[ending] for ending in endings}
    assert read_as <= kinds
    assert kinds & set(LINES)
    assert all(isinstance(d, Document) for d in documents())


def test_all_are_read_but_the_scrambled_one() -> None:
    gaps = [uri for uri, found in results().items() if isinstance(found, Gap)]
    assert gaps == [UNREADABLE]
    assert len(articles()) >= 13


def test_each_is_as_long_as_news_is() -> None:
    for uri, article in articles().items():
        number = sum(len(s.text.split()) for s in article.sentences())
        assert 225 <= number <= 600, (uri, number)


def test_outlets_differ_and_all_days_are_the_same_two() -> None:
    assert len({article.outlet for article in articles().values()} - {None}) >= 7
    days = {article.published[:10] for article in articles().values() if article.published}
    assert days == {"2023-02-13", "2023-02-14"}


def test_boilerplate_is_marked_and_the_story_is_not() -> None:
    for uri, article in articles().items():
        assert len(list(article.sentences())) >= 8, uri
    dirty = "cookie|subscribe|Click here|Leave a|Sign up|Read next|Unsubscribe|Підписуйтеся"
    for uri in articles():
        assert not re.search(dirty, body(uri)), uri
    assert any(list(a.sentences(Kind.BOILERPLATE)) for a in articles().values())
    assert any(list(a.sentences(Kind.CAPTION)) for a in articles().values())


def test_one_wire_text_stands_under_two_mastheads() -> None:
    first, second = (runs(body(uri), 3) for uri in WIRE)
    assert 0.4 < len(first & second) / len(second) < 0.95


def test_a_paraphrase_shares_little_wording_with_its_source() -> None:
    source, copy = runs(body(WIRE[0]), 3), runs(body(PARAPHRASE), 3)
    assert 0.05 < len(source & copy) / len(copy) < 0.4


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zelenskyy", "Zelenskiy", "Zelensky"),
        ("Kyrylenko", "Kirilenko"),
        ("Chișinău", "Chisinau"),
        ("Gavrilița", "Gavrilita"),
        ("Kahramanmaraş", "Kahramanmaras"),
    ],
)
def test_names_are_spelt_in_several_ways(spellings: tuple[str, ...]) -> None:
    texts = " ".join(article.text for article in articles().values())
    assert set(spellings) <= set(re.findall(r"\w+", texts))


def test_one_number_is_disputed() -> None:
    counts = {
        number
        for uri in articles()
        for number in re.findall(r"\b(\d,000) (?:civilians|residents|inhabitants)", body(uri))
    }
    assert counts == {"5,000", "6,000"}


def test_one_article_is_in_another_language() -> None:
    assert sorted({article.language for article in articles().values()}) == ["en", "uk"]


def test_no_address_leads_anywhere() -> None:
    """Hosts are reserved names (RFC 2606), so that no sample can reach a real outlet."""
    reserved = re.compile(r"(?:\.|\b)example(?:\.org)?$|^schema\.org$")
    for uri, host in hosts():
        assert reserved.search(host), (uri, host)


def hosts() -> Iterator[tuple[str, str]]:
    for document in documents():
        assert isinstance(document, Document)
        if document.media_type != "application/pdf":
            text = document.body.decode("utf-8", "replace")
            yield from (
                (document.uri, h) for h in re.findall(r"(?:https?://|\w@)([\w.-]+\w)", text)
            )


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the articles of other people are not here")
def test_no_sentence_is_taken_from_other_people() -> None:
    theirs = set[tuple[str, ...]]()
    for path in OTHERS.glob("*.txt"):
        theirs |= runs(path.read_text("utf-8", "replace"), 9)
    for uri, article in articles().items():
        assert not runs(article.text, 9) & theirs, uri
