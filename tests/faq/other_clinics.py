"""Clinics that differ from the sample in what they have written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.knowledge import Knowledge
from actions.knowledge.clinic import Clinic


def with_clinic(knowledge: Knowledge, **facts: Any) -> Knowledge:
    """The same guide in a clinic that says this, too; None takes a fact away."""
    given = {**knowledge.clinic.dict(), **facts}
    clinic = Clinic.parse_obj({name: value for name, value in given.items() if value is not None})
    return replace(knowledge, clinic=clinic, version=knowledge.version + "x")
