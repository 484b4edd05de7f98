"""The clinic's prices: in front of what the guide says of cost, and as the clinic's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.knowledge.clinic import Price
from actions.question import Question

PRICES = (
    Price(title="PRP session", treatment="prp", amount="from $500"),
    Price(title="Exosome session", treatment="exosomes", amount="$900"),
    Price(title="Consultation", treatment="both", amount="free"),
)


def priced(knowledge: Knowledge, *prices: Price, sample: bool = False) -> Knowledge:
    clinic = knowledge.clinic.copy(update={"prices": prices, "sample": sample})
    return replace(knowledge, clinic=clinic)


def said(knowledge: Knowledge, intent: str, *treatments: str) -> tuple[str, str]:
    family, _, id_ = intent.partition("/")
    (reply,), _ = respond([Question(family, id_, treatments=treatments)], Context(), knowledge)
    return reply.kind, reply.text


@pytest.mark.parametrize(
    ("treatments", "amounts"),
    [
        (("prp",), {"from $500", "free"}),
        (("exosomes",), {"$900", "free"}),
        ((), {"from $500", "$900", "free"}),
    ],
)
def test_of_the_treatment_asked_about(
    knowledge: Knowledge, treatments: tuple[str, ...], amounts: set[str]
) -> None:
    clinic = priced(knowledge, *PRICES)
    for intent, kind in (("faq/cost", "answer"), ("gap/prices", "clinic")):
        given, text = said(clinic, intent, *treatments)
        assert given == kind
        assert {a for a in ("from $500", "$900", "free") if a in text} == amounts
        assert text.startswith(f"At {clinic.clinic.name}: ") and clinic.clinic.phone in text
    assert said(knowledge, "faq/cost", *treatments)[1] in said(clinic, "faq/cost", *treatments)[1]


def test_without_prices_it_is_a_gap(knowledge: Knowledge) -> None:
    assert said(knowledge, "gap/prices", "prp") == said(
        priced(knowledge, PRICES[1]), "gap/prices", "prp"
    )
    assert said(knowledge, "gap/prices", "prp")[0] == "uncovered"


def test_prices_are_said_of_nothing_else(knowledge: Knowledge) -> None:
    clinic = priced(knowledge, *PRICES)
    for intent in ("faq/sessions", "gap/insurance", "clinic/hours"):
        assert said(clinic, intent, "prp") == said(knowledge, intent, "prp")


def test_a_sample_says_that_it_is_one(knowledge: Knowledge) -> None:
    assert "made up" in said(priced(knowledge, *PRICES, sample=True), "faq/cost", "prp")[1]
    assert "made up" not in said(priced(knowledge, *PRICES), "faq/cost", "prp")[1]
