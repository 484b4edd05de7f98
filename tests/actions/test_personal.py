"""No chat judges a person: it says who can, and takes what is told of a person's health as one."""

from __future__ import annotations

import pytest

from actions.knowledge import Knowledge
from actions.personal import by_health, verdict, with_limit
from actions.question import Question
from actions.reply import Reply

VERDICTS = [
    "should I do it",
    "Should my wife get PRP?",
    "am I a candidate",
    "am I a good candidate for PRP?",
    "do I qualify",
    "would it be good for me",
    "is PRP right for me?",
    "is it right for my wife",
    "would you recommend it for me",
    "which one would you recommend?",
    "what would you do",
    "does it suit my hair",
    "will exosomes work for me",
    "i tried 3 sessions of prp and saw nothing. will exosomes work?",
    "my dermatologist recommends prp, do you agree",
    "it's been 2 months since prp, did it fail?",
    "i had prp 8 months ago and no results, is that normal?",
    "how many sessions do i need for norwood 4",
]
GENERAL = [
    "Who might PRP suit?",
    "What should I know about the safety of PRP?",
    "when should I start to see results",
    "how should I choose between them",
    "is PRP safe",
    "what is good about it",
    "can you tell me the price",
    "how many sessions are usual",
    "does it fail often",
    "what do doctors recommend",
]


@pytest.mark.parametrize(
    ("text", "asks"), [(t, True) for t in VERDICTS] + [(t, False) for t in GENERAL]
)
def test_who_asks_for_a_verdict_is_told_who_can_give_one(
    knowledge: Knowledge, text: str, asks: bool
) -> None:
    reply = Reply("The guide says this.\n\nA note.", "answer", "suitability", "prp")
    told = with_limit(reply, Question("faq", "suitability", text), knowledge)
    assert ("I can't judge" in told.text and "doctor" in told.text) is asks
    assert told.text.startswith("The guide says this.") and told.text.endswith("A note.")


def test_a_case_matters_only_to_what_is_judged(knowledge: Knowledge) -> None:
    reply = Reply("The guide says this.", "answer", "differences", "both")
    question = Question("faq", "differences", "how does it differ from what I had")
    assert with_limit(reply, question, knowledge) == reply


def test_it_is_not_said_twice(knowledge: Knowledge) -> None:
    for gap in ("personal_case", "pregnancy", "conditions", "contraindications"):
        reply = Reply(knowledge.gaps[gap].text, "uncovered", gap)
        assert with_limit(reply, Question("gap", gap, "is it safe for me"), knowledge) == reply


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (Question("gap", "other", "should I do it"), "suitability"),
        (Question("nlu_fallback", "", "should I do it", reason="unsure"), "suitability"),
        (Question("gap", "other", "my dermatologist recommends it, do you agree"), "suitability"),
        (Question("gap", "other", "do you sell wigs"), "other"),
        (Question("nlu_fallback", "", "should I do it", reason="long"), ""),
        (Question("faq", "cost", "should I get the cheaper one"), "cost"),
    ],
)
def test_a_verdict_not_understood_is_about_whom_it_suits(question: Question, given: str) -> None:
    assert verdict(question).id == given


TOLD = "I'm pregnant, on aspirin and 17"


@pytest.mark.parametrize(
    ("text", "intents", "given"),
    [
        (TOLD, ["gap/conditions"], ["contraindications"]),
        (TOLD, ["gap/pregnancy", "gap/medicines", "gap/age"], ["contraindications"]),
        (TOLD, ["faq/safety", "faq/cost"], ["contraindications", "cost"]),
        (TOLD, ["faq/suitability"], ["contraindications"]),
        (TOLD, ["faq/cost"], ["cost"]),
        ("I'm pregnant. Is it safe?", ["faq/safety", "faq/cost"], ["pregnancy", "cost"]),
        ("I'm diabetic. Is it safe?", ["faq/safety"], ["conditions"]),
        ("I'm diabetic. Does it hurt?", ["faq/procedure"], ["procedure"]),
        ("Is it safe?", ["faq/safety"], ["safety"]),
        ("I use minoxidil and I'm diabetic", ["gap/minoxidil"], ["contraindications"]),
        (
            "minoxidil or finasteride?",
            ["gap/minoxidil", "gap/finasteride"],
            ["minoxidil", "finasteride"],
        ),
        ("Is it safe at 45?", ["faq/safety"], ["safety"]),
        ("am i ok, aged 16, on warfarin", ["gap/personal_case"], ["contraindications"]),
        (TOLD, ["smalltalk/greeting", "urgent/emergency"], ["greeting", "emergency"]),
    ],
)
def test_what_is_told_of_health_makes_one_question(
    knowledge: Knowledge, text: str, intents: list[str], given: list[str]
) -> None:
    pairs = [intent.split("/") for intent in intents]
    questions = [Question(family, name, "…") for family, name in pairs]
    assert [q.id for q in by_health(questions, text, knowledge)] == given


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"safety": "is it safe?", "conditions": "with diabetes?"}, "safety conditions"),
        ({"safety": "is it safe?", "minoxidil": "with minoxidil?"}, "safety minoxidil"),
        ({"safety": "safety", "pregnancy": "pregnancy", "cost": "cost"}, "safety pregnancy cost"),
        ({"conditions": "had cancer last year", "safety": "is it safe"}, "conditions"),
        ({"conditions": "I am diabetic", "other": "do you sell wigs"}, "conditions other"),
        ({"pregnancy": "trying to conceive", "safety": "is it safe", "cost": "how much is it"},
         "pregnancy cost"),
        ({"safety": "will it be dangerous for him?", "medicines": "he is on warfarin, is it ok?"},
         "medicines"),
    ],
)  # fmt: skip
def test_of_who_tells_of_health_nothing_is_said_to_be_safe(
    knowledge: Knowledge, asked: dict[str, str], given: str
) -> None:
    questions = [
        Question("faq" if name in knowledge.topics else "gap", name, text)
        for name, text in asked.items()
    ]
    text = ", ".join(asked.values())
    assert " ".join(q.id for q in by_health(questions, text, knowledge)) == given


def test_two_questions_about_health_are_two(knowledge: Knowledge) -> None:
    questions = [
        Question("gap", "age", "Is there a limit?"),
        Question("gap", "pregnancy", "And …?"),
    ]
    assert by_health(questions, "Is there a limit? And …?", knowledge) == questions
