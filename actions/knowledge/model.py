"""Models of the knowledge files: frozen records that accept no unknown fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Extra, Field, validator
from pydantic.fields import ModelField

from actions.knowledge.placeholders import REPLY_FACTS, check_placeholders, fill

Places = Mapping[str, tuple[str, ...]]  # field -> placeholders it may hold
Treatment = Literal["prp", "exosomes", "both"]
Section = Literal[
    "What Is PRP Therapy",
    "What Are Exosomes in Hair Restoration",
    "How PRP Stimulates Hair Growth",
    "How Exosome Therapy Enhances Follicular Regeneration",
    "Key Differences Between PRP and Exosomes",
    "Which Treatment Delivers Better Results",
    "Treatment Experience and Recovery",
    "Cost and Accessibility Considerations",
    "Safety and Scientific Research",
    "Factors to Consider Before Choosing",
    "Final Thoughts",
]

_FIRST_SENTENCE = re.compile(r".+?[.!](?= |$)")
TREATMENT_NAMES: Mapping[Treatment, str] = {
    "prp": "PRP",
    "exosomes": "exosome therapy",
    "both": "both treatments",
}
#: Most words in the plain form of an answer; readability.py checks how hard they are.
PLAIN_WORDS = 25


class Form(str):
    """A text that must match the regular expression `form`; `hint` explains it to editors."""

    form: ClassVar[str]
    hint: ClassVar[str]

    @classmethod
    def __get_validators__(cls) -> Any:
        yield cls.check

    @classmethod
    def __modify_schema__(cls, schema: dict[str, Any]) -> None:
        schema.update(type="string", pattern=cls.form)

    @classmethod
    def check(cls, value: Any) -> str:
        text = value.strip() if isinstance(value, str) else ""
        if not re.search(cls.form, text):
            raise ValueError(f"'{text}' does not fit; write {cls.hint}")
        return text


class Id(Form):
    form = r"^[a-z][a-z0-9_]{1,39}$"
    hint = "an id of small letters, digits and _, e.g. results_timeline"


class Term(Form):
    form = r"^[a-z0-9][a-z0-9 '&+./-]{1,39}$"
    hint = "a word or name in small letters, e.g. minoxidil"


class Saying(Form):
    form = r"^(?:[a-z0-9][a-z0-9 '&+./-]{1,39}|[^\w\s])$"
    hint = "words in small letters, or one symbol, e.g. got it, 👍"


class Title(Form):
    form = r"^\S.{0,18}\S$"
    hint = "2 to 20 characters, as the buttons of messaging apps have them"


class Https(Form):
    form = r"""^https://[^\s/?#@:"'<>\\]+\.[^\s/?#@:"'<>\\]+(:\d+)?([/?#][^\s"'<>\\]*)?$"""
    hint = "an address that starts with https://, without a password, spaces, quotes, < and >"


# No docstring: pydantic would show it to editors as the description of every record.
class Record(BaseModel):
    placeholders: ClassVar[Places] = {}

    class Config:
        frozen = True
        extra = Extra.forbid
        anystr_strip_whitespace = True

    @validator("*", each_item=True)
    def _knows_its_placeholders(cls, value: Any, field: ModelField) -> Any:
        if isinstance(value, str):
            # pydantic names the items of a mapping `_answers`, and those of a tuple `again_0`
            name = field.name.lstrip("_").removesuffix("_0")
            check_placeholders(value, cls.placeholders.get(name, ()))
        return value

    @validator("*", each_item=True)
    def _holds_no_tag(cls, value: Any) -> Any:
        if isinstance(value, str) and re.search("[<>]", value):
            raise ValueError("has a < or >; people see it as it is, so write it in words")
        return value

    @validator("*")
    def _is_of_allowed_length(cls, value: Any, field: ModelField) -> Any:
        extra = field.field_info.extra  # pydantic applies them to lists, but not to tuples
        least, most = extra.get("minItems", 0), extra.get("maxItems", 1000)
        if isinstance(value, tuple) and not least <= len(value) <= most:
            raise ValueError(f"has {len(value)} entries; {least} to {most} are allowed")
        return value


class Answer(Record):
    plain: str = Field(
        min_length=20,
        max_length=200,
        description="Said if asked for a shorter or simpler answer: 25 easy words at most.",
    )
    short: str = Field(min_length=40, max_length=320, description="The answer itself, said first.")
    detail: str = Field(
        min_length=80, max_length=900, description='What "tell me more" adds: all the guide says.'
    )
    section: Section | None = Field(
        None, description="Heading in the article, if it is not the topic's."
    )

    @validator("plain")
    def _is_plain(cls, value: str) -> str:
        if len(value.split()) > PLAIN_WORDS:
            raise ValueError(f"has {len(value.split())} words; {PLAIN_WORDS} are allowed")
        return value


