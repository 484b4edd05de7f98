"""Sequels: what a question means after what was talked about, or by what it puts together."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.context import Context
from actions.question import Question

_SAFE = re.compile(
    r"\b(?:safe|safely|safer|safety|unsafe|risks?|risky|danger\w*|harm\w*|side[ -]?effects?)\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:combin\w+|mix\w*|together|at once|(?:at )?the same time|same (?:day|session|visit)|"
    r"both in one|(?:prp|plasma) (?:with|plus) (?:the )?exosomes?|exosomes? (?:with|plus) (?:the )?"
    r"(?:prp|plasma))\b",
    re.IGNORECASE,
)
_MAY_BE_COMBINED = frozenset({"safety", "combination", "other", "rare_risks", "medical", ""})
#: "How long do they last?", which says nothing of results.
_LASTING = re.compile(
    r"\b(?:they|it|that|this|these|those) (?:last|go away|settle)\b", re.IGNORECASE
)


def at_once(question: Question, context: Context) -> Question:
    """Whether both are safe together is not what the guide says of each."""
    named = set(question.treatments) & {"prp", "exosomes"}
    together = len(named) != 1 and _AT_ONCE.search(question.text)
    goes_on = context.topic == "combination" and not named
    fits = question.family != "urgent" and question.id in _MAY_BE_COMBINED
    if not (fits and (together or goes_on) and _SAFE.search(question.text)):
        return question
    return replace(question, family="gap", id="rare_risks", treatments=("both",), bare=False)


def of_effects(question: Question, context: Context) -> Question:
    """After side effects "how long do they last?" is about these, not about results."""
    about_effects = context.kind == "answer" and context.topic == "recovery"
    if about_effects and question.id == "duration" and _LASTING.search(question.text):
        return replace(question, family="faq", id="recovery", bare=False)
    return question
