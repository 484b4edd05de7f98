"""Host pages: strict policies, hostile styles, small screens, layout, printing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import SCREENS, html, visit, visit_html

ORIGIN = (
    "default-src 'none'; script-src {server}; connect-src {server}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
NONCE = (
    "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'; "
    "connect-src {server}"
)
HOSTILE = """
* { all: unset !important; display: block !important; font: 40px/1 serif !important; }
html { font-size: 4px; letter-spacing: 1em; text-transform: uppercase; visibility: hidden; }
body * { position: static !important; opacity: .1 !important; transform: rotate(5deg) !important; }
button, dialog, textarea, table { display: none !important; }
clinic-chat { display: none; filter: blur(9px); color: red; direction: rtl; }
"""
PARTS = [".launcher", "dialog", "h2", ".card", "table", "td", "textarea"]


@pytest.mark.parametrize("policy", [ORIGIN, NONCE], ids=["origin", "nonce"])
def test_a_strict_policy_is_kept(page: Page, fake_bot: FakeBot, policy: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    content = html(fake_bot, 'lang="de" color="navy"').replace("<script", "<script nonce='abc'")
    chat = visit_html(page, fake_bot, content, policy).open()
    chat.ask("compare")
    expect(chat.launcher).to_have_css("background-color", "rgb(0, 0, 128)")
    assert [text for text in complaints if "Policy" in text or "Trusted" in text] == []


def test_hostile_styles_of_the_page_change_nothing(page: Page, fake_bot: FakeBot) -> None:
    expected = look(visit(page, fake_bot))
    content = html(fake_bot).replace("</head>", f"<style>{HOSTILE}</style></head>")
    assert look(visit_html(page, fake_bot, content)) == expected


def look(chat: Chat) -> dict[str, str]:
    """The styles of a comparison in a new conversation."""
    chat.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    chat.page.reload()
    chat.launcher.wait_for()
    chat.open().ask("compare")
    seen: dict[str, str] = chat.page.evaluate(scripts.LOOK, PARTS)
    return seen


def test_nothing_of_the_page_moves(page: Page, fake_bot: FakeBot) -> None:
    page.add_init_script(scripts.WATCH_SHIFTS)
    visit(page, fake_bot).open().ask("compare")
    assert page.evaluate("window.shift") == 0


CORNERS = [
    ("", "ltr", "right"),
    ('position="start"', "ltr", "left"),
    ('lang="ar"', "rtl", "left"),
    ('lang="ar" position="start"', "rtl", "right"),
]


@pytest.mark.parametrize(("attributes", "direction", "side"), CORNERS)
def test_the_corner(
    page: Page, fake_bot: FakeBot, attributes: str, direction: str, side: str
) -> None:
    content = html(fake_bot, attributes).replace("<html", f'<html dir="{direction}"')
    box = visit_html(page, fake_bot, content).launcher.bounding_box()
    assert box and (box["x"] > 640) == (side == "right")


def test_a_small_screen_is_filled(page: Page, fake_bot: FakeBot) -> None:
    page.set_viewport_size(SCREENS["phone"]["viewport"])
    chat = visit(page, fake_bot).open()
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(chat.launcher).to_be_hidden()
    expect(page.locator("clinic-chat dialog:modal")).to_have_count(1)
    page.set_viewport_size(SCREENS["desktop"]["viewport"])
    expect(chat.launcher).to_be_visible()
    expect(page.locator("clinic-chat dialog:modal")).to_have_count(0)


def test_a_small_screen_is_not_covered_by_itself(page: Page, fake_bot: FakeBot) -> None:
    page.set_viewport_size(SCREENS["phone"]["viewport"])
    chat = visit(page, fake_bot, "open-on-load")
    page.wait_for_timeout(300)
    expect(chat.panel).to_be_hidden()


def test_printing_a_page_leaves_the_chat_out(chat: Chat) -> None:
    chat.open()
    chat.page.emulate_media(media="print")
    expect(chat.panel).to_be_hidden()
    expect(chat.page.get_by_role("heading", name="A page of a clinic")).to_be_visible()
