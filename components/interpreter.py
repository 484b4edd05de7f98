"""Interpreter: turns the encoder's output for a message into a `Reading`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

import numpy as np

from components.onnx_encoder import Encoded, Head, Vector
from components.reading import UNSURE, Aftermath, Named, Question, Reading, Urgency

#: Families of intents that need an answer, unlike courtesies, stories and news of an alarm.
_ASKS = frozenset({"faq", "gap", "clinic", "check", "follow_up", "off_topic"})
_TREATMENTS = frozenset({"prp", "exosomes"})

#: Rasa's entities: dicts with value, start, end and, if negated ("not PRP"), the role `excluded`.
Names = Sequence[Mapping[str, Any]]


class _Part(NamedTuple):
    """A part of a message: its place (in characters), its vector and its intents' probabilities."""

    span: tuple[int, int]
    vector: Vector
    probabilities: Vector


class Interpreter:
    """Applies the two heads with the thresholds of `Reader`'s configuration."""

    def __init__(self, intents: Head, treatments: Head | None, config: Mapping[str, Any]) -> None:
        self._intents, self._treatments, self._config = intents, treatments, config
        families = np.array([name.partition("/")[0] for name in intents.labels])
        self._in_family = {name: families == name for name in dict.fromkeys(families.tolist())}
        self._index = {name: i for i, name in enumerate(intents.labels)}

    def read(self, encoded: Encoded, names: Names, after_urgent: bool, threshold: float) -> Reading:
        """The reading of a message.

        Args:
            encoded: the encoder's output for the message.
            names: the treatments named in it.
            after_urgent: whether an urgent reply was given before it.
            threshold: sum over the urgent intents that raises an alarm.
        """
        whole = self._part(encoded, 0, encoded.pieces.count, after_urgent)
        parts = self._parts(encoded, whole, after_urgent)
        alarm = self._alarm([whole, *parts], threshold)
        if alarm:
            return alarm
        aftermath = self._aftermath(parts) if after_urgent else None
        questions = self._questions(parts, whole, names)
        if aftermath:  # courtesies and unclear parts belong to that
            questions = [q for q in questions if q.family in _ASKS]
        most = int(self._config["most"])
        because = "intent head: aftermath" if aftermath else ""
        left = max(len(questions) - most, 0)
        return Reading(tuple(questions[:most]), None, aftermath, because, left)

    def alarm(self, encoded: Encoded) -> Reading | None:
        """The alarm that a text raises, or None."""
        whole = self._part(encoded, 0, encoded.pieces.count, False)
        candidates = [whole, *self._parts(encoded, whole, False)]
        return self._alarm(candidates, self._config["alarm"])

    def ranking(self, encoded: Encoded, length: int) -> list[dict[str, Any]]:
        """The likeliest intents of the whole message, in the format of Rasa's intent_ranking."""
        probabilities = self._intents.probabilities(encoded.vector())
        order = np.argsort(-probabilities)[:length]
        return [{"name": self._label(i), "confidence": float(probabilities[i])} for i in order]

    def _part(self, encoded: Encoded, start: int, end: int, after_urgent: bool) -> _Part:
        vector = encoded.vector(start, end)
        probabilities = self._intents.probabilities(vector)
        if not after_urgent and "aftermath" in self._in_family:  # there is no alarm before it
            probabilities = np.where(self._in_family["aftermath"], 0, probabilities)
            probabilities = probabilities / probabilities.sum()
        spans = encoded.pieces.spans[start:end]
        span = (spans[0][0], spans[-1][1]) if spans else (0, 0)
        return _Part(span, vector, probabilities)

    def _parts(self, encoded: Encoded, whole: _Part, after_urgent: bool) -> list[_Part]:
        ends = [*encoded.begins[1:], encoded.pieces.count]
        if len(ends) == 1:
            return [whole]
        places = zip(encoded.begins, ends, strict=True)
        return [self._part(encoded, start, end, after_urgent) for start, end in places]

    def _alarm(self, candidates: Sequence[_Part], threshold: float) -> Reading | None:
        """The likeliest alarm, unless the same words more likely say that help has come."""
        loudest, kind = 0.0, ""
        for candidate in candidates:
            alarm = self._sum(candidate.probabilities, "urgent")
            if alarm > max(loudest, self._news(candidate.probabilities)):
                loudest, kind = alarm, self._best(candidate.probabilities, "urgent")
        if loudest < threshold:
            return None
        urgency = cast("Urgency", kind.partition("/")[2])
        return Reading(urgency=urgency, because=f"intent head: urgent {loudest:.2f}")

    def _news(self, probabilities: Vector) -> float:
        ids = ("aftermath/helped", "aftermath/over")
        return sum(float(probabilities[self._index[i]]) for i in ids if i in self._index)

    def _aftermath(self, parts: Sequence[_Part]) -> Aftermath | None:
        """What the parts say about the urgent reply; "still" outweighs the others."""
        said = {
            self._best(part.probabilities, "aftermath").partition("/")[2]
            for part in parts
            if self._is_aftermath(part.probabilities)
        }
        order: tuple[Aftermath, ...] = ("still", "over", "helped")
        return next((one for one in order if one in said), None)

    def _is_aftermath(self, probabilities: Vector) -> bool:
        """Whether the aftermath's sum is high enough and no other intent ("thank you") above it."""
        total = self._sum(probabilities, "aftermath")
        return bool(total >= self._config["aftermath"] and total >= probabilities.max())

    def _questions(self, parts: Sequence[_Part], whole: _Part, names: Names) -> list[Question]:
        """The parts' questions, with equal neighbours joined; if none, the last small talk."""
        found: list[Question] = []
        for part in parts:
            question = self._question(part, names)
            if found and _continues(found[-1], question):
                question = _joined(found.pop(), question)
            if question.family not in ("aftermath", "urgent"):
                found.append(question)
        asked = _with_told_treatment(found)
        if asked:
            return self._without_asides(asked)
        if len(parts) > 1 and any(question.intent == UNSURE for question in found):
            return [self._question(whole, names)]  # the whole may make sense where parts do not
        said = [question for question in found if question.intent != "smalltalk/story"] or found
        return said[-1:] or [Question(UNSURE, reason="unsure", because="nothing stands out")]

    def _without_asides(self, asked: list[Question]) -> list[Question]:
        """Drop uncertain off-topic parts if there are other questions."""
        threshold = self._config["aside"]
        kept = [q for q in asked if q.family != "off_topic" or q.confidence >= threshold]
        return kept or asked

    def _question(self, part: _Part, names: Names) -> Question:
        probabilities, named = part.probabilities, self._named(part, names)
        highest = float(probabilities.max())
        if highest >= self._config["accept"]:
            best = self._label(int(probabilities.argmax()))
            return Question(best, named, part.span, highest, f"intent head {highest:.2f}")
        sums = {family: self._sum(probabilities, family) for family in self._in_family}
        family = max(sums, key=lambda name: sums[name])
        if sums[family] >= self._config["family"]:
            best = self._best(probabilities, family)
            own = float(probabilities[self._index[best]])
            general = self._config["general"].get(family)
            if own < self._config["least"] and general:
                best, own = general, sums[family]
            because = f"intent heads of {family} together {sums[family]:.2f}"
            return Question(best, named, part.span, own, because)
        order = [self._label(i) for i in np.argsort(-probabilities)]
        options = tuple(name for name in order if name.startswith("faq/"))[:3]
        because = f"no intent above {highest:.2f}"
        return Question(UNSURE, named, part.span, highest, because, options, "unsure")

    def _named(self, part: _Part, names: Names) -> Named | None:
        """The treatment of a part: from the head or, if it is unsure, from the names found."""
        start, end = part.span
        inside = [name for name in names if start <= name["start"] and name["end"] <= end]
        meant = {name["value"] for name in inside if name.get("role") != "excluded"}
        excluded = {name["value"] for name in inside} - meant
        both = "both" in meant or meant >= _TREATMENTS
        matched = "both" if both else next(iter(sorted(meant)), None)
        if meant == {"other"} and len(_TREATMENTS - excluded) == 1:  # "not PRP, the other one"
            (matched,) = _TREATMENTS - excluded
        if self._treatments is None or (meant and excluded):
            return cast("Named | None", matched)
        probabilities = self._treatments.probabilities(part.vector)
        best = self._treatments.labels[int(probabilities.argmax())]
        highest = float(probabilities.max())
        said = None if best == "none" or best in excluded else best
        wrong = said is None or said in _TREATMENTS - meant
        if meant & _TREATMENTS and wrong and len(inside) == len(meant):
            return cast("Named", matched)
        sure = highest >= self._config["treatment"] or not matched
        return cast("Named | None", said if sure else matched)

    def _sum(self, probabilities: Vector, family: str) -> float:
        if family not in self._in_family:
            return 0.0
        return float(probabilities[self._in_family[family]].sum())

    def _best(self, probabilities: Vector, family: str) -> str:
        return self._label(int(np.where(self._in_family[family], probabilities, -1).argmax()))

    def _label(self, place: int) -> str:
        return self._intents.labels[place]


def _with_told_treatment(found: Sequence[Question]) -> list[Question]:
    """The questions, with treatments from remarks: "I'm considering exosomes. Is it safe?"."""
    told: Named | None = None
    asked = []
    for question in found:
        if question.family not in _ASKS:
            told = question.treatment or told
            continue
        if not question.treatment and question.family != "follow_up":
            question = replace(question, treatment=told)
        told = None
        asked.append(question)
    return asked


def _continues(before: Question, question: Question) -> bool:
    """Whether it only continues the question right before it."""
    same = before.intent == question.intent
    return same and question.treatment in (None, before.treatment)


def _joined(before: Question, question: Question) -> Question:
    return Question(**{**vars(before), "span": (before.span[0], question.span[1])})
