"""Preparing: asks what the article says to weigh, one question a message, for the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from actions.asking import SKIPS, plain, stops
from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Factor
from actions.reply import Button, Reply
from actions.sheet import as_text, in_short, sheet
from components.reading import UNSURE, Question, Reading

#: The intents of its buttons, and the topics these have: of answers they are stage-1, stage-2 …
FAMILY = "sheet"
BEGIN, SKIP, STOP = "sheet", "sheet-skip", "sheet-stop"
_ASK, _STOPPED = "ask", "stopped"
#: Replies that lead here: who may have it, and what a consultation is.
_CONSULTATION = ("clinic", "consultation")
_LEAD_HERE = frozenset({("answer", "suitability"), _CONSULTATION})
#: Seconds after which it is over: what is written then belongs to something else.
_ABANDONED = 3600
#: Without a question mark a message asks from this probability on. Of the treatments only where it
#: begins so: "5 years" alone reads like a question on how long results last.
_SURE = 0.85
_BEGINNINGS = frozenset(
    "what what's how how's is are was does do did can could will would should may who who's whose "
    "when where why which has any tell explain show compare describe".split()
)
_OF_TREATMENTS = frozenset({"faq", "gap"})
#: What is told reads like these.
_TELLS = frozenset(
    {
        "smalltalk/story",
        "smalltalk/worry",
        "smalltalk/affirm",
        "smalltalk/deny",
        "off_topic",
        UNSURE,
    }
)
_UNREAD = ("empty", "long")

_TITLES = {BEGIN: "Prepare my questions", SKIP: "Skip", STOP: "Stop"}
_INTRO = (
    "Let's get a sheet ready for your consultation, with {count} short questions on what the guide "
    "says to weigh. Pick an answer or use your own words; send “skip” to leave one out and “stop” "
    "to end it. I only repeat what you tell, and it is kept with this conversation. Please leave "
    "out names, and what you would rather say in person."
)
#: Said to who asks about the consultation: the button alone does not say what it is for.
_LEAD = "I can also help you get a sheet of questions ready to bring."
_STOP_SAID = "All right, I leave it there. No sheet is made."


def choices(knowledge: Knowledge) -> dict[str, str]:
    """What its buttons say, by their topics."""
    picks = {
        _topic(factor, number): option
        for factor in knowledge.factors.values()
        for number, option in enumerate(factor.options)
    }
    return _TITLES | picks


def heard(
    reading: Reading, text: str, context: Context, knowledge: Knowledge
) -> tuple[Reading, Context]:
    """What a message is to it: an answer, which is kept, or a question, behind which it goes on."""
    pressed = next((q.id for q in reading.questions if q.family == FAMILY), None)
    if pressed is None and context.preparing is None:
        return reading, context
    told: dict[str, str] = dict((context.preparing or {}).get("told", {}))
    words = pressed or plain(text)
    if words == STOP or stops(words):
        return _only(_STOPPED), replace(context, preparing=None)
    factor = _next(told, knowledge)
    if pressed is None and factor:
        meant = _meant(words, factor)
        if meant is None and _asks(reading, text):
            return replace(reading, questions=(*reading.questions, _question(_ASK))), context
        told[factor.id] = in_short(text) if meant is None else meant
    elif pressed == SKIP and factor and context.preparing is not None:
        told[factor.id] = ""
    else:
        told |= _picked(words, knowledge)
    begins = context.preparing is None and not told
    return _only(BEGIN if begins else _ASK), replace(context, preparing={"told": told})


def prepare(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The next question, or the sheet behind the last."""
    if question.id == _STOPPED:
        return Reply(_STOP_SAID, "smalltalk"), context
    told = (context.preparing or {}).get("told", {})
    factor = _next(told, knowledge)
    if factor is None:
        made = sheet(told, context, knowledge)
        reply = Reply(as_text(made), "clinic", "consultation", source=knowledge.clinic.name)
        return replace(reply, sheet=asdict(made)), replace(context, preparing=None)
    place, count = [*knowledge.factors].index(factor.id) + 1, len(knowledge.factors)
    asked = f"{place} of {count}: {factor.question}"
    intro = f"{_INTRO.format(count=count)}\n\n" if question.id == BEGIN else ""
    return Reply(intro + asked, "smalltalk", buttons=_buttons(factor)), context


def with_way_here(replies: Sequence[Reply], before: Context, after: Context) -> list[Reply]:
    """The last reply offers it where one leads here; never beside or after an alarm."""
    leads = {(each.kind, each.topic) for each in replies if not each.sheet} & _LEAD_HERE
    if not leads or before.urgent or after.urgent or after.preparing is not None:
        return list(replies)
    last = replies[-1]
    text = f"{last.text} {_LEAD}" if _CONSULTATION in leads else last.text
    return [*replies[:-1], replace(last, text=text, prepare=True)]


def in_front(replies: list[Reply], context: Context) -> tuple[list[Reply], list[Reply]]:
    """What is answered, and behind it the question that is asked again, where one is."""
    place = len(replies) if context.preparing is None else -1
    return replies[:place], replies[place:]


def in_time(context: Context, now: float) -> Context:
    """Without what was left alone for too long."""
    asked_at = (context.preparing or {}).get("at", now)
    return context if now - asked_at < _ABANDONED else replace(context, preparing=None)


def at(context: Context, now: float) -> Context:
    """With when it went on last."""
    if context.preparing is None:
        return context
    return replace(context, preparing={**context.preparing, "at": int(now)})


def _only(name: str) -> Reading:
    return Reading((_question(name),), because=FAMILY)


def _question(name: str) -> Question:
    return Question(f"{FAMILY}/{name}", because=FAMILY)


def _next(told: Mapping[str, Any], knowledge: Knowledge) -> Factor | None:
    return next((f for f in knowledge.factors.values() if f.id not in told), None)


def _asks(reading: Reading, text: str) -> bool:
    """A question of its own, or nothing that could be told."""
    if text.rstrip().endswith("?") or any(q.reason in _UNREAD for q in reading.questions):
        return True
    begins = (plain(text).split() or [""])[0] in _BEGINNINGS
    asked = (q for q in reading.questions if {q.family, q.intent}.isdisjoint(_TELLS))
    sure = (question for question in asked if question.confidence >= _SURE)
    return any(begins or question.family not in _OF_TREATMENTS for question in sure)


def _meant(words: str, factor: Factor) -> str | None:
    """The option that is named, by its number too; "" to skip, None for own words."""
    if words in SKIPS:
        return ""
    named = (o for n, o in enumerate(factor.options, 1) if words in (str(n), plain(o)))
    return next(named, None)


def _picked(pressed: str, knowledge: Knowledge) -> dict[str, str]:
    """By a button, also one of an earlier question: it changes what was told."""
    return {
        factor.id: option
        for factor in knowledge.factors.values()
        for number, option in enumerate(factor.options)
        if _topic(factor, number) == pressed
    }


def _topic(factor: Factor, number: int) -> str:
    return f"{factor.id}-{number + 1}"


def _buttons(factor: Factor) -> tuple[Button, ...]:
    picks = [Button(o, o, _topic(factor, number)) for number, o in enumerate(factor.options)]
    leaves = [Button(_TITLES[topic], _TITLES[topic], topic) for topic in (SKIP, STOP)]
    return (*picks, *leaves)
