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
