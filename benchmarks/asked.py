"""Asked: sets of questions through the complete bot, in this process."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from benchmarks.outcomes import AnyOutcome, outcome_of, question_of
from benchmarks.rows import Item
from serving.answers import answer

_WARM_UP = {"id": "warm-up", "text": "What is PRP, and is it safe?"}


async def ask(sets: Mapping[str, Sequence[Item]]) -> dict[str, list[AnyOutcome]]:
    """The outcome of every item; says on stderr how far it is.

    Raises:
        engine.agent.ModelError: there is no model that can be loaded.
    """
    # Imported here: it brings in Rasa, which must be made quiet before.
    from engine.agent import load

    agent = await load()
    # A server has been asked before, too: the first message loads what is loaded lazily.
    async for _ in answer([_WARM_UP], agent):
        pass
    outcomes: dict[str, list[AnyOutcome]] = {}
    for name, items in sets.items():
        print(f"asking {name}: {len(items)} rows", file=sys.stderr)
        answered = [entry async for entry in answer(map(question_of, items), agent)]
        pairs = zip(items, answered, strict=True)
        outcomes[name] = [outcome_of(item, entry) for item, entry in pairs]
    return outcomes
