"""What the clinic's desk stores and counts; previous programs ignore it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8"
down_revision = "7"

#: PostgreSQL's JSON functions fail on texts with \u0000, so expressions are used instead. A visitor
#: can't type what they match: quotes in a stored text have a backslash before them.
_LABELS = {
    "sqlite": (
        "json_extract(data, '$.data.custom.kind')",
        "json_extract(data, '$.data.custom.topic')",
    ),
    "postgresql": (
        """substring(data from '"custom": [{]"kind": "([^"]+)"')""",
        """substring(data from '"custom": [{]"kind": "[^"]+", "topic": "([^"]+)"')""",
    ),
}


def upgrade() -> None:
    """Add sessions, `done` and labels, also to stored replies, so that the desk counts all of them.

    Does nothing after somebody went back to a previous program and now returns.
    """
    inspector = sa.inspect(op.get_bind())
    if inspector.has_table("desk_sessions"):
        return
    op.create_table(
        "desk_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("used", sa.Float, nullable=False),
    )
    op.add_column("contact_requests", sa.Column("done", sa.Float))
    op.create_index("ix_ratings_timestamp", "ratings", ["timestamp"])
    op.add_column("events", sa.Column("kind", sa.String(32)))
    op.add_column("events", sa.Column("topic", sa.String(64)))
    kind, topic = _LABELS[op.get_bind().dialect.name]
    label = f"UPDATE events SET kind = {kind}, topic = {topic} WHERE type_name = 'bot'"
    op.get_bind().exec_driver_sql(label)
    said = sa.text("type_name IN ('user', 'bot')")
    where = {"postgresql_where": said, "sqlite_where": said}
    op.create_index("events_said", "events", ["timestamp", "type_name", "kind", "topic"], **where)
