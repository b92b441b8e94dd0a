"""Do two sentences of different articles state the same fact?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.analyze.claims.nodes import facts_of, spoken_in
from briefing.analyze.claims.similarity import SAME, similarity
from briefing.analyze.names import find_names
from briefing.language import detect
from briefing.model import Article, Kind, Unit


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields {id, score, same}; the sentences of all rows are one another's context."""
    pairs = list(rows)
    texts = sorted({text for row in pairs for text in (row["a"], row["b"])})
    code = detect("\n".join(texts))
    articles = [_article(text, code) for text in texts]
    sentences = [next(article.sentences()) for article in articles]
    names = find_names(articles)
    found = facts_of(sentences, spoken_in(sentences, names), names)
    facts = dict(zip(texts, found, strict=True))
    for row in pairs:
        score = similarity(facts[row["a"]], facts[row["b"]])
        yield {"id": row["id"], "score": score, "same": score >= SAME}


def _article(text: str, code: str) -> Article:
    """An article of one sentence, which is all that a row gives of it."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    units = (Unit(0, len(text), Kind.BODY, 0),)
    return Article(digest, f"{digest}.txt", text, units, digest, language=code)
