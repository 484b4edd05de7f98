"""Aftermath: what is news of help or of an end, what may still be about it, and what moves on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.aftermath import after_urgent, is_still_urgent
from actions.context import Context
from actions.question import Question

BEFORE = Context("cost", "prp", "answer", ("cost:prp",))
KINDS = ("emergency", "post_procedure", "crisis")
UNCLEAR = Question("nlu_fallback", "", confidence=0.1)

HELPED = [
    "ok i called them",
    "I\u2019m calling now",
    "calling 911",
    "they are coming",
    "they're on their way",
    "the ambulance is here",
    "i'm at the hospital now",
    "on my way to the ER",
    "we're going to the emergency room",
    "my wife is driving me to the hospital",
    "I called, they are coming",
    "i phoned the clinic and they are looking at it",
    "spoke to a nurse",
    "I'm with a doctor",
    "waiting for the ambulance",
    "thanks, i called 911!",
    "i'll call them",
    "911 is on the phone with me",
    "they told me to lie down",
    "I've seen a doctor",
    "been to the ER",
    "the paramedics have checked me",
]
OVER = [
    "false alarm",
    "it was a false alarm, sorry",
    "just kidding",
    "i'm fine now",
    "I'm okay",
    "the swelling is gone now",
    "my chest pain has stopped",
    "it's not an emergency",
    "i didn't mean it like that",
    "i'm home again",
    "the doctor said it's nothing",
    "no i'm fine",
    "it's going down",
    "the swelling is getting better",
    "never mind",
    "saw a doctor, all good now",
    "the doctor told me it's nothing serious",
]
#: Believed only where nobody has spoken of harming themselves.
EXPLAINED = [
    "false alarm, it was a peanut stuck, all fine",
    "it's ok now, I only choked on my coffee",
    "false alarm, it was mosquitoes",
    "turned out to be insect bites",
    "it was just heartburn",
    "just a bit of indigestion",
    "I was only asking hypothetically",
    "hypothetical question",
]
NO_NEWS = [
    "false alarm but now my chest hurts",
    "it was a peanut, now he can't breathe",
    "all fine, it was only that I can't feel my arm",
    "i called but nobody answers",
    "i called and they are closed",
    "i called them no answer",
    "i haven't called",
    "they aren't coming",
    "no ambulance is coming",
    "nobody is coming",
    "should i go to the hospital",
    "i will call tomorrow",
    "i called my mom to say goodbye",
    "my hair is coming out",
    "they told me to call back tomorrow",
    "my phone is dead",
    "just now " * 500 + "calling",  # takes seconds where its length is not looked at
    "my heart stopped",
    "he stopped breathing",
    "i'm not fine",
    "it is getting worse",
    "the swelling is gone but i feel dizzy",
    "i'm in pain",
    "i saw blood everywhere",
    "it was a heart attack",
    "it turned out to be worse than heartburn",
    "ok",
    "what do i do",
]


def reason(text: str, context: Context, question: Question = UNCLEAR) -> str | None:
    (found,) = after_urgent([question], context, text)
    return found.reason if found.family == "urgent" else None


@pytest.mark.parametrize("kind", KINDS)
def test_news(kind: str) -> None:
    alarmed = replace(BEFORE, urgent=kind)
    wanted = {"helped": HELPED, "over": OVER, "again": NO_NEWS}
    wrong = [
        f"{text!r}: {found}, not {want}"
        for want, texts in wanted.items()
        for text in texts
        if (found := reason(text, alarmed)) != want
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("text", ["it's over", "will do", "i will", *EXPLAINED])
def test_what_may_be_despair_is_no_news_in_a_crisis(text: str) -> None:
    assert reason(text, replace(BEFORE, urgent="crisis")) == "again"
    assert reason(text, replace(BEFORE, urgent="emergency")) in ("helped", "over")


def test_news_that_sounds_urgent_is_news() -> None:
    alarm = Question("urgent", "post_procedure")
    assert reason("the swelling is gone now", replace(BEFORE, urgent="emergency"), alarm) == "over"


def test_a_new_alarm_is_answered_itself() -> None:
    alarm = Question("urgent", "emergency")
    text = "I called them. Now I can't breathe"
    assert after_urgent([alarm], replace(BEFORE, urgent="crisis"), text) == [alarm]


def test_once_somebody_helps_only_what_may_be_about_it_is_held_back() -> None:
    helped = replace(BEFORE, urgent="emergency:helped")
    thanks, medicine = Question("smalltalk", "affirm"), Question("gap", "medicines", confidence=0.9)
    assert after_urgent([thanks], helped, "ok") == [thanks]
    assert reason("can i take ibuprofen", helped, medicine) == "waiting"
    assert reason("they are coming", helped) == "waiting"
    alarmed = replace(BEFORE, urgent="emergency")
    assert reason("I called them. Can I take ibuprofen?", alarmed, medicine) == "waiting"
    cost = Question("faq", "cost", confidence=0.8)
    assert after_urgent([cost], helped, "what does it cost") == [cost]


def test_once_it_is_over_nothing_is_held_back() -> None:
    over = replace(BEFORE, urgent="emergency:over")
    worry = Question("faq", "recovery", confidence=0.3)
    assert after_urgent([worry], over, "is that normal") == [worry]
    alarm = Question("urgent", "crisis")
    (reply,) = after_urgent([alarm], over, "it's gone now")
    assert (reply.family, reply.id) == ("smalltalk", "affirm")
    assert after_urgent([alarm], over, "I want to die") == [alarm]


def test_beside_news_another_question_need_not_be_clear() -> None:
    alarmed = replace(BEFORE, urgent="crisis")
    unsure = Question("faq", "mechanism", confidence=0.3, treatments=("prp",))
    text = "sorry, I talked to my sister. What does PRP do?"
    assert after_urgent([unsure], alarmed, text) == [unsure]
    assert reason("What does PRP do?", alarmed, unsure) == "again"


def test_without_an_urgent_reply_there_is_no_aftermath() -> None:
    assert after_urgent([UNCLEAR], BEFORE, "i called them") == [UNCLEAR]


def test_courtesy_beside_a_question_does_not_move_on() -> None:
    alarmed = replace(BEFORE, urgent="emergency")
    thanks, worry = Question("smalltalk", "thanks"), Question("faq", "recovery", confidence=0.9)
    assert is_still_urgent([thanks, worry], alarmed)
    assert not is_still_urgent([thanks], alarmed)


@pytest.mark.parametrize(
    ("intent", "confidence", "still"),
    [
        ("clinic/contact", 0.9, True),  # "who do I call?"
        ("faq/recovery", 0.9, True),  # "is it dangerous?"
        ("smalltalk/affirm", 0.9, True),  # "yes"
        ("follow_up/more", 0.9, True),
        ("nlu_fallback", 0.1, True),
        ("off_topic/general", 0.9, True),  # "my phone is dead"
        ("faq/cost", 0.3, True),  # not clear
        ("faq/cost", 0.8, False),
        ("gap/insurance", 0.8, False),
        ("smalltalk/thanks", 0.8, False),
        ("smalltalk/bot_challenge", 0.8, False),
        ("urgent/crisis", 0.8, False),  # another one, which is answered itself
        ("faq/recovery", 1.0, False),  # a button
    ],
)
def test_what_comes_after_an_urgent_reply(intent: str, confidence: float, still: bool) -> None:
    family, _, id_ = intent.partition("/")
    question = Question(family, id_, confidence=confidence)
    alarmed = replace(BEFORE, urgent="emergency")
    assert is_still_urgent([question], alarmed) is still
    assert not is_still_urgent([question], BEFORE)


def test_a_question_that_names_a_treatment_moves_on() -> None:
    alarmed = replace(BEFORE, urgent="emergency")
    for confidence, still in ((0.9, False), (0.5, True)):
        safe = Question("faq", "safety", confidence=confidence, treatments=("prp",))
        assert is_still_urgent([safe], alarmed) is still
