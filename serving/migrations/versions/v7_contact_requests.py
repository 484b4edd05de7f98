"""What visitors ask the clinic for, and how far it got there; programs before mind none of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Two tables of their own, and with what key a process seals them, which it need not say.

    Also where a person went back to a program before and comes again: what is there stays.
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
