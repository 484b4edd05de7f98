"""The desk's forms in a browser: on a phone, with the keyboard, without axe violations."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.desk.staff import PASSWORD, SETTINGS
from tests.live import LiveServer, Visitor
from tests.serving.faults import eventually
from tests.widget.accessibility import assert_names_differ

PHONE = {"width": 360, "height": 740}
ANSWER = "We have no oils to sell. Please ask the team before you try one."


@pytest.fixture
def bot(model: Path, tmp_path: Path) -> Iterator[LiveServer]:
    knowledge = shutil.copytree(ROOT / "data" / "knowledge", tmp_path / "knowledge")
    (tmp_path / "var").mkdir()
    own = {"CHAT_KNOWLEDGE": str(knowledge), "CHAT_LEARN": "1"}
    server = LiveServer(tmp_path / "var", model, **SETTINGS, **own).start()
    yield server
    server.stop()


def check(page: Page) -> None:
    """In both colour schemes, on a phone and on a desktop."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0


def add_older_ones(bot: LiveServer) -> None:
    """So many questions that a page can't wait until they are grouped; all mean the same.

    One of the new questions gets a word that is wider than a phone.
    """
    with sqlite3.connect(bot.var / "conversations.db") as stored:
        day, encoder, vector = stored.execute(
            "SELECT day, encoder, vector FROM unanswered"
        ).fetchone()
        stored.execute(f"UPDATE unanswered SET text = text || ' {'w' * 200}' WHERE text LIKE '%onion%'")
        other = (-np.frombuffer(vector, np.int8)).tobytes()
        stored.executemany(
            "INSERT INTO unanswered VALUES (?, ?, 'clarify', '', 'and now?', 1, ?, ?)",
            [(f"{number:064}", day - 20, encoder, other) for number in range(4000)],
        )


def test_from_a_question_without_an_answer_to_one(browser: Browser, bot: LiveServer) -> None:
    visitor = Visitor(bot).begin()
    for words in ("does rosemary oil help my hair?", "what about onion juice"):
        assert visitor.say(words)[0]["custom"]["kind"] == "uncovered"
    eventually(lambda: len([row for row in bot.rows()["unanswered"] if row[7]]) == 2)
    add_older_ones(bot)
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(bot.base_url + "/desk")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Without an answer").click()
    expect(page.get_by_role("status")).to_contain_text("being sorted by what they mean")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=2))
    expect(card).to_contain_text("Asked 2 times", timeout=60_000)  # a process is started for it
    card.get_by_text("How people asked it").click()
    expect(card).to_contain_text("onion juice")
    check(page)
    card.get_by_role("link", name="Write an answer").click()
    box = page.get_by_label("The clinic's answer")
    expect(box).to_be_empty()
    box.fill("It is guaranteed to work.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_label("The clinic's answer")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#answer-bad")).to_contain_text("promises no result")
    check(page)
    page.get_by_label("The clinic's answer").fill(ANSWER)
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.locator(".bubble")).to_contain_text(ANSWER)
    expect(page.get_by_text("Reading level: school grade")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved. The chat uses it within a second or two.")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    check(page)

    def answer() -> str:
        return str(Visitor(bot).begin().say("does rosemary oil help my hair?")[0]["text"])

    eventually(lambda: answer() == ANSWER)
    page.get_by_role("link", name="Facts").click()
    check(page)
    page.get_by_label("Sunday").fill("10:00-12:00")
    page.get_by_label("Opening hours").fill("")  # in words, from the days
    other = context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Log out").click()
    expect(other.get_by_label("Password")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("before you saved")
    check(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Press Save")
    expect(page.get_by_label("Sunday")).to_have_value("10:00-12:00")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    for name in ("Prices", "Clinic questions", "History"):
        page.get_by_role("link", name=name, exact=True).click()
        check(page)
    assert_names_differ(page)
    page.get_by_role("button", name="Go back to before").first.click()
    expect(page.get_by_role("status")).to_contain_text("You went back")
    expect(page.get_by_role("heading", level=2)).to_have_count(3)
    check(page)
    assert [text for text in said if not text.startswith("Failed to load resource")] == []
    context.close()
