"""What no article is: endless sentences, endless lists of them, titles as long as a book."""

from __future__ import annotations

import json

import pytest

from briefing import read as room
from briefing.model import Article, Document, Gap, Kind
from briefing.read import read

GOOD = "Two piers were closed on Monday after a storm, the harbour master of Alma said."


def found(text: str) -> tuple[list[Article], list[Gap]]:
    both = read(Document("a.txt", "text/plain", text.encode()))
    return [a for a in both if isinstance(a, Article)], [g for g in both if isinstance(g, Gap)]


@pytest.mark.parametrize("endless", ["pier ", "x", "1,", "“a” ", "A-b ", "Bank of "])
def test_what_has_no_end_is_no_sentence_and_is_told(endless: str) -> None:
    stretch = (endless * 3000)[:3000].strip()
    (article,), gaps = found(f"{GOOD}\n\n{stretch}\n\n{GOOD}")
    assert [s.quote for s in article.sentences()] == [GOOD, GOOD]
    assert {u.kind for u in article.units if u.end - u.start > 2000} == {Kind.BOILERPLATE}
    assert "2,000 characters" in gaps[-1].what
    covered = "".join(article.text[u.start : u.end] for u in article.units)
    assert covered.replace(" ", "") == article.text.replace(" ", "").replace("\n", "")


def test_a_long_sentence_is_one_still() -> None:
    long = "The harbour master of Alma said that " + "the pier and " * 140 + "the quay hold."
    (article,), gaps = found(f"{GOOD}\n\n{long}\n\n{GOOD}")
    assert long in [s.quote for s in article.sentences()]
    assert not gaps


def test_more_sentences_than_any_article_has_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_UNITS", 50)
    assert found("\n\n".join([GOOD] * 50))[0]
    articles, (gap,) = found("\n\n".join([GOOD] * 51))
    assert not articles
    assert gap == Gap("a.txt", "51 sentences; no article has 50")


def test_more_text_than_any_article_has_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LONGEST_TEXT", 1000)
    articles, (gap,) = found(GOOD * 20)
    assert not articles
    assert "no article has 1,000" in gap.what


def test_a_title_as_long_as_a_book_is_none() -> None:
    body = json.dumps({"text": GOOD, "title": "Pier " * 5000, "outlet": "Alma Post"}).encode()
    (article, *_) = read(Document("a.json", "application/json", body))
    assert isinstance(article, Article)
    assert article.title is None
    assert article.outlet == "Alma Post"
