"""Log-ins are valid in all processes on a database, and log-outs, too."""

from __future__ import annotations

import time

import pytest

from desk.sessions import DeskSessions
from storage.sql.database import Database
from storage.sql.database_tables import DESK_SESSIONS
from tests.desk.staff import HASH
from tests.storage.test_unanswered import DAY, FixedTime

SECRET = "s" * 32


def sessions(database: Database, secret: str = SECRET, password_hash: str = HASH) -> DeskSessions:
    """The sessions of one process."""
    return DeskSessions(database, secret, password_hash)


async def is_staff(sessions: DeskSessions, cookie: str) -> bool:
    found = await sessions.find(cookie)
    return found is not None and found.is_staff


async def test_who_logged_in_at_one_process_is_known_at_another(database: Database) -> None:
    here, there = sessions(database), sessions(database)
    entered = await here.enter()
    found = await there.find(entered.cookie)
    assert found == entered
    await there.leave(entered)
    assert not await is_staff(here, entered.cookie)


async def test_a_new_password_or_secret_logs_everybody_out(database: Database) -> None:
    entered = await sessions(database).enter()
    assert await is_staff(sessions(database), entered.cookie)
    assert await sessions(database, password_hash=HASH[::-1]).find(entered.cookie) is None
    assert await sessions(database, secret="t" * 32).find(entered.cookie) is None


async def test_what_is_stored_lets_nobody_in(database: Database) -> None:
    here = sessions(database)
    stranger, entered = here.stranger(), await here.enter()
    assert not await is_staff(here, stranger.cookie)
    assert stranger.token != entered.token
    rows = await database.run(lambda connection: connection.execute(DESK_SESSIONS.select()).all())
    assert len(rows) == 1 and rows[0].id not in entered.cookie
    assert await here.find(rows[0].id) is None


async def test_a_token_says_for_a_day_that_its_form_was_of_somebody_who_was_logged_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = sessions(database)
    entered = await here.enter()
    await here.leave(entered)
    assert here.was_staff(entered.token)
    assert not here.was_staff(here.stranger().token)
    assert not here.was_staff(entered.cookie) and not here.was_staff("")
    assert not sessions(database, password_hash=HASH[::-1]).was_staff(entered.token)
    monkeypatch.setattr("desk.sessions.time", FixedTime(time.time() + DAY + 1))
    assert not here.was_staff(entered.token)


async def test_what_is_over_is_forgotten(database: Database) -> None:
    here = sessions(database)
    await here.enter()
    await database.run(lambda connection: connection.execute(DESK_SESSIONS.update().values(used=1)))
    await here.enter()
    rows = await database.run(lambda connection: connection.execute(DESK_SESSIONS.select()).all())
    assert len(rows) == 1
