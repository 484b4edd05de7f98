"""Intake: the first steps of every message: counted, measured, cleaned and masked."""

from __future__ import annotations

from dataclasses import astuple
from typing import NamedTuple

from actions.answer import knowledge_store
from channels.message.clean_text import clean_text
from channels.message.limits import Limits
from privacy.masking import mask


class MaskedText(NamedTuple):
    """A text as typed, the same text masked, and the kinds of personal data that were masked."""

    typed: str
    text: str
    kinds: tuple[str, ...]


class Intake:
    """The steps in their order: cheap ones come first, and nothing unmasked is read."""

    def __init__(self, limits: Limits, text_length: int) -> None:
        self._limits = limits
        self.longest = text_length

    async def count(self, conversation: str, message: str = "") -> None:
        """Count a message or a button; with its id, only once, however often it is delivered.

        Raises:
            ChatError: there were too many in this conversation.
        """
        await self._limits.count_message(conversation, message)

    def is_too_long(self, length: int) -> bool:
        """Whether a text of this length, before cleaning, is refused."""
        return length > self.longest

    def words(self, text: object) -> MaskedText:
        """The cleaned and masked text."""
        typed = clean_text(text)
        return MaskedText(typed, *astuple(mask(typed, knowledge_store().current.clinic.country)))
