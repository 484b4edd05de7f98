"""What is begun ahead is what the pipeline asks for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from rasa.core.agent import Agent

from components.encoder import Encoder
from serving.ahead import Ahead


@pytest.mark.parametrize("text", ["How mcuh is a first visit here", "IS IT SORE?", "😀", ""])
async def test_the_pipeline_encodes_nothing_that_was_begun(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    encoded: list[str] = []
    inputs = Encoder._inputs

    def noted(encoder: Encoder, key: str) -> dict[str, Any]:
        encoded.append(key)
        return inputs(encoder, key)

    _forget_all(agent)
    monkeypatch.setattr(Encoder, "_inputs", noted)
    Ahead(agent).begin(text)
    assert len(encoded) == 1
    begun = await agent.parse_message(text)
    assert len(encoded) == len(set(encoded)), "encoded twice"
    monkeypatch.undo()
    assert begun["intent"] == (await agent.parse_message(text))["intent"]


def _forget_all(agent: Agent) -> None:
    """Other tests may have asked the same."""
    assert agent.processor
    nodes: Any = agent.processor.graph_runner
    for node in nodes._instantiated_nodes.values():
        if hasattr(node._component, "_encoder"):
            node._component._encoder._cache.clear()


def test_without_such_components_nothing_is_begun() -> None:
    for processor in (None, SimpleNamespace(graph_runner=None)):
        Ahead(cast(Any, SimpleNamespace(processor=processor))).begin("text")
