"""Requests reach the clinic by mail, webhook and Slack: once, late if it is away, encrypted."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from prometheus_client import REGISTRY

from contacts import contact_delivery, contact_ways
from contacts.contact_delivery import ContactDelivery
from operations.settings import Settings
from storage import request_deliveries
from storage.archive import Archive
from storage.contact_requests import ContactRequest, ContactRequests
from storage.request_deliveries import RequestDeliveries
from storage.sql import database_health
from storage.sql.database import Database
from storage.sql.store_errors import StoreError
from tests.channels.apps.fake_app import Answer
from tests.contacts.clinic_side import PASSWORD, USER, ClinicServer, MailServer, certificate

TOM = ContactRequest(
    "Tomasina Quibble", "+1 202-555-0187", "tom@mail.example", "mornings", "<b>PRP</b> & more",
    "I agree",
)  # fmt: skip
SECRET = "s" * 32


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    server = MailServer(certificate(tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    yield server
    server.stop()


@pytest.fixture
def clinic(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClinicServer]:
    server = ClinicServer()
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-token")
    monkeypatch.setenv("SLACK_API", f"{server.url}/api")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_delivery, "_FIRST_WAIT", 0.0)


class Bot:
    """A server that delivers requests; a new object is like the server after a restart."""

    def __init__(self, folder: Path, **given: str) -> None:
        given = {"CHAT_VAR": str(folder), "SLACK_TOKEN": "xoxb-token"} | given
        settings = Settings.load(given, Path("no.env"))
        database = Database(f"sqlite:///{folder}/c.db")
        self.requests = ContactRequests(database, settings)
        self.deliveries = RequestDeliveries(database, settings)
        self._ways = contact_ways.ways(settings)
        self._delivery = ContactDelivery(self.deliveries, self._ways)

    async def deliver(self, tries: int) -> int:
        """Try each way so many times; returns how many deliveries are still waiting."""
        for _ in range(tries):
            for way in self._ways:
                await self._delivery.deliver(way)
        return sum((await self.deliveries.waiting()).ways.values())


def by_mail(mail: MailServer) -> dict[str, str]:
    login = f"{USER}:{quote(PASSWORD)}"
    return {
        "CHAT_REQUESTS_MAIL": "desk@clinic.example, boss@clinic.example",
        "CHAT_SMTP": f"smtp://{login}@127.0.0.1:{mail.port}",
        "CHAT_SMTP_FROM": "chat@clinic.example",
    }


def by_webhook(clinic: ClinicServer) -> dict[str, str]:
    return {
        "CHAT_REQUESTS_WEBHOOK": f"{clinic.url}/hook",
        "CHAT_REQUESTS_WEBHOOK_SECRET": SECRET,
    }


async def test_a_mail_arrives_once_by_tls(tmp_path: Path, mail: MailServer) -> None:
    bot = Bot(tmp_path, **by_mail(mail))
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(3) == 0
    (message,) = mail.received
    assert message["To"] == "desk@clinic.example, boss@clinic.example"
    assert (message["Reply-To"], message["Message-ID"]) == (TOM.email, "<r1@clinic.example>")
    assert "Quibble" not in message["Subject"]
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    text = payload.decode()
    for words in (TOM.name, TOM.phone, TOM.email, TOM.time, TOM.about, TOM.consent):
        assert words in text
    assert re.search(r"^Asked: [A-Z]\w+day, \d+ [A-Z]\w+ 20\d\d, \d\d:\d\d UTC\r?$", text, re.M)
    assert text.strip().endswith("\nReference: r1")
    assert message.get_content_type() == "text/plain"


async def test_a_mail_is_kept_until_the_server_takes_it(
    tmp_path: Path, mail: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail.answers = ["451 Quibble is not here now", "554 No"]
    bot = Bot(tmp_path, **by_mail(mail))
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(1) == 1 and "code 451" in caplog.text
    assert await Bot(tmp_path, **by_mail(mail)).deliver(1) == 1
    assert await bot.deliver(3) == 0 and len(mail.received) == 1
    assert "Quibble" not in caplog.text and "tom@" not in caplog.text


@pytest.mark.parametrize("wrong", ["password", "certificate"])
async def test_nothing_is_said_to_a_mail_server_that_is_not_the_one(
    tmp_path: Path, mail: MailServer, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    given = by_mail(mail)
    if wrong == "certificate":
        monkeypatch.delenv("SSL_CERT_FILE")
    else:
        given["CHAT_SMTP"] = given["CHAT_SMTP"].replace(f"{USER}:", f"{USER}x:")
    bot = Bot(tmp_path, **given)
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(2) == 1 and mail.received == []


async def test_a_webhook_is_signed_and_repeated_under_the_same_id(
    tmp_path: Path, clinic: ClinicServer
) -> None:
    clinic.misbehave("/hook", Answer(500), Answer(302, headers={"Location": "/elsewhere"}))
    bot = Bot(tmp_path, **by_webhook(clinic))
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(2) == 1
    assert await bot.deliver(3) == 0
    calls = clinic.called("/hook")
    assert len(calls) == 3 and clinic.called("/elsewhere") == []
    for call in calls:
        headers = {name.lower(): value for name, value in call.headers.items()}
        body = json.dumps(call.body).encode()
        made = contact_ways.signature(SECRET, "r1", headers["webhook-timestamp"], body)
        assert (headers["webhook-id"], headers["webhook-signature"]) == ("r1", made)
    assert calls[-1].body["data"]["phone"] == TOM.phone


def test_the_signature_is_that_of_the_standard() -> None:
    """The example in the Standard Webhooks specification and its libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = contact_ways.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_slack_gets_it_without_markup(tmp_path: Path, clinic: ClinicServer) -> None:
    clinic.misbehave("chat.postMessage", Answer(200, {"ok": False, "error": "not_in_channel"}))
    bot = Bot(tmp_path, CHAT_REQUESTS_SLACK="C0123456789")
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(1) == 1 and await bot.deliver(3) == 0
    call = clinic.called("chat.postMessage")[-1]
    assert "&lt;b&gt;PRP&lt;/b&gt; &amp; more" in call.body["text"]
    assert (call.body["channel"], call.body["mrkdwn"]) == ("C0123456789", False)


