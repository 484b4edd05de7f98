"""Conversations, their events and the ratings of replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Create the first tables; databases older than the migrations have them already."""
    if sa.inspect(op.get_bind()).has_table("conversations"):
        return
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("last", sa.Float, nullable=False, index=True),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("slots", sa.Text, nullable=False),
        sa.Column("erased", sa.Boolean, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("type_name", sa.String(64), nullable=False),
        sa.Column("timestamp", sa.Float),
        sa.Column("message_id", sa.String(255)),
        sa.Column("data", sa.Text, nullable=False),
        sa.UniqueConstraint("sender_id", "message_id", name="one_answer_a_message"),
        sa.Index("events_by_turn", "sender_id", "turn"),
    )
    op.create_table(
        "ratings",
        sa.Column("sender_id", sa.String(255), primary_key=True),
        sa.Column("reply_id", sa.String(255), primary_key=True),
        sa.Column("value", sa.String(8), nullable=False),
        sa.Column("word", sa.Text),
        sa.Column("timestamp", sa.Float, nullable=False),
    )
