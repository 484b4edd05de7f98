"""Each message of an app is answered by one of several processes, even if one of them dies."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.apps.fake_app import JSON, Answer
from tests.channels.apps.fake_telegram import TOKEN, FakeTelegram, Person
from tests.live import LiveServer
from tests.postgres import BIN, Postgres

pytestmark = pytest.mark.skipif(
    BIN is None, reason="NOT RUN: PostgreSQL is not installed (Debian: postgresql)"
)
#: The seconds that Telegram makes the answering process wait.
PAUSE = 6
BUSY = Answer(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": PAUSE}})


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def both(
    model: Path, telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[LiveServer]]:
    postgres = Postgres().start()
    settings = {
        "DATABASE_URL": postgres.url,
        "CHAT_SECRET": "the same secret for all processes",
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_URL": "https://bot.example",
        "TELEGRAM_API": telegram.url,
    }
    servers = [LiveServer(tmp_path_factory.mktemp(name), model, **settings) for name in "ab"]
    try:
        yield [server.start() for server in servers]
    finally:
        for server in servers:
            server.stop()
        postgres.remove()


def write(person: Person, server: LiveServer, text: str) -> None:
    """Deliver a text to this process by Telegram's webhook."""
    person.telegram.wait(lambda: person.telegram.webhook)
    person.telegram.bot = server.base_url
    person.telegram.deliver(person.telegram.update(message=person.message(text=text)))


def heard(person: Person) -> str:
    return " ".join(message["text"] for message in person.telegram.said_to(person.id))


def until_quiet(telegram: FakeTelegram, person: Person, words: str) -> list[JSON]:
    telegram.wait(lambda: words in heard(person))
    telegram.quiet(2)
    return telegram.said_to(person.id)


def test_what_reaches_both_is_answered_in_order(
    both: list[LiveServer], telegram: FakeTelegram
) -> None:
    person = telegram.person()
    for number, text in enumerate(("thanks", "Is PRP safe?", "goodbye")):
        write(person, both[number % 2], text)
    until_quiet(telegram, person, "Take care")
    places = [heard(person).index(words) for words in ("welcome", "seen as safe", "Take care")]
    assert places == sorted(places)
    assert heard(person).count("seen as safe") == 1


def test_what_a_dead_one_has_taken_is_answered_by_the_other_once_and_in_order(
    both: list[LiveServer], telegram: FakeTelegram
) -> None:
    person = telegram.person()
    telegram.misbehave("/sendMessage", BUSY)
    write(person, both[0], "thanks")
    write(person, both[0], "Is PRP safe?")
    process = both[0].process
    assert process
    process.kill()
    process.wait()
    write(person, both[1], "goodbye")
    messages = until_quiet(telegram, person, "Take care")
    assert "taken over" in both[1].said()
    texts = [message["text"] for message in messages]
    assert len(set(texts)) == len(texts)
    places = [heard(person).index(words) for words in ("welcome", "seen as safe", "Take care")]
    assert places == sorted(places)
    both[0].start()


def test_who_stood_still_sends_nothing_that_another_has_sent(
    both: list[LiveServer], telegram: FakeTelegram
) -> None:
    person = telegram.person()
    telegram.misbehave("/sendMessage", BUSY)
    write(person, both[0], "thanks")
    telegram.wait(lambda: [c for c in telegram.called("/sendMessage") if c.status == 429])
    process = both[0].process
    assert process
    process.send_signal(signal.SIGSTOP)
    until_quiet(telegram, person, "welcome")
    process.send_signal(signal.SIGCONT)
    texts = [message["text"] for message in until_quiet(telegram, person, "welcome")]
    assert len(set(texts)) == len(texts)


def test_who_starts_leaves_alone_what_another_is_at(
    both: list[LiveServer], telegram: FakeTelegram
) -> None:
    person = telegram.person()
    both[1].stop()
    telegram.misbehave("/sendMessage", *[BUSY] * 3)
    write(person, both[0], "thanks")
    both[1].start()
    messages = until_quiet(telegram, person, "welcome")
    texts = [message["text"] for message in messages]
    assert len(set(texts)) == len(texts)
    assert len([call for call in telegram.called("/sendMessage") if call.status == 429]) >= 3


def test_who_stops_leaves_what_it_could_not_send_to_the_other(
    both: list[LiveServer], telegram: FakeTelegram
) -> None:
    person = telegram.person()
    telegram.misbehave("/sendMessage", BUSY)
    write(person, both[0], "thanks")
    both[0].stop()
    messages = until_quiet(telegram, person, "welcome")
    texts = [message["text"] for message in messages]
    assert len(set(texts)) == len(texts)
    both[0].start()


def test_of_both_one_fetches(both: list[LiveServer], telegram: FakeTelegram) -> None:
    """Without a webhook, one process fetches; if it dies, the other one does."""
    for server in both:
        server.stop()
        server.start(TELEGRAM_URL="")
    telegram.wait(lambda: not telegram.webhook and telegram.called("/getUpdates"))
    person = telegram.person()
    assert "welcome" in " ".join(message["text"] for message in person.say("thanks"))
    process = both[0].process
    assert process
    process.kill()
    process.wait()
    person.read = len(telegram.said_to(person.id))
    assert "safe" in " ".join(message["text"] for message in person.say("Is PRP safe?"))
    assert len({message["text"] for message in telegram.said_to(person.id)}) == len(
        telegram.said_to(person.id)
    )
