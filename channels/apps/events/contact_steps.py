"""ContactSteps: asks for a request step by step, one question per message, as apps have no form."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, NamedTuple

from actions.asking import plain
from actions.knowledge import Knowledge
from actions.sheet_dialogue import STOP
from channels.apps.events.contact_answers import (
    NO,
    OUR_CHAT,
    QUESTIONS,
    REFUSED,
    YES,
    asks,
    cancels,
    leads_to,
    question,
    read_answer,
    refuses,
)
from channels.message.contact_form import (
    LONGEST,
    LONGEST_NAME,
    NO_NAME,
    NOT_SENT,
    consent,
    done,
    without_name,
)
from channels.message.errors import ChatError
from channels.message.incoming import Said
from channels.message.limits import Limits
from channels.message.own_sentences import own
from channels.message.transcript import REQUEST_TITLE, Reply, Teller
from channels.message.turns import Turns
from channels.message.urgency import URGENT_PATIENCE, Urgency
from operations import metrics
from privacy.data_requests import data_request
from storage.contact_requests import ContactRequest, ContactRequests
from storage.sql.store_errors import StoreError

_STEPS = tuple(QUESTIONS)
#: How many of the visitor's latest questions are added on request.
_LATEST = 3
_CANCELLED = "All right, I pass nothing on, and have deleted what you told me for it."
_YES_OR_NO = (
    "Please send “yes”, and I pass it on, or “no”, and I delete it. To change a line, send its "
    "number."
)
_CHANGED = "What you agree to is worded differently now. Please read it again.\n\n"


class ContactStep(NamedTuple):
    """Either `replies`, or else the message is answered as usual and `question` is asked again,
    unless the answer is urgent: that ends the request.

    `meant` is answered and stored in place of an urgent text that may just be a name.
    """

    replies: list[Reply]
    question: list[Reply]
    meant: dict[str, Any] | None = None
    is_over: bool = False


_AS_USUAL = ContactStep([], [])


class ContactSteps:
    """A state machine: the state is a draft of the request, encrypted in the database."""

    def __init__(self, turns: Turns, limits: Limits, channel: str) -> None:
        self._kept, self._history = turns.requests, turns.history
        self._limits, self._channel = limits, channel
        self._urgency = Urgency(turns.agent)

    @property
    def is_on(self) -> bool:
        return self._kept is not None and self._kept.is_on

    @property
    def _requests(self) -> ContactRequests:
        assert self._kept
        return self._kept

    async def hear(self, said: Said, text: str) -> Said:
        """Add the text as it was typed if a request is being asked for; it isn't masked then."""
        if not self.is_on:
            return said
        try:
            asking = self._requests.draft(said.conversation)
            draft = await asyncio.wait_for(asking, URGENT_PATIENCE)
        except (StoreError, asyncio.TimeoutError):  # urgent messages are answered without it
            return said
        return replace(said, raw=text) if draft else said

    def is_wanted(self, said: Said) -> bool:
        """Whether the text is that of the button for a request."""
        return self.is_on and plain(said.text) == plain(REQUEST_TITLE)

    async def begin(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        """Start a draft and ask the first question; nothing if there is one already."""
        if await self._requests.draft(said.conversation):
            return []
        return [await self._ask(said, {"step": _STEPS[0]}, knowledge)]

    async def export(self, conversation: str) -> list[dict[str, Any]]:
        """All requests to the clinic that are stored."""
        return await self._requests.export(conversation) if self._kept else []

    async def go_on(self, said: Said, knowledge: Knowledge) -> ContactStep:
        """The next step if a request is being asked for; something urgent ends it."""
        draft = await self._requests.draft(said.conversation) if self.is_on else None
        if draft is None:
            return await self._again(said, knowledge) if said.raw else _AS_USUAL
        asked = [question(draft, knowledge)]
        said = replace(said, text=without_name(said.text, draft.get("name", "")))
        # Either the server stopped before it could ask, or the person starts again.
        if draft["key"] == said.key or self.is_wanted(said):
            return ContactStep(asked, [])
        words = plain(said.raw or said.text)
        if said.command in ("start", "stop") or cancels(words, draft["step"]):
            await self._requests.drop_draft(said.conversation)
            return _AS_USUAL if said.command else _over(_CANCELLED)
        if data_request(said.text) == "erase":
            return _AS_USUAL
        if said.press or said.command or not words:
            return ContactStep([], asked)
        return await self._typed(said, words, draft, knowledge)

    async def _typed(
        self, said: Said, words: str, draft: dict[str, Any], knowledge: Knowledge
    ) -> ContactStep:
        step, asked = draft["step"], [question(draft, knowledge)]
        earlier = leads_to(words, draft, _STEPS)
        if earlier:
            return ContactStep([await self._ask(said, {**draft, **earlier}, knowledge)], [])
        heard = await self._urgency.heard(said.text)
        if heard.is_urgent and step == "name" and len(words.split()) <= LONGEST_NAME:
            meant = await self._urgency.meaning(said.text, NO_NAME)
            return ContactStep([], [], meant)
        if not heard.is_urgent and refuses(words, step):
            return ContactStep([own(REFUSED[step])], [])
        if heard.is_urgent or asks(said, step, heard) or data_request(said.text):
            return ContactStep([], asked)
        replies = await self._answered(said, draft, knowledge)
        is_over = step == "consent" and await self._requests.draft(said.conversation) is None
        return ContactStep(replies, [], is_over=is_over)

    async def after(
        self,
        said: Said,
        replies: list[Reply],
        step: ContactStep,
        teller: Teller,
        knowledge: Knowledge,
    ) -> list[Reply]:
        """The replies, and the question again if there is one; an urgent reply ends the request."""
        if step.is_over:
            return [*replies, *await self._sheet_question(said, teller)]
        is_urgent = any(reply["custom"]["kind"] == "urgent" for reply in replies)
        if is_urgent and (step.question or step.meant):
            await self._requests.drop_draft(said.conversation)
            return [*replies, own(NOT_SENT, knowledge)]
        return [*replies, *step.question]

    async def _sheet_question(self, said: Said, teller: Teller) -> list[Reply]:
        """The consultation sheet's question, if one waits for the end of the request.

        It has all buttons of its turn, since a number means one of these.
        """
        for turn in await self._history.latest(said.conversation, 1):
            told = teller.replies(said.key, turn.said)
            buttons = [button for reply in told for button in reply["buttons"]]
            for reply, shown in zip(turn.said, told, strict=False):
                if any(button["topic"] == STOP for button in reply["buttons"]):
                    return [{**shown, "buttons": buttons}]
        return []

    async def _answered(
        self, said: Said, draft: dict[str, Any], knowledge: Knowledge
    ) -> list[Reply]:
        if draft["step"] == "consent":
            return await self._agreed(said, draft, knowledge)
        text = said.raw or said.text
        if draft["step"] == "about" and plain(text) in OUR_CHAT:
            text = await self._asked(said.conversation)
        try:
            told = read_answer(draft["step"], text, knowledge.clinic.country)
        except ChatError as error:
            return [own(error.fault.message)]
        following = draft.get("then") or _STEPS[_STEPS.index(draft["step"]) + 1]
        told = {**draft, **told, "step": following, "then": ""}
        return [await self._ask(said, told, knowledge)]

    async def _ask(self, said: Said, draft: dict[str, Any], knowledge: Knowledge) -> Reply:
        """The draft's question. The words of consent are kept as they are shown."""
        kept = {**draft, "key": said.key, "shown": consent(knowledge)}
        await self._requests.keep_draft(said.conversation, kept)
        return question(kept, knowledge)

    async def _asked(self, conversation: str) -> str:
        """What the visitor asked last, as it is stored: without personal data."""
        turns = await self._history.latest(conversation, _LATEST)
        asked = " / ".join(turn.text for turn in turns)
        return re.sub(r"[<>]|://|www\.", " ", asked)[: LONGEST["about"]]

    async def _agreed(self, said: Said, draft: dict[str, Any], knowledge: Knowledge) -> list[Reply]:
        words = plain(said.raw or said.text)
        if words in NO:
            await self._requests.drop_draft(said.conversation)
            return [own(_CANCELLED)]
        if words not in YES:
            return [own(_YES_OR_NO)]
        if draft.get("shown") != consent(knowledge):  # the clinic has changed them meanwhile
            asked = await self._ask(said, draft, knowledge)
            return [own(_CHANGED + asked["text"])]
        await self._limits.count_request(said.conversation, said.key)
        agreed = {"consent": draft["shown"], "channel": self._channel}
        request = ContactRequest.restored({**draft, **agreed})
        if not await self._requests.add(said.key, said.conversation, request):
            return [own(_CANCELLED)]
        metrics.REQUESTS.labels(self._channel).inc()
        return [own(done(knowledge, datetime.now(timezone.utc)))]

    async def _again(self, said: Said, knowledge: Knowledge) -> ContactStep:
        """The message that completed a request may come again after the server was stopped."""
        kept = await self._requests.has(said.key)
        return _over(done(knowledge, datetime.now(timezone.utc))) if kept else _AS_USUAL


def _over(text: str) -> ContactStep:
    return ContactStep([own(text)], [], is_over=True)
