"""The sample clinic's pages work, pass axe, and show every option live."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget import sample_replies as sample
from tests.widget.accessibility import violations
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import WIDGET, FakeBot
from tests.widget.host import html

Scheme = Literal["light", "dark"]
PATHS = ["/", "/treatments", "/prices", "/embed"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_and_accessible(
    browser: Browser, fake_bot: FakeBot, path: str, scheme: Scheme
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(fake_bot.url + path)
    Chat(page).open()
    assert violations(page) == []
    assert wrong == []
    context.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_scrolls_sideways(page: Page, fake_bot: FakeBot, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(fake_bot.url + path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_button_of_the_page_asks(page: Page, fake_bot: FakeBot) -> None:
    page.goto(fake_bot.url + "/prices")
    page.get_by_role("button", name="Ask about cost").click()
    expect(Chat(page).replies).to_have_count(2)
    assert fake_bot.received == ["How much does PRP cost?"]


def test_the_conversation_goes_along_from_page_to_page(page: Page, fake_bot: FakeBot) -> None:
    page.goto(fake_bot.url)
    chat = Chat(page).open()
    chat.ask("compare")
    page.get_by_role("link", name="Treatments", exact=True).click()
    page.wait_for_url("**/treatments")
    expect(chat.panel).to_be_visible()
    expect(chat.replies).to_have_count(2)


def test_every_option_is_live_and_in_the_code(page: Page, fake_bot: FakeBot) -> None:
    page.goto(fake_bot.url + "/embed")
    chat, code = Chat(page), page.locator("#code")
    reach = f'phone="{sample.PHONE}" booking-url="{sample.BOOKING}"'
    expect(code).to_have_text(
        f'<script type="module" src="{fake_bot.url}/widget/clinic-chat.js"></script>\n'
        f"<clinic-chat {reach}>\n"
        f'  <a href="tel:+12025550142">Call {sample.PHONE}</a>\n'
        f'  <a href="{sample.BOOKING}">Book a visit</a>\n'
        "</clinic-chat>"
    )
    page.get_by_label("Language of the interface").select_option("ar")
    page.get_by_label("Position").select_option("start")
    page.get_by_label("Theme").select_option("dark")
    page.get_by_label("Words on the button").fill('Ask "us"')
    page.get_by_label("Colour").fill("#003b71")
    page.get_by_label("Open when the page loads").check()
    expect(chat.launcher).to_have_accessible_name('Ask "us"')
    expect(chat.launcher).to_have_css("background-color", "rgb(0, 59, 113)")
    expect(code).to_contain_text('lang="ar"')
    expect(code).to_contain_text(
        '<clinic-chat color="#003b71" theme="dark" position="start" lang="ar" '
        f'label="Ask &quot;us&quot;" {reach} open-on-load>'
    )
    box = chat.launcher.bounding_box()
    assert box and box["x"] > 640
    page.get_by_role("button", name="Open the guide").click()
    expect(chat.panel.get_by_label("سؤالك")).to_be_visible()


def test_the_code_shown_works_on_another_site(
    page: Page, fake_bot: FakeBot, elsewhere: FakeBot
) -> None:
    page.goto(fake_bot.url + "/embed")
    expect(page.locator("#code")).to_contain_text("phone=")
    code = page.locator("#code").inner_text()
    elsewhere.pages["/"] = (
        f"<!doctype html><html lang='en'><title>Another clinic</title><body>{code}</body></html>",
        {},
    )
    page.goto(elsewhere.url)
    Chat(page).open().ask("compare")
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.route("**/chat/**", lambda route: route.abort())  # as if the website were not allowed
    page.goto(elsewhere.url)
    chat = Chat(page)
    chat.launcher.click()
    expect(chat.notice).to_contain_text("We cannot reach the guide.")
    expect(chat.notice.get_by_role("link")).to_have_attribute("href", "tel:+12025550142")
    way = chat.panel.get_by_role("navigation", name="Reach the clinic")
    expect(way.get_by_role("link", name=f"Call {sample.PHONE}")).to_be_in_viewport()
    expect(way.get_by_role("link", name="Book a visit")).to_be_in_viewport()


@pytest.mark.parametrize("missing", ["server", "clinic-chat.js", "styles.js"])
def test_a_script_that_cannot_be_loaded_leaves_the_way_to_the_clinic(
    page: Page, fake_bot: FakeBot, elsewhere: FakeBot, missing: str
) -> None:
    page.goto(fake_bot.url + "/embed")
    expect(page.locator("#code")).to_contain_text("phone=")
    page.get_by_label("Phone, if the guide is away").fill('+1 <b> "& 202')
    page.get_by_label("Phone, if the guide is away").press("Tab")
    code = page.locator("#code").inner_text()
    elsewhere.pages["/"] = f"<!doctype html><html lang='en'><title>Another</title>{code}</html>", {}
    page.goto(elsewhere.url)
    call, book = page.locator("clinic-chat > a").all()
    Chat(page).launcher.wait_for()
    expect(call).to_be_hidden()
    if missing == "server":
        fake_bot.stop()
    else:
        page.route(f"**/widget/{missing}", lambda route: route.abort())
    page.reload()
    for link, words, address in (
        (call, 'Call +1 <b> "& 202', "tel:+1202"),
        (book, "Book a visit", sample.BOOKING),
    ):
        expect(link).to_be_visible()
        expect(link).to_have_text(words)
        expect(link).to_have_attribute("href", address)


def test_links_that_wait_for_the_script_are_seen_only_without_it(
    page: Page, fake_bot: FakeBot
) -> None:
    """With the style that the documents recommend."""
    said = (WIDGET / "README.md").read_text("utf-8")
    [style] = re.findall(r"```css\n(clinic-chat:not.*?)```", said, re.DOTALL)
    words = '<a href="tel:1">Call</a>'
    content = html(fake_bot).replace("></clinic-chat>", f">{words}</clinic-chat>")
    content = content.replace("</head>", f"<style>{style}</style></head>")
    fake_bot.pages["/links"] = content, {}
    page.route("**/widget/clinic-chat.js", lambda route: route.abort())
    client = page.context.new_cdp_session(page)
    client.send("Animation.enable")
    client.send("Animation.setPlaybackRate", {"playbackRate": 0})
    page.goto(fake_bot.url + "/links")
    link = page.locator("clinic-chat > a")
    expect(link).to_be_hidden()
    client.send("Animation.setPlaybackRate", {"playbackRate": 1})
    expect(link).to_be_visible()


def test_the_page_says_what_to_set_for_another_website(page: Page, fake_bot: FakeBot) -> None:
    page.goto(fake_bot.url + "/embed")
    setting = page.get_by_label("Setting of the bot")
    expect(setting).to_have_text("CHAT_ORIGINS=https://www.your-clinic.example")
    expect(page.get_by_label("Style of your page")).to_contain_text("--clinic-chat-gap-block")
