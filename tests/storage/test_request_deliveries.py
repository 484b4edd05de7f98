"""A delivery to the clinic is in the hands of one process, until that one stops."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from storage import request_deliveries
from storage.contact_requests import ContactRequests
from storage.request_deliveries import RequestDeliveries
from storage.sql.database import Database
from tests.storage.test_contact_requests import TOM, settings


@pytest.fixture
def requests(database: Database, tmp_path: Path) -> ContactRequests:
    return ContactRequests(database, settings(tmp_path))


@pytest.fixture
def deliveries(database: Database, tmp_path: Path) -> RequestDeliveries:
    return RequestDeliveries(database, settings(tmp_path))


async def number_waiting(deliveries: RequestDeliveries) -> int:
    return sum((await deliveries.waiting()).ways.values())


async def test_a_delivery_is_one_process_at_a_time(
    requests: ContactRequests, deliveries: RequestDeliveries
) -> None:
    for number in range(4):
        await requests.add(f"r{number}", "a", TOM)
    found = await asyncio.gather(*(deliveries.due("webhook") for _ in range(12)))
    while await deliveries.due("webhook"):
        pass
    taken = [due.id for due in found if due]
    assert len(taken) == len(set(taken))
    assert all(due.request == TOM and due.attempts == 1 for due in found if due)


async def test_what_failed_is_due_again_and_what_arrived_is_not(
    requests: ContactRequests, deliveries: RequestDeliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    await requests.add("r1", "a", TOM)
    due = await deliveries.due("webhook")
    assert due
    await deliveries.failed(due, "status 500", wait=0)
    again = await deliveries.due("webhook")
    assert again and again.attempts == 2 and await number_waiting(deliveries) == 1
    assert await deliveries.due("webhook") is None, "in hand"
    await deliveries.failed(again, "status 500", wait=0)
    monkeypatch.setattr(request_deliveries, "LEASE", 0)  # the process that reserved it is killed
    lost = await deliveries.due("webhook")
    last = await deliveries.due("webhook")
    assert lost and last and last.attempts == 4
    assert not await deliveries.renew(lost), "another has it"
    await deliveries.delivered(lost)
    await deliveries.failed(lost, "status 500", wait=3600)
    assert await number_waiting(deliveries) == 1
    monkeypatch.setattr(request_deliveries, "LEASE", 60)
    assert await deliveries.renew(last) and await deliveries.due("webhook") is None
    await deliveries.delivered(last)
    assert not await deliveries.renew(last)
    assert await deliveries.due("webhook") is None and await number_waiting(deliveries) == 0


async def test_what_another_key_sealed_and_an_unfinished_form_are_not_sent(
    requests: ContactRequests, database: Database, tmp_path: Path
) -> None:
    await requests.add("r1", "a", TOM)
    await requests.keep_draft("b", {"name": "Tom"})
    other = settings(tmp_path, CHAT_REQUESTS_KEY="k" * 32)
    deliveries = RequestDeliveries(database, other)
    due = await deliveries.due("webhook")
    assert due and due.request is None
    assert await deliveries.due("webhook") is None
