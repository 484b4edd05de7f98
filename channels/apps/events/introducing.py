"""Introducing: tells a new person on an app once what this is, never beside an urgent reply."""

from __future__ import annotations

import time

from actions.knowledge import Knowledge
from channels.message import own_sentences
from channels.message.history import History
from channels.message.incoming import Said
from channels.message.own_sentences import own
from channels.message.transcript import Reply
from privacy.data_requests import data_request

#: How many introduced conversations are remembered, to save a look-up, and for how many seconds;
#: the database deletes no conversation so soon after a message.
_MANY = 10_000
_REMEMBERED = 3600


class Introducing:
    """A person has been introduced if the conversation's history has an answer."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._known: dict[str, float] = {}

    def forget(self, conversation: str) -> None:
        """Forget a conversation that was erased and starts anew."""
        self._known.pop(conversation, None)

    async def before(self, replies: list[Reply], said: Said, knowledge: Knowledge) -> list[Reply]:
        """The replies, with the introduction in front of them if it wasn't given before."""
        urgent = any(reply["custom"].get("kind") == "urgent" for reply in replies)
        now = time.monotonic()
        known = self._known.get(said.conversation, -_REMEMBERED) > now - _REMEMBERED
        if not replies or urgent or known:
            return replies
        if data_request(said.text) == "erase" and not said.press and not said.command:
            return replies
        opening = await self._history.opening(said.conversation)
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[said.conversation] = now
        if opening is not None and opening.id != said.key:
            return replies
        if replies[0]["custom"].get("topic") == "greeting":
            return [replies[0], own(own_sentences.NO_RECORDS), *replies[1:]]
        return [own(own_sentences.FIRST + own_sentences.NO_RECORDS, knowledge), *replies]
