"""Alembic runs this, either with the connection of `storage.sql.migrate` or from a shell."""

from __future__ import annotations

from alembic import context

from operations.settings import Settings
from storage.sql.database import Database
from storage.sql.database_server import take_time
from storage.sql.database_tables import METADATA

given = context.config.attributes.get("connection")
connection = given or Database(Settings.load().database).engine.connect()
context.configure(connection=connection, target_metadata=METADATA)
with context.begin_transaction():
    if given is None and connection.dialect.name == "postgresql":
        take_time(connection)  # done already in `storage.sql.migrate`
    context.run_migrations()
if given is None:
    connection.close()
