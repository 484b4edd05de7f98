"""From a ranking of intents to one decision, or to a reason for being unsure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from components.ranking import Ranking, family_of

#: Rasa's name for the intent of a message that was not understood.
UNSURE = "nlu_fallback"


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
    ranking = ranking.without(config["gated"])  # a component of their own decides: it was silent
    best, similarity = ranking[0], ranking.total
    if similarity < config["known"]:
        return Decision(config["far"], best["confidence"])
    if best["confidence"] >= config["accept_in"].get(family_of(best["name"]), config["accept"]):
        return Decision(best["name"], best["confidence"])
    family, total = max(ranking.families.items(), key=lambda each: each[1])
    if total >= config["family"] * similarity:
        fitting = next(entry for entry in ranking if family_of(entry["name"]) == family)
        general = config["general"].get(family)
        if fitting["confidence"] >= config["accept_in"].get(family, config["least"]):
            return Decision(fitting["name"], fitting["confidence"])
        if general:
            return Decision(general, total)
    offered = (e["name"] for e in ranking if family_of(e["name"]) in config["offered"])
    return Decision(UNSURE, best["confidence"], tuple(islice(offered, 3)), "unsure")


def clearer(whole: Decision, part: Decision) -> Decision:
    """Of a message and the one question in it, the one that says more.

    What is told before a question matters when it makes it a gap: "I have diabetes. Can I …?"
    """
    if part.intent == UNSURE or whole.family == "gap":
        return whole
    return part
