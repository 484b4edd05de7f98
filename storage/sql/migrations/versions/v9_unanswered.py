"""Unanswered questions, if the clinic keeps them; previous programs ignore them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9"
down_revision = "8"


def upgrade() -> None:
    """Add the table; the others, and which programs can use them, stay the same.

    Does nothing after somebody went back to a previous program and now returns.
    """
    if sa.inspect(op.get_bind()).has_table("unanswered"):
        return
    op.create_table(
        "unanswered",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("encoder", sa.String(16)),
        sa.Column("vector", sa.LargeBinary),
    )
    op.create_index("unanswered_by_day", "unanswered", ["day", "key"])
