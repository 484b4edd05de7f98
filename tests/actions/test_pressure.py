"""Who pushes gets no promise, no nod and no "no risk"."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.knowledge import Knowledge
from actions.pressure import plainly, pressed, without_tags
from actions.question import Question
from actions.reply import Reply

APPROVAL = Context("approval", "exosomes", "uncovered")
COST = Context("cost", "prp", "answer")


@pytest.mark.parametrize(
    ("text", "intent", "before", "meant"),
    [
        ("so 100% then", "smalltalk/affirm", Context(), "gap/guarantee"),
        ("100 percent?", "nlu_fallback/", Context(), "gap/guarantee"),
        ("a hundred percent?", "smalltalk/affirm", COST, "gap/guarantee"),
        ("I want your word", "nlu_fallback/", COST, "gap/guarantee"),
        ("just admit that PRP works", "faq/effectiveness", COST, "gap/guarantee"),
        ("is it 100% safe", "nlu_fallback/", COST, "nlu_fallback/"),
        ("is the cost 100% mine", "faq/cost", COST, "faq/cost"),
        ("does it do what it promises", "faq/effectiveness", COST, "faq/effectiveness"),
        ("some say it works, others not", "faq/effectiveness", COST, "faq/effectiveness"),
        ("yes or no", "nlu_fallback/", APPROVAL, "gap/approval"),
        ("so yes?", "nlu_fallback/", APPROVAL, "gap/approval"),
        ("is that a yes or a no", "nlu_fallback/", APPROVAL, "gap/approval"),
        ("just tell me yes", "nlu_fallback/", APPROVAL, "gap/approval"),
        ("right?", "smalltalk/affirm", APPROVAL, "gap/approval"),
        ("right?", "smalltalk/affirm", COST, "nlu_fallback/"),
        ("yes or no", "nlu_fallback/", COST, "nlu_fallback/"),
        ("yes", "smalltalk/affirm", APPROVAL, "smalltalk/affirm"),
        ("I swear I can't breathe", "urgent/emergency", COST, "urgent/emergency"),
    ],
)
def test_a_push_is_taken_for_what_it_is(
    text: str, intent: str, before: Context, meant: str
) -> None:
    family, _, id_ = intent.partition("/")
    found = pressed(Question(family, id_, text), before)
    assert f"{found.family}/{found.id}" == meant


def test_a_tag_is_no_question_of_its_own() -> None:
    claim, tag = Question("faq", "safety", "it is safe"), Question("smalltalk", "affirm", "right?")
    agreed = Question("smalltalk", "affirm", "yes")
    assert without_tags([claim, tag]) == [claim]
    assert without_tags([tag]) == [tag]
    assert without_tags([agreed, claim]) == [agreed, claim]


@pytest.mark.parametrize(
    ("topic", "kind", "text", "starts"),
    [
        ("safety", "answer", "is it risk-free", "No treatment is free of risk"),
        ("rare_risks", "uncovered", "nothing can go wrong?", "No treatment is free of risk"),
        ("safety", "answer", "is it safe", "Text."),
        ("cost", "answer", "is it risk-free", "Text."),
        ("approval", "uncovered", "approved, yes or no?", "No approved product that we know of"),
        ("approval", "uncovered", "is it approved", "Text."),
        ("approval", "clinic", "approved, yes or no?", "Text."),
    ],
)
def test_a_plain_no_comes_first(
    knowledge: Knowledge, topic: str, kind: str, text: str, starts: str
) -> None:
    reply = Reply("Text.", kind, topic)  # type: ignore[arg-type]
    said = plainly(reply, Question("faq", topic, text), knowledge).text
    assert said.startswith(starts) and said.endswith("Text.")
