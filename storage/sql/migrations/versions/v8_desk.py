"""What the clinic's desk keeps and counts; programs before mind none of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "8"
down_revision = "7"

#: PostgreSQL's JSON gives up where a text has \u0000. A visitor can't type what is looked for: in
#: what is stored of a text, quotes have a backslash.
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
    """Replies that are stored already get their labels, too: the desk counts from the first one.

    Also where a person went back to a program before and comes again: what is there stays.
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
