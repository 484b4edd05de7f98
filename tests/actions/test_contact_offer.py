"""Where a request to the clinic is offered, and where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from actions.contact_offer import Ways, with_offer
from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.reply import Reply
from components.reading import Question, Reading

CALM = Context()
#: A Monday at nine in the morning and a Sunday at noon, in the sample clinic's time.
OPEN = datetime(2026, 11, 30, 14, tzinfo=timezone.utc)
CLOSED = datetime(2026, 11, 29, 17, tzinfo=timezone.utc)


def answered(intent: str, knowledge: Knowledge, now: datetime = OPEN) -> Reply:
    replies, after = respond(Reading((Question(intent),)), CALM, knowledge)
    return with_offer(replies, CALM, after, knowledge, now)[-1]


@pytest.mark.parametrize("topic", ["booking", "person", "consultation", "contact"])
def test_who_asks_for_a_person_hears_it(topic: str, knowledge: Knowledge) -> None:
    reply = answered(f"clinic/{topic}", knowledge)
    assert reply.request and reply.text.endswith(
        " Or leave a number or e-mail address here, and Sample Hair Clinic gets back to you."
    )
    assert (reply.kind, reply.topic) == ("clinic", topic)


@pytest.mark.parametrize(("now", "comes"), [(OPEN, True), (CLOSED, False)])
def test_a_person_comes_to_the_chat_only_while_there_is_one(
    now: datetime, comes: bool, knowledge: Knowledge
) -> None:
    replies, after = respond(Reading((Question("clinic/person"),)), CALM, knowledge)
    (reply,) = with_offer(replies, CALM, after, knowledge, now, Ways(request=False, person=True))
    assert reply.person is comes and not reply.request
    assert ("Or chat with a person of Sample Hair Clinic" in reply.text) is comes
    assert "leave a number" not in reply.text
    assert ("person" in reply.message()["json_message"]) is comes


@pytest.mark.parametrize(
    ("intent", "now", "offered"),
    [
        ("gap/duration", OPEN, True),
        ("clinic/staff", OPEN, True),
        ("clinic/hours", OPEN, False),
        ("clinic/hours", CLOSED, True),
        ("faq/cost", CLOSED, False),
        ("smalltalk/greeting", CLOSED, False),
        ("off_topic/general", OPEN, False),
    ],
)
def test_it_is_offered_where_only_the_clinic_can_help(
    intent: str, now: datetime, offered: bool, knowledge: Knowledge
) -> None:
    reply = answered(intent, knowledge, now)
    assert reply.request is offered
    before, _ = respond(Reading((Question(intent),)), CALM, knowledge)
    assert reply.text == before[-1].text
    assert ("request" in reply.message()["json_message"]) is offered


def test_who_asks_about_data_hears_when_a_name_is_asked_for(knowledge: Knowledge) -> None:
    """The clinic's own text says that this chat needs none."""
    before, after = respond(Reading((Question("clinic/privacy"),)), CALM, knowledge)
    reply = answered("clinic/privacy", knowledge)
    assert reply.text.startswith(before[0].text + " Only if you want the clinic to contact you")
    (other,) = with_offer(before, CALM, after, knowledge, OPEN, Ways(request=False, person=True))
    assert other.text == before[0].text


def test_after_two_that_could_not_help(knowledge: Knowledge) -> None:
    context, offers = CALM, []
    for _ in range(3):
        replies, after = respond(Reading((Question("off_topic/general"),)), context, knowledge)
        offers.append(with_offer(replies, context, after, knowledge, OPEN)[-1].request)
        context = after
    assert offers == [False, True, True]


def test_a_sheet_is_for_paper_and_says_nothing_of_the_chat(knowledge: Knowledge) -> None:
    own = replace(knowledge, factors={})
    replies, after = respond(Reading((Question("sheet/sheet"),)), CALM, own)
    (reply,) = with_offer(replies, CALM, after, own, OPEN, Ways(person=True))
    assert reply.sheet and reply.text == replies[-1].text and not reply.person


def test_an_alarm_leaves_no_room_for_it(knowledge: Knowledge) -> None:
    alarm = Reading(urgency="emergency")
    replies, after = respond(alarm, CALM, knowledge)
    assert not with_offer(replies, CALM, after, knowledge, OPEN)[-1].request
    asks = Reading((Question("clinic/person", confidence=0.99),))
    replies, later = respond(asks, after, knowledge)
    assert not with_offer(replies, after, later, knowledge, OPEN)[-1].request
