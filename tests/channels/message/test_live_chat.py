"""A person answers from a Slack thread, on the website and on an app, with the real server."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from channels.message.live_sentences import (
    ERASED,
    NOBODY,
    UNSHOWN,
    closes,
    timed,
    wants_to_end,
)
from operations.settings import Settings
from storage.sealing import personal
from tests.channels.apps import fake_slack, fake_telegram, fake_twilio
from tests.channels.apps.fake_app import JSON, Answer
from tests.channels.apps.fake_slack import BOT, FakeSlack
from tests.channels.apps.fake_telegram import FakeTelegram, buttons
from tests.channels.apps.fake_twilio import FakeTwilio
from tests.channels.web.test_contact_web import NO_LIMITS
from tests.conftest import ROOT
from tests.live import LiveServer, Visitor, new_id
from tests.serving.faults import eventually

DESK = "C0DESK0001"
ASKS = "a real person please"


class Desk:
    """The clinic's channel in Slack, and somebody who answers there."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        slack.channels.add(DESK)

    def threads(self) -> list[str]:
        """The time stamps of the threads that were begun, in order."""
        return [stamp for channel, stamp in self.slack.begun if channel == DESK]

    def read(self, thread: str) -> list[str]:
        """The messages in a thread."""
        return [m["text"] for m in self.slack.said_in(DESK) if m.get("thread_ts") == thread]

    def reads(self, thread: str, words: str) -> str:
        """Wait until a message with these words is there, and check that there is only one."""
        eventually(lambda: any(words in text for text in self.read(thread)), 30)
        (text,) = [text for text in self.read(thread) if words in text]
        return text

    def writes(self, thread: str, text: str, again: int = 0, **more: Any) -> None:
        event: JSON = {"type": "message", "channel": DESK, "channel_type": "channel"}
        event |= {"user": "U0ANNA", "ts": self.slack.stamp(), "thread_ts": thread, "text": text}
        self.slack.deliver(event | more, again)


@pytest.fixture(scope="module")
def slack_desk() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def telegram_desk() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.stop()


def without_hours(folder: Path) -> Path:
    """Knowledge of a clinic without opening hours: a person may always come."""
    folder /= "knowledge"
    shutil.copytree(ROOT / "data" / "knowledge", folder)
    file = folder / "clinic.yml"
    lines = file.read_text("utf-8").splitlines(keepends=True)
    stated = next(n for n, line in enumerate(lines) if line.startswith("hours:"))
    lines[stated] = "hours: by appointment\n"
    first = lines.index("opening:\n")
    last = next(n for n in range(first + 1, len(lines)) if not lines[n].startswith(" "))
    file.write_text("".join(lines[:first] + lines[last:]), "utf-8")
    return folder


