"""The consultation sheet on a website: asked with buttons, then printed, on any screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live import LiveServer
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import SCREENS, visit, visit_server
from tests.widget.sample_replies import reply
from tests.widget.accessibility import violations
from tests.widget.test_takeout import AFTER, PRINT
from tests.widget.programs import needed, run

EVIL = "<img src=x onerror=alert(1)> {phone} ” & 5 > 3"


def on_paper(page: Page, folder: Path) -> str:
    page.pdf(path=folder / "sheet.pdf", format="A4")
    text = run(needed("pdftotext", "poppler-utils"), "-layout", folder / "sheet.pdf", "-")
    return " ".join(text.split())


def press(chat: Chat, title: str) -> None:
    before = chat.replies.count()
    chat.button(title).click()
    chat.replies.nth(before).wait_for()


@pytest.mark.parametrize("look", ["desktop", "dark phone"])
def test_from_the_offer_to_the_paper(
    browser: Browser, server: LiveServer, tmp_path: Path, look: str
) -> None:
    page = browser.new_page(reduced_motion="reduce", **SCREENS[look])
    chat = visit_server(page, server.base_url).open()
    chat.ask("How much does PRP cost?")
    chat.ask("How long do the results last?")
    chat.ask("What should I ask at the consultation?")
    press(chat, "Prepare my questions")
    found = violations(page)
    expect(chat.replies.last).to_contain_text("1 of 5")
    chat.ask(EVIL)
    for title in ("Skip", "Several are fine", "My own blood", "All of that"):
        press(chat, title)
    expect(chat.replies.last).to_contain_text("not a diagnosis")
    found += violations(page)
    page.reload()
    if look == "dark phone":
        chat.open()
    page.evaluate(PRINT)
    expect(chat.button("Print")).to_be_in_viewport()
    chat.button("Print").press("Enter")
    title = page.evaluate("window.printed")
    assert title.startswith("Consultation sheet, Sample Hair Clinic, ")
    text = on_paper(page, tmp_path)
    assert text.startswith("Consultation sheet Sample Hair Clinic, ")
    for words in (
        f"You told: “{EVIL}”",
        "You told: “My own blood”",
        "How long will my results last? The guide leaves this open.",
        "How much does PRP cost? PRP mostly costs less",
        "From the guide: Cost and Accessibility Considerations",
        "Your own notes",
        "It is not a diagnosis and no advice on your case. Please bring it",
    ):
        assert words in text, words
    assert "Thinning hair?" not in text and "Your question" not in text
    page.emulate_media(media="print")
    found += violations(page)
    page.evaluate(AFTER)
    assert page.evaluate("document.documentElement.children.length") == 2
    page.close()
    assert found == []


@pytest.mark.parametrize("broken", [True, {}, {"sections": [{}]}, {"title": EVIL, "sections": 5}])
def test_a_sheet_that_is_none_breaks_nothing(chat: Chat, fake_bot: FakeBot, broken: Any) -> None:
    said = reply("clinic", "A sheet.", topic="consultation", sheet=broken)
    fake_bot.answer = lambda text: [said]
    chat.open().ask("a sheet")
    chat.button("Print").click()
    expect(chat.notice).to_contain_text("That did not work")
    assert chat.page.locator("article").count() == 0


def test_in_another_language_the_paper_stays_in_the_bots(
    page: Page, fake_bot: FakeBot, tmp_path: Path
) -> None:
    item = {"title": "Ask this", "text": "", "source": ""}
    section = {"id": "bring", "title": "Questions to bring", "items": [item]}
    sheet = {"title": "Sheet", "about": "About it", "sections": [section], "lines": ["Honest"]}
    said = reply("clinic", "A sheet.", topic="consultation", sheet=sheet)
    fake_bot.answer = lambda text: [said]
    chat = visit(page, fake_bot, 'lang="ar"').open()
    chat.ask("a sheet")
    page.evaluate(PRINT)
    chat.replies.last.locator(".small").click()
    page.evaluate("window.printed")
    assert page.locator("article").get_attribute("lang") == "en"
    assert "About it Questions to bring Ask this Honest" in on_paper(page, tmp_path)
