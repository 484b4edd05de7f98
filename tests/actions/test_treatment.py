"""Which treatment is meant: by its name or place, as the other one, or from the conversation."""

from __future__ import annotations

import pytest

from actions.context import Context
from actions.treatment import treatment_of, with_shared
from components.reading import Named, Question

PRP, EXOSOMES, BOTH = (Context(treatment=each) for each in ("prp", "exosomes", "both"))
EXOSOMES_FIRST = PRP.about("answer", "cost", "prp").in_order(["exosomes", "prp"])


@pytest.mark.parametrize(
    ("named", "before", "meant"),
    [
        ("prp", EXOSOMES, "prp"),
        ("exosomes", PRP, "exosomes"),
        ("both", PRP, "both"),
        (None, PRP, "prp"),
        (None, Context(), None),
        ("other", PRP, "exosomes"),
        ("other", EXOSOMES, "prp"),
        ("other", BOTH, "both"),
        ("other", Context(), "both"),
        ("first", EXOSOMES, "prp"),
        ("second", PRP, "exosomes"),
        ("first", EXOSOMES_FIRST, "exosomes"),
        ("second", EXOSOMES_FIRST, "prp"),
        (None, Context(treatment="edited"), None),
    ],
)
def test_what_is_meant(named: Named | None, before: Context, meant: str | None) -> None:
    assert treatment_of(Question("faq/cost", named), before) == meant


def asked(*named: Named | None) -> list[Question]:
    return [Question("faq/cost", each) for each in named]


@pytest.mark.parametrize(
    ("named", "shared"),
    [
        ((None, None), (None, None)),
        (("prp", None), ("prp", "prp")),
        ((None, "exosomes"), ("exosomes", "exosomes")),
        (("prp", "exosomes", None), ("prp", "exosomes", "exosomes")),
        ((None, "both", None, "prp"), ("both", "both", "both", "prp")),
        ((None, "other"), (None, "other")),
        (("prp", "other", None), ("prp", "other", None)),
    ],
)
def test_a_treatment_named_once_is_meant_by_its_neighbours(
    named: tuple[Named | None, ...], shared: tuple[Named | None, ...]
) -> None:
    assert with_shared(asked(*named)) == asked(*shared)


def test_follow_ups_and_small_talk_take_none() -> None:
    questions = [
        Question("follow_up/more"),
        Question("smalltalk/thanks"),
        Question("gap/age", "prp"),
    ]
    assert with_shared(questions) == questions
