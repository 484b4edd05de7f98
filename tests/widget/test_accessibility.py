"""WCAG 2.2 AA: axe in every state, the keyboard alone, focus, announcements, zoom, contrast, motion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat import Chat
from tests.widget.conftest import visit
from tests.widget.fake_bot import FakeBot, Fault

Step = Callable[[Chat, FakeBot], Any]


def rate(chat: Chat, bot: FakeBot) -> None:
    chat.ask("What does PRP cost?")
    chat.button("Not helpful").click()
    chat.panel.get_by_label("Anything to add?").wait_for()


def fail(chat: Chat, bot: FakeBot) -> None:
    bot.fail("/chat/messages", Fault(422, "This message cannot be read."))
    chat.send("What does PRP cost?")
    chat.button("Edit").wait_for()


def wait(chat: Chat, bot: FakeBot) -> None:
    bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("What does PRP cost?")
    chat.button("Try again").wait_for()


STATES: dict[str, Step] = {
    "greeting": lambda chat, bot: None,
    "answer": lambda chat, bot: chat.ask("What does PRP cost?"),
    "comparison": lambda chat, bot: chat.ask("compare"),
    "urgent": lambda chat, bot: chat.ask("I can't breathe"),
    "uncovered": lambda chat, bot: chat.ask("how long do results last"),
    "clinic": lambda chat, bot: chat.ask("when are you open"),
    "clarify": lambda chat, bot: chat.ask("hm"),
    "several": lambda chat, bot: chat.ask("cost and how long", replies=2),
    "rating": rate,
    "failed": fail,
    "waiting": wait,
    "menu": lambda chat, bot: chat.page.locator("clinic-chat summary").click(),
    "erase": lambda chat, bot: chat.choose("Erase my conversation"),
    "too long": lambda chat, bot: chat.send("a" * 501),
}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "zoomed": {"viewport": {"width": 320, "height": 256}},
}


def violations(page: Page) -> list[str]:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{found['id']}: {found['nodes'][0]['html']}" for found in results.response["violations"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state(browser: Browser, fake_bot: FakeBot, look: str) -> None:
    context = browser.new_context(reduced_motion="reduce", **LOOKS[look])
    found: dict[str, list[str]] = {}
    for state, reach in STATES.items():
        chat = visit(context.new_page(), fake_bot)
        found["closed"] = violations(chat.page)
        reach(chat.open(), fake_bot)
        found[state] = violations(chat.page)
        fake_bot.faults.clear()
        chat.page.evaluate("localStorage.clear()")
        chat.page.close()
    context.close()
    assert {state: names for state, names in found.items() if names} == {}


@pytest.mark.parametrize("language", ["es", "de", "fr", "ar"])
def test_axe_finds_nothing_in_other_languages(page: Page, fake_bot: FakeBot, language: str) -> None:
    chat = visit(page, fake_bot, f'lang="{language}"').open()
    chat.ask("What does PRP cost?")
    page.wait_for_timeout(250)
    assert violations(page) == []


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
    assert chat.focused() == "Conversation"
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


def tab_stops(chat: Chat, count: int) -> list[str]:
    stops = []
    for _ in range(count):
        chat.page.keyboard.press("Tab")
        stops.append(chat.focused())
    return stops


def test_the_menu_works_with_the_keyboard(chat: Chat) -> None:
    chat.open()
    summary = chat.page.locator("clinic-chat summary")
    summary.focus()
    chat.page.keyboard.press("Enter")
    assert tab_stops(chat, 4) == ["Start over", "Save a copy", "Print", "Erase my conversation"]
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
    page = browser.new_page(**LOOKS[look])
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


def test_the_focus_comes_back_to_the_button_that_opened(chat: Chat) -> None:
    page = chat.page
    page.evaluate(
        "() => { document.querySelector('#before').onclick = () => document.querySelector('clinic-chat').open(); }"
    )
    page.locator("#before").click()
    expect(chat.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#before")).to_be_focused()


def test_beside_a_page_the_panel_is_no_trap(chat: Chat) -> None:
    chat.open()
    assert chat.panel.evaluate("(dialog) => dialog.matches(':modal')") is False
    assert tab_stops(chat, 3) == ["Send", "Ask a question", "BODY"]


def test_in_front_of_a_page_the_focus_stays_inside(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(**LOOKS["phone"])
    chat = visit(page, fake_bot).open()
    assert chat.panel.evaluate("(dialog) => dialog.matches(':modal')") is True
    assert "Before" not in tab_stops(chat, 15)
    page.close()


def test_opening_on_load_leaves_the_focus_alone(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot, "open-on-load")
    expect(chat.panel).to_be_visible()
    assert chat.focused() == "BODY"


def test_each_reply_enters_the_log_once(chat: Chat) -> None:
    chat.open()
    expect(chat.log).to_have_count(1)
    script = """() => { window.added = [];
        const log = document.querySelector('clinic-chat').shadowRoot.querySelector('[role=log]');
        new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach((node) =>
            window.added.push(node.className)))).observe(log, {childList: true, subtree: true}); }"""
    chat.page.evaluate(script)
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
    page = browser.new_page(**LOOKS[look])
    chat = visit(page, fake_bot).open()
    small = target_sizes(chat)
    for question in ("What does PRP cost?", "I can't breathe", "how long do results last"):
        chat.ask(question)
        small += target_sizes(chat)
    page.locator("clinic-chat summary").click()
    assert small + target_sizes(chat) == []
    page.close()


def target_sizes(chat: Chat) -> list[str]:
    """Targets under 44 px; links inside a sentence are exempt."""
    script = """() => [...document.querySelector('clinic-chat').shadowRoot.querySelectorAll('button, summary, a, textarea, input')]
        .filter((node) => node.checkVisibility({visibilityProperty: true}) && !node.closest('.card p'))
        .map((node) => [node.getBoundingClientRect(), node])
        .filter(([{width, height}]) => width < 43.9 || height < 43.9)
        .map(([{width, height}, node]) => `${node.outerHTML} ${width} x ${height}`)"""
    small: list[str] = chat.page.evaluate(script)
    return small


def test_at_400_percent_nothing_is_cut_off(browser: Browser, fake_bot: FakeBot) -> None:
    page = browser.new_page(**LOOKS["zoomed"])
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    chat.ask("What does PRP cost?")
    assert chat.panel.evaluate("(dialog) => dialog.scrollWidth - dialog.clientWidth") == 0
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


@pytest.mark.parametrize(
    "colour", ["#ffe100", "#003b71", "navy", "oklch(0.7 0.15 30)", "#0080ff", "#7a7a7a"]
)
def test_any_colour_of_the_clinic_stays_readable(
    page: Page, fake_bot: FakeBot, colour: str
) -> None:
    chat = visit(page, fake_bot, f'color="{colour}"').open()
    chat.ask("What does PRP cost?")
    page.wait_for_timeout(250)
    assert [name for name in violations(page) if name.startswith("color-contrast")] == []
