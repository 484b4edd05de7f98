"""The request form: with the keyboard, with a screen reader, on any screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.accessibility import violations
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
from tests.widget.host import SCREENS, visit
from tests.widget.sample_replies import reply

CONSENT = "I agree that Sample Hair Clinic keeps what I enter here."
OFFER = reply("clinic", "The clinic is open until 18:00.", topic="person", request=True)
BUTTON = {"id": "request", "title": "Please contact me"}


@pytest.fixture
def taking(fake_bot: FakeBot) -> FakeBot:
    """A bot whose clinic takes requests, and offers one to those who ask for a person."""
    fake_bot.config["requests"] = {"consent": CONSENT, "days": 30}
    said = {**OFFER, "buttons": [BUTTON]}
    others = fake_bot.answer
    fake_bot.answer = lambda text: [said] if "person" in text else others(text)
    return fake_bot


class Form:
    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.node = chat.panel.get_by_role("form")
        self.name = chat.panel.get_by_label("Your name")
        self.phone = chat.panel.get_by_label("Phone number")
        self.email = chat.panel.get_by_label("e-mail address")
        self.about = chat.panel.get_by_label("What it is about")
        self.consent = chat.panel.get_by_label(CONSENT)
        self.errors = self.node.locator(".wrong:not(:empty)")

    def open(self) -> Form:
        self.chat.open().ask("a person please")
        self.chat.button("Please contact me").click()
        expect(self.node).to_be_visible()
        return self

    def fill(self) -> None:
        self.name.fill("Tomasina Quibble")
        self.phone.fill("202 555 0187")
        self.consent.check()

    def send(self) -> None:
        self.chat.button("Send to the clinic").click()


@pytest.fixture
def form(page: Page, taking: FakeBot) -> Form:
    return Form(visit(page, taking)).open()


def test_it_is_sent_and_what_is_said_is_read(form: Form, taking: FakeBot) -> None:
    expect(form.node).to_have_accessible_name("Ask the clinic to contact you")
    expect(form.node).to_contain_text("deleted here after 30 days")
    expect(form.chat.field).to_be_hidden()
    expect(form.node.get_by_role("heading")).to_be_focused()
    form.fill()
    form.send()
    expect(form.node).to_have_count(0)
    expect(form.chat.replies.last).to_contain_text("on its way")
    expect(form.chat.replies.last).to_be_focused()
    expect(form.chat.field).to_be_visible()
    (sent,) = taking.requests
    assert len(sent.pop("id")) == 36
    assert sent == {"name": "Tomasina Quibble", "phone": "202 555 0187", "consent": CONSENT}


def test_nothing_typed_in_it_is_kept_in_the_browser(form: Form) -> None:
    form.fill()
    form.send()
    expect(form.node).to_have_count(0)
    assert "Quibble" not in str(form.chat.stored()) and "0187" not in str(form.chat.stored())


def test_what_is_missing_is_said_at_each_field(form: Form, taking: FakeBot) -> None:
    form.send()
    expect(form.errors).to_have_count(3)
    expect(form.name).to_be_focused()
    expect(form.name).to_have_accessible_description("Please write your name.")
    expect(form.consent).to_have_attribute("aria-invalid", "true")
    form.fill()
    form.name.press("Enter")
    expect(form.node).to_have_count(0)
    assert len(taking.requests) == 1


def test_what_the_server_finds_wrong_stands_at_its_field(form: Form, taking: FakeBot) -> None:
    wrong = {"code": "wrong_phone", "message": "That is no phone number that can be called."}
    taking.refusal = wrong
    form.fill()
    form.send()
    expect(form.phone).to_have_accessible_description(wrong["message"])
    expect(form.phone).to_be_focused()
    expect(form.name).to_have_value("Tomasina Quibble")
    taking.refusal = None
    form.send()
    expect(form.node).to_have_count(0)


def test_changed_words_of_consent_are_shown_and_agreed_to_anew(form: Form, taking: FakeBot) -> None:
    said = "What you agree to is worded differently now."
    taking.refusal = {"code": "consent_changed", "message": said}
    taking.config["requests"] = {"consent": "I agree to new words.", "days": 30}
    form.fill()
    form.send()
    renewed = form.node.get_by_role("checkbox", name="I agree to new words.")
    expect(renewed).not_to_be_checked()
    expect(renewed).to_be_focused()
    expect(renewed).to_have_accessible_description(said)
    expect(form.name).to_have_value("Tomasina Quibble")
    taking.refusal = None
    renewed.check()
    form.send()
    expect(form.node).to_have_count(0)
    assert taking.requests[0]["consent"] == "I agree to new words."


def test_what_fails_is_said_and_sent_again_under_the_same_id(form: Form, taking: FakeBot) -> None:
    taking.fail("/chat/requests", Fault(503, "Not now."), Fault(dropped=True))
    form.fill()
    form.send()
    expect(form.node).to_contain_text("Not now.")
    form.send()
    expect(form.node).to_contain_text("That did not work.")
    form.send()
    expect(form.node).to_have_count(0)
    ids = [body["id"] for _, path, body in taking.calls if path == "/chat/requests"]
    assert len(ids) == 3 and len(set(ids)) == 1


def test_what_was_asked_is_added_only_by_choice(form: Form, taking: FakeBot) -> None:
    expect(form.about).to_have_value("")
    form.chat.button("Add what I asked in the chat").click()
    expect(form.about).to_have_value("a person please")
    expect(form.about).to_be_focused()
    form.fill()
    form.send()
    expect(form.node).to_have_count(0)
    assert taking.requests[0]["about"] == "a person please"


def test_signs_that_are_refused_are_left_out_of_what_was_asked(page: Page, taking: FakeBot) -> None:
    chat = visit(page, taking).open()
    chat.ask("is <5% normal? see https://www.mail.example")
    chat.ask("a person please")
    chat.button("Please contact me").click()
    form = Form(chat)
    chat.button("Add what I asked in the chat").click()
    expect(form.about).to_have_value("is 5% normal? see https mail.example a person please")


def test_the_way_back_leaves_nothing(form: Form, taking: FakeBot) -> None:
    form.fill()
    form.chat.button("Back to the chat").click()
    expect(form.node).to_have_count(0)
    expect(form.chat.field).to_be_focused()
    form.chat.button("Please contact me").click()
    expect(form.name).to_have_value("")
    form.chat.choose("Erase my conversation")
    form.chat.button("Erase").click()
    expect(form.node).to_have_count(0)
    assert taking.requests == []


def test_where_the_clinic_takes_none_any_more_it_is_said(page: Page, taking: FakeBot) -> None:
    chat = visit(page, taking).open()
    chat.ask("a person please")
    del taking.config["requests"]
    chat.button("Please contact me").click()
    expect(chat.notice).to_contain_text("That did not work.")
    expect(chat.field).to_be_visible()


@pytest.mark.parametrize("look", ["desktop", "phone", "landscape", "zoomed"])
def test_axe_finds_nothing_and_all_can_be_reached(
    browser: Browser, taking: FakeBot, look: str
) -> None:
    screen: dict[str, Any] = SCREENS[look]
    context = browser.new_context(reduced_motion="reduce", **screen)
    form = Form(visit(context.new_page(), taking)).open()
    found = violations(form.chat.page)
    form.send()
    found += violations(form.chat.page)
    form.chat.page.emulate_media(color_scheme="dark")
    found += violations(form.chat.page)
    form.fill()
    form.send()
    expect(form.node).to_have_count(0)
    context.close()
    assert found == []


@pytest.mark.parametrize("language", ["de", "es", "fr", "ar"])
def test_in_every_language(page: Page, taking: FakeBot, language: str) -> None:
    chat = visit(page, taking, f'lang="{language}"').open()
    chat.ask("a person please")
    chat.button("Please contact me").click()
    form = chat.panel.get_by_role("form")
    expect(form.get_by_role("heading")).not_to_have_text("Ask the clinic to contact you")
    assert "undefined" not in form.inner_text() and "{" not in form.inner_text()
    assert violations(page) == []
