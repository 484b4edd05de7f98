"""Alarms in any wording, what only sounds like one, and what the clinic should be told."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, expect, labels

#: An alarm, and then words that only seem to say that help has come or that it is over.
NOT_OVER = [
    ("I want to end it all", "he wants me to jump"),
    ("I want to end it all", "I texted them all my love"),
    ("I want to end it all", "i'm with my dad in the car on the bridge"),
    ("I want to end it all", "my mother told me to get on with it"),
    ("my throat is swelling shut", "my wife told me to sleep it off"),
    ("my throat is swelling shut", "she saw it"),
    ("my throat is swelling shut", "the rash is ok"),
]
#: Messages in a new conversation that are no alarm.
CALM = [
    "they came",
    "they left",
    "she came home",
    "he came",
    "so i'd be coming back for the rest of my life??",
    "I'm scared of needles",
    "im losing hair because of stress",
    "EMERGENCY!! wedding in 5 months",
    "I'm out of breath reading all this, short version of prp?",
    "whats ur address? satnav takes me to a car park",
    "I'm not very well",
    "112 grafts",
    "100?? is that the price",
    "do you validate parking, my wife is waiting in the car",
]
TELEGRAPHIC = [
    "unresponsive, had prp today",
    "passing out after prp",
    "in and out of consciousness after prp",
    "convulsing after prp",
    "fitting after prp",
    "collapse after prp",
    "delirious after prp",
    "stridor after prp",
    "seizures after prp",
    "turning blue after exosomes",
    "my friend is out cold in the clinic",
    "ambulance?",
    "do i need A&E",
    "112",
    "999!",
    "can can can can can i cant breathe",
    "my my my my throat throat throat is closing",
    "do you validate parking, my wife is having a fit in the car",
]
#: Symptoms that are denied, past or mild: they get the facts and the clinic's number.
LINGERS = [
    "no trouble breathing, only mild redness since this morning, normal?",
    "haven't fainted but felt woozy for a minute after the blood draw",
    "no fever no pus, just a bit sore after prp, ok?",
    "I had PRP two weeks ago, scalp is still red and a bit sore. normal?",
]


@pytest.mark.parametrize(("first", "then"), NOT_OVER, ids=[then for _, then in NOT_OVER])
async def test_only_clear_words_end_an_alarm(
    talk: Talk, knowledge: Knowledge, first: str, then: str
) -> None:
    conversation = talk()
    assert labels(await conversation.say(first)).startswith("urgent")
    (reply,) = await conversation.say(then)
    ends = {knowledge.fill(text) for e in knowledge.urgent.values() for text in (e.helped, e.over)}
    assert reply["custom"]["kind"] == "urgent" and reply["text"] not in ends


@pytest.mark.parametrize("text", CALM)
async def test_what_is_calm(talk: Talk, text: str) -> None:
    assert "urgent" not in labels(await talk().say(text))


@pytest.mark.parametrize("text", TELEGRAPHIC)
async def test_a_telegram_is_heard(talk: Talk, text: str) -> None:
    (reply,) = await talk().say(text)
    assert reply["custom"]["kind"] == "urgent"


@pytest.mark.parametrize("text", LINGERS)
async def test_what_lingers_goes_to_the_clinic_first(
    talk: Talk, knowledge: Knowledge, text: str
) -> None:
    (reply,) = await talk().say(text)
    assert labels([reply]).startswith("answer recovery")
    assert knowledge.clinic.phone in reply["text"]


async def test_effects_of_a_medicine_are_one_kind(talk: Talk) -> None:
    texts = ("minoxidil gives me palpitations", "my heart races since minoxidil")
    said = [(await talk().say(text))[0] for text in texts]
    assert said[0]["text"] == said[1]["text"]
    assert said[0]["custom"]["kind"] == "uncovered" and "doctor" in said[0]["text"]


async def test_the_surface_word_does_not_win(talk: Talk) -> None:
    wanted = [
        ("how many billion exosomes are in one vial", "uncovered technique exosomes"),
        ("how do I know your injector is any good?", "clinic staff -"),
        ("can men have it", "uncovered women -"),
        ("how experienced are you", "clinic staff -"),
        ("can I come saturday at 10?", "clinic booking -"),
        ("HIV positive but undetectable, do you accept me?", "uncovered conditions -"),
        ("exosomes cost 5 grand a go?? what am I paying for", "answer cost exosomes"),
        ("Where do exosomes come from?", "answer definition exosomes"),
        ("PRP failed. what next", "answer effectiveness prp"),
        ("Is PRP therapy safe for hair?", "answer safety prp"),
        ("How long does PRP hair treatment recovery take?", "answer recovery prp"),
    ]
    await expect(talk, wanted)


async def test_who_had_no_success_with_prp_hears_of_exosomes(talk: Talk) -> None:
    for text in (
        "I had four PRP sessions and saw zero change. Are exosomes the logical next step?",
        "PRP failed. what next",
    ):
        (reply,) = await talk().say(text)
        assert reply["custom"]["kind"] == "answer" and "xosomes may" in reply["text"], text


async def test_refusals_are_heard(talk: Talk) -> None:
    (reply,) = await talk().say("don't tell me about safety, I want the price")
    assert reply["custom"]["topic"] in ("prices", "cost")
    (reply,) = await talk().say("anything but PRP please, what else works")
    assert reply["custom"]["treatment"] != "prp"


@pytest.mark.parametrize("text", ["thanks, thats all for now", "brilliant ta", "thx robot"])
async def test_closings_get_a_courtesy(talk: Talk, text: str) -> None:
    (reply,) = await talk().say(text)
    assert reply["custom"]["kind"] == "smalltalk"


async def test_a_recap_names_what_was_asked(talk: Talk, knowledge: Knowledge) -> None:
    conversation = talk()
    await conversation.say("How much does PRP cost?")
    await conversation.say("is it safe?")
    (reply,) = await conversation.say("what did we talk about so far?")
    for topic in ("cost", "safety"):
        assert knowledge.topics[topic].title.lower() in reply["text"].lower()
