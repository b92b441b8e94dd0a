"""Invented news for measuring speed: as many articles as wanted, always the same.

    python -m benchmarks.texts 1000 day.jsonl [--from articles.jsonl]

writes a day of short reports, an article a line. With `--from` they are made of the
sentences of given articles (an object a line, with "text"): each report has those of
one article, shuffled, with some of their words exchanged, which keeps the statistics.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

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


_SYLLABLES = tuple(
    a + b for a in ("b", "d", "f", "g", "l", "m", "n", "p", "r", "st") for b in "aeiou"
)
_WORDS = 20_000  # words of the invented language, used as often as their rank tells (Zipf 1949)
_STORY = 8  # reports of one event, on average


def wire_day(articles: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Short reports in an invented vocabulary, several of one event: title, text, outlet, date."""
    dice = random.Random(seed)
    plain = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(_WORDS)]
    often = list(accumulate(1 / (n + 3) for n in range(_WORDS)))
    events = [_event(dice, plain) for _ in range(max(1, articles // _STORY))]
    for number in range(articles):
        who, where, own = dice.choice(events)
        body = []
        for _ in range(dice.randint(4, 10)):
            told = dice.choices(plain, cum_weights=often, k=dice.randint(6, 14))
            told[2:2] = dice.sample(own, 3)
            count = dice.randint(2, 900)
            said = " ".join(told)
            body.append(f"{who} said {said}." if count % 3 else f"In {where} {count} {said}.")
        yield {
            "title": f"{who}: {' '.join(dice.sample(own, 3))} in {where}",
            "text": "\n\n".join(" ".join(body[n : n + 2]) for n in range(0, len(body), 2)),
            "outlet": f"Outlet {number % 40}",
            "published": "2023-02-14",
        }


def _event(dice: random.Random, plain: Sequence[str]) -> tuple[str, str, list[str]]:
    """Who and where an event is told of, and its own words."""
    name = " ".join(word.capitalize() for word in dice.sample(plain, 2))
    return name, dice.choice(plain).capitalize(), dice.sample(plain, 12)


def day_of(path: Path, articles: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Reports made of sentences of given articles, each of one, a fifth of the words changed."""
    dice = random.Random(seed)
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    texts = [re.split(r"(?<=[.!?])\s+|\n+", row["text"]) for row in rows]
    known = [word for text in texts for sentence in text for word in sentence.split()]
    for number in range(articles):
        own = dice.choice(texts)
        told = dice.sample(own, min(len(own), dice.randint(3, 9)))
        changed = [
            " ".join(
                dice.choice(known) if w.islower() and dice.random() < 0.2 else w for w in s.split()
            )
            for s in told
        ]
        yield {
            "title": changed[0][:70],
            "text": "\n\n".join(changed),
            "outlet": f"Outlet {number % 40}",
            "published": "2023-02-14",
        }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("articles", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE")
    asked = parser.parse_args(argv)
    rows = day_of(asked.source, asked.articles) if asked.source else wire_day(asked.articles)
    write_day(asked.file, rows)
    return 0


def write_day(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """An article a line."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


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


if __name__ == "__main__":
    sys.exit(main())
