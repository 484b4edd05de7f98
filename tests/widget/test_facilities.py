"""If a browser lacks or refuses something, the chat works with less, or says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import BrowserType, Page, expect

from tests.widget import sample_replies as sample
from tests.widget.chat_handled import Chat
from tests.widget.conftest import QUIET
from tests.widget.fake_bot import FakeBot
from tests.widget.host import html, visit

#: The browser's functions that the chat uses: their owner, and how they are called.
USED = {
    "locks": ("navigator", "locks", "request"),
    "local storage": ("window", "localStorage", "setItem"),
    "local storage, reading": ("window", "localStorage", "getItem"),
    "tab storage": ("window", "sessionStorage", "setItem"),
    "channel": ("window", "BroadcastChannel", "prototype.postMessage"),
    "clipboard": ("navigator", "clipboard", "writeText"),
    "crypto": ("window", "crypto", "getRandomValues"),
    "deadline": ("window", "AbortSignal", "timeout"),
    "viewport": ("window", "visualViewport", "addEventListener"),
    "names of languages": ("Intl", "DisplayNames", "prototype.of"),
    "media": ("window", "matchMedia", ""),
    "colours": ("CSS", "supports", ""),
    "style sheets": ("window", "CSSStyleSheet", ""),
    "resizing": ("window", "ResizeObserver", "prototype.observe"),
    "modal": ("HTMLDialogElement.prototype", "showModal", ""),
}
_ERROR = "new DOMException('denied', 'SecurityError')"
WAYS = {
    "missing": "undefined",
    "null": "null",
    "throws": f"() => {{ throw {_ERROR}; }}",
    "rejects": f"() => Promise.reject({_ERROR})",
    "answers nothing": "() => undefined",
}


def broken() -> Iterator[tuple[str, str]]:
    """A script for each: the object is missing, or throws when read, or its call fails."""
    for name, (owner, facility, call) in USED.items():
        denied = f"get() {{ throw {_ERROR}; }}"
        yield f"{name} denied", _define(owner, facility, denied)
        for way, value in WAYS.items():
            if way in ("missing", "null"):
                yield f"{name} {way}", _define(owner, facility, f"value: {value}")
            elif call and (way != "rejects" or name in ("locks", "clipboard")):
                where, _, last = f"{owner}.{facility}.{call}".rpartition(".")
                if "storage" in name:
                    where = "Storage.prototype"
                yield f"{name} {way}", _define(where, last, f"value: {value}")
            elif way == "throws":
                yield f"{name} {way}", _define(owner, facility, f"value: {value}")


def _define(owner: str, name: str, how: str) -> str:
    return f"Object.defineProperty({owner}, '{name}', {{configurable: true, {how}}});"


BROKEN = dict(broken())


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN)
def test_the_chat_works_with_less(page: Page, fake_bot: FakeBot, script: str) -> None:
    page.add_init_script(script)
    chat = visit(page, fake_bot, 'color="navy" lang="de"')
    chat.launcher.click()
    expect(chat.panel).to_have_css("position", "fixed")
    chat.ask("What does PRP cost?")
    chat.chips.first.click()
    expect(chat.replies).to_have_count(3)
    expect(chat.ask("I can't breathe").get_by_role("link")).to_have_count(2)
    assert len(fake_bot.conversations) == 1
    copy = chat.panel.get_by_label("Kopieren")
    if copy.count():
        copy.first.click()
    page.set_viewport_size({"width": 390, "height": 844})
    chat.ask("compare")
    chat.choose("Mein Gespräch löschen")
    chat.button("Löschen").click()
    expect(chat.notice).to_contain_text("gelöscht")
    assert fake_bot.conversations == {}


def test_an_emergency_does_not_wait_for_a_lock_that_never_comes(
    page: Page, fake_bot: FakeBot
) -> None:
    page.add_init_script("LockManager.prototype.request = () => new Promise(() => {});")
    chat = visit(page, fake_bot).open()
    chat.send("I can't breathe")
    expect(chat.panel.get_by_role("link", name="911")).to_be_visible(timeout=15_000)


def test_a_store_that_fills_up_on_the_way(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.evaluate("Storage.prototype.setItem = () => { throw Error('full'); }; 0")
    chat.ask("compare")
    chat.choose("Start over")
    chat.ask("how long do results last")
    assert fake_bot.received == ["What does PRP cost?", "compare", "how long do results last"]
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("erased")
    assert fake_bot.conversations == {}


def test_what_others_left_in_the_store_is_no_hindrance(page: Page, fake_bot: FakeBot) -> None:
    key = f"clinic-chat:{fake_bot.url}/"
    page.add_init_script(
        f"for (const key of ['', ':1', ':2']) for (const store of [localStorage, sessionStorage])"
        f" store['{key}' + key] = {{'': '{{', ':1': '', ':2': 'null'}}[key];"
    )
    visit(page, fake_bot).open().ask("What does PRP cost?")


FETCH = {name: WAYS[name] for name in ("missing", "throws", "rejects")}


@pytest.mark.parametrize("value", FETCH.values(), ids=FETCH)
def test_a_page_that_cannot_call_says_so_with_the_numbers(
    page: Page, fake_bot: FakeBot, value: str
) -> None:
    page.add_init_script(_define("window", "fetch", f"value: {value}"))
    chat = visit(page, fake_bot, f'phone="{sample.PHONE}" booking-url="{sample.BOOKING}"').open()
    expect(chat.notice).to_contain_text("We cannot reach the guide.")
    expect(chat.notice).to_contain_text("In an emergency, call your local emergency number.")
    expect(chat.notice.get_by_role("link")).to_have_attribute("href", "tel:+12025550142")
    chat.send("I can't breathe")
    expect(chat.questions).to_contain_text("Waiting to be sent")
    expect(chat.panel.get_by_role("link", name="Book a visit")).to_be_visible()


def test_a_language_that_does_not_arrive_leaves_english(page: Page, fake_bot: FakeBot) -> None:
    page.route("**/strings/de.js", lambda route: route.abort())
    expect(visit(page, fake_bot, 'lang="de"').launcher).to_have_accessible_name("Ask a question")


FRAMES = ["allow-scripts", "allow-scripts allow-same-origin", "allow-scripts allow-forms"]


@pytest.mark.parametrize("sandbox", FRAMES)
def test_in_a_sandboxed_frame(page: Page, fake_bot: FakeBot, sandbox: str) -> None:
    fake_bot.pages["/inner"] = html(fake_bot), {}
    frame = f'<iframe sandbox="{sandbox}" src="/inner" width="900" height="800"></iframe>'
    fake_bot.pages["/outer"] = f"<!doctype html><title>Outer</title>{frame}", {}
    page.goto(fake_bot.url + "/outer")
    chat = Chat(cast("Page", page.frames[1])).open()
    chat.ask("I can't breathe")
    chat.field.fill("What does PRP cost?")
    chat.button("Send").click()
    expect(chat.replies).to_have_count(3)
    chat.button("Not helpful").click()
    word = chat.panel.get_by_label("Anything to add?")
    word.fill("I wanted a figure")
    word.press("Enter")
    expect(word).to_have_count(0)
    assert [rating.get("word") for rating in fake_bot.ratings] == [None, "I wanted a figure"]


def test_where_site_data_is_blocked(
    engine: BrowserType, chromium: str, tmp_path: Path, fake_bot: FakeBot
) -> None:
    """By Chrome's own setting."""
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    context = engine.launch_persistent_context(
        tmp_path, executable_path=chromium, args=QUIET.split()
    )
    page = context.new_page()
    chat = visit(page, fake_bot).open()
    assert page.evaluate("navigator.locks.request('x', () => 1).catch(({name}) => name)") != 1
    chat.ask("I can't breathe")
    chat.ask("What does PRP cost?")
    assert len(fake_bot.conversations) == 1
    context.close()
