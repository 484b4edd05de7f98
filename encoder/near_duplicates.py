"""Near duplicates: finds training sentences that say nearly the same but have different labels."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

Vector = NDArray[np.float32]
#: From sentences to unit vectors, one per row: `Encoder.vectors` of the plain MiniLM. A tuned
#: encoder can't find wrong labels, since it moves the sentences of a label together.
Encode = Callable[[list[str]], Vector]

#: Cosine from which on two sentences count as saying nearly the same.
NEAR = 0.93
_BLOCK = 1024
#: Punctuation, but not £, $, € or %: "exosomes, £ or £££" says more than "exosomes?".
_PUNCTUATION = re.compile(r"[^\w\s£$€%+]|_")


@dataclass(frozen=True, order=True)
class NearDuplicate:
    """Two similar sentences with different labels; a cosine of 1 means the same words."""

    first: str
    first_label: str
    second: str
    second_label: str
    cosine: float

    def __str__(self) -> str:
        return (
            f"{self.first!r} is {self.first_label} and {self.second!r} is {self.second_label} "
            f"({'the same words' if self.cosine == 1 else f'cosine {self.cosine:.2f}'})"
        )


def normalised(text: str) -> str:
    """The words of a sentence in lower case without punctuation; without words, as it is."""
    words = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return " ".join(_PUNCTUATION.sub(" ", words).split()) or text.strip()


def read_exceptions(path: Path) -> set[frozenset[str]]:
    """Pairs of normalised texts that may have different labels, from `exceptions:` of a file."""
    entries = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("exceptions") or []
    return {frozenset(map(normalised, entry["texts"])) for entry in entries}


def near_duplicates(
    sentences: Iterable[tuple[str, str]],
    encode: Encode,
    exceptions: Collection[frozenset[str]] = (),
) -> list[NearDuplicate]:
    """Pairs of similar sentences with different labels, the most similar first.

    `sentences` are pairs of text and label. Sentences with the same words are always reported;
    exceptions apply to the others only.
    """
    written: dict[str, dict[str, str]] = defaultdict(dict)
    for text, label in sentences:
        written[normalised(text)].setdefault(label, text)
    found = [
        NearDuplicate(first, one, second, other, 1.0)
        for labelled in written.values()
        for (one, first), (other, second) in combinations(sorted(labelled.items()), 2)
    ]
    words = list(written)
    vectors = encode(words)
    for start in range(0, len(words), _BLOCK):
        cosines = vectors[start : start + _BLOCK] @ vectors.T
        for row, column in np.argwhere(cosines >= NEAR):
            one, other = words[start + row], words[column]
            label, first = min(written[one].items())
            its_label, second = min(written[other].items())
            if start + row >= column or label == its_label:
                continue
            if frozenset((one, other)) not in exceptions:
                cosine = min(float(cosines[row, column]), 0.9999)
                found.append(NearDuplicate(first, label, second, its_label, cosine))
    return sorted(found, key=lambda pair: -pair.cosine)
