"""The keyboard alone can do everything, and the focus moves where it should and comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import SCREENS, visit


def test_everything_can_be_done_with_the_keyboard(chat: Chat, fake_bot: FakeBot) -> None:
    page = chat.page
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    assert chat.focused() == "Ask a question"
    page.keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    expect(chat.chips).to_have_count(4)
    page.keyboard.press("Shift+Tab")
    assert chat.focused() == "What does it cost?"
    page.keyboard.press("Enter")
    chat.replies.nth(1).wait_for()
    expect(chat.replies.last).to_be_focused()
    assert tab_stops(chat, 8) == [
        "Copy",
        "Helpful",
        "Not helpful",
        "More detail",
        "Sessions",
        "Exosome cost",
        "Availability",
        "question",
    ]
    page.keyboard.type("compare")
    page.keyboard.press("Enter")
    expect(chat.replies).to_have_count(3)
    expect(chat.field).to_be_focused()


def test_the_menu_works_with_the_keyboard(chat: Chat) -> None:
    chat.open()
    summary = chat.page.locator("clinic-chat summary")
    summary.focus()
    chat.page.keyboard.press("Enter")
    assert tab_stops(chat, 6) == [
        *("Start over", "Show times", "Print"),
        *("Save a copy", "Export my data", "Erase my conversation"),
    ]
    chat.page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(chat.button("Print")).to_be_hidden()
    expect(chat.panel).to_be_visible()
    chat.page.keyboard.press("Space")
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    expect(chat.chips).to_have_count(4)
    assert chat.focused() == "More options"


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_escape_closes_and_the_focus_comes_back(
    browser: Browser, fake_bot: FakeBot, look: str
) -> None:
    page = browser.new_page(**SCREENS[look])
    chat = visit(page, fake_bot)
    chat.launcher.focus()
    page.keyboard.press("Enter")
    expect(chat.panel).to_be_visible()
    expect(chat.launcher).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    expect(chat.launcher).to_have_attribute("aria-expanded", "false")
    page.close()


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_escape_leaves_the_innermost_alone(
    browser: Browser, fake_bot: FakeBot, look: str
) -> None:
    page = browser.new_page(**SCREENS[look], reduced_motion="reduce")
    chat = visit(page, fake_bot).open()
    chat.ask("What does PRP cost?")
    chat.button("Not helpful").click()
    word = chat.panel.get_by_label("Anything to add?")
    word.press("Escape")
    expect(word).to_have_count(0)
    expect(chat.button("Not helpful")).to_be_focused()
    chat.choose("Erase my conversation")
    page.keyboard.press("Escape")
    expect(chat.notice).to_be_hidden()
    chat.choose("Start over")
    chat.button("Undo").press("Escape")
    expect(chat.notice).to_be_hidden()
    expect(chat.panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    page.close()


def test_escape_beside_a_comment_or_in_trouble_closes_the_chat(
    chat: Chat, fake_bot: FakeBot
) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("Not helpful").click()
    chat.field.press("Escape")
    expect(chat.panel).to_be_hidden()
    chat.launcher.click()
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("compare")
    chat.button("Try again").press("Escape")
    expect(chat.panel).to_be_hidden()
    chat.launcher.click()
    expect(chat.notice).to_be_visible()


def test_the_focus_comes_back_to_the_button_that_opened(chat: Chat) -> None:
    page = chat.page
    page.evaluate(
        """() => {
            const chat = document.querySelector('clinic-chat');
            document.querySelector('#before').onclick = () => chat.open();
        }"""
    )
    page.locator("#before").click()
    expect(chat.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#before")).to_be_focused()


def test_beside_a_page_the_panel_is_no_trap(chat: Chat) -> None:
    chat.open()
    assert chat.panel.evaluate(scripts.MODAL) is False
    assert tab_stops(chat, 3) == ["Send", "Ask a question", "BODY"]


def test_in_front_of_a_page_the_focus_stays_inside(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(**SCREENS["phone"])
    chat = visit(page, fake_bot).open()
    assert chat.panel.evaluate(scripts.MODAL) is True
    assert "Before" not in tab_stops(chat, 15)
    page.close()


def test_opening_on_load_leaves_the_focus_alone(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot, "open-on-load")
    expect(chat.panel).to_be_visible()
    assert chat.focused() == "BODY"


def tab_stops(chat: Chat, count: int) -> list[str]:
    stops = []
    for _ in range(count):
        chat.page.keyboard.press("Tab")
        stops.append(chat.focused())
    return stops
