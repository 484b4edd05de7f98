"""ContactWeb: receives the website's request form from a visitor with a session token."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any
from uuid import uuid4

from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.answer import knowledge_store
from actions.knowledge import Knowledge
from channels.message.contact_form import (
    LONGEST_NAME,
    NO_NAME,
    NOT_SENT,
    done,
    filled,
    heard,
    stretches,
    without_name,
)
from channels.message.errors import NO_CONVERSATION, OTHER_REQUEST, ChatError
from channels.message.limits import Limits, network
from channels.message.own_sentences import own
from channels.message.turns import Message
from channels.web.openapi import Interface
from channels.web.schemas import UUID
from channels.web.web_api import WebApi
from channels.web.web_message import body_of
from operations import metrics
from privacy.masking import mask
from storage.contact_requests import ContactRequest, OtherRequestError


class ContactWeb:
    """The handler; its route exists only where requests can be delivered."""

    def __init__(self, api: WebApi, limits: Limits, interface: Interface) -> None:
        self._api, self._limits, self._interface = api, limits, interface

    async def send(self, request: Request) -> HTTPResponse:
        """Store the request and confirm it; the same id again is the same request.

        A form that says something urgent gets the urgent reply and is not stored, even if it is
        invalid or one too many: in an emergency nobody should wait for a call.
        """
        conversation = self._api.token(request)
        await self._limits.count_message(conversation)
        value, knowledge = body_of(request), knowledge_store().current
        alarm = await self._alarm(value, knowledge)
        if alarm:
            replies = await self._api.answer(conversation, alarm)
            (note,) = self._api.told(alarm.id, [own(NOT_SENT, knowledge)])
            note["id"] = f"{alarm.id}.{len(replies) + 1}"
            return json({"id": alarm.id, "replies": [*replies, note]})
        conversation = await self._api.open(request)
        wanted = filled(value, knowledge)
        id_ = self._interface.check("ContactRequest", value)["id"].lower()
        await self._limits.count_request(network(request.caller), id_)
        replies = await self._kept(conversation, id_, wanted, knowledge)
        return json({"id": id_, "replies": replies})

    async def _kept(
        self, conversation: str, id_: str, wanted: ContactRequest, knowledge: Knowledge
    ) -> list[dict[str, object]]:
        async with self._api.turns.hold(conversation):
            try:
                is_kept = await self._api.requests.add(id_, conversation, wanted)
            except OtherRequestError:
                raise ChatError(OTHER_REQUEST) from None
        if not is_kept:
            raise ChatError(NO_CONVERSATION)
        metrics.REQUESTS.labels("web").inc()
        return self._api.told(id_, [own(done(knowledge, datetime.now(timezone.utc)))])

    async def _alarm(self, value: Any, knowledge: Knowledge) -> Message | None:
        """The message for what is urgent in the form, if anything is; the form needn't be valid."""
        words = heard(value)
        id_ = str(value.get("id")).lower() if words else ""
        if not re.fullmatch(UUID, id_):
            id_ = str(uuid4())
        name = words.pop("name", "")
        if len(name.split()) > LONGEST_NAME:
            words["name"], name = name, ""
        if name and await self._api.urgency.is_said(name):
            meant = await self._api.urgency.meaning(name, NO_NAME)
            return Message(id_, NO_NAME, parse_data=meant)
        free = without_name(". ".join(filter(None, words.values())), name)
        masked = mask(free, knowledge.clinic.country)
        for text in stretches(masked.text):
            if await self._api.urgency.is_urgent(text):
                return Message(id_, text, masked.kinds)
        return None
