"""The shape of urgent.yml: what is said in an emergency, and after it."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import Field, validator

from actions.knowledge.model import Id, Places, Record
from actions.knowledge.placeholders import URGENT_FACTS

_TEXTS = ("text", "again", "helped", "waiting", "over")


class UrgentReply(Record):
    placeholders: ClassVar[Places] = dict.fromkeys(_TEXTS, URGENT_FACTS)

    id: Id = Field(description="Same as in the intent urgent/<id>.")
    title: str = Field(min_length=2, max_length=60)
    text: str = Field(min_length=40, max_length=900)
    again: tuple[str, ...] = Field(
        minItems=2,
        maxItems=4,
        description="Reminders with the number, said in turn while nobody is known to help.",
    )
    helped: str = Field(
        min_length=40, max_length=400, description="Said to who has called or is being helped."
    )
    waiting: str = Field(
        min_length=40, max_length=400, description="Said after that to what may be about it."
    )
    over: str = Field(
        min_length=40, max_length=400, description="Said to who is well again, or meant no harm."
    )

    @validator(*_TEXTS, each_item=True)
    def _has_a_number(cls, value: str) -> str:
        if not re.search(r"\{(?:emergency_number|crisis_number|clinic_phone)\}", value):
            raise ValueError("has no number to call; add {emergency_number} or {crisis_number}")
        return value
