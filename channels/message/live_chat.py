"""LiveChat: a person of the clinic answers in the visitor's chat, from a thread in Slack."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from actions.answer import knowledge_store
from actions.knowledge import Knowledge
from channels.message import live_sentences as said
from channels.message.errors import NO_CONVERSATION, ChatError
from channels.message.limits import Limits
from channels.message.live_delivery import LiveDelivery, Place
from channels.message.own_sentences import own
from channels.message.pseudonyms import Pseudonyms
from channels.message.transcript import Reply
from channels.message.turns import Turns, begun
from channels.message.urgency import URGENT_PATIENCE
from operations import metrics
from operations.settings import Settings
from storage.handovers import Handover, Handovers
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: How many turns the clinic is shown, and the seconds between two checks for overdue chats.
_LATEST = 20
_CHECK_EVERY = 5.0
#: The longest that an urgent reply waits for its message to be passed on, in seconds.
_URGENT_WAIT = 0.5


class LiveChat:
    """Keeps the state of each chat in the database."""

    def __init__(
        self, turns: Turns, limits: Limits, settings: Settings, apps: Mapping[str, Any]
    ) -> None:
        self._turns, self._limits, self._settings = turns, limits, settings
        self.kept = Handovers(turns.database, settings)
        self._delivery = LiveDelivery(self.kept, settings, apps)
        self._key = Pseudonyms(settings.secret, "handover").key

    @property
    def is_on(self) -> bool:
        return bool(self._settings.handover_slack)

    async def of(self, conversation: str) -> Handover | None:
        """The conversation's open handover; None while the database is away, so the bot answers."""
        live, _ = await self.standing(conversation, "")
        return live

    async def standing(self, conversation: str, message: str) -> tuple[Handover | None, bool]:
        """The open handover, and whether an earlier one has already got this message.

        The bot doesn't answer such a message if it is sent again after the handover has ended.
        """

        async def asked() -> tuple[Handover | None, bool]:
            live = await self.kept.of(conversation)
            return live, bool(message) and live is None and await self.kept.has(
                conversation, message
            )

        if not self.is_on:
            return None, False
        try:
            return await asyncio.wait_for(asked(), URGENT_PATIENCE)
        except (StoreError, asyncio.TimeoutError):
            return None, False

    async def begin(
        self, conversation: str, key: str, sender: str, place: Place, knowledge: Knowledge
    ) -> Reply:
        """Show the clinic what was said and wait for a person; a second call changes nothing."""
        opening, now = knowledge.clinic.opening, datetime.now(timezone.utc)
        if opening and not opening.is_open(now):
            return self._refusal(said.CLOSED.replace("{now}", opening.said(now)), knowledge)
        async with self._turns.hold(conversation):
            if (await self._turns.archive.standing(conversation)).erased:
                raise ChatError(NO_CONVERSATION)
            live = await self.kept.of(conversation)
            if live is None:
                await self._limits.count_request(sender, key)
                thread = await self._delivery.begin_thread(place, self._timed(said.HEAD))
                if thread is None:
                    return self._refusal(said.UNREACHABLE, knowledge)
                live = await self.kept.begin(thread, conversation, *place)
                if self._turns.requests:  # the person takes over from an unfinished request
                    await self._turns.requests.drop_draft(conversation)
                metrics.HANDOVERS.labels(place.channel, "begun").inc()
            await self._delivery.tell_clinic(
                live, self._key("shown", live.thread), await self._shown(live)
            )
        reply = own(self._timed(said.OPENED), knowledge)
        reply["custom"]["live"] = True
        return reply

    async def pass_on(self, live: Handover, key: str, words: str, *, urgent: bool) -> bool:
        """Pass on what the visitor wrote, or with "" that it can't be shown; whether the bot stays
        silent.

        An urgent message waits only briefly for this, and its answer doesn't depend on it.
        """
        working = begun(self._pass_on(live, key, words, urgent=urgent))
        if not urgent:
            await working
            return live.is_silent
        await asyncio.wait({working}, timeout=_URGENT_WAIT)
        if not working.done() or working.exception():
            logger.error("An urgent message could not be shown to the clinic so far")
        return False

    async def _pass_on(self, live: Handover, key: str, words: str, *, urgent: bool) -> None:
        text = f"{said.URGENT if urgent else ''}{said.by_visitor(words)}"
        await self._delivery.tell_clinic(live, self._key("visitor", live.thread, key), text)
        await self.kept.visitor_wrote(live, urgent=urgent)

    async def end(self, live: Handover) -> Reply:
        """End the handover, as the visitor wishes."""
        await self._close(live, "visitor")
        return own(said.ENDED)

    async def missed(self, conversation: str, key: str) -> None:
        """Tell the clinic that a message did not reach the visitor; `key` is that of the report."""
        live = await self.of(conversation)
        if live:
            missed = self._key("missed", live.thread, key)
            await self._delivery.tell_clinic(live, missed, said.MISSED)

    async def heard(self, thread: str, event: str, words: str, has_file: bool) -> None:
        """Pass on what the clinic wrote in a thread; the same event again changes nothing.

        Raises:
            StoreError: the database failed, so Slack should send the event again.
        """
        live = await self.kept.at(thread)
        if live is None:
            return
        key = self._key("clinic", thread, event)
        if not live.is_open:
            await self._delivery.tell_clinic(live, key, said.OVER)
        elif said.closes(words):
            await self._close(live, "person", said.PERSON_LEFT)
        elif not words.strip():
            await self._delivery.tell_clinic(live, key, said.WORDLESS)
        else:
            await self._delivery.tell_visitor(live, key, "person", words)
            await self.kept.person_wrote(live)
            if has_file:
                key = self._key("file", thread, event)
                await self._delivery.tell_clinic(live, key, said.FILE_LEFT)

    async def keep(self) -> None:
        """End handovers that are overdue or erased, until cancelled."""
        while True:
            await asyncio.sleep(_CHECK_EVERY)
            try:
                for live in await self.kept.overdue():
                    await self._give_up(live)
            except (StoreError, ChatError) as error:
                logger.warning("Chats with a person can't be looked after, tried again: %s", error)

    async def _give_up(self, live: Handover) -> None:
        """End it; if its app is not connected any more, the visitor can't be told.

        Of an erased one only the thread is left, and the clinic is to delete that, too.
        """
        if not live.conversation:
            await self._delivery.tell_clinic(live, self._key("erased", live.thread), said.ERASED)
            await self.kept.close(live)
            return
        by, text = ("silence", said.IDLE) if live.is_answered else ("time", said.NOBODY)
        is_there = self._delivery.reaches_visitor(live)
        await self._close(live, by, self._timed(text) if is_there else "")

    async def _close(self, live: Handover, by: str, to_visitor: str = "") -> None:
        """Messages first: after a crash in between, their keys keep them from coming twice."""
        if to_visitor:
            text = knowledge_store().current.fill(to_visitor)
            await self._delivery.tell_visitor(live, self._key("over", live.thread), "bot", text)
        key = self._key("closed", live.thread)
        await self._delivery.tell_clinic(live, key, self._timed(said.OVER_BY[by]))
        if await self.kept.close(live):
            metrics.HANDOVERS.labels(live.channel, by).inc()

    async def _shown(self, live: Handover) -> str:
        """The latest turns as they are stored, without personal data."""
        turns = await self._turns.history.latest(live.conversation, _LATEST)
        lines = [
            line
            for turn in turns
            for line in (
                said.by_visitor(turn.text),
                *(f"Bot: {reply['text']}" for reply in turn.said),
            )
        ]
        return "\n\n".join(lines) or "Nothing was said yet."

    def _refusal(self, text: str, knowledge: Knowledge) -> Reply:
        reply = own(text, knowledge)
        if self._turns.requests and self._turns.requests.is_on:
            reply["custom"]["request"] = True
        return reply

    def _timed(self, text: str) -> str:
        return said.timed(text, self._settings.handover_minutes)
