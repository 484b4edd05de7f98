"""The one process: Rasa's agent, this project's channels and nothing else, on one address."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic

from actions.answer import knowledge_store
from contacts.contact_delivery import ContactDelivery
from contacts.contact_ways import ways
from engine.agent import awake, input_channels, reader_of
from engine.joining import join
from operations.settings import Settings
from operations.version import VERSION
from serving import traffic
from serving.scrape import Scrape
from serving.stop import Stop
from serving.timely_protocol import TimelyProtocol
from storage.archive import Archive
from storage.contact_requests import ContactRequests
from storage.conversation_store import ConversationStore
from storage.database_watch import Watch
from storage.handovers import Handovers
from storage.processes.membership import Membership
from storage.request_deliveries import RequestDeliveries
from storage.retention import Retention
from storage.sql.store_errors import StoreError

logger = logging.getLogger(__name__)

#: Connections that may wait to be accepted; an advertisement can send many at the same moment.
_BACKLOG = 1024
#: Seconds between two checks for edited knowledge files.
_EDITS_EVERY = 1.0


def make_app(settings: Settings, channels: list[InputChannel], stop: Stop) -> Sanic:
    """Rasa's own server without its greeting, its CORS and its management API."""
    app = Sanic("clinic_chat", configure_logging=False)
    traffic.follow(app)
    stop.add(app)
    register(channels, app, route="/webhooks/")
    Scrape(settings).add(app)
    if settings.desk_password_hash:
        from desk.routing import Desk  # its plots and forms would slow down a start without it

        Desk(settings).add(app)

    async def keep(app: Sanic, _: object) -> None:
        app.add_task(_follow_edits(), name="edits")
        store = app.ctx.agent.tracker_store
        if isinstance(store, ConversationStore):
            await _keep(app, settings, store, stop)

    async def close(app: Sanic, _: object) -> None:
        store = app.ctx.agent.tracker_store
        if isinstance(store, ConversationStore):
            await store.membership.leave()
            with suppress(StoreError):
                await store.unanswered.close()
            store.database.close()

    app.register_listener(keep, "after_server_start")
    app.register_listener(close, "after_server_stop")
    app.register_listener(stop.begin, "before_server_stop")  # Sanic calls the last one first
    return app


async def _keep(app: Sanic, settings: Settings, store: ConversationStore, stop: Stop) -> None:
    """Start the background tasks on the database, which run as long as the server does."""
    database, unanswered = store.database, store.unanswered
    archive, requests = Archive(database), ContactRequests(database, settings)
    watch = Watch(archive)
    await watch.look()
    kept = (settings.retention_days, archive, requests, settings.requests_days)
    retention = Retention(*kept, Handovers(database, settings), unanswered)
    app.add_task(watch.keep(), name="watch")
    app.add_task(database.keep_log_small(), name="log")
    app.add_task(retention.keep(), name="retention")
    unanswered.reader = reader_of(app.ctx.agent)
    app.add_task(unanswered.keep(), name="unanswered")
    if requests.is_on:
        deliveries = RequestDeliveries(database, settings)
        stop.delivery = ContactDelivery(deliveries, ways(settings))
        app.add_task(stop.delivery.keep(), name="requests")


async def _follow_edits() -> None:
    """Load edited knowledge, or log why it is refused, even while nobody writes a message."""
    store = knowledge_store()
    while True:
        await asyncio.sleep(_EDITS_EVERY)
        await asyncio.to_thread(lambda: store.current)  # reading all files takes a while


def serve(
    settings: Settings,
    listen: socket.socket,
    announce: Callable[[list[InputChannel], Membership], None],
) -> None:
    """Run the server until the process is told to stop; call `announce` once everything is on.

    Raises:
        ModelError: the model can't be used.
    """
    logger.info("The bot wakes up", extra={"fields": {"version": VERSION}})
    channels = input_channels("credentials.yml")
    stop = Stop()
    app = make_app(settings, channels, stop)
    app.ctx.agent = asyncio.run(awake(settings.model, "endpoints.yml"))
    # What is loaded now is never freed, with a megabyte of garbage. Searching it would block every
    # visitor for a quarter of a second, now as later.
    gc.freeze()
    gc.enable()  # serving/run.py turned it off

    async def tell(app: Sanic, __: Any) -> None:
        await join(app.ctx.agent, settings)
        members = app.ctx.agent.tracker_store.membership
        asyncio.get_running_loop().call_soon(announce, channels, members)

    app.register_listener(tell, "after_server_start")
    app.register_listener(stop.listen, "after_server_start")  # after everything else has started
    app.run(
        sock=listen,
        access_log=False,
        motd=False,
        backlog=_BACKLOG,
        protocol=TimelyProtocol,
        register_sys_signals=False,
    )
