"""An agent is ready, with its actions in this process, or it says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from engine.agent import MODEL, ModelError, load, prepare
from engine.in_process_actions import InProcessActions
from serving.training import MODEL as TRAINED


async def test_it_is_ready_with_actions_in_process(agent: Agent) -> None:
    assert agent.is_ready() and agent.processor
    assert isinstance(agent.action_endpoint, InProcessActions)
    assert agent.processor.action_endpoint is agent.action_endpoint


def test_a_configured_action_server_is_used() -> None:
    endpoint = EndpointConfig("http://127.0.0.1:5055/webhook")
    assert prepare(Agent(action_endpoint=endpoint)).action_endpoint is endpoint


def test_the_fail_safe_store_is_taken_off() -> None:
    """It would lose a conversation when its store fails."""
    store = InMemoryTrackerStore(Domain.empty())
    agent = Agent(domain=Domain.empty(), tracker_store=store)
    assert isinstance(agent.tracker_store, FailSafeTrackerStore)
    assert prepare(prepare(agent)).tracker_store is store


def test_what_is_trained_is_what_is_loaded() -> None:
    assert MODEL == TRAINED


async def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.tar\.gz: no such model; `make train` makes it"):
        await load(tmp_path / "gone.tar.gz")


@pytest.mark.parametrize("content", [b"", b"not an archive"])
async def test_a_damaged_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "damaged.tar.gz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.tar\.gz: can't be loaded"):
        await load(path)
