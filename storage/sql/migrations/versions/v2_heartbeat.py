"""A row to write when nobody writes, so that health knows whether a message could be stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """The table and its one row."""
    table = op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("time", sa.Float, nullable=False),
    )
    op.bulk_insert(table, [{"id": 1, "time": 0.0}])
