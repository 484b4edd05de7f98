"""axe reports no violations, in every state, size, language and colour scheme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.widget.accessibility import COLOURS, violations
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import SCREENS, visit

Step = Callable[[Chat, FakeBot], Any]


def talk(chat: Chat, bot: FakeBot) -> None:
    """A conversation with every kind of reply."""
    chat.open()
    for words in ("compare", "I can't breathe", "when are you open", "hm", "tell me more"):
        chat.ask(words)
    chat.ask("cost and how long", replies=2)


def rate(chat: Chat, bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("Not helpful").click()
    chat.panel.get_by_label("Anything to add?").wait_for()


def fail(chat: Chat, bot: FakeBot) -> None:
    bot.fail("/chat/messages", Fault(422, "This message cannot be read."))
    chat.open().send("What does PRP cost?")
    chat.button("Edit").wait_for()


def wait(chat: Chat, bot: FakeBot) -> None:
    bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.open().send("What does PRP cost?")
    chat.button("Try again").wait_for()


def read_on(chat: Chat, bot: FakeBot) -> None:
    """A new message while the visitor reads further up, with times shown."""
    chat.open().ask("compare")
    chat.ask("compare")
    chat.choose("Show times")
    bot.delay = 0.5
    chat.send("What does PRP cost?")
    chat.log.evaluate("(log) => { log.scrollTop = 0; }")
    chat.panel.get_by_text("New message").wait_for()
    bot.delay = 0


def copy(chat: Chat, bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.evaluate("navigator.clipboard.writeText = async () => {}; 0")
    chat.button("Copy").click()
    chat.panel.get_by_text("Copied").wait_for()


def start_over(chat: Chat, bot: FakeBot) -> None:
    chat.open().ask("compare")
    chat.choose("Start over")
    chat.button("Undo").wait_for()


STATES: dict[str, Step] = {
    "closed": lambda chat, bot: None,
    "greeting": lambda chat, bot: chat.open(),
    "urgent": lambda chat, bot: chat.open().ask("I can't breathe"),
    "conversation": talk,
    "rating": rate,
    "failed": fail,
    "waiting": wait,
    "menu": lambda chat, bot: chat.open().page.locator("clinic-chat summary").click(),
    "erase": lambda chat, bot: chat.open().choose("Erase my conversation"),
    "reading": read_on,
    "copied": copy,
    "undo": start_over,
    "too long": lambda chat, bot: chat.open().send("a" * 501),
}


@pytest.mark.parametrize("look", ["desktop", "phone", "landscape", "zoomed"])
def test_axe_finds_nothing_in_any_state(browser: Browser, fake_bot: FakeBot, look: str) -> None:
    context = browser.new_context(reduced_motion="reduce", **SCREENS[look])
    found: dict[str, list[str]] = {}
    for state, reach in STATES.items():
        chat = visit(context.new_page(), fake_bot)
        reach(chat, fake_bot)
        found[state] = violations(chat.page)
        chat.page.emulate_media(color_scheme="dark")
        found[f"{state}, dark"] = violations(chat.page, COLOURS)
        fake_bot.faults.clear()
        chat.page.evaluate("localStorage.clear()")
        chat.page.close()
    context.close()
    assert {state: names for state, names in found.items() if names} == {}


@pytest.mark.parametrize("language", ["es", "de", "fr", "ar"])
def test_axe_finds_nothing_in_other_languages(page: Page, fake_bot: FakeBot, language: str) -> None:
    chat = visit(page, fake_bot, f'lang="{language}"').open()
    chat.ask("What does PRP cost?")
    assert violations(page) == []


@pytest.mark.parametrize(
    "colour", ["#ffe100", "#003b71", "navy", "oklch(0.7 0.15 30)", "#0080ff", "#7a7a7a"]
)
def test_any_colour_of_the_clinic_stays_readable(
    page: Page, fake_bot: FakeBot, colour: str
) -> None:
    chat = visit(page, fake_bot, f'color="{colour}"').open()
    chat.ask("What does PRP cost?")
    assert violations(page, COLOURS) == []
