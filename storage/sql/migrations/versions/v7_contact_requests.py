"""Requests to the clinic, and handovers to a person; previous programs ignore them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Add the tables, and a hash of each process's key for them.

    Does nothing after somebody went back to a previous program and now returns.
    """
    if sa.inspect(op.get_bind()).has_table("contact_requests"):
        return
    op.add_column("processes", sa.Column("requests_key", sa.String(32)))
    op.create_table(
        "contact_requests",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("conversation", sa.String(255), nullable=False, index=True),
        sa.Column("received", sa.Float, nullable=False, index=True),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
    )
    op.create_table(
        "contact_deliveries",
        sa.Column("request", sa.String(255), primary_key=True),
        sa.Column("way", sa.String(16), primary_key=True),
        sa.Column("due", sa.Float, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("delivered", sa.Float),
        sa.Column("problem", sa.String(200)),
    )
    _make_handovers()


def _make_handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("thread", sa.String(64), primary_key=True),
        sa.Column("conversation", sa.String(255), index=True),
        sa.Column("opened", sa.Float, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("is_silent", sa.Boolean, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("sealed", sa.Text),
    )
    op.create_table(
        "handover_messages",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("conversation", sa.String(255), nullable=False, index=True),
        sa.Column("time", sa.Float, nullable=False, index=True),
        sa.Column("sealed", sa.Text, nullable=False),
    )
