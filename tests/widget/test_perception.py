"""Screen readers, large text, high contrast, reduced motion, right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget import sample_replies as sample
from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import SCREENS, visit


def test_each_reply_enters_the_log_once(chat: Chat) -> None:
    chat.open()
    expect(chat.log).to_have_count(1)
    chat.page.evaluate(scripts.WATCH_LOG)
    chat.ask("What does PRP cost?")
    chat.ask("compare")
    assert (
        chat.page.evaluate("window.added")
        == ["message visitor sending", "message bot answer latest"] * 2
    )
    assert chat.log.get_attribute("aria-live") is None


def test_restored_messages_are_not_announced(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.reload()
    expect(chat.replies).to_have_count(2)
    expect(chat.log).to_have_attribute("aria-live", "off")
    expect(chat.log).not_to_have_attribute("aria-live", "off")


def test_names_and_roles_are_what_assistive_technology_needs(chat: Chat) -> None:
    chat.open()
    page = chat.page
    expect(page.get_by_role("dialog", name="Sample Hair Clinic")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(chat.panel.get_by_text("Your question")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("log", name="Conversation")).to_be_visible()
    expect(page.get_by_role("group", name="Suggested questions")).to_be_visible()
    assert chat.replies.first.locator(".card").get_attribute("lang") == "en"


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_targets_are_44_pixels(browser: Browser, fake_bot: FakeBot, look: str) -> None:
    page = browser.new_page(**SCREENS[look])
    chat = visit(page, fake_bot).open()
    small = target_sizes(chat)
    for question in ("What does PRP cost?", "I can't breathe", "how long do results last"):
        chat.ask(question)
        small += target_sizes(chat)
    page.locator("clinic-chat summary").click()
    assert small + target_sizes(chat) == []
    page.close()


def target_sizes(chat: Chat) -> list[str]:
    small: list[str] = chat.page.evaluate(scripts.SMALL_TARGETS)
    return small


def test_at_400_percent_nothing_is_cut_off(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(**SCREENS["zoomed"])
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    reply = chat.ask("What does PRP cost?")
    expect(reply.locator(".card p").first).to_be_in_viewport(ratio=0.5)
    assert chat.panel.evaluate(scripts.OVERFLOW) == 0
    for target in (
        chat.button("Close chat"),
        chat.button("More detail"),
        chat.field,
        chat.button("Send"),
    ):
        target.scroll_into_view_if_needed()
        expect(target).to_be_in_viewport(ratio=0.9)
    page.close()


def test_larger_text_is_followed(chat: Chat) -> None:
    before = chat.launcher.bounding_box()
    client = chat.page.context.new_cdp_session(chat.page)
    client.send("Page.enable")
    client.send("Page.setFontSizes", {"fontSizes": {"standard": 24}})
    after = chat.launcher.bounding_box()
    assert before and after and after["height"] > before["height"] * 1.4


def test_reduced_motion_moves_nothing(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(reduced_motion="reduce")
    chat = visit(page, fake_bot)
    fake_bot.delay = 1
    chat.launcher.click()
    running = (
        "document.querySelector('clinic-chat').shadowRoot.getAnimations({subtree: true}).length"
    )
    assert page.evaluate(running) == 0
    chat.send("compare")
    page.wait_for_timeout(500)
    assert page.evaluate(running) == 0
    page.close()


def test_forced_colours_keep_edges(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(forced_colors="active")
    chat = visit(page, fake_bot).open()
    chat.ask("What does PRP cost?")
    for part in (".card", ".bubble", ".launcher", ".chip", ".field"):
        width = page.locator(f"clinic-chat {part}").first.evaluate(
            "(node) => getComputedStyle(node).borderTopWidth"
        )
        colour = page.locator(f"clinic-chat {part}").first.evaluate(
            "(node) => getComputedStyle(node).borderTopColor"
        )
        assert (part, width != "0px", colour.startswith("rgba(0, 0, 0, 0")) == (part, True, False)
    page.close()


def test_right_to_left(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    chat = visit(page, fake_bot, 'lang="ar"').open()
    box = chat.panel.bounding_box()
    assert box and box["x"] < 100
    expect(chat.panel.get_by_label("سؤالك")).to_be_visible()
    chat.ask("What does PRP cost?")
    question, answer = (
        chat.questions.locator(".bubble").bounding_box(),
        chat.replies.last.locator(".card").bounding_box(),
    )
    assert question and answer and question["x"] < answer["x"]
    expect(chat.replies.first).to_contain_text("الإنجليزية")
    page.close()


def test_tables_follow_the_direction_of_their_words(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot, 'lang="ar"').open()
    reply = chat.ask("compare")
    assert set(reply.locator("table, td, th").evaluate_all(scripts.DIRECTIONS)) == {"ltr"}
    sides = reply.locator("thead th").evaluate_all("(ths) => ths.map((th) => th.offsetLeft)")
    assert sides == sorted(sides)


def test_words_and_numbers_keep_their_own_direction(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot, 'lang="ar"').open()
    for question in ("What does PRP cost?", "كم سعر PRP؟", "I can't breathe"):
        chat.ask(question)
    directions = chat.questions.locator("bdi").evaluate_all(scripts.DIRECTIONS)
    assert directions == ["ltr", "rtl", "ltr"]
    numbers = chat.panel.get_by_text(sample.PHONE, exact=True)
    assert set(numbers.evaluate_all(scripts.DIRECTIONS)) == {"ltr"}
    expect(chat.panel.get_by_role("link", name=sample.PHONE)).not_to_have_count(0)
