"""Task `summaries`: a brief of so many words about one event in several articles.

Rows `{id, language, words, documents: [{id, title, text, published}]}`, predictions
`{id, sentences: [str]}`: slices of the articles, best first, cut by the scorer at
`words` words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.model import Article, Document
from briefing.read import read
from briefing.summarize.digest import digest
from briefing.summarize.select import Budget


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A prediction for each row, in order."""
    for row in rows:
        chosen = digest(articles(row), Budget(words=row["words"], cut=True))
        yield {"id": row["id"], "sentences": [s.text for s in chosen]}


def articles(row: Mapping[str, Any]) -> list[Article]:
    """The documents of a row as the product reads them."""
    documents = (_document(number, raw) for number, raw in enumerate(row["documents"]))
    found = (one for document in documents for one in read(document))
    return [article for article in found if isinstance(article, Article)]


def _document(number: int, raw: Mapping[str, Any]) -> Document:
    body = json.dumps(dict(raw), ensure_ascii=False).encode()
    return Document(f"{number:03}-{raw.get('id', '')}.json", "application/json", body)
