"""The element's public interface: attributes, custom properties, methods, its life in a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import html, visit, visit_html

ELEMENT = "document.querySelector('clinic-chat')"
LABELS = [
    ("", "Ask a question"),
    ('label="Questions?"', "Questions?"),
    ('lang="es-MX"', "Haga una pregunta"),
    ('lang="xx"', "Ask a question"),
]


@pytest.mark.parametrize(("attribute", "text"), LABELS)
def test_words_of_the_launcher(page: Page, fake_bot: FakeBot, attribute: str, text: str) -> None:
    expect(visit(page, fake_bot, attribute).launcher).to_have_accessible_name(text)


def test_the_language_is_the_pages_when_nothing_is_said(page: Page, fake_bot: FakeBot) -> None:
    chat = visit_html(page, fake_bot, html(fake_bot).replace('lang="en"', 'lang="fr-CA"'))
    expect(chat.launcher).to_have_accessible_name("Poser une question")


def test_a_greeting_of_the_pages_own(page: Page, fake_bot: FakeBot) -> None:
    assert visit(page, fake_bot, 'greeting="Welcome."').open().words() == ["Welcome."]


def test_attributes_can_change_while_the_chat_is_open(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.field.fill("And")
    chat.page.evaluate(f"{ELEMENT}.lang = 'de'")
    expect(chat.panel.get_by_label("Ihre Frage")).to_have_value("And")
    expect(chat.replies).to_have_count(2)
    chat.page.evaluate(f"{ELEMENT}.setAttribute('theme', 'dark')")
    expect(chat.panel).to_have_css("background-color", "rgb(20, 27, 26)")


def test_custom_properties_are_the_theme(page: Page, fake_bot: FakeBot) -> None:
    style = """<style>clinic-chat {
        --clinic-chat-accent: rgb(10, 20, 30); --clinic-chat-width: 300px; --clinic-chat-gap: 40px;
    }</style></head>"""
    chat = visit_html(page, fake_bot, html(fake_bot).replace("</head>", style)).open()
    page.wait_for_timeout(300)
    box = chat.panel.bounding_box()
    assert box and box["width"] == 300 and box["x"] + box["width"] == 1280 - 40
    expect(chat.launcher).to_have_css("background-color", "rgb(10, 20, 30)")


def test_methods(chat: Chat, fake_bot: FakeBot) -> None:
    chat.page.evaluate(f"{ELEMENT}.ask('What does PRP cost?')")
    expect(chat.replies).to_have_count(2)
    chat.page.evaluate(f"{ELEMENT}.close()")
    expect(chat.panel).to_be_hidden()
    chat.page.evaluate(f"{ELEMENT}.toggle()")
    expect(chat.panel).to_be_visible()
    assert chat.page.evaluate(f"{ELEMENT}.isOpen") is True
    chat.page.evaluate(f"{ELEMENT}.restart()")
    expect(chat.questions).to_have_count(0)
    chat.page.evaluate(f"{ELEMENT}.erase()")
    assert fake_bot.conversations == {}


def test_methods_may_be_called_at_once(page: Page, fake_bot: FakeBot) -> None:
    """Right after the element was made, before its language has loaded."""
    chat = visit(page, fake_bot)
    page.evaluate(
        f"""() => {{
        {ELEMENT}.remove();
        const chat = document.createElement('clinic-chat');
        chat.lang = 'de';
        document.body.append(chat);
        return chat.ask('What does PRP cost?');
    }}"""
    )
    expect(chat.replies).to_have_count(2)
    expect(chat.panel.get_by_label("Ihre Frage")).to_be_visible()


def test_the_element_may_move_leave_and_come_back(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.evaluate(f"document.querySelector('main').append({ELEMENT})")
    expect(chat.panel).to_be_visible()
    expect(chat.replies).to_have_count(2)
    chat.page.evaluate(f"window.kept = {ELEMENT}; window.kept.remove()")
    chat.page.wait_for_timeout(200)
    chat.page.evaluate("document.body.append(window.kept)")
    expect(chat.replies).to_have_count(2)


def test_what_waits_is_sent_by_the_element_that_came_back(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("compare")
    expect(chat.notice).to_be_visible()
    chat.page.evaluate(f"document.querySelector('main').append({ELEMENT})")
    expect(chat.replies).to_have_count(3)
    assert fake_bot.received == ["What does PRP cost?", "compare"]


def test_the_element_can_be_hidden(chat: Chat) -> None:
    chat.page.evaluate(f"{ELEMENT}.hidden = true")
    expect(chat.launcher).to_be_hidden()


def test_the_script_may_be_there_twice(page: Page, fake_bot: FakeBot) -> None:
    script = f'<script type="module" src="{fake_bot.url}/widget/clinic-chat.js?again"></script>'
    content = html(fake_bot).replace("</body>", f"{script}</body>")
    visit_html(page, fake_bot, content).open().ask("What does PRP cost?")
