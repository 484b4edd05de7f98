"""Delivery retries where that helps, waits as long as it is told, and reports when it gives up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from channels.apps.sending import delivery as module
from channels.apps.sending.delivery import Answered, Call, Delivery, judge
from channels.apps.sending.pace import Pace, Rate
from tests.channels.apps.fake_app import Answer, FakeApp
from tests.channels.apps.fake_app import Call as Recorded

SECRET = "hush-hush-token"
FAST = Rate(1000, burst=1000)


class Plain(FakeApp):
    """Accepts everything."""

    def handle(self, call: Recorded) -> Answer:
        return Answer(200, {"ok": True})


@pytest_asyncio.fixture
async def plain(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Plain]:
    monkeypatch.setattr(module, "_FIRST_WAIT", 0.01)
    plain = Plain()
    yield plain
    plain.stop()


@pytest_asyncio.fixture
async def delivery() -> AsyncIterator[Delivery]:
    delivery = Delivery("plain", Pace(FAST, FAST))
    delivery.open()
    yield delivery
    await delivery.close()


def counted(outcome: str) -> float:
    labels = {"channel": "plain", "outcome": outcome}
    return REGISTRY.get_sample_value("clinic_chat_channel_deliveries_total", labels) or 0


@pytest.mark.parametrize(
    ("status", "headers", "verdict"),
    [
        (200, {}, ("sent", None, "")),
        (201, {}, ("sent", None, "")),
        (429, {"Retry-After": "7"}, ("again", 7.0, "status 429")),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, ("again", None, "status 429")),
        (503, {}, ("again", None, "status 503")),
        (408, {}, ("again", None, "status 408")),
        (401, {}, ("refused", None, "status 401")),
        (400, {}, ("never", None, "status 400")),
        (403, {}, ("never", None, "status 403")),
        (302, {"Location": "https://evil.example"}, ("never", None, "status 302")),
    ],
)
def test_statuses(
    status: int, headers: dict[str, str], verdict: tuple[str, float | None, str]
) -> None:
    assert judge(Answered(status, headers, None))[:3] == verdict


@pytest.mark.parametrize("form", [True, False])
async def test_what_is_sent_arrives(plain: Plain, delivery: Delivery, form: bool) -> None:
    content = {"text": "é 💉"}
    call = Call(
        f"{plain.url}/send",
        json=None if form else content,
        form=content if form else None,
        headers={"X-Key": "k"},
        auth=("me", "pw"),
    )
    assert await delivery.send(call, "a")
    (arrived,) = plain.calls
    assert arrived.body == content and arrived.headers["x-key"] == "k"
    assert arrived.headers["authorization"] == "Basic bWU6cHc="


async def test_it_is_tried_again_until_it_arrives(plain: Plain, delivery: Delivery) -> None:
    before = counted("sent"), counted("retried")
    plain.misbehave("/send", Answer(500), Answer(502, b"<html>"), Answer(503))
    assert await delivery.send(Call(f"{plain.url}/send", json={}), "a")
    assert [call.status for call in plain.calls] == [500, 502, 503, 200]
    assert (counted("sent"), counted("retried")) == (before[0] + 1, before[1] + 3)


async def test_it_waits_as_long_as_it_is_told(plain: Plain, delivery: Delivery) -> None:
    plain.misbehave("/send", Answer(429, {}, {"Retry-After": "1"}))
    assert await delivery.send(Call(f"{plain.url}/send", json={}), "a")
    first, second = plain.calls
    assert second.at - first.at >= 1


async def test_what_can_never_arrive_is_given_up_at_once(
    plain: Plain, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    before = counted("undeliverable")
    plain.misbehave("/send", Answer(403, {"description": "blocked"}))
    with caplog.at_level(logging.WARNING):
        assert not await delivery.send(Call(f"{plain.url}/send", json={"text": "words"}), "a")
    assert len(plain.calls) == 1 and counted("undeliverable") == before + 1
    assert "plain: a reply could not be delivered (status 403)" in caplog.text
    assert "words" not in caplog.text


async def test_patience_ends(
    plain: Plain, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.3)
    plain.misbehave("/send", *[Answer(500)] * 99)
    assert not await delivery.send(Call(f"{plain.url}/send", json={}), "a")
    assert 3 <= len(plain.calls) < 20


async def test_a_reply_waits_for_a_token_that_is_not_refused(
    plain: Plain, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    plain.misbehave("/send", *[Answer(401)] * 3)
    assert await delivery.send(Call(f"{plain.url}/send", json={}), "a")
    assert caplog.text.count("plain: a reply waits: refused (status 401)") == 1


async def test_an_app_may_not_ask_for_too_long(
    plain: Plain, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LONGEST_PAUSE", 0.2)
    plain.misbehave("/send", Answer(429, {}, {"Retry-After": "86400"}))
    assert await delivery.send(Call(f"{plain.url}/send", json={}), "a")


async def test_one_chat_that_got_too_much_holds_up_nobody(plain: Plain, delivery: Delivery) -> None:
    plain.misbehave("/full", Answer(429, {}, {"Retry-After": "1"}))
    full = asyncio.create_task(delivery.send(Call(f"{plain.url}/full", json={}), "full"))
    await asyncio.sleep(0.1)
    assert await delivery.send(Call(f"{plain.url}/send", json={}), "other")
    assert await full
    refused, other, again = plain.calls
    assert (other.path, again.path) == ("/send", "/full")
    assert other.at - refused.at < 0.8 and again.at - refused.at >= 1


async def test_a_server_that_is_away_or_slow_is_no_error_and_tells_no_secret(
    plain: Plain,
    delivery: Delivery,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0)
    plain.misbehave("/slow", Answer(200, {}, delay=1))
    call = Call(f"{plain.url}/{SECRET}/slow", json={}, headers={"Authorization": SECRET})
    assert await delivery.ask(call, timeout=0.2) is None
    plain.stop()
    with caplog.at_level(logging.DEBUG):
        assert not await delivery.send(call, "a")
    assert "no answer" in caplog.text and SECRET not in caplog.text
    assert SECRET not in repr(call)


async def test_a_redirect_is_not_followed(plain: Plain, delivery: Delivery) -> None:
    plain.misbehave("/send", Answer(307, {}, {"Location": f"{plain.url}/elsewhere"}))
    assert not await delivery.send(Call(f"{plain.url}/send", json={}), "a")
    assert [call.path for call in plain.calls] == ["/send"]


async def test_a_hint_is_given_once_and_left_out_when_busy(plain: Plain) -> None:
    delivery = Delivery("plain", Pace(Rate(1), FAST))
    delivery.open()
    plain.misbehave("/hint", Answer(500))
    await delivery.hint(Call(f"{plain.url}/hint", json={}))
    await delivery.hint(Call(f"{plain.url}/hint", json={}, optional=True))
    await delivery.close()
    assert [call.status for call in plain.calls] == [500]


async def test_a_hint_that_was_too_many_makes_no_message_wait(
    plain: Plain, delivery: Delivery
) -> None:
    plain.misbehave("/hint", Answer(429, {}, {"Retry-After": "1"}))
    await delivery.hint(Call(f"{plain.url}/hint", json={}))
    assert await delivery.send(Call(f"{plain.url}/send", json={}), "a")
    hint, message = plain.calls
    assert message.at - hint.at < 0.8
