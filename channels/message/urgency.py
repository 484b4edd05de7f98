"""Urgency: whether a text is urgent, and what is said to it, without asking the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa.core.agent import Agent

from actions.context import Context
from actions.dialogue import respond
from actions.knowledge import Knowledge
from components.reading import READING, Reading

#: Seconds for which an urgent message waits for a database that may be away.
URGENT_PATIENCE = 1.5
#: What the pipeline said of a text, where that is known.
ParseData = Mapping[str, Any] | None
#: Share of the words of what is no name.
_MOSTLY = 0.5
#: Of the urgent intents together, for what may be but a name.
_SURE = 0.6


class Urgency:
    """Judges a text by itself; what was said before is in the database."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    async def is_urgent(self, text: str, parse_data: ParseData = None) -> bool:
        """Costs a few milliseconds without `parse_data`: the pipeline is asked, no dialogue."""
        return (await self._reading(text, parse_data)).urgency is not None

    async def is_said(self, name: str) -> bool:
        """Whether what stands in the place of a name says something urgent.

        One in fifty names nobody has heard of sounds like an alarm, and so do some of English
        words ("Rob Cutter"), less surely than what is none.
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
        """What the pipeline says of an urgent text, for a message that must not hold its words."""
        reading = replace(await self._reading(text), questions=())
        intent = {"name": "urgent", "confidence": 1.0}
        return {"text": instead, "intent": intent, "entities": [], READING: reading.as_dict()}

    async def replies(
        self, text: str, parse_data: ParseData, knowledge: Knowledge
    ) -> list[dict[str, Any]]:
        """{"text", "buttons", "custom"} each, as the dialogue would say them to a new visitor."""
        replies, _ = respond(await self._reading(text, parse_data), Context(), knowledge, text)
        said = [reply.message() for reply in replies]
        return [
            {"text": m["text"], "buttons": m["buttons"], "custom": m["json_message"]} for m in said
        ]

    async def _reading(self, text: str, parse_data: ParseData = None) -> Reading:
        if parse_data:
            return Reading.of(parse_data)
        return Reading.of(await self._agent.parse_message(text)) if text else Reading()
