"""WebApi: the handlers of the addresses under /chat, for the visitor with the call's token."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from rasa.core.agent import Agent
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from actions.answer import knowledge_store
from channels.message import own_sentences
from channels.message.buttons import PERSON, REQUEST, Buttons
from channels.message.errors import AWAY, INVALID, NO_CONVERSATION, NOT_FOUND, ChatError
from channels.message.history import Span
from channels.message.intake import Intake
from channels.message.limits import Limits, network
from channels.message.live_chat import LiveChat
from channels.message.own_sentences import own
from channels.message.pseudonyms import Pseudonyms
from channels.message.transcript import Reply, Teller, Transcript
from channels.message.turns import Message, Turns, begun
from channels.message.urgency import URGENT_PATIENCE, Urgency
from channels.web.exporting import exported
from channels.web.greeting import config
from channels.web.live_chat_web import LiveChatWeb
from channels.web.openapi import Interface
from channels.web.schemas import UUID
from channels.web.web_message import WebMessages, body_of
from channels.web.web_session import Sessions
from operations.settings import Settings
from privacy.data_requests import DataRequest, data_request
from storage.contact_requests import ContactRequests
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

_LONGEST_PAGE = 300
_EXPORT = {"Content-Disposition": 'attachment; filename="conversation.json"'}


class WebApi:
    """Answers that the chat is away until `start` was called with a ready agent."""

    def __init__(self, settings: Settings, limits: Limits, interface: Interface) -> None:
        self._settings = settings
        self._limits = limits
        self._intake = Intake(limits, settings.text_length)
        self._interface = interface
        self._sessions = Sessions(settings.secret, timedelta(days=settings.session_days))
        self._buttons = Buttons(settings.secret)
        self._started: Turns | None = None
        self._persons: LiveChatWeb | None = None
        self._pseudonyms = Pseudonyms(settings.secret, "web")
        self._read = WebMessages(interface, self._buttons, self._intake).read

    def start(self, agent: Agent, apps: Mapping[str, Any]) -> None:
        """Store conversations with this agent, from now on; `apps` are the connected ones."""
        self.requests = ContactRequests(agent.tracker_store.database, self._settings)
        turns = Turns(agent, self._limits, self.requests)
        turns.has_persons = bool(self._settings.handover_slack)
        chat = LiveChat(turns, self._limits, self._settings, apps)
        self._persons = LiveChatWeb(chat, turns, Urgency(agent))
        self._started = turns  # set last, since it opens the way for messages, which need the rest

    @property
    def turns(self) -> Turns:
        """Answers messages.

        Raises:
            ChatError: the agent is still being loaded.
        """
        if self._started is None:
            raise ChatError(AWAY)
        return self._started

    @property
    def urgency(self) -> Urgency:
        """Recognises urgent texts; raises like `turns`."""
        return Urgency(self.turns.agent)

    @property
    def live(self) -> LiveChatWeb:
        """Chats with a person; raises like `turns`."""
        if self._persons is None:
            raise ChatError(AWAY)
        return self._persons

    async def config(self, request: Request) -> HTTPResponse:
        """What the widget needs before a conversation; nothing is stored."""
        page = request.args.get("page", "")[:_LONGEST_PAGE]
        return json(config(page, knowledge_store().current, self._buttons, self._settings))

    async def begin(self, request: Request) -> HTTPResponse:
        """Begin a conversation, or renew the token of the caller's own."""
        self._interface.check("Begin", body_of(request))
        try:
            conversation = await self.open(request)
        except ChatError as error:
            if error.fault != NO_CONVERSATION:
                raise
            await self._limits.count_beginning(request.caller)
            return json(self._sessions.begin().as_dict(), status=201)
        return json(self._sessions.renew(conversation).as_dict())

    async def send(self, request: Request) -> HTTPResponse:
        """Answer a message or a button; the same id again brings the same replies."""
        conversation = self.token(request)
        await self._intake.count(conversation)
        typed = self._read(body_of(request), network(request.caller))
        message = typed.message
        wanted = None if message.parse_data else data_request(message.text)
        if wanted:
            await self.open(request)  # refuses an id that was erased for good
            replies = await self._do_data_request(wanted, conversation, message)
        else:
            said = await self.live.replies(conversation, typed, self._teller())
            replies = await self.answer(conversation, message) if said is None else said
        return json({"id": message.id, "replies": replies})

    async def news(self, request: Request) -> HTTPResponse:
        """What a person of the clinic said after the message `since`."""
        since = request.args.get("since", "")
        return await self.live.news(await self.open(request), since, self._teller())

    async def history(self, request: Request) -> HTTPResponse:
        """The latest messages, or those before a message."""
        conversation = await self.open(request)
        before = request.args.get("before")
        if before is not None and not re.fullmatch(UUID, before):
            raise ChatError(INVALID)
        before = before and before.lower()
        page = await self.turns.history.page(conversation, before)
        messages = await self._messages(conversation, page.transcript)
        teller = self._teller()
        messages = await self.live.merged(conversation, messages, page, before, teller)
        state = await self.live.state(conversation)
        return json({"messages": messages, "earlier": page.earlier} | state)

    async def rate(self, request: Request) -> HTTPResponse:
        """Store thumbs up or down for a reply of this conversation, with an optional comment."""
        async with self.turns.hold(self.token(request)):
            conversation = await self.open(request)
            rating = self._interface.check("Rating", body_of(request))
            message = rating["reply"].partition(".")[0]
            transcript = await self.turns.history.message(conversation, message)
            messages = transcript.messages(self._teller())
            if rating["reply"] not in {entry["id"] for entry in messages if entry["role"] == "bot"}:
                raise ChatError(NOT_FOUND)
            word = self._intake.words(rating.get("word")).text
            archive = self.turns.archive
            if not await archive.rate(conversation, rating["reply"], rating["value"], word or None):
                raise ChatError(NOT_FOUND)
        return empty()

    async def erase(self, request: Request) -> HTTPResponse:
        """Delete the conversation and everything that belongs to it."""
        await self.turns.erase(await self.open(request))
        return empty()

    async def export(self, request: Request) -> None:
        """Send everything that is stored of the conversation, as a file."""
        conversation = await self.open(request)
        await self._limits.count_export(request.caller)
        archive, history = self.turns.archive, self.turns.history

        async def messages(span: Span) -> list[dict[str, Any]]:
            return await self._messages(conversation, await history.turns(conversation, *span))

        kept = {
            "requests": await self.requests.export(conversation),
            "live_chat": await self.live.export(conversation),
        }
        parts = exported(conversation, archive, history, messages, kept)
        first = await anext(parts)  # an error up to here can still be sent with its status
        response = await request.respond(headers=_EXPORT, content_type="application/json")
        await response.send(first)
        async for part in parts:
            await response.send(part)

    async def document(self, request: Request) -> HTTPResponse:
        """The OpenAPI document."""
        return json(self._interface.document)

    async def answer(self, conversation: str, message: Message) -> list[Reply]:
        """The stored replies; if the database is away, an urgent message is answered without it."""
        teller = self._teller()
        answering = begun(self.turns.answer(conversation, message, teller))
        done, _ = await asyncio.wait({answering}, timeout=URGENT_PATIENCE)
        is_away = not done or isinstance(answering.exception(), StoreError)
        typed = (message.text, message.parse_data)
        if is_away and await self.urgency.is_urgent(*typed):
            logger.error("An urgent message is answered unstored: the database is away")
            said = await self.urgency.replies(*typed, knowledge_store().current)
            return teller.replies(message.id, said)
        return await answering

    async def _do_data_request(
        self, wanted: DataRequest, conversation: str, message: Message
    ) -> list[Reply]:
        """Do what the message asks about the visitor's data; the message itself isn't stored.

        If it is sent again, because the reply was lost, it doesn't erase what was said since.
        """
        if wanted == "erase":
            request = self._pseudonyms.key(conversation, message.id)
            await self.turns.erase(conversation, refuse=False, request=request, once=True)
        text = {"erase": own_sentences.ERASED_HERE, "export": own_sentences.KEPT_HERE}[wanted]
        return self._teller().replies(message.id, [own(text, knowledge_store().current)])

    def token(self, request: Request) -> str:
        """The conversation of the caller's token, even if it was erased."""
        return self._sessions.open(request.headers.get("authorization"))

    async def open(self, request: Request) -> str:
        """The conversation of the caller's token; ChatError if it was erased."""
        conversation = self.token(request)
        if (await self.turns.archive.standing(conversation)).erased:
            raise ChatError(NO_CONVERSATION)
        return conversation

    async def _messages(self, conversation: str, transcript: Transcript) -> list[dict[str, Any]]:
        """A page's entries with their ratings, made in a thread since that takes a while."""
        messages = await asyncio.to_thread(transcript.messages, self._teller())
        replies = [entry["id"] for entry in messages if entry["role"] == "bot"]
        ratings = await self.turns.archive.ratings(conversation, replies)
        return [
            entry | ({"rating": ratings[entry["id"]]} if entry["id"] in ratings else {})
            for entry in messages
        ]

    def told(self, message_id: str, said: list[dict[str, Any]]) -> list[Reply]:
        """The bot's own sentences as replies, in the form that is sent."""
        return self._teller().replies(message_id, said)

    def _teller(self) -> Teller:
        request = REQUEST if self.requests.is_on else ""
        person = PERSON if self._settings.handover_slack else ""
        return Teller(self._buttons, knowledge_store().current, request, person)