class SoloAnswer(Answer):
    glance: str = Field(min_length=2, max_length=80, description="Cell of the comparison table.")


class Answers(Record):
    prp: SoloAnswer
    exosomes: SoloAnswer
    both: Answer = Field(description="Side by side.")


class Topic(Record):
    placeholders: ClassVar[Places] = {"question": ("treatment",)}

    id: Id = Field(description="Same as in the intent faq/<id>.")
    title: str = Field(min_length=2, max_length=24, description="Names it in tables and lists.")
    section: Section = Field(description="Heading of the article it comes from.")
    question: str = Field(
        min_length=8, max_length=100, description="About one treatment; may hold {treatment}."
    )
    question_both: str = Field(min_length=8, max_length=100, description="About both treatments.")
    button: str = Field(min_length=8, max_length=24, description="The question in a few words.")
    button_both: str = Field(min_length=8, max_length=24, description="The same about both.")
    compares: bool = Field(False, description="true to compare both, whichever is asked about.")
    answers: Answers
    next: tuple[Id, ...] = Field(minItems=2, maxItems=4, description="Topics people ask next.")
    notes: tuple[Id, ...] = Field((), description="Regulatory notes said with it.")

    def answer(self, treatment: Treatment) -> Answer:
        answer: Answer = getattr(self.answers, treatment)
        return answer

    def source(self, treatment: Treatment) -> str:
        return self.answer(treatment).section or self.section

    def ask(self, treatment: Treatment) -> str:
        if treatment == "both":
            return self.question_both
        return fill(self.question, {"treatment": TREATMENT_NAMES[treatment]})


class Factor(Record):
    id: Id = Field(description="Part of the ids of its buttons.")
    title: str = Field(min_length=8, max_length=80, description="Its heading on the sheet.")
    question: str = Field(min_length=20, max_length=160, description="Asked of the visitor.")
    options: tuple[Title, ...] = Field(
        minItems=2, maxItems=5, description="Buttons; the choice is repeated but not judged."
    )
    bring: str = Field(
        min_length=20, max_length=160, description="What to ask at the consultation in any case."
    )


class NearbyFor(Record):
    prp: str | None = Field(default=None, min_length=30, max_length=300)
    exosomes: str | None = Field(default=None, min_length=30, max_length=300)


class Gap(Record):
    id: Id = Field(description="Same as in the intent gap/<id>.")
    title: str = Field(min_length=2, max_length=32, description="Label of the button.")
    question: str = Field(min_length=8, max_length=100, description="What the button asks.")
    text: str = Field(min_length=30, max_length=300, description="What the guide does not say.")
    nearby: str | None = Field(
        None, min_length=30, max_length=300, description="What the guide says close to it."
    )
    nearby_for: NearbyFor = Field(
        NearbyFor(), description="Replaces nearby if only this treatment is asked about."
    )
    again: tuple[str, ...] = Field(
        minItems=1, maxItems=3, description="Said in turn to visitors who ask again; short."
    )
    call: bool = Field(False, description="true if the advice is to call the clinic.")
    see: tuple[Id, ...] = Field(minItems=1, maxItems=3, description="Topics offered as buttons.")
    notes: tuple[Id, ...] = Field((), description="Regulatory notes that belong to it.")
    terms: tuple[Term, ...] = Field((), description="Words that alone mean this gap.")

    def close_by(self, treatment: Treatment | None) -> str | None:
        """What the guide says close to it, about this treatment if there is such a text."""
        return self._own_nearby(treatment) or self.nearby

    def nearby_key(self, treatment: Treatment | None) -> str:
        """Key to remember that the text of `close_by` was said; it differs for each text."""
        return f"{self.id}:nearby:{treatment if self._own_nearby(treatment) else 'both'}"

    def _own_nearby(self, treatment: Treatment | None) -> str | None:
        own: str | None = getattr(self.nearby_for, treatment or "both", None)
        return own


class SmalltalkReply(Record):
    placeholders: ClassVar[Places] = {"text": REPLY_FACTS, "again": REPLY_FACTS}

    id: Id = Field(
        description="Same as in smalltalk/<id> or off_topic/<id>, or one that the code uses."
    )
    text: str = Field(min_length=2, max_length=600)
    again: tuple[str, ...] = Field((), maxItems=4, description="Said in turn after that.")
    words: tuple[Saying, ...] = Field((), description="Whole messages that always mean this.")

    @property
    def courtesy(self) -> str:
        """The first sentence of its text."""
        found = _FIRST_SENTENCE.match(self.text)
        return found[0] if found else self.text
