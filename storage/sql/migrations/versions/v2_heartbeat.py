"""A row that can be written at any time, to check whether the database accepts writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Create the table and its one row."""
    table = op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("time", sa.Float, nullable=False),
    )
    op.bulk_insert(table, [{"id": 1, "time": 0.0}])
