"""JSON as news interfaces answer it, and as desks keep it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefing.model import Article, Document, Gap, Kind
from briefing.read import read

FIRST = "The ferry to the islands sank in the harbour on Monday night, the coast guard said."
SECOND = "All 41 people on board were brought ashore by fishing boats."
THIRD = "Divers will look at the hull when the wind drops."
TEXT = f"{FIRST} {SECOND}\n\n{THIRD}"
HTML = f"<p>{FIRST} {SECOND}</p>\n<p>{THIRD}</p>"


def found(answer: Any, **fields: str) -> tuple[list[Article], list[Gap]]:
    body = json.dumps(answer).encode()
    got = read(Document("a.json", "application/json", body, fields=tuple(fields.items())))
    return [a for a in got if isinstance(a, Article)], [g for g in got if isinstance(g, Gap)]


def one(answer: Any, **fields: str) -> Article:
    (article,), gaps = found(answer, **fields)
    assert not gaps
    return article


def quotes(article: Article) -> list[str]:
    return [s.quote for s in article.sentences()]


ANSWERS: dict[str, Any] = {
    "newsapi": {
        "status": "ok",
        "articles": [
            {
                "source": {"id": None, "name": "Island Post"},
                "author": "Ida Marsh",
                "title": "Ferry sinks",
                "publishedAt": "2024-03-05T07:30:00Z",
                "url": "https://island.example/ferry",
                "content": TEXT,
            }
        ],
    },
    "news-please": {
        "authors": ["Ida Marsh"],
        "date_publish": "2024-03-05 07:30:00",
        "maintext": TEXT,
        "source_domain": "Island Post",
        "title": "Ferry sinks",
        "url": "https://island.example/ferry",
    },
    "event registry": {
        "articles": {
            "results": [
                {
                    "title": "Ferry sinks",
                    "body": TEXT,
                    "dateTimePub": "2024-03-05T07:30:00Z",
                    "source": {"uri": "island.example", "title": "Island Post"},
                    "authors": [{"name": "Ida Marsh"}],
                    "url": "https://island.example/ferry",
                }
            ]
        }
    },
    "wordpress": [
        {
            "title": {"rendered": "Ferry sinks"},
            "content": {"rendered": HTML},
            "link": "https://island.example/ferry",
            "date_gmt": "2024-03-05T07:30:00",
            "publisher": "Island Post",
            "author_name": "Ida Marsh",
        }
    ],
    "json feed": {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Island Post",
        "items": [
            {
                "title": "Ferry sinks",
                "url": "https://island.example/ferry",
                "content_html": HTML,
                "date_published": "2024-03-05T07:30:00Z",
                "authors": [{"name": "Ida Marsh"}],
            }
        ],
    },
    "guardian": {
        "response": {
            "results": [
                {
                    "webTitle": "Ferry sinks",
                    "webUrl": "https://island.example/ferry",
                    "webPublicationDate": "2024-03-05T07:30:00Z",
                    "fields": {
                        "bodyText": TEXT,
                        "byline": "Ida Marsh",
                        "publication": "Island Post",
                    },
                }
            ]
        }
    },
    "schema.org": {
        "@type": "NewsArticle",
        "headline": "Ferry sinks",
        "articleBody": TEXT,
        "author": [{"@type": "Person", "name": "Ida Marsh"}],
        "publisher": {"name": "Island Post"},
        "datePublished": "2024-03-05T07:30:00Z",
        "url": "https://island.example/ferry",
    },
    "search engine": {
        "hits": {
            "hits": [
                {
                    "_id": "7",
                    "_source": {
                        "title": "Ferry sinks",
                        "text": TEXT,
                        "outlet": "Island Post",
                        "byline": "Ida Marsh",
                        "published": 1709623800,
                        "url": "https://island.example/ferry",
                    },
                }
            ]
        }
    },
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_answers_of_interfaces_are_articles(name: str) -> None:
    article = one(ANSWERS[name])
    assert quotes(article) == [FIRST, SECOND, THIRD]
    assert (article.title, article.outlet) == ("Ferry sinks", "Island Post")
    assert article.byline == "Ida Marsh"
    assert article.url == "https://island.example/ferry"
    assert (article.published or "")[:16] == "2024-03-05T07:30"


def test_each_entry_of_a_list_is_an_article_with_its_place() -> None:
    rows = [{"text": FIRST}, {"title": "No text"}, {"text": THIRD}]
    articles, gaps = found(rows)
    assert [a.uri for a in articles] == ["a.json#1", "a.json#3"]
    assert [g.what for g in gaps] == ["1 of 3 entries hold no text of an article: 2"]


def test_a_source_names_its_own_fields() -> None:
    answer = {"payload": {"rows": [{"words": TEXT, "meta": {"head": "Ferry sinks"}}]}}
    article = one(answer, articles="payload.rows", text="words", title="meta.head")
    assert quotes(article) == [FIRST, SECOND, THIRD]
    assert article.title == "Ferry sinks"


def test_an_unknown_form_names_its_keys_and_the_cure() -> None:
    articles, gaps = found({"words": 7, "when": "today"})
    assert not articles
    assert '"words"' in gaps[0].what
    assert "fields = { text" in gaps[0].what


@pytest.mark.parametrize("note", ["… [+2219 chars]", "... [3021 chars]", " [+17 chars]"])
def test_a_truncated_text_is_told_and_its_cut_sentence_is_not_quoted(note: str) -> None:
    row = {"content": f"{FIRST} {SECOND} Divers will look at Mr.{note}", "title": "Ferry sinks"}
    (article,), gaps = found({"articles": [row]})
    assert quotes(article) == [FIRST, SECOND]
    assert "chars" not in article.text
    assert "truncated" in gaps[0].what


def test_a_summary_stands_in_for_a_text_and_is_told() -> None:
    (article,), gaps = found({"data": [{"title": "Ferry sinks", "description": FIRST}]})
    assert quotes(article) == [FIRST]
    assert "only a summary" in gaps[0].what
    (article,), gaps = found({"data": [{"title": "F", "description": f"{FIRST} Divers will..."}]})
    assert quotes(article) == [FIRST]
    assert "truncated" in gaps[0].what


def test_titles_without_texts_are_told_once() -> None:
    rows = [{"title": f"Ferry {n}", "url": "https://a.example"} for n in range(30)]
    articles, gaps = found({"articles": rows})
    assert not articles
    assert len(gaps) == 1
    assert "30 of 30" in gaps[0].what


def test_markup_and_entities_inside_a_field_are_read() -> None:
    marked = (
        f"<h2>Rescue</h2><p>The ferry &amp; its <b>crew</b> came from <a href='/x'>Tern</a>ay, "
        f"26 km<sup>2</sup> of rock.</p><script>x()</script><p style='display:none'>Hidden.</p>"
        f"<figure><img src='a'><figcaption>The ferry in 2019.</figcaption></figure>"
        f"<table><tr><th>Year</th><th>Dead</th></tr><tr><td>2019</td><td>4</td></tr></table>"
        f"{FIRST}<br><br>{THIRD}"
    )
    article = one({"text": marked, "title": "Ferry sinks &#8211; again"})
    crew = "The ferry & its crew came from Ternay, 26 km2 of rock."
    assert quotes(article) == [crew, FIRST, THIRD]
    assert article.title == "Ferry sinks – again"
    kinds = {article.text[u.start : u.end]: u.kind for u in article.units}
    assert kinds["Rescue"] is Kind.SUBHEAD
    assert kinds["The ferry in 2019."] is Kind.CAPTION
    assert "Hidden" not in article.text
    escaped = marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert quotes(one({"text": escaped})) == [crew, FIRST, THIRD]


def test_a_smaller_sign_is_no_markup() -> None:
    text = "Turnout was a < b and R&D rose, the 3 < 4 rule said."
    assert quotes(one({"text": f"{FIRST} {text}"})) == [FIRST, text]
