"""Score: the share of the blind questions that an encoder reads correctly without thresholds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from components.onnx_encoder import Encoder, Head
from components.previous import previous_words

#: Written by somebody who knew neither the training sentences nor the rules.
QUESTIONS = Path("benchmarks/questions/blind")
_SINGLES = ("singles", "urgent", "lookalikes")
_SEVERAL, _DIALOGUES = ("several",), ("dialogues",)
_KINDS = {
    "faq": "answer",
    "check": "answer",
    "gap": "uncovered",
    "clinic": "clinic",
    "urgent": "urgent",
    "off_topic": "off_topic",
    "smalltalk": "smalltalk",
}
_TOPICS = ("answer", "urgent")
#: Acts whose reply is about the last subject.
_AGAIN = frozenset({"same", "more", "compare", "repeat", "simpler", "source"})
#: How a part or a turn is read: kind and topic of the reply that it would get.
Label = tuple[str | None, str | None]
Row = Mapping[str, Any]


def right(content: bytes, questions: Path = QUESTIONS) -> dict[str, float]:
    """Shares read correctly: `singles`, `several` (all parts), `turns` of dialogues, and `mean`.

    What was said before a turn is taken from the labels of the dialogue, not from what was read.
    """
    scorer = _Scorer(Encoder(content))
    marks = {
        "singles": [scorer.single(row) for row in _rows(questions, _SINGLES)],
        "several": [scorer.several(row) for row in _rows(questions, _SEVERAL)],
        "turns": [ok for row in _rows(questions, _DIALOGUES) for ok in scorer.turns(row)],
    }
    shares = {name: sum(each) / len(each) for name, each in marks.items()}
    return {**shares, "mean": sum(shares.values()) / len(shares)}


def _rows(questions: Path, names: Sequence[str]) -> Iterator[Row]:
    for name in names:
        for line in (questions / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if bool(row.get("multi")) == (name in _SEVERAL) or "turns" in row:
                yield row


class _Scorer:
    def __init__(self, encoder: Encoder) -> None:
        head = encoder.head("intent")
        assert head is not None
        self._encoder, self._head = encoder, head

    def single(self, row: Row) -> bool:
        return _fits(self._read(row["text"])[0], row)

    def several(self, row: Row) -> bool:
        read = self._read(row["text"])[1:]
        return all(any(_fits(label, part) for label in read) for part in row["parts"])

    def turns(self, row: Row) -> Iterator[bool]:
        slots: dict[str, Any] = {}
        for turn in row["turns"]:
            yield _fits(self._read(turn["text"], slots)[0], turn)
            slots = _after(turn, slots)

    def _read(self, text: str, slots: Row | None = None) -> list[Label]:
        """Labels of the whole message and then of each of its parts."""
        encoded = self._encoder.encode(text, previous_words(slots or {}))
        ends = [*encoded.begins[1:], encoded.pieces.count]
        places = [(0, encoded.pieces.count), *zip(encoded.begins, ends, strict=True)]
        vectors = [encoded.vector(start, end) for start, end in places]
        return [_label(self._head, vector, slots or {}) for vector in vectors]


def _label(head: Head, vector: Any, slots: Row) -> Label:
    shares = head.probabilities(vector)
    family, _, topic = head.labels[int(shares.argmax())].partition("/")
    if family == "follow_up" and topic in _AGAIN:
        return slots.get("kind"), slots.get("topic")
    if family == "aftermath":
        return "urgent", str(slots.get("urgent"))
    return _KINDS.get(family), topic


def _fits(label: Label, row: Row) -> bool:
    kind, topic = label
    return any(
        kind == wanted["kind"]
        and (kind not in _TOPICS or not wanted.get("topics") or topic in wanted["topics"])
        for wanted in (row, *row.get("also_ok", ()))
    )


def _after(turn: Row, slots: dict[str, Any]) -> dict[str, Any]:
    """The slots after a turn, according to its label."""
    kind, topics = turn["kind"], turn.get("topics") or ["other"]
    if kind == "urgent":
        return {**slots, "urgent": topics[0]}
    if kind not in ("answer", "uncovered"):
        return slots
    treatment = turn.get("treatment")
    named = slots.get("treatment") if treatment in (None, "unspecified") else treatment
    return {"kind": kind, "topic": topics[0], "treatment": named or "both"}
