"""LiveChatApp: passes messages between a visitor on an app and a person of the clinic."""

from __future__ import annotations

from dataclasses import replace

from actions.knowledge import Knowledge
from channels.message.buttons import PERSON, REQUEST, Press
from channels.message.incoming import Said
from channels.message.live_chat import LiveChat
from channels.message.live_delivery import Place
from channels.message.live_sentences import ONLY_WORDS, wants_person, wants_to_end
from channels.message.own_sentences import own
from channels.message.transcript import REQUEST_TITLE, Reply
from channels.message.urgency import Urgency


class LiveChatApp:
    """One app's side of such chats; off in Slack, where the clinic's own staff write."""

    def __init__(self, chat: LiveChat | None, urgency: Urgency, channel: str) -> None:
        self._chat = chat if chat and chat.is_on and channel != "slack" else None
        self._urgency, self._channel = urgency, channel

    @property
    def is_on(self) -> bool:
        return self._chat is not None

    def is_wanted(self, said: Said) -> bool:
        """Whether the title of the button that asks for a person was typed."""
        return self.is_on and wants_person(said.text)

    async def hear(self, said: Said, text: str) -> Said:
        """Add the text as it was typed, if a person is to get it."""
        live = await self._chat.of(said.conversation) if self._chat else None
        return replace(said, raw=text) if live else said

    async def missed(self, conversation: str, key: str) -> None:
        """A message did not reach the visitor: tell the person who may have written it."""
        if self._chat:
            await self._chat.missed(conversation, key)

    async def begin(self, said: Said, knowledge: Knowledge) -> Reply:
        """Ask a person to join."""
        assert self._chat
        place, sender = Place(self._channel, said.to), said.conversation
        return await self._chat.begin(sender, said.key, sender, place, knowledge)

    async def replies(self, said: Said, press: Press | None) -> list[Reply] | None:
        """The replies, perhaps none; None means that the bot answers the message."""
        if self._chat is None or (press and press.topic == PERSON):
            return None
        live = await self._chat.of(said.conversation)
        words = press.payload if press else said.raw or said.text
        if press and press.topic == REQUEST:  # the person is told instead of the form
            words = REQUEST_TITLE
        if live is None:
            return None
        if wants_to_end(words):
            return [await self._chat.end(live)]
        urgent = not press and await self._urgency.is_urgent(said.text)
        if not await self._chat.pass_on(live, said.key, words, urgent=urgent):
            return None
        return [] if words else [own(ONLY_WORDS)]
