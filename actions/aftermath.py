"""Aftermath: what a visitor writes after an urgent reply, and whether it is about that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.context import Context
from actions.news import asks_back, news
from actions.question import Question

#: Confidence from which a question after an urgent reply is one of its own.
_CLEAR = 0.45
#: The same where it might be about what happened, and names a treatment.
_CERTAIN = 0.6
_REACHED_BY = frozenset({"contact", "hours", "location"})
_MEANS = re.compile(r"\b(?:numbers?|phone|address|e-?mail|hours?|open|close|where)\b", re.I)
#: Pressed buttons are certain.
_PRESSED = 1.0
#: What may still be about what happened: "should I worry?", "how long does it last?".
_STILL = frozenset(
    "recovery safety rare_risks personal_case medicines conditions contraindications duration "
    "activities shedding scalp_conditions other contact person hours location staff complaint "
    "photos medical manipulation".split()
)

#: What is answered beside the reminder; "are you human?" is owed the truth at any time.
_COURTESIES = frozenset({"thanks", "goodbye", "bot_challenge"})

#: So short a message names no other trouble: "worse", "it is not over".
_FEW_WORDS = 5
_DESPAIR = re.compile(
    r"\b(?:die|dying|dead|kill|suicid\w*|myself|live|alive|life|pills?|overdos\w*)\b", re.I
)
#: "Is it painful", "how long does it take": about what happened, whatever it is like.
_POINTS_BACK = re.compile(r"\b(?:it|its|it's|this|that|they|them)\b", re.I)


def after_urgent(questions: Sequence[Question], context: Context, text: str) -> list[Question]:
    """The questions as they are, or one about what the last urgent reply was given for.

    Its `reason` is "helped" or "over" where the message says that help is on its way or that all
    is well, "waiting" where it is about it after that, and "again" where it may still be.
    """
    if context.urgent is None:
        return list(questions)
    kind, _, stage = context.urgent.partition(":")
    told = [] if asks_back(text) else news(text, kind)
    if stage == "over" and "over" in told and None not in told:
        return [Question("smalltalk", "affirm")]
    if told and None not in told:
        first = "waiting" if stage == "helped" else "helped"
        return [Question("urgent", kind, reason="over" if "over" in told else first)]
    if _is_milder(questions, kind, text) and stage != "over":
        return [Question("urgent", kind, reason="waiting" if stage == "helped" else "again")]
    if stage == "over" or not is_still_urgent(questions, context):
        return list(questions)
    asked = [question for question in questions if _is_another(question)]
    if asked and any(told):
        return asked
    if stage == "helped" and all(_is_chat(question) for question in questions):
        return list(questions)
    helped = stage == "helped" or "helped" in told
    return [Question("urgent", kind, reason="waiting" if helped else "again")]


def is_still_urgent(questions: Sequence[Question], context: Context) -> bool:
    """Whether nothing in the message is clearly another subject than the urgent one before it.

    "Who do I call?", "yes" and "will PRP fix it" must not be answered as if nothing had happened.
    """
    asked = [q for q in questions if q.family != "smalltalk"]  # "thanks, should I worry?"
    if context.urgent is None:
        return False
    if context.urgent.startswith("post_procedure") and any(map(_is_how_to_reach, asked)):
        return False
    return not any(map(_moves_on, asked or questions))


def _is_how_to_reach(question: Question) -> bool:
    """Who is told to ring the clinic may ask for its number, its hours and its address."""
    return question.id in _REACHED_BY and bool(_MEANS.search(question.text))


def _is_milder(questions: Sequence[Question], kind: str, text: str) -> bool:
    """Whether what is urgent now says less than what was before: "it's getting worse"."""
    now = {question.id for question in questions if question.family == "urgent"}
    if kind == "post_procedure" or not now or kind in now:
        return False
    short = len(text.split()) <= _FEW_WORDS
    return now == {"post_procedure"} or (short and not _DESPAIR.search(text))


def _is_chat(question: Question) -> bool:
    return question.family == "smalltalk" and question.id != "worry"


def _is_another(question: Question) -> bool:
    """Whether it asks what can't be about it: enough where help is known to be there."""
    return question.family in ("faq", "gap", "clinic") and question.id not in _STILL


def _moves_on(question: Question) -> bool:
    if question.family == "urgent" or question.confidence >= _PRESSED:
        return True
    if question.family == "smalltalk":
        return question.id in _COURTESIES
    if not question.treatments and _POINTS_BACK.search(question.text):
        return False
    if question.family not in ("faq", "gap", "clinic") or question.bare:
        return False
    if question.id in _STILL:  # "should I worry?", but "Is PRP safe?" is a question of its own
        return bool(question.treatments) and question.confidence >= _CERTAIN
    return question.confidence >= _CLEAR
