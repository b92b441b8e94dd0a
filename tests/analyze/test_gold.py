"""What the analysis makes of real articles, against an annotation of our own.

The articles are not ours and not here; `tests/gold/real.json` holds places only:
"ARTICLE:START" of a sentence, by the first three signs of the article's name. We
annotated it ourselves while we built the product, so it guards what was reached
and measures nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from briefing.config import read_desk
from briefing.model import Analysis, Kind, Sentence
from briefing.pipeline import understand

ROOT = Path(__file__).parents[2]
GOLD = json.loads((ROOT / "tests/gold/real.json").read_text())


@cache
def analysis(folder: Path) -> Analysis:
    return understand(read_desk(ROOT / "desk.toml"), inputs=[folder]).analysis


def place(sentence: Sentence) -> str:
    return f"{sentence.article.uri[:3]}:{sentence.start}"


def pairs(groups: Iterable[Iterable[str]]) -> Iterator[frozenset[str]]:
    """All pairs of sentences of different articles in one group."""
    for group in groups:
        yield from (frozenset(p) for p in combinations(group, 2) if p[0][:3] != p[1][:3])


def scores(found: set[Any], wanted: set[Any]) -> tuple[float, float]:
    """Precision and F1."""
    right = len(found & wanted)
    return right / len(found), 2 * right / (len(found) + len(wanted))


def test_spans_of_sentences(real_articles: Path) -> None:
    found = {
        (a.uri[:3], s.start, s.end) for a in analysis(real_articles).articles for s in a.sentences()
    }
    wanted = {(key, start, end) for key, spans in GOLD["spans"].items() for start, end in spans}
    assert min(scores(found, wanted)) >= 0.97


@pytest.mark.parametrize("theme", sorted(GOLD["themes"]))
def test_themes(real_articles: Path, theme: str) -> None:
    rows = analysis(real_articles).sentences
    found = {place(r.sentence) for r in rows if theme in dict(r.themes)}
    assert scores(found, set(GOLD["themes"][theme]))[1] >= 0.9


def test_claims(real_articles: Path) -> None:
    claims = analysis(real_articles).claims
    found = set(pairs([place(m) for m in claim.members] for claim in claims))
    precision, f1 = scores(found, set(pairs(GOLD["claims"])))
    assert precision >= 0.95
    assert f1 >= 0.78


def test_origins(real_articles: Path) -> None:
    day = analysis(real_articles)
    uris = {a.id: a.uri[:3] for a in day.articles}
    assert sorted(sorted(uris[a] for a in o.articles) for o in day.origins) == GOLD["origins"]


def test_only_body_text_is_in_a_claim(real_articles: Path) -> None:
    day = analysis(real_articles)
    kinds = {row.sentence: row.kind for row in day.sentences}
    assert all(kinds[m] is Kind.BODY for claim in day.claims for m in claim.members)
