"""A person of the clinic in the chat: recognisable, read out, kept after a reload, and leaving."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.widget.fake_bot import FakeBot
from tests.widget.host import visit
from tests.widget.sample_replies import reply
from tests.widget.accessibility import violations

TIME = "2026-11-30T14:00:00.000+00:00"
OFFER = {
    **reply("clinic", "Or chat with one of them.", topic="person", person=True),
    "buttons": [{"id": "b:come", "title": "Chat with a person"}],
}
COMING = reply("smalltalk", "I have asked the team to come.", live=True)


def by_person(number: int, text: str) -> dict[str, Any]:
    name = "A person at Sample Hair Clinic"
    return {"id": f"p{number}", "role": "person", "name": name, "text": text, "time": TIME}


def test_a_person_comes_writes_and_leaves(page: Page, fake_bot: FakeBot) -> None:
    says = {"a person please": [OFFER], "come": [COMING], "Are you there?": []}
    fake_bot.answer = lambda text: says[text]
    fake_bot.live = {"open": True, "messages": []}
    chat = visit(page, fake_bot).open()
    chat.ask("a person please")
    assert fake_bot.count("GET", "/chat/live") == 0
    chat.button("Chat with a person").click()
    expect(chat.replies.last).to_contain_text("asked the team")
    chat.send("Are you there?")
    expect(chat.panel.get_by_text("Are you there?")).to_be_visible()
    fake_bot.live["messages"] = [by_person(1, "Yes, <b>Anna</b> here.")]
    answer = chat.replies.last
    expect(answer).to_contain_text("Yes, <b>Anna</b> here.")
    expect(answer.locator(".who")).to_have_text("A person at Sample Hair Clinic")
    expect(chat.panel.locator(".typing")).to_be_hidden()
    fake_bot.live["messages"].append(by_person(2, "What is it about?"))
    expect(chat.replies.last).to_contain_text("What is it about?")
    assert (fake_bot.since[0], fake_bot.since[-1]) == ("", "p1")
    assert violations(page) == []
    page.reload()  # the chat opens again
    expect(chat.panel.get_by_text("Yes, <b>Anna</b> here.")).to_have_count(1)
    note = {"id": "n1", "role": "bot", "time": TIME, **reply("smalltalk", "The person has left.")}
    fake_bot.live = {"open": False, "messages": [*fake_bot.live["messages"], note]}
    expect(chat.replies.last).to_contain_text("The person has left.")
    asked = fake_bot.count("GET", "/chat/live")
    page.wait_for_timeout(4000)
    assert fake_bot.count("GET", "/chat/live") == asked
