"""Asked: puts sets of questions to the complete bot, in this process."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from benchmarks.outcomes import AnyOutcome, outcome_of, question_of
from benchmarks.rows import Item
from serving.answers import answer

_WARM_UP = {"id": "warm-up", "text": "What is PRP, and is it safe?"}


async def ask(sets: Mapping[str, Sequence[Item]]) -> dict[str, list[AnyOutcome]]:
    """Name of the set -> the outcome of each item; reports progress on stderr.

    Raises:
        engine.agent.ModelError: the model is missing or can't be loaded.
    """
    # Imported here: it imports Rasa, whose logging must be limited before.
    from engine.agent import load

    agent = await load()
    # The first message loads what is loaded lazily; as on a running server, it is not measured.
    async for _ in answer([_WARM_UP], agent):
        pass
    outcomes: dict[str, list[AnyOutcome]] = {}
    for name, items in sets.items():
        print(f"asking {name}: {len(items)} rows", file=sys.stderr)
        answered = [entry async for entry in answer(map(question_of, items), agent)]
        pairs = zip(items, answered, strict=True)
        outcomes[name] = [outcome_of(item, entry) for item, entry in pairs]
    return outcomes
