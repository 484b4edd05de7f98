"""A request asked step by step on a messaging app, with the real agent and a real database."""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from actions.answer import knowledge_store
from channels.apps.events.contact_answers import read_answer
from channels.apps.sending.message_shape import Shape
from channels.message.incoming import Said
from operations.settings import Settings
from storage.contact_requests import ContactRequests
from tests.identities import identities
from tests.live import ROOT

if TYPE_CHECKING:
    from rasa.core.agent import Agent

MENU = Shape(text=1600)
BUTTONS = Shape(text=1600, buttons=10)
CONVERSATION = "app-1"
ON = {
    "CHAT_SECRET": "s" * 32,
    "CHAT_REQUESTS_WEBHOOK": "https://clinic.example/hook",
    "CHAT_REQUESTS_WEBHOOK_SECRET": "w" * 32,
}
_keys = count()


class Person:
    """Writes as on an app: each message is read, stored encrypted, restored and answered."""

    def __init__(self, agent: Agent, folder: Path, shape: Shape, **given: str) -> None:
        from channels.apps.events.answering import Answering
        from channels.message.limits import Limits
        from channels.message.turns import Turns

        settings = Settings.load({**ON, "CHAT_VAR": str(folder), **given}, Path("no.env"))
        self.requests = ContactRequests(agent.tracker_store.database, settings)
        limits = Limits("", "", 5, requests=settings.rate_requests)
        turns = Turns(agent, limits, self.requests)
        self._answering = Answering(turns, limits, settings, shape, "app")

    async def does(self, text: str = "", **what: Any) -> list[dict[str, Any]]:
        return await self.is_answered(await self.is_heard(text, **what))

    async def is_heard(self, text: str = "", **what: Any) -> Said:
        """The message as it is stored, encrypted, until it is answered."""
        said = Said(f"key{next(_keys)}", CONVERSATION, {}, length=len(text), **what)
        return await self._answering.hear(await self._answering.read(said, text), text)

    async def is_answered(self, said: Said) -> list[dict[str, Any]]:
        return await self._answering.replies(said)

    async def says(self, *texts: str) -> str:
        """Send all texts; returns everything that is said to the last one."""
        for text in texts:
            replies = await self.does(text=text)
        return "\n".join(reply["text"] for reply in replies)

    async def begins(self) -> str:
        replies = await self.does(text="a real person please")
        (button,) = [
            b for reply in replies for b in reply["buttons"] if b["title"] == "Please contact me"
        ]
        (question,) = await self.does(press=button["id"])
        return str(question["text"])


Meet = Callable[..., Person]


