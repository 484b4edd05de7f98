"""A clinic's plain page with the chat in it, and the screens on which it is tested."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot

HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Host</title>
</head>
<body>
<main><h1>A page of a clinic</h1><p>Text.</p><button id="before">Before</button></main>
<script type="module" src="{server}/widget/clinic-chat.js"></script>
<clinic-chat {attributes}></clinic-chat>
</body>
</html>"""
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "dark phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "dark",
    },
    "landscape": {"viewport": {"width": 844, "height": 390}, "has_touch": True, "is_mobile": True},
    "dark landscape": {"viewport": {"width": 844, "height": 390}, "color_scheme": "dark"},
    "zoomed": {"viewport": {"width": 320, "height": 256}},
    "dark zoomed": {"viewport": {"width": 320, "height": 256}, "color_scheme": "dark"},
}


def html(bot: FakeBot, attributes: str = "") -> str:
    return HTML.format(server=bot.url, attributes=attributes)


def visit(page: Page, bot: FakeBot, attributes: str = "", path: str = "/host") -> Chat:
    """Open a page with the chat, which is still closed."""
    return visit_html(page, bot, html(bot, attributes), path=path)


def visit_html(
    page: Page, bot: FakeBot, content: str, policy: str = "", path: str = "/host"
) -> Chat:
    headers = {"Content-Security-Policy": policy.format(server=bot.url)} if policy else {}
    bot.pages[path] = content, headers
    page.goto(bot.url + path)
    chat = Chat(page)
    chat.launcher.wait_for()
    return chat


def visit_server(page: Page, base_url: str, path: str = "/") -> Chat:
    """Open one of the server's own pages, all of which have the chat."""
    page.goto(base_url + path)
    chat = Chat(page)
    chat.launcher.wait_for()
    return chat
