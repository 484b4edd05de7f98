"""The store keeps everything, loads little, stores each event once, and raises on failure."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from rasa.core.tracker_store import TrackerStore, check_if_tracker_store_async
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from storage.archive import Archive
from storage.conversation_store import ConversationStore, StoredTracker
from storage.sql.store_errors import ConflictError, StoreError

DOMAIN = Domain.from_yaml(
    """
    intents: [faq]
    slots:
      topic: {type: text, influence_conversation: false, mappings: [{type: custom}]}
      said: {type: list, influence_conversation: false, mappings: [{type: custom}]}
    actions: [action_answer]
    """
)


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(DOMAIN, f"sqlite:///{tmp_path}/var/conversations.db")


def turn(number: int) -> list[Event]:
    return [
        UserUttered(f"question {number}", {"name": "faq"}, message_id=f"m{number}"),
        ActionExecuted("action_answer"),
        BotUttered(f"answer {number}", {"custom": {"kind": "answer"}}),
        SlotSet("topic", f"topic {number}"),
        SlotSet("said", [str(i) for i in range(number + 1)]),
        ActionExecuted("action_listen"),
    ]


async def talk(store: ConversationStore, turns: int, sender: str = "someone") -> None:
    for number in range(turns):
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        tracker.update_with_events(turn(number), DOMAIN)
        await store.save(tracker)


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_a_new_conversation_stores_nothing_until_something_is_said(
    store: ConversationStore,
) -> None:
    await store.get_or_create_tracker("someone", append_action_listen=False)
    assert list(await store.keys()) == []
    assert await store.retrieve("someone") is None


async def test_the_last_turns_are_loaded_and_all_are_kept(store: ConversationStore) -> None:
    await talk(store, 7)
    recent, full = await store.retrieve("someone"), await store.retrieve_full_tracker("someone")
    assert recent and full
    assert texts(recent) == ["question 6"]
    assert texts(full) == [f"question {number}" for number in range(7)]


async def test_slots_are_as_after_all_turns(store: ConversationStore) -> None:
    await talk(store, 7)
    tracker = await store.retrieve("someone")
    assert tracker
    copied = tracker.copy()
    for one in (tracker, copied):
        assert one.get_slot("topic") == "topic 6"
        assert one.get_slot("said") == [str(i) for i in range(7)]


async def test_a_slot_set_before_the_loaded_turns_is_there(store: ConversationStore) -> None:
    tracker = store.init_tracker("someone")
    tracker.update_with_events([UserUttered("a", message_id="a"), SlotSet("topic", "cost")], DOMAIN)
    await store.save(tracker)
    for text in "bcde":
        later = await store.retrieve("someone")
        assert later
        later.update(UserUttered(text, message_id=text))
        await store.save(later)
    last = await store.retrieve("someone")
    assert last and last.get_slot("topic") == "cost" and texts(last) == ["e"]


async def test_a_slot_of_another_version_is_passed_over(
    store: ConversationStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Rasa would log an error for it, at every message of such a conversation."""
    await talk(store, 2)
    text = DOMAIN.as_yaml().replace("topic", "subject")
    later = ConversationStore(Domain.from_yaml(text), str(store.database.url))
    for load in (later.retrieve, later.retrieve_full_tracker):
        tracker = await load("someone")
        assert tracker and tracker.get_slot("said") == ["0", "1"]
        assert tracker.get_slot("subject") is None
    assert "slot" not in caplog.text


async def test_events_are_stored_once_and_in_order(store: ConversationStore) -> None:
    await talk(store, 5)
    full = await store.retrieve_full_tracker("someone")
    assert full
    assert [type(event) for event in full.events] == [type(e) for i in range(5) for e in turn(i)]
    await store.save(full)
    again = await store.retrieve_full_tracker("someone")
    assert again and len(again.events) == len(full.events)


async def test_a_restart_forgets_nothing(store: ConversationStore, tmp_path: Path) -> None:
    await talk(store, 3)
    reopened = ConversationStore(DOMAIN, f"sqlite:///{tmp_path}/var/conversations.db")
    tracker = await reopened.retrieve_full_tracker("someone")
    assert tracker and len(texts(tracker)) == 3
    assert list(await reopened.keys()) == ["someone"]


