"""Each question of a message is answered, in order; one question is answered once."""

from __future__ import annotations

from tests.conversations.dialogue import Talk, expect, hold, labels


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


async def test_three_questions(talk: Talk) -> None:
    text = "How much does PRP cost? Is it safe? How many sessions do I need?"
    wanted = "answer cost prp + answer safety prp + answer sessions prp"
    await expect(talk, [(text, wanted)])


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
