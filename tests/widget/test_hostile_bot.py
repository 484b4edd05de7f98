"""Whatever the bot sends enters the page as text, and missing fields break nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.widget import scripts
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot

SCRIPT = (
    '<img src=x onerror="window.hit=1"><script>window.hit=1</script><svg onload="window.hit=1">'
)
EVIL_TEXTS = [
    SCRIPT,
    "javascript:window.hit=1",
    'https://good.example/"onmouseover="window.hit=1',
    "${window.hit=1}{{constructor.constructor('window.hit=1')()}}",
    "\u202egnp.exe \u0000\u0007 \ufeff",
    "a" * 20_000,
    "line\n" * 500,
]
EVIL_LINKS: list[Any] = [
    "javascript:window.hit=1",
    "JaVaScRiPt:window.hit=1",
    " javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "vbscript:x",
    "http://plain.example",
    "//other.example",
    "/relative",
    "blob:https://x",
    *("", None, 7, {}),
]


def say(bot: FakeBot, **reply: Any) -> None:
    bot.answer = lambda text: [{"buttons": [], "custom": {"kind": "answer"}, **reply}]


@pytest.mark.parametrize("text", EVIL_TEXTS, ids=range(len(EVIL_TEXTS)))
def test_text_stays_text_everywhere(chat: Chat, fake_bot: FakeBot, text: str) -> None:
    custom = {
        "kind": "urgent",
        "source": text,
        "table": {"columns": [text, text], "rows": [[text, text]]},
        "links": [{"title": text, "url": "https://good.example"}],
        "numbers": [{"title": text, "number": "911"}],
    }
    say(fake_bot, text=text, custom=custom)
    chat.open()
    chat.ask("go")
    buttons = [{"id": "x", "title": text}]
    say(fake_bot, text="next", buttons=buttons, custom={"kind": text, "source": text})
    chat.ask(text[:500].replace("\n", " ").strip())
    chat.page.wait_for_timeout(200)
    assert chat.page.evaluate("window.hit") is None
    assert chat.panel.locator("img, script, iframe, object").count() == 0
    assert chat.panel.evaluate(scripts.OVERFLOW) == 0


def test_only_safe_addresses_become_links(chat: Chat, fake_bot: FakeBot) -> None:
    good = ["https://good.example/", "tel:+1555", "mailto:a@good.example"]
    links = [{"title": f"link {url}", "url": url} for url in [*EVIL_LINKS, *good]]
    say(
        fake_bot,
        text="javascript:window.hit=1 http://plain.example https://good.example/a?b=1.",
        custom={"kind": "clinic", "links": links},
    )
    reply = chat.open().ask("go")
    assert [link.get_attribute("href") for link in reply.get_by_role("link").all()] == [
        "https://good.example/a?b=1",
        *good,
    ]
    outside = reply.get_by_role("link").first
    assert (
        outside.get_attribute("rel") == "noopener noreferrer"
        and outside.get_attribute("target") == "_blank"
    )
    expect(reply).to_contain_text("link javascript:window.hit=1")


BROKEN: list[dict[str, Any]] = [
    {"text": None, "buttons": None, "custom": None},
    {
        "text": 7,
        "buttons": "x",
        "custom": {"kind": "answer", "table": {}, "links": {}, "numbers": "911"},
    },
    {"custom": {"kind": "answer", "table": {"columns": None, "rows": [None, "x", []]}}},
    {
        "buttons": [None, {}, {"id": 1}, {"title": "x"}, {"id": "a", "title": "  "}],
        "custom": {"kind": None},
    },
    {"text": "x", "custom": {"kind": "answer", "links": [None, {}], "numbers": [None, {}]}},
]


@pytest.mark.parametrize("reply", BROKEN, ids=range(len(BROKEN)))
def test_a_reply_that_is_not_whole_breaks_nothing(
    chat: Chat, fake_bot: FakeBot, reply: dict[str, Any]
) -> None:
    fake_bot.answer = lambda text: [reply]
    chat.open().ask("go")
    expect(chat.chips).to_have_count(0)
    chat.ask("again")
    chat.page.reload()
    expect(chat.replies).to_have_count(3)


def test_the_same_button_twice_is_shown_once_and_many_are_cut(
    chat: Chat, fake_bot: FakeBot
) -> None:
    buttons = [
        {"id": f"b:{number % 12}", "title": f"Question {number % 12}"} for number in range(40)
    ]
    say(fake_bot, text="Choose.", buttons=buttons)
    chat.open().ask("go")
    expect(chat.chips).to_have_text([f"Question {number}" for number in range(8)])


def test_200_messages_are_all_there(chat: Chat, fake_bot: FakeBot) -> None:
    fake_bot.page = 100
    chat.open().ask("What does PRP cost?")
    [log] = fake_bot.conversations.values()
    first = log[:2]
    log.extend(
        {**message, "id": f"{message['id']}{number}"} for number in range(99) for message in first
    )
    chat.page.reload()
    expect(chat.page.locator("clinic-chat .message")).to_have_count(201)
    chat.ask("compare")
    expect(chat.replies.last).to_be_in_viewport()
