"""Several tabs with one conversation, and the badge for unread messages."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widget import sample_replies as sample
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import visit


@pytest.fixture
def other(context: BrowserContext, chat: Chat, fake_bot: FakeBot) -> Chat:
    """The same page in a second tab of the same browser."""
    return visit(context.new_page(), fake_bot)


def test_what_is_said_in_one_tab_appears_in_the_other(
    chat: Chat, other: Chat, fake_bot: FakeBot
) -> None:
    chat.open()
    other.open()
    chat.ask("What does PRP cost?")
    expect(other.replies).to_have_count(2)
    other.ask("compare")
    expect(chat.replies).to_have_count(3)
    assert chat.words() == other.words()
    assert len(fake_bot.conversations) == 1
    assert fake_bot.received == ["What does PRP cost?", "compare"]
    expect(other.chips).to_have_text(["Cost of each", "Which works better?"])
    expect(chat.chips).to_have_text(["Cost of each", "Which works better?"])


def test_a_tab_that_was_closed_catches_up_when_opened(chat: Chat, other: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    other.open()
    expect(other.replies).to_have_count(2)
    assert chat.words() == other.words()


def test_first_messages_in_two_tabs_at_once_make_one_conversation(
    chat: Chat, other: Chat, fake_bot: FakeBot
) -> None:
    chat.open()
    other.open()
    fake_bot.delay = 0.3
    chat.send("What does PRP cost?")
    other.send("compare")
    expect(chat.replies).to_have_count(3)
    expect(other.replies).to_have_count(3)
    assert len(fake_bot.conversations) == 1
    assert sorted(fake_bot.received) == ["What does PRP cost?", "compare"]


def test_starting_over_and_erasing_reach_every_tab(
    chat: Chat, other: Chat, fake_bot: FakeBot
) -> None:
    chat.open().ask("What does PRP cost?")
    other.open()
    expect(other.replies).to_have_count(2)
    other.choose("Start over")
    expect(chat.questions).to_have_count(0)
    chat.ask("compare")
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(other.questions).to_have_count(0)
    assert other.words() == [sample.GREETING]
    assert fake_bot.conversations == {}


def test_another_tab_takes_over_when_the_sending_one_is_closed(
    chat: Chat, other: Chat, fake_bot: FakeBot
) -> None:
    chat.open()
    other.open()
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("What does PRP cost?")
    expect(other.notice).to_be_visible()
    chat.page.close()
    expect(other.replies).to_have_count(2)
    assert fake_bot.received == ["What does PRP cost?"]


def test_trying_now_in_one_tab_wakes_the_one_that_waits(
    chat: Chat, other: Chat, fake_bot: FakeBot
) -> None:
    chat.open()
    other.open()
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("What does PRP cost?")
    other.button("Try again").click()
    expect(other.replies).to_have_count(2)
    expect(chat.replies).to_have_count(2)


def test_an_answer_to_a_closed_panel_is_counted_until_it_is_read(
    chat: Chat, fake_bot: FakeBot
) -> None:
    chat.open()
    fake_bot.delay = 0.5
    chat.send("cost and how long")
    chat.button("Close chat").click()
    expect(chat.badge).to_contain_text("2")
    expect(chat.launcher).to_have_accessible_name("Ask a question 2 unread")
    chat.page.reload()
    expect(chat.badge).to_contain_text("2")
    chat.launcher.click()
    expect(chat.badge).to_be_hidden()
    chat.page.reload()
    chat.replies.nth(2).wait_for()
    expect(chat.badge).to_be_hidden()


def test_reading_in_one_tab_clears_the_badge_in_the_other(
    chat: Chat, other: Chat, fake_bot: FakeBot
) -> None:
    other.page.bring_to_front()
    chat.page.bring_to_front()
    chat.open()
    chat.ask("What does PRP cost?")
    expect(other.badge).to_be_hidden()
    fake_bot.delay = 0.5
    chat.send("compare")
    chat.button("Close chat").click()
    expect(other.badge).to_be_visible()
    other.page.bring_to_front()
    other.open()
    expect(chat.badge).to_be_hidden()


def test_back_and_forward_keep_up_with_the_other_tab(chat: Chat, other: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.goto("about:blank")
    other.open().ask("compare")
    chat.page.go_back()
    expect(chat.replies).to_have_count(3)
    assert chat.words() == other.words()
