"""Do two sentences of different articles state the same fact?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.analyze.facts import Statement, read_facts
from briefing.analyze.similarity import SAME, similarity
from briefing.language import detect


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields {id, score, same}; the sentences of all rows are one another's context."""
    pairs = list(rows)
    texts = sorted({text for row in pairs for text in (row["a"], row["b"])})
    code = detect("\n".join(texts))
    facts = dict(zip(texts, read_facts([Statement(t, code) for t in texts], {}), strict=True))
    for row in pairs:
        score = similarity(facts[row["a"]], facts[row["b"]])
        yield {"id": row["id"], "score": score, "same": score >= SAME}
