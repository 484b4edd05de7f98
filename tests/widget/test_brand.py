"""A clinic's own look: logo, colours, and a quiet teaser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget import scripts
from tests.widget.accessibility import violations
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import SCREENS, visit

LOGO = "/widget/demo/mark.svg"
TEASER = 'teaser="Questions about PRP?"'
ELEMENT = "document.querySelector('clinic-chat')"
COLOURS = [
    ("", "light", "rgb(12, 107, 98)"),
    ('color="navy"', "light", "rgb(0, 0, 128)"),
    ('color="navy"', "dark", "rgb(0, 0, 128)"),
    ('color="navy" color-dark="#9ab8ff"', "light", "rgb(0, 0, 128)"),
    ('color="navy" color-dark="#9ab8ff"', "dark", "rgb(154, 184, 255)"),
    ('color="navy" color-dark="no colour"', "dark", "rgb(0, 0, 128)"),
    ('color-dark="#9ab8ff"', "light", "rgb(12, 107, 98)"),
]


@pytest.mark.parametrize(("attributes", "theme", "shown"), COLOURS)
def test_the_clinics_colours(
    page: Page, fake_bot: FakeBot, attributes: str, theme: str, shown: str
) -> None:
    chat = visit(page, fake_bot, f'{attributes} theme="{theme}"')
    expect(chat.launcher).to_have_css("background-color", shown)
    page.emulate_media(color_scheme="dark")
    page.evaluate(f"{ELEMENT}.setAttribute('color', 'no colour')")
    page.evaluate(f"{ELEMENT}.setAttribute('color-dark', '')")
    own = "rgb(12, 107, 98)" if theme == "light" else "rgb(92, 194, 178)"
    expect(chat.launcher).to_have_css("background-color", own)


def test_a_logo_stands_beside_the_name_once_the_chat_is_opened(
    page: Page, fake_bot: FakeBot
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    chat = visit(page, fake_bot, f'logo="{LOGO}"')
    assert fake_bot.url + LOGO not in asked
    chat.open()
    logo = chat.panel.locator(".top img")
    expect(logo).to_be_visible()
    page.wait_for_function("(image) => image.naturalWidth > 0", arg=logo.element_handle())
    assert asked.count(fake_bot.url + LOGO) == 1
    expect(chat.panel.locator(".top > svg.chat")).to_have_count(0)


@pytest.mark.parametrize("logo", ["/nowhere.svg", "javascript:window.hurt=1", "https://"])
def test_a_logo_that_does_not_come_gives_way(page: Page, fake_bot: FakeBot, logo: str) -> None:
    chat = visit(page, fake_bot, f'logo="{logo}"').open()
    expect(chat.panel.locator(".top > svg.chat")).to_be_visible()
    expect(chat.panel.locator("img")).to_have_count(0)
    assert page.evaluate("window.hurt") is None


@pytest.mark.parametrize("look", SCREENS)
def test_a_wide_logo_leaves_room_for_the_rest(
    browser: Browser, fake_bot: FakeBot, look: str
) -> None:
    page = browser.new_page(**SCREENS[look])
    wide = (
        "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%22900%22 "
        "height=%22100%22%3E%3Crect width=%22900%22 height=%22100%22/%3E%3C/svg%3E"
    )
    chat = visit(page, fake_bot, f'logo="{wide}"').open()
    box = chat.panel.locator(".top img").bounding_box()
    assert box is None or (box["width"] <= 100 and box["height"] <= 45), "hidden on low screens"
    assert chat.panel.evaluate(scripts.OVERFLOW) == 0
    close = chat.button("Close chat").bounding_box()
    assert close and 0 < close["x"] <= SCREENS[look]["viewport"]["width"] - close["width"]
    page.close()


def test_a_logo_is_on_paper_too(page: Page, fake_bot: FakeBot) -> None:
    visit(page, fake_bot, f'logo="{LOGO}"').open().ask("compare")
    page.evaluate(f"window.print = () => dispatchEvent(new Event('beforeprint')); {ELEMENT}.print()")
    page.emulate_media(media="print")
    logo = page.locator("article img")
    expect(logo).to_be_visible()
    assert logo.evaluate("(image) => image.complete && image.naturalWidth > 0")


def test_without_a_teaser_there_is_none_and_nothing_is_fetched(
    page: Page, fake_bot: FakeBot
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, fake_bot)
    page.wait_for_load_state("networkidle")
    expect(Chat(page).teaser).to_have_count(0)
    assert not [url for url in asked if "teaser" in url]


def test_a_teaser_opens_the_chat(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot, TEASER)
    assert chat.focused() == "BODY"
    page.get_by_role("button", name="Questions about PRP?").click()
    expect(chat.panel).to_be_visible()
    expect(chat.teaser).to_have_count(0)
    assert fake_bot.count("POST", "/chat/session") == 0


def test_a_teaser_is_shown_once_on_each_page(page: Page, fake_bot: FakeBot) -> None:
    expect(visit(page, fake_bot, TEASER).teaser).to_be_visible()
    expect(visit(page, fake_bot, TEASER, path="/another").teaser).to_be_visible()
    expect(visit(page, fake_bot, 'teaser="Prices?"').teaser).to_have_text("Prices?")
    chat = visit(page, fake_bot, TEASER)
    page.wait_for_load_state("networkidle")
    expect(chat.teaser).to_have_count(0)


@pytest.mark.parametrize("how", ["button", "Escape", "opening"])
def test_once_dismissed_it_is_gone_everywhere(page: Page, fake_bot: FakeBot, how: str) -> None:
    chat = visit(page, fake_bot, TEASER)
    dismiss = chat.teaser.get_by_role("button", name="Dismiss")
    dismiss.focus()
    if how == "button":
        dismiss.press("Enter")
        assert chat.focused() == "Ask a question"
    elif how == "Escape":
        page.keyboard.press("Escape")
        assert chat.focused() == "Ask a question"
    else:
        chat.open()
    expect(chat.teaser).to_have_count(0)
    visit(page, fake_bot, TEASER, path="/another")
    page.wait_for_load_state("networkidle")
    expect(chat.teaser).to_have_count(0)


def test_who_has_written_is_not_teased(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("compare")
    chat.button("Close chat").click()
    visit(chat.page, fake_bot, TEASER)
    chat.page.wait_for_load_state("networkidle")
    expect(chat.teaser).to_have_count(0)


def test_a_browser_that_cannot_remember_is_not_teased(page: Page, fake_bot: FakeBot) -> None:
    page.add_init_script(scripts.REFUSE_STORAGE)
    chat = visit(page, fake_bot, TEASER)
    page.wait_for_load_state("networkidle")
    expect(chat.teaser).to_have_count(0)
    chat.open().ask("compare")


@pytest.mark.parametrize("attributes", ["", 'position="start"', 'lang="ar"', 'theme="dark"'])
@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_a_teaser_is_within_the_screen_and_accessible(
    browser: Browser, fake_bot: FakeBot, look: str, attributes: str
) -> None:
    page = browser.new_page(**SCREENS[look], reduced_motion="reduce")
    words = "Questions about PRP, exosomes or what to expect? " * 3
    chat = visit(page, fake_bot, f'{attributes} teaser="{words}"')
    expect(chat.teaser).to_be_in_viewport(ratio=1)
    mine, button = chat.teaser.bounding_box(), chat.launcher.bounding_box()
    assert mine and button and mine["y"] + mine["height"] <= button["y"]
    assert (mine["x"] > 50) == (button["x"] > 50) or look == "phone"
    assert chat.page.evaluate(scripts.SMALL_TARGETS) == []
    assert violations(page) == []
    page.close()


def test_nothing_of_the_page_moves_for_a_teaser(page: Page, fake_bot: FakeBot) -> None:
    page.add_init_script(scripts.WATCH_SHIFTS)
    expect(visit(page, fake_bot, TEASER).teaser).to_be_visible()
    assert page.evaluate("window.shift") == 0


def test_logo_teaser_and_colour_are_live_in_the_embed_code(page: Page, fake_bot: FakeBot) -> None:
    page.goto(fake_bot.url + "/embed")
    chat, code = Chat(page), page.locator("#code")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_label("Accent in the dark").fill("#9ab8ff")
    expect(chat.launcher).to_have_css("background-color", "rgb(154, 184, 255)")
    page.get_by_label("Logo").fill(LOGO)
    page.get_by_label("Teaser").fill("Prices?")
    page.get_by_label("Greeting").focus()
    expect(chat.teaser).to_have_text("Prices?")
    for attribute in ('color-dark="#9ab8ff"', f'logo="{LOGO}"', 'teaser="Prices?"'):
        expect(code).to_contain_text(attribute)
    chat.teaser.get_by_role("button", name="Prices?").click()
    expect(chat.panel.locator(".top img")).to_be_visible()
