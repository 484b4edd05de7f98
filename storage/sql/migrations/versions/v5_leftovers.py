"""Deletes what an erasure on PostgreSQL missed because it was written at the same moment."""

from __future__ import annotations

from alembic import op

revision = "5"
down_revision = "4"

_LEFT = "NOT IN (SELECT id FROM conversations WHERE NOT erased)"


def upgrade() -> None:
    """Delete events and ratings of conversations that are erased or don't exist."""
    for table in ("events", "ratings"):
        op.execute(f"DELETE FROM {table} WHERE sender_id {_LEFT}")
