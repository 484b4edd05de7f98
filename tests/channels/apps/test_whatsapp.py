"""WhatsApp's specials: buttons and lists, usernames, read marks, statuses, kinds of messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.apps.app_variables import setup
from channels.apps.meta import MetaChannel
from channels.apps.sending.delivery import Call
from channels.apps.sending.message_shape import Choice, MessagePart
from channels.apps.whatsapp import WhatsAppChannel
from channels.message.incoming import Said
from operations.settings import Settings
from tests.channels.apps.fake_app import JSON
from tests.channels.apps.fake_meta import APP_SECRET, VERIFY_TOKEN, words
from tests.channels.apps.fake_whatsapp import PHONE, TOKEN, FakeWhatsApp, WhatsAppPerson
from tests.live import LiveServer


def channel() -> MetaChannel:
    given = {"WHATSAPP_TOKEN": TOKEN, "WHATSAPP_APP_SECRET": APP_SECRET}
    given |= {"WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN, "WHATSAPP_PHONE_ID": PHONE}
    settings = Settings.load({"CHAT_SECRET": "x" * 32})
    return WhatsAppChannel(settings, setup(WhatsAppChannel.variables, given))


def composed(*titles: str) -> JSON:
    """The interactive part of a message with these choices."""
    choices = tuple(Choice(f"id{number}", title) for number, title in enumerate(titles))
    said = Said("k", "c", {"person": {"to": "1650"}, "message": "wamid.1"})
    call: Call = channel().compose(said, MessagePart("Choose", choices))
    assert call.json
    interactive: JSON = call.json["interactive"]
    return interactive


def test_up_to_three_short_choices_are_buttons() -> None:
    interactive = composed("Cost", "Safety", "x" * 20)
    assert interactive["type"] == "button"
    replies = [button["reply"] for button in interactive["action"]["buttons"]]
    assert [reply["title"] for reply in replies] == ["Cost", "Safety", "x" * 20]


@pytest.mark.parametrize("titles", [("a", "b", "c", "d"), ("x" * 21,), tuple("abcdefghij")])
def test_more_or_longer_ones_are_a_list(titles: tuple[str, ...]) -> None:
    interactive = composed(*titles)
    assert interactive["type"] == "list"
    (section,) = interactive["action"]["sections"]
    assert tuple(row["title"] for row in section["rows"]) == titles


def test_a_row_of_a_list_is_answered_as_a_button_is(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    (first,) = person.say("How much does PRP cost?")
    (second,) = person.send(person.picked(*first.choices[0]))
    assert "From the guide" in second.text


def test_a_message_is_marked_as_read_and_typing_is_shown(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    event = person.text("How much does PRP cost?")
    person.send(event)
    marks = [c for c in whatsapp.calls if c.body.get("message_id") == event["id"]]
    assert [mark.status for mark in marks] == [200]
    assert marks[0].body["typing_indicator"] == {"type": "text"}


def test_someone_with_a_username_is_answered_by_user_id(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person(username=True)
    (answer,) = person.say("How much does PRP cost?")
    assert answer.body["recipient"] == person.user and "to" not in answer.body
    (again,) = person.press(answer)
    assert "medical records" not in again.text


def worded(person: WhatsAppPerson) -> list[JSON]:
    """Messages that are answered by a sentence, because they have no words."""
    media = {"id": "1", "mime_type": "x"}
    return [
        *(person.message(kind) | {kind: media} for kind in ("image", "video", "document")),
        *(person.message(kind) | {kind: media} for kind in ("audio", "sticker", "order")),
        person.message("location", location={"latitude": 1, "longitude": 2}),
        person.message("contacts", contacts=[{"name": {}}]),
        person.message("unsupported", errors=[{"code": 131051}]),
    ]


@pytest.mark.parametrize("number", range(9))
def test_what_has_no_words_is_answered_by_a_sentence(whatsapp: FakeWhatsApp, number: int) -> None:
    person = whatsapp.person()
    (answer,) = person.send(worded(person)[number])
    assert "can't see photos" in answer.text


def test_the_words_below_a_photo_are_answered(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    answer = words(person.send(person.message("image", image={"caption": "Is PRP safe?"})))
    assert "generally seen as safe" in answer


def test_photos_sent_together_get_one_answer(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    photos = [person.message("image", image={"id": str(number)}) for number in range(5)]
    for photo in photos:
        photo["timestamp"] = photos[0]["timestamp"]
    person.send(*photos)
    whatsapp.quiet(0.5)
    assert len(whatsapp.said_to(person.id)) == 1


def test_an_edited_question_is_answered_anew(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    event = person.text("How much does PRP kost?")
    person.send(event)
    now = {"type": "text", "text": {"body": "Is PRP safe?"}}
    edit = {"original_message_id": event["id"], "message": now}
    answer = person.send(person.message("edit", edit=edit))
    assert sum("generally seen as safe" in message.text for message in answer) == 1


def aside(person: WhatsAppPerson) -> list[JSON]:
    """Messages that need no answer."""
    return [
        person.message("reaction", reaction={"message_id": "wamid.sent1", "emoji": "👍"}),
        person.message("system", system={"type": "user_changed_number", "wa_id": "1"}),
        person.message("ephemeral"),
        person.message("revoke", revoke={"original_message_id": "wamid.1"}),
        person.message("edit", edit={"message": {"type": "image", "image": {"id": "1"}}}),
        person.message("text", text={"body": "hello all"}, group_id="120363"),
        person.message("interactive", interactive={"type": "nfm_reply", "nfm_reply": {}}),
        *(person.status(name) for name in ("sent", "delivered", "read")),
    ]


def test_what_is_not_said_to_the_bot_is_passed_over(whatsapp: FakeWhatsApp) -> None:
    before = len(whatsapp.calls)
    whatsapp.deliver(*aside(whatsapp.person()))
    whatsapp.quiet(0.5)
    assert len(whatsapp.calls) == before


def test_other_numbers_of_the_account_are_not_ours(whatsapp: FakeWhatsApp) -> None:
    before = len(whatsapp.calls)
    batch: Any = whatsapp.batch(whatsapp.person().text("hello"))
    batch["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "99999"
    assert whatsapp.post(json.dumps(batch).encode()).status_code == 200
    whatsapp.quiet(0.3)
    assert len(whatsapp.calls) == before


def test_a_chat_that_is_opened_is_greeted(whatsapp: FakeWhatsApp) -> None:
    person = whatsapp.person()
    (greeting, *_) = person.send(person.message("request_welcome"))
    assert "not for medical records" in greeting.text


def test_a_failed_status_is_recorded_once(whatsapp: FakeWhatsApp, apps_server: LiveServer) -> None:
    person, line = whatsapp.person(), "whatsapp: a message could not be delivered: code "
    before = apps_server.said().count(line)
    whatsapp.deliver(person.status("failed", 131047), person.status("failed"), times=3)
    whatsapp.wait(lambda: apps_server.said().count(line) >= before + 2)
    whatsapp.quiet(0.3)
    assert apps_server.said().count(line) == before + 2
    assert apps_server.said().count(line + "131047") == 1


LONG = (
    "How much does PRP cost? Are exosomes safe? How well do they work? How are they given? "
    "How many sessions of PRP? Who is it for?"
)


def test_a_long_answer_has_its_buttons_in_a_message_of_their_own(whatsapp: FakeWhatsApp) -> None:
    answer, choices = whatsapp.person().say(LONG)
    assert 1024 < len(answer.text) <= 4096 and answer.choices == []
    assert choices.text == "You could ask next:" and choices.choices
