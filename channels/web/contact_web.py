"""ContactWeb: takes the form of the website, from the visitor whose token comes with it."""

from __future__ import annotations

from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.answer import knowledge_store
from actions.knowledge import Knowledge
from channels.message.contact_form import done, filled, without_name
from channels.message.errors import NO_CONVERSATION, ChatError
from channels.message.limits import Limits, network
from channels.message.own_sentences import own
from channels.message.turns import Message
from channels.web.openapi import Interface
from channels.web.web_api import WebApi, body_of
from operations import metrics
from privacy.masking import mask
from storage.contact_requests import ContactRequest


class ContactWeb:
    """A handler; routed to only where requests can be delivered."""

    def __init__(self, api: WebApi, limits: Limits, interface: Interface) -> None:
        self._api, self._limits, self._interface = api, limits, interface

    async def send(self, request: Request) -> HTTPResponse:
        """Keep it, and say so; the same id again is the same request. An alarm comes first."""
        conversation = await self._api.open(request)
        value, knowledge = body_of(request), knowledge_store().current
        wanted = filled(value, knowledge)
        id_ = self._interface.check("ContactRequest", value)["id"].lower()
        await self._limits.count_request(network(request.caller), id_)
        replies = await self._alarm(conversation, id_, wanted, knowledge)
        if not replies:
            replies = await self._kept(conversation, id_, wanted, knowledge)
        return json({"id": id_, "replies": replies})

    async def _kept(
        self, conversation: str, id_: str, wanted: ContactRequest, knowledge: Knowledge
    ) -> list[dict[str, object]]:
        async with self._api.turns.hold(conversation):
            if not await self._api.requests.add(id_, conversation, wanted):
                raise ChatError(NO_CONVERSATION)
        metrics.REQUESTS.labels("web").inc()
        return self._api.told(id_, [own(done(knowledge))])

    async def _alarm(
        self, conversation: str, id_: str, wanted: ContactRequest, knowledge: Knowledge
    ) -> list[dict[str, object]]:
        """What is said to an urgent word in it, which goes the way of every message; nothing is
        passed on, since nobody may wait for a call then."""
        free = ". ".join(filter(None, (wanted.time, wanted.about)))
        if not await self._api.urgency.is_said(wanted.name):
            free = without_name(free, wanted.name)
        masked = mask(free, knowledge.clinic.country)
        if not masked.text or not await self._api.urgency.is_urgent(masked.text):
            return []
        return await self._api.answer(conversation, Message(id_, masked.text, masked.kinds))
