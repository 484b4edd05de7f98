"""Which of the proposed parts of a message are questions of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from components.ranking import family_of

Part = dict[str, Any]

_ASKS = re.compile(
    r"\?|^\W*(?:what|which|who|whom|whose|when|where|why|how|is|are|am|was|were|do|does|did|can|"
    r"could|will|would|should|shall|may|might|has|have you|tell me|explain|any|i (?:want|need|"
    r"would like|'d like) to know|please)\b",
    re.IGNORECASE,
)
#: Begins like something told, not asked.
_TELLS = re.compile(
    r"^\W*(?:my|i|i'm|im|i've|ive|we|he|she|hi|hello|hey|dear|thanks|thank you|ok|okay)\b",
    re.IGNORECASE,
)

_JOINTS = {"and", "or"}


def select_parts(
    clauses: Sequence[Part], config: Mapping[str, Any], names: Collection[str] = ()
) -> list[Part]:
    """Parts to answer one by one, in order; none or one when the message asks one thing.

    A sentence counts when it asks; what only tells is background. Inside a sentence the
    proposal holds in which every part is sure and no two ask the same, unless they differ
    in `names` only, the words of entities: "How does A or B work?" is one question.
    """
    found: list[Part] = []
    for _, group in groupby(clauses, key=lambda clause: clause["sentence"]):
        sentence, *proposed = group
        apart = [part for part in proposed if not _is_of_names(part, proposed, names)]
        found += _best_proposal(sentence, apart, config) or _asked(sentence, config)
    distinct: list[Part] = []
    for part in found:
        if not any(_ask_the_same(part, other, names) for other in distinct):
            distinct.append(part)
    return distinct


def _is_of_names(part: Part, proposed: Sequence[Part], names: Collection[str]) -> bool:
    """Whether the parts of this one's split differ in names only, or one has nothing else."""
    said = [_words(other) - _JOINTS for other in proposed if other["split"] == part["split"]]
    common = set.intersection(*said)
    return all(words - common <= set(names) for words in said) or any(
        words <= set(names) for words in said
    )


def _words(part: Part) -> set[str]:
    return set(re.findall(r"\w+", part["text"].lower()))


def _asked(sentence: Part, config: Mapping[str, Any]) -> list[Part]:
    return [sentence] if _asks(sentence) and _is_sure(sentence, config) else []


def _best_proposal(
    sentence: Part, proposed: Sequence[Part], config: Mapping[str, Any]
) -> list[Part]:
    for _, group in groupby(proposed, key=lambda part: part["split"]):
        parts = list(group)
        # Rankings are worked out when first read: what can be refused without goes first.
        if any(map(_tells, parts)) or not all(_is_sure(part, config) for part in parts):
            continue
        labels = {_label(part) for part in parts}
        if len(labels) == len(parts) and _holds(sentence, parts, config):
            return parts
    return []


def _holds(sentence: Part, parts: Sequence[Part], config: Mapping[str, Any]) -> bool:
    """Words joined inside one question must be clearer apart than together.

    "How do PRP and X differ?" is one question however sure its halves look.
    """
    if all(part["clausal"] for part in parts):
        return True
    if any(word in config["pairing"] for word in re.findall(r"\w+", sentence["text"].lower())):
        return False
    whole = sentence["ranking"][0]["confidence"]
    weakest = min(part["ranking"][0]["confidence"] for part in parts)
    return bool(weakest > whole * config["apart"])


def _is_sure(part: Part, config: Mapping[str, Any]) -> bool:
    best = part["ranking"][0]
    family = family_of(best["name"])
    fitting = family in config["askable"] or (family in config["asides"] and _asks(part))
    return bool(best["confidence"] >= config["part"] and fitting)


def _asks(part: Part) -> bool:
    return bool(_ASKS.search(part["text"]))


def _tells(part: Part) -> bool:
    return bool(_TELLS.search(part["text"])) and not _asks(part)


def _ask_the_same(one: Part, other: Part, names: Collection[str]) -> bool:
    """Whether both ask one thing, and not of different names."""
    of_one, of_other = (_words(part) & set(names) for part in (one, other))
    return _label(one) == _label(other) and (of_one == of_other or not of_one or not of_other)


def _label(part: Part) -> str:
    return str(part["ranking"][0]["name"])
