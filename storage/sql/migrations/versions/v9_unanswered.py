"""What the bot had no answer to, where the clinic keeps it; programs before mind none of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9"
down_revision = "8"


def upgrade() -> None:
    """A table of its own; those that are there stay as they are, and so does who can use them.

    Also where a person went back to a program before and comes again: what is there stays.
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
