"""Messenger's and Instagram's specials: quick replies, postbacks, echoes, kinds of messages."""

from __future__ import annotations

import json

from tests.channels.apps.fake_app import JSON
from tests.channels.apps.fake_messenger import FakeMessenger, PagePerson
from tests.channels.apps.fake_meta import words


def test_a_message_is_marked_as_seen_and_typing_is_shown(page: FakeMessenger) -> None:
    person = page.person()
    person.say("How much does PRP cost?")
    actions = [
        call.body["sender_action"]
        for call in page.calls
        if call.body.get("recipient") == {"id": person.id} and "sender_action" in call.body
    ]
    assert set(actions) == {"mark_seen", "typing_on"}


def test_the_start_button_and_ice_breakers(page: FakeMessenger) -> None:
    person = page.person()
    (greeting, *_) = person.send(person.postback("GET_STARTED", "Get Started"))
    assert "not for medical records" in greeting.text
    (answer,) = person.send(person.postback("PRICES", "How much does PRP cost?"))
    assert "generally costs less than exosomes" in answer.text


def test_a_choice_also_works_as_a_postback(page: FakeMessenger) -> None:
    person = page.person()
    (first,) = person.say("How much does PRP cost?")
    (second,) = person.send(person.postback(*first.choices[0]))
    assert "From the guide" in second.text


def test_the_same_choice_pressed_twice_is_two_events(page: FakeMessenger) -> None:
    person = page.person()
    (first,) = person.say("How much does PRP cost?")
    assert person.press(first) and person.press(first)


def test_what_has_no_words_is_answered_by_a_sentence(page: FakeMessenger) -> None:
    for kind in ("image", "video", "audio", "file", "location", "share"):
        person = page.person()
        attachments = [{"type": kind, "payload": {"url": "https://cdn.example/1"}}] * 3
        (answer,) = person.send(person.message(attachments=attachments))
        assert "can't see photos" in answer.text
    person = page.person()
    assert person.send(person.message(is_unsupported=True))


def test_photos_sent_together_get_one_sentence(page: FakeMessenger) -> None:
    person = page.person()
    photo = [{"type": "image", "payload": {"url": "https://cdn.example/1"}}]
    events = [person.message(attachments=photo) for _ in range(5)]
    for event in events:
        event["timestamp"] = events[0]["timestamp"]
    page.deliver(*events)
    page.wait(lambda: page.said_to(person.id))
    page.quiet(0.5)
    assert len(page.said_to(person.id)) == 1


def test_words_beside_a_photo_are_answered(page: FakeMessenger) -> None:
    person = page.person()
    attachments = [{"type": "image", "payload": {"url": "https://cdn.example/1"}}]
    answer = words(person.send(person.message(text="Is PRP safe?", attachments=attachments)))
    assert "generally seen as safe" in answer


def test_an_edited_question_is_answered_anew(page: FakeMessenger) -> None:
    person = page.person()
    event = person.text("How much does PRP kost?")
    person.send(event)
    edit = {"mid": event["message"]["mid"], "text": "Is PRP safe?", "num_edit": 1}
    answer = person.send(person.event(message_edit=edit), times=2)
    assert sum("generally seen as safe" in message.text for message in answer) == 1


def aside(person: PagePerson) -> list[JSON]:
    """Events that need no answer."""
    page = {"id": "104501234567890"}
    echo = person.message(text="Is PRP safe?", is_echo=True, app_id=1)
    ours = person.message(text="Is PRP safe?") | {"sender": page, "recipient": {"id": person.id}}
    return [
        echo,
        ours,
        person.message(is_deleted=True),
        person.message(),
        person.message(sticker_id=369239263222822, attachments=[{"type": "image"}]),
        person.message(attachments=[{"type": "story_mention", "payload": {"url": "x"}}]),
        person.event(delivery={"mids": ["m_1"], "watermark": 1}),
        person.event(read={"watermark": 1}),
        person.event(read={"mid": "m_1"}),
        person.event(reaction={"mid": "m_1", "action": "react", "emoji": "❤"}),
        person.event(referral={"ref": "ad", "source": "ADS"}),
        person.event(optin={"type": "notification_messages"}),
        person.event(pass_thread_control={"new_owner_app_id": "1"}),
        person.event(account_linking={"status": "linked"}),
    ]


def test_what_is_not_said_to_the_bot_is_passed_over(page: FakeMessenger) -> None:
    before = len(page.calls)
    page.deliver(*aside(page.person()))
    page.quiet(0.5)
    assert len(page.calls) == before


def test_what_another_app_is_answering_is_not_ours(page: FakeMessenger) -> None:
    before = len(page.calls)
    batch = page.batch(page.person().text("hello"))
    batch["entry"][0]["standby"] = batch["entry"][0].pop("messaging")
    assert page.post(json.dumps(batch).encode()).status_code == 200
    page.quiet(0.3)
    assert len(page.calls) == before


def test_a_long_answer_comes_in_several_messages_in_order(page: FakeMessenger) -> None:
    person = page.person()
    for question in ("How much does PRP cost?", "Is it safe?", "Does it work?"):
        person.say(question)
        person.say("Compare them")
    page.deliver(person.text("what do you store about me?"))
    page.wait(lambda: "delete it now" in page.said_to(person.id)[-1].text)
    said = [message.text for message in page.said_to(person.id)]
    parts = said[next(i for i, text in enumerate(said) if "This is what I keep" in text) :]
    assert len(parts) > 1
