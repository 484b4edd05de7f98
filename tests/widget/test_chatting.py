"""What a visitor can do: ask, press, compare, copy, and always reach the clinic."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.widget import sample_replies as sample
from tests.widget.chat_handled import Chat
from tests.widget.fake_bot import FakeBot
from tests.widget.host import visit


def test_the_greeting_comes_with_suggestions_for_the_page(page: Page, fake_bot: FakeBot) -> None:
    chat = visit(page, fake_bot, 'page="/prices"').open()
    assert chat.words() == [sample.GREETING]
    expect(chat.chips).to_have_text(sample.SUGGESTIONS["/prices"])


def test_the_page_is_the_address_when_nothing_else_is_said(chat: Chat, fake_bot: FakeBot) -> None:
    seen: list[str] = []
    chat.page.on("request", lambda request: seen.append(request.url))
    chat.open()
    assert f"{fake_bot.url}/chat/config?page=%2Fhost" in seen


def test_a_question_is_answered_with_its_source(chat: Chat) -> None:
    reply = chat.open().ask("What does PRP cost?")
    expect(reply).to_contain_text("costs less than one exosome session")
    expect(reply.locator(".source")).to_have_text(
        "From the guide: Cost and Accessibility Considerations"
    )
    assert chat.field.input_value() == ""


def test_a_suggestion_travels_as_its_id_and_makes_room(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    chat.button("What is PRP?").click()
    expect(chat.questions).to_contain_text("What is PRP?")
    chat.replies.nth(1).wait_for()
    _, _, body = fake_bot.calls[-1]
    assert body["button"] == "b:What is PRP?" and set(body) == {"id", "button"}


def test_only_the_last_answer_offers_more(chat: Chat) -> None:
    chat.open().ask("What does PRP cost?")
    expect(chat.chips).to_have_text(["Sessions", "Exosome cost", "Availability"])
    chat.ask("how long do results last")
    expect(chat.chips).to_have_text(["When results show"])


def test_several_questions_get_several_replies_in_order(chat: Chat) -> None:
    chat.open().ask("cost and how long", replies=2)
    assert [words.split("|")[0][:20] for words in chat.words()[2:]] == [
        "The guide says one P",
        "The guide does not s",
    ]
    expect(chat.chips).to_have_text(
        ["Sessions", "Exosome cost", "Availability", "When results show"]
    )


def test_a_comparison_is_a_real_table(chat: Chat) -> None:
    reply = chat.open().ask("compare")
    table = reply.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["PRP", "Exosomes"])
    expect(table.get_by_role("rowheader")).to_have_text(
        ["Comes from", "Sessions", "Cost", "Consistency"]
    )
    expect(table.get_by_role("row")).to_have_count(5)


def test_an_urgent_reply_stands_alone_with_numbers_to_tap(chat: Chat) -> None:
    reply = chat.open().ask("I can't breathe")
    expect(reply).to_contain_text("Please get help now")
    numbers = reply.get_by_role("link")
    assert [link.get_attribute("href") for link in numbers.all()] == ["tel:911", "tel:+12025550142"]
    expect(chat.chips).to_have_count(0)
    expect(reply.get_by_role("button")).to_have_count(0)


def test_more_detail_asks_for_more_once(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open().ask("What does PRP cost?")
    chat.button("More detail").click()
    chat.replies.nth(2).wait_for()
    assert fake_bot.received[-1] == "Tell me more"
    expect(chat.button("More detail")).to_have_count(0)


def test_an_answer_can_be_copied(chat: Chat) -> None:
    chat.open().ask("compare")
    chat.button("Copy").click()
    expect(chat.panel.get_by_text("Copied")).to_be_attached()
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Here is what the guide says")
    assert "Cost\tUsually less per session\tMay cost more at first" in copied
    assert copied.endswith("From the guide: Key Differences Between PRP and Exosomes")


def test_the_way_to_the_clinic_is_always_in_sight(chat: Chat) -> None:
    chat.open()
    way = chat.panel.get_by_role("navigation", name="Reach the clinic")
    for question in ("What does PRP cost?", "compare", "I can't breathe"):
        chat.ask(question)
        expect(way.get_by_role("link", name=f"Call {sample.PHONE}")).to_be_in_viewport()
        expect(way.get_by_role("link", name="Book a visit")).to_be_in_viewport()


def test_the_clinic_can_be_reached_when_the_bot_cannot(page: Page, fake_bot: FakeBot) -> None:
    attributes = 'phone="+1 202-555-0199" booking-url="https://example.com/visit" page="/x"'
    chat = visit(page, fake_bot, attributes)
    fake_bot.stop()
    chat.open()
    expect(chat.panel.get_by_role("link", name="Call +1 202-555-0199")).to_be_visible()
    expect(chat.panel.get_by_role("link", name="Book a visit")).to_be_visible()
    assert chat.words() == ["Hello! Ask me about PRP and exosome treatment for hair loss."]


def test_numbers_and_addresses_in_a_sentence_can_be_followed(chat: Chat) -> None:
    reply = chat.open().ask("when are you open")
    links = {
        link.inner_text(): link.get_attribute("href")
        for link in reply.locator("p").get_by_role("link").all()
    }
    assert list(links.values()) == [sample.BOOKING, "tel:+12025550142"]


def test_an_e_mail_address_in_a_sentence_can_be_followed(chat: Chat, fake_bot: FakeBot) -> None:
    text = "Write to front.desk+hair@clinic.example. Or to https://a@b.example/x, not @home."
    fake_bot.answer = lambda _: [sample.reply("clinic", text)]
    reply = chat.open().ask("can i write to you")
    links = {link.inner_text(): link.get_attribute("href") for link in reply.locator("p a").all()}
    assert links["front.desk+hair@clinic.example"] == "mailto:front.desk+hair@clinic.example"
    assert len(links) == 2


def test_each_table_has_a_name_of_its_own(chat: Chat) -> None:
    chat.open().ask("compare")
    chat.ask("compare")
    names = [region.get_attribute("aria-label") for region in chat.panel.get_by_role("region").all()]
    assert len(names) == 2 and len({*names}) == 2


def test_a_question_that_is_too_long_is_said_not_cut(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    chat.send("a" * 501)
    expect(chat.panel.get_by_role("alert")).to_have_text(
        "Please shorten your question: 501 of 500 characters."
    )
    expect(chat.field).to_have_value("a" * 501)
    chat.field.fill("a" * 410)
    expect(chat.panel.locator("#count")).to_have_text("410 of 500 characters")
    chat.ask("a" * 500)
    assert fake_bot.received == ["a" * 500]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_not_sent(chat: Chat, fake_bot: FakeBot, text: str) -> None:
    chat.open()
    chat.send(text)
    chat.panel.get_by_label("Send").click()
    assert fake_bot.count("POST", "/chat/messages") == 0


def test_a_new_line_needs_shift(chat: Chat, fake_bot: FakeBot) -> None:
    chat.open()
    chat.field.press_sequentially("one")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("two")
    chat.field.press("Enter")
    chat.replies.nth(1).wait_for()
    assert fake_bot.received == ["one\ntwo"]


def test_a_zero_dialled_only_within_the_country_is_left_out(page: Page, chat: Chat) -> None:
    chat.open()
    addresses = page.evaluate(
        """async (numbers) => {
            const { phoneLink } = await import('/widget/render.js');
            return numbers.map((number) => phoneLink(number, {}, number).getAttribute('href'));
        }""",
        ["+44 (0)20 7946 0958", "+49 (0) 30 901820", "(020) 7946 0958", "*123#"],
    )
    assert addresses == ["tel:+442079460958", "tel:+4930901820", "tel:02079460958", "tel:*123#"]
