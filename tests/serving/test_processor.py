"""Steps of Rasa's that we leave out change nothing that anyone can see."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from rasa.core.actions.action import ActionListen
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from serving import processor

SLOT = "influence_conversation: false"
DOMAINS = {
    "by an action": f"slots: {{topic: {{type: text, {SLOT}, mappings: [{{type: custom}}]}}}}",
    "none": "intents: [faq]",
    "by an entity": (
        f"entities: [part]\n"
        f"slots: {{topic: {{type: text, {SLOT}, mappings: [{{type: from_entity, entity: part}}]}}}}"
    ),
    "by a check": (
        f"slots: {{topic: {{type: text, {SLOT}, mappings: [{{type: custom}}]}}}}\n"
        "actions: [action_validate_slot_mappings]"
    ),
    "by the text": f"slots: {{topic: {{type: text, {SLOT}, mappings: [{{type: from_text}}]}}}}",
}
HEARD = UserUttered("my scalp", {"name": "faq"}, [{"entity": "part", "value": "scalp"}])


def talking(domain: Domain) -> DialogueStateTracker:
    tracker = DialogueStateTracker("someone", domain.slots)
    tracker.update_with_events([ActionExecuted("action_listen"), HEARD], domain)
    return tracker


@pytest.mark.parametrize("name", DOMAINS)
async def test_slots_are_set_by_messages_as_before(name: str) -> None:
    domain = Domain.from_yaml(DOMAINS[name])
    rasa = cast(Any, SimpleNamespace(domain=domain, action_endpoint=None, nlg=None))
    rasa._send_bot_messages = MessageProcessor._send_bot_messages
    found = []
    for extract in (processor.extract_slots, processor._extract_slots):
        tracker = await extract(rasa, CollectingOutputChannel(), talking(domain))
        found.append((tracker.current_slot_values(), len(tracker.events)))
    assert found[0] == found[1]


def test_only_these_domains_let_messages_set_slots() -> None:
    setting = {
        name for name, text in DOMAINS.items() if processor._sets_slots(Domain.from_yaml(text))
    }
    assert setting == {"by an entity", "by the text", "by a check"}


@pytest.mark.parametrize("events", [None, [], [SlotSet("topic", "cost")], "rejected"])
def test_an_action_is_kept_as_before(events: Any) -> None:
    domain = Domain.from_yaml(DOMAINS["by an action"])
    told: list[Event] = [SlotSet("topic", "results")]
    prediction = PolicyPrediction([1.0], "RulePolicy", events=told)
    if events == "rejected":
        events = [ActionExecutionRejected("action_answer")]
    found = []
    for log in (processor.log_action, processor._log_action):
        tracker = talking(domain)
        log(cast(Any, SimpleNamespace(domain=domain)), tracker, ActionListen(), events, prediction)
        found.append(([event.type_name for event in tracker.events], tracker.get_slot("topic")))
    assert found[0] == found[1]
