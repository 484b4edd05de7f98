"""Alarm: a state machine for what follows an urgent reply; only clear words end an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, NamedTuple, get_args

from components.reading import Question, Reading, Urgency

#: From this confidence on, a question after an urgent reply counts as a change of subject. Once
#: help is there, any confidence will do.
CLEAR = 0.5
#: Never a change of subject: whoever asks what to take may be asking because of the emergency.
_ABOUT_IT = frozenset({"gap/medicines"})
#: After a crisis "is it painful?" and "how long does it take?" may be about dying. These intents
#: must therefore be read with `_SURE`, as "how many months until I see hair?" is.
_MAY_BE_DYING = frozenset({"faq/procedure", "faq/results_timeline", "gap/duration"})
_SURE = 0.9
#: Small talk that is answered together with the reminder. "Are you human?" must always get an
#: honest answer.
_COURTESIES = frozenset({"thanks", "goodbye", "bot_challenge"})


class Stage(Enum):
    """The state of an alarm: not raised, urgent reply said, help has come, or all over."""

    NONE = "none"
    SAID = "said"
    HELPED = "helped"
    OVER = "over"


class Event(Enum):
    """What a message means for the current alarm; MILDER is a new alarm of a less urgent kind."""

    FRESH = "fresh"
    MILDER = "milder"
    HELPED = "helped"
    OVER = "over"
    STILL = "still"
    ASKS = "asks"  # a clear question about something else
    MOVES_ON = "moves on"  # the same, in a message that also says that help is there or all is over
    COURTESY = "courtesy"
    CHAT = "chat"
    UNCLEAR = "unclear"


class Say(Enum):
    """What to reply: a text of the urgent reply, or the usual answers, with or without a number."""

    TEXT = "text"
    AGAIN = "again"
    HELPED = "helped"
    WAITING = "waiting"
    OVER = "over"
    AFFIRM = "affirm"
    ANSWERS = "answers"
    ANSWERS_BEHIND_NUMBER = "answers behind the number"
    COURTESY_WITH_NUMBER = "courtesy with the number"


#: Texts of the urgent reply; the message gets no other answer beside them.
ALONE = frozenset({Say.TEXT, Say.AGAIN, Say.HELPED, Say.WAITING, Say.OVER})

#: Stage and event -> what to reply and the next stage. A fresh alarm wins in every stage.
TABLE: Mapping[Stage, Mapping[Event, tuple[Say, Stage]]] = {
    Stage.NONE: {
        **dict.fromkeys(Event, (Say.ANSWERS, Stage.NONE)),
        Event.FRESH: (Say.TEXT, Stage.SAID),
        Event.MILDER: (Say.TEXT, Stage.SAID),
    },
    Stage.SAID: {
        Event.FRESH: (Say.TEXT, Stage.SAID),
        Event.MILDER: (Say.AGAIN, Stage.SAID),
        Event.HELPED: (Say.HELPED, Stage.HELPED),
        Event.OVER: (Say.OVER, Stage.OVER),
        Event.STILL: (Say.AGAIN, Stage.SAID),
        Event.ASKS: (Say.ANSWERS_BEHIND_NUMBER, Stage.NONE),
        Event.MOVES_ON: (Say.ANSWERS, Stage.NONE),
        Event.COURTESY: (Say.COURTESY_WITH_NUMBER, Stage.SAID),
        Event.CHAT: (Say.AGAIN, Stage.SAID),
        Event.UNCLEAR: (Say.AGAIN, Stage.SAID),
    },
    Stage.HELPED: {
        Event.FRESH: (Say.TEXT, Stage.SAID),
        Event.MILDER: (Say.WAITING, Stage.HELPED),
        Event.HELPED: (Say.WAITING, Stage.HELPED),
        Event.OVER: (Say.OVER, Stage.OVER),
        Event.STILL: (Say.WAITING, Stage.HELPED),
        Event.ASKS: (Say.ANSWERS, Stage.NONE),
        Event.MOVES_ON: (Say.ANSWERS, Stage.NONE),
        Event.COURTESY: (Say.ANSWERS, Stage.HELPED),
        Event.CHAT: (Say.ANSWERS, Stage.HELPED),
        Event.UNCLEAR: (Say.WAITING, Stage.HELPED),
    },
    Stage.OVER: {
        Event.FRESH: (Say.TEXT, Stage.SAID),
        Event.MILDER: (Say.TEXT, Stage.SAID),
        Event.HELPED: (Say.HELPED, Stage.HELPED),
        Event.OVER: (Say.AFFIRM, Stage.OVER),
        Event.STILL: (Say.AGAIN, Stage.SAID),
        Event.ASKS: (Say.ANSWERS, Stage.NONE),
        Event.MOVES_ON: (Say.ANSWERS, Stage.NONE),
        Event.COURTESY: (Say.ANSWERS, Stage.OVER),
        Event.CHAT: (Say.ANSWERS, Stage.OVER),
        Event.UNCLEAR: (Say.ANSWERS, Stage.OVER),
    },
}


@dataclass(frozen=True)
class Alarm:
    """The current alarm; `reminders` counts those given so far."""

    kind: Urgency = "emergency"
    stage: Stage = Stage.NONE
    reminders: int = 0

    @property
    def is_raised(self) -> bool:
        """Whether an urgent reply was given and nothing else was asked since."""
        return self.stage is not Stage.NONE

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Alarm:
        """The alarm of a conversation; the opposite of `slots`."""
        # A conversation that version 1.0 began has the stage behind a colon: the alarm goes on.
        kind = _KINDS.get(str(slots.get("urgent")).partition(":")[0])
        if kind is None:
            return cls()
        stage = Stage(slots.get("urgent_stage") or Stage.SAID.value)
        return cls(kind, stage, int(slots.get("urgent_reminders") or 0))

    def slots(self) -> dict[str, Any]:
        """The slots that keep it, each with one thing; None where there is no alarm."""
        if not self.is_raised:
            return {"urgent": None, "urgent_stage": None, "urgent_reminders": None}
        return {
            "urgent": self.kind,
            "urgent_stage": self.stage.value,
            "urgent_reminders": self.reminders,
        }


_KINDS: Mapping[str, Urgency] = {kind: kind for kind in get_args(Urgency)}


class Step(NamedTuple):
    """One step of the machine: what to reply, about which alarm, and the alarm afterwards."""

    say: Say
    alarm: Alarm
    after: Alarm


def step(reading: Reading, alarm: Alarm) -> Step:
    """Reply and next state of the alarm after this message."""
    event = event_of(reading, alarm)
    say, stage = TABLE[alarm.stage][event]
    if event is Event.MILDER and alarm.kind == "crisis" and alarm.stage is not Stage.OVER:
        # Another kind of harm: it gets its own reply, but the crisis remains the current alarm.
        return Step(Say.TEXT, Alarm("post_procedure", Stage.SAID), alarm)
    if say is Say.TEXT:
        alarm = Alarm(_KINDS.get(reading.urgency or "", "emergency"), Stage.SAID)
        return Step(say, alarm, alarm)
    reminds = say in (Say.AGAIN, Say.COURTESY_WITH_NUMBER)
    reminders = alarm.reminders + 1 if reminds else 0
    return Step(say, alarm, replace(alarm, stage=stage, reminders=reminders))


def event_of(reading: Reading, alarm: Alarm) -> Event:
    """What the message means for this alarm."""
    if reading.urgency:
        milder = reading.urgency == "post_procedure" and alarm.kind != "post_procedure"
        return Event.MILDER if milder else Event.FRESH
    questions = reading.questions
    asks = any(_is_clear(question, alarm) for question in questions)
    if reading.aftermath:
        moves_on = asks and reading.aftermath != "still"
        return Event.MOVES_ON if moves_on else Event(reading.aftermath)
    if asks:
        return Event.ASKS
    chat = {question.id for question in questions if question.family == "smalltalk"}
    if not chat or len(chat) < len({q.intent for q in questions}) or "worry" in chat:
        return Event.UNCLEAR
    return Event.COURTESY if chat & _COURTESIES else Event.CHAT


def _is_clear(question: Question, alarm: Alarm) -> bool:
    """Whether the question has clearly left the alarm for another subject."""
    if question.family not in ("faq", "gap", "clinic") or question.intent in _ABOUT_IT:
        return False
    is_crisis = alarm.kind == "crisis" and alarm.stage is not Stage.OVER
    if is_crisis and question.intent in _MAY_BE_DYING and not question.treatment:
        return question.confidence >= _SURE
    return alarm.stage is not Stage.SAID or question.confidence >= CLEAR
