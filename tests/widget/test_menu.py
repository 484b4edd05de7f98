"""Rate, start over, erase; and what is still there after a reload."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.widget import sample_replies as sample
from tests.widget.chat import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import visit


def test_an_answer_can_be_rated_with_a_word(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("Not helpful").click()
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(chat.button("Helpful")).to_have_attribute("aria-pressed", "false")
    word = chat.panel.get_by_label("Anything to add?")
    word.fill("I wanted a figure")
    word.press("Enter")
    expect(word).to_have_count(0)
    reply = fake_bot.conversations.popitem()[1][1]["id"]
    rating = {"reply": reply, "value": "down"}
    assert fake_bot.ratings == [rating, {**rating, "word": "I wanted a figure"}]


def test_a_rating_that_fails_is_not_shown_as_given(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.stop()
    page_errors: list[str] = []
    chat.page.on("pageerror", lambda error: page_errors.append(str(error)))
    chat.button("Helpful").click()
    expect(chat.notice).to_contain_text("That did not work")
    expect(chat.button("Helpful")).to_have_attribute("aria-pressed", "false")
    assert page_errors == []


def test_starting_over_begins_a_new_conversation(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.choose("Start over")
    expect(chat.questions).to_have_count(0)
    expect(chat.chips).to_have_text(sample.DEFAULT_SUGGESTIONS)
    chat.ask("compare")
    assert [len(messages) for messages in fake_bot.conversations.values()] == [2, 2]


def test_erasing_asks_first_and_erases_every_conversation(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.choose("Start over")
    chat.ask("compare")
    chat.choose("Erase my conversation")
    assert chat.focused() == "Keep it"
    chat.button("Keep it").click()
    assert len(fake_bot.conversations) == 2
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("Your conversation was erased.")
    assert fake_bot.conversations == {}
    assert chat.words() == [sample.GREETING]
    assert chat.stored()["local"] == {} and chat.stored()["session"] == {}


def test_erasing_that_fails_is_said_and_can_be_tried_again(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.stop()
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("That did not work")
    assert len(chat.words()) == 3
    fake_bot.start()
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("Your conversation was erased.")
    assert fake_bot.conversations == {}


def test_what_was_said_is_there_after_a_reload_and_on_the_next_page(
    chat: Chat, fake_bot: FakeBot
) -> None:
    chat.open().ask("What does PRP cost?")
    said = chat.words()
    chat.page.reload()
    expect(chat.replies).to_have_count(2)
    assert chat.words() == said
    visit(chat.page, fake_bot, path="/another")
    expect(chat.panel).to_be_visible()
    expect(chat.replies).to_have_count(2)
    expect(chat.chips).to_have_text(["Sessions", "Exosome cost", "Availability"])


def test_a_draft_is_kept_once_there_is_a_conversation(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.field.fill("And how man")
    chat.page.reload()
    expect(chat.field).to_have_value("And how man")
