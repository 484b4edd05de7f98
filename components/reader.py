"""Reader: one pass of the encoder over a message in its conversation becomes a typed `Reading`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from components.encoder import Encoded, Encoder, EncoderError, Head, Vector, model_content
from components.heads import fit
from components.keys import CORRECTED_TEXT, KNOWN_SHARE
from components.previous import previous_words
from components.reading import READING, UNSURE, Aftermath, Named, Question, Reading, Reason, Urgency

_MODEL, _ARRAYS, _LABELS = "encoder.onnx", "head.npz", "labels.json"
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
#: The last letter of the Latin alphabets; Greek, Cyrillic, Thai, Chinese … come after it.
_LAST_LATIN = "\u024f"
_ASKS = frozenset({"faq", "gap", "clinic", "check", "follow_up", "off_topic"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Reader(GraphComponent, IntentClassifier):
    """Writes `reading` and, for Rasa, `intent` (the family of the first question) and its ranking.

    The encoder says where parts begin; each part's vector gets an intent from a head that
    `rasa train` fits and a treatment from one that was tuned with the encoder.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The tuned encoder (made by `make encoder`); None: the packaged MiniLM as it is.
            "encoder": "encoder/reader.onnx",
            # How firmly fitting holds on to the tuned weights, and how many steps it may take.
            "hold": 1e-3,
            "iterations": 12,
            # Threads that share the work while training.
            "training_threads": 2,
            # A question is what its intent says from this probability on.
            "accept": 0.28,
            # From this sum over a family (faq, gap …) its best intent is believed …
            "family": 0.5,
            # … with this much, else the family's general one.
            "least": 0.14,
            "general": {"gap": "gap/other", "off_topic": "off_topic/general"},
            # Sum over the urgent intents, in the message or in a part of it, that raises an alarm.
            "alarm": 0.3,
            # Sum over the intents of an aftermath that makes a part one.
            "aftermath": 0.4,
            # Probability from which a treatment is believed against the names that were found.
            "treatment": 0.6,
            # Questions of one message that are answered; of the rest it is said how many they are.
            "most": 6,
            # Fewer known words (share) in this many words or more: another language.
            "known_words": 0.5,
            "min_words": 3,
            # Longer messages are asked to be put shorter.
            "max_length": 1500,
            # Intents kept in Rasa's parse result.
            "ranking_length": 10,
        }

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: bytes
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._encoder = Encoder(model)
        self._model = model  # for `train` to store
        self._treatments = self._encoder.head("treatment")
        self._intents: Head | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Reader:
        return cls(config, model_storage, resource, model_content(config["encoder"]))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Reader:
        with model_storage.read_from(resource) as folder:
            path = Path(folder) / _MODEL
            if not path.is_file():
                raise EncoderError(f"{_MODEL} is not in the model; 'make train' makes it anew")
            component = cls(config, model_storage, resource, path.read_bytes())
            component._model = b""  # 24 MB that answering has no use for
            labels = json.loads((Path(folder) / _LABELS).read_text(encoding="utf-8"))
            with np.load(Path(folder) / _ARRAYS, allow_pickle=False) as arrays:
                component._use(Head(tuple(labels), arrays["weights"], arrays["bias"]))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        vectors = self._encoder.vectors(
            list(map(_text, examples)), self._config["training_threads"]
        )
        labels = [str(m.get_full_intent()) for m in examples]
        with threadpool_limits(self._config["training_threads"]):
            head = fit(
                vectors,
                labels,
                self._encoder.head("intent"),
                self._config["hold"],
                self._config["iterations"],
            )
        self._use(head)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / _MODEL).write_bytes(self._model)
            (Path(folder) / _LABELS).write_text(json.dumps(head.labels), encoding="utf-8")
            np.savez(Path(folder) / _ARRAYS, weights=head.weights, bias=head.bias)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        slots = tracker.current_slot_values() if tracker else {}
        for message in messages:
            reading, ranking = self.read(message, slots)
            message.set(READING, reading.as_dict(), add_to_output=True)
            first = reading.questions[0] if reading.questions else None
            name = "urgent" if reading.urgency else first.family if first else "aftermath"
            confidence = first.confidence if first and not reading.urgency else 1.0
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def read(
        self, message: Message, slots: Mapping[str, Any]
    ) -> tuple[Reading, list[dict[str, Any]]]:
        """The reading of a message, and the intents of the whole, likeliest first."""
        text = _text(message)
        reason = self._unreadable(text, message)
        encoded = self._encoder.encode(text[: self._config["max_length"]], previous_words(slots))
        after_urgent = bool(slots.get("urgent"))
        whole = self._probabilities(encoded.vector(), after_urgent)
        parts = self._parts(encoded, whole, after_urgent)
        ranking = self._ranking(whole)
        alarm = self._alarm([whole, *(shares for _, shares in parts)])
        if alarm:
            return Reading(urgency=alarm[0], because=alarm[1]), ranking
        if reason:
            return Reading((Question(UNSURE, reason=reason, because=reason),)), ranking
        names = [e for e in message.get(ENTITIES) or [] if e.get("entity") == "treatment"]
        aftermath = self._aftermath([shares for _, shares in parts]) if after_urgent else None
        questions = self._questions(parts, encoded, names, whole)
        if aftermath:  # what is about it is no question of its own, and courtesies are part of it
            questions = [q for q in questions if q.family in _ASKS and q.intent != UNSURE]
        most = int(self._config["most"])
        left = max(len(questions) - most, 0)
        because = "aftermath of the urgent reply" if aftermath else ""
        return Reading(tuple(questions[:most]), None, aftermath, because, left), ranking

    def _use(self, head: Head) -> None:
        self._intents = head
        families = np.array([name.partition("/")[0] for name in head.labels])
        self._of = {family: families == family for family in dict.fromkeys(families.tolist())}
        self._place = {name: i for i, name in enumerate(head.labels)}

    def _probabilities(self, vector: Vector, after_urgent: bool) -> Vector:
        assert self._intents is not None
        shares = self._intents.probabilities(vector)
        if not after_urgent and "aftermath" in self._of:  # of what nothing has been said yet
            shares = np.where(self._of["aftermath"], 0, shares)
            shares = shares / shares.sum()
        return shares

    def _parts(
        self, encoded: Encoded, whole: Vector, after_urgent: bool
    ) -> list[tuple[tuple[int, int], Vector]]:
        """Places of the pieces of each part, and its probabilities."""
        ends = [*encoded.begins[1:], encoded.pieces.count]
        if len(ends) == 1:
            return [((0, ends[0]), whole)]
        return [
            ((start, end), self._probabilities(encoded.vector(start, end), after_urgent))
            for start, end in zip(encoded.begins, ends, strict=True)
        ]

    def _alarm(self, views: Sequence[Vector]) -> tuple[Urgency, str] | None:
        """The kind of the loudest alarm; after an urgent reply, unless news of help is louder."""
        loudest, kind = 0.0, ""
        for shares in views:
            alarm, news = self._sum(shares, "urgent"), self._news(shares)
            if alarm > max(loudest, news):
                loudest, kind = alarm, self._best(shares, "urgent")
        if loudest < self._config["alarm"]:
            return None
        return cast("Urgency", kind.partition("/")[2]), f"intent head: urgent {loudest:.2f}"

    def _news(self, shares: Vector) -> float:
        ids = ("aftermath/helped", "aftermath/over")
        return sum(float(shares[self._place[i]]) for i in ids if i in self._place)

    def _aftermath(self, views: Sequence[Vector]) -> Aftermath | None:
        """What the parts say of the urgent reply; one that is still about it outweighs all."""
        least = self._config["aftermath"]
        said = {
            self._best(shares, "aftermath").partition("/")[2]
            for shares in views
            if self._sum(shares, "aftermath") >= least
        }
        order: tuple[Aftermath, ...] = ("still", "over", "helped")
        return next((one for one in order if one in said), None)

    def _questions(
        self,
        parts: Sequence[tuple[tuple[int, int], Vector]],
        encoded: Encoded,
        names: Sequence[Mapping[str, Any]],
        whole: Vector,
    ) -> list[Question]:
        """What the parts ask, neighbours that ask the same as one; without any, what is said."""
        found: list[Question] = []
        for (start, end), shares in parts:
            question = self._question(shares, encoded, start, end, names)
            last = found[-1] if found else None
            if (
                last
                and last.intent == question.intent
                and question.treatment in (None, last.treatment)
            ):
                found[-1] = Question(**{**vars(last), "span": (last.span[0], question.span[1])})
            elif question.family not in ("aftermath", "urgent"):
                found.append(question)
        asked = [q for q in found if q.family in _ASKS]
        if asked:
            return asked
        unsure = [q for q in found if q.intent == UNSURE]
        if unsure and len(parts) > 1:  # what no part says by itself the whole may
            question = self._question(whole, encoded, 0, encoded.pieces.count, names)
            return [question]
        said = [q for q in found if q.intent != "smalltalk/story"] or found
        return said[-1:] or [Question(UNSURE, reason="unsure", because="nothing stands out")]

    def _question(
        self,
        shares: Vector,
        encoded: Encoded,
        start: int,
        end: int,
        names: Sequence[Mapping[str, Any]],
    ) -> Question:
        spans = encoded.pieces.spans
        span = (spans[start][0], spans[end - 1][1]) if end > start else (0, 0)
        named = self._named(encoded.vector(start, end), span, names)
        best = self._label(int(shares.argmax()))
        share = float(shares.max())
        if share >= self._config["accept"]:
            return Question(best, named, span, share, f"intent head {share:.2f}")
        sums = {family: self._sum(shares, family) for family in self._of}
        family = max(sums, key=lambda name: sums[name])
        if sums[family] >= self._config["family"]:
            fitting = self._best(shares, family)
            own = float(shares[self._place[fitting]])
            general = self._config["general"].get(family)
            if own >= self._config["least"] or not general:
                return Question(fitting, named, span, own, f"best of {family} {sums[family]:.2f}")
            return Question(general, named, span, sums[family], f"{family} {sums[family]:.2f}")
        order = [self._label(int(i)) for i in np.argsort(-shares)]
        options = tuple(name for name in order if name.startswith("faq/"))[:3]
        why = f"no intent above {share:.2f}"
        return Question(UNSURE, named, span, share, why, options, "unsure")

    def _named(
        self, vector: Vector, span: tuple[int, int], names: Sequence[Mapping[str, Any]]
    ) -> Named | None:
        """What the words name: the head's word, or the names that were found where it is unsure."""
        inside = [e for e in names if span[0] <= e["start"] and e["end"] <= span[1]]
        meant = {e["value"] for e in inside if e.get("role") != "excluded"}
        matched: str | None = None
        if meant:
            both = "both" in meant or {"prp", "exosomes"} <= meant
            matched = "both" if both else sorted(meant)[0]
        if self._treatments is None:
            return cast("Named | None", matched)
        shares = self._treatments.probabilities(vector)
        best, share = self._treatments.labels[int(shares.argmax())], float(shares.max())
        said = None if best == "none" else best
        plain = {"prp", "exosomes"}
        if meant & plain and (said is None or said in plain - meant) and len(inside) == len(meant):
            return cast("Named", matched)
        sure = share >= self._config["treatment"]
        return cast("Named | None", said if sure or not matched else matched)

    def _sum(self, shares: Vector, family: str) -> float:
        return float(shares[self._of[family]].sum()) if family in self._of else 0.0

    def _best(self, shares: Vector, family: str) -> str:
        return self._label(int(np.where(self._of[family], shares, -1).argmax()))

    def _label(self, place: int) -> str:
        assert self._intents is not None
        return self._intents.labels[place]

    def _ranking(self, shares: Vector) -> list[dict[str, Any]]:
        order = np.argsort(-shares)[: self._config["ranking_length"]]
        return [{"name": self._label(int(i)), "confidence": float(shares[i])} for i in order]

    def _unreadable(self, text: str, message: Message) -> Reason | None:
        letters = _LETTER.findall(text)
        if not letters:
            return "empty"
        if len(text) > self._config["max_length"]:
            return "long"
        if sum(letter > _LAST_LATIN for letter in letters) > len(letters) / 2:
            return "language"  # of which a sentence may be one word
        words = len(_WORD.findall(text))
        known = message.get(KNOWN_SHARE)
        foreign = known is not None and known < self._config["known_words"]
        return "language" if foreign and words >= self._config["min_words"] else None


def _text(message: Message) -> str:
    return str(message.get(CORRECTED_TEXT) or message.get(TEXT) or "")
