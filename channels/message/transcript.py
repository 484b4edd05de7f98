"""Transcript: what was said in a conversation, read from its stored events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Protocol

from actions.knowledge import Knowledge
from actions.sheet_dialogue import BEGIN, choices
from privacy.masking import NOTICE, REQUEST_NOTICE

Reply = dict[str, Any]
#: At most twenty characters, because of WhatsApp.
REQUEST_TITLE = "Please contact me"
PERSON_TITLE = "Chat with a person"
_SORRY = "Sorry, something went wrong on my side. Please ask again, or call {phone}."


@dataclass
class Turn:
    """A visitor's message and the bot's replies to it: {"text", "buttons", "custom"} each."""

    id: str
    text: str
    time: float
    masked: bool
    said: list[Mapping[str, Any]] = field(default_factory=list)
    said_at: float = 0.0

    @property
    def is_urgent(self) -> bool:
        """Whether a reply is urgent; then nothing else may stand beside it."""
        return any(reply["custom"].get("kind") == "urgent" for reply in self.said)


class Transcript:
    """Turns in order. The first one that held personal data carries the notice about it."""

    def __init__(self, events: Iterable[Mapping[str, Any]]) -> None:
        self.turns = list(_turns(events))
        calm = (turn for turn in self.turns if turn.masked and not turn.is_urgent)
        #: The turn that carries the notice, if these are the first turns of the conversation.
        self.noticed = next(calm, None)

    def replies(self, message_id: str, teller: Teller) -> list[Reply]:
        """The replies to one message, the same each time."""
        turn = next(turn for turn in self.turns if turn.id == message_id)
        return teller.replies(turn.id, turn.said, notice=turn is self.noticed)

    def messages(self, teller: Teller) -> list[dict[str, Any]]:
        """Everything that was said, in the form that the widget restores."""
        entries: list[dict[str, Any]] = []
        for turn in self.turns:
            asked = {"id": turn.id, "role": "visitor", "text": turn.text}
            entries.append(asked | {"time": _moment(turn.time)})
            for reply in teller.replies(turn.id, turn.said, notice=turn is self.noticed):
                entries.append(reply | {"role": "bot", "time": _moment(turn.said_at or turn.time)})
        return entries


class Offers(Protocol):
    """Gives buttons their ids, as `Buttons` does."""

    def offer(self, button: Mapping[str, Any]) -> dict[str, str]: ...


class Teller:
    """Puts replies into the form that visitors get, with ids for replies and buttons."""

    def __init__(
        self,
        buttons: Offers,
        knowledge: Knowledge,
        request_button: str = "",
        person_button: str = "",
    ) -> None:
        """`request_button` and `person_button` are ids of buttons; "" where there is none."""
        self._buttons = buttons
        self._knowledge = knowledge
        self._request_button = request_button
        self._ways = (
            ("person", person_button, PERSON_TITLE),
            ("request", request_button, REQUEST_TITLE),
        )

    def replies(
        self, message_id: str, said: Iterable[Mapping[str, Any]], *, notice: bool = False
    ) -> list[Reply]:
        """At least one reply: if none was stored, a sentence says that something went wrong."""
        spoken: list[Mapping[str, Any]] = [*said] or [self._own(_SORRY, "clarify", None)]
        spoken = [self._notice(), *spoken] if notice else spoken
        return [
            {
                "id": f"{message_id}.{number}",
                "text": reply["text"],
                "buttons": [*self._offers(reply), *map(self._buttons.offer, reply["buttons"])],
                "custom": reply["custom"],
            }
            for number, reply in enumerate(spoken, 1)
        ]

    def _offers(self, reply: Mapping[str, Any]) -> list[dict[str, str]]:
        """The buttons of a reply besides those that ask a question."""
        label, offers = reply["custom"], []
        if label.get("prepare"):
            title = choices(self._knowledge)[BEGIN]
            offers = [self._buttons.offer({"topic": BEGIN, "title": title, "payload": title})]
        ways = (way for way in self._ways if way[1] and label.get(way[0]))
        return [*offers, *({"id": id_, "title": title} for _, id_, title in ways)]

    def _notice(self) -> Reply:
        if not self._request_button:
            return self._own(NOTICE, "clinic", "privacy")
        notice = self._own(REQUEST_NOTICE, "clinic", "privacy")
        notice["custom"]["request"] = True
        return notice

    def _own(self, text: str, kind: str, topic: str | None) -> Reply:
        clinic = self._knowledge.clinic
        numbers = [{"title": "Call the clinic", "number": clinic.phone}]
        label: dict[str, Any] = {"kind": kind, "topic": topic, "treatment": None}
        label |= {"source": clinic.name, "numbers": numbers}
        return {"text": self._knowledge.fill(text), "buttons": [], "custom": label}


def _turns(events: Iterable[Mapping[str, Any]]) -> Iterator[Turn]:
    turn: Turn | None = None
    for event in events:
        if event["event"] == "user":
            if turn:
                yield turn
            masked = bool((event.get("metadata") or {}).get("masked"))
            turn = Turn(event["message_id"], event["text"] or "", event["timestamp"], masked)
        elif turn:
            data = event.get("data") or {}
            label, buttons = data.get("custom") or {}, data.get("buttons") or []
            turn.said.append({"text": event["text"] or "", "buttons": buttons, "custom": label})
            turn.said_at = event["timestamp"]
    if turn:
        yield turn


def _moment(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, timezone.utc).isoformat(timespec="milliseconds")
