"""Which earlier editions an audience did not get, when an edition was settled."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("editions", sa.Column("missed", sa.Text, nullable=False, server_default="{}"))
