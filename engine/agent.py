"""Agent: loads the agent with our patches and with actions that run in this process."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from rasa.core.agent import Agent, load_agent
from rasa.core.utils import AvailableEndpoints

from engine import patches
from engine.in_process_actions import InProcessActions
from storage.conversation_store import unwrap
from storage.unanswered import Meanings

MODEL = Path("models") / "clinic-chat.tar.gz"


class ModelError(RuntimeError):
    """The model file is missing or can't be loaded."""


def prepare(agent: Agent) -> Agent:
    """Patch Rasa, unwrap its store, and run actions in process unless a server is configured."""
    patches.apply()
    unwrap(agent)
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


def reader_of(agent: Agent) -> Meanings | None:
    """The agent's `Reader` component; None if the pipeline has none."""
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    found = (getattr(node, "_component", None) for node in nodes)
    return next((each for each in found if hasattr(each, "unpack")), None)
