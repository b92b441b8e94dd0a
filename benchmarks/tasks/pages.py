"""Article text of web pages: rows {id, url, html}, html being base64 of gzip."""

from __future__ import annotations

import gzip
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.model import Article, Document, Kind
from briefing.read import read


def predict(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The text that is left when what we mark as boilerplate is taken out."""
    for row in rows:
        html = gzip.decompress(b64decode(row["html"]))
        found, *_ = read(Document(row.get("url") or row["id"], "text/html", html))
        yield {"id": row["id"], "text": _text(found) if isinstance(found, Article) else ""}


def _text(article: Article) -> str:
    lines: dict[int, list[str]] = {}
    for unit in article.units:
        if unit.kind is not Kind.BOILERPLATE:
            lines.setdefault(unit.paragraph, []).append(article.text[unit.start : unit.end])
    return "\n".join(" ".join(line) for line in lines.values())
