"""Two processes on one PostgreSQL database: each request, and each message between a visitor and a
person, arrives once, whichever process received it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.channels.apps import fake_slack
from tests.channels.apps.fake_app import Answer
from tests.channels.apps.fake_slack import FakeSlack
from tests.channels.message.test_live_chat import DESK, Desk, asked, told, without_hours
from tests.channels.web.test_contact_web import NO_LIMITS, form, post, stored, taken
from tests.contacts.clinic_side import ClinicServer
from tests.contacts.test_contact_delivery import by_webhook
from tests.live import LiveServer, Visitor, new_id
from tests.postgres import BIN, Postgres
from tests.serving.faults import eventually

pytestmark = pytest.mark.skipif(
    BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
)


@pytest.fixture(scope="module")
def clinic() -> Iterator[ClinicServer]:
    server = ClinicServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def both(
    model: Path, clinic: ClinicServer, slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[LiveServer]]:
    postgres = Postgres().start()
    settings = {
        "DATABASE_URL": postgres.url,
        "CHAT_SECRET": "s" * 32,
        "CHAT_REQUESTS_KEY": "k" * 32,
        "CHAT_HANDOVER_SLACK": DESK,
        "CHAT_KNOWLEDGE": str(without_hours(tmp_path_factory.mktemp("knowledge"))),
        "SLACK_TOKEN": fake_slack.TOKEN,
        "SLACK_SIGNING_SECRET": fake_slack.SECRET,
        "SLACK_API": slack.url,
    }
    settings |= by_webhook(clinic) | NO_LIMITS
    servers = [LiveServer(tmp_path_factory.mktemp(name), model, **settings) for name in "ab"]
    try:
        yield [server.start() for server in servers]
    finally:
        for server in servers:
            server.stop()
        postgres.remove()


@pytest.fixture
def visitors(both: list[LiveServer]) -> list[Visitor]:
    """One visitor, as each of the processes sees them."""
    first, other = Visitor(both[0]).begin(), Visitor(both[1])
    other.token, other.address = first.token, first.address
    return [first, other]


def test_what_reaches_both_at_once_is_one_request_and_arrives_once(
    visitors: list[Visitor], clinic: ClinicServer
) -> None:
    sent = [form(visitors[0]) for _ in range(12)]
    with ThreadPoolExecutor(4) as pool:
        posted = [pool.submit(post, visitor, each) for each in sent for visitor in visitors]
    assert {each.result().status_code for each in posted} == {200}
    ids = {each["id"] for each in sent}
    eventually(lambda: ids <= set(taken(clinic)), 60)
    assert len(taken(clinic)) == len(ids)
    assert [len(stored(visitor)) for visitor in visitors] == [len(ids)] * 2


def test_what_one_had_in_hand_when_it_died_the_other_brings_soon(
    both: list[LiveServer], visitors: list[Visitor], clinic: ClinicServer
) -> None:
    clinic.misbehave("/hook", Answer(503, delay=30))
    both[1].freeze(True)  # so that the first has it in hand
    try:
        sent = form(visitors[0])
        assert post(visitors[0], sent).status_code == 200
        eventually(lambda: clinic.mishaps == 0, 30)
        both[0].stop(signal.SIGKILL)
    finally:
        both[1].freeze(False)
    try:
        eventually(lambda: sent["id"] in taken(clinic), 40)
        assert taken(clinic).count(sent["id"]) == 1
        assert visitors[1].call("DELETE", "/chat/conversation").status_code == 204
    finally:
        both[0].start()
    assert post(visitors[0], sent).status_code == 401


def test_a_person_and_a_visitor_at_two_processes_hear_each_other_once(
    both: list[LiveServer], slack: FakeSlack
) -> None:
    desk, slack.bot = Desk(slack), both[1].base_url
    visitor, thread = asked(both[0], desk)
    message = {"id": new_id(), "text": "is anybody there?"}
    other = Visitor(both[1])
    other.token, other.address = visitor.token, visitor.address
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(v.call, "POST", "/chat/messages", json=message)
                for v in (visitor, other, visitor)]  # fmt: skip
    assert [each.result().json()["replies"] for each in sent] == [[]] * 3
    desk.reads(thread, "is anybody there?")
    desk.writes(thread, "I am Anna", again=1)
    assert told(visitor, "I am Anna")["role"] == "person"
    both[1].stop(signal.SIGKILL)
    try:
        visitor.call("POST", "/chat/messages", json={"id": new_id(), "text": "hello Anna"})
        desk.reads(thread, "hello Anna")
    finally:
        both[1].start()
    assert len([text for text in desk.read(thread) if "Visitor: " in text]) == 3  # with the first
