"""Answers on apps, with the real agent and database: numbered menus, the introduction, silence."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from channels.apps.sending.message_shape import Shape
from tests.channels.conftest import Make

MENU = Shape(text=1600)
BUTTONS = Shape(text=1600, buttons=3)
_keys = count()


def said(conversation: str = "app-1", key: str = "", **what: Any) -> Any:
    from channels.message.incoming import Said

    text = what.get("text", "")
    return Said(key or f"key{next(_keys)}", conversation, {}, length=len(text), **what)


def words(replies: list[Any]) -> str:
    return "\n".join(reply["text"] for reply in replies)


async def test_a_number_means_the_option_of_the_last_menu_also_after_a_restart(make: Make) -> None:
    first = await make(MENU).replies(said(text="How much does PRP cost?"))
    titles = [button["title"] for reply in first for button in reply["buttons"]]
    by_number = await make(MENU).replies(said(text="2"))
    other = make(MENU)
    await other.replies(said("app-2", text="How much does PRP cost?"))
    pressed = await other.replies(said("app-2", press=first[-1]["buttons"][1]["id"]))
    assert words(by_number) == words(pressed) and len(titles) == 3
    again = await make(MENU).replies(said(text="2"))
    assert words(again) != words(by_number)  # the menu has changed


@pytest.mark.parametrize(
    "text", ["2.", "Number 2", "two", "option two", "the second one", "the 2nd", "٢", "۲", "२"]
)
async def test_an_option_however_it_is_named(make: Make, text: str) -> None:
    answering = make(MENU)
    for conversation in ("app-1", "app-2"):
        await answering.replies(said(conversation, text="How much does PRP cost?"))
    by_number = await answering.replies(said("app-1", text="2"))
    assert words(await answering.replies(said("app-2", text=text))) == words(by_number)


async def test_the_last_one_is_the_last_of_the_menu(make: Make) -> None:
    answering = make(MENU)
    first = await answering.replies(said(text="How much does PRP cost?"))
    (reply,) = await answering.replies(said(text="the last one"))
    other = await answering.replies(said("app-2", press=first[-1]["buttons"][-1]["id"]))
    assert reply["text"] in words(other)


@pytest.mark.parametrize("text", ["0", "7", "99", "option 9", "seven", "the fifth", "2 and 3"])
async def test_what_the_menu_does_not_have_names_the_numbers_it_has(make: Make, text: str) -> None:
    answering = make(MENU)
    await answering.replies(said(text="How much does PRP cost?"))
    assert "from 1 to 3" in words(await answering.replies(said(text=text)))


@pytest.mark.parametrize("shape", [MENU, BUTTONS])
async def test_without_a_menu_there_is_nothing_to_choose(make: Make, shape: Shape) -> None:
    assert "nothing to choose" in words(await make(shape).replies(said(text="2")))


async def test_a_number_means_a_button_too(make: Make) -> None:
    answering = make(BUTTONS)
    first = await answering.replies(said(text="How much does PRP cost?"))
    other = await answering.replies(said("app-2", text="How much does PRP cost?"))
    assert words(first) == words(other)
    pressed = await answering.replies(said("app-2", press=first[-1]["buttons"][1]["id"]))
    assert words(await answering.replies(said(text="2"))) == words(pressed)


async def test_the_second_beside_buttons_is_the_second_treatment(make: Make) -> None:
    answering = make(BUTTONS)
    await answering.replies(said(text="How much do both cost?"))
    (reply,) = await answering.replies(said(text="the second one"))
    assert (reply["custom"]["topic"], reply["custom"]["treatment"]) == ("cost", "exosomes")


async def test_a_number_behind_an_urgent_reply_is_no_choice(make: Make) -> None:
    answering = make(MENU)
    await answering.replies(said(text="I can't breathe and my face is swollen"))
    assert "911" in words(await answering.replies(said(text="2")))


@pytest.mark.parametrize("text", ["911", "2 sessions", "2 or 3", "the last one", "no"])
async def test_what_is_more_than_a_number_is_words(make: Make, text: str) -> None:
    heard = words(await make(MENU).replies(said(text=text)))
    assert "nothing to choose" not in heard and "from 1 to" not in heard


async def test_another_language_is_answered_in_it_and_its_alarms_are_urgent(make: Make) -> None:
    answering = make(MENU)
    assert "só entendo inglês" in words(await answering.replies(said(text="Quanto custa o PRP")))
    for text in ("لا أستطيع التنفس", "no puedo respirar"):
        assert await answering.is_urgent(said(text=text))
        assert "911" in words(await answering.unstored(said(text=text)))
    assert not await answering.is_urgent(said(text="hola"))


async def test_three_unclear_messages_bring_the_way_to_a_person(make: Make) -> None:
    answering = make(MENU)
    texts = ["blah blah blah", "asdf jkl", "flurb"]
    heard = [words(await answering.replies(said(text=text))) for text in texts]
    assert "A person can help you better" in heard[2] and heard[1] != heard[2]


async def test_the_same_message_again_gets_the_same_replies_after_a_restart(make: Make) -> None:
    for text in ("I am jane@x.com. How much is PRP?", "2", "I want to die", "Is PRP safe?", "1"):
        message = said(text=text, key=f"again {text}")
        assert await make(MENU).replies(message) == await make(MENU).replies(message)


async def test_first_words_are_said_once_and_after_an_erasure_anew(make: Make) -> None:
    answering = make(MENU)
    texts = ["I want to die", "Is PRP safe?", "thanks", "delete my data", "hello", "thanks"]
    heard = [words(await answering.replies(said(text=text))) for text in texts]
    assert ["medical records" in text for text in heard] == [
        *(False, True, False),
        *(False, True, False),
    ]


@pytest.mark.parametrize("text", ["export my data", "a " * 300, "2"])
async def test_first_words_are_said_once_also_where_nothing_is_stored(
    make: Make, text: str
) -> None:
    answering = make(MENU)
    heard = [words(await answering.replies(said(text=what))) for what in (text, text, "thanks")]
    assert ["medical records" in text for text in heard] == [True, False, False]


async def test_a_forgotten_conversation_is_a_new_one(make: Make) -> None:
    answering = make(MENU)
    await answering.replies(said(text="Is PRP safe?"))
    assert await answering._turns.archive.expire(2e12) == 1
    assert "medical records" in words(await make(MENU).replies(said(text="thanks")))


async def test_what_is_too_much_is_said_once_and_then_nothing(make: Make) -> None:
    answering = make(MENU, rate="2/minute")
    told = [await answering.read(said(), "thanks") for _ in range(5)]
    heard = [words(await answering.replies(message)) for message in told]
    assert "a lot at once" in heard[2] and "911" in heard[2]
    assert heard[3:] == ["", ""]


async def test_who_has_stored_enough_for_a_day_is_told_so(make: Make) -> None:
    answering = make(MENU)
    answering._turns._limits._day_bytes = 5_000
    heard = [words(await answering.replies(said(text="Is PRP safe?"))) for _ in range(4)]
    assert "a lot for one day" in heard[3] and "emergency number" in heard[3]
    assert "a lot" not in words(await answering.replies(said("app-2", text="Is PRP safe?")))


async def test_what_is_delivered_again_counts_once(make: Make) -> None:
    answering = make(MENU, rate="2/minute")
    assert not any([(await answering.read(said(key="one"), "thanks")).wait for _ in range(5)])
    assert [bool((await answering.read(said(), "thanks")).wait) for _ in range(3)] == [
        False,
        True,
        True,
    ]


async def test_what_is_too_long_or_too_much_is_not_even_masked(make: Make) -> None:
    answering = make(MENU, rate="3/minute")
    texts = ["my name is Bob", "my name is Bob" * 40, "1/" * 2000, "my name is Bob"]
    read = [await answering.read(replace(said(), length=len(text)), text) for text in texts]
    assert [each.text for each in read] == ["my name is [name]", "", "", ""]
    heard = [words(await answering.replies(each)) for each in read]
    assert "500 characters" in heard[1] and heard[1] == heard[2]
    assert "a lot at once" in heard[3]


async def test_what_has_no_words_is_not_called_a_photo(make: Make) -> None:
    heard = words(await make(MENU).replies(said(text="")))
    assert "only read words" in heard and "places" in heard and "911" in heard


async def test_what_has_no_words_again_and_again_is_sent_to_a_person(make: Make) -> None:
    answering = make(MENU)
    heard = [words(await answering.replies(said(text=""))) for _ in range(3)]
    assert len(set(heard)) == 3 and "A person can help you better" in heard[2]


async def test_what_has_no_words_behind_an_urgent_message_is_still_urgent(make: Make) -> None:
    answering = make(MENU)
    await answering.replies(said(text="I can't breathe and my face is swollen"))
    assert "please ring 911" in words(await answering.replies(said(text="")))


async def test_the_export_has_tables_and_sources(make: Make) -> None:
    answering = make(MENU)
    await answering.replies(said(text="compare PRP and exosomes"))
    told = words(await answering.replies(said(text="export my data")))
    assert "• Exosomes: " in told and "From the guide: " in told


async def test_who_asks_about_data_is_told_the_words_that_work(make: Make) -> None:
    answering = make(MENU)
    heard = words(await answering.replies(said(text="Do you sell my data to anyone?")))
    assert "“delete my data”" in heard and "“export my data”" in heard
    other = words(await answering.replies(said(text="How much is PRP?", kinds=("email",))))
    assert "export my data" not in other and "left them out" in other


async def test_a_database_that_is_away_is_an_error_to_be_waited_for(make: Make) -> None:
    from storage.sql.store_errors import StoreError

    answering = make(MENU)

    async def away(*_: object) -> None:
        raise StoreError("away")

    answering._turns.archive.standing = away  # type: ignore[method-assign, assignment]
    with pytest.raises(StoreError):
        await answering.replies(said(text="Is PRP safe?"))
    assert "call 911" in words(answering.away())


async def test_what_breaks_is_a_sentence_with_the_emergency_number(make: Make) -> None:
    answering = make(MENU)

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    answering._turns.answer = broken  # type: ignore[method-assign, assignment]
    heard = words(await answering.replies(said(text="Is PRP safe?")))
    assert "try again" in heard and "call 911" in heard
