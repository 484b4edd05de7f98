"""The clinic's prices come before what the guide says about cost, and are named as its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from actions.knowledge.clinic import Price
from actions.knowledge.model import Treatment
from components.reading import Question, Reading

PRICES = (
    Price(title="PRP session", treatment="prp", amount="from $500"),
    Price(title="Exosome session", treatment="exosomes", amount="$900"),
    Price(title="Consultation", treatment="both", amount="free"),
)


def priced(knowledge: Knowledge, *prices: Price, sample: bool = False) -> Knowledge:
    clinic = knowledge.clinic.copy(update={"prices": prices, "sample": sample})
    return replace(knowledge, clinic=clinic)


def said(knowledge: Knowledge, intent: str, treatment: Treatment | None = None) -> tuple[str, str]:
    (reply,), _ = respond(Reading((Question(intent, treatment),)), Context(), knowledge)
    return reply.kind, reply.text


@pytest.mark.parametrize(
    ("treatment", "amounts"),
    [
        ("prp", {"from $500", "free"}),
        ("exosomes", {"$900", "free"}),
        (None, {"from $500", "$900", "free"}),
    ],
)
def test_of_the_treatment_asked_about(
    knowledge: Knowledge, treatment: Treatment | None, amounts: set[str]
) -> None:
    clinic = priced(knowledge, *PRICES)
    for intent, kind in (("faq/cost", "answer"), ("gap/prices", "clinic")):
        given, text = said(clinic, intent, treatment)
        assert given == kind
        assert {a for a in ("from $500", "$900", "free") if a in text} == amounts
        assert text.startswith(f"At {clinic.clinic.name}: ")
    none = knowledge.smalltalk["no_prices"].text
    without = said(knowledge, "faq/cost", treatment)[1]
    assert without.endswith(none)
    assert said(clinic, "faq/cost", treatment)[1].endswith(without.removesuffix(f" {none}"))


def test_asked_again_they_are_said_in_other_words(knowledge: Knowledge) -> None:
    clinic, reading = priced(knowledge, *PRICES), Reading((Question("gap/prices", "prp"),))
    (first,), context = respond(reading, Context(), clinic)
    (second,), _ = respond(reading, context, clinic)
    assert second.text == "As said: PRP session, from $500; Consultation, free."
    assert first.text != second.text
    for reply in (first, second):
        assert clinic.clinic.phone in dict(reply.numbers).values()


def test_without_prices_it_is_a_gap(knowledge: Knowledge) -> None:
    assert said(knowledge, "gap/prices", "prp")[0] == "uncovered"


def test_a_price_that_is_not_listed_is_the_clinics_to_tell(knowledge: Knowledge) -> None:
    """Not "no prices", where the clinic has told some of its own."""
    clinic, none = priced(knowledge, PRICES[1]), knowledge.smalltalk["no_prices"].text
    for intent, kind in (("faq/cost", "answer"), ("gap/prices", "clinic")):
        given, text = said(clinic, intent, "prp")
        assert given == kind and none not in text
        assert text.startswith(f"I have no price of {clinic.clinic.name} for that")


def test_prices_are_said_of_nothing_else(knowledge: Knowledge) -> None:
    clinic = priced(knowledge, *PRICES)
    for intent in ("faq/sessions", "gap/insurance", "clinic/hours"):
        assert said(clinic, intent, "prp") == said(knowledge, intent, "prp")


def test_a_sample_says_that_it_is_one(knowledge: Knowledge) -> None:
    assert "made up" in said(priced(knowledge, *PRICES, sample=True), "faq/cost", "prp")[1]
    assert "made up" not in said(priced(knowledge, *PRICES), "faq/cost", "prp")[1]
