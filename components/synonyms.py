"""SynonymExtractor: finds entities by the synonyms listed in the training data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import spacy
from rapidfuzz import fuzz, process
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from components.keys import CORRECTED_TEXT

_FILE = "synonyms.json"
_WORD = re.compile(r"\w+")
#: Punctuation allowed between the words of a name: "platelet-rich plasma".
_BETWEEN = re.compile(r"[^\w\s']")
_NEGATIONS = (
    "not", "no longer", "instead of", "rather than", "without", "isn't", "not interested in",
    "anything but", "other than", "apart from", "except", "but not",
    "not asking about", "forget", "forget about", "ignore", "skip", "drop", "leave out",
    "never mind", "nevermind", "don't want", "don't tell me about", "don't care about",
    "don't ask about", "don't want to know about",
)  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SynonymExtractor(GraphComponent, EntityExtractorMixin):
    """Finds every `synonym:` of the training data, the longest first; single words also with typos.

    A synonym after a word like "not" gets the role `excluded`: "not PRP, exosomes".
    Start and end are positions in the corrected text.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Entity type.
            "entity": "treatment",
            # Minimum similarity (0 to 100) of a typo to a synonym of six letters or more.
            "similarity": 84,
            # Words that exclude the synonym right after them.
            "negations": list(_NEGATIONS),
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        synonyms: dict[str, str],
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._use(synonyms)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SynonymExtractor:
        return cls(config, model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SynonymExtractor:
        with model_storage.read_from(resource) as folder:
            synonyms = json.loads((Path(folder) / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, synonyms)

    @classmethod
    def of(cls, synonyms: dict[str, str]) -> SynonymExtractor:
        """An extractor with these synonyms for use outside a pipeline; it can't be trained."""
        known = {_normal(k): v for k, v in synonyms.items()}
        return cls(cls.get_default_config(), None, None, known)

    def train(self, training_data: TrainingData) -> Resource:
        synonyms = {_normal(k): v for k, v in training_data.entity_synonyms.items()}
        # Every value is also a synonym of itself.
        synonyms.update({_normal(v): v for v in training_data.entity_synonyms.values()})
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _FILE).write_text(json.dumps(synonyms), encoding="utf-8")
        self._use(synonyms)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(CORRECTED_TEXT) or message.get(TEXT) or ""
            found = self.find(text)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def find(self, text: str) -> list[dict[str, Any]]:
        """The entities in Rasa's format, in the order of the text."""
        doc = self._language.make_doc(_BETWEEN.sub(" ", text))
        found = {span.start: span for span in filter_spans(self._matcher(doc, as_spans=True))}
        entities, end = [], 0
        for token in doc:
            span = found.get(token.i)
            if span:
                end = span.end
                entities.append(self._entity(text, span.start_char, span.end_char, span.label_))
            elif token.i >= end and (value := self._typo_of(token.lower_)):
                entities.append(self._entity(text, token.idx, token.idx + len(token), value))
        return entities

    def _use(self, synonyms: dict[str, str]) -> None:
        self._synonyms = synonyms
        self._language = spacy.blank("en")
        self._matcher = PhraseMatcher(self._language.vocab, attr="LOWER")
        for value in sorted(set(synonyms.values())):
            names = [name for name, its_value in synonyms.items() if its_value == value]
            self._matcher.add(value, list(map(self._language.make_doc, names)))
        self._fuzzy = [s for s in synonyms if len(s) >= 6 and " " not in s]
        negations = "|".join(re.escape(n) for n in self._config["negations"])
        negations = negations.replace("don't", "(?:don'?t|do not)")
        self._negation = re.compile(rf"\b(?:{negations})(?: the| a)?\s*$", re.IGNORECASE)

    def _typo_of(self, word: str) -> str | None:
        if len(word) < 6:
            return None
        best = process.extractOne(
            word, self._fuzzy, scorer=fuzz.ratio, score_cutoff=self._config["similarity"]
        )
        return self._synonyms[best[0]] if best else None

    def _entity(self, text: str, start: int, end: int, value: str) -> dict[str, Any]:
        entity = {
            "entity": self._config["entity"],
            "start": start,
            "end": end,
            "value": value,
            "extractor": type(self).__name__,
        }
        if self._negation.search(text[:start]):
            entity["role"] = "excluded"
        return entity


def _normal(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
