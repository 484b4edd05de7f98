"""Agent: loads the agent with our patches and with actions that run in this process."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.run import create_http_input_channels
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.trackers import DialogueStateTracker

from engine import patches
from engine.in_process_actions import InProcessActions
from storage.unanswered import Meanings

MODEL = Path("models") / "clinic-chat.tar.gz"
_FIRST = "How much does PRP cost?"


class ModelError(RuntimeError):
    """The model file is missing or can't be loaded."""


def prepare(agent: Agent) -> Agent:
    """Patch Rasa, unwrap its store, and run actions in process unless a server is configured."""
    patches.apply()
    _unwrap(agent)
    if agent.action_endpoint is None and agent.processor is not None:
        endpoint = InProcessActions()
        agent.action_endpoint = endpoint
        agent.processor.action_endpoint = endpoint
    return agent


async def load(model: Path = MODEL, endpoints: str | None = None) -> Agent:
    """An agent that is ready to answer; `endpoints` is the path of an endpoints.yml.

    Raises:
        ModelError: the model file is missing, or Rasa can't load it.
    """
    if not model.is_file():
        raise ModelError(f"{model}: no such model; `make train` makes it")
    patches.apply()
    configured = AvailableEndpoints.read_endpoints(endpoints) if endpoints else None
    # Rasa would log a stack trace about a broken file; we raise one clear sentence instead.
    logging.getLogger("rasa.core.agent").setLevel(logging.CRITICAL)
    try:
        agent = await load_agent(str(model), endpoints=configured)
    finally:
        logging.getLogger("rasa.core.agent").setLevel(logging.NOTSET)
    if not agent.is_ready():
        folder = tempfile.gettempdir()
        if shutil.disk_usage(folder).free < 2 * model.stat().st_size:
            raise ModelError(f"{model}: not enough free space in {folder} to unpack it")
        raise ModelError(f"{model}: can't be loaded; `make train` makes a new one")
    return prepare(agent)


async def awake(model: Path = MODEL, endpoints: str | None = None) -> Agent:
    """An agent that has answered a question, unstored: the first visitor does not wait for it.

    Raises:
        ModelError: no model file, or Rasa can't use it.
    """
    agent = await load(model, endpoints)
    store = agent.tracker_store
    agent.processor.tracker_store = InMemoryTrackerStore(agent.domain)
    try:
        first = UserMessage(_FIRST, CollectingOutputChannel(), "warm-up", input_channel="warm-up")
        await agent.handle_message(first)
    finally:
        agent.processor.tracker_store = store
    return agent


def input_channels(credentials: str) -> list[InputChannel]:
    """One of each class that this file names.

    Raises:
        RasaException: the file, or a class in it, can't be used.
    """
    channels: list[InputChannel] = create_http_input_channels(None, credentials)
    return channels


async def handle(agent: Agent, message: UserMessage) -> None:
    """Answer it, without Rasa's lock: whoever calls holds the conversation's already."""
    await agent.processor.handle_message(message)


async def parse(agent: Agent, text: str, tracker: DialogueStateTracker) -> Mapping[str, Any]:
    """What the pipeline makes of a text that would be said next in a conversation."""
    parsed: Mapping[str, Any] = await agent.processor.parse_message(UserMessage(text), tracker)
    return parsed


def _unwrap(agent: Agent) -> None:
    """Take off Rasa's FailSafeTrackerStore, which loses a conversation when its store fails."""
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        agent.tracker_store = store._tracker_store
        if agent.processor is not None:
            agent.processor.tracker_store = agent.tracker_store


def reader_of(agent: Agent) -> Meanings | None:
    """The agent's `Reader` component; None if the pipeline has none."""
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    found = (getattr(node, "_component", None) for node in nodes)
    return next((each for each in found if hasattr(each, "unpack")), None)
