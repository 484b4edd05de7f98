"""ReplyCollector: an output channel that keeps each reply whole, with its label."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel


class ReplyCollector(CollectingOutputChannel):
    """Rasa's own collector would split text, buttons and label into separate messages."""

    @classmethod
    def name(cls) -> str:
        return "replies"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep {"text", "buttons", "custom"} as one message."""
        self.messages.append(
            {
                "text": message.get("text") or "",
                "buttons": message.get("buttons") or [],
                "custom": message.get("custom") or {},
            }
        )
