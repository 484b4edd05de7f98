"""MessagingChannel: what all connectors to messaging apps share; docs/channels.md describes it."""

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
from channels.apps.sending.message_shape import Part, Shape
from channels.apps.sending.pace import Pace, Rate
from channels.message.errors import AWAY, ChatError
from channels.message.incoming import Incoming, Said
from channels.message.limits import Limits
from channels.message.live_chat import LiveChat, apps_of
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

#: Seconds until an app that could not be reached is asked again whether it knows our token.
_PAUSE = 30
#: Bytes of one call from an app: Meta sends up to a thousand events at once.
_LONGEST_CALL = 1 << 20


class MessagingChannel(InputChannel):
    """A connector names these, and says how to verify, read and compose; nothing else."""

    title: ClassVar[str]
    variables: ClassVar[tuple[Variable, ...]]
    shape: ClassVar[Shape]
    overall: ClassVar[Rate]
    chat: ClassVar[Rate]
    proves: ClassVar[tuple[str, ...]]  # variables that the call of `check` needs to be right

    def __init__(self, settings: Settings, configured: Setup) -> None:
        self.settings, self.setup = settings, configured
        self._pseudonyms = Pseudonyms(settings.secret, self.name())
        self._processing: Processing | None = None

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessagingChannel:
        return cls(Settings.load(), setup(cls.variables, written()))

    def verify(self, request: Request) -> None:
        """Look at nothing else before; compare in constant time.

        Raises:
            ChatError: FORGED or STALE.
        """
        raise NotImplementedError

    def read(self, request: Request) -> Iterable[Incoming]:
        """What is to be answered of a verified call; hostile content gives nothing."""
        raise NotImplementedError

    def compose(self, said: Said, part: Part) -> Call:
        """The call that sends one message."""
        raise NotImplementedError

    def check(self) -> Call:
        """A call that the app takes if our token is right, and that changes nothing."""
        raise NotImplementedError

    def hints(self, said: Said) -> Iterable[Call]:
        """Typing signs and read marks (`optional`), acknowledgements; none by default."""
        return ()

    def judge(self, answered: Answered) -> Verdict:
        """What the app's answer to a call means; by its status by default."""
        return judge(answered)

    def accepted(self, request: Request) -> HTTPResponse:
        """What a verified call gets at once."""
        return text("")

    def routes(self) -> list[tuple[str, str, Handler]]:
        """Method, path below /webhooks/<name>, handler. Each handler verifies by itself."""
        return [("POST", "/", self.receive)]

    async def begin(self) -> None:
        """Called when the server is up; `self.processing.spawn` does lasting work."""

    def value(self, name: str) -> str:
        """Of a variable."""
        return self.setup.values[name]

    @property
    def standing(self) -> str:
        """For the start's announcement; "" when the channel is off."""
        if self.setup.is_on:
            return f"on, at /webhooks/{self.name()}"
        return f"not on: {self.setup.problems}" if self.setup.problems else ""

    @property
    def processing(self) -> Processing:
        """Works off what was taken.

        Raises:
            ChatError: the agent is still being loaded.
        """
        if self._processing is None:
            raise ChatError(AWAY)
        return self._processing

    async def receive(self, request: Request) -> HTTPResponse:
        """Verify, take all events, say thank you; answers go out later."""
        try:
            self.verify(request)
        except ChatError:
            EVENTS.labels(self.name(), "refused").inc()
            raise
        await self.take(self.read(request))
        return self.accepted(request)

    async def take(self, incoming: Iterable[Incoming]) -> None:
        """Each of them once.

        Raises:
            ChatError, StoreError: not now; the app should send them again.
        """
        processing = self.processing
        for item in incoming:
            said = await self._answering.read(Said.of(item, self._pseudonyms), item.text)
            await processing.take(await self._answering.hear(said, item.text))

    async def tell(self, said: Said) -> None:
        """Bring what is `told`, once by its key, also where this server is just stopping.

        Raises:
            StoreError: it could not be kept.
        """
        if self._processing:
            await self._processing.tell(said)
        else:
            await self._inbox.take(said.key, asdict(said), said.conversation)

    def failed(self, why: str, *event: str) -> None:
        """A message has no answer, or an answer did not arrive; recorded once for an event."""
        self.processing.spawn(self._record(why, self._pseudonyms.key("failed", *event)))

    async def _record(self, why: str, key: str) -> None:
        if await self.processing.is_first(key):
            DELIVERIES.labels(self.name(), "undeliverable").inc()
            logger.warning("%s: a message could not be delivered: %s", self.name(), why)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Without a route while the channel is off."""
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
        processing.spawn(self._prove())
        await self.begin()

    async def _prove(self) -> None:
        """A wrong token is said at the start, not when the first person gets no answer."""
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
        """Take nothing more, and let what is being sent arrive."""
        if self._processing is not None:
            processing, self._processing = self._processing, None
            await processing.close()


async def _close_all(app: Sanic, _: object) -> None:
    """The first that hears of the stop closes all, at once: Sanic tells one after the other."""
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
