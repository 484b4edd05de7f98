"""Errors as answers: refused messages, expired tokens, failing configuration and history."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import visit

MESSAGES = "/chat/messages"
SESSION = "/chat/session"


@pytest.mark.parametrize("status", [400, 403, 413, 415, 422])
def test_a_refused_message_says_why_and_can_be_edited(
    chat: Chat, fake_bot: FakeBot, status: int
) -> None:
    chat.open()
    fake_bot.fail(MESSAGES, Fault(status, "This message cannot be read."))
    chat.send("What does PRP cost?")
    expect(chat.questions).to_contain_text("Not sent. This message cannot be read.")
    chat.button("Edit").click()
    expect(chat.field).to_have_value("What does PRP cost?")
    expect(chat.field).to_be_focused()
    expect(chat.questions).to_have_count(0)


def test_a_page_may_count_what_failed(chat: Chat, fake_bot: FakeBot) -> None:
    chat.page.evaluate(scripts.WATCH_EVENTS, ["error"])
    chat.open()
    fake_bot.fail(MESSAGES, Fault(503, retry_after=1), Fault(422))
    chat.send("What does PRP cost?")
    chat.button("Edit").wait_for()
    assert chat.page.evaluate("window.heard") == [["error", {"status": s}] for s in (503, 422)]


def test_a_refused_message_can_be_sent_again(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.fail(MESSAGES, Fault(403, "Not from here."))
    chat.send("What does PRP cost?")
    chat.button("Try again").click()
    chat.replies.nth(1).wait_for()
    expect(chat.questions).to_have_count(1)
    expect(chat.questions).not_to_contain_text("Not sent")


def test_a_message_that_always_breaks_the_server_does_not_block_the_others(
    chat: Chat, fake_bot: FakeBot
) -> None:
    chat.page.clock.install()
    chat.open()
    fake_bot.fail(MESSAGES, *[Fault(500, "Something went wrong.")] * 9)
    chat.send("What does PRP cost?")
    chat.send("compare")
    for _ in range(12):
        chat.page.wait_for_timeout(150)
        chat.page.clock.fast_forward(40_000)
    expect(chat.questions.first).to_contain_text("Not sent. Something went wrong.")
    chat.replies.nth(1).wait_for()
    assert fake_bot.received == ["compare"]


def test_a_token_that_no_longer_works_is_replaced(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.conversations.clear()
    chat.ask("compare")
    assert fake_bot.count("POST", SESSION) == 2
    assert fake_bot.received == ["What does PRP cost?", "compare"]
    assert len(chat.words()) == 5


def test_a_token_about_to_expire_is_renewed_for_the_same_conversation(
    chat: Chat, fake_bot: FakeBot
) -> None:
    fake_bot.lifetime = 60
    chat.open().ask("What does PRP cost?")
    chat.ask("compare")
    assert fake_bot.count("POST", SESSION) == 2
    assert len(fake_bot.conversations) == 1


def test_an_expired_conversation_leaves_nothing_behind(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.conversations.clear()
    chat.page.reload()
    expect(chat.questions).to_have_count(0)
    expect(chat.replies).to_have_count(1)
    assert chat.stored()["local"] == {}


def test_history_that_cannot_be_loaded_is_said_and_tried_again(
    chat: Chat, fake_bot: FakeBot
) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.fail(MESSAGES, Fault(500))
    chat.page.reload()
    expect(chat.notice).to_contain_text("could not be loaded")
    chat.button("Try again").click()
    expect(chat.replies).to_have_count(2)
    expect(chat.notice).to_be_hidden()


def test_the_settings_are_fetched_again_when_the_server_is_back(
    chat: Chat, fake_bot: FakeBot
) -> None:
    fake_bot.stop()
    chat.open()
    expect(chat.chips).to_have_count(0)
    chat.send("What does PRP cost?")
    fake_bot.start()
    expect(chat.panel.get_by_role("heading")).to_have_text("Sample Hair Clinic", timeout=10_000)
    expect(chat.replies).to_have_count(2)


def test_the_bot_may_live_on_another_origin(
    page: Page, fake_bot: FakeBot, elsewhere: FakeBot
) -> None:
    chat = visit(page, fake_bot)
    elsewhere.pages["/host"] = fake_bot.pages["/host"]
    page.goto(elsewhere.url + "/host")
    chat.open().ask("What does PRP cost?")
    assert fake_bot.received == ["What does PRP cost?"] and elsewhere.calls == []


def test_the_server_can_be_named_with_a_folder(
    page: Page, fake_bot: FakeBot, elsewhere: FakeBot
) -> None:
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url))
    visit(page, fake_bot, f'server="{elsewhere.url}/bot" phone="555"').open()
    assert f"{elsewhere.url}/bot/chat/config?page=%2Fhost" in calls
