"""Delivery: sends messages to an app's server, retries for a while, and reports failures."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import re
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import aiohttp

from channels.apps.sending.delivery_metrics import DELIVERIES
from channels.apps.sending.pace import Pace

logger = logging.getLogger(__name__)

#: Seconds for which a message is retried, after waits of 0.5, 1, 2 … 60 seconds or the wait that
#: the app asks for, which is cut to `_LONGEST_PAUSE`.
_PATIENCE = 1800.0
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60.0
_LONGEST_PAUSE = 900.0
_TIMEOUT = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True)
class Call:
    """An HTTP call to an app's server. Its URL and headers may hold secrets, so it has no repr."""

    url: str = field(repr=False)
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)  # user and password
    method: str = "POST"
    optional: bool = False  # skipped when much else is waiting to be sent
    chat: str = ""  # the chat whose rate applies, if it isn't the conversation's own


class Answered(NamedTuple):
    """The response of the app's server; `body` is None if it isn't JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Verdict(NamedTuple):
    """`again`: retry, after `wait` seconds if the app says so; `never`: retrying can't help.

    `refused`: our token is wrong. This is retried too, as the clinic may replace the token.
    `for_all`: the wait is for all chats, not just this one.
    """

    outcome: Literal["sent", "again", "refused", "never"]
    wait: float | None = None
    reason: str = ""
    for_all: bool = False


#: Whether a message is another process's to send now.
IsLost = Callable[[], Coroutine[Any, Any, bool]]
Judge = Callable[[Answered], Verdict]


def judge(answered: Answered) -> Verdict:
    """Judge by the HTTP status alone."""
    status = answered.status
    if 200 <= status < 300:
        return Verdict("sent")
    wait = _seconds(answered.headers.get("Retry-After"))
    if status == 401:
        return Verdict("refused", reason="status 401")
    if status in (408, 425, 429) or status >= 500:
        return Verdict("again", wait, f"status {status}")
    return Verdict("never", reason=f"status {status}")


async def _never() -> bool:
    return False


class Delivery:
    """To be used in the running event loop, between `open` and `close`."""

    def __init__(self, channel: str, pace: Pace, verdict: Judge = judge) -> None:
        self._channel, self._pace, self._judge = channel, pace, verdict
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Open the session that keeps connections to the app."""
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def send(self, call: Call, chat: str, is_lost: IsLost = _never) -> bool:
        """Whether it arrived. After a time-out it may have, but it is sent again all the same.

        `is_lost` is asked before each attempt; once it says yes, nothing is sent any more.
        """
        end = time.monotonic() + _PATIENCE
        for attempt in itertools.count():
            await self._pace.wait(chat)
            if await is_lost():
                return False
            verdict = await self._attempt(call)
            if verdict.outcome == "sent":
                self._count("sent")
                return True
            if verdict.outcome == "never" or time.monotonic() >= end:
                break
            self._count("retried")
            if verdict.outcome == "refused" and attempt == 0:
                logger.error("%s: a reply waits: refused (%s)", self._channel, verdict.reason)
            await self._wait(verdict, attempt, chat)
        self._count("undeliverable")
        logger.warning("%s: a reply could not be delivered (%s)", self._channel, verdict.reason)
        return False

    async def hint(self, call: Call) -> None:
        """Send once, without a retry: a typing sign, a read mark or an acknowledgement."""
        if call.optional and self._pace.is_busy:
            return
        await self._pace.wait()
        await self._attempt(call)

    async def ask(self, call: Call, timeout: float | None = None) -> Answered | None:
        """The app's response, or None if there was none."""
        assert self._session, "open() first"
        options: dict[str, Any] = {"json": call.json, "data": call.form, "headers": call.headers}
        if call.auth:
            options["auth"] = aiohttp.BasicAuth(*call.auth)
        if timeout:
            options["timeout"] = aiohttp.ClientTimeout(total=timeout)
        try:
            # No redirects: they would send our secrets elsewhere.
            async with self._session.request(
                call.method, call.url, allow_redirects=False, **options
            ) as response:
                return Answered(response.status, response.headers, await _json(response))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return None  # not logged: the error's text has the URL, which may hold a token

    async def _attempt(self, call: Call) -> Verdict:
        answered = await self.ask(call)
        if answered is None:
            return Verdict("again", reason="no answer")
        return self._judge(answered)

    async def _wait(self, verdict: Verdict, attempt: int, chat: str) -> None:
        if verdict.wait:
            self._pace.pause(min(_LONGEST_PAUSE, verdict.wait), "" if verdict.for_all else chat)
            return
        longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempt, 16))
        await asyncio.sleep(longest * random.uniform(0.8, 1.0))

    def _count(self, outcome: str) -> None:
        DELIVERIES.labels(self._channel, outcome).inc()


async def _json(response: aiohttp.ClientResponse) -> Any:
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _seconds(text: str | None) -> float | None:
    """Retry-After in seconds; None for a date, which no app sends."""
    return float(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None
