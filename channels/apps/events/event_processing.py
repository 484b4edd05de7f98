"""Event processing: takes each event once, and answers those of a conversation in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any, NamedTuple

from channels.apps.events.answering import Answering
from channels.apps.events.delivery_progress import DeliveryProgress
from channels.apps.events.event_claims import EventClaims
from channels.apps.sending import delivery_metrics
from channels.apps.sending.delivery import Call, Delivery
from channels.apps.sending.delivery_metrics import DELIVERIES, EVENTS, WAITING
from channels.apps.sending.message_shape import MessagePart, Shape
from channels.apps.sending.rendering import render
from channels.message.incoming import Said
from channels.message.transcript import Reply
from channels.message.urgency import URGENT_PATIENCE
from operations.logs import handling
from storage.inbox import Inbox, Pending
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Seconds after which an answer that could not be given isn't useful any more.
_TOO_OLD = 86400
_HOUR = 3600
#: Seconds until a database that is away is tried again, and after which the person is told.
_PAUSE = 5
_PATIENCE = 60
#: Seconds between two checks for events that other processes left.
_CHECK_EVERY = 1.0
#: Seconds for which a stopping server waits for messages that are being sent.
_GRACE = 3

#: Only one message of all apps is answered at a time. After it comes a break for the website's
#: visitors: this many times as long as the answer took, and at most `_LONGEST_BREAK` seconds
#: (docs/channels.md says what that costs). Urgent messages are few and don't wait.
_BREAK = 3
_LONGEST_BREAK = 0.5
_answer_lock = asyncio.Lock()
#: Only one event of all apps is checked for urgency at a time, so that visitors come in between.
_check_lock = asyncio.Lock()


class _Waiting(NamedTuple):
    said: Said
    sent: int
    owner: str | None  # this process's id when the event came


Compose = Callable[[Said, MessagePart], Call]
Hints = Callable[[Said], Iterable[Call]]


class Processing:
    """From an event to delivered messages, even if the server stops in between."""

    def __init__(
        self, channel: str, shape: Shape, inbox: Inbox, answering: Answering, delivery: Delivery
    ) -> None:
        self._channel, self._shape = channel, shape
        self._inbox, self._answering, self._delivery = inbox, answering, delivery
        self._claims = EventClaims(channel, inbox)
        self._progress = DeliveryProgress(channel, inbox)
        self._closing = False
        self._turn = asyncio.Lock()  # so that one message per app waits for `_answer_lock`
        self._queues: dict[str, deque[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._working: set[asyncio.Task[None]] = set()

    async def open(self, compose: Compose, hints: Hints) -> None:
        """Start with what a stopped server left undone, then follow what other processes leave."""
        self._compose, self._hints = compose, hints
        self._delivery.open()
        delivery_metrics.begin(self._channel)
        for work in (self._follow(), self._tidy(), self._progress.keep()):
            self.spawn(work)

    async def close(self) -> None:
        """Finish what is being sent, and leave the rest to the next start."""
        self._closing = True
        if self._working:
            await asyncio.wait(self._working, timeout=_GRACE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._progress.close()
        await self._delivery.close()

    async def take(self, said: Said) -> None:
        """Store the event and have it answered soon; does nothing if it came before.

        Raises:
            StoreError: it could not be stored, so the app should send it again. Never if urgent.
        """
        async with _check_lock:
            await asyncio.sleep(0)
            urgent = await self._answering.is_urgent(said)
        taken = await self._claims.take(said, urgent)
        EVENTS.labels(self._channel, "accepted" if taken else "duplicate").inc()
        if taken is None:
            return
        for call in self._hints(said):
            self.spawn(self._delivery.hint(call))
        if taken.is_mine:
            self._enqueue(said, 0, urgent)

    async def tell(self, said: Said) -> None:
        """Store a text to be `told` and send it in its turn; does nothing if it came before.

        Raises:
            StoreError: it could not be stored.
        """
        taken = await self._claims.take(said, urgent=False)
        if taken and taken.is_mine:
            self._enqueue(said, 0, urgent=False)

    async def is_first(self, key: str) -> bool:
        """Whether an event that needs no answer comes for the first time."""
        try:
            return await self._inbox.take(key, None) is not None
        except StoreError:
            return True  # better recorded twice than not

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a background task until `close`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _enqueue(self, said: Said, sent: int, urgent: bool) -> None:
        """Queue an event behind those of its conversation; urgent ones have their own queue."""
        WAITING.labels(self._channel).inc()
        self._claims.know(said.key)
        name = f"urgent {said.conversation}" if urgent else said.conversation
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = deque()
            task = self.spawn(self._work(name, queue, urgent))
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        queue.append(_Waiting(said, sent, self._claims.owner))

    async def _work(self, name: str, queue: deque[_Waiting], urgent: bool) -> None:
        handling.set(True)
        while queue and not self._closing:
            waiting = queue.popleft()
            try:
                await self._handle(waiting, urgent)
            except Exception:
                logger.exception("%s: a message could not be handled", self._channel)
            finally:
                WAITING.labels(self._channel).dec()
        del self._queues[name]

    async def _handle(self, waiting: _Waiting, urgent: bool) -> None:
        said, sent = waiting.said, waiting.sent
        if await self._is_lost(waiting, urgent):
            return
        replies = await (self._at_once(said) if urgent else self._in_turn(said))
        for number, part in enumerate(render(replies, self._shape)[sent:], sent + 1):
            call = self._compose(said, part)
            is_lost = partial(self._is_lost, waiting, urgent)
            if not await self._delivery.send(call, call.chat or said.conversation, is_lost):
                if await is_lost():
                    return
                if said.told:
                    await self._answering.live.missed(said.conversation, said.key)
                break
            await self._progress.sent(said.key, number)
        await self._progress.done(said.key)

    async def _is_lost(self, waiting: _Waiting, urgent: bool) -> bool:
        """Whether another process has the event now. An urgent event is answered in any case:
        twice is better than not at all."""
        return not urgent and await self._claims.is_lost(waiting.said.key, waiting.owner)

    async def _at_once(self, said: Said) -> list[Reply]:
        try:
            return await asyncio.wait_for(self._answering.replies(said), URGENT_PATIENCE)
        except (StoreError, asyncio.TimeoutError) as error:
            logger.error("%s: an urgent message is answered unstored: %s", self._channel, error)
            return await self._answering.unstored(said)

    async def _in_turn(self, said: Said) -> list[Reply]:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                async with self._turn, _answer_lock:
                    start = time.perf_counter()
                    replies = await self._answering.replies(said)
                    rest = _BREAK * (time.perf_counter() - start)
                    await asyncio.sleep(min(_LONGEST_BREAK, rest))
                    return replies
            except StoreError as error:
                logger.error("%s: the database failed, tried again: %s", self._channel, error)
            if time.monotonic() > end:
                return self._answering.away()
            await asyncio.sleep(_PAUSE)

    async def _follow(self) -> None:
        """Queue waiting events: at the start, and what other processes leave."""
        while True:
            for pending in await self._claims.left():
                await self._go_on(pending)
            if self._claims.is_alone:
                return
            await asyncio.sleep(_CHECK_EVERY)

    async def _go_on(self, pending: Pending) -> None:
        if pending.age > _TOO_OLD:
            DELIVERIES.labels(self._channel, "undeliverable").inc()
            logger.warning("%s: a message is too old to be answered", self._channel)
            self._claims.know(pending.key)
            await self._progress.done(pending.key)
            return
        said = Said.restored(pending.content)
        self._claims.know(said.key)
        self._enqueue(said, pending.sent, await self._answering.is_urgent(said))

    async def _tidy(self) -> None:
        while True:
            try:
                await self._inbox.tidy()
            except StoreError as error:
                logger.warning("%s: the inbox could not be tidied: %s", self._channel, error)
            await asyncio.sleep(_HOUR)
