"""Alembic runs this; the connection comes from `Base`, within whose transaction all happens."""

from alembic import context

from briefing.archive.base.tables import meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
