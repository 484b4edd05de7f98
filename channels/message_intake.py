"""Intake: a message's way in, the same on every channel: counted, measured, cleaned, masked."""

from __future__ import annotations

from actions.answer import knowledge_store
from channels.limits import Limits
from channels.masking import Masked, mask
from channels.text import clean_text


class Intake:
    """In this order: each step costs more than the one before, and nothing is read unmasked."""

    def __init__(self, limits: Limits, text_length: int) -> None:
        self._limits = limits
        self.longest = text_length

    async def count(self, conversation: str, message: str = "") -> None:
        """A message or a button; by its id once, where it may be delivered again.

        Raises:
            ChatError: too many of them.
        """
        await self._limits.count_message(conversation, message)

    def is_too_long(self, length: int) -> bool:
        """Of so many characters, as they were typed."""
        return length > self.longest

    def words(self, text: object) -> Masked:
        """What was typed, without what is personal in it."""
        return mask(clean_text(text), knowledge_store().current.clinic.country)
