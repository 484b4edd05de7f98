"""What leaves the browser, and what is stored in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.widget import sample_replies as sample
from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import visit

NOTHING = {"local": {}, "session": {}, "cookie": "", "databases": 0, "caches": 0}


def test_nobody_is_called_before_the_visitor_shows_interest(chat: Chat, fake_bot: FakeBot) -> None:
    chat.page.wait_for_timeout(500)
    assert fake_bot.calls == []


def test_nothing_is_stored_before_the_first_message(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    chat.field.fill("My name is")
    chat.button("Close chat").click()
    chat.launcher.click()
    expect(chat.field).to_have_value("My name is")
    chat.choose("Start over")
    assert chat.stored() == NOTHING
    assert fake_bot.count("POST", "/chat/session") == 0


def test_no_words_of_the_conversation_stay_in_the_browser(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    kept = chat.stored()
    assert kept["cookie"] == "" and len(kept["local"]) == 1
    assert "cost" not in str(kept).lower()


@pytest.mark.parametrize("path", ["/", "/treatments", "/prices", "/embed", "/host"])
def test_no_page_asks_a_third_party_for_anything(page: Page, fake_bot: FakeBot, path: str) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    chat = visit(page, fake_bot) if path == "/host" else Chat(page)
    page.goto(fake_bot.url + path)
    chat.open().ask("What does PRP cost?")
    assert {host for host in asked if host} == {urlsplit(fake_bot.url).netloc}


def test_events_tell_kinds_and_never_words(chat: Chat) -> None:
    names = ["ready", "open", "close", "send", "reply", "rate", "error", "erase"]
    chat.page.evaluate(scripts.WATCH_EVENTS, names)
    chat.open().ask("What does PRP cost?")
    chat.button("Helpful").click()
    chat.panel.get_by_label("Anything to add?").wait_for()
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("erased")
    chat.button("Close chat").click()
    heard: list[Any] = chat.page.evaluate("window.heard")
    about = {"kind": "answer", "topic": "cost", "treatment": "prp"}
    assert heard == [
        ["open", {}],
        ["send", {}],
        ["reply", about],
        ["rate", {**about, "value": "up"}],
        ["erase", {}],
        ["close", {}],
    ]


def test_a_browser_that_stores_nothing_still_chats(page: Page, fake_bot: FakeBot) -> None:
    page.add_init_script(scripts.REFUSE_STORAGE)
    chat = visit(page, fake_bot).open()
    chat.ask("What does PRP cost?")
    chat.ask("compare")
    assert len(fake_bot.conversations) == 1
    chat.choose("Start over")
    assert chat.words() == [sample.GREETING]
