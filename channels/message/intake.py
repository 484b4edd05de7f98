"""Intake: a message's way in, the same on every channel: counted, measured, cleaned, masked."""

from __future__ import annotations

from dataclasses import astuple
from typing import NamedTuple

from actions.answer import knowledge_store
from channels.message.clean_text import clean_text
from channels.message.limits import Limits
from privacy.masking import mask


class Words(NamedTuple):
    """As typed, and the same without what is personal in it, of these kinds."""

    typed: str
    text: str
    kinds: tuple[str, ...]


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

    def words(self, text: object) -> Words:
        """What was typed, as far as it can be read."""
        typed = clean_text(text)
        return Words(typed, *astuple(mask(typed, knowledge_store().current.clinic.country)))