@pytest.mark.parametrize("may_read", [True, False])
async def test_what_slack_took_without_saying_so_is_not_sent_again(
    tmp_path: Path, clinic: ClinicServer, may_read: bool
) -> None:
    clinic.misbehave("chat.postMessage", Answer(502))  # it took the message all the same
    bot = Bot(tmp_path, CHAT_REQUESTS_SLACK="C0123456789")
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(1) == 1
    (call,) = clinic.called("chat.postMessage")
    there = {"ok": True, "messages": [{"text": "Lunch? " * 30_000}, {"text": call.body["text"]}]}
    refused = {"ok": False, "error": "missing_scope"}
    clinic.misbehave("conversations.history", Answer(200, there if may_read else refused))
    assert await bot.deliver(2) == 0
    assert len(clinic.called("chat.postMessage")) == (1 if may_read else 2)
    (search,) = clinic.called("conversations.history")
    assert search.body["channel"] == "C0123456789" and float(search.body["oldest"]) < time.time()


async def test_a_way_that_asks_to_wait_is_left_alone(tmp_path: Path, clinic: ClinicServer) -> None:
    clinic.misbehave("chat.postMessage", Answer(429, headers={"Retry-After": "1"}))
    bot = Bot(tmp_path, **by_webhook(clinic), CHAT_REQUESTS_SLACK="C0123456789")
    for number in range(3):
        await bot.requests.add(f"r{number}", "a", TOM)
    assert await bot.deliver(4) == 3, "the webhook has all of them"
    assert len(clinic.called("chat.postMessage")) == 1
    await asyncio.sleep(1)
    assert await bot.deliver(4) == 0


