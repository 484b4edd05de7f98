"""Urgency: whether a text is urgent, and the reply to it, without the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from rasa.core.agent import Agent

from actions.asking import begins_like_question, sure_questions
from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from components.reading import READING, Reading

#: Seconds that an urgent message waits for a database that may be away.
URGENT_PATIENCE = 1.5
#: The NLU's result for a text, if it is known already.
ParseData = Mapping[str, Any] | None
#: Share of known words above which a text counts as words, not as a name.
_MOSTLY = 0.5
#: Sum of the urgent intents' confidences from which a text that may be a name is urgent.
_SURE = 0.6


class Heard(NamedTuple):
    """What a text is by itself; one without a question mark is a question if that is sure."""

    is_urgent: bool
    is_question: bool


class Urgency:
    """Judges a text by itself, without what was said before, which is in the database."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    async def is_urgent(self, text: str, parse_data: ParseData = None) -> bool:
        """Takes a few milliseconds without `parse_data`, since the NLU runs."""
        return (await self._reading(text, parse_data)).urgency is not None

    async def heard(self, text: str) -> Heard:
        """Read only once for both."""
        reading = await self._reading(text)
        is_question = begins_like_question(text) and bool(sure_questions(reading))
        return Heard(reading.urgency is not None, is_question)

    async def is_said(self, name: str) -> bool:
        """Whether the text in the place of a name says something urgent.

        One in fifty unusual names sounds like an alarm to the encoder, and so do some names of
        English words ("Rob Cutter"), though with lower confidence than a real alarm.
        """
        found = await self._agent.parse_message(name)
        reading = Reading.of(found)
        if not (reading.urgency and reading.because.startswith("intent head")):
            return reading.urgency is not None
        ranking = found.get("intent_ranking", ())
        urgent: float = sum(i["confidence"] for i in ranking if i["name"].startswith("urgent"))
        is_english = found.get("known_share", 0.0) > _MOSTLY
        return bool(is_english and urgent >= _SURE)

    async def meaning(self, text: str, instead: str) -> dict[str, Any]:
        """The NLU's result for an urgent text, for a message that must not contain its words."""
        reading = replace(await self._reading(text), questions=())
        intent = {"name": "urgent", "confidence": 1.0}
        return {"text": instead, "intent": intent, "entities": [], READING: reading.as_dict()}

    async def replies(
        self, text: str, parse_data: ParseData, knowledge: Knowledge
    ) -> list[dict[str, Any]]:
        """{"text", "buttons", "custom"} each, as the dialogue would answer a new visitor."""
        replies, _ = respond(await self._reading(text, parse_data), Context(), knowledge, text)
        said = [reply.message() for reply in replies]
        return [
            {"text": m["text"], "buttons": m["buttons"], "custom": m["json_message"]} for m in said
        ]

    async def _reading(self, text: str, parse_data: ParseData = None) -> Reading:
        if parse_data:
            return Reading.of(parse_data)
        return Reading.of(await self._agent.parse_message(text)) if text else Reading()
