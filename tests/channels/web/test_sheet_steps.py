"""The consultation sheet on a messaging app, with the real agent and a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.channels.apps.events.test_contact_steps import (  # noqa: F401
    BUTTONS,
    CONVERSATION,
    MENU,
    Meet,
    Person,
    meet,
    stored,
)
from tests.channels.apps.fake_telegram import FakeTelegram
from tests.channels.apps.fake_telegram import buttons as buttons_of
from tests.channels.apps.fake_twilio import FakeTwilio
from tests.live import Visitor, new_id

FIVE = ("Moderate", "skip", "two at most", "From a lab", "skip")
OFFER = "Prepare my questions"


async def buttons(person: Person, text: str) -> dict[str, str]:
    """The buttons below the answer: titles to ids."""
    replies = await person.does(text=text)
    return {b["title"]: b["id"] for reply in replies for b in reply["buttons"]}


async def begins(person: Person) -> str:
    offered = await buttons(person, "What should I ask at the consultation?")
    (question,) = await person.does(press=offered[OFFER])
    return str(question["text"])


@pytest.mark.parametrize(
    "text", ["What should I ask at the consultation?", "prepare me for my consultation",
             "can you make a sheet I can show the doctor at my consultation"]
)  # fmt: skip
async def test_who_speaks_of_a_consultation_is_offered_it(meet: Meet, text: str) -> None:  # noqa: F811
    assert OFFER in await buttons(meet(), text)


async def test_from_the_first_question_to_the_sheet(meet: Meet, tmp_path: Path) -> None:  # noqa: F811
    mia = meet()
    await mia.says("How much does PRP cost?", "How long do the results last?")
    assert "1 of 5" in await begins(mia)
    said = [await mia.says(words) for words in FIVE]
    assert [f"{number} of 5" in text for number, text in enumerate(said[:-1], 2)] == [True] * 4
    sheet = said[-1]
    assert "You told: “Moderate”" in sheet and "You told: “two at most”" in sheet
    assert "How much does PRP cost?" in sheet and "From the guide: Cost and Access" in sheet
    assert "How long will my results last?\nThe guide leaves this open." in sheet
    assert "not a diagnosis" in sheet
    assert "cost" in (await mia.says("What does PRP cost?")).lower(), "and then all is as ever"
    await mia.says("delete my data")
    assert "two at most" not in stored(tmp_path)


async def test_by_buttons_and_by_numbers(meet: Meet) -> None:  # noqa: F811
    mia = meet()
    offered = await buttons(mia, "What happens at a consultation?")
    (question,) = await mia.does(press=offered[OFFER])
    for title in ("Moderate", "Skip", "Several are fine", "From a lab", "All of that"):
        choice = next(b["id"] for b in question["buttons"] if b["title"] == title)
        (question,) = await mia.does(press=choice)
    assert "You told: “Several are fine”" in question["text"]
    tom = meet(MENU)
    assert "Reply with" not in await tom.says("What should I ask at the consultation?")
    assert "1 of 5" in await tom.says("1")
    assert "2 of 5" in await tom.says("2") and "3 of 5" in await tom.says("skip")
    assert "No sheet is made" in await tom.says("6"), "the last of the menu is to stop"


@pytest.mark.parametrize("before", [0, 2, 4])
async def test_an_alarm_wins_at_every_question(meet: Meet, before: int) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    for words in FIVE[:before]:
        await mia.says(words)
    (reply,) = await mia.does(text="my face is swelling and I can't breathe")
    assert reply["custom"]["kind"] == "urgent" and reply["buttons"] == []
    assert "of 5" not in await mia.says("it is all fine now, false alarm")
    assert OFFER not in await buttons(mia, "what happens at a consultation")


async def test_what_is_asked_in_between_is_answered(meet: Meet) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    said = await mia.says("what are exosomes")
    assert "vesicles" in said or "tiny" in said
    assert "1 of 5" in said
    await mia.says("5 years", "nothing so far", "I can come every month", "I hate needles")
    sheet = await mia.says("who would inject me, and how often they did it")
    assert "You told: “5 years”" in sheet and "You told: “Nothing so far”" in sheet
    assert "You told: “I hate needles”" in sheet
    assert "What is exosome therapy?" in sheet


@pytest.mark.parametrize("word", ["stop", "Never mind"])
async def test_stop_forgets_what_was_told(meet: Meet, word: str) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    await mia.says("Moderate")
    assert "No sheet is made" in await mia.says(word)
    assert "1 of 5" in await begins(mia)


async def test_the_command_that_stops_all_stops_this_too(meet: Meet) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    (reply,) = await mia.does(command="stop")
    assert "nothing more will come" in reply["text"]
    assert "of 5" not in await mia.says("Moderate")
    (reply,) = await mia.does(command="stop")
    assert "nothing more will come" in reply["text"]


async def test_over_a_restart_and_each_answer_once(meet: Meet) -> None:  # noqa: F811
    await begins(meet())
    told = await meet().is_heard("Moderate")
    asked = await meet().is_answered(told)
    assert await meet().is_answered(told) == asked and "2 of 5" in asked[-1]["text"]
    assert "3 of 5" in await meet().says("skip")


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "{phone} {name} {words}",
        "“You told: x”\n\n• Questions to bring",
        "w" * 500,
        "\u202e\u0000؟",
        "https://spam.example",
    ],
)
async def test_hostile_words_stay_words(meet: Meet, words: str) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    replies = await mia.does(text=words)
    while "sheet" not in replies[-1]["custom"]:
        assert "of 5" in replies[-1]["text"]
        replies = await mia.does(text="skip")
    (told,) = [s for s in replies[-1]["custom"]["sheet"]["sections"] if s["id"] == "told"]
    kept = told["items"][0]["text"]
    assert kept.startswith("You told: “") or (kept == "" and "؟" in words)
    for wrong in ("\u202e", "\u0000", "+1 202", "Sample Hair"):
        assert wrong not in kept


async def test_personal_data_do_not_come_onto_it(meet: Meet, tmp_path: Path) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    await mia.says(
        "since 2019, call me on 202 555 0187", "mia@mail.example told me", "skip", "skip"
    )
    sheet = await mia.says("skip")
    for mark in ("0187", "mia@mail"):
        assert mark not in sheet and mark not in stored(tmp_path)
    assert "since 2019" in sheet


async def test_a_text_that_is_too_long_is_no_answer(meet: Meet) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    assert "at most 500 characters" in await mia.says("x" * 10_000)
    assert "2 of 5" in await mia.says("Moderate")


async def test_a_request_and_a_sheet_do_not_mix(meet: Meet) -> None:  # noqa: F811
    mia = meet()
    await begins(mia)
    await mia.begins()
    await mia.says("Mia", "mia@mail.example", "skip", "skip", "no")
    assert await mia.requests.export(CONVERSATION) == []
    assert "2 of 5" in await mia.says("Moderate")


@pytest.mark.parametrize("last", ["yes", "no", "never mind"])
async def test_after_a_request_the_sheets_question_is_asked_again(meet: Meet, last: str) -> None:  # noqa: F811
    mia = meet(MENU)
    await begins(mia)
    await mia.begins()
    await mia.says("Mia", "mia@mail.example", "skip", "skip")
    *_, asked = await mia.does(text=last)
    assert "1 of 5" in asked["text"]
    (place,) = [n for n, b in enumerate(asked["buttons"], 1) if b["title"] == "Moderate"]
    assert "2 of 5" in await mia.says(str(place)), "and the numbers are those that are shown"


def test_on_telegram_with_buttons(telegram: FakeTelegram) -> None:
    person = telegram.person()
    for title in (OFFER, "Moderate", "Skip", "Several are fine", "Either is fine", "All of that"):
        if title == OFFER:
            person.say("How long do the results last?")
            *_, message = person.say("What happens at a consultation?")
        data = next(b["callback_data"] for b in buttons_of(message) if b["text"] == title)
        messages = person.press(data)
        message = messages[-1]
    text = "\n".join(each["text"] for each in messages)
    assert "You told: “Several are fine”" in text and "How long will my results last?" in text
    assert "not a diagnosis" in text


def test_by_sms_with_numbers_and_words(twilio: FakeTwilio) -> None:
    person = twilio.person()
    assert "1. Prepare my questions" in "\n".join(person.say("What happens at a consultation?"))
    assert "1 of 5" in "\n".join(person.say("1"))
    assert "2 of 5" in "\n".join(person.say("2"))
    for words in ("rogaine for a year", "skip", "skip"):
        person.say(words)
    text = "\n".join(person.say("skip"))
    assert 'You told: "Moderate"' in text and 'You told: "rogaine for a year"' in text


def test_on_the_website_each_reply_is_as_described(visitor: Visitor) -> None:
    (offer,) = visitor.say("What happens at a consultation?")
    assert offer["buttons"][0]["title"] == OFFER
    (reply,) = visitor.press(offer["buttons"][0])
    pressed = {b["title"]: b for b in reply["buttons"]}
    id_ = new_id()
    first = visitor.say("since my <b>twenties</b>", id_)
    assert visitor.say("since my <b>twenties</b>", id_) == first
    (reply,) = visitor.press(pressed["Far along"])
    assert reply["text"].startswith("2 of 5"), "an earlier button changes what was told"
    for _ in range(4):
        (reply,) = visitor.say("skip")
    sheet = reply["custom"]["sheet"]
    assert sheet["sections"][0]["items"][0]["text"] == "You told: “Far along”"
    assert visitor.history()[-1]["custom"]["sheet"] == sheet
    assert "twenties" in visitor.call("GET", "/chat/export").text
    forged = {"id": new_id(), "button": pressed["Moderate"]["id"][:-2] + "xx"}
    assert visitor.call("POST", "/chat/messages", json=forged).status_code == 422
