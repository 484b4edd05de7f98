"""The graph is run as Dask would run it."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from dask.local import get_sync
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from components.keys import EMBEDDING
from serving import graph


def node(**needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=object, constructor_name="", fn="", config={})


class Nodes:
    """A runner whose nodes say what they were given; notes the order."""

    def __init__(self, **needs: dict[str, str]) -> None:
        self._graph_schema = GraphSchema({name: node(**each) for name, each in needs.items()})
        self.order: list[str] = []
        self._instantiated_nodes = {name: self._node(name) for name in needs}

    def _node(self, name: str) -> Any:
        def call(*inputs: Any) -> tuple[str, str]:
            self.order.append(name)
            if name == "broken":
                raise RuntimeError("broken")
            return name, f"{name}({', '.join(f'{n}={v}' for n, v in inputs)})"

        return call


DIAMOND: dict[str, dict[str, str]] = {
    "last": {"x": "left", "y": "right", "m": "message"},
    "left": {"a": "first"},
    "right": {"a": "first"},
    "first": {"m": "message"},
    "unasked": {"a": "first"},
}


@pytest.mark.parametrize("targets", [["last"], ["right", "left"], ["first"]])
@pytest.mark.parametrize("inputs", [{"message": "hi"}, {"message": "hi", "first": "given"}])
def test_values_are_as_with_dask(targets: list[str], inputs: dict[str, str]) -> None:
    nodes: Any = Nodes(**DIAMOND)
    tasks: dict[str, Any] = {
        name: (nodes._instantiated_nodes[name], *needs.values()) for name, needs in DIAMOND.items()
    }
    tasks |= {name: (name, value) for name, value in inputs.items()}
    if "first" not in targets:
        expected = dict(get_sync(tasks, targets))
        assert graph.run(nodes, inputs, targets) == expected
    nodes.order.clear()
    graph.run(nodes, inputs, targets)
    assert len(nodes.order) == len(set(nodes.order)) and "unasked" not in nodes.order


def test_a_failure_is_told_as_ever() -> None:
    with pytest.raises(GraphRunError):
        graph.run(Nodes(broken={}), {}, ["broken"])


async def test_the_real_model_understands_the_same(agent: Agent) -> None:
    assert agent.processor
    runner, target = agent.processor.graph_runner, agent.processor.model_metadata.nlu_target
    theirs = inspect.unwrap(_original_run())
    for text in ("How much is PRP, and does it hurt?", "", "my lips are swelling up"):
        tracker = DialogueStateTracker("someone", agent.domain.slots)
        inputs = {"__message__": [UserMessage(text)], "__tracker__": tracker}
        ours = graph.run(runner, inputs, [target])[target][0]
        dasks = theirs(runner, inputs, [target])[target][0]
        assert ours.as_dict(only_output_properties=True) == dasks.as_dict(
            only_output_properties=True
        )
        assert np.array_equal(ours.get(EMBEDDING), dasks.get(EMBEDDING))


def _original_run() -> Any:
    """Rasa's own, compiled from its file: the class has ours by now."""
    import textwrap

    import rasa.engine.runner.dask as module

    source = inspect.getsource(module)
    start = source.index("    def run(")
    end = source.index("    @staticmethod\n    def _add_inputs")
    namespace: dict[str, Any] = dict(vars(module))
    code = "from __future__ import annotations\n" + textwrap.dedent(source[start:end])
    exec(compile(code, "dask.py", "exec"), namespace)
    return namespace["run"]


def test_the_class_has_ours(agent: Agent) -> None:
    assert DaskGraphRunner.run is graph.run
