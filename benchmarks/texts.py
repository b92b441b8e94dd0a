"""Invented news for measuring speed: as many articles as wanted, always the same."""

from __future__ import annotations

import json
import random

from briefing.model import Article, Document
from briefing.read import read

_WHO = (
    "The governor|A hospital spokeswoman|The port authority|Two eyewitnesses|Mr. J. Vell|The U.N."
)
_DID = "said|reported|denied|confirmed|announced|told reporters"
_WHAT = "the bridge|a convoy of trucks|the harbour|three schools|the grain deal|a rail depot"
_HOW = "was hit|had reopened|will close|needs repairs|was evacuated|stayed under control"
_WHEN = "on Monday|before dawn|on Feb. 12|last week|at 6 p.m.|after the talks"


def sentence(dice: random.Random) -> str:
    """One invented sentence, abbreviations and numbers included."""
    parts = [dice.choice(words.split("|")) for words in (_WHO, _DID, _WHAT, _HOW, _WHEN)]
    who, did, what, how, when = parts
    return f"{who} {did} {when} that {what} {how} with {dice.randint(2, 9_000):,} people nearby."


def article_text(sentences: int, seed: int = 1) -> str:
    """Paragraphs of three sentences."""
    dice = random.Random(seed)
    made = [sentence(dice) for _ in range(sentences)]
    return "\n\n".join(" ".join(made[n : n + 3]) for n in range(0, sentences, 3))


def news_day(articles: int, sentences: int = 12) -> list[Article]:
    """A day of articles of unlike text."""
    found = []
    for number in range(articles):
        body = {"title": f"Report {number}", "text": article_text(sentences, seed=number)}
        uri = f"day/{number}.json"
        article, *_ = read(Document(uri, "application/json", json.dumps(body).encode()))
        assert isinstance(article, Article), article
        found.append(article)
    return found


def news_page(sentences: int = 40) -> str:
    """A news page of usual size: an article, and around it what sites put there."""
    paragraphs = "".join(
        f"<p class='body-text'>{part}</p>" for part in article_text(sentences).split("\n\n")
    )
    links = "".join(
        f"<li class='nav-item'><a href='/{n}'>Section number {n}</a></li>" for n in range(80)
    )
    cards = "".join(
        f"<div class='card'><a href='/s/{n}'><img src='{n}.jpg' alt=''><h3>Another story of the "
        f"day, number {n}</h3></a><span class='time'>{n} hours ago</span></div>"
        for n in range(40)
    )
    comments = "".join(
        f"<div class='comment'><b>reader{n}</b><p>I have read this to the end, and I do not "
        f"believe a word of what is said in sentence {n}.</p></div>"
        for n in range(30)
    )
    script = "<script>var settings = " + "{'key': 'value'};" * 400 + "</script>"
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>A day in the harbour | "
        "Harbour Post</title><meta property='og:site_name' content='Harbour Post'><meta "
        "property='article:published_time' content='2023-02-14T06:00:00Z'>"
        f"{script}<style>.menu {{ color: red }}</style></head><body><header><nav class='menu'><ul>"
        f"{links}</ul></nav></header><main><article class='story'><h1>A day in the harbour</h1>"
        f"<p class='byline'>By Ann Lee</p>{paragraphs}</article><aside class='related'>{cards}"
        f"</aside><section id='comments'>{comments}</section></main><footer><ul>{links}</ul>"
        f"</footer>{script}</body></html>"
    )
