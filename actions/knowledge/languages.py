"""Model of languages.yml: replies to visitors who write in another language, in that language."""

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

    id: Id = Field(description="ISO 639 code, with _latn if written in Latin letters instead.")
    name: str = Field(min_length=2, max_length=40, description="English name of the language.")
    text: str = Field(
        min_length=20, max_length=400, description="Only English is understood; whom to call."
    )
    again: str = Field(min_length=20, max_length=300, description="The same in other words.")
    emergency: str = Field(
        min_length=10, max_length=200, description="Said before the English urgent reply."
    )
    crisis: str = Field(min_length=10, max_length=200, description="The same for a crisis.")
    post_procedure: str = Field(
        min_length=10, max_length=200, description="The same for post_procedure: call the clinic."
    )

    @validator(*placeholders)
    def _has_the_numbers(cls, value: str, field: ModelField) -> str:
        for number in cls.placeholders[field.name]:
            if f"{{{number}}}" not in value:
                raise ValueError(f"does not say {{{number}}}; add it")
        return value


class LanguagesFile(Record):
    english: str = Field(
        min_length=10, max_length=100, description="Follows each text, in case it was English."
    )
    languages: tuple[Language, ...]
