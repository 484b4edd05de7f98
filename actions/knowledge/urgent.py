"""Model of urgent.yml: replies in and after an emergency, and checks, which are less urgent."""

from __future__ import annotations

import re
from typing import ClassVar, Literal, get_args

from pydantic import Field, validator

from actions.knowledge.model import Id, Places, Record
from actions.knowledge.placeholders import URGENT_FACTS

#: Complaints that are no emergency but should be looked at; intent check/<id>.
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
        description="Reminders with the number, said in turn until help is known to be there.",
    )
    helped: str = Field(
        min_length=40,
        max_length=400,
        description="Said to visitors who called or are being helped.",
    )
    waiting: str = Field(
        min_length=40, max_length=400, description="Said after that, to messages still about it."
    )
    over: str = Field(
        min_length=40, max_length=400, description="Said to visitors who are well or meant no harm."
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
        min_length=40, max_length=400, description="Said with the reply of the topic or gap."
    )

    @validator("text")
    def _has_both_numbers(cls, value: str) -> str:
        for number in ("{clinic_phone}", "{emergency_number}"):
            if number not in value:
                raise ValueError(f"does not say {number}; add it")
        return value


class UrgentFile(Record):
    replies: tuple[UrgentReply, ...]
    checks: tuple[Check, ...] = Field(description="No emergency, but the clinic should be called.")

    @validator("checks")
    def _has_each_check_once(cls, value: tuple[Check, ...]) -> tuple[Check, ...]:
        if sorted(check.id for check in value) != sorted(CHECKS):
            raise ValueError(f"must contain each of {', '.join(CHECKS)} once")
        return value
