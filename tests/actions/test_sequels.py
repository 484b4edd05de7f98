"""What a question means after what was talked about."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.question import Question
from actions.sequels import at_once, compared, of_both, of_rules

COMBINATION = Context("combination", "both", "answer", ("combination:both",))
RECOVERY = Context("recovery", "prp", "answer", ("recovery:prp",))


@pytest.mark.parametrize(
    ("text", "treatments", "context"),
    [
        ("is it safe to combine them", (), Context()),
        ("is it safe to do both together", ("both",), Context()),
        ("any risk in mixing PRP and exosomes?", ("prp", "exosomes"), Context()),
        ("is it safe?", (), COMBINATION),
        ("combination safety", (), Context()),
        ("side effects?", ("both",), COMBINATION),
    ],
)
def test_both_at_once(text: str, treatments: tuple[str, ...], context: Context) -> None:
    question = at_once(Question("faq", "safety", text, treatments=treatments), context)
    assert (question.family, question.id, question.treatments) == ("gap", "rare_risks", ("both",))


@pytest.mark.parametrize(
    ("name", "text", "treatments", "context"),
    [
        ("safety", "are both safe?", ("both",), Context()),
        ("safety", "is PRP safe?", ("prp",), COMBINATION),
        ("combination", "can I combine them?", (), COMBINATION),
        ("minoxidil", "is it safe together with minoxidil", (), Context()),
        ("cost", "how much is it?", (), COMBINATION),
    ],
)
def test_each_alone(name: str, text: str, treatments: tuple[str, ...], context: Context) -> None:
    question = Question("faq", name, text, treatments=treatments)
    assert at_once(question, context) == question


@pytest.mark.parametrize(
    ("text", "intent", "treatments", "meant"),
    [
        ("is it safer than exosomes", "faq/safety", ("exosomes",), ("both",)),
        ("is it cheaper compared to PRP", "faq/cost", ("prp",), ("both",)),
        ("is it as safe as PRP", "faq/safety", ("prp",), ("both",)),
        ("are exosomes better", "faq/effectiveness", ("exosomes",), ("both",)),
        ("are exosomes better for women", "faq/effectiveness", ("exosomes",), ("exosomes",)),
        ("does PRP take more than an hour", "faq/procedure", ("prp",), ("prp",)),
        ("is minoxidil better than PRP", "gap/minoxidil", ("prp",), ("prp",)),
        ("is PRP safer than exosomes", "faq/safety", ("prp", "exosomes"), ("prp", "exosomes")),
    ],
)
def test_measured_against_one_both_are_meant(
    text: str, intent: str, treatments: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    family, _, id_ = intent.partition("/")
    assert compared(Question(family, id_, text, treatments=treatments)).treatments == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("can I get both?", "combination"),
        ("how many weeks between PRP and exosomes?", "other"),
        ("how long between sessions", "sessions"),
        ("how do both work", "sessions"),
    ],
)
def test_having_both(text: str, meant: str) -> None:
    assert of_both(Question("faq", "sessions", text)).id == meant


APPROVAL = Context("approval", "exosomes", "uncovered")


@pytest.mark.parametrize(
    ("text", "name", "context", "meant"),
    [
        ("and in the UK?", "availability", APPROVAL, "approval"),
        ("in pregnancy?", "pregnancy", APPROVAL, "pregnancy"),
        ("in the UK?", "availability", RECOVERY, "availability"),
        ("from humans?", "bot_challenge", APPROVAL, "exosome_source"),
        ("human?", "bot_challenge", RECOVERY, "bot_challenge"),
        ("a human please", "person", APPROVAL, "person"),
        ("are you human?", "bot_challenge", APPROVAL, "bot_challenge"),
    ],
)
def test_rules_elsewhere_and_whose_cells(
    text: str, name: str, context: Context, meant: str
) -> None:
    assert of_rules(Question("faq", name, text), context).id == meant