@pytest.fixture
def meet(agent: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Meet:
    """Makes people as after a restart: they share nothing but the database."""

    def met(shape: Shape = BUTTONS, **given: str) -> Person:
        from storage.conversation_store import ConversationStore

        store = ConversationStore(agent.domain, host=f"sqlite:///{tmp_path}/c.db")
        assert agent.processor
        monkeypatch.setattr(agent, "tracker_store", store)
        monkeypatch.setattr(agent.processor, "tracker_store", store)
        return Person(agent, tmp_path, shape, **given)

    return met


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The clinic.yml of a knowledge folder that may be edited."""
    shutil.copytree(ROOT / "data" / "knowledge", tmp_path / "knowledge")
    monkeypatch.setenv("CHAT_KNOWLEDGE", str(tmp_path / "knowledge"))
    knowledge_store.cache_clear()
    yield tmp_path / "knowledge" / "clinic.yml"
    knowledge_store.cache_clear()


def edited(clinic: Path, old: str, new: str) -> None:
    """Change the clinic's file, and wait until that is noticed."""
    clinic.write_text(clinic.read_text("utf-8").replace(old, new), "utf-8")
    version, end = knowledge_store().version, time.monotonic() + 10
    while knowledge_store().current.version == version and time.monotonic() < end:
        time.sleep(0.05)


def stored(folder: Path) -> str:
    """All that is readable in the database; digits of confidences could look like a number."""
    with sqlite3.connect(folder / "c.db") as database:
        names = [
            n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        rows = [row for name in names for row in database.execute(f"SELECT * FROM {name}")]
    return re.sub(r"\b0\.\d+", "", str(rows))


async def test_from_the_first_question_to_the_clinic(meet: Meet, tmp_path: Path) -> None:
    tom = meet()
    assert "What is your name?" in await tom.begins()
    assert "phone number or e-mail" in await tom.says("Tomasina Quibble")
    assert "suit you best" in await tom.says("202 555 0187")
    assert "about" in await tom.says("mornings, after 9")
    asked = await tom.says("Is PRP safe for me?")
    assert "Tomasina Quibble" in asked and "+1 202-555-0187" in asked and "I agree that" in asked
    assert "is on its way" in await tom.says("Yes")
    (kept,) = await tom.requests.export(CONVERSATION)
    assert (kept["name"], kept["phone"], kept["time"], kept["about"]) == (
        "Tomasina Quibble",
        "+1 202-555-0187",
        "mornings, after 9",
        "Is PRP safe for me?",
    )
    assert kept["channel"] == "app" and "Sample Hair Clinic" in kept["consent"]
    for words in ("Quibble", "0187", "after 9"):
        assert words not in stored(tmp_path)
    assert "cost" in (await tom.says("What does PRP cost?")).lower()


async def test_by_number_where_there_are_no_buttons(meet: Meet) -> None:
    tom = meet(MENU)
    await tom.says("can I book saturday at 10?")
    assert "What is your name?" in await tom.says("1")


async def test_nothing_is_offered_while_there_is_no_way_to_the_clinic(meet: Meet) -> None:
    tom = meet(CHAT_REQUESTS_WEBHOOK="", CHAT_REQUESTS_WEBHOOK_SECRET="")
    replies = await tom.does(text="a real person please")
    assert all(b["title"] != "Please contact me" for r in replies for b in r["buttons"])
    assert "leave a number" not in "\n".join(reply["text"] for reply in replies)


async def test_also_over_a_restart_and_each_answer_once(meet: Meet) -> None:
    await meet().begins()
    name = await meet().is_heard("Tom")
    asked = await meet().is_answered(name)
    assert await meet().is_answered(name) == asked, "taken up again: not the next answer"
    await meet().says("tom@mail.example", "skip", "skip")
    agreed = await meet().is_heard("yes")
    (sent,) = await meet().is_answered(agreed)
    assert await meet().is_answered(agreed) == [sent]
    (kept,) = await meet().requests.export(CONVERSATION)
    assert (kept["email"], kept["phone"], kept["time"]) == ("tom@mail.example", "", "")


@pytest.mark.parametrize("word", ["never mind", "Cancel please", "stop it.", "No thanks"])
@pytest.mark.parametrize("answers", [(), ("Tom", "tom@mail.example")])
async def test_it_is_cancelled_at_any_time(meet: Meet, word: str, answers: tuple[str, ...]) -> None:
    tom = meet()
    await tom.begins()
    for answer in answers:
        await tom.says(answer)
    assert "pass nothing on" in await tom.says(word)
    assert await tom.requests.export(CONVERSATION) == []
    assert "name" not in await tom.says("Is PRP safe?")


@pytest.mark.parametrize("answers", [(), ("Tom",), ("Tom", "tom@mail.example"),
                                     ("Tom", "tom@mail.example", "skip"),
                                     ("Tom", "tom@mail.example", "skip", "skip")])  # fmt: skip
async def test_an_alarm_ends_it_at_every_question(meet: Meet, answers: tuple[str, ...]) -> None:
    tom = meet()
    await tom.begins()
    for answer in answers:
        await tom.says(answer)
    reply, note = await tom.does(text="I can't breathe and my face is swelling")
    assert reply["custom"]["kind"] == "urgent" and "911" in str(reply)
    assert note["text"] == "Your request has not been passed on to Sample Hair Clinic."
    assert await tom.requests.export(CONVERSATION) == []
    after = await tom.does(text="what is your phone number?")
    assert not any(reply["custom"].get("request") for reply in after)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to be called by my name",
        "I don't want anybody to hear of all this",
        "my whole life is over because of this hair",
        "I want it all to end, the hair loss I mean",
    ],
)
async def test_what_is_told_and_whether_it_goes_on_agree(meet: Meet, text: str) -> None:
    tom = meet()
    await tom.begins()
    replies = await tom.does(text=text)
    is_urgent = any(reply["custom"]["kind"] == "urgent" for reply in replies)
    asks = any("name" in reply["text"].split() for reply in replies)
    assert is_urgent is not asks
    assert (await tom.requests.draft(CONVERSATION) is None) is is_urgent


