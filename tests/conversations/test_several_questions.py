"""Each question of a message is answered, in order; one question is answered once."""

from __future__ import annotations

from actions.knowledge import Knowledge
from tests.conversations.dialogue_table import Talk, expect, hold, labels


async def test_two_sentences(talk: Talk) -> None:
    wanted = [
        (
            "How much does PRP cost? Is it safe?",
            "answer cost prp + answer safety prp",
        ),
        (
            "Are exosomes safe? How many sessions do I need?",
            "answer safety exosomes + answer sessions exosomes",
        ),
        (
            "How much does PRP cost? Does insurance cover it?",
            "answer cost prp + uncovered insurance prp",
        ),
        (
            "How many PRP sessions do I need? Where is your clinic?",
            "answer sessions prp + clinic location prp",
        ),
    ]
    await expect(talk, wanted)


async def test_two_questions_in_one_sentence(talk: Talk) -> None:
    wanted = [
        (
            "How much does PRP cost and how many sessions do I need?",
            "answer cost prp + answer sessions prp",
        ),
        (
            "how much do exosomes cost and are they safe",
            "answer cost exosomes + answer safety exosomes",
        ),
        (
            "When will I see results and how much does PRP cost?",
            "answer results_timeline prp + answer cost prp",
        ),
    ]
    await expect(talk, wanted)


async def test_questions_that_run_into_each_other(talk: Talk) -> None:
    wanted = [
        (
            "do exosomes hurt do they cost more than prp and when do you see results",
            "answer procedure exosomes + answer cost both + answer results_timeline prp",
        ),
        ("I take finasteride, can I stay on it, and how soon will I see results?",
         "uncovered finasteride - + answer results_timeline both"),
    ]  # fmt: skip
    await expect(talk, wanted)


async def test_what_is_told_beside_a_question_asks_nothing(talk: Talk) -> None:
    wanted = [
        ("Since exosomes are no stem cells, are they less risky?", "answer safety exosomes"),
        ("I know the price of PRP, but does it hurt?", "answer procedure prp"),
        ("Is PRP done in a hospital or just at the clinic?", "answer procedure prp"),
        ("Will I be sore after exosomes, and for how long?", "answer recovery exosomes"),
        (
            "whats prp. how is it done. price.",
            "answer definition prp + answer procedure prp + answer cost prp",
        ),
    ]
    await expect(talk, wanted)


async def test_three_questions(talk: Talk) -> None:
    text = "How much does PRP cost? Is it safe? How many sessions do I need?"
    wanted = "answer cost prp + answer safety prp + answer sessions prp"
    await expect(talk, [(text, wanted)])


LISTS = {
    "1. price 2. number of sessions 3. side effects": "cost sessions recovery",
    "- cost?\n- does it hurt\n- downtime": "cost procedure recovery",
    "a) cost b) safety c) how many sessions": "cost safety sessions",
    "\u2022 price\n\u2022 how it works\n\u2022 safety": "cost mechanism safety",
    "My questions:\n1) price\n2) downtime": "cost recovery",
    "price\nsessions\nside effects": "cost sessions recovery",
    "price, sessions, downtime": "cost sessions recovery",
    "cost. pain. sessions.": "cost procedure sessions",
    "exosomes vs prp cost vs sessions": "cost sessions",
    "exosomes vs prp cost vs sessions vs recovery": "cost sessions recovery",
    "cost & pain": "cost procedure",
    "sessions/price": "sessions cost",
    "side effects + price": "recovery cost",
    "price and number of sessions": "cost sessions",
    "is it safe, effective and affordable": "safety effectiveness cost",
    "what's the price, is it painful and how many sessions": "cost procedure sessions",
    "safety, cost and sessions for PRP and exosomes": "safety cost sessions",
    "I have two questions: how does it work, and how much is it?": "mechanism cost",
    "how do they differ and which is safer and which is cheaper": "differences safety cost",
    "pros and cons": "benefits safety",
    "upsides and downsides": "benefits safety",
}


