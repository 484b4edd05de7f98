"""Other people's pages: strict policies, hostile styles, layouts, attributes, methods, printing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat import Chat
from tests.widget.conftest import HOST, visit
from tests.widget.fake_bot import FakeBot

STRICT = "default-src 'none'; script-src {server}; connect-src {server}; require-trusted-types-for 'script'; trusted-types 'none'"
NONCE = "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; connect-src {server}; style-src 'nonce-abc'"
HOSTILE = """* { all: unset !important; display: block !important; color: red !important; font: 40px/1 serif !important; }
html { font-size: 4px; line-height: 4; letter-spacing: 1em; text-transform: uppercase; direction: rtl; visibility: hidden; }
body * { position: static !important; opacity: .1 !important; transform: rotate(5deg) !important; }
button, dialog, textarea, table { display: none !important; } clinic-chat { display: none; filter: blur(9px); }"""


def serve(bot: FakeBot, html: str, policy: str = "") -> str:
    headers = {"Content-Security-Policy": policy.format(server=bot.url)} if policy else {}
    bot.pages["/host"] = html.replace("{server}", bot.url), headers
    return f"{bot.url}/host"


@pytest.mark.parametrize("policy", [STRICT, NONCE], ids=["origin", "nonce"])
def test_a_strict_policy_is_kept(page: Page, fake_bot: FakeBot, policy: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    html = HOST.format(server=fake_bot.url, attributes='lang="de" color="navy"').replace(
        "<script", "<script nonce='abc'"
    )
    page.goto(serve(fake_bot, html, policy))
    chat = Chat(page).open()
    chat.ask("compare")
    assert (
        page.locator("clinic-chat .launcher").evaluate(
            "(node) => getComputedStyle(node).backgroundColor"
        )
        == "rgb(0, 0, 128)"
    )
    assert [
        text for text in complaints if "Security Policy" in text or "TrustedScript" in text
    ] == []


def test_hostile_styles_of_the_page_change_nothing(page: Page, fake_bot: FakeBot) -> None:
    plain = visit(page, fake_bot).open()
    plain.ask("compare")
    page.wait_for_timeout(300)
    expected = look(plain)
    html = HOST.format(server=fake_bot.url, attributes="").replace(
        "</head>", f"<style>{HOSTILE}</style></head>"
    )
    page.evaluate("localStorage.clear()")
    page.goto(serve(fake_bot, html))
    chat = Chat(page)
    if not chat.panel.is_visible():
        chat.open()
    chat.replies.first.wait_for()
    chat.ask("compare")
    page.wait_for_timeout(300)
    assert look(chat) == expected


def look(chat: Chat) -> dict[str, object]:
    script = """(names) => { const root = document.querySelector('clinic-chat').shadowRoot;
        return Object.fromEntries(names.map((name) => { const node = root.querySelector(name);
            const { x, y, width, height } = node.getBoundingClientRect(); const style = getComputedStyle(node);
            return [name, [x, y, width, height, style.color, style.fontSize, style.letterSpacing, style.visibility,
                style.textTransform, style.direction].join(' ')]; })); }"""
    seen: dict[str, object] = chat.page.evaluate(
        script, [".launcher", "dialog", "h2", ".card", "table", "td", "textarea"]
    )
    return seen


def test_nothing_of_the_page_moves_and_the_page_is_not_held_up(
    page: Page, fake_bot: FakeBot
) -> None:
    page.add_init_script(
        """window.shift = 0; window.busy = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; }))
            .observe({type: 'layout-shift', buffered: true});
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.busy += Math.max(0, entry.duration - 50); }))
            .observe({type: 'longtask', buffered: true});"""
    )
    chat = visit(page, fake_bot)
    page.wait_for_timeout(500)
    assert page.evaluate("window.busy") < 100
    chat.open().ask("compare")
    assert page.evaluate("window.shift") == 0


@pytest.mark.parametrize(("attributes", "direction", "side"), [
    ("", "ltr", "right"), ('position="start"', "ltr", "left"), ('lang="ar"', "rtl", "left"), ('lang="ar" position="start"', "rtl", "right"),
])  # fmt: skip
def test_the_corner(
    page: Page, fake_bot: FakeBot, attributes: str, direction: str, side: str
) -> None:
    html = HOST.format(server=fake_bot.url, attributes=attributes).replace(
        "<html", f'<html dir="{direction}"'
    )
    page.goto(serve(fake_bot, html))
    box = Chat(page).launcher.bounding_box()
    assert box and (box["x"] > 640) == (side == "right")


@pytest.mark.parametrize(("attribute", "text"), [
    ('label="Questions?"', "Questions?"), ('lang="es-MX"', "Haga una pregunta"), ('lang="xx"', "Ask a question"),
])  # fmt: skip
def test_words_of_the_launcher(page: Page, fake_bot: FakeBot, attribute: str, text: str) -> None:
    expect(visit(page, fake_bot, attribute).launcher).to_have_accessible_name(text)


def test_the_language_is_the_pages_when_nothing_is_said(page: Page, fake_bot: FakeBot) -> None:
    page.goto(
        serve(
            fake_bot,
            HOST.format(server=fake_bot.url, attributes="").replace('lang="en"', 'lang="fr-CA"'),
        )
    )
    expect(Chat(page).launcher).to_have_accessible_name("Poser une question")


def test_a_greeting_of_the_pages_own(page: Page, fake_bot: FakeBot) -> None:
    assert visit(page, fake_bot, 'greeting="Welcome."').open().words() == ["Welcome."]


def test_attributes_can_change_while_the_chat_is_open(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.field.fill("And")
    chat.page.evaluate("document.querySelector('clinic-chat').setAttribute('lang', 'de')")
    expect(chat.panel.get_by_label("Ihre Frage")).to_have_value("And")
    expect(chat.replies).to_have_count(2)
    chat.page.evaluate("document.querySelector('clinic-chat').setAttribute('theme', 'dark')")
    expect(chat.panel).to_have_css("background-color", "rgb(20, 27, 26)")


def test_custom_properties_are_the_theme(page: Page, fake_bot: FakeBot) -> None:
    style = "clinic-chat { --clinic-chat-accent: rgb(10, 20, 30); --clinic-chat-width: 300px; --clinic-chat-gap: 40px; }"
    page.goto(
        serve(
            fake_bot,
            HOST.format(server=fake_bot.url, attributes="").replace(
                "</head>", f"<style>{style}</style></head>"
            ),
        )
    )
    chat = Chat(page).open()
    page.wait_for_timeout(300)
    box = chat.panel.bounding_box()
    assert box and box["width"] == 300 and box["x"] + box["width"] == 1280 - 40
    expect(chat.launcher).to_have_css("background-color", "rgb(10, 20, 30)")


def test_methods(chat: Chat, fake_bot: FakeBot) -> None:
    call = "(name) => document.querySelector('clinic-chat')[name]('What does PRP cost?')"
    chat.page.evaluate(call, "ask")
    expect(chat.replies).to_have_count(2)
    chat.page.evaluate(call, "close")
    expect(chat.panel).to_be_hidden()
    chat.page.evaluate(call, "toggle")
    expect(chat.panel).to_be_visible()
    chat.page.evaluate(call, "restart")
    expect(chat.questions).to_have_count(0)
    chat.page.evaluate(call, "erase")
    assert fake_bot.conversations == {}


def test_the_element_may_move_leave_and_come_back(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.evaluate(
        "document.querySelector('main').append(document.querySelector('clinic-chat'))"
    )
    expect(chat.panel).to_be_visible()
    expect(chat.replies).to_have_count(2)
    chat.page.evaluate("window.kept = document.querySelector('clinic-chat'); window.kept.remove()")
    chat.page.wait_for_timeout(200)
    chat.page.evaluate("document.body.append(window.kept)")
    expect(chat.replies).to_have_count(2)


def test_the_script_may_be_there_twice(page: Page, fake_bot: FakeBot) -> None:
    html = HOST.format(server=fake_bot.url, attributes="")
    script = f'<script type="module" src="{fake_bot.url}/widget/clinic-chat.js?again"></script>'
    page.goto(serve(fake_bot, html.replace("</body>", f"{script}</body>")))
    Chat(page).open().ask("What does PRP cost?")


def test_a_small_screen_is_filled(page: Page, fake_bot: FakeBot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    chat = visit(page, fake_bot).open()
    page.wait_for_timeout(300)
    assert chat.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(chat.launcher).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(chat.launcher).to_be_visible()
    assert chat.panel.evaluate("(dialog) => dialog.matches(':modal')") is False


def test_a_small_screen_is_not_covered_by_itself(page: Page, fake_bot: FakeBot) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    chat = visit(page, fake_bot, "open-on-load")
    page.wait_for_timeout(300)
    expect(chat.panel).to_be_hidden()


def test_printing_a_page_leaves_the_chat_out(chat: Chat) -> None:
    chat.open()
    chat.page.emulate_media(media="print")
    expect(chat.panel).to_be_hidden()
    expect(chat.page.get_by_role("heading", name="A page of a clinic")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_printing_the_conversation_leaves_the_page_out(
    page: Page, fake_bot: FakeBot, width: int
) -> None:
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.set_viewport_size({"width": width, "height": 844})
    chat = visit(page, fake_bot).open()
    chat.ask("compare")
    chat.choose("Print")
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(chat.replies.last).to_be_visible()
    expect(chat.field).to_be_hidden()
    expect(page.locator("h1")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(chat.field).to_be_visible()
    expect(page.locator("h1")).to_be_visible()
