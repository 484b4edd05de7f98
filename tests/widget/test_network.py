"""Network errors: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.widget import sample_replies as sample
from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import visit

MESSAGES = "/chat/messages"
SESSION = "/chat/session"


def test_a_busy_server_is_asked_again_with_the_same_message(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.fail(MESSAGES, Fault(503), Fault(503))
    chat.ask("What does PRP cost?")
    ids = [
        body["id"] for method, path, body in fake_bot.calls if (method, path) == ("POST", MESSAGES)
    ]
    assert len(ids) == 3 and len(set(ids)) == 1
    assert fake_bot.received == ["What does PRP cost?"]
    expect(chat.notice).to_be_hidden()


def test_an_answer_that_got_lost_is_not_asked_for_twice(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.fail(MESSAGES, Fault(dropped=True))
    chat.ask("What does PRP cost?")
    assert fake_bot.count("POST", MESSAGES) == 2
    assert fake_bot.received == ["What does PRP cost?"]
    assert len(chat.words()) == 3


def test_too_many_messages_wait_as_long_as_the_server_says(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.fail(
        MESSAGES, Fault(429, "Please wait a moment before the next message.", retry_after=3)
    )
    chat.send("What does PRP cost?")
    expect(chat.notice).to_contain_text("Please wait a moment before the next message.")
    expect(chat.questions).to_contain_text("Waiting to be sent")
    chat.page.wait_for_timeout(1_500)
    assert fake_bot.count("POST", MESSAGES) == 1
    chat.replies.nth(1).wait_for()
    expect(chat.notice).to_be_hidden()
    expect(chat.questions).not_to_contain_text("Waiting to be sent")


def test_a_server_that_died_is_found_again(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.stop()
    chat.send("compare")
    expect(chat.notice).to_contain_text("What you write is kept, and we keep trying.")
    chat.send("how long do results last")
    fake_bot.start()
    expect(chat.replies).to_have_count(4, timeout=15_000)
    assert fake_bot.received == ["What does PRP cost?", "compare", "how long do results last"]
    assert [words.split("|")[0][:12] for words in chat.words()[3:]] == [
        "compare",
        "Here is what",
        "how long do ",
        "The guide do",
    ]


def test_try_now_does_not_wait_for_the_next_attempt(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.fail(MESSAGES, Fault(503, retry_after=60))
    chat.send("What does PRP cost?")
    chat.button("Try again").click()
    chat.replies.nth(1).wait_for()


def test_offline_is_said_and_going_online_sends(
    chat: Chat, context: BrowserContext, fake_bot: FakeBot
) -> None:
    chat.open().ask("What does PRP cost?")
    context.set_offline(True)
    chat.send("compare")
    expect(chat.notice).to_contain_text("You are offline.")
    context.set_offline(False)
    chat.replies.nth(2).wait_for()
    assert fake_bot.received == ["What does PRP cost?", "compare"]


def test_a_message_that_waits_survives_a_reload(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.fail(MESSAGES, *[Fault(503, retry_after=60)] * 2)
    chat.send("compare")
    expect(chat.notice).to_be_visible()
    fake_bot.faults.clear()
    chat.page.reload()
    expect(chat.replies).to_have_count(3)
    assert fake_bot.received == ["What does PRP cost?", "compare"]
    assert [words.split("|")[0][:10] for words in chat.words()[1:]] == [
        "What does ",
        "The guide ",
        "compare",
        "Here is wh",
    ]


def test_a_slow_answer_shows_that_it_is_coming(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.delay = 1
    chat.send("What does PRP cost?")
    typing = chat.panel.locator(".typing")
    expect(typing).to_be_visible()
    expect(chat.panel.get_by_text("The guide is writing")).to_be_attached()
    chat.replies.nth(1).wait_for()
    expect(typing).to_be_hidden()


def test_an_answer_that_does_not_come_is_spoken_of_after_5_seconds(
    context: BrowserContext, chat: Chat, fake_bot: FakeBot
) -> None:
    """In every tab, and until there is a sign of the bot, whatever the visitor does meanwhile."""
    chat.open().ask("compare")
    other = visit(context.new_page(), fake_bot).open()
    fake_bot.delay = 8
    chat.send("I can't breathe")
    chat.page.wait_for_timeout(2_500)
    expect(chat.notice).to_be_hidden()
    chat.send("help")
    for tab in (chat, other):
        expect(tab.notice).to_contain_text("Still waiting for an answer.", timeout=4_000)
        expect(tab.notice).to_contain_text("In an emergency, call your local emergency number.")
        link = tab.notice.get_by_role("link")
        expect(link).to_have_attribute("href", "tel:+12025550142")
    expect(chat.button("Try again")).to_have_count(0)
    chat.send("please")
    expect(chat.notice).to_be_visible()
    fake_bot.delay = 0
    expect(chat.panel.get_by_role("link", name="911")).to_be_visible(timeout=15_000)
    for tab in (chat, other):
        expect(tab.replies).to_have_count(5)
        expect(tab.notice).to_be_hidden()


@pytest.mark.parametrize("path", ["config", "session", "messages"])
def test_a_call_that_never_settles_is_spoken_of(page: Page, fake_bot: FakeBot, path: str) -> None:
    chat = visit(page, fake_bot, f'phone="{sample.PHONE}"').open()
    chat.ask("compare")
    page.route(f"**/chat/{path}*", lambda route: None)
    if path == "session":
        chat.choose("Start over")
        chat.send("I can't breathe")
    else:
        page.reload()
    expect(chat.notice).to_contain_text("Still waiting for an answer.", timeout=8_000)
    expect(chat.notice.get_by_role("link")).to_have_attribute("href", "tel:+12025550142")
    page.unroute_all(behavior="ignoreErrors")


def test_a_quick_answer_shows_no_dots(chat: Chat) -> None:
    chat.open()
    chat.page.evaluate(scripts.WATCH_DOTS)
    chat.ask("What does PRP cost?")
    assert chat.page.evaluate("window.dots") == 0


def test_writing_goes_on_while_an_answer_is_on_its_way(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.delay = 0.5
    for text in ("What does PRP cost?", "compare", "how long do results last"):
        chat.send(text)
    expect(chat.replies).to_have_count(4, timeout=8_000)
    assert [words.split("|")[0][:9] for words in chat.words()[1:]] == [
        "What does",
        "The guide",
        "compare",
        "Here is w",
        "how long ",
        "The guide",
    ]


def test_two_first_messages_at_once_make_one_conversation(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.delay = 0.2
    chat.send("What does PRP cost?")
    chat.send("compare")
    expect(chat.replies).to_have_count(3)
    assert fake_bot.count("POST", SESSION) == 1


def test_starting_over_does_not_wait_for_what_failed_before(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.fail(MESSAGES, Fault(503, retry_after=60))
    chat.send("compare")
    expect(chat.notice).to_be_visible()
    chat.choose("Start over")
    chat.ask("how long do results last")
    assert fake_bot.received == ["What does PRP cost?", "how long do results last"]


def test_a_slow_network_is_enough(page: Page, fake_bot: FakeBot) -> None:
    """400 ms and 50 kB/s: a phone at the edge of its network."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50e3, "uploadThroughput": 20e3}
    client.send("Network.emulateNetworkConditions", slow)
    page.set_default_timeout(20_000)
    chat = visit(page, fake_bot).open()
    expect(chat.ask("What does PRP cost?")).to_contain_text("costs less")


def test_erasing_calls_back_what_is_on_its_way(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.fail(MESSAGES, Fault(503, retry_after=60))
    chat.send("compare")
    expect(chat.notice).to_be_visible()
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("erased")
    chat.page.wait_for_timeout(300)
    assert fake_bot.received == ["What does PRP cost?"]
    assert fake_bot.conversations == {} and chat.stored()["local"] == {}
