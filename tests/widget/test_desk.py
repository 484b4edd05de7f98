"""The desk in a real browser: on a phone, in the dark, with the keyboard, without violations."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.staff import PASSWORD, SETTINGS, TOM, leave
from tests.live import LiveServer, Visitor
from tests.widget.host import SCREENS
from tests.widget.accessibility import assert_names_differ, violations


@pytest.fixture(scope="module")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("desk"), model, **SETTINGS).start()
    wide = replace(TOM, email="t" * 48 + "@mail.example", about="w" * 300)
    for number in range(21):
        leave(server, f"r{number}", replace(wide, name=f"Tomasina{'a' * 60} the {number}th"))
    leave(server, "same", replace(wide, name=f"Tomasina{'a' * 60} the 20th"))
    with sqlite3.connect(server.var / "conversations.db") as stored:
        stored.execute("UPDATE contact_requests SET received = received - 3 WHERE id = 'same'")
    visitor = Visitor(server).begin()
    for question in ("How much does PRP cost?", "i can't breathe since the injection"):
        reply = visitor.say(question)[0]
    rating = {"reply": reply["id"], "value": "down", "word": "<i>no</i> help " + "w" * 180}
    assert visitor.call("POST", "/chat/ratings", json=rating).status_code == 204
    yield server
    server.stop()


def is_fine(page: Page) -> None:
    """No axe violations, no horizontal overflow, every picture loaded."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sizes = page.locator("img").evaluate_all("all => all.map((img) => img.naturalWidth)")
    assert all(sizes)


@pytest.mark.parametrize("look", ["phone", "dark"])
def test_all_of_it(browser: Browser, bot: LiveServer, look: str) -> None:
    context = browser.new_context(reduced_motion="reduce", **SCREENS[look])
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))

    page.goto(f"{bot.base_url}/desk")
    is_fine(page)
    page.get_by_label("Password").fill("a horse and no staples")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not the password")).to_be_visible()
    is_fine(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Requests")
    expect(page.get_by_role("heading", level=2)).to_have_count(20)
    is_fine(page)
    assert_names_differ(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips the menu
    expect(page).to_have_url(re.compile(r"#content$"))
    page.get_by_role("link", name="Older").click()
    is_fine(page)
    name = page.get_by_role("heading", level=2).first.inner_text()
    page.get_by_role("button", name=f"Done: {name}").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Marked as done.")
    is_fine(page)
    page.get_by_role("link", name="Done (1)").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(name)
    is_fine(page)
    page.get_by_role("button", name=f"Not done: {name}").click()
    expect(page.get_by_role("status")).to_have_text("Marked as not done.")
    page.locator("summary").first.press("Enter")
    is_fine(page)
    page.get_by_role("button", name="Delete for good").first.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Deleted for good.")
    leave(bot, f"again {look}", TOM)

    page.get_by_role("link", name="Ratings").click()
    expect(page.get_by_text("“<i>no</i> help")).to_be_visible()
    is_fine(page)
    page.get_by_role("link", name="Figures").click()
    expect(page.get_by_role("img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    for summary in page.locator("summary").all():
        summary.press("Enter")
    is_fine(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV: Topics").click()
    assert download.value.suggested_filename == "topics.csv"

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(TOM.name)).to_have_count(0)
    assert all(url.startswith(bot.base_url) for url in asked)
    assert [text for text in wrong if "403" not in text] == []  # 403: the wrong password
    context.close()
