"""LiveDelivery: brings texts to both sides of a chat with a person of the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sanic import Sanic

from actions.answer import knowledge_store
from channels.message.errors import AWAY, ChatError
from channels.message.incoming import Said
from channels.message.live_sentences import by_person
from operations.settings import Settings
from storage.handovers import Handover, Handovers, Role


class App(Protocol):
    """A connected messaging app."""

    title: str

    async def tell(self, said: Said) -> None: ...

    async def begin_thread(self, channel: str, text: str) -> str | None: ...


class Place(NamedTuple):
    """The channel on which the visitor is, and for an app where it sends answers."""

    channel: str = "web"
    to: Mapping[str, Any] = {}


class LiveDelivery:
    """Texts for Slack and apps go through the apps' inbox, so that they arrive once by their key,
    and in order, even if a process stops. The website fetches its texts.
    """

    def __init__(self, kept: Handovers, settings: Settings, apps: Mapping[str, Any]) -> None:
        self._kept, self._channel = kept, settings.handover_slack or ""
        self._apps: Mapping[str, App] = apps

    def reaches_visitor(self, live: Handover) -> bool:
        """Whether the visitor's app is still connected."""
        return live.channel == "web" or live.channel in self._apps

    async def begin_thread(self, place: Place, text: str) -> str | None:
        """A new thread in the clinic's Slack; None if Slack can't be reached now."""
        where = "on the website"
        if place.channel != "web":
            where = f"who writes by {self._app(place.channel).title}"
        slack = self._app("slack")
        stamp = await slack.begin_thread(self._channel, text.replace("{where}", where))
        return f"{self._channel}:{stamp}" if stamp else None

    async def tell_visitor(self, live: Handover, key: str, role: Role, text: str) -> None:
        """Bring a text by this role to the visitor."""
        if live.channel == "web":
            await self._kept.keep(live, str(UUID(hex=key)), role, text)
            return
        by = f"{by_person(knowledge_store().current)}:\n\n" if role == "person" else ""
        await self._app(live.channel).tell(Said(key, live.conversation, live.to, told=by + text))

    async def tell_clinic(self, live: Handover, key: str, text: str) -> None:
        """Bring a text to the thread."""
        channel, _, stamp = live.thread.partition(":")
        to = {"channel": channel, "thread": stamp}
        conversation = live.conversation or f"erased {live.thread}"
        await self._app("slack").tell(Said(key, conversation, to, told=text))

    def _app(self, name: str) -> App:
        app = self._apps.get(name)
        if app is None:  # the app is still starting
            raise ChatError(AWAY)
        return app


def apps_of(app: Sanic) -> dict[str, Any]:
    """This server's connected messaging apps, by name."""
    if not hasattr(app.ctx, "apps"):
        app.ctx.apps = {}
    apps: dict[str, Any] = app.ctx.apps
    return apps
