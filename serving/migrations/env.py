"""Alembic runs this: with the connection of `serving.migrate`, or from its own command line."""

from __future__ import annotations

from alembic import context

from serving.database import Database
from serving.database_server import take_time
from serving.schema import METADATA
from serving.settings import Settings

given = context.config.attributes.get("connection")
connection = given or Database(Settings.load().database).engine.connect()
context.configure(connection=connection, target_metadata=METADATA)
with context.begin_transaction():
    if given is None and connection.dialect.name == "postgresql":
        take_time(connection)  # `serving.migrate` did
    context.run_migrations()
if given is None:
    connection.close()
