"""ConversationStore: Rasa's tracker store on our tables; raises errors that Rasa's would hide."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from copy import copy
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import IntegrityError

from operations.settings import Settings
from storage import turn_metrics
from storage.processes.membership import Membership
from storage.sql.database import Database
from storage.sql.database_tables import CONVERSATIONS, EVENTS, RATINGS
from storage.sql.store_errors import ConflictError
from storage.unanswered import Unanswered

# Statements are built once: SQLAlchemy takes longer to build one than SQLite to run it.
_EVENTS = (
    sa.select(
        *(CONVERSATIONS.c.started, CONVERSATIONS.c.turns, CONVERSATIONS.c.slots),
        *(EVENTS.c.turn, EVENTS.c.data),
    )
    .join(EVENTS, EVENTS.c.sender_id == CONVERSATIONS.c.id)
    .where(CONVERSATIONS.c.id == sa.bindparam("sender_id"))
    .order_by(EVENTS.c.id)
)
_RECENT_EVENTS = _EVENTS.where(EVENTS.c.turn > CONVERSATIONS.c.turns - sa.bindparam("last"))
_ADD_EVENTS = EVENTS.insert()
_BEGIN = CONVERSATIONS.insert()
_PAST = (EVENTS.c.sender_id == sa.bindparam("here")) & (EVENTS.c.turn <= sa.bindparam("past"))
_PAST_MESSAGES = sa.select(EVENTS.c.message_id).where(_PAST, EVENTS.c.message_id.is_not(None))
_FORGET = EVENTS.delete().where(_PAST)
_GO_ON = CONVERSATIONS.update().where(
    CONVERSATIONS.c.id == sa.bindparam("here"),
    CONVERSATIONS.c.turns == sa.bindparam("after"),
    CONVERSATIONS.c.started == sa.bindparam("begun"),
)


class StoredTracker(DialogueStateTracker):
    """Knows how many of its events are stored, its last stored turn, and when it was begun.

    A conversation that its visitor had erased starts again under the same id, so its beginning
    tells old from new.
    """

    stored = 0
    turn = 0
    begun = 0.0

    def copy(self) -> StoredTracker:
        """The tracker as it is; Rasa's own method replays all events, twice for each message."""
        twin = copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy(self.active_loop)
        return twin


