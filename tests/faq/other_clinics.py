"""Clinics that have written other facts than the sample clinic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.knowledge import Knowledge
from actions.knowledge.clinic import Clinic


def with_clinic(knowledge: Knowledge, **facts: Any) -> Knowledge:
    """The same guide at a clinic with these facts; None removes a fact."""
    given = {**knowledge.clinic.dict(), **facts}
    clinic = Clinic.parse_obj({name: value for name, value in given.items() if value is not None})
    return replace(knowledge, clinic=clinic, version=knowledge.version + "x")
