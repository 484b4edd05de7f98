"""Replies that were stored before there was a desk are counted, too."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic.command import upgrade

from storage.sql.database import Database
from storage.sql.database_tables import EVENTS
from tests.storage.sql.test_migrate import alembic

LABEL = {"kind": "answer", "topic": "cost", "treatment": "prp"}
EVENT = {"event": "bot", "text": "a \0 that JSON writes as \\u0000", "data": {"custom": LABEL}}
STORED = {
    "bot": EVENT,
    "user": {"event": "user", "text": "how much?", "data": {"custom": LABEL}},
    "action": {"event": "action", "name": "action_listen"},
}


def test_the_first_start_labels_what_is_stored(database: Database) -> None:
    add = "INSERT INTO events (sender_id, turn, type_name, data) VALUES (:who, 1, :type, :data)"
    with database.engine.begin() as connection:
        upgrade(alembic(connection), "7")
        for type_, event in STORED.items():
            data = {"who": "a", "type": type_, "data": json.dumps(event)}
            connection.execute(sa.text(add), data)
        plain = {"who": "b", "type": "bot", "data": json.dumps({"event": "bot", "data": {}})}
        connection.execute(sa.text(add), plain)
    database.prepare()
    query = sa.select(EVENTS.c.type_name, EVENTS.c.kind, EVENTS.c.topic).order_by(EVENTS.c.id)
    with database.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    none = (None, None)
    assert rows == [
        ("bot", "answer", "cost"),
        ("user", *none),
        ("action", *none),
        ("bot", *none),
    ]
