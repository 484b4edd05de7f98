"""MessagingChannel: what all connectors to messaging apps share (see docs/channels.md)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from functools import partial, wraps
from typing import Any, ClassVar

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from channels.apps.app_variables import Setup, Variable, setup
from channels.apps.events.answering import Answering
from channels.apps.events.event_processing import Processing
from channels.apps.sending.delivery import Answered, Call, Delivery, Verdict, judge
from channels.apps.sending.delivery_metrics import DELIVERIES, EVENTS
from channels.apps.sending.lasting_trouble import LastingTrouble
from channels.apps.sending.message_shape import MessagePart, Shape
from channels.apps.sending.pace import Pace, Rate
from channels.message.errors import AWAY, ChatError
from channels.message.incoming import Incoming, Said
from channels.message.limits import Limits
from channels.message.live_chat import LiveChat
from channels.message.live_delivery import apps_of
from channels.message.pseudonyms import Pseudonyms
from channels.message.turns import Turns
from engine.agent import prepare
from engine.joining import join
from operations.logs import handling
from operations.settings import Settings, written
from storage.contact_requests import ContactRequests
from storage.inbox import Inbox
from storage.processes.membership import Membership

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[HTTPResponse]]

#: Seconds until a token is checked again when the app could not be reached.
_PAUSE = 30
#: Bytes that one call from an app may have: Meta sends up to a thousand events at once.
_LONGEST_CALL = 1 << 20


class MessagingChannel(InputChannel):
    """A connector sets these and implements `verify`, `read`, `compose` and `check`."""

    title: ClassVar[str]
    variables: ClassVar[tuple[Variable, ...]]
    shape: ClassVar[Shape]
    overall: ClassVar[Rate]
    chat: ClassVar[Rate]
    proves: ClassVar[tuple[str, ...]]  # the variables that a successful `check` proves right

    def __init__(self, settings: Settings, configured: Setup) -> None:
        self.settings, self.setup = settings, configured
        self._pseudonyms = Pseudonyms(settings.secret, self.name())
        self._processing: Processing | None = None

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessagingChannel:
        return cls(Settings.load(), setup(cls.variables, written()))

    def verify(self, request: Request) -> None:
        """Verify the signature, in constant time and before anything else is read.

        Raises:
            ChatError: FORGED or STALE.
        """
        raise NotImplementedError

    def read(self, request: Request) -> Iterable[Incoming]:
        """What is to be answered in a verified call; nothing if the content is malformed."""
        raise NotImplementedError

    def compose(self, said: Said, part: MessagePart) -> Call:
        """The call that sends one message."""
        raise NotImplementedError

    def check(self) -> Call:
        """A call that succeeds if our token is right, and changes nothing."""
        raise NotImplementedError

    def hints(self, said: Said) -> Iterable[Call]:
        """Typing signs and read marks (`optional`), and acknowledgements; none by default."""
        return ()

    def judge(self, answered: Answered) -> Verdict:
        """What the app's answer to a call means, by default judged by its status."""
        return judge(answered)

    def accepted(self, request: Request) -> HTTPResponse:
        """The response to a verified call."""
        return text("")

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path below /webhooks/<name>, and handler; each handler must verify."""
        return [("POST", "/", self.receive)]

    async def begin(self) -> None:
        """Called when the server is up; use `self.processing.spawn` for work that lasts."""

    def value(self, name: str) -> str:
        """The value of a variable."""
        return self.setup.values[name]

    @property
    def standing(self) -> str:
        """The channel's line in the message at the start; "" when it is off."""
        if self.setup.is_on:
            return f"on, at /webhooks/{self.name()}"
        return f"not on: {self.setup.problems}" if self.setup.problems else ""

    @property
    def processing(self) -> Processing:
        """Processes the events that were taken.

        Raises:
            ChatError: the agent is still being loaded.
        """
        if self._processing is None:
            raise ChatError(AWAY)
        return self._processing

    async def receive(self, request: Request) -> HTTPResponse:
        """Verify the call, store all its events and respond; answers are sent later."""
        try:
            self.verify(request)
        except ChatError:
            EVENTS.labels(self.name(), "refused").inc()
            raise
        await self.take(self.read(request))
        return self.accepted(request)

    async def take(self, incoming: Iterable[Incoming]) -> None:
        """Store each event once, and have it answered.

        Raises:
            ChatError, StoreError: not possible now; the app should send the events again.
        """
        processing = self.processing
        for item in incoming:
            said = await self._answering.read(Said.of(item, self._pseudonyms), item.text)
            await processing.take(await self._answering.hear(said, item.text))

    async def tell(self, said: Said) -> None:
        """Send the text `told` to the person, once by its key, even if this server is stopping.

        Raises:
            StoreError: it could not be stored.
        """
        if self._processing:
            await self._processing.tell(said)
        else:
            await self._inbox.take(said.key, asdict(said), said.conversation)

    def failed(self, why: str, *event: str, person: str = "") -> None:
        """Log and count a message without an answer, or an undelivered answer, once per event.

        `person` is to whom something could not be delivered: a chat with the clinic may be open.
        """
        self.processing.spawn(self._record(why, self._pseudonyms.key("failed", *event), person))

    async def _record(self, why: str, key: str, person: str) -> None:
        if await self.processing.is_first(key):
            DELIVERIES.labels(self.name(), "undeliverable").inc()
            logger.warning("%s: a message could not be delivered: %s", self.name(), why)
            if person:
                await self._answering.live.missed(self._pseudonyms.conversation(person), key)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; none while the channel is off."""
        blueprint = Blueprint(self.name())
        if not self.setup.is_on:
            return blueprint
        for method, path, handler in self.routes():
            blueprint.add_route(
                _guarded(handler), path, methods=[method], name=method + path, stream=True
            )
        blueprint.listener("after_server_start")(partial(self._start))
        blueprint.listener("before_server_stop")(_close_all)
        return blueprint

    async def _start(self, app: Sanic, _: object) -> None:
        settings = self.settings
        agent = prepare(app.ctx.agent)
        rate, megabytes = settings.rate_conversation, settings.day_megabytes
        asked, store = settings.rate_requests, agent.tracker_store
        limits = Limits(rate, "", settings.waiting, day_megabytes=megabytes, requests=asked)
        limits.share(store, settings.secret)
        turns = Turns(agent, limits, ContactRequests(store.database, settings))
        self.live_chat = LiveChat(turns, limits, settings, apps_of(app))
        answers = (settings, self.shape, self.name())
        self._answering = Answering(turns, limits, *answers, self.live_chat)
        await join(agent, settings)
        self.membership: Membership = store.membership
        inbox = Inbox(store.database, settings.secret, self.name(), self.membership)
        self._inbox, apps_of(app)[self.name()] = inbox, self
        pace = Pace(self.overall, self.chat, lambda: self.membership.processes)
        self.delivery = Delivery(self.name(), pace, self.judge)
        processing = Processing(self.name(), self.shape, inbox, self._answering, self.delivery)
        await processing.open(self.compose, self.hints)
        self._processing = processing
        app.ctx.open_channels = [*getattr(app.ctx, "open_channels", ()), self]
        processing.spawn(self._check_token())
        await self.begin()

    async def _check_token(self) -> None:
        """Check the token at the start, so that a wrong one is logged before anybody writes."""
        trouble = LastingTrouble(self.name())
        while True:
            answered = await self.delivery.ask(self.check())
            verdict = self.judge(answered) if answered else Verdict("again", reason="no answer")
            if verdict.outcome != "again":
                break
            trouble.note(f"can't be reached ({verdict.reason})")
            await asyncio.sleep(_PAUSE)
        refused = f"{' or '.join(self.proves)} was refused ({verdict.reason})"
        trouble.note("" if verdict.outcome == "sent" else refused)

    async def close(self) -> None:
        """Take no more events, and finish the messages that are being sent."""
        if self._processing is not None:
            processing, self._processing = self._processing, None
            await processing.close()


async def _close_all(app: Sanic, _: object) -> None:
    """The first channel to stop closes all at once, as Sanic stops them one after the other."""
    channels, app.ctx.open_channels = getattr(app.ctx, "open_channels", ()), ()
    await asyncio.gather(*(channel.close() for channel in channels))


def _guarded(handler: Handler) -> Handler:
    @wraps(handler)
    async def guarded(request: Request) -> HTTPResponse:
        handling.set(True)
        request.stream.request_max_size = _LONGEST_CALL
        await request.receive_body()
        return await handler(request)

    return guarded
