"""The first form of the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_WORDS = (
    (
        "CREATE VIRTUAL TABLE article_words USING fts5(title, outlet, text, content='articles', "
        "content_rowid='number', tokenize='unicode61 remove_diacritics 2')"
    ),
    (
        "CREATE TRIGGER article_come AFTER INSERT ON articles BEGIN "
        "INSERT INTO article_words(rowid, title, outlet, text) "
        "VALUES (new.number, new.title, new.outlet, new.text); END"
    ),
    (
        "CREATE TRIGGER article_gone AFTER DELETE ON articles BEGIN "
        "INSERT INTO article_words(article_words, rowid, title, outlet, text) "
        "VALUES ('delete', old.number, old.title, old.outlet, old.text); END"
    ),
)
# A tsvector holds a megabyte at the most.
_INDEX = (
    "CREATE INDEX article_words ON articles USING gin (to_tsvector('simple', "
    "title || ' ' || outlet || ' ' || left(text, 300000)))"
)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, sa.ForeignKey("documents.digest"), nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("fetched", sa.Text, nullable=False, server_default=""),
        sa.Column("fields", sa.Text, nullable=False, server_default="[]"),
        sa.Column("stated", sa.Text, nullable=False, server_default="{}"),
        sa.Column("first", sa.Text, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
        sa.UniqueConstraint("desk", "source", "uri", "digest", name="one_entry"),
    )
    op.create_index("entries_by_uri", "entries", ["desk", "uri"])
    op.create_table(
        "readings",
        sa.Column(
            "entry", sa.Integer, sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("gaps", sa.Text, nullable=False, server_default="[]"),
    )
    op.create_table(
        "articles",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "entry", sa.Integer, sa.ForeignKey("entries.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("outlet", sa.Text, nullable=False, server_default=""),
        sa.Column("published", sa.Text, nullable=False, server_default=""),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.UniqueConstraint("entry", "place", name="one_article"),
    )
    op.create_index("articles_by_id", "articles", ["article"])
    op.create_table(
        "revisions",
        sa.Column(
            "entry", sa.Integer, sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("before", sa.Integer, nullable=False),
        sa.Column("changed", sa.Text, nullable=False, server_default="{}"),
    )
    op.create_table(
        "gaps",
        sa.Column("desk", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "known",
        sa.Column("desk", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "validators",
        sa.Column("desk", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text, nullable=False, server_default=""),
        sa.Column("modified", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False, server_default="0"),
        sa.Column("new", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failed", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("visits_of_source", "visits", ["desk", "source", "at"])
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("date", sa.Text, nullable=False),
        sa.Column("slot", sa.Text, nullable=False, server_default=""),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("cutoff", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("taken", sa.Text, nullable=False),
        sa.Column("made", sa.Text, nullable=False, server_default=""),
        sa.Column("gaps", sa.Text, nullable=False, server_default="[]"),
        sa.Column("account", sa.Text, nullable=False, server_default="{}"),
        sa.Column("notes", sa.Text, nullable=False, server_default="{}"),
        sa.UniqueConstraint("desk", "name", name="one_edition"),
    )
    op.create_table(
        "belongs",
        sa.Column(
            "entry", sa.Integer, sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column(
            "edition", sa.Integer, sa.ForeignKey("editions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("aside", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "files",
        sa.Column(
            "edition",
            sa.Integer,
            sa.ForeignKey("editions.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, sa.ForeignKey("documents.digest"), nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("desk", sa.Text, primary_key=True),
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("audience", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False, server_default=""),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "recipients",
        sa.Column("desk", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "approvals",
        sa.Column("desk", sa.Text, primary_key=True),
        sa.Column("edition", sa.Text, primary_key=True),
        sa.Column("audience", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("desk", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("began", sa.Text, nullable=False),
        sa.Column("ended", sa.Text, nullable=False, server_default=""),
        sa.Column("code", sa.Integer),
        sa.Column("report", sa.Text, nullable=False, server_default="{}"),
    )
    op.create_index("runs_of_desk", "runs", ["desk", "began"])
    op.create_table(
        "notes",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False, server_default=""),
    )
    _make_searchable()


def _make_searchable() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_INDEX)
    else:
        for statement in _WORDS:
            op.execute(statement)
