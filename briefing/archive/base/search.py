"""Full text over the articles of the archive: FTS5 of SQLite, tsvector of PostgreSQL.

A query is words that must all be there, "phrases", and beginnings of words (`flood*`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from briefing.archive.base.base import Base
from briefing.errors import ConfigError

OPEN, CLOSE = "\x02", "\x03"
"""Around each word found in an excerpt: no article holds control characters."""
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; "" and () leave a part open. `any_of` are terms of a theme."""

    query: str
    any_of: Sequence[str] = ()
    outlet: str = ""
    since: str = ""
    until: str = ""
    most: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; `edition` is the name of the one that printed it, or ""."""

    article: str
    uri: str
    source: str
    outlet: str
    title: str
    published: str
    edition: str
    excerpt: str


def search(base: Base, question: Question) -> tuple[Hit, ...]:
    """The articles with the words, the best first. Raises `ConfigError` for an empty query."""
    terms = tuple(_terms(question.query))
    if not terms:
        raise ConfigError(
            'search: nothing to look for; name words, like: briefing search "the dam"'
        )
    with base.read() as connection:
        server = connection.dialect.name == "postgresql"
        found = (_on_server if server else _in_file)(connection, base, question, terms)
        return tuple(Hit(*row) for row in found)


def _terms(query: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The words of each term, and whether its last one only begins so."""
    for match in _TERM.finditer(query):
        told = match[1] if match[1] is not None else match[2]
        if words := tuple(_WORD.findall(told)):
            yield words, match[1] is None and told.endswith("*")


_CHOSEN = """
WHERE entries.desk = :desk
  AND (:outlet = '' OR lower(articles.outlet) = lower(:outlet)
       OR lower(entries.source) = lower(:outlet))
  AND (:since = '' OR articles.published >= :since)
  AND (:until = '' OR (articles.published <> '' AND substr(articles.published, 1, 10) <= :until))
"""
_JOINED = """
JOIN entries ON entries.id = articles.entry
LEFT JOIN belongs ON belongs.entry = entries.id AND belongs.aside = ''
LEFT JOIN editions ON editions.id = belongs.edition
"""
_COLUMNS = """
articles.article, entries.uri, entries.source, articles.outlet, articles.title,
articles.published, coalesce(editions.name, '')
"""


def _values(base: Base, question: Question) -> dict[str, Any]:
    return {
        "desk": base.desk,
        "outlet": question.outlet,
        "since": question.since,
        "until": question.until,
        "most": question.most,
    }


def _in_file(
    connection: Connection,
    base: Base,
    question: Question,
    terms: Sequence[tuple[tuple[str, ...], bool]],
) -> Sequence[Any]:
    asked = " AND ".join(f'"{" ".join(words)}"{"*" if begins else ""}' for words, begins in terms)
    if question.any_of:
        others = " OR ".join(f'"{" ".join(_WORD.findall(one))}"' for one in question.any_of)
        asked = f"({asked}) AND ({others})"
    statement = f"""
SELECT {_COLUMNS}, snippet(article_words, 2, '{OPEN}', '{CLOSE}', ' … ', 40)
FROM article_words JOIN articles ON articles.number = article_words.rowid {_JOINED} {_CHOSEN}
  AND article_words MATCH :asked
ORDER BY bm25(article_words, 4.0, 1.0, 1.0), articles.published DESC, articles.number LIMIT :most
"""  # noqa: S608  # all values are parameters
    return connection.execute(text(statement), {**_values(base, question), "asked": asked}).all()


def _on_server(
    connection: Connection,
    base: Base,
    question: Question,
    terms: Sequence[tuple[tuple[str, ...], bool]],
) -> Sequence[Any]:
    asked = " & ".join(_lexemes(words, begins) for words, begins in terms)
    if question.any_of:
        others = " | ".join(_lexemes(tuple(_WORD.findall(o)), False) for o in question.any_of)
        asked = f"({asked}) & ({others})"
    words = "to_tsvector('simple', title || ' ' || outlet || ' ' || left(text, 300000))"
    words = re.sub(r"\b(title|outlet|text)\b", r"articles.\1", words)
    marks = f"StartSel={OPEN}, StopSel={CLOSE}, MaxWords=40, MinWords=20"
    statement = f"""
SELECT {_COLUMNS}, ts_headline('simple', articles.text, to_tsquery('simple', :asked), '{marks}')
FROM articles {_JOINED} {_CHOSEN} AND {words} @@ to_tsquery('simple', :asked)
ORDER BY ts_rank({words}, to_tsquery('simple', :asked)) DESC, articles.published DESC,
  articles.number LIMIT :most
"""  # noqa: S608
    return connection.execute(text(statement), {**_values(base, question), "asked": asked}).all()


def _lexemes(words: Sequence[str], begins: bool) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + (":*" if begins else "") + ")"
