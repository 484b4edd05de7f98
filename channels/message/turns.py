"""Turns: answers messages, one after the other in each conversation, and each only once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from channels.message.errors import AWAY, NO_CONVERSATION, ChatError
from channels.message.history import History
from channels.message.limits import Limits
from channels.message.reply_collector import ReplyCollector
from channels.message.transcript import Reply, Teller
from engine.agent import handle
from operations.metrics import MESSAGE_SECONDS, WAITING_SECONDS
from storage.archive import Archive
from storage.contact_requests import ContactRequests
from storage.processes.membership import Membership
from storage.sql.database import Database
from storage.sql.store_errors import ConflictError

#: How often a message is answered again because another process changed the conversation. Only a
#: process without the lock can: an older version, or one whose connection broke.
_CONFLICTS = 5

Result = TypeVar("Result")


@dataclass(frozen=True)
class Message:
    """What a visitor says, without personal data; `kinds` names what was masked.

    With `parse_data`, as buttons have it, the NLU is not asked. `channel` is where the message came
    from. What is stored counts against the day's amount of `sender`, an address, or if there is
    none, of the conversation.
    """

    id: str
    text: str
    kinds: tuple[str, ...] = ()
    parse_data: dict[str, Any] | None = None
    channel: str = "web"
    sender: str = ""


class Turns:
    """An answered message is stored, so that the same message sent again gets the same replies."""

    def __init__(
        self, agent: Agent, limits: Limits, requests: ContactRequests | None = None
    ) -> None:
        """`requests` stores requests to the clinic; they are offered if they are on."""
        self.agent = agent
        self.requests = requests
        self.has_persons = False  # whether replies offer a chat with a person
        self._store = agent.tracker_store
        self.database: Database = self._store.database
        self.archive = Archive(self.database)
        self.membership: Membership = self._store.membership
        self.history = History(self.archive)
        self._limits = limits

    async def answer(self, conversation: str, message: Message, teller: Teller) -> list[Reply]:
        """The replies, which are stored even if the visitor leaves in the meantime.

        Raises:
            ChatError: the conversation was erased, or too many messages are waiting already.
            ConflictError: another process kept changing the conversation.
            StoreError: nothing was stored, so nothing was said.
        """
        return await _finish(self._answer(conversation, message, teller))

    @asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """Wait until nothing else works on the conversation, and keep others out.

        First in this process, then among all: each process has one place in the database's queue.
        """
        async with self.agent.lock_store.lock(conversation), self.archive.hold(conversation):
            yield

    async def erase(
        self,
        conversation: str,
        *,
        refuse: bool = True,
        request: str | None = None,
        once: bool = False,
    ) -> None:
        """Delete the conversation once what is being answered in it is done.

        With `refuse` its id can't be used again. `request` is the key of the message that asks for
        it, if one does; `once` says that this message is not in the inbox anyway. It is completed
        even if the visitor leaves in the meantime.
        """
        await _finish(self._erase(conversation, refuse=refuse, request=request, once=once))

    async def _erase(self, conversation: str, **how: Any) -> None:
        async with self.hold(conversation):
            await self.archive.erase(conversation, **how)

    async def _answer(self, conversation: str, message: Message, teller: Teller) -> list[Reply]:
        arrived = time.monotonic()
        with MESSAGE_SECONDS.time():
            async with self._limits.queue(conversation), self.hold(conversation):
                WAITING_SECONDS.observe(time.monotonic() - arrived)
                for _ in range(_CONFLICTS):
                    with suppress(ConflictError):
                        return await self._answer_now(conversation, message, teller)
                return await self._answer_now(conversation, message, teller)

    async def _answer_now(self, conversation: str, message: Message, teller: Teller) -> list[Reply]:
        standing = await self.archive.standing(conversation, message.id)
        if standing.erased:
            raise ChatError(NO_CONVERSATION)
        if standing.answered is None:
            sender = message.sender or conversation
            await self._limits.check_stored(sender)
            said = await self._say(conversation, message)
            await self._limits.count_stored(sender, self._store.take_size(conversation))
            if not message.kinds:
                return teller.replies(message.id, said)
        transcript = await self.history.message(conversation, message.id)
        return transcript.replies(message.id, teller)

    async def _say(self, conversation: str, message: Message) -> list[dict[str, Any]]:
        if not self.agent.is_ready():
            raise ChatError(AWAY)
        collector = ReplyCollector()
        metadata: dict[str, Any] = {"masked": list(message.kinds)} if message.kinds else {}
        if message.parse_data:
            metadata["pressed"] = True
        if self.requests and self.requests.is_on:
            metadata["requests"] = True
        if self.has_persons:
            metadata["person"] = True
        await handle(
            self.agent,
            UserMessage(
                message.text,
                collector,
                conversation,
                parse_data=message.parse_data,
                input_channel=message.channel,
                message_id=message.id,
                metadata=metadata or None,
            ),
        )
        said: list[dict[str, Any]] = collector.messages
        return said


def begun(work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
    """A task that goes on even if nobody waits for it to end."""
    working = asyncio.create_task(work)
    working.add_done_callback(_fetch_error)
    return working


async def _finish(work: Coroutine[Any, Any, Result]) -> Result:
    """The result; the work goes on even if the caller is cancelled."""
    return await asyncio.shield(begun(work))


def _fetch_error(working: asyncio.Future[Any]) -> None:
    """Fetch the task's error; otherwise asyncio would log it, with the visitor's words."""
    if not working.cancelled():
        working.exception()
