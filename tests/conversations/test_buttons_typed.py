"""Typing a button's question has the same result as pressing the button."""

from __future__ import annotations

from collections.abc import Iterator

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.knowledge.model import Treatment
from actions.suggestions import topic_button
from components.reading import Question, Reading
from tests.conversations.dialogue_table import Talk, expect, labels

EACH: tuple[Treatment, ...] = ("prp", "exosomes", "both")


def topic_payloads(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for topic in knowledge.topics:
        for treatment in EACH:
            button = topic_button(knowledge, topic, treatment)
            yield button.payload, f"answer {button.topic} {button.treatment}"


async def test_every_topic_and_treatment(talk: Talk, knowledge: Knowledge) -> None:
    await expect(talk, list(topic_payloads(knowledge)))


async def test_in_the_middle_of_a_conversation(talk: Talk, knowledge: Knowledge) -> None:
    conversation, wrong = talk(), []
    for payload, wanted in topic_payloads(knowledge):
        heard = labels(await conversation.say(payload))
        if heard != wanted:
            wrong.append(f"{payload!r}: {heard}, not {wanted}")
    assert not wrong, "\n" + "\n".join(wrong)


async def test_every_gap(talk: Talk, knowledge: Knowledge) -> None:
    wrong = []
    for gap in knowledge.gaps.values():
        heard = labels(await talk().say(gap.question))
        if not heard.startswith(f"uncovered {gap.id} ") or "+" in heard:
            wrong.append(f"{gap.question!r}: {heard}, not {gap.id}")
    assert not wrong, "\n" + "\n".join(wrong)


async def test_every_question_for_the_clinic(talk: Talk, knowledge: Knowledge) -> None:
    wanted = [(e.question, f"clinic {e.id} -") for e in knowledge.clinic_replies.values()]
    await expect(talk, wanted)


async def test_typed_and_pressed_are_the_same_reply(talk: Talk, knowledge: Knowledge) -> None:
    wrong = []
    for topic in knowledge.topics:
        for treatment in EACH:
            button = topic_button(knowledge, topic, treatment)
            reading = Reading((Question(f"faq/{topic}", treatment),))
            (pressed,), _ = respond(reading, Context(), knowledge)
            said = [reply["text"] for reply in await talk().say(button.payload)]
            if said != [pressed.text]:
                wrong.append(button.payload)
    assert not wrong, "\n" + "\n".join(wrong)
