"""Sentences: reads the labelled sentences and conversations of the training data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from components.previous import previous_words
from components.synonyms import SynonymExtractor

NLU = Path("data/nlu")
DIALOGUES = Path("data/dialogues")
TREATMENTS = ("prp", "exosomes", "both", "other", "first", "second")
#: Family of intents -> kind of the reply.
_KINDS = {"faq": "answer", "gap": "uncovered", "check": "answer", "clinic": "clinic"}
#: Comparisons such as "is it safer than exosomes", which also mean the treatment not named.
_MEASURED = re.compile(
    r"\b(?:than|compared (?:to|with)|versus|vs\.?)\b|\b(?:is|are) \w+ (?:\w+ )?(?:better|safer|"
    r"cheaper|stronger|quicker|faster|dearer|superior|worse|newer)\b",
    re.IGNORECASE,
)


class DialoguesError(ValueError):
    """A conversation in data/dialogues is wrong; the message says which one and why."""


@dataclass(frozen=True)
class Part:
    """A part of a message with its labels; `treatment` is the one that its words name."""

    text: str
    intent: str
    treatment: str | None = None

    @property
    def family(self) -> str:
        return self.intent.partition("/")[0]


@dataclass(frozen=True)
class LabelledTurn:
    """A message in parts; `before` is what was said before, as `previous_words` writes it."""

    parts: tuple[Part, ...]
    before: str = ""


def sentences(folder: Path = NLU) -> list[Part]:
    """Every training sentence of data/nlu, in the order of its files."""
    names = _names(folder)
    found: list[Part] = []
    for path in sorted(folder.glob("*.yml")):
        for entry in (_read(path) or {}).get("nlu") or ():
            if "intent" in entry:
                lines = str(entry["examples"]).splitlines()
                texts = [line.strip()[2:].strip() for line in lines if line.strip()[:2] == "- "]
                measures = not entry["intent"].startswith("gap/")  # "better than minoxidil"
                found += [
                    Part(text, entry["intent"], named_in(text, names, measures))
                    for text in texts
                    if text
                ]
    return found


def named_in(text: str, names: SynonymExtractor, measures: bool = True) -> str | None:
    """The treatment that a sentence names, according to the synonyms `names`.

    `measures` is whether a comparison counts as naming both treatments.
    """
    values = {e["value"] for e in names.find(text) if e.get("role") != "excluded"}
    if values and measures and _MEASURED.search(text):
        return "both"
    if "both" in values or {"prp", "exosomes"} <= values:
        return "both"
    if "other" in values:
        return "both" if len(values) > 1 else "other"
    return next(iter(values), None)


def _names(folder: Path) -> SynonymExtractor:
    entries = _read(folder / "treatments.yml")["nlu"]
    synonyms = {
        line.strip()[2:].strip().lower(): entry["synonym"]
        for entry in entries
        for line in entry["examples"].splitlines()
    }
    return SynonymExtractor.of(synonyms)


def conversations(folder: Path = DIALOGUES) -> list[list[LabelledTurn]]:
    """Every conversation of data/dialogues, each turn with what was said before it.

    Raises:
        DialoguesError: a turn has fewer or more labels than parts, or a label is malformed.
    """
    return [
        list(_turns(dialogue["turns"], f"{path}, conversation {number}"))
        for path in sorted(folder.glob("*.yml"))
        for number, dialogue in enumerate(_read(path)["dialogues"], start=1)
    ]


def _read(path: Path) -> Any:
    # The loader in C is ten times as fast as the one in Python.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _turns(turns: Sequence[Mapping[str, Any]], where: str) -> Iterator[LabelledTurn]:
    slots: dict[str, Any] = {}
    for turn in turns:
        labels = turn["read"] if isinstance(turn["read"], list) else [turn["read"]]
        texts = [text.strip() for text in str(turn["say"]).split("|")]
        if len(texts) != len(labels) or not all(texts):
            raise DialoguesError(f"{where}: {turn['say']!r} needs one label for each part")
        parts = tuple(map(_part, texts, labels, [where] * len(texts)))
        yield LabelledTurn(parts, previous_words(slots))
        urgent = [part for part in parts if part.family == "urgent"]
        for part in urgent or parts:  # an urgent part is the only one that gets a reply
            slots = after(part, slots)


def _part(text: str, label: str, where: str) -> Part:
    intent, _, treatment = str(label).partition(" ")
    if "/" not in intent or (treatment and treatment not in TREATMENTS):
        raise DialoguesError(f"{where}: {label!r} is not 'intent' or 'intent treatment'")
    return Part(text, intent, treatment or None)


def after(part: Part, slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots after a part was answered, as far as the encoder sees them."""
    family, _, topic = part.intent.partition("/")
    slots = dict(slots)
    if family == "urgent":
        return {**slots, "urgent": topic, "urgent_stage": "said"}
    alarm, stage = slots.get("urgent"), slots.get("urgent_stage")
    if family == "aftermath":
        news = {"urgent_stage": "over" if topic == "over" else "said"}
        return {**slots, **news} if alarm else slots
    if family == "check" and alarm and stage != "over":  # the urgent reply is repeated
        return slots
    if family in _KINDS:
        slots |= {"urgent": None, "urgent_stage": None}
        slots |= {"kind": _KINDS[family], "topic": topic}
        if part.intent == "check/medicines":
            slots["kind"] = "uncovered"
    if family in (*_KINDS, "follow_up"):
        slots["treatment"] = _resolved(part.treatment, slots.get("treatment"))
    if slots.get("kind") == "answer":  # an answer is about both unless one was named
        slots["treatment"] = slots.get("treatment") or "both"
    if (family, topic) == ("faq", "differences"):  # always about both
        slots["treatment"] = "both"
    return slots


def _resolved(named: str | None, last: str | None) -> str | None:
    other = {"prp": "exosomes", "exosomes": "prp"}
    by_place = {"first": "prp", "second": "exosomes"}
    if named == "other":
        return other.get(last or "", "both")
    return by_place.get(named or "", named or last)
