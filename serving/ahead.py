"""Ahead: begins to encode a message while its conversation is still being read."""

from __future__ import annotations

from rasa.core.agent import Agent


class Ahead:
    """Hands a text through the components that can begin before their turn comes.

    These have a method `ahead`, which returns at once, with the text for the next of them. The
    encoder works in a thread of onnxruntime's: on another core, beside all that comes before it.
    """

    def __init__(self, agent: Agent) -> None:
        runner = agent.processor.graph_runner if agent.processor else None
        nodes = runner._instantiated_nodes.values() if runner else ()
        components = (node._component for node in nodes)  # in the order of the pipeline
        self._early = [each.ahead for each in components if hasattr(each, "ahead")]

    def begin(self, text: str) -> None:
        """The pipeline will be asked about this text."""
        for ahead in self._early:
            text = ahead(text)
