"""Word pieces: how a message and what was said before it become the encoder's input."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import blingfire
import numpy as np
from numpy.typing import NDArray

#: Word pieces of a message that are read; the rest is cut off.
MOST_PIECES = 254
#: Word pieces that are read of what was said before.
MOST_BEFORE = 24
_START, _SEPARATOR, _UNKNOWN = 101, 102, 100
_TOKENIZER = blingfire.load_model(str(Path(blingfire.__file__).parent / "bert_base_tok.bin"))


@dataclass(frozen=True)
class Pieces:
    """The encoder's input: `[CLS] message [SEP]`, then `before [SEP]` if there is a `before`.

    `ids` and `types` (0: the message, 1: what was said before) have the shape (all pieces,).
    `spans` holds the start and end, in characters, of each piece of the message proper.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    spans: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """Number of pieces of the message, without [CLS] and [SEP]; their indices are 1 … count."""
        return len(self.spans)


def pieces_of(text: str, before: str = "") -> Pieces:
    """The pieces of a message, in lower case as in the model's training.

    Line breaks become semicolons, as the tokenizer would ignore them.
    """
    text = text.rstrip().replace("\n", ";")
    lower = text.lower()
    if len(lower) != len(text):  # some letters are longer in lower case: spans would be shifted
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    raw = lower.encode("utf-8", "replace")
    ids, starts, ends = _ids(raw, MOST_PIECES)
    spans = _in_characters(raw, len(lower), starts, ends)
    message = [_START, *ids, _SEPARATOR]
    behind = [*_ids(before.lower().encode("utf-8", "replace"), MOST_BEFORE)[0], _SEPARATOR]
    behind = behind if before else []
    return Pieces(
        np.array([*message, *behind], dtype=np.int64),
        np.array([0] * len(message) + [1] * len(behind), dtype=np.int64),
        spans,
    )


def _ids(raw: bytes, most: int) -> tuple[list[int], list[int], list[int]]:
    if not raw.strip():
        return [], [], []
    found = blingfire.utf8text_to_ids_with_offsets(_TOKENIZER, raw, most, _UNKNOWN, True)
    ids, starts, ends = (values.tolist() for values in found)
    return ids, starts, ends


def _in_characters(
    raw: bytes, length: int, starts: list[int], ends: list[int]
) -> tuple[tuple[int, int], ...]:
    """Spans in characters from spans in bytes, where `ends` are inclusive."""
    if len(raw) == length:
        return tuple((s, e + 1) for s, e in zip(starts, ends, strict=True))
    place, places = -1, []
    for byte in raw:
        place += byte & 0xC0 != 0x80  # a byte that begins a character
        places.append(place)
    return tuple((places[s], places[e] + 1) for s, e in zip(starts, ends, strict=True))
