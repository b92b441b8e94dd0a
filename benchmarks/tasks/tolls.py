"""How many people were killed and injured in the incident of a report?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.analyze.figures import toll
from briefing.model import Article, Document
from briefing.read import read


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yields {id, killed, injured}, null where the report does not tell."""
    for row in rows:
        body = json.dumps({"title": row["title"], "text": row["text"]}).encode()
        article, *_ = read(Document(f"{row['id']}.json", "application/json", body))
        killed = injured = None
        if isinstance(article, Article):
            found = toll(article)
            killed, injured = found.killed, found.injured
        yield {"id": row["id"], "killed": killed, "injured": injured}
