"""A token opens one conversation until it expires, and can't be forged."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from itsdangerous import URLSafeTimedSerializer

from channels.message.errors import ChatError
from channels.web.web_session import Session, Sessions

SECRET = "s" * 32


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(SECRET, timedelta(days=7))


def bearer(session: Session) -> str:
    return f"Bearer {session.token}"


def test_every_conversation_has_128_random_bits(sessions: Sessions) -> None:
    ids = {sessions.begin().conversation for _ in range(100)}
    assert len(ids) == 100 and {len(id_) for id_ in ids} == {32}


def test_a_token_opens_its_conversation(sessions: Sessions) -> None:
    session = sessions.begin()
    assert sessions.open(bearer(session)) == session.conversation
    assert Sessions(SECRET, timedelta(days=7)).open(bearer(session)) == session.conversation
    left = session.expires - datetime.now(timezone.utc)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_renewed_token_opens_the_same(sessions: Sessions) -> None:
    session = sessions.begin()
    assert sessions.open(bearer(sessions.renew(session.conversation))) == session.conversation


def test_it_expires() -> None:
    session = Sessions(SECRET, timedelta(seconds=-5)).begin()
    with pytest.raises(ChatError, match="no_conversation"):
        Sessions(SECRET, timedelta(seconds=-1)).open(bearer(session))


def test_neither_another_secret_nor_another_use_will_do(sessions: Sessions) -> None:
    stranger = Sessions("t" * 32, timedelta(days=7)).begin()
    button = URLSafeTimedSerializer(SECRET, salt="button").dumps("0" * 32)
    for header in (bearer(stranger), f"Bearer {button!s}"):
        with pytest.raises(ChatError):
            sessions.open(header)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic x", "x", "Bearer \ud800"])
def test_no_token_opens_nothing(sessions: Sessions, header: str | None) -> None:
    with pytest.raises(ChatError):
        sessions.open(header)
