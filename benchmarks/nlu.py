"""NLU: trains an NLU pipeline on any data with Rasa and asks it, without the rest of the bot."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.datasets import Example

#: Rasa's default pipeline, with as many epochs as in a new project.
STOCK: Mapping[str, Any] = {
    "recipe": "default.v1",
    "assistant_id": "stock",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
        },
        {
            "name": "DIETClassifier",
            "epochs": 100,
            "constrain_similarities": True,
            "random_seed": 1,
        },
    ],
}


@dataclass(frozen=True)
class Guess:
    """The best intent of a sentence, and the milliseconds it took."""

    intent: str
    confidence: float
    ms: float


class Pipeline:
    """A trained NLU pipeline; `seconds` is how long training took, including the archive."""

    def __init__(self, model: str, seconds: float) -> None:
        # Imported here: Rasa's logging must be limited before.
        from rasa.core.agent import Agent

        self.seconds = seconds
        self._agent = Agent.load(model)

    def guess(self, texts: Iterable[str]) -> list[Guess]:
        """The best intent of each text; they are asked one by one."""
        return asyncio.run(self._guess_all(texts))

    async def _guess_all(self, texts: Iterable[str]) -> list[Guess]:
        return [await self._guess(text) for text in texts]

    async def _guess(self, text: str) -> Guess:
        start = time.perf_counter()
        parsed = await self._agent.parse_message(text)
        ms = (time.perf_counter() - start) * 1000
        # Not `intent`, where our pipeline writes only the family.
        best: Mapping[str, Any] = next(iter(parsed["intent_ranking"]), {})
        return Guess(best.get("name") or "", best.get("confidence") or 0.0, ms)


def configured(config: Path, encoder: str | None = None) -> dict[str, Any]:
    """The content of a config.yml without policies and with another encoder.

    `encoder` is its path; None is the plain MiniLM, as ours was tuned on the clinic's questions.
    """
    content: dict[str, Any] = yaml.safe_load(config.read_text(encoding="utf-8"))
    for component in content["pipeline"]:
        if "encoder" in component:
            component["encoder"] = encoder
    return {key: value for key, value in content.items() if key != "policies"}


def train(config: Mapping[str, Any], examples: Sequence[Example], folder: Path) -> Pipeline:
    """Train a pipeline in an empty folder, without Rasa's usual cache."""
    from rasa.model_training import train_nlu

    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    (folder / "config.yml").write_text(yaml.safe_dump(dict(config)), encoding="utf-8")
    data = folder / "nlu.json"
    data.write_text(_rasa_json(examples), encoding="utf-8")
    start = time.perf_counter()
    with redirect_stdout(sys.stderr):  # Rasa prints the path of the model
        model = train_nlu(
            str(folder / "config.yml"), str(data), str(folder), fixed_model_name="nlu"
        )
    return Pipeline(str(model), time.perf_counter() - start)


def median_and_slowest(guesses: Sequence[Guess]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    median, slowest = np.percentile([guess.ms for guess in guesses], [50, 99])
    return round(float(median), 1), round(float(slowest), 1)


def _rasa_json(examples: Sequence[Example]) -> str:
    """The examples in Rasa's JSON format, where brackets in sentences have no meaning."""
    entries = [{"text": text, "intent": intent} for text, intent in examples]
    return json.dumps({"rasa_nlu_data": {"common_examples": entries}})
