"""Interpreter: from what the encoder gives for a message to a `Reading`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

import numpy as np

from components.onnx_encoder import Encoded, Head, Vector
from components.reading import UNSURE, Aftermath, Named, Question, Reading, Urgency

#: Families of what wants an answer; the rest is courtesy, story and news.
_ASKS = frozenset({"faq", "gap", "clinic", "check", "follow_up", "off_topic"})
_PLAIN = frozenset({"prp", "exosomes"})

#: Entities as Rasa writes them: value, start, end and, for what is not meant, the role `excluded`.
Names = Sequence[Mapping[str, Any]]


class _Part(NamedTuple):
    """A part of a message: where it stands, its vector and the intents' probabilities."""

    span: tuple[int, int]
    vector: Vector
    shares: Vector


class Interpreter:
    """Two heads and the thresholds of `Reader`'s configuration."""

    def __init__(self, intents: Head, treatments: Head | None, config: Mapping[str, Any]) -> None:
        self._intents, self._treatments, self._config = intents, treatments, config
        families = np.array([name.partition("/")[0] for name in intents.labels])
        self._of = {family: families == family for family in dict.fromkeys(families.tolist())}
        self._place = {name: i for i, name in enumerate(intents.labels)}

    def read(self, encoded: Encoded, names: Names, after_urgent: bool, least: float) -> Reading:
        """What the message says.

        `after_urgent` is whether an urgent reply was given before it, `least` what raises an alarm.
        """
        whole = self._part(encoded, 0, encoded.pieces.count, after_urgent)
        parts = self._parts(encoded, whole, after_urgent)
        alarm = self._alarm([whole, *parts], least)
        if alarm:
            return alarm
        aftermath = self._aftermath(parts) if after_urgent else None
        questions = self._questions(parts, whole, names)
        if aftermath:  # courtesies and what is unclear belong to it
            questions = [q for q in questions if q.family in _ASKS]
        most = int(self._config["most"])
        because = "intent head: aftermath" if aftermath else ""
        left = max(len(questions) - most, 0)
        return Reading(tuple(questions[:most]), None, aftermath, because, left)

    def alarm(self, encoded: Encoded) -> Reading | None:
        """The alarm that a text raises, if it does."""
        whole = self._part(encoded, 0, encoded.pieces.count, False)
        views = [whole, *self._parts(encoded, whole, False)]
        return self._alarm(views, self._config["alarm"])

    def ranking(self, encoded: Encoded, length: int) -> list[dict[str, Any]]:
        """The intents of the whole message, likeliest first, as Rasa writes them."""
        shares = self._intents.probabilities(encoded.vector())
        order = np.argsort(-shares)[:length]
        return [{"name": self._label(i), "confidence": float(shares[i])} for i in order]

    def _part(self, encoded: Encoded, start: int, end: int, after_urgent: bool) -> _Part:
        vector = encoded.vector(start, end)
        shares = self._intents.probabilities(vector)
        if not after_urgent and "aftermath" in self._of:  # of what nothing has been said yet
            shares = np.where(self._of["aftermath"], 0, shares)
            shares = shares / shares.sum()
        spans = encoded.pieces.spans[start:end]
        span = (spans[0][0], spans[-1][1]) if spans else (0, 0)
        return _Part(span, vector, shares)

    def _parts(self, encoded: Encoded, whole: _Part, after_urgent: bool) -> list[_Part]:
        ends = [*encoded.begins[1:], encoded.pieces.count]
        if len(ends) == 1:
            return [whole]
        places = zip(encoded.begins, ends, strict=True)
        return [self._part(encoded, start, end, after_urgent) for start, end in places]

    def _alarm(self, views: Sequence[_Part], least: float) -> Reading | None:
        """The kind of the loudest alarm, unless news of help are louder in the same words."""
        loudest, kind = 0.0, ""
        for view in views:
            alarm = self._sum(view.shares, "urgent")
            if alarm > max(loudest, self._news(view.shares)):
                loudest, kind = alarm, self._best(view.shares, "urgent")
        if loudest < least:
            return None
        urgency = cast("Urgency", kind.partition("/")[2])
        return Reading(urgency=urgency, because=f"intent head: urgent {loudest:.2f}")

    def _news(self, shares: Vector) -> float:
        ids = ("aftermath/helped", "aftermath/over")
        return sum(float(shares[self._place[i]]) for i in ids if i in self._place)

    def _aftermath(self, parts: Sequence[_Part]) -> Aftermath | None:
        """What the parts say of the urgent reply; one that is still about it outweighs all."""
        said = {
            self._best(part.shares, "aftermath").partition("/")[2]
            for part in parts
            if self._is_aftermath(part.shares)
        }
        order: tuple[Aftermath, ...] = ("still", "over", "helped")
        return next((one for one in order if one in said), None)

    def _is_aftermath(self, shares: Vector) -> bool:
        """Enough of it, and no single intent outweighs all of it: "thank you"."""
        share = self._sum(shares, "aftermath")
        return bool(share >= self._config["aftermath"] and share >= shares.max())

    def _questions(self, parts: Sequence[_Part], whole: _Part, names: Names) -> list[Question]:
        """What the parts ask, neighbours that ask the same as one; without any, what is said."""
        found: list[Question] = []
        for part in parts:
            question = self._question(part, names)
            if found and _goes_on(found[-1], question):
                question = _joined(found.pop(), question)
            if question.family not in ("aftermath", "urgent"):
                found.append(question)
        asked = _with_told_treatment(found)
        if asked:
            return self._without_asides(asked)
        if len(parts) > 1 and any(question.intent == UNSURE for question in found):
            return [self._question(whole, names)]  # what no part says by itself the whole may
        said = [question for question in found if question.intent != "smalltalk/story"] or found
        return said[-1:] or [Question(UNSURE, reason="unsure", because="nothing stands out")]

    def _without_asides(self, asked: list[Question]) -> list[Question]:
        """Without what is far from the subject and not surely asked, beside a question about it."""
        least = self._config["aside"]
        kept = [q for q in asked if q.family != "off_topic" or q.confidence >= least]
        return kept or asked

    def _question(self, part: _Part, names: Names) -> Question:
        shares, named = part.shares, self._named(part, names)
        share = float(shares.max())
        if share >= self._config["accept"]:
            best = self._label(int(shares.argmax()))
            return Question(best, named, part.span, share, f"intent head {share:.2f}")
        sums = {family: self._sum(shares, family) for family in self._of}
        family = max(sums, key=lambda name: sums[name])
        if sums[family] >= self._config["family"]:
            best = self._best(shares, family)
            own, general = float(shares[self._place[best]]), self._config["general"].get(family)
            if own < self._config["least"] and general:
                best, own = general, sums[family]
            because = f"intent heads of {family} together {sums[family]:.2f}"
            return Question(best, named, part.span, own, because)
        order = [self._label(i) for i in np.argsort(-shares)]
        options = tuple(name for name in order if name.startswith("faq/"))[:3]
        because = f"no intent above {share:.2f}"
        return Question(UNSURE, named, part.span, share, because, options, "unsure")

    def _named(self, part: _Part, names: Names) -> Named | None:
        """What the words name: the head's word, or the names that were found where it is unsure."""
        start, end = part.span
        inside = [name for name in names if start <= name["start"] and name["end"] <= end]
        meant = {name["value"] for name in inside if name.get("role") != "excluded"}
        excluded = {name["value"] for name in inside} - meant
        both = "both" in meant or meant >= _PLAIN
        matched = "both" if both else next(iter(sorted(meant)), None)
        if meant == {"other"} and len(_PLAIN - excluded) == 1:  # "not PRP, tell me of the other"
            (matched,) = _PLAIN - excluded
        if self._treatments is None or (meant and excluded):
            return cast("Named | None", matched)
        shares = self._treatments.probabilities(part.vector)
        best, share = self._treatments.labels[int(shares.argmax())], float(shares.max())
        said = None if best == "none" or best in excluded else best
        wrong = said is None or said in _PLAIN - meant
        if meant & _PLAIN and wrong and len(inside) == len(meant):
            return cast("Named", matched)
        sure = share >= self._config["treatment"] or not matched
        return cast("Named | None", said if sure else matched)

    def _sum(self, shares: Vector, family: str) -> float:
        return float(shares[self._of[family]].sum()) if family in self._of else 0.0

    def _best(self, shares: Vector, family: str) -> str:
        return self._label(int(np.where(self._of[family], shares, -1).argmax()))

    def _label(self, place: int) -> str:
        return self._intents.labels[place]


def _with_told_treatment(found: Sequence[Question]) -> list[Question]:
    """What is asked; "I think about exosomes. Is it safe?" names its treatment in a remark."""
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


def _goes_on(before: Question, question: Question) -> bool:
    """Whether it asks nothing that was not asked right before it."""
    same = before.intent == question.intent
    return same and question.treatment in (None, before.treatment)


def _joined(before: Question, question: Question) -> Question:
    return Question(**{**vars(before), "span": (before.span[0], question.span[1])})
