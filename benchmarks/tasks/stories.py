"""Which articles tell of one event?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.analyze.stories import group_stories
from briefing.model import Document, Gap
from briefing.read import read


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields {id, cluster}; an article that cannot be read is a story of its own."""
    ids: dict[str, str] = {}
    articles = []
    for row in rows:
        fields = {k: row[k] for k in ("title", "text", "published") if row.get(k)}
        body = json.dumps(fields, ensure_ascii=False).encode()
        article, *_ = read(Document(row["id"], "application/json", body))
        if isinstance(article, Gap):
            yield {"id": row["id"], "cluster": f"unread {row['id']}"}
            continue
        articles.append(article)
        ids[article.id] = row["id"]
    for number, group in enumerate(group_stories(articles)):
        for member in group:
            yield {"id": ids[member], "cluster": str(number)}
