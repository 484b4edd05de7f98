"""LiveChatWeb: on the website, takes messages to and from a person of the clinic."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from sanic.response import HTTPResponse, json

from actions.answer import knowledge_store
from channels.message.buttons import PERSON
from channels.message.history import HistoryPage
from channels.message.live_chat import LiveChat
from channels.message.live_delivery import Place
from channels.message.live_sentences import by_person, wants_person, wants_to_end
from channels.message.own_sentences import own
from channels.message.transcript import Reply, Teller
from channels.message.turns import Turns
from channels.message.urgency import Urgency
from channels.web.schemas import UUID
from channels.web.web_message import Typed
from storage.handovers import HandoverMessage


class LiveChatWeb:
    """These messages are not masked, so they are stored apart from the conversation's tracker."""

    def __init__(self, live_chat: LiveChat, turns: Turns, urgency: Urgency) -> None:
        self._chat, self._turns, self._urgency = live_chat, turns, urgency

    async def replies(self, conversation: str, typed: Typed, teller: Teller) -> list[Reply] | None:
        """The replies, perhaps none; None means that the bot answers the message."""
        if not self._chat.is_on:
            return None
        message = typed.message
        if typed.button == PERSON or wants_person(typed.words):
            asked = (conversation, message.id, message.sender, Place(), knowledge_store().current)
            return teller.replies(message.id, [await self._chat.begin(*asked)])
        live, is_past = await self._chat.standing(conversation, message.id)
        if live is None:
            return [] if is_past else None
        if wants_to_end(typed.words):
            return teller.replies(message.id, [await self._chat.end(live)])
        urgent = not typed.button and await self._urgency.is_urgent(message.text)
        if live.is_silent and not urgent:
            await self._chat.kept.keep(live, message.id, "visitor", typed.words)
        is_quiet = await self._chat.pass_on(live, message.id, typed.words, urgent=urgent)
        return [] if is_quiet else None

    async def state(self, conversation: str) -> dict[str, bool]:
        """{"live": True} if a person has been asked to join and the chat with them is open."""
        return {"live": True} if await self._chat.of(conversation) else {}

    async def news(self, conversation: str, since: str, teller: Teller) -> HTTPResponse:
        """What the clinic's person has said since, and whether the chat with them is open."""
        is_open = bool(await self._chat.of(conversation))  # first: its last words precede its end
        known = since if re.fullmatch(UUID, since) else ""
        news = await self._chat.kept.news(conversation, known)
        entries = [_entry(words, teller) for words in news.messages if words.role != "visitor"]
        return json({"open": is_open, "messages": entries, "latest": news.latest})

    async def merged(
        self,
        conversation: str,
        entries: list[dict[str, Any]],
        page: HistoryPage,
        before: str | None,
        teller: Teller,
    ) -> list[dict[str, Any]]:
        """A page of the history together with the messages to and from a person in that time."""
        if not self._chat.is_on:
            return entries
        turns, until = page.transcript.turns, float("inf")
        since = turns[0].time if page.earlier and turns else 0.0
        if before:
            following = (await self._turns.history.message(conversation, before)).turns
            until = following[0].time if following else until
        said = await self._chat.kept.said(conversation, since, until)
        both = [*entries, *(_entry(words, teller) for words in said)]
        return sorted(both, key=lambda entry: str(entry["time"])) if said else entries

    async def export(self, conversation: str) -> list[dict[str, Any]]:
        """All stored messages to and from a person."""
        said = await self._chat.kept.said(conversation, most=None)
        return [words._asdict() for words in said]


def _entry(words: HandoverMessage, teller: Teller) -> dict[str, Any]:
    moment = datetime.fromtimestamp(words.time, timezone.utc).isoformat(timespec="milliseconds")
    entry: dict[str, Any] = {"id": words.id, "role": words.role, "text": words.text}
    if words.role == "person":
        entry |= {"id": f"{words.id}.1", "name": by_person(knowledge_store().current)}
    if words.role == "bot":
        (entry,) = teller.replies(words.id, [own(words.text)])
        entry["role"] = "bot"
    return entry | {"time": moment}
