"""All that the bot knows, as one frozen object whose entries are found by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol, TypeVar

from pydantic import Field, validator

from actions.knowledge.clinic import Clinic, ClinicReply
from actions.knowledge.languages import Language, LanguagesFile
from actions.knowledge.model import Factor, Gap, Record, SmalltalkReply, Topic
from actions.knowledge.placeholders import fill
from actions.knowledge.regulatory import Advice, Note, RegulatoryFile
from actions.knowledge.urgent import Check, UrgentFile, UrgentReply


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_HasId)


class TopicsFile(Record):
    topics: tuple[Topic, ...]
    factors: tuple[Factor, ...] = Field(
        (), maxItems=9, description="What the guide says to weigh before choosing."
    )

    @validator("factors")
    def _ids_are_used_once(cls, value: tuple[Factor, ...]) -> tuple[Factor, ...]:
        names = [factor.id for factor in value]
        if len({*names}) < len(names):
            raise ValueError("uses an id twice; choose another")
        return value


class GapsFile(Record):
    gaps: tuple[Gap, ...]


class SmalltalkFile(Record):
    replies: tuple[SmalltalkReply, ...]


FILES: Mapping[str, type[Record]] = {
    "topics.yml": TopicsFile,
    "gaps.yml": GapsFile,
    "regulatory.yml": RegulatoryFile,
    "urgent.yml": UrgentFile,
    "clinic.yml": Clinic,
    "smalltalk.yml": SmalltalkFile,
    "languages.yml": LanguagesFile,
}


@dataclass(frozen=True)
class Knowledge:
    """All files as mappings from id to entry, in the order of the files.

    `version` is a hash of the files' text, so it changes with every edit.
    """

    topics: Mapping[str, Topic]
    factors: Mapping[str, Factor]  # what is asked for the consultation sheet
    gaps: Mapping[str, Gap]
    notes: Mapping[str, Note]
    advice: Advice  # the same for all regulatory notes
    urgent: Mapping[str, UrgentReply]
    checks: Mapping[str, Check]
    clinic: Clinic
    clinic_replies: Mapping[str, ClinicReply]
    smalltalk: Mapping[str, SmalltalkReply]
    languages: Mapping[str, Language]
    english: str  # the English sentence that follows a reply in one of these languages
    terms: Mapping[str, str]  # word or name -> id of the gap it means
    words: Mapping[str, str]  # whole message -> id of the small talk it means
    version: str

    @property
    def families(self) -> Mapping[str, Mapping[str, object]]:
        """Family of intents -> the entries that its intents name by id."""
        return {
            "faq": self.topics,
            "gap": self.gaps,
            "clinic": self.clinic_replies,
            "check": self.checks,
            "smalltalk": self.smalltalk,
            "off_topic": self.smalltalk,
        }

    def notes_for(self, item: Topic | Gap) -> tuple[Note, ...]:
        return tuple(self.notes[name] for name in item.notes)

    def fill(self, text: str, country: str | None = None) -> str:
        """The text with the clinic's facts and the country's emergency numbers filled in."""
        return fill(text, self.clinic.facts(country))

    def overdue(self, today: date) -> tuple[Note, ...]:
        return tuple(note for note in self.notes.values() if note.due <= today)


def assemble(files: Mapping[str, Record], version: str) -> Knowledge:
    """The knowledge made of parsed files, which must already have passed all checks."""
    topics, gaps, notes, urgent, clinic, smalltalk, languages = (files[name] for name in FILES)
    assert isinstance(topics, TopicsFile) and isinstance(gaps, GapsFile)
    assert isinstance(notes, RegulatoryFile) and isinstance(urgent, UrgentFile)
    assert isinstance(clinic, Clinic) and isinstance(smalltalk, SmalltalkFile)
    assert isinstance(languages, LanguagesFile)
    return Knowledge(
        topics=_by_id(topics.topics),
        factors=_by_id(topics.factors),
        gaps=_by_id(gaps.gaps),
        notes=_by_id(notes.notes),
        advice=notes.advice,
        urgent=_by_id(urgent.replies),
        checks=_by_id(urgent.checks),
        clinic=clinic,
        clinic_replies=_by_id(clinic.replies),
        smalltalk=_by_id(smalltalk.replies),
        languages=_by_id(languages.languages),
        english=languages.english,
        terms=MappingProxyType({term: gap.id for gap in gaps.gaps for term in gap.terms}),
        words=MappingProxyType({word: e.id for e in smalltalk.replies for word in e.words}),
        version=version,
    )


def _by_id(items: Iterable[Item]) -> Mapping[str, Item]:
    return MappingProxyType({item.id: item for item in items})
