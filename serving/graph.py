"""Graph: runs the nodes of a model's graph one after the other, in an order found once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.exceptions import RasaException

#: A node, its name, and what it takes: names of its parameters, and of the nodes or inputs.
_Step = tuple[GraphNode, str, tuple[tuple[str, str], ...]]


def run(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """As DaskGraphRunner.run, which plans anew and writes out all inputs for a log each time.

    Raises:
        GraphRunError: a node lacks an input.
        GraphComponentException: a component failed.
    """
    done = dict(inputs or {})
    wanted = targets or self._graph_schema.target_names
    plans: dict[Any, list[_Step]] = self.__dict__.setdefault("_plans", {})
    key = (*wanted, None, *done)
    if key not in plans:
        plans[key] = _plan(self, wanted, set(done))
    for node, name, needs in plans[key]:
        done[name] = _output(node, name, needs, done)
    return {name: done[name] for name in wanted}


def _output(
    node: GraphNode, name: str, needs: Sequence[tuple[str, str]], done: dict[str, Any]
) -> Any:
    """What the component of a node makes of the outputs before it."""
    if not node._eager or node._hooks:  # only in training
        return node(*((need, done[need]) for _, need in needs if need in done))[1]
    try:
        taken = {parameter: done[need] for parameter, need in needs}
    except KeyError as error:
        raise GraphRunError(f"Node {name} takes {error}, which nothing provides.") from None
    try:
        return node._fn(node._component, **taken)
    except RasaException:
        raise
    except Exception as error:
        raise GraphComponentException(f"Error running the component of node {name}.") from error


def _plan(runner: DaskGraphRunner, targets: Sequence[str], given: set[str]) -> list[_Step]:
    """Every node the targets need, each after those it needs itself."""
    nodes = runner._graph_schema.nodes
    plan: dict[str, _Step] = {}

    def visit(name: str) -> None:
        if name in plan or name in given or name not in nodes:
            return
        for need in nodes[name].needs.values():
            visit(need)
        node = runner._instantiated_nodes[name]
        plan[name] = (node, name, tuple(node._inputs.items()))

    for target in targets:
        visit(target)
    return list(plan.values())
