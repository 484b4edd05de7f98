"""On PostgreSQL an erasure could be overtaken by what it was to erase; what is left of it goes."""

from __future__ import annotations

from alembic import op

revision = "5"
down_revision = "4"

_LEFT = "NOT IN (SELECT id FROM conversations WHERE NOT erased)"


def upgrade() -> None:
    """Events and ratings of conversations that are erased, or not there at all."""
    for table in ("events", "ratings"):
        op.execute(f"DELETE FROM {table} WHERE sender_id {_LEFT}")
