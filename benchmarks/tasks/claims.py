"""Do two sentences of different articles state the same fact?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.analyze.similarity import SAME, Context, contradicts, similarity
from briefing.language import detect


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields {id, score, same}; the sentences of all rows are the context."""
    pairs = list(rows)
    texts = sorted({text for row in pairs for text in (row["a"], row["b"])})
    code = detect("\n".join(texts))
    context = Context((text, code) for text in texts)
    facts = {text: context.facts(text, code) for text in texts}
    for row in pairs:
        a, b = facts[row["a"]], facts[row["b"]]
        score = similarity(a, b)
        yield {"id": row["id"], "score": score, "same": score >= SAME and not contradicts(a, b)}
