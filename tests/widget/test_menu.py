"""Rating, starting over and erasing, and what remains after a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widget import sample_replies as sample
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot, Fault
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


def test_starting_over_can_be_undone(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    fake_bot.fail("/chat/messages", Fault(503, retry_after=60))
    chat.send("compare")
    expect(chat.notice).to_be_visible()
    chat.choose("Start over")
    expect(chat.notice).to_contain_text("A new conversation has begun.")
    expect(chat.questions).to_have_count(0)
    chat.button("Undo").click()
    expect(chat.replies).to_have_count(3)
    expect(chat.notice).to_be_hidden()
    chat.ask("how long do results last")
    assert len(fake_bot.conversations) == 1
    assert fake_bot.received == ["What does PRP cost?", "compare", "how long do results last"]


def test_starting_over_twice_can_be_undone(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.choose("Start over")
    expect(chat.questions).to_have_count(0)
    chat.choose("Start over")
    chat.button("Undo").click()
    expect(chat.replies).to_have_count(2)


def test_what_was_written_before_an_undo_is_erased_with_the_rest(
    context: BrowserContext, chat: Chat, fake_bot: FakeBot
) -> None:
    chat.open().ask("What does PRP cost?")
    other = visit(context.new_page(), fake_bot).open()
    chat.choose("Start over")
    expect(other.questions).to_have_count(0)
    other.ask("compare")
    chat.button("Undo").click()
    expect(other.questions).to_contain_text("What does PRP cost?")
    chat.choose("Erase my conversation")
    chat.button("Erase").click()
    expect(chat.notice).to_contain_text("erased")
    assert fake_bot.conversations == {}


def test_a_rating_is_there_after_a_reload(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("Not helpful").click()
    chat.panel.get_by_label("Anything to add?").wait_for()
    chat.page.reload()
    expect(chat.button("Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(chat.button("Helpful")).to_have_attribute("aria-pressed", "false")


def test_the_field_for_a_word_comes_into_view(chat: Chat) -> None:
    chat.open().ask("compare")
    chat.ask("What does PRP cost?")
    chat.button("Helpful").first.click()
    expect(chat.panel.get_by_label("Anything to add?")).to_be_in_viewport(ratio=1)
    chat.button("Helpful").last.click()
    expect(chat.panel.get_by_label("Anything to add?").last).to_be_in_viewport(ratio=1)


def test_that_something_was_copied_is_seen_for_a_while(chat: Chat) -> None:
    chat.page.clock.install()
    chat.open().ask("What does PRP cost?")
    chat.button("Copy").click()
    copied = chat.panel.get_by_text("Copied")
    expect(copied).to_be_in_viewport(ratio=1)
    expect(copied).to_have_css("position", "relative")
    chat.page.clock.fast_forward(4_000)
    expect(copied).to_have_count(0)


def test_nothing_is_left_of_it_when_something_else_is_said(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("Copy").click()
    expect(chat.panel.get_by_text("Copied")).to_be_in_viewport(ratio=1)
    chat.ask("compare")
    assert chat.panel.locator(".seen").count() == 0


def test_a_copy_that_fails_is_said(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    chat.page.evaluate("navigator.clipboard.writeText = () => { throw Error('no'); }; 0")
    chat.button("Copy").click()
    expect(chat.notice).to_contain_text("That did not work")


@pytest.mark.parametrize("outside", ["h1", "clinic-chat .card", "clinic-chat #question"])
def test_the_menu_closes_when_something_else_is_pressed(chat: Chat, outside: str) -> None:
    chat.open()
    chat.page.locator("clinic-chat summary").click()
    expect(chat.button("Start over")).to_be_visible()
    chat.page.locator(outside).first.click(position={"x": 5, "y": 5})
    expect(chat.button("Start over")).to_be_hidden()


def test_the_launcher_is_small_beside_an_open_panel(chat: Chat) -> None:
    closed = chat.launcher.bounding_box()
    chat.open()
    opened = chat.launcher.bounding_box()
    assert closed and opened and closed["width"] > 100 and opened["width"] < 65
    expect(chat.launcher).to_have_accessible_name("Ask a question")
