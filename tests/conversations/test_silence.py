"""Where the guide is silent, the bot says so, and whom to ask."""

from __future__ import annotations

import re

import pytest

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, expect

QUESTIONS = {
    "duration": "How long do PRP results last?",
    "contraindications": "Who should not have PRP?",
    "pregnancy": "Can I have PRP while I am pregnant?",
    "women": "Does PRP work for women?",
    "age": "Is there an age limit for PRP?",
    "medicines": "Can I have PRP while taking blood thinners?",
    "conditions": "Can I have PRP if I have diabetes?",
    "hair_washing": "When can I wash my hair after PRP?",
    "activities": "Can I drink alcohol after PRP?",
    "anaesthesia": "Do you numb the scalp before PRP?",
    "minoxidil": "Is PRP better than minoxidil?",
    "finasteride": "Can I take finasteride with PRP?",
    "transplant": "Is PRP better than a hair transplant?",
    "microneedling": "Can I combine PRP with microneedling?",
    "approval": "Is PRP FDA approved?",
    "insurance": "Does insurance cover PRP?",
    "financing": "Can I pay for PRP in instalments?",
    "success_rate": "What is the success rate of PRP?",
    "guarantee": "Can you guarantee that PRP will work?",
    "hair_loss_types": "Does PRP help with alopecia areata?",
    "scalp_conditions": "Does PRP help with dandruff?",
    "other_hair": "Does PRP work for beards?",
    "home_use": "Can I inject PRP myself at home?",
}


async def test_said_plainly(talk: Talk) -> None:
    wanted = [(text, f"uncovered {gap} prp") for gap, text in QUESTIONS.items()]
    await expect(talk, wanted)


async def test_about_exosomes(talk: Talk) -> None:
    wanted = [
        ("Are exosomes FDA approved?", "uncovered approval exosomes"),
        ("Whose cells do exosomes come from?", "uncovered exosome_source exosomes"),
        ("Which brand of exosomes do you use?", "uncovered brands exosomes"),
        ("Are exosomes the same as stem cells?", "uncovered stem_cells exosomes"),
    ]
    await expect(talk, wanted)


@pytest.mark.parametrize("gap", ["duration", "insurance", "pregnancy"])
async def test_with_the_way_to_the_clinic(talk: Talk, knowledge: Knowledge, gap: str) -> None:
    (reply,) = await talk().say(QUESTIONS[gap])
    entry = knowledge.gaps[gap]
    assert reply["text"].startswith(entry.text) and knowledge.clinic.phone not in reply["text"]
    assert knowledge.clinic.booking_url in {link["url"] for link in reply["custom"]["links"]}
    assert reply["custom"]["source"] is None
    assert [b["topic"] for b in reply["buttons"]][: len(entry.see)] == list(entry.see)


async def test_what_belongs_to_an_answer_on_approval_is_there(talk: Talk) -> None:
    conversation = talk()
    (reply,) = await conversation.say("Are exosomes FDA approved?")
    for part in (
        "no approval",
        "not legal or medical advice",
        "its own product",
        "differ by country",
        "serious harm",
    ):
        assert part in reply["text"]
    assert reply["custom"]["numbers"] and "checked" in reply["custom"]["links"][-1]["title"]
    (more,) = await conversation.say("tell me more")
    for part in ("drugs and biologics", "maker and lot", "human donor", "trial", "MedWatch"):
        assert part in more["text"]
    assert "something goes wrong" in more["text"]
    assert all(link["url"].startswith("https://") for link in more["custom"]["links"])


async def test_with_the_regulators_where_they_have_spoken(talk: Talk, knowledge: Knowledge) -> None:
    (reply,) = await talk().say("Are exosomes FDA approved?")
    note = knowledge.notes["fda_exosomes"]
    assert note.text in reply["text"]
    assert note.source_url in {link["url"] for link in reply["custom"]["links"]}


@pytest.mark.parametrize(
    "text",
    [
        "just promise me that it works",
        "give me a 100% guarantee that PRP will work",
        "promise me PRP will fix my hair",
        "so 100% then",
        "100%?",
        "give me your word",
        "just say it works",
        "is PRP 100% effective",
    ],
)
async def test_nothing_is_promised(talk: Talk, text: str) -> None:
    (reply,) = await talk().say(text)
    assert reply["custom"]["kind"] == "uncovered"
    assert reply["custom"]["topic"] in ("guarantee", "success_rate")


@pytest.mark.parametrize("text", ["correct?", "so exosomes are better, correct?", "right?"])
async def test_nothing_is_nodded_through(talk: Talk, text: str) -> None:
    conversation = talk()
    await conversation.say("does PRP work")
    (reply,) = await conversation.say(text)
    assert reply["custom"]["kind"] in ("answer", "clarify") and "Good." not in reply["text"]


