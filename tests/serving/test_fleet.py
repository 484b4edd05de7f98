"""Processes die, stop and are upgraded while people write: nothing is lost, doubled or reordered.

Two processes and a few people; with `make processes`, three and at least 200, and a measurement.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from benchmarks.message_wordings import messages
from benchmarks.visitors import WebVisitor, crowd, percentiles
from tests.channels.apps.fake_telegram import TOKEN, FakeTelegram
from tests.live import LiveServer
from tests.postgres import BIN, Postgres
from tests.serving.faults import FULL
from tests.serving.fleet import (
    ASKED,
    NGINX,
    Harm,
    next_version,
    nginx,
    on_telegram,
    on_website,
    write_down,
)

pytestmark = pytest.mark.skipif(
    not (BIN and NGINX), reason="NOT RUN: PostgreSQL or nginx is not installed (Debian: nginx)"
)
PROCESSES, PEOPLE, AT_ONCE, HARM = (3, 200, 40, 10) if FULL else (2, 24, 12, 2)
_OFF = ("CHAT_RATE_CONVERSATION", "CHAT_RATE_ADDRESS", "CHAT_RATE_BEGIN", "CHAT_RATE_PAGES")


@contextmanager
def fleet(
    count: int, model: Path, folder: Path, postgres: Postgres, **settings: str
) -> Iterator[list[LiveServer]]:
    """Starts so many processes on an empty database."""
    postgres.empty()
    common = {"DATABASE_URL": postgres.url, "CHAT_SECRET": "the same secret for all processes"}
    servers = []
    try:
        for number in range(count):
            own = folder / f"{count}-{number}"
            own.mkdir()
            servers.append(LiveServer(own, model, **common, **settings).start())
        yield servers
    finally:
        for server in servers:
            server.stop()


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.stop()


def test_nothing_is_lost_doubled_or_disordered(
    model: Path, postgres: Postgres, telegram: FakeTelegram, tmp_path: Path
) -> None:
    app = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_URL": "https://bot.example"}
    app |= {"TELEGRAM_API": telegram.url, "CHAT_PROXIES": "2"}  # the test's proxy, and nginx
    with ExitStack() as stack:
        running = fleet(PROCESSES, model, tmp_path, postgres, **app)
        servers = stack.enter_context(running)
        address = telegram.bot = stack.enter_context(nginx(servers))
        telegram.wait(lambda: telegram.webhook)
        harm = Harm(servers, next_version(tmp_path / "next"), HARM)
        harm.start()
        people = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        on_web, on_app, number = [], [], 0
        while number < PEOPLE or harm.is_alive():  # people come as long as harm is done
            pauses = random.Random(number)
            on_web.append(people.submit(on_website, address, number, pauses))
            on_app.append(people.submit(on_telegram, telegram, pauses))
            number += 2
            on_app[-max(1, AT_ONCE // 2)].result() if number > AT_ONCE else None
        harm.join()
        assert harm.error is None, harm.error
        visitors = [each.result() for each in on_web]
        for visitor in visitors:
            history = visitor.history()
            assert [text for role, text in history if role == "visitor"] == list(ASKED)
            replies = [text for role, text in history if role == "bot"]
            assert len(replies) == len(ASKED)
            for words, reply in zip(ASKED.values(), replies, strict=True):
                assert words in reply
        doubled = 0
        for person in (each.result() for each in on_app):
            telegram.wait(lambda: len(_places(telegram, person.id)) == len(ASKED), 60)  # noqa: B023
            places = _places(telegram, person.id)
            assert places == sorted(places)
            texts = Counter(message["text"] for message in telegram.said_to(person.id))
            doubled += sum(count - 1 for count in texts.values())
        # Sent to Telegram at the moment of a kill, before that was recorded.
        assert doubled <= harm.done.count("killed")
        longest = max(visitors, key=lambda visitor: visitor.longest_outage)
        outage = longest.longest_outage
        if FULL:
            assert outage <= 3, longest.refusals
        write_down(
            "harm",
            processes=PROCESSES,
            conversations=len(on_web) + len(on_app),
            harm=dict(Counter(harm.done)),
            lost=0,
            out_of_order=0,
            doubled_on_website=0,
            doubled_on_app_by_a_kill=doubled,
            longest_outage_s=round(outage, 2),
        )


def _places(telegram: FakeTelegram, chat: int) -> list[int]:
    """The places of the replies in the order of the questions."""
    heard = " ".join(message["text"] for message in telegram.said_to(chat))
    return [heard.index(words) for words in ASKED.values() if words in heard]


@pytest.mark.skipif(not FULL, reason="in full size only: the small one is in test_many_processes")
def test_limits_hold_while_processes_die(model: Path, postgres: Postgres, tmp_path: Path) -> None:
    limit, begun = 400, 0
    settings = {"CHAT_RATE_BEGIN": f"{limit}/hour", "CHAT_RATE_ADDRESS": "off"}
    with fleet(PROCESSES, model, tmp_path, postgres, **settings) as servers, nginx(servers) as url:
        harm = Harm(servers, next_version(tmp_path / "next"), HARM)
        harm.start()
        refused_last = False
        while harm.is_alive() or not refused_last:  # use up the limit while harm is done
            response = requests.post(f"{url}/chat/session", json={}, timeout=60)
            begun += response.ok
            refused_last = response.status_code == 429
            time.sleep(0.05)
        assert harm.error is None, harm.error
    assert abs(begun - limit) <= limit / 10
    write_down("limits", allowed=limit, let_through=begun, harm=dict(Counter(harm.done)))


@pytest.mark.skipif(not FULL, reason="in full size only: it measures")
def test_more_processes_answer_more(model: Path, postgres: Postgres, tmp_path: Path) -> None:
    found: dict[str, dict[str, float]] = {}
    for count in (1, 2, 3):
        off = dict.fromkeys(_OFF, "off") | {"CHAT_DAY_MEGABYTES": "0", "CHAT_PROXIES": "0"}
        with fleet(count, model, tmp_path, postgres, **off) as servers, nginx(servers) as address:
            crowd(lambda: WebVisitor(address), messages(), 16, 320, 30)
            measured = crowd(lambda: WebVisitor(address), messages(), 16, 2400, 60)
            found[str(count)] = {
                "per_second": round(len(measured.all) / measured.seconds, 1),
                **percentiles(measured.all),
            }
    one = found["1"]["per_second"]
    for each in found.values():
        each["ratio_to_one"] = round(each["per_second"] / one, 2)
    write_down("throughput", visitors=16, processes=found)
