"""Whole conversations on Telegram, with the real bot, through a server that is as strict."""

from __future__ import annotations

from tests.channels.fake_telegram import FakeTelegram, buttons


def test_a_first_question_is_answered_and_the_bot_says_what_it_is(telegram: FakeTelegram) -> None:
    person = telegram.person()
    (message,) = person.say("How much does PRP cost?")
    first, _, rest = message["text"].partition("\n\n")
    assert "automated" in first and "not for medical records" in first
    assert "+1 202-555-0142" in first
    assert "costs less per session" in rest
    assert "From the guide: Cost and Accessibility Considerations" in rest
    assert buttons(message)
    (again,) = person.say("Is it safe?")
    assert "medical records" not in again["text"]


def test_a_button_is_acknowledged_and_answered(telegram: FakeTelegram) -> None:
    person = telegram.person()
    (message,) = person.say("How much does PRP cost?")
    before = len(telegram.called("/answerCallbackQuery"))
    (answer,) = person.press(buttons(message)[0]["callback_data"])
    assert "From the guide" in answer["text"]
    acknowledged = telegram.called("/answerCallbackQuery")
    assert [call.status for call in acknowledged[before:]] == [200]
