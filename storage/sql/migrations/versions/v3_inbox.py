"""The inbox of messaging apps' events, so that each is taken once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Create the table and its index; databases older than the migrations may have it."""
    if sa.inspect(op.get_bind()).has_table("inbox"):
        return
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("received", sa.Float, nullable=False, index=True),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("sealed", sa.Text),
    )
