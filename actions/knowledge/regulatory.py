"""Model of regulatory.yml: what regulators have said, with sources and dates."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any, Literal

from pydantic import Field, validator

from actions.knowledge.model import Https, Id, Record


class Link(Record):
    title: str = Field(min_length=2, max_length=60, description="What the page is about.")
    url: Https


class Note(Record):
    id: Id
    treatments: tuple[Literal["prp", "exosomes"], ...] = Field(
        minItems=1,
        maxItems=2,
        description="What it is about; not said if only the other treatment is asked about.",
    )
    title: str = Field(min_length=2, max_length=60, description="Names the link to the source.")
    jurisdiction: str = Field(min_length=2, max_length=60)
    text: str = Field(min_length=40, max_length=200, description="Two lines, said the first time.")
    more: str = Field(min_length=40, max_length=600, description='The rest, after "tell me more".')
    links: tuple[Link, ...] = Field((), description="Where to read the rest.")
    brief: str = Field(
        min_length=20,
        max_length=200,
        description="Said instead to visitors who ask about the rules again.",
    )
    source_url: Https
    published: date
    last_reviewed: date = Field(description="When a person last compared it with the source.")
    review_months: int = Field(ge=1, le=60, description="Review again after this many months.")
    owner: str = Field(min_length=2, max_length=80, description="Who reviews it.")

    @validator("published", "last_reviewed", pre=True)
    def _is_written_as_iso_date(cls, value: Any) -> Any:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            raise ValueError(f"'{value}' is not a date; write YYYY-MM-DD")
        return value

    @property
    def dated_title(self) -> str:
        """Title of the link to the source, with the month of our last check."""
        return f"{self.title}, checked {self.last_reviewed:%B %Y}"

    @property
    def due(self) -> date:
        """The day from which on the review is overdue."""
        years, month = divmod(self.last_reviewed.month - 1 + self.review_months, 12)
        year = self.last_reviewed.year + years
        last_day = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(self.last_reviewed.day, last_day))

    @property
    def reminder(self) -> str:
        return (
            f"regulatory note '{self.id}' was due for review on {self.due}: {self.owner} should "
            f"compare it with {self.source_url} and then update last_reviewed"
        )


class Advice(Record):
    text: str = Field(min_length=40, max_length=450)
    links: tuple[Link, ...] = ()


class RegulatoryFile(Record):
    advice: Advice = Field(description="Said once, after the notes in full.")
    notes: tuple[Note, ...]
