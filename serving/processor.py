"""Processor: steps of Rasa's that are of no use here, or only to its log."""

from __future__ import annotations

from typing import Any

from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker

_extract_slots = MessageProcessor.run_action_extract_slots
_log_action = MessageProcessor._log_action_on_tracker


async def extract_slots(
    self: MessageProcessor, output_channel: Any, tracker: DialogueStateTracker
) -> DialogueStateTracker:
    """As MessageProcessor.run_action_extract_slots, where a message may set a slot by itself."""
    if _sets_slots(self.domain):
        return await _extract_slots(self, output_channel, tracker)
    return tracker


def log_action(
    self: MessageProcessor,
    tracker: DialogueStateTracker,
    action: Any,
    events: list[Event] | None,
    prediction: Any,
) -> None:
    """As MessageProcessor._log_action_on_tracker, which copies all events for its log."""
    events = events or []
    if not any(isinstance(event, ActionExecutionRejected) for event in events):
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
    tracker.update_with_events(events, self.domain)


def check_for_unseen_features(self: MessageProcessor, parse_data: dict[str, Any]) -> None:
    """Left out: training warns of the same."""


def _sets_slots(domain: Domain) -> bool:
    """Whether a message may set a slot otherwise than by the actions that are predicted."""
    return ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        mapping.get("type") != SlotMappingType.CUSTOM.value or mapping.get("action")
        for slot in domain.slots
        if slot.name not in DEFAULT_SLOT_NAMES
        for mapping in slot.mappings
    )
