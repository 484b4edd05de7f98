"""What visitors tell about their health, and which questions remain to be answered then."""

from __future__ import annotations

import pytest

from actions.health_told import by_checks, by_health
from components.reading import Question


def read(text: str) -> list[Question]:
    """The questions of a short form such as "gap/age faq/safety:prp"."""
    pairs = (each.partition(":") for each in text.split())
    return [Question(intent, named or None) for intent, _, named in pairs]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("faq/safety", "faq/safety"),
        ("gap/pregnancy faq/safety", "gap/pregnancy"),
        ("faq/suitability gap/medicines", "gap/medicines"),
        ("gap/conditions faq/safety:prp", "gap/conditions"),
        ("faq/safety:prp gap/conditions", "faq/safety:prp gap/conditions"),
        ("gap/finasteride faq/safety faq/cost", "gap/finasteride faq/cost"),
        ("gap/hair_washing faq/safety", "gap/hair_washing faq/safety"),
        ("gap/age gap/medicines", "gap/contraindications"),
        ("faq/cost gap/age:prp gap/conditions faq/safety", "faq/cost gap/contraindications:prp"),
        ("gap/age gap/minoxidil", "gap/contraindications"),
        ("gap/minoxidil gap/finasteride", "gap/minoxidil gap/finasteride"),
        ("gap/age gap/age", "gap/age gap/age"),
    ],
)
def test_health_overrules_what_is_said_in_general(asked: str, left: str) -> None:
    assert by_health(read(asked)) == read(left)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("faq/recovery check/recovery", "check/recovery"),
        ("check/medicines gap/medicines faq/cost", "check/medicines faq/cost"),
        ("faq/recovery gap/medicines", "faq/recovery gap/medicines"),
        ("check/recovery gap/medicines", "check/recovery gap/medicines"),
    ],
)
def test_a_check_holds_its_facts(asked: str, left: str) -> None:
    assert by_checks(read(asked)) == read(left)
