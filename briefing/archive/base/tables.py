"""The archive's tables, for SQLite and PostgreSQL alike.

Texts, whole numbers and bytes only. Moments are ISO 8601 in UTC, so that they sort as
texts; what has a form of its own is JSON. `migrations/` makes the same, and a test
compares. The full text is found through what each database has for it (`search.py`).
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0003"
"""The last of the migrations that make these tables."""

meta = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _whole(name: str, default: str | None = "0") -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=default)


documents = Table(
    "documents",
    meta,
    _key("digest"),
    Column("body", LargeBinary, nullable=False),
    _whole("size", None),
)
"""Bytes by their SHA-256, packed with zlib: what was collected, and the files of editions."""

entries = Table(
    "entries",
    meta,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("desk", None),
    _text("source", None),
    _text("uri", None),
    Column("digest", Text, ForeignKey("documents.digest"), nullable=False),
    _text("media_type", None),
    _text("fetched"),
    _text("fields", "[]"),
    _text("stated", "{}"),
    _text("first", None),
    _text("last", None),
    UniqueConstraint("desk", "source", "uri", "digest", name="one_entry"),
    Index("entries_by_uri", "desk", "uri"),
)
"""A document as a source handed it over. Those of one address are its revisions."""

readings = Table(
    "readings",
    meta,
    Column("entry", Integer, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    _text("reader", None),
    _text("gaps", "[]"),
)
"""Which version of the reader has read an entry, and what of it was missing."""

articles = Table(
    "articles",
    meta,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("entry", Integer, ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    _whole("place", None),
    _text("article", None),
    _text("title"),
    _text("outlet"),
    _text("published"),
    _text("text", None),
    _text("data", None),
    UniqueConstraint("entry", "place", name="one_article"),
    Index("articles_by_id", "article"),
)
"""Articles as read; `article` is the id, `data` the article without its text."""

revisions = Table(
    "revisions",
    meta,
    Column("entry", Integer, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("before", Integer, nullable=False),
    _text("changed", "{}"),
)
"""What an entry changed in the one of the same address before it: sentences gone and come."""

gaps = Table(
    "gaps",
    meta,
    _key("desk"),
    _key("source"),
    _key("place"),
    _text("what", None),
    _text("at", None),
)
"""What a source could not give, until it does."""

known = Table(
    "known",
    meta,
    _key("desk"),
    _key("source"),
    _key("key"),
    _text("at", None),
    _text("address"),
)
"""What was handed over, and where an entry that a feed names itself was at first; the key is a
digest."""

validators = Table(
    "validators", meta, _key("desk"), _key("url"), _text("etag"), _text("modified"), _text("at")
)
"""By what a server knows the copy that was got last (RFC 9110, 8.8)."""

visits = Table(
    "visits",
    meta,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("desk", None),
    _text("source", None),
    _text("at", None),
    _whole("seen"),
    _whole("new"),
    _text("failed"),
    Index("visits_of_source", "desk", "source", "at"),
)
"""How each asking of a source went."""

editions = Table(
    "editions",
    meta,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("desk", None),
    _text("name", None),
    _text("date", None),
    _text("slot"),
    _whole("number", None),
    _text("cutoff", None),
    _text("state", None),
    _text("taken", None),
    _text("made"),
    _text("gaps", "[]"),
    _text("account", "{}"),
    _text("notes", "{}"),
    _text("missed", "{}"),
    UniqueConstraint("desk", "name", name="one_edition"),
)
"""`taken` while its input is settled and its files are not, `made` after; `found` came as a folder.
`name` is that of its folder, `missed` by audience the earlier editions that it did not get."""

belongs = Table(
    "belongs",
    meta,
    Column("entry", Integer, ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("edition", Integer, ForeignKey("editions.id", ondelete="CASCADE"), nullable=False),
    _text("uri", None),
    _text("aside"),
)
"""An article belongs to one edition. `aside` tells why that one left it out, "" where it did not;
`uri` is its address in that edition."""

files = Table(
    "files",
    meta,
    Column("edition", Integer, ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    _key("name"),
    Column("digest", Text, ForeignKey("documents.digest"), nullable=False),
)
"""What later editions compare with: digests, JSON and sources of an edition."""

outbox = Table(
    "outbox",
    meta,
    _key("desk"),
    _key("edition"),
    _key("audience"),
    _key("recipient"),
    _text("digest"),
    _text("state", None),
    _text("said"),
    _whole("tries"),
    _text("due"),
    _text("at"),
)
"""What became of each reader of each edition: delivered, deferred, refused, sending, late."""

recipients = Table(
    "recipients", meta, _key("desk"), _key("address"), _text("state", None), _text("said"),
    _text("at"),
)  # fmt: skip
"""Readers who get nothing: `refused` by their server, or `unsubscribed`."""

approvals = Table(
    "approvals", meta, _key("desk"), _key("edition"), _key("audience"), _text("at", None)
)
"""Editions that a person has let go."""

runs = Table(
    "runs",
    meta,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _text("desk", None),
    _text("kind", None),
    _text("began", None),
    _text("ended"),
    Column("code", Integer),
    _text("report", "{}"),
    Index("runs_of_desk", "desk", "began"),
)
"""What each run did. One without an end was killed."""

notes = Table("notes", meta, _key("key"), _text("value"))
"""What the archive remembers of itself."""

ROWS = (
    documents, entries, readings, articles, revisions, gaps, known, validators, visits, editions,
    belongs, files, outbox, recipients, approvals, runs, notes,
)  # fmt: skip
"""All tables, each after those that it refers to."""
