"""People in danger are told whom to call, whatever the subject was; figures of speech are none."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from actions.alarm import Alarm, Stage
from actions.knowledge import Knowledge
from components.reading import Urgency
from tests.conversations.dialogue_table import Talk, expect, labels, subject_of

URGENT = {
    "emergency": [
        "I can't breathe",
        "I have chest pain and my arm is numb",
        "my lips and tongue are swelling up after the injection",
    ],
    "post_procedure": [
        "My scalp is full of pus and I have a fever since my PRP yesterday",
        "the injection sites are still bleeding two days after PRP",
    ],
    "crisis": ["I want to kill myself", "I don't want to live any more"],
}
HARMLESS = [
    "I'm dying to know how much PRP costs",
    "the price of PRP nearly killed me, is it really that expensive?",
    "is there a risk of swelling after PRP?",
    "I have no pain and no fever, how long is the recovery after PRP?",
    "Dad passed away when I was ten and we have moved a lot since. How much does PRP cost?",
    "The boiler lost pressure again and the plumber is late. Is PRP safe?",
    "He and I are over and I am happy on my own. Do exosomes hurt?",
]
#: Alarms told calmly, in the middle of a story.
WITHIN_A_STORY = {
    "crisis": [
        "I work in an office and like it. The letters for my family are written and I know which "
        "bridge it will be. How much does PRP cost?",
        "My sister found your page. Hair is all I think of, might as well top myself really. "
        "Do exosomes hurt?",
    ],
    "emergency": [
        "We went to a wedding after my session. Since the cake my tongue is fat and I wheeze. "
        "How many visits does PRP take?",
    ],
    "post_procedure": [
        "The nurse was lovely last Tuesday. The spot behind my ear weeps yellow stuff now and I'm "
        "shivering. Can I wear a hat?",
    ],
}


async def test_what_is_urgent(talk: Talk) -> None:
    wanted = [(text, f"urgent {name} -") for name, texts in URGENT.items() for text in texts]
    await expect(talk, wanted)


@pytest.mark.parametrize("text", HARMLESS)
async def test_what_is_not(talk: Talk, text: str) -> None:
    assert "urgent" not in labels(await talk().say(text))


async def test_an_alarm_within_a_story_is_heard(talk: Talk) -> None:
    wanted = [(t, f"urgent {name} -") for name, texts in WITHIN_A_STORY.items() for t in texts]
    await expect(talk, wanted)


@pytest.mark.parametrize(("name", "texts"), URGENT.items(), ids=URGENT)
async def test_in_every_state_and_nothing_is_forgotten(
    talk: Talk, knowledge: Knowledge, name: str, texts: list[str]
) -> None:
    conversation = talk()
    for text in ("hello", "How much does PRP cost?", "tell me a joke"):
        await conversation.say(text)
        before = await subject_of(conversation)
        (reply,) = await conversation.say(texts[0])
        assert labels([reply]) == f"urgent {name} -"
        assert await subject_of(conversation) == replace(
            before, alarm=Alarm(cast("Urgency", name), Stage.SAID)
        )
    assert knowledge.clinic.lines().emergency in reply["text"]
    numbers = [entry["number"] for entry in reply["custom"]["numbers"]]
    assert numbers[0] == knowledge.clinic.lines().emergency
    assert reply["buttons"] == []
    assert (
        labels(await conversation.say("I'm okay now. How many sessions?")) == "answer sessions prp"
    )


@pytest.mark.parametrize(("name", "texts"), URGENT.items(), ids=URGENT)
async def test_what_may_be_about_it_gets_the_numbers_again(
    talk: Talk, name: str, texts: list[str]
) -> None:
    for text in ("who do I call?", "should I worry?", "yes", "is that normal", "and PRP?", "help"):
        conversation = talk()
        await conversation.say(texts[0])
        heard = labels(await conversation.say(text))
        assert heard.startswith("urgent"), f"{text!r}: {heard}"


async def test_a_clear_question_or_thanks_moves_on(talk: Talk) -> None:
    conversation = talk()
    await conversation.say(URGENT["emergency"][0])
    assert labels(await conversation.say("thank you")) == "smalltalk thanks -"
    assert labels(await conversation.say("who do I call?")) == "urgent emergency -"
    assert labels(await conversation.say("How much does PRP cost?")) == "answer cost prp"
    assert labels(await conversation.say("who do I call?")) == "clinic contact prp"


@pytest.mark.parametrize("name", URGENT)
async def test_nothing_is_said_twice_in_a_row(talk: Talk, name: str) -> None:
    conversation = talk()
    said = [(await conversation.say(URGENT[name][0]))[0]["text"]]
    for text in (
        "how long do i wait in the hours?",
        "can i take ibuprofen",
        "should I worry?",
        "ok i called them",
        "they are on their way",
        "I'm fine now, it was a false alarm",
    ):
        (reply,) = await conversation.say(text)
        assert labels([reply]) == f"urgent {name} -", text
        assert reply["text"] != said[-1], text
        said.append(reply["text"])
    assert labels(await conversation.say("How much does PRP cost?")) == "answer cost prp"
    assert labels(await conversation.say("should I worry?")) != f"urgent {name} -"


async def test_thanks_has_the_number(talk: Talk, knowledge: Knowledge) -> None:
    conversation = talk()
    await conversation.say(URGENT["emergency"][0])
    (reply,) = await conversation.say("thanks")
    assert knowledge.clinic.lines().emergency in reply["text"]


FILLER = "I have had a long journey with my hair and nothing has helped me so far. "


@pytest.mark.parametrize("length", [300, 900, 1600, 3500, 10_000])
@pytest.mark.parametrize("mark", [". ", " "], ids=["sentences", "no full stops"])
@pytest.mark.parametrize(
    "cry", ["My throat is swelling and I can't breathe", "I want to kill myself"]
)
async def test_at_the_end_of_a_long_story(talk: Talk, cry: str, mark: str, length: int) -> None:
    story = (FILLER.replace(". ", mark) * (length // len(FILLER) + 1))[:length]
    assert labels(await talk().say(f"{story}{mark}{cry}")).startswith("urgent")


async def test_a_crisis_names_the_crisis_line(talk: Talk, knowledge: Knowledge) -> None:
    (reply,) = await talk().say(URGENT["crisis"][0])
    lines = knowledge.clinic.lines()
    assert lines.crisis_number in reply["text"] and lines.crisis_name in reply["text"]


AFTER = [
    ("I want to die", "is it painful", "urgent crisis"),
    ("I want to die", "how long does it take", "urgent crisis"),
    ("my throat is closing", "is it ok", "urgent emergency"),
    ("my throat is closing", "it is getting worse", "urgent emergency"),
    ("I can't breathe", "it hurts", "urgent emergency"),
    ("chest pain", "it costs too much", "urgent emergency"),
    ("chest pain", "worse", "urgent emergency"),
    ("I have a fever after PRP", "what is your number?", "clinic contact"),
    ("I have a fever after PRP", "when are you open", "clinic hours"),
    ("my face is swollen", "it's gone now", "urgent emergency"),
]


@pytest.mark.parametrize(("first", "then", "label"), AFTER, ids=[f"{a} / {b}" for a, b, _ in AFTER])
async def test_what_points_back_is_about_it(talk: Talk, first: str, then: str, label: str) -> None:
    dialogue = talk()
    assert labels(await dialogue.say(first)).startswith("urgent")
    assert labels(await dialogue.say(then)).startswith(label)


async def test_a_question_is_no_news_that_all_is_well(talk: Talk, knowledge: Knowledge) -> None:
    dialogue = talk()
    await dialogue.say("the bleeding won't stop")
    over = knowledge.fill(knowledge.urgent["emergency"].over)
    assert [reply["text"] for reply in await dialogue.say("is that ok?")] != [over]
    assert [reply["text"] for reply in await dialogue.say("false alarm")] == [over]


async def test_after_help_was_called_distress_is_still_about_it(
    talk: Talk, knowledge: Knowledge
) -> None:
    dialogue = talk()
    await dialogue.say("I took a whole box of pills")
    await dialogue.say("my wife called 911")
    waiting = knowledge.fill(knowledge.urgent["crisis"].waiting)
    for text in ("I feel sleepy", "I'm scared"):
        assert [reply["text"] for reply in await dialogue.say(text)] == [waiting]


async def test_another_question_is_answered_behind_the_number(
    talk: Talk, knowledge: Knowledge
) -> None:
    dialogue = talk()
    await dialogue.say("I can't breathe")
    (reply,) = await dialogue.say("How much does PRP cost?")
    number = knowledge.clinic.lines().emergency
    assert labels([reply]) == "answer cost prp" and number in reply["text"].partition("\n\n")[0]
    (reply,) = await dialogue.say("Is PRP safe?")
    assert number not in reply["text"]
