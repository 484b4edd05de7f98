"""From a ranking of intents to one decision, or to a reason for being unsure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Rasa's name for the intent of a message that was not understood.
UNSURE = "nlu_fallback"

Ranking = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Decision:
    """The full intent; for `nlu_fallback` what to offer and why."""

    intent: str
    confidence: float
    options: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def family(self) -> str:
        """The intent up to its slash."""
        return family_of(self.intent)


def decide(ranking: Ranking, config: Mapping[str, Any]) -> Decision:
    """What the ranking says, under the thresholds of `QuestionSelector`'s configuration.

    Sure of the intent: that. Sure of its family only: its best, or the family's general one.
    Far from everything: off topic. Else unsure, with the nearest to offer.
    """
    ranking = _ungated(ranking, config)
    best = ranking[0]
    families = family_sums(ranking)
    similarity = sum(families.values())
    if similarity < config["known"]:
        return Decision(config["far"], best["confidence"])
    if best["confidence"] >= config["accept"]:
        return Decision(best["name"], best["confidence"])
    family, total = families.most_common(1)[0]
    if total >= config["family"] * similarity:
        fitting = next(entry for entry in ranking if family_of(entry["name"]) == family)
        general = config["general"].get(family)
        if fitting["confidence"] >= config["least"]:
            return Decision(fitting["name"], fitting["confidence"])
        if general:
            return Decision(general, total)
    offered = [e["name"] for e in ranking if family_of(e["name"]) in config["offered"]]
    return Decision(UNSURE, best["confidence"], tuple(offered[:3]), "unsure")


def _ungated(ranking: Ranking, config: Mapping[str, Any]) -> Ranking:
    """Without the families that a component of its own decides about: it was silent.

    The others share what these had, so that the sum stays.
    """
    kept = [e for e in ranking if family_of(e["name"]) not in config["gated"]]
    left = sum(e["confidence"] for e in kept)
    if len(kept) == len(ranking) or not left:
        return ranking
    scale = sum(e["confidence"] for e in ranking) / left
    return [{**e, "confidence": e["confidence"] * scale} for e in kept]


def clearer(whole: Decision, part: Decision) -> Decision:
    """Of a message and the one question in it, the one that says more.

    What is told before a question matters when it makes it a gap: "I have diabetes. Can I …?"
    """
    if part.intent == UNSURE or whole.family == "gap":
        return whole
    return part


def family_sums(ranking: Ranking) -> Counter[str]:
    """Confidence by family; all together they make the cosine to the nearest example."""
    sums: Counter[str] = Counter()
    for entry in ranking:
        sums[family_of(entry["name"])] += entry["confidence"]
    return sums


def family_of(name: str) -> str:
    """faq of faq/cost; an intent without a slash is its own family."""
    return name.partition("/")[0]
