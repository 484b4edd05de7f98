"""Fragments: "how?", "and where?", "why so many?", which only what was said before completes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.context import Context
from actions.question import Question

_LEAD = r"\W*(?:(?:and|but|so|ok|okay|oh|hm+|yes|no|well|also)\W+)*"
_IT = r"(?:it|that|this|they|these|those|one|both|the (?:whole thing|session|visit|appointment))"
_HOW = re.compile(
    rf"{_LEAD}how(?: come| so| exactly| then| though|(?: (?:does|do|would|will|can)) {_IT}"
    r"(?: (?:work|help|do (?:that|it|this)))?)?\W*",
    re.IGNORECASE,
)
_WHY = re.compile(
    rf"{_LEAD}(?:why|how come|(?:for )?what (?:for|reason)|what(?:'?s| is) the (?:reason|point))"
    r"(?:\W+(?:is|are|so|many|much|long|few|little|that|this|it|they|would|do|does|i|you|we|one|"
    r"anyone|people|need|want|have|to|of|not|then|though|exactly))*\W*",
    re.IGNORECASE,
)
_WHERE = re.compile(rf"{_LEAD}where(?: (?:is|are|to|at|then|exactly|you|{_IT}))*\W*", re.IGNORECASE)
#: "Mine is moderate", "and if it's more advanced".
_STAGE = re.compile(
    r"(?:\S+\s+){0,8}(?:early|mild|moderate|advanced|severe|further along|worse|norwood|ludwig|"
    r"stage)\b(?:\s*\S+){0,3}",
    re.IGNORECASE,
)
#: "How long do they last?", "and for how long?", which says nothing of results.
_LASTING = re.compile(
    rf"\b(?:they|it|that|this|these|those) (?:last|go away|settle)\b|^{_LEAD}(?:for )?how long\W*$",
    re.IGNORECASE,
)
_TAKING = re.compile(
    rf"^{_LEAD}(?:for )?how long(?: (?:does|do|will|would|is|are) {_IT}"
    r"(?: (?:usually|all|take|last))*)?\W*$",
    re.IGNORECASE,
)
#: What "how long?" is about right after these, and the intents that it is taken for.
_LENGTH_OF = {"recovery": _LASTING, "procedure": _TAKING}
_TIMES = frozenset({"duration", "results_timeline"})
#: Kind of the last reply and its topics, where only these; a fragment then, and what it means.
_FRAGMENTS: tuple[tuple[str, frozenset[str], re.Pattern[str], str], ...] = (
    ("", frozenset(), _WHERE, "clinic/location"),
    ("answer", frozenset({"effectiveness", "benefits", "definition"}), _HOW, "faq/mechanism"),
    ("answer", frozenset({"effectiveness"}), _STAGE, "faq/effectiveness"),
    ("answer", frozenset({"suitability"}), _STAGE, "faq/suitability"),
    ("", frozenset(), _HOW, "follow_up/more"),
    ("", frozenset(), _WHY, "follow_up/more"),
)
_UNCLEAR = frozenset({"nlu_fallback", "off_topic", "smalltalk", "follow_up"})


def completed(question: Question, context: Context) -> Question:
    """The question that a fragment asks after what was talked about; any other as it is."""
    unclear = question.family in _UNCLEAR and question.reason in (None, "unsure")
    if not unclear or question.treatments:
        return question
    for kind, topics, pattern, intent in _FRAGMENTS:
        fits = (not kind or kind == context.kind) and (not topics or context.topic in topics)
        if fits and pattern.fullmatch(question.text):
            family, _, id_ = intent.partition("/")
            return replace(question, family=family, id=id_)
    return question


def of_same(question: Question, before: Sequence[Question], context: Context) -> Question:
    """After side effects, and after a session, "how long?" is about these, not about results."""
    last = before[-1] if before else None
    topic = last.id if last else context.topic if context.kind == "answer" else None
    pattern = _LENGTH_OF.get(topic or "")
    if pattern and question.id in {*_TIMES, ""} and pattern.search(question.text):
        return replace(question, family="faq", id=str(topic), bare=False)
    return question
