"""Readers keep their place; the focus follows the question; suggestions and times are at hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import visit

TURNS = 6
TO_TOP = "(log) => { log.scrollTop = 0; }"
PLACE = "(log) => log.scrollTop"
FROM_END = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight"


@pytest.fixture
def long(chat: Chat) -> Chat:
    """An open conversation of several screens."""
    chat.open()
    for _ in range(TURNS):
        chat.ask("compare")
    return chat


def scroll_up(chat: Chat) -> None:
    chat.log.evaluate(TO_TOP)
    expect(latest(chat)).to_be_visible()


def latest(chat: Chat) -> Locator:
    return chat.panel.locator(".jump")


def test_a_late_reply_leaves_the_reader_where_they_are(long: Chat, fake_bot: FakeBot) -> None:
    fake_bot.delay = 0.6
    long.send("What does PRP cost?")
    scroll_up(long)
    expect(latest(long)).to_have_accessible_name("Latest message")
    expect(long.replies).to_have_count(TURNS + 2)
    assert long.log.evaluate(PLACE) == 0
    expect(latest(long)).to_have_text("New message")
    latest(long).click()
    expect(long.replies.last).to_be_in_viewport(ratio=1)
    expect(long.replies.last).to_be_focused()
    expect(latest(long)).to_be_hidden()


def test_another_tab_leaves_the_reader_where_they_are(
    context: BrowserContext, long: Chat, fake_bot: FakeBot
) -> None:
    scroll_up(long)
    other = visit(context.new_page(), fake_bot).open()
    other.ask("What does PRP cost?")
    expect(long.replies).to_have_count(TURNS + 2)
    assert long.log.evaluate(PLACE) == 0
    expect(latest(long)).to_have_text("New message")


def test_the_place_is_kept_when_what_is_above_changes(long: Chat, fake_bot: FakeBot) -> None:
    """Earlier messages are loaded, a notice comes and goes, a question changes its state."""
    third = long.replies.nth(3).element_handle()
    third.evaluate("(node) => node.scrollIntoView()")
    expect(latest(long)).to_be_visible()
    before = third.bounding_box()
    [messages] = fake_bot.conversations.values()
    older = [{**message, "id": f"older{message['id']}"} for message in messages[:4]]
    messages[:0] = older
    long.page.evaluate("dispatchEvent(new Event('online'))")
    expect(long.replies).to_have_count(TURNS + 3)
    after = third.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 1


def test_waiting_and_trouble_leave_the_reader_where_they_are(long: Chat, fake_bot: FakeBot) -> None:
    fake_bot.delay = 0.5
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    long.send("What does PRP cost?")
    scroll_up(long)
    expect(long.notice).to_be_visible()
    assert long.log.evaluate(PLACE) == 0


def test_who_reads_the_end_is_taken_along(long: Chat, fake_bot: FakeBot) -> None:
    fake_bot.delay = 0.5
    long.ask("What does PRP cost?")
    assert long.log.evaluate(FROM_END) < 2
    expect(latest(long)).to_be_hidden()
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    long.send("compare")
    expect(long.notice).to_be_visible()
    long.field.fill("one\ntwo\nthree\nfour")
    expect(long.questions.last).to_be_in_viewport(ratio=1)
    long.page.set_viewport_size({"width": 700, "height": 600})
    expect(long.questions.last).to_be_in_viewport(ratio=1)


def test_ones_own_question_is_shown_at_once(long: Chat) -> None:
    scroll_up(long)
    long.ask("What does PRP cost?")
    expect(long.questions.last).to_be_in_viewport(ratio=1)
    expect(long.replies.last).to_be_in_viewport(ratio=1)


def test_a_long_answer_is_shown_from_its_beginning(chat: Chat, fake_bot: FakeBot) -> None:
    fake_bot.answer = lambda text: [{"text": "line\n" * 200, "buttons": [], "custom": {}}]
    chat.open().ask("go")
    expect(chat.questions.last).to_be_in_viewport(ratio=1)
    expect(latest(chat)).to_have_accessible_name("Latest message")
    latest(chat).press("Enter")
    assert chat.log.evaluate(FROM_END) < 2
    expect(chat.replies.last).to_be_focused()


@pytest.mark.parametrize("delay", [0, 0.6])
def test_the_focus_goes_to_the_answer_of_a_pressed_suggestion(
    long: Chat, fake_bot: FakeBot, delay: float
) -> None:
    fake_bot.delay = delay
    long.chips.first.focus()
    long.page.keyboard.press("Enter")
    expect(long.replies).to_have_count(TURNS + 2)
    expect(long.replies.last).to_be_focused()
    long.button("More detail").press("Enter")
    expect(long.replies).to_have_count(TURNS + 3)
    expect(long.replies.last).to_be_focused()


def test_the_focus_stays_where_the_visitor_has_taken_it(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.delay = 0.6
    chat.chips.first.click()
    expect(chat.questions.last).to_be_focused()
    chat.field.focus()
    expect(chat.replies).to_have_count(2)
    expect(chat.field).to_be_focused()


def test_the_focus_is_not_lost_with_what_was_pressed(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    fake_bot.fail("/chat/messages", Fault(422, "No."), Fault(503, retry_after=60))
    chat.send("What does PRP cost?")
    chat.button("Try again").press("Enter")
    expect(chat.notice).to_be_visible()
    expect(chat.questions.last).to_be_focused()
    chat.notice.get_by_role("button", name="Try again").press("Enter")
    expect(chat.replies).to_have_count(2)
    expect(chat.notice).to_be_hidden()
    assert chat.focused() != "BODY"
    assert chat.page.evaluate(
        "document.querySelector('clinic-chat').shadowRoot.activeElement.className"
    ).startswith("message")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (844, 390), (320, 256)], ids=str)
def test_suggestions_stay_in_sight_above_the_field(
    page: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    chat = visit(page, fake_bot).open()
    for _ in range(3):
        chat.ask("compare")
    for scroll in (TO_TOP, "(log) => { log.scrollTop = log.scrollHeight; }"):
        chat.log.evaluate(scroll)
        expect(chat.chips.first).to_be_in_viewport(ratio=0.99)
        chip, field = chat.chips.first.bounding_box(), chat.field.bounding_box()
        assert chip and field and chip["y"] + chip["height"] <= field["y"]


def test_times_are_read_out_and_seen_when_asked_for(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    times = chat.panel.locator("time")
    expect(times).to_have_count(2)
    expect(times.first).to_have_text(re.compile(r"^\d{1,2}:\d\d"))
    assert chat.page.evaluate("(text) => Date.now() - Date.parse(text)", times.first.get_attribute("datetime")) < 60_000
    expect(times.first).to_have_css("position", "absolute")
    chat.choose("Show times")
    expect(times.first).to_have_css("position", "static")
    expect(times.last).to_be_in_viewport(ratio=1)
    chat.page.reload()
    expect(times.last).to_have_css("position", "static")
    chat.page.locator("clinic-chat summary").click()
    times_shown = chat.button("Show times")
    expect(times_shown).to_have_attribute("aria-pressed", "true")
    times_shown.click()
    expect(times.last).to_have_css("position", "absolute")
    chat.page.reload()
    expect(times.last).to_have_css("position", "absolute")


def test_times_are_shown_on_in_what_comes_and_after_an_option_changed(chat: Chat) -> None:
    chat.open().choose("Show times")
    assert chat.stored()["session"] == {}
    chat.ask("What does PRP cost?")
    chat.page.evaluate("document.querySelector('clinic-chat').lang = 'de'")
    expect(chat.panel.locator("time").last).to_have_css("position", "static")
    chat.page.reload()
    expect(chat.panel.locator("time").last).to_have_css("position", "static")


def test_a_time_of_another_day_has_its_date(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    for message in next(iter(fake_bot.conversations.values())):
        message["time"] = "2025-03-01T12:00:00+00:00"
    chat.page.reload()
    expect(chat.panel.locator("time").first).to_contain_text("Mar 1, 2025")


@pytest.mark.parametrize("size", [(1280, 800), (320, 256)], ids=str)
def test_who_comes_back_sees_the_latest(
    page: Page, fake_bot: FakeBot, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    chat.ask("hm")
    page.reload()
    if not chat.panel.is_visible():
        chat.launcher.click()
    expect(chat.replies).to_have_count(3)
    expect(chat.replies.last).to_be_in_viewport(ratio=0.9)
