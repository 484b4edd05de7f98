"""Conversation: one visitor who talks to an agent in this process, through the complete path."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from channels.message.clean_text import clean_text
from channels.message.reply_collector import ReplyCollector


class Conversation:
    """Replies are {"text", "buttons", "custom"}, as on every channel."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self.id = uuid4().hex

    async def say(self, text: object) -> list[dict[str, Any]]:
        """The replies to one message."""
        collector = ReplyCollector()
        await self._agent.handle_message(
            UserMessage(clean_text(text), collector, self.id, input_channel=collector.name())
        )
        return list(collector.messages)

    async def timed(self, text: object) -> tuple[list[dict[str, Any]], float]:
        """The replies and the milliseconds they took."""
        start = time.perf_counter()
        replies = await self.say(text)
        return replies, round((time.perf_counter() - start) * 1000, 1)