async def test_lists(talk: Talk) -> None:
    wanted = [
        (text, " + ".join(f"answer {topic} both" for topic in topics.split()))
        for text, topics in LISTS.items()
    ]
    await expect(talk, wanted)


async def test_what_a_message_is_about_is_meant_in_each_of_its_questions(talk: Talk) -> None:
    wanted = [
        (
            "I have three questions about PRP: 1. price 2. number of sessions 3. side effects",
            "answer cost prp + answer sessions prp + answer recovery prp",
        ),
        (
            "I am thinking about exosomes. How much is it? Is it safe?",
            "answer cost exosomes + answer safety exosomes",
        ),
        (
            "how prp works and whether I can wash my hair",
            "answer mechanism prp + uncovered hair_washing prp",
        ),
        ("PRP cost and exosome sessions", "answer cost prp + answer sessions exosomes"),
        ("PRP and exosomes", "answer differences both"),
        ("pros and cons of PRP", "answer benefits prp + answer safety prp"),
    ]
    await expect(talk, wanted)


EIGHT = [
    "What is PRP?",
    "How does it work?",
    "How much is it?",
    "Is it safe?",
    "How many sessions?",
    "When do I see results?",
    "What is recovery like?",
    "Who is it for?",
]


async def test_of_more_than_six_the_rest_is_asked_for(talk: Talk) -> None:
    for text in (" ".join(EIGHT), "\n".join(f"{n}) {q}" for n, q in enumerate(EIGHT, 1))):
        replies = await talk().say(text)
        topics = [reply["custom"]["topic"] for reply in replies]
        first = ["definition", "mechanism", "cost", "safety", "sessions", "results_timeline"]
        assert topics == first
        assert "first 6 questions" in replies[-1]["text"]
        assert "send the rest again" in replies[-1]["text"]
    (reply,) = await talk().say(EIGHT[0])
    assert "send the rest" not in reply["text"]


async def test_a_question_at_the_end_of_a_story_is_found(talk: Talk) -> None:
    story = "My hair is thin. My dad was bald. I am 40. I live in Leeds. I like hiking. It rains. "
    wanted = "answer cost prp + answer sessions prp"
    await expect(talk, [(story + "How much is PRP? How many sessions?", wanted)])


async def test_regulators_are_quoted_once(talk: Talk, knowledge: Knowledge) -> None:
    text = "are exosomes safe and are they proven and fda approved"
    replies = await talk().say(text)
    assert len(replies) == 3
    said = "".join(reply["text"] for reply in replies)
    assert said.count(knowledge.notes["fda_exosomes"].text) == 1
    assert "http" not in said


async def test_the_same_for_the_other_treatment(talk: Talk) -> None:
    wanted = [
        ("How much does PRP cost? And exosomes?", "answer cost prp + answer cost exosomes"),
    ]
    await expect(talk, wanted)


async def test_one_question_is_answered_once(talk: Talk) -> None:
    wanted = [
        ("Is there redness and swelling after PRP?", "answer recovery prp"),
        ("What is the difference between PRP and exosomes?", "answer differences both"),
        ("Hello, how much does PRP cost?", "answer cost prp"),
        ("How much does PRP cost? Thanks!", "answer cost prp"),
        ("How much is PRP? What does PRP cost?", "answer cost prp"),
    ]
    await expect(talk, wanted)


async def test_only_the_last_reply_has_buttons(talk: Talk) -> None:
    replies = await talk().say("How much does PRP cost? Is it safe?")
    assert [bool(reply["buttons"]) for reply in replies] == [False, True]
    offered = {button["topic"] for button in replies[-1]["buttons"]}
    assert not offered & {"cost", "safety"}


async def test_one_can_go_on_with_the_last(talk: Talk) -> None:
    turns = [
        ("How much does PRP cost? Is it safe?", "answer cost prp + answer safety prp"),
        ("and exosomes?", "answer safety exosomes"),
    ]
    await hold(talk, turns)


async def test_an_emergency_is_all_that_is_answered(talk: Talk) -> None:
    replies = await talk().say("How much does PRP cost? I can't breathe and my throat is swelling")
    assert labels(replies) == "urgent emergency -"
