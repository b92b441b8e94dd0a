"""At which address an entry was that its feed calls by a name of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("known", sa.Column("address", sa.Text, nullable=False, server_default=""))
