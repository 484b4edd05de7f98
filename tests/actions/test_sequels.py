"""What a question means after what was talked about."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.question import Question
from actions.sequels import at_once, of_effects

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
    ("text", "context", "meant"),
    [
        ("how long do they last?", RECOVERY, "recovery"),
        ("how long until it settles? does it last", RECOVERY, "recovery"),
        ("how long do results last?", RECOVERY, "duration"),
        ("how long does it last?", Context(), "duration"),
        ("how long does it last?", COMBINATION, "duration"),
    ],
)
def test_how_long_side_effects_last(text: str, context: Context, meant: str) -> None:
    assert of_effects(Question("gap", "duration", text), context).id == meant
