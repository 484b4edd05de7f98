"""The shape of languages.yml: what is said to who writes in another language, in that language."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, validator
from pydantic.fields import ModelField

from actions.knowledge.model import Id, Places, Record


class Language(Record):
    placeholders: ClassVar[Places] = {
        "text": ("phone", "emergency_number"),
        "again": ("phone", "emergency_number"),
        "emergency": ("emergency_number",),
        "crisis": ("crisis_name", "crisis_number", "emergency_number"),
        "post_procedure": ("phone", "emergency_number"),
    }

    id: Id = Field(description="ISO 639 code, with _latn for one in letters not its own.")
    name: str = Field(min_length=2, max_length=40, description="In English, for who edits this.")
    text: str = Field(
        min_length=20, max_length=400, description="That only English is understood; the numbers."
    )
    again: str = Field(min_length=20, max_length=300, description="The same in other words.")
    emergency: str = Field(
        min_length=10, max_length=200, description="Said before that urgent reply in English."
    )
    crisis: str = Field(min_length=10, max_length=200, description="Likewise: somebody listens.")
    post_procedure: str = Field(
        min_length=10, max_length=200, description="Likewise: call the clinic today."
    )

    @validator(*placeholders)
    def _has_the_numbers(cls, value: str, field: ModelField) -> str:
        for number in cls.placeholders[field.name]:
            if f"{{{number}}}" not in value:
                raise ValueError(f"does not say {{{number}}}; add it")
        return value


class LanguagesFile(Record):
    english: str = Field(
        min_length=10, max_length=100, description="Behind each, should it have been English."
    )
    languages: tuple[Language, ...]
