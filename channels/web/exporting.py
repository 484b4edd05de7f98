"""Exporting: all that is stored of a conversation, as JSON that is sent while it is being made."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime, timezone
from typing import Any

from channels.message.history import History, Span
from storage.archive import Archive

#: Only one page of all exports is made at a time. After it comes a break for other visitors' work:
#: this many times as long as the page took, and at most `_LONGEST_BREAK` seconds.
_BREAK = 3
_LONGEST_BREAK = 0.5
_making = asyncio.Lock()

Rows = list[dict[str, Any]]
Make = Callable[[Span], Awaitable[Rows]]


async def exported(
    conversation: str, archive: Archive, history: History, messages: Make, kept: dict[str, Rows]
) -> AsyncIterator[str]:
    """Pieces of {"exported_at", "messages", "stored"}; `messages` makes the entries of one page.

    `kept` holds the rows that are stored encrypted, decrypted, by their name in "stored".
    """

    async def events(span: Span) -> Rows:
        stored: Rows = (await archive.export(conversation, span))["events"]
        return stored

    spans = await history.spans(conversation)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    yield f'{{"exported_at": "{now}", "messages": ['
    async for text in _joined(spans, messages):
        yield text
    tables = await archive.export(conversation, (0, 0))
    del tables["events"]
    tables |= {name: rows for name, rows in kept.items() if rows}
    yield f'], "stored": {{{json.dumps(tables)[1:-1]}, "events": ['
    async for text in _joined(spans, events):
        yield text
    yield "]}}"


async def _joined(spans: Iterable[Span], make: Make) -> AsyncIterator[str]:
    comma = ""
    for span in spans:
        async with _making:
            start = time.perf_counter()
            text = (await asyncio.to_thread(json.dumps, await make(span)))[1:-1]
            await asyncio.sleep(min(_LONGEST_BREAK, _BREAK * (time.perf_counter() - start)))
        if text:
            yield comma + text
            comma = ", "
