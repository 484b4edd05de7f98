"""The shape of urgent.yml: what is said in an emergency, after it, and below one."""

from __future__ import annotations

import re
from typing import ClassVar, Literal, get_args

from pydantic import Field, validator

from actions.knowledge.model import Id, Places, Record
from actions.knowledge.placeholders import URGENT_FACTS

#: What is no emergency and yet should be looked at, by the intent check/<id>.
CheckId = Literal["recovery", "medicines"]
CHECKS: tuple[str, ...] = get_args(CheckId)
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


class Check(Record):
    placeholders: ClassVar[Places] = {"text": URGENT_FACTS}

    id: CheckId = Field(description="Same as in the intent check/<id>.")
    text: str = Field(
        min_length=40, max_length=400, description="Said with what the guide says or leaves out."
    )

    @validator("text")
    def _has_both_numbers(cls, value: str) -> str:
        for number in ("{clinic_phone}", "{emergency_number}"):
            if number not in value:
                raise ValueError(f"does not say {number}; add it")
        return value


class UrgentFile(Record):
    replies: tuple[UrgentReply, ...]
    checks: tuple[Check, ...] = Field(description="The clinic first, no emergency.")

    @validator("checks")
    def _has_each_check_once(cls, value: tuple[Check, ...]) -> tuple[Check, ...]:
        if sorted(check.id for check in value) != sorted(CHECKS):
            raise ValueError(f"has to hold each of {', '.join(CHECKS)} once")
        return value
