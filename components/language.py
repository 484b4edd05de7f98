"""LanguageDetector: detects messages that are not in English, and phrases of an alarm in them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import eldc
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.keys import ALARM, KNOWN_SHARE, LANGUAGE
from components.reading import Urgency
from components.spelling import english, words_of

#: ISO 639-2 code for an undetermined language: unknown to the detector, or none at all.
UNKNOWN = "und"
_FILE = "languages.json"
_LETTER = re.compile(r"[^\W\d_]")
#: Last letter of the Latin blocks of Unicode; Greek, Cyrillic, Thai, Chinese … come after it.
_LAST_LATIN = "\u024f"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Sets `language` on messages that are not in English, and `alarm` on those with such a phrase.

    The detector is used only if at most half of the words are English: it is confident, and
    wrong, about "bald" and "hep b". The training data provides the words of the clinic's visitors,
    the names of the treatments (the same in all languages) and lookup tables. A table named like
    an urgent reply holds phrases of an alarm, `en` words that English has borrowed, and any other
    table words of the language it is named after.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Languages that there is a reply in. Among about equal scores the first here wins.
            "languages": "zh hi es ar fr bn it pt ru uk fa ur ms de nl ja tr vi ko pl hi_latn",
            "about_the_same": 0.05,
            # Minimum score of a language, and minimum lead over the score of English.
            # A single word must also contain a letter that English lacks.
            "score": 0.78,
            "lead": 0.2,
            # A word is English if it is among the N commonest, or N times in the sentences.
            "commonest": 1000,
            "min_count": 8,
            # A message of at least `min_words` is not English if a lower share is known words.
            "known_words": 0.5,
            "min_words": 3,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        eldc.init()  # maps its tables into memory; later calls do nothing
        self._detector = eldc.instance()
        self._detector.set_scores(5)
        self._languages = config["languages"].split()
        self._english: frozenset[str] = frozenset()
        self._names: frozenset[str] = frozenset()
        self._marks: dict[str, str] = {}
        self._alarms: dict[str, re.Pattern[str]] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageDetector:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._use(**json.loads((Path(folder) / _FILE).read_text(encoding="utf-8")))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        texts = [m.get(TEXT) or "" for m in training_data.training_examples]
        counts = Counter(word for text in texts for word in set(words_of(text)))
        words = sorted(word for word, n in counts.items() if n >= self._config["min_count"])
        lookups = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        names = sorted({word for name in training_data.entity_synonyms for word in words_of(name)})
        self._use(words, names, lookups)
        with self._storage.write_to(self._resource) as folder:
            content = json.dumps({"words": words, "names": names, "lookups": lookups})
            (Path(folder) / _FILE).write_text(content, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            language = self.language(text)
            if not language and self._is_gibberish(text, message.get(KNOWN_SHARE)):
                language = UNKNOWN
            alarm = self.alarm(text)
            if alarm and not language:
                language = self._of_alarm(text)
            message.set(LANGUAGE, language, add_to_output=True)
            message.set(ALARM, alarm, add_to_output=True)
        return messages

    def language(self, text: str) -> str | None:
        """The language's code; None for English, or if the text is too short to tell."""
        if not is_latin(text):
            return self._best(self._scores(text))
        words = [word for word in words_of(text) if word not in self._names]
        return self._marked(words) or self._detected(text, words)

    def alarm(self, text: str) -> Urgency | None:
        """The kind of urgent reply if the text contains a phrase of an alarm, else None."""
        plain = _plain(text)
        for name in get_args(Urgency):
            if name in self._alarms and self._alarms[name].search(plain):
                found: Urgency = name
                return found
        return None

    def _of_alarm(self, text: str) -> str | None:
        """The likeliest language among those with replies: every alarm phrase is in one of them."""
        marks = [self._marks[word] for word in words_of(text) if word in self._marks]
        scores = self._scores(text)
        known = [name for name in self._languages if scores.get(name, 0.0) > scores.get("en", 0.0)]
        return next(iter(marks), None) or max(known, key=scores.__getitem__, default=None)

    def _marked(self, words: Sequence[str]) -> str | None:
        """The language that the lookup tables' words mark.

        Either two words or more that are at least a quarter of the text, or a single word of more
        than three letters that is the whole text.
        """
        marks = [self._marks[word] for word in words if word in self._marks]
        alone = len(words) == 1 and len(words[0]) > 3
        if marks and (alone or (len(marks) > 1 and 4 * len(marks) >= len(words))):
            return Counter(marks).most_common(1)[0][0]
        return None

    def _detected(self, text: str, words: Sequence[str]) -> str | None:
        """The language by the detector, if it is sure and there is a reply in that language."""
        words = [word for word in words if len(word) > 1 or not word.isascii()]
        english = sum(word in self._english for word in words)
        if 2 * english > len(words) or (len(words) < 2 and "".join(words).isascii()):
            return None
        scores = self._scores(text)
        best = self._best(scores)
        lead = scores[best] - scores.get("en", 0.0)
        sure = scores[best] >= self._config["score"] and lead >= self._config["lead"]
        return best if sure and best in self._languages else None

    def _use(
        self, words: Iterable[str], names: Iterable[str], lookups: Mapping[str, Iterable[str]]
    ) -> None:
        self._names = frozenset(names)
        alarms = {name: lookups[name] for name in get_args(Urgency) if name in lookups}
        borrowed = lookups.get("en", ())
        common = dict(english(self._config["commonest"]))
        self._english = frozenset([*words, *common, *borrowed])
        self._alarms = {name: _pattern(phrases) for name, phrases in alarms.items()}
        others = {name: lookups[name] for name in lookups if name not in {*alarms, "en"}}
        self._marks = {word.lower(): name for name, words in others.items() for word in words}

    def _scores(self, text: str) -> dict[str, float]:
        """Code -> score (0 to 1) of the likeliest languages."""
        return self._detector.detect_details(text).scores or {UNKNOWN: 0.0}

    def _best(self, scores: Mapping[str, float]) -> str:
        """The likeliest language; one with a reply wins if it is about as likely."""
        likeliest = max(scores, key=lambda name: scores[name])
        least = scores[likeliest] - self._config["about_the_same"]
        near = (name for name in self._languages if scores.get(name, -1.0) >= least)
        return next(near, likeliest)

    def _is_gibberish(self, text: str, known: float | None) -> bool:
        few = known is not None and known < self._config["known_words"]
        return few and len(words_of(text)) >= self._config["min_words"]


def is_latin(text: str) -> bool:
    """Whether at least half of the letters are Latin, the only ones the encoder knows."""
    letters = _LETTER.findall(text)
    return bool(2 * sum(letter > _LAST_LATIN for letter in letters) <= len(letters))


def _plain(text: str) -> str:
    """The text in lower case without accents and other marks, which many people leave out."""
    spaced = " ".join(text.casefold().replace("’", "'").split())
    decomposed = unicodedata.normalize("NFD", spaced)
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the phrases, as whole words if they are Latin; not all scripts have spaces."""
    plain = [re.escape(_plain(phrase)) for phrase in phrases]
    return re.compile("|".join(rf"\b{p}\b" if p[0].isascii() else p for p in plain))
