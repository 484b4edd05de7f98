"""A long conversation opens at its end; scrolling up loads the rest."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget import sample_replies as sample
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.test_reading_place import PLACE, TO_TOP
from tests.widget.test_takeout import Taken, taken

__all__ = ["taken"]
QUESTIONS = [f"compare number {number}" for number in range(1, 9)]
#: How far the third question from the end is below the upper edge.
HEIGHT = """(log) => {
    const questions = [...log.querySelectorAll('.visitor')];
    return questions.at(-3).getBoundingClientRect().top - log.getBoundingClientRect().top;
}"""


@pytest.fixture
def come_back(chat: Chat, fake_bot: FakeBot) -> Chat:
    """The chat on a new page, with a history of three pages: three, three and two questions."""
    chat.open()
    for question in QUESTIONS:
        chat.ask(question)
    fake_bot.page = 3
    chat.page.reload()
    expect(chat.questions).to_have_count(3)
    return chat


def asked(chat: Chat) -> list[str]:
    return chat.questions.locator("bdi").all_inner_texts()


def test_earlier_messages_come_on_scrolling_up(come_back: Chat, fake_bot: FakeBot) -> None:
    for count in (6, 8):
        come_back.log.evaluate(TO_TOP)
        expect(come_back.questions).to_have_count(count)
        assert asked(come_back) == QUESTIONS[-count:]
        expect(come_back.replies.first).to_contain_text(sample.GREETING)
    calls = fake_bot.count("GET", "/chat/messages")
    for _ in range(3):
        come_back.log.evaluate("(log) => { log.scrollTop = 200; }")
        come_back.log.evaluate(TO_TOP)
    come_back.page.wait_for_timeout(300)
    assert fake_bot.count("GET", "/chat/messages") == calls


def test_the_reader_keeps_their_place(come_back: Chat, fake_bot: FakeBot) -> None:
    fake_bot.delay = 0.4
    come_back.log.evaluate(TO_TOP)
    before = come_back.log.evaluate(HEIGHT)
    expect(come_back.questions).to_have_count(6)
    assert abs(before - come_back.log.evaluate(HEIGHT)) < 2
    assert come_back.log.evaluate(PLACE) > 200


def test_what_does_not_come_is_said_and_tried_again(come_back: Chat, fake_bot: FakeBot) -> None:
    fake_bot.fail("/chat/messages", Fault(500))
    come_back.log.evaluate(TO_TOP)
    expect(come_back.notice).to_contain_text("earlier messages could not be loaded")
    come_back.button("Try again").click()
    expect(come_back.notice).to_be_hidden()
    come_back.log.evaluate("(log) => { log.scrollTop = 200; }")
    come_back.log.evaluate(TO_TOP)
    expect(come_back.questions).to_have_count(6)


def test_a_copy_has_all_of_it(come_back: Chat, taken: Taken) -> None:
    _, text = taken("Save a copy")
    places = [text.index(f"You said: {question}\n") for question in QUESTIONS]
    assert places == sorted(places)
    expect(come_back.questions).to_have_count(8)


def test_a_new_conversation_has_nothing_before_it(come_back: Chat, fake_bot: FakeBot) -> None:
    come_back.restart()
    calls = fake_bot.count("GET", "/chat/messages")
    come_back.ask("compare")
    come_back.ask("compare")
    come_back.log.evaluate(TO_TOP)
    come_back.page.wait_for_timeout(300)
    assert fake_bot.count("GET", "/chat/messages") == calls
    expect(come_back.questions).to_have_count(2)