@pytest.mark.parametrize(
    "text", ["I don't want to give my name", "I'd rather not give my name", "not telling you",
             "Why do you need my name?", "do I have to", "none of your business"]
)  # fmt: skip
async def test_who_would_rather_not_give_a_name_needs_none(meet: Meet, text: str) -> None:
    tom = meet()
    await tom.begins()
    said = await tom.says(text)
    assert said.startswith("You need not give your real name") and "“never mind”" in said
    assert "phone number or e-mail" in await tom.says("Tom")
    assert "one of the two is enough" in await tom.says("I'd rather not give my number")
    asked = await tom.says("no phone, tom@mail.example", "skip", "skip")
    assert "1. Tom\n2. tom@mail.example" in asked


async def test_a_new_start_leaves_nothing_of_it(meet: Meet) -> None:
    """As after STOP, by which somebody wants no more messages."""
    tom = meet()
    await tom.begins()
    assert "pass on to the clinic" not in await tom.says("export my data")
    await tom.says("Tom Jones", "202 555 0187")
    assert "suit you best" not in str(await tom.does(command="start"))
    assert await tom.requests.export(CONVERSATION) == []


async def test_the_button_again_asks_again(meet: Meet) -> None:
    tom = meet()
    replies = await tom.does(text="a real person please")
    (button,) = [b for b in replies[-1]["buttons"] if b["title"] == "Please contact me"]
    await tom.does(press=button["id"])
    await tom.says("Tom Jones")
    (again,) = await tom.does(press=button["id"])
    assert again["text"].startswith("How can they reach you")
    asked = await tom.says("202 555 0187", "skip", "skip")
    assert "1. Tom Jones" in asked and "2. +1 202-555-0187" in asked


async def test_the_buttons_own_words_begin_it(meet: Meet) -> None:
    tom = meet()
    for typed in ("Please contact me", "please contact me."):
        assert "What is your name?" in await tom.says(typed)
    assert "is on its way" in await tom.says("Tom", "tom@mail.example", "skip", "skip", "yes")


async def test_nobody_is_called_no(meet: Meet) -> None:
    await meet().begins()
    assert "pass nothing on" in await meet().says("No")


@pytest.mark.parametrize("words", ["How much does PRP cost?", "how much would prp cost", "ok"])
async def test_a_question_is_answered_and_then_the_form_goes_on(meet: Meet, words: str) -> None:
    tom = meet()
    await tom.begins()
    said = await tom.says(words)
    assert ("cost" in said.lower()) is ("cost" in words) and said.endswith("What is your name?")
    assert "phone number or e-mail" in await tom.says("My name is Tom Smith")


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ((), "<b>Tom</b>"),
        ((), "12345"),
        ((), "x" * 81),
        (("Tom",), "call me"),
        (("Tom",), "+1 202"),
        (("Tom",), "tom@@mail"),
        (("Tom", "tom@mail.example"), "see https://spam.example"),
        (("Tom", "tom@mail.example", "skip"), "y" * 301),
        (("Tom", "tom@mail.example", "skip", "skip"), "perhaps"),
    ],
)
async def test_what_is_wrong_is_said_and_asked_again(
    meet: Meet, answers: tuple[str, ...], wrong: str
) -> None:
    tom = meet()
    await tom.begins()
    for answer in answers:
        await tom.says(answer)
    said = await tom.says(wrong)
    assert said.startswith(("Please", "That is no"))
    for answer in ("Tom", "tom@mail.example", "skip", "skip", "yes")[len(answers) :]:
        said = await tom.says(answer)
    assert "is on its way" in said


