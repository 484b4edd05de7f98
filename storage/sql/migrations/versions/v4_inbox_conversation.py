"""Whose an event is that is not done: erasing a conversation takes what is left of it along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """The column and its index; events from before are done at the first start after."""
    op.add_column("inbox", sa.Column("conversation", sa.String(255)))
    op.create_index("ix_inbox_conversation", "inbox", ["conversation"])
