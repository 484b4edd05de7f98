"""SpellingCorrector: corrects unknown words before the text is read."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from symspellpy import SymSpell, Verbosity

from components.keys import CORRECTED_TEXT, KNOWN_SHARE

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FILE = "words.json"
#: Short words in which two swapped letters are corrected: "hwo", "si".
_SHORT = "how the and is it for you can are was why who has not of to do my me be in on at".split()
#: Frequency given to words of the training data: higher than all but the commonest English words.
_DOMAIN_FREQUENCY = 10**9


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Sets `corrected_text` and `known_share` on each message.

    It changes only words that are neither English nor in the training data, and only if they are
    long enough to tell a typo from a name.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Shorter unknown words are similar to too many others.
            "min_length": 4,
            # Typos corrected in one word; one more from `long_length` letters on.
            "max_distance": 1,
            "long_length": 8,
            # Commonest English words used; rare ones cost memory and attract typos.
            "dictionary_size": 30_000,
            # Training words seen less often may be typos themselves.
            "min_count": 3,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, words: list[str]
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._words = words

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        return cls(config, model_storage, resource, [])

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        with model_storage.read_from(resource) as folder:
            words = json.loads((Path(folder) / _FILE).read_text(encoding="utf-8"))
        component = cls(config, model_storage, resource, words)
        component.correct("now, not when the first visitor waits for it")
        return component

    def train(self, training_data: TrainingData) -> Resource:
        texts = [m.get(TEXT) or "" for m in training_data.training_examples]
        counts = Counter(word for text in texts for word in words_of(text))
        synonyms = {word for text in training_data.entity_synonyms for word in words_of(text)}
        frequent = {word for word, n in counts.items() if n >= self._config["min_count"]}
        self._words = sorted(frequent | synonyms)
        self.__dict__.pop("_symspell", None)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _FILE).write_text(json.dumps(self._words), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process([m for m in training_data.training_examples if m.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            corrected, known_share = self.correct(message.get(TEXT) or "")
            message.set(CORRECTED_TEXT, corrected)
            message.set(KNOWN_SHARE, known_share, add_to_output=True)
        return messages

    def correct(self, text: str) -> tuple[str, float]:
        """The text with corrected words, and the share (0 to 1) of words known as typed."""
        known = total = 0

        def mend(match: re.Match[str]) -> str:
            nonlocal known, total
            word = match[0].lower().replace("’", "'")
            total += 1
            if self._is_known(word):
                known += 1
                return match[0]
            return self._lookup(word) or match[0]

        corrected = _WORD.sub(mend, text)
        return corrected, known / total if total else 0.0

    @cached_property
    def _symspell(self) -> SymSpell:
        symspell = SymSpell(max_dictionary_edit_distance=self._distance(99))
        for word, count in english(int(self._config["dictionary_size"])):
            symspell.create_dictionary_entry(word, count)
        for word in self._words:
            symspell.create_dictionary_entry(word, _DOMAIN_FREQUENCY)
        return symspell

    def _is_known(self, word: str) -> bool:
        known = self._symspell.words
        return word in known or "'" in word or word.rstrip("s") in known

    def _distance(self, length: int) -> int:
        """Typos corrected in a word of this many letters."""
        longer = length >= int(self._config["long_length"])
        return int(self._config["max_distance"]) + (1 if longer else 0)

    def _lookup(self, word: str) -> str | None:
        if len(word) < self._config["min_length"]:
            return next((short for short in _SHORT if short in _swapped(word)), None)
        found = self._symspell.lookup(word, Verbosity.TOP, self._distance(len(word)))
        return found[0].term if found else None


def _swapped(word: str) -> list[str]:
    """All words made by swapping two neighbouring letters."""
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case; "don't" is one word."""
    return [match.lower().replace("’", "'") for match in _WORD.findall(text)]


def english(count: int) -> list[tuple[str, int]]:
    """The `count` commonest words of symspellpy's English dictionary, with their frequencies."""
    path = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = path.read_text(encoding="utf-8-sig").splitlines()[:count]
    return [(word, int(number)) for word, number in map(str.split, lines)]
