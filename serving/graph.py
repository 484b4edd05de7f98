"""Graph: runs the nodes of a model's graph one after the other, in an order found once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

#: A node's name and the names of the nodes and inputs it takes, in its order.
_Step = tuple[str, tuple[str, ...]]


def run(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: list[str] | None = None,
) -> dict[str, Any]:
    """As DaskGraphRunner.run, which plans anew and writes out all inputs for a log each time.

    Raises:
        GraphRunError: a node failed on its inputs.
    """
    given = inputs or {}
    wanted = targets or self._graph_schema.target_names
    plans: dict[Any, list[_Step]] = self.__dict__.setdefault("_plans", {})
    key = (*wanted, None, *given)
    if key not in plans:
        plans[key] = _plan(self, wanted, set(given))
    done: dict[str, Any] = {name: (name, value) for name, value in given.items()}
    try:
        for name, needs in plans[key]:
            done[name] = self._instantiated_nodes[name](*(done.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return {name: done[name][1] for name in wanted}


def _plan(runner: DaskGraphRunner, targets: Sequence[str], given: set[str]) -> list[_Step]:
    """Every node the targets need, each after those it needs itself."""
    nodes = runner._graph_schema.nodes
    plan: dict[str, _Step] = {}

    def visit(name: str) -> None:
        if name in plan or name in given or name not in nodes:
            return
        needs = tuple(nodes[name].needs.values())
        for need in needs:
            visit(need)
        plan[name] = (name, needs)

    for target in targets:
        visit(target)
    return list(plan.values())