async def test_each_way_is_done_for_itself(
    tmp_path: Path, mail: MailServer, clinic: ClinicServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clinic.misbehave("/hook", *[Answer(503)] * 3)
    bot = Bot(tmp_path, **by_mail(mail), **by_webhook(clinic), CHAT_REQUESTS_SLACK="C0123456789")
    await bot.requests.add("r1", "a", TOM)
    await bot.requests.add("r2", "b", TOM)
    assert await bot.deliver(20) == 0
    assert len(mail.received) == 2 and len(clinic.called("chat.postMessage")) == 2
    assert sorted(call.body["data"]["id"] for call in clinic.called("/hook") if call.is_taken) == [
        "r1",
        "r2",
    ]
    for words in (TOM.name, TOM.phone, TOM.email, TOM.about):
        assert words not in caplog.text


async def test_one_without_an_answer_holds_up_no_other_and_is_counted(
    tmp_path: Path, mail: MailServer, clinic: ClinicServer
) -> None:
    clinic.misbehave("/hook", *[Answer(503, delay=3)] * 20)
    bot = Bot(tmp_path, **by_mail(mail), **by_webhook(clinic), CHAT_REQUESTS_SLACK="C0123456789")
    for number in range(3):
        await bot.requests.add(f"r{number}", "a", TOM)
    keeping = asyncio.create_task(bot._delivery.keep())
    while (await bot.deliveries.waiting()).ways != {"webhook": 3}:
        assert not keeping.done()
        await asyncio.sleep(0.05)
    assert len(mail.received) == len(clinic.called("chat.postMessage")) == 3
    await bot._delivery.look()
    assert gauge("clinic_chat_requests_waiting") == 3
    assert 0 < gauge("clinic_chat_requests_oldest_seconds") < 3600
    keeping.cancel()
    await asyncio.wait({keeping})
    await bot.requests.expire(time.time())
    await bot._delivery.look()
    assert gauge("clinic_chat_requests_oldest_seconds") == 0


def gauge(name: str) -> float:
    value = REGISTRY.get_sample_value(name)
    assert value is not None
    return float(value)


async def test_a_way_that_is_not_configured_any_more_waits(
    tmp_path: Path, clinic: ClinicServer, caplog: pytest.LogCaptureFixture
) -> None:
    bot = Bot(tmp_path, **by_webhook(clinic))
    await bot.requests.add("r1", "a", TOM)
    assert await Bot(tmp_path).deliver(2) == 1
    await Bot(tmp_path)._delivery.look()
    assert "webhook is not configured any more" in caplog.text
    assert await bot.deliver(2) == 0 and len(clinic.calls) == 1


async def test_whoever_stops_in_the_middle_of_it_stops(
    tmp_path: Path, mail: MailServer, clinic: ClinicServer
) -> None:
    """At any moment, although some libraries swallow a cancellation."""
    bot = Bot(tmp_path, **by_mail(mail), **by_webhook(clinic))
    for number in range(60):
        await bot.requests.add(f"r{number}", "a", TOM)
    for number in range(20):
        keeping = asyncio.create_task(bot._delivery.keep())
        await asyncio.sleep(0.01 + 0.003 * number)
        keeping.cancel()
        await asyncio.wait({keeping}, timeout=5)
        assert keeping.cancelled()


async def test_what_arrived_while_the_database_was_away_is_not_sent_again(
    tmp_path: Path, clinic: ClinicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_delivery, "_RETRY", 0.1)
    _, other, delivering = await begun(tmp_path, clinic, delay=0.5)
    file, away = tmp_path / "c.db", tmp_path / "away.db"
    file.rename(away)
    await asyncio.sleep(0.5 + contact_delivery._RETRY * 3)
    assert len(clinic.calls) == 1 and not delivering.done()
    away.rename(file)
    assert await asyncio.wait_for(delivering, 5) == 0
    assert await other.deliver(1) == 0 and len(clinic.calls) == 1


async def test_what_is_erased_on_its_way_never_comes_back(
    tmp_path: Path, clinic: ClinicServer
) -> None:
    bot = Bot(tmp_path, **by_webhook(clinic))
    archive = Archive(Database(f"sqlite:///{tmp_path}/c.db"))
    for outcome in ("failed", "delivered"):
        await bot.requests.add(outcome, "a", TOM)
        due = await bot.deliveries.due("webhook")
        assert due
        await archive.erase("a", refuse=False)
        await (
            bot.deliveries.failed(due, "no", 0)
            if outcome == "failed"
            else bot.deliveries.delivered(due)
        )
        assert await bot.deliver(2) == 0 and not clinic.calls
        assert await bot.requests.export("a") == []


async def test_a_server_without_an_end_is_left(
    tmp_path: Path, clinic: ClinicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before another process may try the delivery."""
    monkeypatch.setattr(contact_delivery, "_PATIENCE", 0.2)
    clinic.misbehave("/hook", Answer(200, delay=5))
    bot = Bot(tmp_path, **by_webhook(clinic))
    await bot.requests.add("r1", "a", TOM)
    assert await bot.deliver(1) == 1
    assert await bot.deliver(1) == 0


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_deliveries, "LEASE", 0.3)
    monkeypatch.setattr(contact_delivery, "LEASE", 0.3)
    monkeypatch.setattr(contact_delivery, "_RENEW", 0.1)


async def begun(
    folder: Path, clinic: ClinicServer, delay: float = 1
) -> tuple[Bot, Bot, asyncio.Task[int]]:
    """Two servers, and a delivery of the first to a clinic that answers after `delay`."""
    clinic.misbehave("/hook", Answer(200, delay=delay))
    bot, other = (Bot(folder, **by_webhook(clinic)) for _ in range(2))
    await bot.requests.add("r1", "a", TOM)
    delivering = asyncio.create_task(bot.deliver(1))
    while clinic.mishaps:
        await asyncio.sleep(0.02)
    return bot, other, delivering


@pytest.mark.usefixtures("short")
async def test_a_slow_delivery_is_left_to_the_process_that_has_it(
    tmp_path: Path, clinic: ClinicServer
) -> None:
    _, other, delivering = await begun(tmp_path, clinic)
    while not delivering.done():
        await other.deliver(1)
        await asyncio.sleep(0.02)
    assert await delivering == 0 and len(clinic.calls) == 1


@pytest.mark.usefixtures("short")
async def test_a_process_that_stood_still_leaves_a_delivery_to_the_one_that_has_it_now(
    tmp_path: Path, clinic: ClinicServer
) -> None:
    bot, other, delivering = await begun(tmp_path, clinic)
    time.sleep(0.4)
    due = await other.deliveries.due("webhook")
    assert due and due.attempts == 2
    assert await asyncio.wait_for(delivering, 0.5) == 1, "not waited for the response"
    await other.deliveries.delivered(due)
    assert await bot.deliver(1) == 0


@pytest.mark.usefixtures("short")
async def test_a_delivery_that_can_not_be_reserved_any_longer_is_stopped(
    tmp_path: Path, clinic: ClinicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away, for another process may reach it."""
    bot, _, delivering = await begun(tmp_path, clinic, delay=5)
    file, away = tmp_path / "c.db", tmp_path / "away.db"
    file.rename(away)
    with pytest.raises(StoreError):
        await asyncio.wait_for(delivering, 2)
    away.rename(file)
    await bot.requests.add("r2", "a", TOM)
    assert await bot.deliver(2) == 1, "just after, others may record what has arrived"
    assert [call.body["data"]["id"] for call in clinic.calls if call.is_taken] == ["r2"]
    monkeypatch.setattr(database_health, "_DOUBT", 0.0)
    assert await bot.deliver(1) == 0
