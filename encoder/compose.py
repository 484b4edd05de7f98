"""Compose: makes realistic messages from the training sentences and conversations.

A message is one sentence, or several joined in the ways in which people join questions, possibly
with greetings and stories around them, typos, and something said before. The parts keep their
labels, so composed messages need not be stored with the training data.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from encoder.misspelling import misspelt
from encoder.sentences import LabelledTurn, Part

#: Text between two questions of a message -> its relative frequency.
_JOINTS = {
    " and ": 14, ". ": 12, "? ": 12, ", ": 8, " ": 7, "\n": 5, "; ": 2, " / ": 3, " also ": 4,
    ". Also, ": 4, " & ": 2, ", and ": 4, " btw ": 2, ". And ": 3, " plus ": 2, " oh and ": 2,
    " … ": 1, " - ": 2, "! ": 2, " then ": 1,
}  # fmt: skip
_ASKS = ("faq", "gap", "clinic", "check")
#: Family of the added parts of a message -> its relative frequency.
_FAMILIES = {"faq": 52, "gap": 24, "clinic": 10, "off_topic": 3, "smalltalk": 3}
_GREETS, _ENDS = ("greeting",), ("thanks", "goodbye")
_TELLS = ("story", "story", "worry")
#: Shares of sentences joined with others, told with a story, and with something said before them.
_JOINED, _TOLD, _BEFORE = 0.30, 0.16, 0.45
#: Share of alarms within a story that are followed by an ordinary question.
_ASKED_TOO = 0.4
#: News that end an alarm, and the share of them that are followed by a question.
_ENDINGS, _MOVES_ON = ("aftermath/helped", "aftermath/over"), 0.25
#: What means the same after an alarm, and the share of it that is composed after one.
_CLEAR = frozenset({"faq", "gap", "clinic", "urgent", "smalltalk/thanks", "smalltalk/goodbye"})
_AFTER_ALARM = 0.08
#: For lists of nouns ("price, downtime"): most words of an item, lists per training sentence, the
#: lengths to draw from, and the text between items or the number before each.
_NOUNS, _LISTS = 3, 0.06
_LENGTHS = (2, 2, 2, 3, 3, 3, 4, 5)
_MARKS = (
    ", ", ", ", "/", " / ", "\n", "\n", " & ", " + ", " - ", " ", "? ", ". ", "{}) ", "{}. ",
)  # fmt: skip
#: Text before a list, and text that also names the treatment.
_LEADS = (
    "info on ", "tell me about ", "what about ", "need to know: ", "questions: ", "please: ",
    "and ", "any info about ", "wondering about ", "quick one: ", "I'd like to know about ",
)  # fmt: skip
_NAMED_LEADS = (
    "{}: ", "{} - ", "for {}: ", "about {}: ", "re {}: ", "{} ", "my questions about {}: ",
    "three things about {}: ", "a few questions on {}.\n", "questions regarding {}:\n",
)  # fmt: skip
_NAMES = {
    "prp": ("PRP", "prp", "plasma", "Platelet Rich Plasma", "the prp"),
    "exosomes": ("exosomes", "Exosomes", "exosome therapy", "the exosomes", "exo"),
    "both": ("PRP and exosomes", "both", "prp + exosomes", "the two treatments"),
}
#: Other words for a treatment, and the share of sentences in which they replace its name.
_NAME = re.compile(r"\b(?:prp|exosomes?)\b", re.IGNORECASE)
_CALLED = {
    "prp": (
        "the blood one", "platelet therapy", "the plasma", "plasma injections", "my own plasma",
        "the spun blood", "platelets", "the vampire one", "P.R.P.",
    ),
    "exosomes": (
        "the vesicles", "the lab one", "exo", "the lab grown ones", "exosome shots", "the bubbles",
        "exosome therapy", "the stem cell derived one", "the messenger ones", "the cell free one",
    ),
}  # fmt: skip
_RENAMED = 0.10
_TURNS = 2  # times that each turn of a conversation is used in an epoch


class Composer:
    """Makes the messages of one epoch after another; the same seed makes the same messages."""

    def __init__(
        self, sentences: Sequence[Part], conversations: Sequence[Sequence[LabelledTurn]], seed: int
    ) -> None:
        self._random = random.Random(seed)
        self._sentences = list(sentences)
        self._turns = [turn for turns in conversations for turn in turns]
        self._by_family: dict[str, list[Part]] = defaultdict(list)
        self._by_intent: dict[str, list[Part]] = defaultdict(list)
        for part in self._sentences:
            self._by_family[part.family].append(part)
            self._by_intent[part.intent].append(part)
        self._nouns = [
            part
            for part in self._sentences
            if part.family in ("faq", "gap", "clinic") and len(part.text.split()) <= _NOUNS
        ]
        self._subjects = self._known_subjects()

    def epoch(self) -> Iterator[LabelledTurn]:
        """The messages of an epoch: every sentence and list once, every turn `_TURNS` times."""
        sentences = list(self._sentences)
        self._random.shuffle(sentences)
        for part in sentences:
            yield self._message(part)
        enough = len({part.intent for part in self._nouns}) >= max(_LENGTHS)
        for _ in range(int(_LISTS * len(sentences)) if enough else 0):
            yield LabelledTurn(self._listed(), self._before_any())
        for turn in self._turns:
            for _ in range(_TURNS):
                yield LabelledTurn(tuple(map(self._misspelt, turn.parts)), turn.before)

    def _message(self, part: Part) -> LabelledTurn:
        before = self._before(part)
        drawn = self._random.random()
        if part.family in _ASKS and drawn < _JOINED:
            return LabelledTurn(self._joined(part), before)
        if part.family in (*_ASKS, "urgent") and drawn < _JOINED + _TOLD:
            return LabelledTurn(self._told(part), before)
        if part.intent in _ENDINGS and drawn < _MOVES_ON:
            asked = self._random.choice(
                self._by_family[self._random.choice(("faq", "gap", "clinic"))]
            )
            return LabelledTurn(self._strung((part, asked), None, ". "), before)
        return LabelledTurn((self._misspelt(part),), before)

    def _joined(self, part: Part) -> tuple[Part, ...]:
        """Two to five questions with different intents, the given one among them."""
        count = self._random.choices((2, 3, 4, 5), (62, 25, 10, 3))[0]
        parts = [part]
        while len(parts) < count:
            family = self._random.choices(list(_FAMILIES), list(_FAMILIES.values()))[0]
            other = self._random.choice(self._by_family[family])
            if all(other.intent != known.intent for known in parts) and len(other.text) < 110:
                parts.append(other)
        self._random.shuffle(parts)
        style = self._random.random()
        if style < 0.12:  # a list
            mark = self._random.choice(("{}. ", "{}) ", "({}) ", "Q{}: ", "• ", "- ", "* "))
            gap = self._random.choice((" ", "\n"))
            typed = [self._misspelt(p) for p in parts]
            texts = [f"{gap if i else ''}{mark.format(i + 1)}{p.text}" for i, p in enumerate(typed)]
            return tuple(Part(t, p.intent, p.treatment) for t, p in zip(texts, typed, strict=True))
        joint = self._joint() if style < 0.5 else None
        return self._strung(parts, joint)

    def _listed(self) -> tuple[Part, ...]:
        """A list of nouns: "price, sessions and downtime", "safety/cost", or one per line."""
        parts: list[Part] = []
        count = self._random.choice(_LENGTHS)
        while len(parts) < count:
            other = self._random.choice(self._nouns)
            if all(other.intent != known.intent for known in parts):
                parts.append(other)
        mark = self._random.choice(_MARKS)
        counted = "{}" in mark
        ends = (mark, mark, " and ", ", and ", " & ", " plus ")
        last = mark if counted else self._random.choice(ends)
        letters = self._random.choice(("abcdef", "123456", "123456"))
        listed = []
        for place, each in enumerate(parts):
            text = self._misspelt(Part(each.text.rstrip("?.!,"), each.intent, each.treatment)).text
            between = last if place == len(parts) - 1 else mark
            if counted:
                between = f"{' ' if place else ''}{between.format(letters[place])}"
            elif not place:
                between = ""
            listed.append(Part(between + text, each.intent, each.treatment))
        return (self._led(listed[0]), *listed[1:])

    def _led(self, part: Part) -> Part:
        """The first item of a list, in half of the cases with an introduction before it."""
        drawn = self._random.random()
        if drawn < 0.3:
            return replace(part, text=self._random.choice(_LEADS) + part.text)
        if drawn < 0.5 and part.treatment is None:
            treatment = self._random.choice(list(_NAMES))
            name = self._random.choice(_NAMES[treatment])
            lead = self._random.choice(_NAMED_LEADS).format(name)
            return Part(lead + part.text, part.intent, treatment)
        return part

    def _told(self, part: Part) -> tuple[Part, ...]:
        """A question or an alarm with greetings, stories or thanks around it."""
        parts = [part]
        if part.family == "urgent" and self._random.random() < _ASKED_TOO:
            parts.append(self._random.choice(self._by_family["faq"]))
        if self._random.random() < 0.55:
            for _ in range(self._random.choice((1, 1, 2, 3))):
                parts.insert(0, self._smalltalk(_TELLS))
        if self._random.random() < 0.15:
            parts.append(self._smalltalk(("story",)))
        if self._random.random() < 0.4 or len(parts) == 1:
            parts.insert(0, self._smalltalk(_GREETS))
        if self._random.random() < 0.25:
            parts.append(self._smalltalk(_ENDS))
        return self._strung(parts, None, ". ")

    def _strung(
        self, parts: Sequence[Part], joint: str | None, usual: str | None = None
    ) -> tuple[Part, ...]:
        strung: list[Part] = []
        for place, part in enumerate(parts):
            typed = self._misspelt(part)
            text = typed.text
            if place:
                between = joint or (
                    usual if usual and self._random.random() < 0.6 else self._joint()
                )
                last = strung[-1]
                closed = last.text[-1:] in ".?!…"
                if between[0] in ".?!":
                    between = between[1:] if closed else between
                elif closed and self._random.random() < 0.7:
                    last = Part(last.text.rstrip(".?!…"), last.intent, last.treatment)
                mark, word = between[:1], between[1:]
                if between[0] in ".?!,;":
                    strung[-1] = Part(last.text + mark, last.intent, last.treatment)
                    text = word + text
                else:
                    strung[-1] = last
                    text = between + text
            strung.append(Part(text, typed.intent, typed.treatment))
        return tuple(strung)

    def _joint(self) -> str:
        return self._random.choices(list(_JOINTS), list(_JOINTS.values()))[0]

    def _smalltalk(self, ids: Sequence[str]) -> Part:
        return self._random.choice(self._by_intent[f"smalltalk/{self._random.choice(ids)}"])

    def _before(self, part: Part) -> str:
        """What was said before the part; intents that depend on it need it, others ignore it."""
        drawn = self._random.random()
        if part.family == "aftermath":
            kinds = ("emergency", "emergency", "post procedure", "crisis")
            return f"urgent: {self._random.choice(kinds)}"
        if part.family == "follow_up":
            return self._random.choice(self._subjects) if drawn < 0.9 else ""
        if {part.family, part.intent} & _CLEAR and drawn < _AFTER_ALARM:
            return f"urgent: {self._random.choice(('emergency', 'post procedure', 'crisis'))}"
        return self._before_any()

    def _before_any(self) -> str:
        told = self._subjects and self._random.random() < _BEFORE
        return self._random.choice(self._subjects) if told else ""

    def _misspelt(self, part: Part) -> Part:
        text = part.text
        others = _CALLED.get(part.treatment or "")
        if others and self._random.random() < _RENAMED:
            text = _NAME.sub(self._random.choice(others), text, count=1)
        return replace(part, text=misspelt(text, self._random))

    def _known_subjects(self) -> list[str]:
        """All subjects that may have been talked about before, such as "answer: cost, prp"."""
        subjects = []
        for intent in self._by_intent:
            family, _, topic = intent.partition("/")
            kind = {"faq": "answer", "gap": "uncovered", "clinic": "clinic"}.get(family)
            for treatment in ("prp", "exosomes", "both", None):
                if kind:
                    named = f", {treatment}" if treatment else ""
                    subjects.append(f"{kind}: {topic.replace('_', ' ')}{named}")
        return subjects
