"""Typing stays in the chat: the page's hotkeys don't get it, and input methods work."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import html, visit_html

#: A page whose hotkeys take the focus, wherever a key is pressed.
HOTKEYS = """<script>
window.heard = [];
for (const name of ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste'])
    addEventListener(name, (event) => {
        heard.push(`${name} ${event.key ?? ''}`);
        if (event.key?.length === 1 && !event.ctrlKey) {
            event.preventDefault();
            document.querySelector('#before').focus();
        }
    });
</script></body>"""
#: Enter as an input method sends it to confirm a word.
CONFIRM = """(field, how) => field.dispatchEvent(new KeyboardEvent('keydown',
    {bubbles: true, composed: true, cancelable: true, ...how}))"""


@pytest.fixture
def busy(page: Page, fake_bot: FakeBot) -> Chat:
    """The chat on a page with hotkeys."""
    return visit_html(page, fake_bot, html(fake_bot).replace("</body>", HOTKEYS))


def heard(chat: Chat) -> list[str]:
    names: list[str] = chat.page.evaluate("heard.splice(0)")
    return names


def test_hotkeys_of_the_page_do_not_act_on_what_is_typed(busy: Chat, fake_bot: FakeBot) -> None:
    busy.open()
    busy.field.press_sequentially("/js ?k g")
    busy.field.press("Shift+Enter")
    busy.field.press("Backspace")
    busy.field.press("ArrowLeft")
    expect(busy.field).to_be_focused()
    expect(busy.field).to_have_value("/js ?k g")
    busy.field.press("Enter")
    busy.replies.nth(1).wait_for()
    busy.page.locator("clinic-chat summary").press("Enter")
    assert heard(busy) == []
    assert fake_bot.received == ["/js ?k g"]


def test_the_field_for_a_word_and_a_paste_stay_inside_too(busy: Chat) -> None:
    busy.open().ask("What does PRP cost?")
    busy.button("Not helpful").click()
    word = busy.panel.get_by_label("Anything to add?")
    word.press_sequentially("why j")
    expect(word).to_have_value("why j")
    busy.page.evaluate("navigator.clipboard.writeText('pasted')")
    busy.field.press("Control+v")
    expect(busy.field).to_have_value("pasted")
    assert {name for name in heard(busy) if "Control" not in name} == {"keydown v", "keyup v"}


@pytest.mark.parametrize(
    "keys", ["Escape", "Tab", "Shift+Tab", "Control+b", "Alt+1", "Meta+j", "Control+Shift+x"]
)
def test_what_is_no_typing_reaches_the_page(busy: Chat, keys: str) -> None:
    busy.open()
    busy.field.press(keys)
    last = keys.rpartition("+")[2].lower()
    assert f"keydown {last}" in [name.lower() for name in heard(busy)]


def test_a_character_made_with_altgr_is_typing(busy: Chat) -> None:
    """On Windows its events have Ctrl and Alt set."""
    busy.open()
    how = {"key": "@", "ctrlKey": True, "altKey": True, "modifierAltGraph": True}
    busy.field.evaluate(CONFIRM, how)
    assert heard(busy) == []


def test_outside_the_chat_hotkeys_work(busy: Chat) -> None:
    busy.page.locator("#before").press("j")
    assert "keydown j" in heard(busy)


@pytest.mark.parametrize(
    "how",
    [{"keyCode": 229, "isComposing": True}, {"keyCode": 229, "isComposing": False}],
    ids=["Chrome's order", "Safari's order"],
)
def test_a_word_that_an_input_method_confirms_is_not_sent(
    chat: Chat, fake_bot: FakeBot, how: dict[str, object]
) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("Not helpful").click()
    word = chat.panel.get_by_label("Anything to add?")
    word.fill("かかく")
    word.evaluate(CONFIRM, {"key": "Enter", **how})
    chat.field.fill("PRPの価格")
    chat.field.evaluate(CONFIRM, {"key": "Enter", **how})
    chat.field.evaluate(CONFIRM, {"key": "Escape", **how})
    expect(chat.field).to_have_value("PRPの価格")
    expect(word).to_have_value("かかく")
    expect(chat.panel).to_be_visible()
    chat.field.press("Enter")
    chat.replies.nth(2).wait_for()
    assert fake_bot.received == ["What does PRP cost?", "PRPの価格"]
    assert len(fake_bot.ratings) == 1