@pytest.mark.parametrize("words", ["what do they cost", "where are you", "who treats me", "hello",
                                   "I have a question", "help", "wait"])  # fmt: skip
async def test_a_sentence_is_no_name(meet: Meet, words: str) -> None:
    tom = meet()
    await tom.begins()
    said = await tom.says(words)
    assert said.endswith("What is your name?") and len(said) > len("What is your name?")


@pytest.mark.parametrize("name", ["Will Smith", "Can Öztürk", "Wen Li", "Howard Price", "Hong Do"])
async def test_a_name_may_begin_like_a_question(meet: Meet, name: str) -> None:
    tom = meet()
    await tom.begins()
    assert "How can they reach you" in await tom.says(name)


@pytest.mark.parametrize("answers", [(), ("Tom",), ("Tom", "tom@mail.example", "skip", "skip")])
async def test_a_question_needs_no_question_mark(meet: Meet, answers: tuple[str, ...]) -> None:
    tom = meet()
    await tom.begins()
    asked = (await tom.says(*answers) if answers else "What is your name?").splitlines()[-1]
    said = await tom.says("does it hurt")
    assert "needles" in said and said.endswith(asked)


async def test_a_time_may_read_like_a_question(meet: Meet) -> None:
    tom = meet()
    await tom.begins()
    assert "What is it about" in await tom.says("Tom", "tom@mail.example", "any day this week")


@pytest.mark.parametrize("introduced", ["My name is Tom Jones", "i'm Tom Jones.", "It's Tom Jones",
                                        "This is Tom Jones", "hi, call me Tom Jones"])  # fmt: skip
async def test_a_name_is_stored_without_its_introduction(meet: Meet, introduced: str) -> None:
    tom = meet()
    await tom.begins()
    assert "1. Tom Jones\n" in await tom.says(introduced, "tom@mail.example", "skip", "skip")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hello, Tom Jones", "Tom Jones"),
        ("this is Tom speaking", "Tom"),
        ("it's me, Tom", "Tom"),
        ("Tom here", "Tom"),
        ("Imogen Hellier", "Imogen Hellier"),
        ("Sheree Speakingman", "Sheree Speakingman"),
    ],
)
def test_a_name_without_the_words_around_it(typed: str, name: str) -> None:
    assert read_answer("name", typed, "US") == {"name": name}


@pytest.mark.parametrize(
    ("typed", "phone", "email"),
    [
        ("my email is tom@x.example", "", "tom@x.example"),
        ("E-mail:tom@x.example.", "", "tom@x.example"),
        ("Tom <tom@x.example>", "", "tom@x.example"),
        ("tom@x.example or 202-555-0142", "+1 202-555-0142", "tom@x.example"),
        ("202-555-0142 after 5", "+1 202-555-0142", ""),
        ("call me at 202.555.0142 ext 5", "+1 202-555-0142 ext. 5", ""),
        ("+49 30 901820", "+49 30 901820", ""),
        ("tom2025550142@x.example", "", "tom2025550142@x.example"),
    ],
)
def test_ways_are_found_among_other_words(typed: str, phone: str, email: str) -> None:
    assert read_answer("reach", typed, "US") == {"phone": phone, "email": email}


async def test_back_goes_one_question_back(meet: Meet) -> None:
    tom = meet()
    await tom.begins()
    assert "What is your name?" in await tom.says("back")
    assert "What is your name?" in await tom.says("Tim", "Back")
    assert "phone number or e-mail" in await tom.says("Tom", "202 555 0187", "go back")
    assert "suit you best" in await tom.says("tom@mail.example")
    asked = await tom.says("mornings", "Is PRP safe for me?")
    assert "1. Tom\n2. tom@mail.example\n3. mornings\n4. Is PRP safe for me?" in asked
    assert "What is it about" in await tom.says("back")


