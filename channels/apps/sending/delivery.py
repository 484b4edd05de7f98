"""Delivery: brings messages to an app's server, patiently, and says when it could not."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import aiohttp

from channels.apps.sending.delivery_metrics import DELIVERIES
from channels.apps.sending.pace import Pace

logger = logging.getLogger(__name__)

#: Seconds in which a message is tried again, waiting 0.5, 1, 2 … 60 in between, or as long as the
#: app asks for but no longer than that.
_PATIENCE = 1800.0
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60.0
_LONGEST_PAUSE = 900.0
_TIMEOUT = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True)
class Call:
    """One HTTP call to an app's server. Its address and headers may hold secrets: never shown."""

    url: str = field(repr=False)
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)  # user, password
    method: str = "POST"
    optional: bool = False  # left out when there is a lot to send
    chat: str = ""  # whose rate counts, where that is not the conversation's own


class Answered(NamedTuple):
    """What the app's server said; `body` is None where it was not JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Verdict(NamedTuple):
    """`again` after a wait, the app's own where it names one; `never` if waiting can't help.

    `refused`: our token is wrong. The clinic may put another in its place: it is tried again, too.
    `for_all` where the app says that all must wait, not this one chat.
    """

    outcome: Literal["sent", "again", "refused", "never"]
    wait: float | None = None
    reason: str = ""
    for_all: bool = False


Judge = Callable[[Answered], Verdict]


def judge(answered: Answered) -> Verdict:
    """By the status alone, as HTTP means it."""
    status = answered.status
    if 200 <= status < 300:
        return Verdict("sent")
    wait = _seconds(answered.headers.get("Retry-After"))
    if status == 401:
        return Verdict("refused", reason="status 401")
    if status in (408, 425, 429) or status >= 500:
        return Verdict("again", wait, f"status {status}")
    return Verdict("never", reason=f"status {status}")


class Delivery:
    """Used from within the running event loop, between `open` and `close`."""

    def __init__(self, channel: str, pace: Pace, verdict: Judge = judge) -> None:
        self._channel, self._pace, self._judge = channel, pace, verdict
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Connections to the app are kept from now on."""
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def send(self, call: Call, chat: str) -> bool:
        """Whether it arrived. After a time-out it may have, and is sent again all the same."""
        end = time.monotonic() + _PATIENCE
        for attempt in itertools.count():
            await self._pace.wait(chat)
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
        """Once, and never mind: a typing sign, a read mark, an acknowledgement."""
        if call.optional and self._pace.is_busy:
            return
        await self._pace.wait()
        await self._attempt(call)

    async def ask(self, call: Call, timeout: float | None = None) -> Answered | None:
        """The app's answer, or None where there was none."""
        assert self._session, "open() first"
        options: dict[str, Any] = {"json": call.json, "data": call.form, "headers": call.headers}
        if call.auth:
            options["auth"] = aiohttp.BasicAuth(*call.auth)
        if timeout:
            options["timeout"] = aiohttp.ClientTimeout(total=timeout)
        try:
            # A redirect would take our secrets elsewhere.
            async with self._session.request(
                call.method, call.url, allow_redirects=False, **options
            ) as response:
                return Answered(response.status, response.headers, await _json(response))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return None  # the error's words hold the address, and the address may hold a token

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
    """Retry-After in seconds; as a date, which no app sends, our own waits do."""
    return float(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None
