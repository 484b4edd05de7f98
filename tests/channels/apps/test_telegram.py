"""Whole conversations on Telegram, with the real bot and a server as strict as Telegram's."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.channels.apps.fake_app import JSON, Answer
from tests.channels.apps.fake_telegram import TOKEN, FakeTelegram, Person, buttons
from tests.live import LiveServer

PHONE = "+1 202-555-0142"


def texts(messages: list[JSON]) -> str:
    return "\n\n".join(message["text"] for message in messages)


def test_a_first_question_is_answered_and_the_bot_says_what_it_is(telegram: FakeTelegram) -> None:
    person = telegram.person()
    (message,) = person.say("How much does PRP cost?")
    first, _, rest = message["text"].partition("\n\n")
    assert "automated" in first and "not for medical records" in first and PHONE in first
    assert "generally costs less than exosomes" in rest
    assert "From the guide: Cost and Accessibility Considerations" in rest
    assert "medical records" not in texts(person.say("Is it safe?"))


def test_the_start_is_a_greeting_with_questions(telegram: FakeTelegram) -> None:
    (message,) = telegram.person().say("/start")
    assert message["text"].startswith("Hello! I'm an automated assistant")
    assert message["text"].count(PHONE) == 1 and "not for medical records" in message["text"]
    assert len(buttons(message)) == 3


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/start ad_campaign_7", "Hello"),
        ("/help", "Ask me about PRP and exosomes"),
        ("/help@sample_clinic_bot", "Ask me about PRP and exosomes"),
        ("/restart", "Ask me about PRP and exosomes"),
        ("/stop", "nothing more will come"),
    ],
)
def test_commands(telegram: FakeTelegram, command: str, said: str) -> None:
    assert said in texts(telegram.person().say(command))


def test_what_is_cried_behind_a_command_is_heard(telegram: FakeTelegram) -> None:
    assert "911" in texts(telegram.person().say("/help I can't breathe"))


def test_a_button_is_acknowledged_and_answered(telegram: FakeTelegram) -> None:
    person = telegram.person()
    (message,) = person.say("How much does PRP cost?")
    before = len(telegram.called("/answerCallbackQuery"))
    (answer,) = person.press(buttons(message)[0]["callback_data"])
    assert "From the guide" in answer["text"]
    acknowledged = telegram.called("/answerCallbackQuery")
    assert [call.status for call in acknowledged[before:]] == [200]


def test_a_button_and_the_question_it_asks_get_the_same_answer(telegram: FakeTelegram) -> None:
    pressing, typing = telegram.person(), telegram.person()
    (first,) = pressing.say("How much does PRP cost?")
    typing.say("How much does PRP cost?")
    data = next(b["callback_data"] for b in buttons(first) if b["text"] == "Is it easy to find?")
    assert texts(pressing.press(data)) == texts(typing.say("How easy is it to find PRP?"))


@pytest.mark.parametrize("data", ["safety.p." + "A" * 16, "x", ".", "é.p.é", "/restart"])
def test_a_button_that_is_not_ours_is_a_sentence(telegram: FakeTelegram, data: str) -> None:
    person = telegram.person()
    person.say("hello")
    assert "no longer works" in texts(person.press(data))


def test_urgent_comes_first_and_alone(telegram: FakeTelegram) -> None:
    person = telegram.person()
    (message,) = person.say("I can't breathe and my face is swollen")
    assert "911" in message["text"] and "medical records" not in message["text"]
    assert not buttons(message)
    assert "medical records" in texts(person.say("Is PRP safe?"))


def test_typing_is_shown(telegram: FakeTelegram) -> None:
    person = telegram.person()
    person.say("Is PRP safe?")
    chats = [call.body["chat_id"] for call in telegram.called("/sendChatAction")]
    assert person.id in chats


WORDLESS: dict[str, Any] = {
    "photo": [{"file_id": "a", "width": 1, "height": 1}],
    "voice": {"file_id": "a", "duration": 3},
    "sticker": {"file_id": "a", "emoji": "👍"},
    "location": {"latitude": 1.0, "longitude": 2.0},
    "contact": {"phone_number": "+12025550187", "first_name": "Q"},
    "document": {"file_id": "a"},
    "video_note": {"file_id": "a", "duration": 1, "length": 1},
    "poll": {"id": "1", "question": "?", "options": []},
}


@pytest.mark.parametrize("kind", WORDLESS)
def test_what_has_no_words_gets_a_sentence(telegram: FakeTelegram, kind: str) -> None:
    person = telegram.person()
    said = texts(person.send(message=person.message(**{kind: WORDLESS[kind]})))
    assert "Please type your question in words" in said and "911" in said


def test_a_caption_is_a_question(telegram: FakeTelegram) -> None:
    person = telegram.person()
    photo = person.message(photo=WORDLESS["photo"], caption="How much does PRP cost?")
    assert "generally costs less than exosomes" in texts(person.send(message=photo))


def test_an_album_is_answered_once(telegram: FakeTelegram) -> None:
    person = telegram.person()
    for _ in range(4):
        photo = person.message(photo=WORDLESS["photo"], media_group_id="77")
        telegram.deliver(telegram.update(message=photo))
    telegram.quiet()
    assert len(person.new()) == 1


def test_an_edited_question_is_answered_anew(telegram: FakeTelegram) -> None:
    person = telegram.person()
    person.say("How much does PRP cost?")
    said = person.send(
        edited_message=person.message(text="I can't breathe", edit_date=int(time.time()))
    )
    assert "911" in texts(said)


def silent(telegram: FakeTelegram, person: Person) -> list[JSON]:
    """Updates that need no answer."""
    group = {"id": -100, "type": "supergroup", "title": "Friends"}
    robot = {"id": 7, "is_bot": True, "first_name": "Bot"}
    moved = person.message(location=WORDLESS["location"], edit_date=int(time.time()))
    return [
        telegram.update(message=person.message(text="hello", chat=group)),
        telegram.update(message={**person.message(text="hello"), "from": robot}),
        telegram.update(channel_post={"chat": group, "text": "hello", "message_id": 1}),
        telegram.update(my_chat_member={"chat": group, "from": {"id": 1}}),
        telegram.update(message_reaction={"chat": group, "user": {"id": 1}}),
        telegram.update(message=person.message(pinned_message={})),
        telegram.update(message=person.message(new_chat_members=[])),
        telegram.update(edited_message=moved),
    ]


def test_what_is_not_for_the_bot_is_passed_over(telegram: FakeTelegram) -> None:
    telegram.quiet(0.5)
    before = len(telegram.calls)
    for update in silent(telegram, telegram.person()):
        assert telegram.post(update).status_code == 200
    telegram.quiet(0.5)
    assert len(telegram.calls) == before


HOSTILE: list[Any] = [
    *([], {}, "text", 5, {"update_id": "1"}, {"update_id": 1}, {"update_id": True}),
    {"update_id": 2, "message": []},
    {"update_id": 3, "message": {"from": 5, "chat": []}},
    {"update_id": 4, "message": {"from": {"id": "x"}, "chat": {"id": 1, "type": "private"}}},
    {"update_id": 5, "callback_query": {"from": {"id": 1}, "data": {"a": 1}}},
    {"update_id": 6, "callback_query": {"message": {"chat": {"id": 1, "type": "private"}}}},
    {"update_id": 7, "edited_message": "x", "message": None},
]


@pytest.mark.parametrize("update", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_updates_are_no_error(
    telegram: FakeTelegram, apps_server: LiveServer, update: Any
) -> None:
    assert telegram.post(update).status_code == 200
    assert "Traceback" not in apps_server.said()


@pytest.mark.parametrize(
    "text", ["\u0000", "\ud83d", "‮abc", "🤷" * 200, " ", "[phone]", "{name}", "<b>&", "%s%n"]
)
def test_strange_words_get_an_answer(telegram: FakeTelegram, text: str) -> None:
    assert texts(telegram.person().say(text))


@pytest.mark.parametrize("secret", ["", "wrong", "é", "a" * 64])
def test_a_forged_update_changes_nothing(
    telegram: FakeTelegram, apps_server: LiveServer, secret: str
) -> None:
    telegram.quiet(0.3)
    before = len(telegram.calls), apps_server.rows()
    update = telegram.update(message=telegram.person().message(text="hello"))
    header = {"X-Telegram-Bot-Api-Secret-Token": secret}
    assert telegram.post(update, **header).status_code == 401
    telegram.quiet(0.3)
    assert (len(telegram.calls), apps_server.rows()) == before


def test_an_update_that_is_too_old_is_a_replay(
    telegram: FakeTelegram, apps_server: LiveServer
) -> None:
    telegram.quiet(0.3)
    before = len(telegram.calls), apps_server.rows()
    person, old = telegram.person(), int(time.time()) - 9 * 86400
    for update in (
        telegram.update(message=person.message(text="hello", date=old)),
        telegram.update(edited_message=person.message(text="hello", date=old, edit_date=old)),
    ):
        assert telegram.post(update).status_code == 403
    telegram.quiet(0.3)
    assert (len(telegram.calls), apps_server.rows()) == before
    edited = person.message(text="thanks", date=old, edit_date=int(time.time()))
    assert person.send(edited_message=edited)
    assert person.send(message=person.message(text="hello", date=10**400))
    query = {"id": telegram.query(), "data": "x", "message": person.message(date=old)}
    assert "no longer works" in texts(person.send(callback_query=query | {"from": edited["from"]}))


def test_an_update_is_answered_once_however_often_and_in_whatever_order(
    telegram: FakeTelegram,
) -> None:
    person = telegram.person()
    updates = [
        telegram.update(message=person.message(text=text))
        for text in ("How much does PRP cost?", "Is PRP safe?", "thanks")
    ]
    for number in (2, 0, 1, 0, 2, 1, 0):
        assert telegram.post(updates[number]).status_code == 200
    telegram.quiet()
    said = texts(person.new(3))
    assert [said.count(words) for words in ("You're welcome", "costs less", "seen as safe")] == [
        1,
        1,
        1,
    ]


def test_after_a_kill_what_was_taken_is_answered_once(
    telegram: FakeTelegram, apps_server: LiveServer
) -> None:
    person = telegram.person()
    person.say("hello")
    telegram.misbehave("/sendMessage", *[Answer(500)] * 3)
    update = telegram.update(message=person.message(text="How much does PRP cost?"))
    assert telegram.post(update).status_code == 200
    tried = lambda: [c for c in telegram.called("/sendMessage") if c.status == 500]  # noqa: E731
    telegram.wait(tried)
    apps_server.stop(signal.SIGKILL)
    telegram._mishaps.clear()
    apps_server.start()
    assert "costs less" in texts(person.new())
    assert telegram.post(update).status_code == 200
    telegram.quiet()
    assert sum("costs less" in m["text"] for m in telegram.said_to(person.id)) == 1


def test_what_can_not_be_kept_is_asked_for_again(
    telegram: FakeTelegram, apps_server: LiveServer
) -> None:
    person = telegram.person()
    update = telegram.update(message=person.message(text="How much does PRP cost?"))
    database = sqlite3.connect(apps_server.var / "conversations.db")
    database.execute("BEGIN EXCLUSIVE")
    assert telegram.post(update).status_code == 503
    database.rollback()
    database.close()
    telegram.deliver(update)
    assert "costs less" in texts(person.new())


@pytest.mark.parametrize(
    "mishap",
    [
        Answer(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}),
        Answer(500, b"<html>"),
        Answer(502, {"ok": False, "error_code": 502}),
        Answer(200, b"<html>not Telegram</html>"),
    ],
    ids=["too many", "broken", "bad gateway", "a captive portal"],
)
def test_a_busy_telegram_gets_the_answer_later_and_once(
    telegram: FakeTelegram, mishap: Answer
) -> None:
    person = telegram.person()
    telegram.misbehave("/sendMessage", mishap)
    start = time.monotonic()
    assert len(person.say("How much does PRP cost?")) == 1
    if mishap.status == 429:
        assert time.monotonic() - start >= 1


def test_one_who_blocked_the_bot_holds_up_nobody(
    telegram: FakeTelegram, apps_server: LiveServer
) -> None:
    gone, person = telegram.person(), telegram.person()
    telegram.blocked.add(gone.id)
    telegram.deliver(telegram.update(message=gone.message(text="hello")))
    assert person.say("How much does PRP cost?")
    telegram.wait(
        lambda: "telegram: a reply could not be delivered (status 403)" in _log(apps_server)
    )


def _log(server: LiveServer) -> str:
    return server.said()


def test_a_slow_chat_holds_up_nobody(telegram: FakeTelegram) -> None:
    slow, person = telegram.person(), telegram.person()
    telegram.misbehave("/sendMessage", Answer(200, {"ok": True, "result": {}}, delay=3))
    telegram.deliver(telegram.update(message=slow.message(text="hello")))
    time.sleep(0.3)
    start = time.monotonic()
    assert person.say("How much does PRP cost?")
    assert time.monotonic() - start < 3


def test_a_message_that_is_too_long_is_told_the_limit_and_the_emergency_number(
    telegram: FakeTelegram,
) -> None:
    said = texts(telegram.person().say("a " * 300))
    assert "at most 500 characters" in said and "call 911" in said


def test_nobody_can_be_known_from_what_is_kept(
    telegram: FakeTelegram, apps_server: LiveServer
) -> None:
    person = telegram.person()
    said = person.say("My name is Quentina Quibble, jane@example.com. Is PRP safe?")
    assert "left them out" in texts(said)
    telegram.quiet(0.3)
    for secret in (str(person.id), "Quentina", "quibble", "jane@example.com", TOKEN):
        assert secret.encode() not in apps_server.files()
        assert secret not in apps_server.said()


def test_what_is_kept_can_be_read_and_deleted(
    telegram: FakeTelegram, apps_server: LiveServer
) -> None:
    person = telegram.person()
    person.say("Is PRP good for zanzibarian hair?")
    told = texts(person.say("What do you store about me?"))
    assert "You: Is PRP good for zanzibarian hair?" in told and "30 days" in told
    assert b"zanzibarian" in apps_server.files()
    assert "deleted all I kept" in texts(person.say("please delete my data"))
    assert b"zanzibarian" not in apps_server.files()
    told = texts(person.say("export my data"))
    assert "I keep nothing" in told and "medical records" in told


@pytest.fixture(scope="module")
def polling(
    model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FakeTelegram, LiveServer]]:
    """A bot without a public address, on which Slack is only half set up."""
    fake = FakeTelegram()
    fake.webhook = {"url": "https://old.example"}
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": fake.url, "SLACK_TOKEN": "xoxb-1"}
    server = LiveServer(tmp_path_factory.mktemp("polled"), model, **settings).start()
    fake.wait(lambda: fake.called("/getUpdates"))
    yield fake, server
    server.stop()
    assert TOKEN not in server.said()
    assert "Telegram    on, by long polling" in server.said()
    assert "Slack       not on: SLACK_SIGNING_SECRET missing\n" in server.said()
    fake.stop()


@pytest.fixture
def polled(polling: tuple[FakeTelegram, LiveServer]) -> FakeTelegram:
    return polling[0]


def test_without_a_public_address_updates_are_fetched(polled: FakeTelegram) -> None:
    assert polled.webhook == {}
    person = polled.person()
    assert "costs less" in texts(person.say("How much does PRP cost?"))
    polled.misbehave("/getUpdates", Answer(500), Answer(200, {"ok": True, "result": "?"}))
    assert texts(person.say("Is PRP safe?"))
    polled.wait(lambda: not polled.updates)
    assert len(polled.said_to(person.id)) == 2


def test_fetching_that_fails_is_said_once_and_goes_on(
    polling: tuple[FakeTelegram, LiveServer],
) -> None:
    polled, server = polling
    person = polled.person()
    conflict = {"ok": False, "error_code": 409, "description": "Conflict"}
    strange = {"ok": True, "result": [5, None, "x", {"update_id": 0}, {"update_id": "1"}]}
    polled.misbehave("/getUpdates", *[Answer(409, conflict)] * 2, Answer(401), Answer(200, strange))
    polled.wait(lambda: not polled._mishaps)
    assert "seen as safe" in texts(person.say("Is PRP safe?"))
    log = server.said()
    assert log.count("telegram: getUpdates failed (status 409)") == 1
    assert "getUpdates failed (TELEGRAM_TOKEN was refused, status 401)" in log
    metrics = requests.get(server.base_url + "/metrics", timeout=30).text
    failed = 'clinic_chat_channel_fetches_total{channel="telegram",outcome="failed"}'
    assert float(metrics.partition(failed)[2].split()[0]) >= 3
