"""Examples: composed messages as arrays, from which the network is tuned."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from components.onnx_encoder import fingerprint
from components.pieces import pieces_of
from encoder.compose import Composer
from encoder.sentences import (
    TREATMENTS,
    LabelledTurn,
    Part,
    conversations,
    sentences,
)

#: Messages with more parts are left out.
MOST_PARTS = 6
#: Messages with more word pieces are left out: they take long and teach little.
MOST_LENGTH = 96
_ASKING = ("faq", "gap", "clinic", "check", "follow_up", "off_topic")


@dataclass(frozen=True)
class Labels:
    """Names of the classes by their index: intents, and treatments with "none" first."""

    intents: tuple[str, ...]
    treatments: tuple[str, ...] = ("none", *TREATMENTS)


def pack(turns: Iterable[LabelledTurn], labels: Labels) -> dict[str, NDArray[np.int16]]:
    """Arrays with one row per message; -1 stands for no value.

    With the shape (messages, MOST_LENGTH): `ids` and `types` of the word pieces, `parts` (index of
    the part that a piece belongs to) and `begins` (1 where a part begins). With the shape
    (messages, MOST_PARTS): `intents` and `treatments` of the parts. With the shape (messages,):
    `length` in pieces, and `whole`, the intent of a message that has only one.
    """
    rows = [row for turn in turns if (row := _row(turn, labels))]
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def _row(turn: LabelledTurn, labels: Labels) -> dict[str, NDArray[np.int16]] | None:
    text, starts = "", []
    for part in turn.parts:
        glue = "" if not text or text[-1].isspace() or part.text[:1].isspace() else " "
        text += glue
        starts.append(len(text))
        text += part.text
    text = text.rstrip()
    pieces = pieces_of(text, turn.before)
    if len(pieces.ids) > MOST_LENGTH or not pieces.count or len(turn.parts) > MOST_PARTS:
        return None
    place = np.searchsorted(starts, [start for start, _ in pieces.spans], side="right") - 1
    parts = np.full(MOST_LENGTH, -1)
    parts[1 : pieces.count + 1] = place
    begins = np.zeros(MOST_LENGTH)
    begins[1 : pieces.count + 1] = np.diff(place, prepend=-1) > 0
    row = {"parts": parts, "begins": begins}
    row["ids"] = np.zeros(MOST_LENGTH)
    row["ids"][: len(pieces.ids)] = pieces.ids
    row["types"] = np.zeros(MOST_LENGTH)
    row["types"][: len(pieces.ids)] = pieces.types
    row["length"] = np.array(len(pieces.ids))
    row["intents"] = _padded([labels.intents.index(p.intent) for p in turn.parts])
    treatments = [labels.treatments.index(p.treatment or "none") for p in turn.parts]
    row["treatments"] = _padded(treatments)
    row["whole"] = np.array(_whole(turn, labels))
    return {name: np.asarray(values, dtype=np.int16) for name, values in row.items()}


def _padded(values: Sequence[int]) -> NDArray[np.int16]:
    return np.array([*values, *[-1] * (MOST_PARTS - len(values))], dtype=np.int16)


def _whole(turn: LabelledTurn, labels: Labels) -> int:
    """Intent of the whole message: the urgent one or the only question; -1 if it asks several."""
    urgent = [p for p in turn.parts if p.family == "urgent"]
    asking = urgent or [p for p in turn.parts if p.family in _ASKING] or list(turn.parts)
    intents = {part.intent for part in (urgent[:1] or asking)}
    return labels.intents.index(intents.pop()) if len(intents) == 1 else -1


def write(folder: Path, epochs: int, seed: int, only: int | None = None) -> Labels:
    """Write the examples of all epochs to `folder`; `only` limits the sentences, for tests."""
    parts, talks = sentences(), conversations()
    data = data_hash(parts, talks)
    if only:
        step = max(len(parts) // only, 1)
        firsts = {part.intent: part for part in reversed(parts)}  # one of each intent
        parts = [*firsts.values(), *parts[::step]]
        talks = talks[::step]
    return write_composed(folder, parts, talks, epochs, seed, data)


def write_composed(
    folder: Path,
    parts: Sequence[Part],
    talks: Sequence[Sequence[LabelledTurn]],
    epochs: int,
    seed: int,
    data: str,
) -> Labels:
    """Write the examples made of these sentences and conversations; `data` is their hash."""
    labels = Labels(tuple(sorted({p.intent for p in parts} | _intents(talks))))
    composer = Composer(parts, talks, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for epoch in range(epochs):
        np.savez(folder / f"messages{epoch}.npz", **pack(composer.epoch(), labels))
    names = {
        "intents": labels.intents,
        "treatments": labels.treatments,
        "data": data,
        "learnt": _packed(parts),
        "sentences": len(parts),
        "conversations": len(talks),
    }
    (folder / "labels.json").write_text(json.dumps(names), encoding="utf-8")
    return labels


def _packed(parts: Sequence[Part]) -> str:
    """The sorted fingerprints of the sentences as uint32, in base64."""
    numbers = sorted({fingerprint(part.text, part.intent) for part in parts})
    return base64.b64encode(np.array(numbers, dtype=np.uint32).tobytes()).decode()


def _intents(talks: Sequence[Sequence[LabelledTurn]]) -> set[str]:
    return {part.intent for turns in talks for turn in turns for part in turn.parts}


def data_hash(parts: Iterable[Part], talks: Iterable[Sequence[LabelledTurn]]) -> str:
    """Hash of all training data of the encoder; it does not depend on how files are divided."""
    digest = hashlib.sha256()
    for part in sorted(parts, key=lambda part: (part.intent, part.text)):
        digest.update(f"{part.intent}\t{part.treatment}\t{part.text}\n".encode())
    for turn in sorted(map(repr, talks)):
        digest.update(turn.encode())
    return digest.hexdigest()
