"""Scrape: GET /metrics, for Prometheus and nobody else."""

from __future__ import annotations

import hmac
import ipaddress
import shutil
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa.core.agent import Agent
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from actions.answer import knowledge_store
from channels.message.errors import NOT_FOUND, sent
from operations import metrics
from operations.settings import Settings
from operations.version import VERSION
from storage.conversation_store import ConversationStore
from storage.sql import database_tables

#: Headers that proxies add: a call with one is not from this machine, though it seems to be.
_PROXIED = ("x-forwarded-for", "x-real-ip", "x-forwarded-host", "forwarded", "via")


class Scrape:
    """Counters are kept as things happen; states are looked up at each call."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def add(self, app: Sanic) -> None:
        """Register the route /metrics."""

        async def handle(request: Request) -> HTTPResponse:
            if not self._is_allowed(request):
                return sent(NOT_FOUND)
            self._update_states(app.ctx.agent)
            return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)

        app.add_route(handle, "/metrics", methods=["GET"], name="metrics")

    def _is_allowed(self, request: Request) -> bool:
        token = self._settings.metrics_token
        if token:
            given = request.headers.get("authorization", "")
            wanted = f"Bearer {token}".encode()
            return hmac.compare_digest(given.encode(errors="surrogateescape"), wanted)
        if any(name in request.headers for name in _PROXIED):
            return False
        return ipaddress.ip_address(request.ip.partition("%")[0]).is_loopback

    def _update_states(self, agent: Agent) -> None:
        metrics.VERSIONS.clear()
        store = knowledge_store()
        model, knowledge = agent.model_id or "none", store.current.version
        metrics.KNOWLEDGE_REFUSED.set(store.is_refused)
        metrics.VERSIONS.labels(VERSION, model, knowledge, database_tables.VERSION).set(1)
        metrics.IN_FLIGHT.set(getattr(agent.lock_store, "in_flight", 0))
        metrics.DISK_FREE_BYTES.set(_free(self._settings.var))
        kept = agent.tracker_store
        size = kept.database.size if isinstance(kept, ConversationStore) else None
        if size is not None:
            metrics.DATABASE_BYTES.set(size)


def _free(folder: Path) -> float:
    """Free bytes, or NaN if the folder is missing: the metrics are needed most then."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return float("nan")
