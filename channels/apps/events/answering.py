"""Answering: the replies to one thing that a person did on a messaging app."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any

from actions.answer import knowledge_store
from actions.knowledge import Knowledge
from actions.sheet_dialogue import FAMILY, STOP
from channels.apps.events.contact_steps import ContactSteps
from channels.apps.events.introducing import Introducing
from channels.apps.events.live_chat_app import LiveChatApp
from channels.apps.events.menu_picking import picked
from channels.apps.sending.message_shape import Shape
from channels.apps.sending.rendering import block, offered
from channels.message import own_sentences
from channels.message.buttons import PERSON, REQUEST, Buttons, Press, meaning, parse_data
from channels.message.errors import ENOUGH, ChatError
from channels.message.incoming import Said
from channels.message.intake import Intake
from channels.message.limits import Limits
from channels.message.live_chat import LiveChat
from channels.message.own_sentences import own
from channels.message.transcript import Reply, Teller
from channels.message.turns import Message, Turns
from channels.message.urgency import Urgency
from operations.settings import Settings
from privacy.data_requests import data_request
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: The small talk that answers a command; any other command counts as a call for help.
_COMMANDS = {"start": "greeting", "help": "capabilities"}


class Answering:
    """Knows a conversation only by its pseudonym."""

    def __init__(
        self,
        turns: Turns,
        limits: Limits,
        settings: Settings,
        shape: Shape,
        channel: str,
        live_chat: LiveChat | None = None,
    ) -> None:
        self._turns, self._settings = turns, settings
        self._intake = Intake(limits, settings.text_length)
        self._shape, self._channel = shape, channel
        self._buttons = Buttons(settings.secret)
        self._urgency = Urgency(turns.agent)
        self._contact = ContactSteps(turns, limits, channel)
        self.live = LiveChatApp(live_chat, self._urgency, channel)
        turns.has_persons = self.live.is_on
        self._introducing = Introducing(turns.history)
        self._told: dict[str, float] = {}

    async def read(self, said: Said, text: str) -> Said:
        """Add the masked text, after the limits were checked, because masking takes time."""
        try:
            await self._intake.count(said.conversation, said.key)
        except ChatError as error:
            return replace(said, wait=error.fault.retry_after or 1)
        if self._intake.is_too_long(said.length):
            return said
        masked = self._intake.words(text)
        return replace(said, text=masked.text, kinds=masked.kinds)

    async def hear(self, said: Said, text: str) -> Said:
        """Add the text as it was typed, if the clinic is to get it."""
        is_typed = not (said.wait or said.press or said.command)
        if not is_typed or self._intake.is_too_long(said.length):
            return said
        return await self.live.hear(await self._contact.hear(said, text), text)

    async def replies(self, said: Said) -> list[Reply]:
        """The replies; none where the bot should be silent.

        Raises:
            StoreError: nothing was stored, so nothing may be said.
        """
        knowledge = knowledge_store().current
        if said.told:
            return [own(said.told)]
        if said.wait:
            return self._too_many(said, knowledge)
        try:
            replies = await self._replies(said, knowledge)
            return await self._introducing.before(replies, said, knowledge)
        except StoreError:
            raise
        except ChatError as error:
            if error.fault.code == ENOUGH.code:
                return [own(error.fault.message)]
            logger.error("A message could not be answered: %s", error)
        except Exception:
            logger.exception("A message could not be answered")
        return [own(own_sentences.BROKEN, knowledge)]

    async def is_urgent(self, said: Said) -> bool:
        """By the text alone; an over-long one isn't, as its refusal names the emergency number."""
        if said.wait or said.press or said.command or self._intake.is_too_long(said.length):
            return False
        try:
            return await self._urgency.is_urgent(said.text)
        except Exception:
            logger.exception("A message could not be looked at")
            return False

    async def unstored(self, said: Said) -> list[Reply]:
        """The replies to an urgent message while the database is away."""
        knowledge = knowledge_store().current
        replies = await self._urgency.replies(said.text, None, knowledge)
        return self._teller(knowledge).replies(said.key, replies)

    def away(self) -> list[Reply]:
        """The replies to any other message if the database stays away."""
        return [own(own_sentences.AWAY, knowledge_store().current)]

    async def _replies(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        to_person = await self._to_person(said, knowledge) if self.live.is_on else None
        if to_person is not None:
            return to_person
        step = await self._contact.go_on(said, knowledge)
        if step.meant:
            replies = await self._meant(said, step.meant["text"], step.meant, knowledge)
        else:
            replies = step.replies or await self._answered(said, knowledge)
        return await self._contact.after(said, replies, step, self._teller(knowledge), knowledge)

    async def _to_person(self, said: Said, knowledge: Knowledge) -> list[Reply] | None:
        """The bot itself answers commands, data requests and texts that are too long."""
        press = self._buttons.pressed(said.press, knowledge) if said.press else None
        is_own = said.command or (said.press and not press) or self._intake.is_too_long(said.length)
        if is_own or (not press and data_request(said.text)):
            return None
        return await self.live.replies(said, press)

    async def _answered(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        if said.command:
            return await self._command(said, knowledge)
        if said.press:
            return await self._press(said, said.press, knowledge)
        if self._intake.is_too_long(said.length):
            return [own(own_sentences.too_long(self._intake.longest), knowledge)]
        if wanted := data_request(said.text):
            return await (self._erase if wanted == "erase" else self._export)(said, knowledge)
        if self.live.is_wanted(said):
            id_ = self._buttons.offer({"topic": PERSON, "title": ""})["id"]
            return await self._press(said, id_, knowledge)
        if self._contact.is_wanted(said):
            return await self._contact.begin(said, knowledge)
        return await self._chosen(said, knowledge) or await self._typed(said, knowledge)

    async def _typed(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        message = Message(said.key, said.text, said.kinds, channel=self._channel)
        replies = await self._turns.answer(said.conversation, message, self._teller(knowledge))
        empty = knowledge.fill(knowledge.smalltalk["empty"].text)
        if not said.text and [reply["text"] for reply in replies] == [empty]:
            return [own(own_sentences.WORDLESS, knowledge)]
        if any(own_sentences.is_of_privacy(reply, knowledge) for reply in replies):
            return [*replies, own(own_sentences.WISHES)]
        return replies

    async def _press(self, said: Said, id_: str, knowledge: Knowledge) -> list[Reply]:
        press = self._buttons.pressed(id_, knowledge)
        if press and press.topic == REQUEST and self._contact.is_on:
            return await self._contact.begin(said, knowledge)
        if press and press.topic == PERSON and self.live.is_on:
            begun = await self.live.begin(said, knowledge)
            return self._teller(knowledge).replies(said.key, [begun])
        if press is None or (data := parse_data(press, knowledge)) is None:
            return [own(own_sentences.OLD_BUTTON)]
        return await self._meant(said, press.payload, data, knowledge)

    async def _command(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        if said.command == "stop":
            if await self._turns.history.offers(said.conversation, STOP):
                await self._meant(said, STOP, meaning(FAMILY, Press(STOP, STOP, None)), knowledge)
            return [own(own_sentences.STOPPED, knowledge)]
        name = _COMMANDS.get(said.command, "capabilities")
        data = meaning("smalltalk", Press(name, name, None))
        return await self._meant(said, name, data, knowledge)

    async def _meant(
        self, said: Said, text: str, data: dict[str, object], knowledge: Knowledge
    ) -> list[Reply]:
        message = Message(said.key, text, parse_data=data, channel=self._channel)
        return await self._turns.answer(said.conversation, message, self._teller(knowledge))

    async def _chosen(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        """The answer to a number: what the last reply offered by it, or which numbers there are.

        "The second" is a pick only from a numbered menu: elsewhere it may mean a treatment.
        """
        pick = picked(said.text)
        if not pick:
            return []
        turns = await self._turns.history.latest(said.conversation, 2)
        before = [turn for turn in turns if turn.id != said.key]
        if before and before[-1].is_urgent:  # the number may be an answer to the urgent reply
            return []
        teller = self._teller(knowledge)
        last = teller.replies(before[-1].id, before[-1].said) if before else []
        menu = offered(last, self._shape)
        is_number = not pick.by_place and len(pick.numbers) == 1
        if len(menu) <= self._shape.buttons and not is_number:
            return []
        if not menu:
            return [own(own_sentences.NO_MENU)]
        place = pick.of(len(menu))
        if place is None:
            return [own(own_sentences.NUMBERS.format(most=len(menu)))]
        return await self._press(said, menu[place].id, knowledge)

    async def _erase(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        await self._turns.erase(said.conversation, refuse=False, request=said.key)
        self._introducing.forget(said.conversation)
        return [own(own_sentences.ERASED, knowledge)]

    async def _export(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        history, entries = self._turns.history, list[dict[str, Any]]()
        for span in await history.spans(said.conversation):
            transcript = await history.turns(said.conversation, *span)
            entries += await asyncio.to_thread(transcript.messages, self._teller(knowledge))
        for entry in (each for each in entries if each["role"] == "bot"):
            entry["text"] = block(entry, self._shape)
        requests = await self._contact.export(said.conversation)
        return [own(own_sentences.export(entries, self._settings.retention_days, requests))]

    def _too_many(self, said: Said, knowledge: Knowledge) -> list[Reply]:
        """Said once for as long as the limit lasts: an answer to each message would be a flood."""
        now = time.monotonic()
        if self._told.get(said.conversation, 0.0) > now:
            return []
        self._told = {name: end for name, end in self._told.items() if end > now}
        self._told[said.conversation] = now + said.wait
        return [own(own_sentences.TOO_MANY, knowledge)]

    def _teller(self, knowledge: Knowledge) -> Teller:
        ways = ((REQUEST, self._contact.is_on), (PERSON, self.live.is_on))
        ids = (self._buttons.offer({"topic": way, "title": ""})["id"] * on for way, on in ways)
        return Teller(self._buttons, knowledge, *ids)
