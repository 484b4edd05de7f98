"""Asks for what the guide says to weigh, one question per message, for the consultation sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from actions.asking import SKIPS, begins_like_question, plain, stops, sure_questions
from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.model import Factor
from actions.reply import Button, Reply
from actions.sheet import as_text, in_short, sheet
from components.reading import Question, Reading

#: Family of the intents of its buttons. The buttons' topics are these three and, for the options
#: of a factor, the factor's id with a number: stage-1, stage-2 …
FAMILY = "sheet"
BEGIN, SKIP, STOP = "sheet", "sheet-skip", "sheet-stop"
_ASK, _STOPPED = "ask", "stopped"
#: Replies below which the sheet is offered: who can be treated, and what a consultation is.
_CONSULTATION = ("clinic", "consultation")
_LEAD_HERE = frozenset({("answer", "suitability"), _CONSULTATION})
#: Seconds without a message after which it is abandoned: what comes then is about something else.
_ABANDONED = 3600
#: Confidence from which the wish to be contacted, which no question of the sheet asks for, is one.
_WISH, _WISH_SURE = "clinic/person", 0.5
#: Families that an answer may read like: "5 years" alone reads like a question about how long
#: results last. A question about these must also begin like one.
_OF_TREATMENTS = frozenset({"faq", "gap"})
_UNREAD = ("empty", "long")

_TITLES = {BEGIN: "Prepare my questions", SKIP: "Skip", STOP: "Stop"}
_INTRO = (
    "Let's get a sheet ready for your consultation, with {count} short questions on what the guide "
    "says to weigh. Pick an answer or use your own words; send “skip” to leave one out and “stop” "
    "to end it. I only repeat what you tell, and it is kept with this conversation. Please leave "
    "out names, and what you would rather say in person."
)
#: Added to the reply about the consultation: the button alone does not say what it is for.
_LEAD = "I can also help you get a sheet of questions ready to bring."
_STOP_SAID = "All right, I leave it there. No sheet is made."


def choices(knowledge: Knowledge) -> dict[str, str]:
    """Topic of each button -> its title."""
    picks = {
        _topic(factor, number): option
        for factor in knowledge.factors.values()
        for number, option in enumerate(factor.options)
    }
    return _TITLES | picks


def heard(
    reading: Reading, text: str, context: Context, knowledge: Knowledge
) -> tuple[Reading, Context]:
    """What a message means while the sheet is prepared.

    An answer is stored in the context; after a question, the reading also asks for the next
    answer again. Messages that have nothing to do with a sheet are returned as they are.
    """
    pressed = next((q.id for q in reading.questions if q.family == FAMILY), None)
    if plain(text) == plain(_TITLES[BEGIN]):  # typed instead of pressed
        pressed = BEGIN
    if pressed is None and context.sheet_answers is None:
        return reading, context
    told: dict[str, str] = dict((context.sheet_answers or {}).get("told", {}))
    words = pressed or plain(text)
    if words == STOP or stops(words):
        return _only(_STOPPED), replace(context, sheet_answers=None)
    factor = _next(told, knowledge)
    if pressed is None and factor:
        meant = _meant(words, factor)
        if meant is None and _asks(reading, text):
            return replace(reading, questions=(*reading.questions, _question(_ASK))), context
        told[factor.id] = in_short(text) if meant is None else meant
    elif pressed == SKIP and factor and context.sheet_answers is not None:
        told[factor.id] = ""
    else:
        told |= _picked(words, knowledge)
    begins = context.sheet_answers is None and not told
    return _only(BEGIN if begins else _ASK), replace(context, sheet_answers={"told": told})


def prepare(question: Question, context: Context, knowledge: Knowledge) -> tuple[Reply, Context]:
    """The next question, or the finished sheet after the last one."""
    if question.id == _STOPPED:
        return Reply(_STOP_SAID, "smalltalk"), context
    told = (context.sheet_answers or {}).get("told", {})
    factor = _next(told, knowledge)
    if factor is None:
        made = sheet(told, context, knowledge)
        reply = Reply(as_text(made), "clinic", "consultation", source=knowledge.clinic.name)
        return replace(reply, sheet=asdict(made)), replace(context, sheet_answers=None)
    place, count = [*knowledge.factors].index(factor.id) + 1, len(knowledge.factors)
    asked = f"{place} of {count}: {factor.question}"
    intro = f"{_INTRO.format(count=count)}\n\n" if question.id == BEGIN else ""
    return Reply(intro + asked, "smalltalk", buttons=_buttons(factor)), context


def with_way_here(replies: Sequence[Reply], before: Context, after: Context) -> list[Reply]:
    """Offer the sheet in the last reply if a reply leads here; never beside or after an alarm."""
    leads = {(each.kind, each.topic) for each in replies if not each.sheet} & _LEAD_HERE
    alarmed = before.alarm.is_raised or after.alarm.is_raised
    if not leads or alarmed or after.sheet_answers is not None:
        return list(replies)
    last = replies[-1]
    text = f"{last.text} {_LEAD}" if _CONSULTATION in leads else last.text
    return [*replies[:-1], replace(last, text=text, prepare=True)]


def apart_from_sheet(replies: list[Reply], context: Context) -> tuple[list[Reply], list[Reply]]:
    """Split the replies: the answers, and the sheet's question that is asked again after them."""
    place = len(replies) if context.sheet_answers is None else -1
    return replies[:place], replies[place:]


def without_abandoned(context: Context, now: float) -> Context:
    """The context without a sheet that was abandoned; `now` in seconds."""
    asked_at = (context.sheet_answers or {}).get("at", now)
    return context if now - asked_at < _ABANDONED else replace(context, sheet_answers=None)


def timed(context: Context, now: float) -> Context:
    """The context with the time of the last answer for the sheet; `now` in seconds."""
    if context.sheet_answers is None:
        return context
    return replace(context, sheet_answers={**context.sheet_answers, "at": int(now)})


def _only(name: str) -> Reading:
    return Reading((_question(name),), because=FAMILY)


def _question(name: str) -> Question:
    return Question(f"{FAMILY}/{name}", because=FAMILY)


def _next(told: Mapping[str, Any], knowledge: Knowledge) -> Factor | None:
    return next((f for f in knowledge.factors.values() if f.id not in told), None)


def _asks(reading: Reading, text: str) -> bool:
    """Whether the message is a question of its own, or could not be read, rather than an answer."""
    if text.rstrip().endswith("?") or any(q.reason in _UNREAD for q in reading.questions):
        return True
    if any(q.intent == _WISH and q.confidence >= _WISH_SURE for q in reading.questions):
        return True
    begins = begins_like_question(text)
    return any(begins or each.family not in _OF_TREATMENTS for each in sure_questions(reading))


def _meant(words: str, factor: Factor) -> str | None:
    """The option named by its text or number; "" to skip, None if the words are the visitor's."""
    if words in SKIPS:
        return ""
    named = (o for n, o in enumerate(factor.options, 1) if words in (str(n), plain(o)))
    return next(named, None)


def _picked(pressed: str, knowledge: Knowledge) -> dict[str, str]:
    """The answer of the pressed button; one of an earlier question changes that answer."""
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