@pytest.fixture(scope="module")
def twilio_desk() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def knowledge_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return without_hours(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def bot(
    model: Path,
    tmp_path_factory: pytest.TempPathFactory,
    slack_desk: FakeSlack,
    telegram_desk: FakeTelegram,
    twilio_desk: FakeTwilio,
    knowledge_folder: Path,
) -> Iterator[LiveServer]:
    server = LiveServer(
        tmp_path_factory.mktemp("bot"),
        model,
        CHAT_HANDOVER_SLACK=DESK,
        CHAT_KNOWLEDGE=str(knowledge_folder),
        SLACK_TOKEN=fake_slack.TOKEN,
        SLACK_SIGNING_SECRET=fake_slack.SECRET,
        SLACK_API=slack_desk.url,
        TELEGRAM_TOKEN=fake_telegram.TOKEN,
        TELEGRAM_URL="https://bot.example",
        TELEGRAM_API=telegram_desk.url,
        TWILIO_ACCOUNT_SID=fake_twilio.SID,
        TWILIO_AUTH_TOKEN=fake_twilio.AUTH,
        TWILIO_URL=fake_twilio.PUBLIC,
        TWILIO_API=twilio_desk.url,
        **NO_LIMITS,
    ).start()
    for fake in (slack_desk, telegram_desk, twilio_desk):
        fake.bot = server.base_url
    yield server
    server.stop()


@pytest.fixture
def desk(slack_desk: FakeSlack) -> Desk:
    return Desk(slack_desk)


def asked(bot: LiveServer, desk: Desk, typed: str = "") -> tuple[Visitor, str]:
    """A visitor who pressed the button for a person, or `typed` it, and the thread."""
    visitor = Visitor(bot).begin()
    visitor.say("How much does PRP cost?")
    (reply,) = visitor.say(ASKS)
    (button,) = [b for b in reply["buttons"] if b["title"] == "Chat with a person"]
    before = len(desk.threads())
    (said,) = visitor.say(typed) if typed else visitor.press(button)
    assert "asked the team of Sample Hair Clinic" in said["text"] and said["custom"]["live"]
    (thread,) = desk.threads()[before:]
    return visitor, thread


def live(visitor: Visitor, since: str = "") -> JSON:
    found: JSON = visitor.call("GET", f"/chat/live?since={since}").json()
    return found


def told(visitor: Visitor, words: str) -> JSON:
    """Wait for a message by or about the person with these words."""
    eventually(lambda: any(words in m["text"] for m in live(visitor)["messages"]), 30)
    (message,) = [m for m in live(visitor)["messages"] if words in m["text"]]
    return dict(message)


def test_a_person_answers_on_the_website(bot: LiveServer, desk: Desk) -> None:
    visitor, thread = asked(bot, desk)
    shown = desk.reads(thread, "Visitor: How much does PRP cost?")
    assert "Bot: " in shown and f"Visitor: {ASKS}" in shown
    message = {"id": new_id(), "text": "I'm Tomasina Quibble, my number is 202 555 0187 <!here>"}
    for _ in range(2):  # sent again, as if the answer had been lost
        assert visitor.call("POST", "/chat/messages", json=message).json()["replies"] == []
    assert "202 555 0187 &lt;!here&gt;" in desk.reads(thread, "Tomasina Quibble")
    latest = live(visitor)["latest"]
    assert latest == message["id"], "the visitor's own counts, but isn't shown again"
    desk.writes(
        thread,
        "Hello Tomasina, <@U123> I am Anna. Read <https://a.example/b|our page>. :tada:",
        again=2,
    )
    answer = told(visitor, "I am Anna")
    assert answer["text"].endswith("Read our page (https://a.example/b). 🎉")
    assert [m["text"] for m in live(visitor, latest)["messages"]] == [answer["text"]]
    assert (answer["role"], answer["name"]) == ("person", "A person at Sample Hair Clinic")
    roles = [(m["role"], m["text"][:8]) for m in visitor.history()[-2:]]
    assert roles == [("visitor", "I'm Toma"[:8]), ("person", "Hello To")]
    assert visitor.page()["live"] is True
    # Not four digits alone, which may occur in some confidence.
    for secret in ("Quibble", "555 0187", "555-0187", "5550187", "I am Anna"):
        assert secret.encode() not in bot.files() and secret not in bot.said()
    desk.writes(thread, "Close.")
    assert told(visitor, "The person has ended")["role"] == "bot"
    desk.reads(thread, "Closed. The bot answers again.")
    assert live(visitor)["open"] is False and "live" not in visitor.page()
    latest = live(visitor)["latest"]
    assert live(visitor, "\0") == live(visitor)
    assert live(visitor, latest) == {"open": False, "messages": [], "latest": latest}
    assert visitor.call("POST", "/chat/messages", json=message).json()["replies"] == []
    assert "cost" in visitor.say("How much does PRP cost?")[0]["text"].lower()
    desk.writes(thread, "One more thing")
    desk.reads(thread, "does not reach the visitor any more")
    assert len(live(visitor)["messages"]) == 2 and live(visitor)["latest"] == latest


def test_what_is_urgent_is_answered_and_the_person_reads_it(bot: LiveServer, desk: Desk) -> None:
    visitor, thread = asked(bot, desk)
    (reply,) = visitor.say("I can't breathe and my face is swelling")
    assert reply["custom"]["kind"] == "urgent"
    assert "This sounds urgent" in desk.reads(thread, "I can't breathe")
    (after,) = visitor.say("what is your phone number?")
    assert after["text"]
    desk.reads(thread, "what is your phone number?")
    desk.writes(thread, "Anna here, please call 911 now")
    told(visitor, "Anna here")
    assert (
        visitor.call(
            "POST", "/chat/messages", json={"id": new_id(), "text": "I did, thanks"}
        ).json()["replies"]
        == []
    )
    (reply,) = visitor.say("I'm bleeding heavily and feel faint")
    assert reply["custom"]["kind"] == "urgent"


def test_the_visitor_ends_it_and_what_mentions_the_bot_is_for_the_bot(
    bot: LiveServer, desk: Desk
) -> None:
    visitor, thread = asked(bot, desk)
    desk.writes(thread, f"<@{BOT}> how many sessions of PRP?")
    desk.writes(thread, "", files=[{"id": "F1"}], subtype="file_share")
    desk.reads(thread, "Only words reach the visitor")
    desk.writes(thread, "Our prices", again=1, files=[{"id": "F2"}], subtype="file_share")
    desk.reads(thread, "Only your words have reached the visitor, not the file.")
    told(visitor, "Our prices")
    (reply,) = visitor.say("End chat")
    assert "automated assistant again" in reply["text"]
    desk.reads(thread, "The visitor has ended the chat")
    assert not live(visitor)["open"]
    assert [m["text"] for m in live(visitor)["messages"]] == ["Our prices"]


def test_erasing_leaves_nothing_and_tells_the_clinic(bot: LiveServer, desk: Desk) -> None:
    visitor, thread = asked(bot, desk, typed="Chat with a person")
    desk.writes(thread, "I am Anna")
    told(visitor, "I am Anna")
    assert visitor.call("GET", "/chat/export").json()["stored"]["live_chat"][0]["role"] == "person"
    visitor.say("delete my data")
    assert live(visitor) == {"open": False, "messages": [], "latest": ""}
    assert "live_chat" not in visitor.call("GET", "/chat/export").json()["stored"]
    desk.writes(thread, "Are you there?")
    desk.reads(thread, "does not reach the visitor any more")
    desk.reads(thread, "has been deleted, and the chat is over. Please delete this thread, too.")
    assert live(visitor) == {"open": False, "messages": [], "latest": ""}


def test_it_goes_on_after_a_kill(bot: LiveServer, desk: Desk) -> None:
    visitor, thread = asked(bot, desk)
    leaving, left = asked(bot, desk)
    assert leaving.call("DELETE", "/chat/conversation").status_code == 204
    visitor.call("POST", "/chat/messages", json={"id": new_id(), "text": "is anybody there?"})
    bot.stop(signal.SIGKILL)
    bot.start()
    desk.reads(thread, "is anybody there?")
    desk.writes(thread, "I am Anna")
    told(visitor, "I am Anna")
    desk.reads(left, "Please delete this thread, too.")


def test_nobody_answers_or_nobody_writes_any_more(bot: LiveServer, desk: Desk) -> None:
    visitor, thread = asked(bot, desk)
    thinking, answered = asked(bot, desk)
    desk.writes(answered, "Which day suits you best?")
    told(thinking, "Which day suits you best?")
    with closing(sqlite3.connect(bot.var / "conversations.db")) as time_goes_by, time_goes_by:
        change = "UPDATE handovers SET due = due - ? WHERE thread IN (?, ?)"
        both = [f"{DESK}:{thread}", f"{DESK}:{answered}"]
        time_goes_by.execute(change, (16 * 60, *both))
    eventually(lambda: not live(visitor)["open"], 60)
    assert told(visitor, "Nobody has answered for 15 minutes, so")["role"] == "bot"
    desk.reads(thread, "Nobody has answered for 15 minutes: closed")
    assert live(thinking)["open"], "the clinic wrote last"
    with closing(sqlite3.connect(bot.var / "conversations.db")) as time_goes_by, time_goes_by:
        time_goes_by.execute(change, (24 * 3600, *both))
    eventually(lambda: not live(thinking)["open"], 60)
    assert told(thinking, "Nothing was written for a day, so")["role"] == "bot"
    desk.reads(answered, "Nothing was written for a day: closed")


@pytest.mark.parametrize(
    ("words", "closing", "ending"),
    [
        ("close", True, False),
        ("*Close*", True, False),
        ("“close” please", True, False),
        ("/close :white_check_mark:", True, False),
        ("close 👍", True, False),
        ("please, close the chat.", True, True),
        ("End this chat 🙂", True, True),
        ("end the chat, please", True, True),
        ("_end chat_", True, True),
        ("Back to the bot", False, True),
        ("end it", False, False),
        ("please close the window", False, False),
        ("we close at six", False, False),
        ("", False, False),
    ],
)
def test_a_chat_is_ended_in_several_words(words: str, closing: bool, ending: bool) -> None:
    assert (closes(words), wants_to_end(words)) == (closing, ending)


@pytest.mark.parametrize(("minutes", "said"), [(1, "for 1 minute, so"), (2, "for 2 minutes, so")])
def test_the_time_is_said_in_words_that_agree(minutes: int, said: str) -> None:
    assert said in timed(NOBODY, minutes)


def test_who_wrote_by_an_app_that_is_gone_holds_up_nobody(bot: LiveServer, desk: Desk) -> None:
    _, gone = asked(bot, desk)
    visitor, thread = asked(bot, desk)
    sealing = personal(Settings.load({"CHAT_VAR": str(bot.var)}, Path("no.env")))
    sealed = sealing.seal({"channel": "another app", "to": {}})
    with closing(sqlite3.connect(bot.var / "conversations.db")) as time_goes_by, time_goes_by:
        change = "UPDATE handovers SET due = 0, sealed = ? WHERE thread = ?"
        time_goes_by.execute(change, (sealed, f"{DESK}:{gone}"))
        time_goes_by.execute("UPDATE handovers SET due = 0 WHERE thread = ?", (f"{DESK}:{thread}",))
    eventually(lambda: not live(visitor)["open"], 60)
    for each in (gone, thread):
        desk.reads(each, "Nobody has answered")


def test_a_person_answers_in_telegram(
    bot: LiveServer, desk: Desk, telegram_desk: FakeTelegram
) -> None:
    telegram_desk.wait(lambda: telegram_desk.webhook)
    tom, before = telegram_desk.person(), len(desk.threads())
    picture = {"photo": [{"file_id": "x", "width": 90, "height": 90}]}
    assert "I can only read words" in tom.send(message=tom.message(**picture))[-1]["text"]
    *_, offer = tom.say(ASKS)
    (button,) = [b for b in buttons(offer) if b["text"] == "Chat with a person"]
    (said,) = tom.press(button["callback_data"])
    assert "asked the team of Sample Hair Clinic" in said["text"]
    (thread,) = desk.threads()[before:]
    shown = desk.reads(thread, f"Visitor: {ASKS}")
    assert shown.startswith(UNSHOWN) and "Visitor: \n" not in shown
    (said,) = tom.send(message=tom.message(**picture))
    assert said["text"].startswith("Only words reach the person")
    eventually(lambda: desk.read(thread)[1:] == [UNSHOWN], 30)
    tom.telegram.deliver(tom.telegram.update(message=tom.message(text="I'm Tomasina Quibble")))
    desk.reads(thread, "Visitor: I'm Tomasina Quibble")
    desk.writes(thread, "Hello Tomasina, I am Anna", again=1)
    (answer,) = tom.new()
    assert answer["text"] == "A person at Sample Hair Clinic:\n\nHello Tomasina, I am Anna"
    assert "911" in tom.say("I can't breathe and my face is swelling")[-1]["text"]
    desk.writes(thread, "close")
    (note,) = tom.new()
    assert "automated assistant again" in note["text"]
    eventually(lambda: thread in {str(r[0]).partition(":")[2] for r in bot.rows()["handovers"]
                                  if r[-1] is None}, 30)  # fmt: skip
    assert b"Quibble" not in bot.files() and "I am Anna" not in bot.said()


def test_a_person_is_asked_for_and_all_deleted_in_words_where_there_are_no_buttons(
    bot: LiveServer, desk: Desk, twilio_desk: FakeTwilio
) -> None:
    before = len(desk.threads())
    for words in ("1", "chat with a person"):
        tom = twilio_desk.person()
        *_, offer = tom.say(ASKS)
        assert "1. Chat with a person" in offer
        (said,) = tom.say(words)
        assert "asked the team" in said
        thread = desk.threads()[-1]
        desk.reads(thread, f"Visitor: {ASKS}")
        tom.deliver(tom.fields("2"))
        assert desk.reads(thread, "Visitor: 2")
        (said,) = tom.say("delete my data")
        assert "I have deleted all I kept" in said
        assert "costs less" in tom.say("How much does PRP cost?")[-1]
    for thread in desk.threads()[before:]:
        desk.reads(thread, "Please delete this thread, too.")
        assert desk.read(thread)[2:] == [ERASED]


def test_what_an_app_does_not_take_is_said_in_the_thread(
    bot: LiveServer, desk: Desk, twilio_desk: FakeTwilio
) -> None:
    tom = twilio_desk.person()
    tom.say(ASKS)
    tom.say("1")
    thread = desk.threads()[-1]
    desk.reads(thread, f"Visitor: {ASKS}")
    twilio_desk.misbehave("Messages.json", Answer(400, {"code": 21610, "message": "unsubscribed"}))
    desk.writes(thread, "Hello Tomasina, I am Anna")
    desk.reads(thread, "did not take a message of this chat")
    report = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    report |= {"To": tom.address, "From": fake_twilio.NUMBER}
    for _ in range(2):
        twilio_desk.post("/webhooks/sms/status", report)
    eventually(lambda: sum("did not take" in text for text in desk.read(thread)) == 2, 30)
    desk.writes(thread, "/Close please")
    desk.reads(thread, "Closed. The bot answers again.")


def test_slack_can_t_be_reached(bot: LiveServer, desk: Desk) -> None:
    visitor = Visitor(bot).begin()
    (reply,) = visitor.say(ASKS)
    desk.slack.channels.remove(DESK)
    (said,) = visitor.press(reply["buttons"][0])
    assert "I can't reach the team" in said["text"] and "live" not in said["custom"]
    assert visitor.say("How much does PRP cost?")
    desk.slack.channels.add(DESK)


def test_nobody_is_asked_while_the_clinic_is_closed(
    bot: LiveServer, desk: Desk, knowledge_folder: Path
) -> None:
    visitor = Visitor(bot).begin()
    (reply,) = visitor.say(ASKS)
    file = knowledge_folder / "clinic.yml"
    file.write_text(file.read_text("utf-8") + "opening: {zone: Europe/Berlin}\n", "utf-8")
    eventually(lambda: "closed now" in visitor.say(ASKS)[0]["text"], 30)
    (later,) = visitor.say(ASKS)
    assert all(b["title"] != "Chat with a person" for b in later["buttons"])
    before = len(desk.threads())
    (said,) = visitor.press(reply["buttons"][0])
    assert "they are closed now" in said["text"] and len(desk.threads()) == before
