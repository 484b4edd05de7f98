"""The FAQ in a real browser: with the chat, without scripts, printed, and in colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live import LiveServer
from tests.widget.accessibility import violations
from tests.widget.chat_handled import Chat
from tests.widget.host import SCREENS, visit_server

#: One page of each kind: all questions, comparison, prices, gaps with notes, a missing one.
PATHS = ["", "/differences", "/cost", "/safety", "/duration", "/approval", "/women", "/nope"]


@pytest.mark.parametrize("look", ["desktop", "phone", "dark", "dark phone", "zoomed"])
def test_a_page_is_whole_and_accessible(browser: Browser, server: LiveServer, look: str) -> None:
    context = browser.new_context(reduced_motion="reduce", **SCREENS[look])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in PATHS:
        visit_server(page, server.base_url, f"/faq{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert all(url.startswith((server.base_url, "data:")) for url in asked)
    assert [text for text in wrong if "404" not in text] == []  # the last page doesn't exist
    context.close()


def test_a_question_is_asked_in_the_chat(page: Page, server: LiveServer) -> None:
    visit_server(page, server.base_url, "/faq/duration")
    page.get_by_role("button", name="Ask this in the chat").click()
    chat = Chat(page)
    expect(chat.questions).to_contain_text("How long will my results last?")
    expect(chat.replies.last).to_contain_text("How long results last isn't in the guide")
    assert violations(page) == []


def test_all_is_there_without_scripts(browser: Browser, server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.base_url}/faq")
    page.get_by_role("link", name="How much do PRP and exosomes cost?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How much do PRP and exosomes cost?")
    expect(page.get_by_role("heading", level=3)).to_have_text(["PRP", "Exosomes"])
    expect(page.get_by_text("From the guide: Cost and Accessibility Considerations").first).to_be_visible()
    expect(page.get_by_text("Ask this in the chat")).to_be_hidden()
    expect(page.get_by_role("link", name=re.compile("^Call "))).to_be_visible()
    context.close()


def test_the_treatments_stand_side_by_side_where_there_is_room(
    page: Page, server: LiveServer
) -> None:
    page.goto(f"{server.base_url}/faq/cost")
    cards = page.locator(".sides .card")
    left, right = (cards.nth(number).bounding_box() for number in (0, 1))
    assert left and right and left["y"] == right["y"] and left["x"] < right["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    above, below = (cards.nth(number).bounding_box() for number in (0, 1))
    assert above and below and above["x"] == below["x"] and above["y"] < below["y"]


def test_on_paper_it_is_dark_on_white_with_its_sources(
    page: Page, server: LiveServer, tmp_path: Path
) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(f"{server.base_url}/faq/safety")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("body")).to_have_css("color", "rgb(20, 32, 30)")
    expect(page.get_by_text("Ask this in the chat")).to_be_hidden()
    link = page.locator(".note a").first
    shown = link.evaluate("(link) => getComputedStyle(link, '::after').content")
    assert (link.get_attribute("href") or "none") in shown