@pytest.mark.parametrize("text", ["just yes or no", "answer yes or no!", "so yes?", "right?"])
async def test_pressed_for_a_yes_it_stays_with_what_is_known(talk: Talk, text: str) -> None:
    for question, topic in (
        ("Are exosomes FDA approved?", "approval"),
        ("can you guarantee regrowth", "guarantee"),
    ):
        conversation = talk()
        await conversation.say(question)
        (reply,) = await conversation.say(text)
        assert reply["custom"]["topic"] == topic, question


@pytest.mark.parametrize("text", ["just yes or no", "so yes?", "is it FDA approved, yes or no?"])
async def test_no_approval_is_said_first_and_dated(talk: Talk, text: str) -> None:
    conversation = talk()
    await conversation.say("Are exosomes FDA approved?")
    (reply,) = await conversation.say(text)
    assert re.match(r"No approved product that we know of, as of \d\d \w+ \d{4}\.", reply["text"])


@pytest.mark.parametrize(
    "text",
    [
        "is PRP risk free",
        "zero risk?",
        "is it 100% safe",
        "so no risk with my own blood?",
        "is it completely harmless",
        "are there no side effects with exosomes",
    ],
)
async def test_nothing_is_free_of_risk(talk: Talk, text: str) -> None:
    (reply,) = await talk().say(text)
    assert reply["text"].startswith("No treatment is free of risk"), reply["text"]


@pytest.mark.parametrize(
    "text",
    [
        "I'm pregnant, on aspirin, 17 years old, diabetic",
        "I have lupus and I'm on blood thinners and I am breastfeeding. Is PRP safe?",
        "I am diabetic and take aspirin, can I get exosomes",
    ],
)
async def test_several_things_about_ones_health_get_one_reply(talk: Talk, text: str) -> None:
    (reply,) = await talk().say(text)
    assert reply["custom"]["topic"] == "contraindications"
    assert "Only a doctor" in reply["text"]


async def test_what_is_told_of_health_is_not_lost_among_questions(talk: Talk) -> None:
    wanted = "uncovered pregnancy prp + answer cost prp"
    await expect(talk, [("I'm pregnant. Is PRP safe and how much is it?", wanted)])


async def test_of_who_tells_of_health_nothing_is_said_to_be_safe(talk: Talk) -> None:
    wanted = [
        (
            "my husband is 45 and on warfarin, will prp be dangerous for him?",
            "uncovered medicines prp",
        ),
        ("had cancer 2 years ago, is exosome safe for me", "uncovered conditions exosomes"),
        ("trying to conceive, is prp safe", "uncovered pregnancy prp"),
    ]
    await expect(talk, wanted)


async def test_who_was_treated_while_pregnant_is_told_whom_to_call_now(talk: Talk) -> None:
    (reply,) = await talk().say("i'm 7 weeks pregnant, had prp before i knew. is my baby ok?")
    assert reply["custom"]["topic"] == "pregnancy" and "call them today" in reply["text"]


async def test_no_verdict_on_a_person(talk: Talk) -> None:
    for text in (
        "should I do it",
        "am I a candidate",
        "would it be good for me",
        "is it right for my wife",
        "would you recommend it for me",
        "is PRP right for me",
        "are exosomes good for me?",
        "i tried 3 sessions of prp and saw nothing. will exosomes work?",
        "my dermatologist recommends prp, do you agree",
        "it's been 2 months since prp and no growth, did it fail?",
        "i had prp 8 months ago and no results, is that normal?",
        "how many sessions do i need for norwood 4",
    ):
        replies = await talk().say(text)
        assert {reply["custom"]["kind"] for reply in replies} <= {"answer", "uncovered"}, text
        said = " ".join(reply["text"] for reply in replies)
        assert "can't" in said and "doctor" in said and said.count("I can't judge") <= 1, text


async def test_of_exosomes_nothing_is_said_that_holds_for_prp(talk: Talk) -> None:
    for text in ("how long do results last with exosomes", "Exosomes success rate?"):
        (reply,) = await talk().say(text)
        assert "PRP often" not in reply["text"] and "PRP results" not in reply["text"]


async def test_what_was_just_asked_is_not_offered(talk: Talk) -> None:
    for text in ("what are your exact prices", "what are the prices"):
        (reply,) = await talk().say(text)
        assert "cost" not in {button["topic"] for button in reply["buttons"]}


async def test_prp_is_off_label_where_it_is_asked_whether_it_is_proven(talk: Talk) -> None:
    for text in ("is PRP proven", "is PRP FDA approved", "is PRP safe"):
        (reply,) = await talk().say(text)
        assert "off-label" in reply["text"] and reply["custom"]["links"], text


async def test_the_regulators_are_quoted_once_in_a_conversation(
    talk: Talk, knowledge: Knowledge
) -> None:
    conversation, note = talk(), knowledge.notes["fda_exosomes"]
    full = {
        "Is there evidence for exosomes?": True,
        "are exosomes easy to find": False,
        "are exosomes safe?": False,
        "is it proven": False,
    }
    for text, wanted in full.items():
        (reply,) = await conversation.say(text)
        assert (note.text in reply["text"]) is wanted, text
        assert note.source_url in [link["url"] for link in reply["custom"]["links"]], text
