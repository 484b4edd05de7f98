"""The graph is run as Dask would run it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from dask.local import get_sync
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException

from serving import graph


def node(**needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=object, constructor_name="", fn="", config={})


class Node:
    """Says what it was given; notes that it ran. Called as Dask does, or by its function."""

    _component = None

    def __init__(self, name: str, needs: dict[str, str], order: list[str], eager: bool) -> None:
        self._name, self._inputs, self._order = name, needs, order
        self._eager, self._hooks = eager, list[object]()

    def __call__(self, *inputs: tuple[str, str]) -> tuple[str, str]:
        given = dict(inputs)
        return self._name, self._fn(None, **{k: given[n] for k, n in self._inputs.items()})

    def _fn(self, _: None, **inputs: str) -> str:
        self._order.append(self._name)
        if self._name == "broken":
            raise KeyError("broken")
        if self._name == "Rasa's":
            raise InvalidConfigException("Rasa's")
        return f"{self._name}({inputs})"


class Nodes:
    """A runner of such nodes."""

    def __init__(self, eager: bool = True, **needs: dict[str, str]) -> None:
        self._graph_schema = GraphSchema({name: node(**each) for name, each in needs.items()})
        self.order: list[str] = []
        self._instantiated_nodes = {
            name: Node(name, each, self.order, eager) for name, each in needs.items()
        }


DIAMOND: dict[str, dict[str, str]] = {
    "last": {"x": "left", "y": "right", "m": "message"},
    "left": {"a": "first"},
    "right": {"a": "first"},
    "first": {"m": "message"},
    "unasked": {"a": "first"},
}


@pytest.mark.parametrize("eager", [True, False])
@pytest.mark.parametrize("targets", [["last"], ["right", "left"], ["first"]])
@pytest.mark.parametrize("inputs", [{"message": "hi"}, {"message": "hi", "first": "given"}])
def test_values_are_as_with_dask(targets: list[str], inputs: dict[str, str], eager: bool) -> None:
    nodes: Any = Nodes(eager, **DIAMOND)
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
    needs: dict[str, Any] = {"broken": {}, "Rasa's": {}, "poor": {"a": "nowhere"}}
    nodes: Any = Nodes(**needs)
    for name, kind in (
        ("broken", GraphComponentException),
        ("Rasa's", InvalidConfigException),
        ("poor", GraphRunError),
    ):
        with pytest.raises(kind, match=name):
            graph.run(nodes, {}, [name])


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
