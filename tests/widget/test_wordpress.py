"""The WordPress plug-in: its syntax, and its output in a browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import WIDGET, FakeBot
from tests.widget.programs import needed, run

PLUGIN = WIDGET / "examples" / "clinic-chat.php"
WORDPRESS = Path(__file__).parent / "wordpress.php"
FOOTER, SETTINGS = "wp_footer", "page_clinic-chat"
HOSTILE = '"><script>window.hurt = 1</script><b x="'


def written(show: str, given: Any) -> str:
    """The plug-in's output after somebody has saved these settings."""
    php = [needed("php", "php-cli"), "-d", "error_reporting=-1", "-d", "display_errors=stdout"]
    command = [*php, str(WORDPRESS), str(PLUGIN), show]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def page_of(html: str) -> str:
    return f"<!doctype html><html lang='en'><title>Clinic</title><body><h1>Blog</h1>{html}</body>"


@pytest.mark.live
def test_the_syntax_is_right() -> None:
    assert "No syntax errors" in run(needed("php", "php-cli"), "-l", PLUGIN)


def test_what_it_writes_chats(page: Page, fake_bot: FakeBot, elsewhere: FakeBot) -> None:
    given = {
        "server": fake_bot.url,
        "color": "#003b71",
        "label": 'Ask "us" & more',
        "logo": f"{fake_bot.url}/widget/demo/mark.svg",
        "teaser": "Questions?",
        "phone": "+1 202-555-0142",
        "booking-url": "https://clinic.example/book?a=1&b=2",
    }
    elsewhere.pages["/"] = page_of(written(FOOTER, given)), {}
    page.goto(elsewhere.url)
    chat = Chat(page)
    expect(chat.teaser).to_contain_text("Questions?")
    expect(chat.launcher).to_have_accessible_name('Ask "us" & more')
    expect(chat.launcher).to_have_css("background-color", "rgb(0, 59, 113)")
    chat.open().ask("compare")
    expect(chat.panel.locator(".top img")).to_be_visible()
    call, book = page.locator("clinic-chat > a").all()
    expect(call).to_be_hidden()
    page.route("**/widget/clinic-chat.js", lambda route: route.abort())
    page.reload()
    expect(call).to_be_visible()
    expect(call).to_have_attribute("href", "tel:+12025550142")
    expect(book).to_have_attribute("href", "https://clinic.example/book?a=1&b=2")


@pytest.mark.live
def test_without_a_server_it_writes_nothing() -> None:
    for given in ({}, None, "words", {"server": ""}, {"server": ["x"]}, {"server": "javascript:0"}):
        assert written(FOOTER, given) == ""


def test_settings_cannot_become_markup(page: Page, fake_bot: FakeBot) -> None:
    names = ("server", "color", "color-dark", "logo", "label", "greeting", "teaser", "phone")
    given = dict.fromkeys(names, HOSTILE) | {"unknown": HOSTILE}
    given["server"] = fake_bot.url + HOSTILE
    for show in (FOOTER, SETTINGS):
        fake_bot.pages["/"] = page_of(written(show, given)), {}
        page.goto(fake_bot.url)
        assert page.evaluate("window.hurt") is None
        assert page.locator("b, script:not([type=module])").count() == 0


def test_the_settings_show_what_was_saved(page: Page, fake_bot: FakeBot) -> None:
    given = {"server": "https://bot.example", "color": "navy", "label": 'Ask "us"'}
    fake_bot.pages["/"] = page_of(written(SETTINGS, given)), {}
    page.goto(fake_bot.url)
    expect(page.get_by_label("Address of the bot")).to_have_value("https://bot.example")
    expect(page.get_by_label("Words on the button")).to_have_value('Ask "us"')
    expect(page.get_by_label("Main colour", exact=True)).to_have_value("")
    expect(page.locator("[name='clinic_chat[teaser]']")).to_have_count(1)