@pytest.mark.parametrize(
    ("wish", "answer", "line"),
    [
        ("1", "Tim", "1. Tim"),
        ("change my number", "tim@mail.example", "2. tim@mail.example"),
        ("change the time", "evenings", "3. evenings"),
        ("4.", "skip", "4. –"),
        ("no, change line 1", "Tim", "1. Tim"),
        ("number 2", "tim@mail.example", "2. tim@mail.example"),
        ("#3", "evenings", "3. evenings"),
    ],
)
async def test_each_line_of_the_summary_can_be_changed(
    meet: Meet, wish: str, answer: str, line: str
) -> None:
    tom = meet()
    await tom.begins()
    before = await tom.says("Tom", "202 555 0187", "mornings", "PRP")
    await tom.says(wish)
    assert await tom.says("back") == before
    after = (await tom.says(wish, answer)).splitlines()
    assert [each for each in after if each not in before.splitlines()] == [line]
    assert "is on its way" in await tom.says("yes")


async def test_delete_my_data_and_no_leave_nothing(meet: Meet) -> None:
    tom = meet()
    await tom.begins()
    await tom.says("Tom", "tom@mail.example")
    assert "deleted all I kept" in await tom.says("delete my data")
    assert await tom.requests.export(CONVERSATION) == []
    await tom.begins()
    await tom.says("Tom", "tom@mail.example", "skip", "skip")
    assert "pass nothing on" in await tom.says("no")
    assert await tom.requests.export(CONVERSATION) == []
    await tom.begins()
    await tom.says("Tom", "tom@mail.example", "skip", "skip", "yes")
    assert "tom@mail.example" in await tom.says("export my data")
    await tom.says("delete my data")
    assert await tom.requests.export(CONVERSATION) == []


async def test_only_so_many_of_one_person(meet: Meet) -> None:
    tom = meet(CHAT_RATE_REQUESTS="1/day")
    for sentence in ("is on its way", "was not passed on. Please call"):
        await tom.begins()
        assert sentence in await tom.says("Tom", "tom@mail.example", "skip", "skip", "yes")
    assert len([r for r in await tom.requests.export(CONVERSATION) if r["consent"]]) == 1


async def test_who_agrees_has_read_the_words(meet: Meet, clinic: Path) -> None:
    tom = meet()
    await tom.begins()
    assert "Sample Hair Clinic keeps" in await tom.says("Tom", "tom@mail.example", "skip", "skip")
    edited(clinic, "name: Sample Hair Clinic", "name: Another Clinic")
    asked = await tom.says("yes")
    assert "worded differently" in asked and "Another Clinic keeps" in asked and "Tom" in asked
    assert "is on its way" in await tom.says("yes")
    (kept,) = await tom.requests.export(CONVERSATION)
    assert "Another Clinic keeps" in kept["consent"]


async def test_what_was_asked_is_added_only_by_choice(meet: Meet) -> None:
    tom = meet()
    await tom.says("How long do the results last?")
    await tom.begins()
    asked = await tom.says("Tom", "tom@mail.example", "skip", "Our chat")
    assert "How long do the results last? / a real person please" in asked
    await tom.says("yes")
    (kept,) = await tom.requests.export(CONVERSATION)
    assert kept["about"].startswith("How long do the results last?")


async def test_of_100_people_nothing_is_readable(
    meet: Meet, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A name that sounds like an alarm is answered as one, and isn't stored either."""
    caplog.set_level(logging.DEBUG)
    tom, everyone, alarms = meet(CHAT_RATE_REQUESTS="off"), identities(100, seed=16), 0
    for person in everyone:
        await tom.begins()
        reply, *_ = await tom.does(text=person.name)
        if "How can they reach you" not in reply["text"]:
            alarms += 1
            assert "[name]" in stored(tmp_path)
            assert [mark for mark in person.marks if mark in stored(tmp_path) + caplog.text] == []
            await tom.says("delete my data")
            continue
        reach = person.phone if len(person.name) % 2 else person.email
        assert person.name in await tom.says(reach, "skip", f"Ask for {person.name}, please")
        assert "is on its way" in await tom.says("yes")
        (kept,) = await tom.requests.export(CONVERSATION)
        assert kept["name"] == person.name
        readable = stored(tmp_path) + caplog.text
        assert [mark for mark in person.marks if mark in readable] == []
        await tom.says("delete my data")
    assert alarms <= 10
