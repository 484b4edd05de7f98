"""What several processes on one database need; the previous program can still use the tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"


def upgrade() -> None:
    """Add processes, owners of events, and shared counts.

    Does nothing after somebody went back to the previous program and now returns.
    """
    inspector = sa.inspect(op.get_bind())
    if inspector.has_table("processes"):
        return
    _make_processes()
    _make_counts()
    op.add_column("inbox", sa.Column("owner", sa.String(32)))
    left = sa.text("sealed IS NOT NULL")
    where = {"postgresql_where": left, "sqlite_where": left}
    op.create_index("inbox_left", "inbox", ["channel", "received"], **where)
    op.add_column("heartbeat", sa.Column("usable_from", sa.Integer))
    op.execute("UPDATE heartbeat SET usable_from = 5")


def _make_processes() -> None:
    op.create_table(
        "processes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("beats", sa.BigInteger, nullable=False),
        sa.Column("version", sa.String(255), nullable=False),
        sa.Column("model", sa.String(255), nullable=False),
        sa.Column("knowledge", sa.String(255), nullable=False),
        sa.Column("secret", sa.String(32), nullable=False),
    )


def _make_counts() -> None:
    """Create counts, unlogged on PostgreSQL: they needn't survive a crash, and writes cost less."""
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "counts",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.Float, nullable=False, index=True),
        prefixes=unlogged,
    )