class ConversationStore(TrackerStore):
    """Loads the last turns, stores new events in one transaction, and deletes the oldest ones.

    Predictions need only the slots and the present turn, so long conversations cost no more.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        turns: int = 1,
        **kwargs: Any,
    ) -> None:
        """`host` is the database's URL; `turns` is how many of the last turns are loaded."""
        super().__init__(domain, event_broker, **kwargs)
        settings = Settings.load()
        self.database = Database(host or settings.database)
        self.membership = Membership(self.database)
        self.unanswered = Unanswered(self.database, settings)
        self.turns = turns
        self._kept = settings.conversation_messages
        self._sizes: dict[str, int] = {}

    def init_tracker(self, sender_id: str) -> StoredTracker:
        return StoredTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> StoredTracker | None:
        """The conversation with the events of its last turns."""
        return await self._retrieve(sender_id, self.turns)

    async def retrieve_full_tracker(self, conversation_id: str) -> StoredTracker | None:
        """The conversation with all its events."""
        return await self._retrieve(conversation_id, None)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations that are not erased."""
        query = sa.select(CONVERSATIONS.c.id).where(~CONVERSATIONS.c.erased)
        return await self.database.run(lambda connection: list(connection.scalars(query)))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the tracker's new events.

        Raises:
            ConflictError: another process has changed the conversation meanwhile.
            StoreError: the database failed.
        """
        if not isinstance(tracker, StoredTracker):
            tracker = await self._adopt(tracker)
        events = list(tracker.events)[tracker.stored :]
        if not events:
            return
        set_slots = _set_slots(tracker)
        slots = json.dumps(set_slots)
        rows = [_row(tracker, event) for event in events]
        past = tracker.turn + 1 - self._kept  # the last turn to delete
        now = time.time()

        def work(connection: Any) -> None:
            _store(connection, tracker, rows, slots, now)
            if past > 0:
                _forget(connection, tracker.sender_id, past)

        await self.database.run(work)
        self._sizes[tracker.sender_id] = sum(len(row["data"]) for row in rows)
        turn_metrics.count(list(tracker.events)[: tracker.stored], events)
        self.unanswered.notice(events, after_alarm="urgent" in set_slots)
        tracker.stored = len(tracker.events)
        tracker.turn += 1
        tracker.begun = tracker.begun or now
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, events, tracker.sender_id)

    def take_size(self, sender_id: str) -> int:
        """The bytes stored last in a conversation; 0 when asked again."""
        return self._sizes.pop(sender_id, 0)

    async def _retrieve(self, sender_id: str, turns: int | None) -> StoredTracker | None:
        query = _RECENT_EVENTS if turns else _EVENTS
        which = {"sender_id": sender_id} | ({"last": turns} if turns else {})
        rows = await self.database.run(lambda connection: connection.execute(query, which).all())
        if not rows:
            return None
        tracker = self.init_tracker(sender_id)
        turn, slots, first = rows[0].turns, json.loads(rows[0].slots), rows[0].turn
        if first > 1:  # slots that older turns, which aren't loaded, have set
            _replay(tracker, [SlotSet(name, value, 0.0) for name, value in slots.items()])
        _replay(tracker, [Event.from_parameters(json.loads(row.data)) for row in rows])
        tracker.stored, tracker.turn, tracker.begun = len(tracker.events), turn, rows[0].started
        return tracker

    async def _adopt(self, tracker: DialogueStateTracker) -> StoredTracker:
        """Take over a tracker made elsewhere: what it has beyond the stored events is new."""
        known = await self.retrieve_full_tracker(tracker.sender_id)
        adopted = known or self.init_tracker(tracker.sender_id)
        _replay(adopted, list(tracker.events)[len(adopted.events) :])
        return adopted


def _replay(tracker: StoredTracker, events: Iterable[Event]) -> None:
    """Apply stored events, but for slots that only another version of the domain has."""
    for event in events:
        if not isinstance(event, SlotSet) or event.key in tracker.slots:
            tracker.update(event)


def _set_slots(tracker: StoredTracker) -> dict[str, Any]:
    slots = tracker.current_slot_values()
    return {name: value for name, value in slots.items() if value is not None}


def _row(tracker: StoredTracker, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    label = ((data.get("data") or {}).get("custom") or {}) if type(event) is BotUttered else {}
    return {
        "sender_id": tracker.sender_id,
        "turn": tracker.turn + 1,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "message_id": event.message_id if isinstance(event, UserUttered) else None,
        "data": json.dumps(data),
        "kind": label.get("kind"),
        "topic": label.get("topic"),
    }


def _store(
    connection: Any, tracker: StoredTracker, rows: list[dict[str, Any]], slots: str, now: float
) -> None:
    values = {"last": now, "turns": tracker.turn + 1, "slots": slots}
    try:
        if tracker.turn == 0:
            first = {"id": tracker.sender_id, "started": now, "erased": False}
            connection.execute(_BEGIN, first | values)
        else:
            here = {"here": tracker.sender_id, "after": tracker.turn, "begun": tracker.begun}
            if connection.execute(_GO_ON, here | values).rowcount != 1:
                raise ConflictError("Another process has changed the conversation.")
        connection.execute(_ADD_EVENTS, rows)
    except IntegrityError as error:
        raise ConflictError("Another process has changed the conversation.") from error


def _forget(connection: Any, conversation: str, past: int) -> None:
    """Delete the turns up to `past`, and the ratings of their replies."""
    which = {"here": conversation, "past": past}
    for message in connection.scalars(_PAST_MESSAGES, which).all():
        about = RATINGS.c.reply_id.startswith(f"{message}.", autoescape=True)
        connection.execute(RATINGS.delete().where(RATINGS.c.sender_id == conversation, about))
    connection.execute(_FORGET, which)
