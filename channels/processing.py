"""Processing: takes each event once, and works off each conversation in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import asdict
from typing import Any

from channels.answering import Answering
from channels.delivery import Call, Delivery
from channels.delivery_metrics import DELIVERIES, EVENTS, WAITING
from channels.incoming import Said
from channels.rendering import render
from channels.shape import Part, Shape
from serving.database import StoreError
from serving.inbox import Inbox, Pending
from serving.logs import handling

logger = logging.getLogger(__name__)

#: Seconds after which an answer that could not be given is worth nothing any more.
_TOO_OLD = 86400
_HOUR = 3600
#: Seconds until the database is asked again.
_PAUSE = 5
#: Seconds a stopping server waits for messages that are on their way.
_GRACE = 3

#: One message of all apps at a time is thought about, and the website's visitors have the rest:
#: so many times as long. docs/channels.md says what that was measured to cost either.
_REST = 3
_thinking = asyncio.Lock()

Compose = Callable[[Said, Part], Call]
Hints = Callable[[Said], Iterable[Call]]


class Processing:
    """From a Said to messages that were delivered, whatever stops in between."""

    def __init__(
        self, channel: str, shape: Shape, inbox: Inbox, answering: Answering, delivery: Delivery
    ) -> None:
        self._channel, self._shape = channel, shape
        self._inbox, self._answering, self._delivery = inbox, answering, delivery
        self._closing = False
        self._queues: dict[str, deque[tuple[Said, int]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: set[asyncio.Task[None]] = set()

    async def open(self, compose: Compose, hints: Hints) -> None:
        """Begin, with what a stopped server left undone."""
        self._compose, self._hints = compose, hints
        self._delivery.open()
        self.spawn(self._resume(time.time()))
        self.spawn(self._tidy())

    async def close(self) -> None:
        """Let what is being sent arrive, and leave the rest to the next start."""
        self._closing = True
        if self._working:
            await asyncio.wait(self._working, timeout=_GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._delivery.close()

    async def take(self, said: Said) -> None:
        """Keep it, and answer it soon; nothing if it came before.

        Raises:
            StoreError: it could not be kept; the app should send it again.
        """
        if not await self._inbox.take(said.key, asdict(said)):
            EVENTS.labels(self._channel, "duplicate").inc()
            return
        EVENTS.labels(self._channel, "accepted").inc()
        for call in self._hints(said):
            self.spawn(self._delivery.hint(call))
        self._enqueue(said, 0)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it beside everything else, until `close`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _enqueue(self, said: Said, sent: int) -> None:
        WAITING.labels(self._channel).inc()
        queue = self._queues.get(said.conversation)
        if queue is None:
            queue = self._queues[said.conversation] = deque()
            task = self.spawn(self._work(said.conversation, queue))
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        queue.append((said, sent))

    async def _work(self, conversation: str, queue: deque[tuple[Said, int]]) -> None:
        handling.set(True)
        while queue and not self._closing:
            said, sent = queue.popleft()
            try:
                await self._handle(said, sent)
            except Exception:
                logger.exception("%s: a message could not be handled", self._channel)
            finally:
                WAITING.labels(self._channel).dec()
        del self._queues[conversation]

    async def _handle(self, said: Said, sent: int) -> None:
        async with _thinking:
            start = time.perf_counter()
            parts = render(await self._answering.replies(said), self._shape)
            await asyncio.sleep(_REST * (time.perf_counter() - start))
        for number, part in enumerate(parts[sent:], sent + 1):
            call = self._compose(said, part)
            if not await self._delivery.send(call, call.chat or said.conversation):
                break
            await self._note(self._inbox.sent(said.key, number))
        await self._note(self._inbox.done(said.key))

    async def _note(self, writing: Awaitable[None]) -> None:
        """A database that is away must not keep the rest of an answer back."""
        try:
            await writing
        except StoreError as error:
            logger.error("%s: the inbox failed: %s", self._channel, error)

    async def _resume(self, start: float) -> None:
        """Only what came before the start: the rest is in a queue already."""
        for pending in await self._left():
            if pending.received >= start:
                continue
            if start - pending.received > _TOO_OLD:
                DELIVERIES.labels(self._channel, "undeliverable").inc()
                logger.warning("%s: a message is too old to be answered", self._channel)
                await self._note(self._inbox.done(pending.key))
                continue
            self._enqueue(Said.restored(pending.content), pending.sent)

    async def _left(self) -> list[Pending]:
        while True:
            try:
                return await self._inbox.pending()
            except StoreError as error:
                logger.error("%s: the inbox failed, tried again: %s", self._channel, error)
                await asyncio.sleep(_PAUSE)

    async def _tidy(self) -> None:
        while True:
            try:
                await self._inbox.tidy()
            except StoreError as error:
                logger.warning("%s: the inbox could not be tidied: %s", self._channel, error)
            await asyncio.sleep(_HOUR)