async def test_a_tracker_of_another_make_is_stored_too(store: ConversationStore) -> None:
    await talk(store, 1)
    plain = DialogueStateTracker.from_events("someone", turn(0) + turn(1), DOMAIN.slots)
    await store.save(plain)
    full = await store.retrieve_full_tracker("someone")
    assert full and texts(full) == ["question 0", "question 1"]


async def test_two_who_go_on_from_the_same_place_do_not_both_win(store: ConversationStore) -> None:
    await talk(store, 1)
    first, second = await store.retrieve("someone"), await store.retrieve("someone")
    assert first and second
    first.update(UserUttered("first", message_id="x"))
    second.update(UserUttered("second", message_id="y"))
    await store.save(first)
    with pytest.raises(ConflictError, match="Another process has changed"):
        await store.save(second)
    assert not store.database.health.has_failed_lately  # a conflict isn't a failure
    full = await store.retrieve_full_tracker("someone")
    assert full and texts(full) == ["question 0", "first"]


async def test_who_goes_on_from_before_an_erasure_does_not_win(store: ConversationStore) -> None:
    """Also if just as much was said since the erasure."""
    await talk(store, 1)
    before = await store.retrieve("someone")
    await Archive(store.database).erase("someone", refuse=False)
    await talk(store, 1)
    assert before
    before.update(UserUttered("late", message_id="y"))
    with pytest.raises(ConflictError, match="Another process has changed"):
        await store.save(before)
    full = await store.retrieve_full_tracker("someone")
    assert full and texts(full) == ["question 0"]


async def test_a_message_is_never_stored_twice(store: ConversationStore) -> None:
    await talk(store, 1)
    tracker = await store.retrieve("someone")
    assert tracker
    tracker.update_with_events(turn(0), DOMAIN)
    with pytest.raises(StoreError):
        await store.save(tracker)
    full = await store.retrieve_full_tracker("someone")
    assert full and len(texts(full)) == 1


async def test_a_database_that_fails_is_not_passed_over(
    store: ConversationStore, tmp_path: Path
) -> None:
    await talk(store, 1)
    tracker = await store.retrieve("someone")
    assert isinstance(tracker, StoredTracker)
    tracker.update_with_events(turn(1), DOMAIN)
    with sqlite3.connect(tmp_path / "var" / "conversations.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            await store.save(tracker)
        other.execute("ROLLBACK")
    await store.save(tracker)
    full = await store.retrieve_full_tracker("someone")
    assert full and len(texts(full)) == 2


async def test_what_a_visitor_typed_is_not_in_an_error(
    store: ConversationStore, tmp_path: Path
) -> None:
    tracker = store.init_tracker("someone")
    tracker.update(UserUttered("my private words", message_id="m"))
    await talk(store, 1, "other")
    with sqlite3.connect(tmp_path / "var" / "conversations.db") as other:
        other.execute("DROP TABLE events")
    with pytest.raises(StoreError) as error:
        await store.save(tracker)
    assert "private" not in repr(error.value) + repr(error.value.__cause__)


async def test_a_database_that_comes_later_is_found(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    store = ConversationStore(DOMAIN, f"sqlite:///{tmp_path}/var/conversations.db")
    with pytest.raises(StoreError):
        await store.retrieve("someone")
    (tmp_path / "var").unlink()
    await talk(store, 1)
    assert await store.retrieve("someone")


def test_rasa_makes_it_from_endpoints(tmp_path: Path) -> None:
    endpoint = EndpointConfig(
        url=f"sqlite:///{tmp_path}/db", type="storage.conversation_store.ConversationStore", turns=3
    )
    store = TrackerStore.create(endpoint, DOMAIN)
    assert isinstance(store, ConversationStore)
    assert store.turns == 3
    assert check_if_tracker_store_async(store)


async def test_a_copy_stands_where_its_tracker_does_and_goes_its_own_way(
    store: ConversationStore,
) -> None:
    await talk(store, 3)
    tracker = await store.retrieve("someone")
    assert tracker
    tracker.update(ActionExecuted("action_answer"))
    state, twin = tracker.current_state(EventVerbosity.ALL), tracker.copy()
    assert twin.current_state(EventVerbosity.ALL) == state
    assert DialogueStateTracker.copy(tracker).current_state() == twin.current_state()
    twin.update_with_events(
        [SlotSet("topic", "other"), UserUttered("more", {"name": "faq"})], DOMAIN
    )
    assert tracker.current_state(EventVerbosity.ALL) == state
    assert (twin.get_slot("topic"), twin.latest_message.text) == ("other", "more")
