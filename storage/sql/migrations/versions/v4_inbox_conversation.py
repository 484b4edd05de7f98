"""The conversation of an unfinished event, so that an erasure can delete the event, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Add the column and its index; older events are finished at the next start."""
    op.add_column("inbox", sa.Column("conversation", sa.String(255)))
    op.create_index("ix_inbox_conversation", "inbox", ["conversation"])
