"""QuestionSelector: what a message asks, in order, and where the bot had better be unsure."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.decision import UNSURE, Decision, clearer, decide
from components.keys import (
    CLAUSES,
    CORRECTED_TEXT,
    KNOWN_SHARE,
    QUESTIONS,
    RANKING,
    SURPLUS,
    URGENT,
)
from components.parts import names_in, select_parts

_LETTER = re.compile(r"[^\W\d_]")
#: The last letter of the Latin alphabets; Greek, Cyrillic, Thai, Chinese … come after it.
_LAST_LATIN = "\u024f"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_PAIRING = ("between", "differ", "versus", "vs", "combine", "or", "than")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionSelector(GraphComponent, IntentClassifier):
    """Writes `questions` and the final `intent` (without what follows its slash).

    Each question is {"text", "intent", "confidence", "entities", "bare", "options", "reason",
    "left"}: the full intent; the entity values in it; whether nothing but entities and filler
    words is left ("and exosomes?"); for `nlu_fallback` the intents to offer and why it is unsure
    ("unsure", "empty", "language" or "long"); with the last, how many more the message asks.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # A question is what its intent says from this confidence on.
            "accept": 0.2,
            # The same for families where a wrong reply is worse than asking back.
            "accept_in": {"smalltalk": 0.3},
            # Share of all confidence from which a family (faq, gap …) of intents is trusted …
            "family": 0.40,
            # … for its best intent from this confidence on, else for its general one.
            "least": 0.12,
            # All confidences together (the cosine to the nearest example): less is far away.
            "known": 0.4,
            # Families with a gate of their own, whose word is final.
            "gated": ["urgent"],
            # Intent of what is far from everything.
            "far": "off_topic/general",
            # Two questions of one message are both answered from this confidence on.
            "part": 0.2,
            # Questions of one message that are answered; of the rest it is said how many they are.
            "most": 6,
            # Words joined inside one question part when each alone has this much of its confidence.
            "apart": 0.5,
            # Families whose intents are questions of their own within a longer message.
            "askable": ["faq", "gap", "clinic"],
            # Families whose intents are so only where the part is put as a question.
            "asides": ["off_topic", "smalltalk"],
            # Families whose intents are offered when it is unsure.
            "offered": ["faq"],
            # What a question falls back to when only its family is sure.
            "general": {"gap": "gap/other", "off_topic": "off_topic/general"},
            # Words that make one question of two things: "the difference between A and B".
            "pairing": list(_PAIRING),
            # Fewer known words (share) in this many words or more: another language.
            "known_words": 0.5,
            "min_words": 3,
            # Longer messages are asked to be put shorter.
            "max_length": 1500,
            # Words that ask nothing by themselves; what is left with an entity is "bare".
            "fillers": [],
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._fillers = frozenset(config["fillers"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionSelector:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            questions = self.select(message)
            message.set(QUESTIONS, questions, add_to_output=True)
            family = questions[0]["intent"].split("/")[0]
            confidence = questions[0]["confidence"]
            message.set(INTENT, {"name": family, "confidence": confidence}, add_to_output=True)
        return messages

    def select(self, message: Message) -> list[dict[str, Any]]:
        """The questions of a message, at least one."""
        text = message.get(CORRECTED_TEXT) or message.get(TEXT) or ""
        entities = message.get(ENTITIES) or []
        if message.get(URGENT):
            urgent = Decision(f"urgent/{message.get(URGENT)}", message.get(INTENT)["confidence"])
            return [self._question(text, urgent, entities)]
        reason = self._unreadable(text, message)
        if reason:
            return [self._question(text, Decision(UNSURE, 0.0, reason=reason), [])]
        names = names_in(text, entities)
        parts = select_parts(message.get(CLAUSES) or [], self._config, names)
        left = message.get(SURPLUS) or 0
        if len(parts) > 1:
            return self._parts(parts, left, text, entities)
        decision = decide(message.get(RANKING), self._config)
        if parts:  # one question among statements: it or the whole, whichever is clearer
            alone = decide(parts[0]["ranking"], self._config)
            decision = clearer(decision, alone)
        return [{**self._question(text, decision, entities), "left": left}]

    def _unreadable(self, text: str, message: Message) -> str | None:
        if not _LETTER.search(text):
            return "empty"
        if len(text) > self._config["max_length"]:
            return "long"
        letters = _LETTER.findall(text)
        if sum(letter > _LAST_LATIN for letter in letters) > len(letters) / 2:
            return "language"  # of which a sentence may be one word
        words = len(_WORD.findall(text))
        known = message.get(KNOWN_SHARE)
        foreign = known is not None and known < self._config["known_words"]
        return "language" if foreign and words >= self._config["min_words"] else None

    def _parts(
        self, parts: list[dict[str, Any]], left: int, text: str, entities: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        most = int(self._config["most"])
        questions = [self._part(part, text, entities) for part in parts[:most]]
        named = {value for question in questions for value in question["entities"]}
        told = [e["value"] for e in entities if e.get("role") != "excluded"]
        first, last = questions[0], questions[-1]
        # What is named outside the questions is what they are about: "I think of PRP. Is it …?"
        first["entities"] = first["entities"] or [v for v in dict.fromkeys(told) if v not in named]
        last["left"] = left + len(parts[most:])
        return questions

    def _part(
        self, part: dict[str, Any], text: str, entities: list[dict[str, Any]]
    ) -> dict[str, Any]:
        own = _entities_of(part["text"], text, entities)
        return self._question(part["text"], decide(part["ranking"], self._config), own)

    def _question(
        self, text: str, decision: Decision, entities: list[dict[str, Any]]
    ) -> dict[str, Any]:
        meant = [e for e in entities if e.get("role") != "excluded"]
        return {
            "text": text,
            "intent": decision.intent,
            "confidence": decision.confidence,
            "entities": list(dict.fromkeys(e["value"] for e in meant)),
            "bare": bool(meant) and self._is_bare(text, entities),
            "options": list(decision.options),
            "reason": decision.reason,
            "left": 0,
        }

    def _is_bare(self, text: str, entities: list[dict[str, Any]]) -> bool:
        left = text
        for entity in sorted(entities, key=lambda e: -int(e["start"])):
            left = left[: entity["start"]] + " " + left[entity["end"] :]
        return all(word.lower() in self._fillers for word in _WORD.findall(left))


def _entities_of(part: str, text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities of the message that stand in a part of it, at their places in that part."""
    found: dict[int, dict[str, Any]] = {}
    for entity in entities:  # what is named twice in the message is found twice in one place
        start = part.lower().find(text[entity["start"] : entity["end"]].lower())
        if start >= 0:
            end = start + entity["end"] - entity["start"]
            found[start] = {**entity, "start": start, "end": end}
    return list(found.values())
