"""Documents as they came, stored once, and articles as they were read.

Documents of one address are revisions of one another; the newest is the one that counts.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from briefing.archive.base.base import Base, ignore, safe, upsert
from briefing.archive.base.memory import Pending, settle
from briefing.archive.base.tables import (
    articles,
    belongs,
    documents,
    entries,
    gaps,
    readings,
    revisions,
)
from briefing.model import Article, Document, Gap, Kind, Unit

_LINE = re.compile(r"#\d+\Z")
_FEW = 400
"""Ids in one question: SQLite had 999 as its most for long."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What of a batch was new, and what was there already."""

    new: int
    again: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored document, without its bytes. `first` is when it was stored, `last` handed over."""

    id: int
    source: str
    uri: str
    digest: str
    first: str
    last: str


def is_line(uri: str) -> bool:
    """Whether an address is that of a line in a file, like "night.jsonl#3"."""
    return bool(_LINE.search(uri)) and not uri.startswith(("http://", "https://"))


# --- Documents ------------------------------------------------------------------------------


def keep_document(connection: Connection, body: bytes) -> str:
    """Store bytes once; their digest."""
    digest = sha256(body).hexdigest()
    if connection.execute(select(documents.c.digest).where(documents.c.digest == digest)).first():
        return digest
    row = {"digest": digest, "body": zlib.compress(body, 6), "size": len(body)}
    connection.execute(ignore(connection, documents), row)
    return digest


def body_of(packed: bytes) -> bytes:
    """The bytes of a stored document."""
    return zlib.decompress(packed)


def store(
    base: Base, source: str, found: Iterable[Document | Gap], pending: Iterable[Pending] = ()
) -> Stored:
    """Keep what a source gave, and with it what is to be remembered of that.

    What is there already costs two questions for all of it: a folder that nobody empties
    is handed over whole each time.
    """
    found = list(found)
    new = again = 0
    with base.write() as connection:
        shelf = _Shelf(base, connection, source, [d for d in found if isinstance(d, Document)])
        for one in found:
            if isinstance(one, Gap):
                shelf.miss(one)
            elif shelf.put(one):
                new += 1
            else:
                again += 1
        settle(base, connection, source, pending)
    return Stored(new, again)


def forget_gaps(base: Base, source: str, place: str) -> None:
    """What was missing at a place no longer is, or will be told anew."""
    with base.write() as connection:
        connection.execute(delete(gaps).where(_gap(base, source), gaps.c.place == place))


def _gap(base: Base, source: str) -> Any:
    return (gaps.c.desk == base.desk) & (gaps.c.source == source)


class _Shelf:
    """What a source gave before at the addresses of some documents, and where it had gaps."""

    def __init__(
        self, base: Base, connection: Connection, source: str, coming: Sequence[Document]
    ) -> None:
        self.base = base
        self.connection = connection
        self.source = source
        self.own = (entries.c.desk == base.desk) & (entries.c.source == source)
        self.digests: dict[str, list[str]] = {}
        uris = list(dict.fromkeys(safe(document.uri) for document in coming))
        for start in range(0, len(uris), _FEW):
            few = self.own & entries.c.uri.in_(uris[start : start + _FEW])
            asked = select(entries.c.uri, entries.c.digest).where(few)
            for uri, digest in connection.execute(asked.order_by(entries.c.last, entries.c.id)):
                self.digests.setdefault(uri, []).append(digest)
        places = select(gaps.c.place).where(_gap(base, source))
        self.missing = set(connection.execute(places).scalars())

    def miss(self, gap: Gap) -> None:
        place = safe(gap.where)
        row = {"desk": self.base.desk, "source": self.source, "place": place}
        upsert(self.connection, gaps, {**row, "what": safe(gap.what), "at": self.base.moment})
        self.missing.add(place)

    def put(self, document: Document) -> bool:
        """Whether the document was new."""
        digest, uri = sha256(document.body).hexdigest(), safe(document.uri)
        if uri in self.missing:
            here = _gap(self.base, self.source) & (gaps.c.place == uri)
            self.connection.execute(delete(gaps).where(here))
            self.missing.discard(uri)
        known = self.digests.setdefault(uri, [])
        is_new = digest not in known
        if is_new:
            keep_document(self.connection, document.body)
            values = _values(self.base, self.source, document, digest)
            self.connection.execute(ignore(self.connection, entries), values)
        elif known[-1] != digest:  # an earlier text is back
            same = self.own & (entries.c.uri == uri) & (entries.c.digest == digest)
            self.connection.execute(update(entries).where(same).values(last=self.base.moment))
            known.remove(digest)
        else:
            return False
        known.append(digest)
        return is_new


def _values(base: Base, source: str, document: Document, digest: str) -> dict[str, Any]:
    return {
        "desk": base.desk,
        "source": source,
        "uri": safe(document.uri),
        "digest": digest,
        "media_type": document.media_type,
        "fetched": document.fetched.isoformat() if document.fetched else "",
        "fields": json.dumps(document.fields),
        "stated": json.dumps(dict(sorted(document.stated.items()))),
        "first": base.moment,
        "last": base.moment,
    }


def documents_of(base: Base, ids: Sequence[int]) -> Mapping[int, Document]:
    """Stored documents by the ids of their entries, as they were handed over."""
    joined = entries.join(documents, documents.c.digest == entries.c.digest)
    return {row.id: _document(row) for row in _rows(base, joined, entries.c.id, ids)}


def uris_of(base: Base, ids: Sequence[int]) -> Mapping[int, str]:
    """The addresses of entries, as their sources name them."""
    return {row.id: row.uri for row in _rows(base, entries, entries.c.id, ids)}


def _rows(base: Base, joined: Any, column: Any, ids: Sequence[int]) -> Iterator[Row[Any]]:
    with base.read() as connection:
        for start in range(0, len(ids), _FEW):
            few = ids[start : start + _FEW]
            yield from connection.execute(select(joined).where(column.in_(few)))


def _document(row: Row[Any]) -> Document:
    return Document(
        row.uri,
        row.media_type,
        body_of(row.body),
        row.source,
        datetime.fromisoformat(row.fetched) if row.fetched else None,
        tuple((name, path) for name, path in json.loads(row.fields)),
        json.loads(row.stated),
    )


# --- Articles -------------------------------------------------------------------------------


def unread(base: Base, reader: str, ids: Sequence[int] | None = None) -> tuple[int, ...]:
    """Entries that this version of the reader has not read, among `ids` or those of no edition."""
    joined = entries.outerjoin(readings, readings.c.entry == entries.c.id)
    stale = (entries.c.desk == base.desk) & (func.coalesce(readings.c.reader, "") != reader)
    with base.read() as connection:
        if ids is None:
            joined = joined.outerjoin(belongs, belongs.c.entry == entries.c.id)
            stale &= belongs.c.entry.is_(None)
        found = select(entries.c.id).select_from(joined).where(stale).order_by(entries.c.id)
        all_stale = tuple(connection.execute(found).scalars())
    if ids is None:
        return all_stale
    wanted = set(ids)
    return tuple(one for one in all_stale if one in wanted)


def keep_readings(
    base: Base, reader: str, found: Iterable[tuple[int, Sequence[Article | Gap]]]
) -> None:
    """What the reader made of some entries, in place of what an earlier version made."""
    with base.write() as connection:
        for entry, results in found:
            read = [one for one in results if isinstance(one, Article)]
            missing = [[g.where, g.what] for g in results if isinstance(g, Gap)]
            connection.execute(delete(articles).where(articles.c.entry == entry))
            row = {"entry": entry, "reader": reader, "gaps": json.dumps(missing)}
            upsert(connection, readings, row)
            if read:
                connection.execute(
                    articles.insert(), [_article_row(entry, n, a) for n, a in enumerate(read)]
                )
            _keep_change(connection, entry, read)


def articles_of(
    base: Base, ids: Sequence[int]
) -> Mapping[int, tuple[tuple[Article, ...], tuple[Gap, ...]]]:
    """Articles and gaps of entries as they were read, by the ids of the entries."""
    found: dict[int, list[tuple[int, Article]]] = {}
    for row in _rows(base, articles, articles.c.entry, ids):
        found.setdefault(row.entry, []).append((row.place, article_of(row.text, row.data)))
    missing = {
        row.entry: tuple(Gap(where, what) for where, what in json.loads(row.gaps))
        for row in _rows(base, readings, readings.c.entry, ids)
    }
    return {
        one: (
            tuple(a for _, a in sorted(found.get(one, []), key=lambda pair: pair[0])),
            missing.get(one, ()),
        )
        for one in ids
    }


def _article_row(entry: int, place: int, article: Article) -> dict[str, Any]:
    return {
        "entry": entry,
        "place": place,
        "article": article.id,
        "title": safe(article.title or ""),
        "outlet": safe(article.outlet or ""),
        "published": safe(article.published or ""),
        "text": article.text,
        "data": _data(article),
    }


def _data(article: Article) -> str:
    """An article without its text, as JSON."""
    kept = (f.name for f in fields(article) if f.init and f.name != "text")
    told = {name: getattr(article, name) for name in kept}
    told["units"] = [[u.start, u.end, u.kind.value, u.paragraph] for u in article.units]
    told["evidence"] = dict(article.evidence)
    return json.dumps(told, separators=(",", ":"))


def article_of(text: str, data: str) -> Article:
    """An article of its text and its data."""
    told = json.loads(data)
    told["units"] = tuple(Unit(s, e, Kind(kind), p) for s, e, kind, p in told["units"])
    told["evidence"] = MappingProxyType(told["evidence"])
    return Article(text=text, **told)


# --- Revisions ------------------------------------------------------------------------------


def _keep_change(connection: Connection, entry: int, read: Sequence[Article]) -> None:
    """What these articles changed in those of the same address before them."""
    own = connection.execute(select(entries).where(entries.c.id == entry)).one()
    if is_line(own.uri):
        return
    before = connection.execute(
        select(entries.c.id)
        .where(
            entries.c.desk == own.desk,
            entries.c.source == own.source,
            entries.c.uri == own.uri,
            entries.c.id < entry,
        )
        .order_by(entries.c.id.desc())
    ).scalar()
    if before is None:
        return
    rows = connection.execute(select(articles).where(articles.c.entry == before)).all()
    old = [sentence for row in rows for sentence in _sentences(article_of(row.text, row.data))]
    new = [sentence for article in read for sentence in _sentences(article)]
    kept_old, kept_new = set(old), set(new)
    changed = {
        "gone": [one for one in dict.fromkeys(old) if one not in kept_new],
        "come": [one for one in dict.fromkeys(new) if one not in kept_old],
    }
    upsert(connection, revisions,
           {"entry": entry, "before": before, "changed": json.dumps(changed)})  # fmt: skip


def _sentences(article: Article) -> list[str]:
    return [sentence.quote for sentence in article.sentences()]
