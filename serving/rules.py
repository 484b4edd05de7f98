"""Rules: what they say about a turn, found once where they look at nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_find_action = RulePolicy._find_action_from_rules


@dataclass
class _Memory:
    """What these rules have said about each turn, if they look at nothing else."""

    rules: dict[str, str]
    turn_only: bool
    said: dict[Any, Any] = field(default_factory=dict)


def find_action(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Any, use_text_for_last_user_input: bool
) -> Any:
    """As RulePolicy._find_action_from_rules, which describes the whole conversation each time."""
    memory = _memory(self)
    if tracker.active_loop_name or not memory.turn_only:
        return _find_action(self, tracker, domain, use_text_for_last_user_input)
    if use_text_for_last_user_input:
        return None, None, False
    turn = _turn(tracker)
    if turn not in memory.said:
        answer = _find_action(self, tracker, domain, use_text_for_last_user_input)
        if answer[0] is None:
            return answer  # it tells of the whole conversation
        memory.said[turn] = answer
    return memory.said[turn]


def _memory(policy: RulePolicy) -> _Memory:
    rules = policy.lookup[RULES]
    memory: _Memory | None = policy.__dict__.get("_memory")
    if memory is None or memory.rules is not rules:
        turn_only = all(_is_of_a_turn(json.loads(key)) for key in rules)
        memory = policy._memory = _Memory(rules, turn_only)
    return memory


def _is_of_a_turn(rule: list[dict[str, Any]]) -> bool:
    first = rule[0].get("prev_action") == {"action_name": "action_listen"}
    intents = {json.dumps(state.get("user", {})) for state in rule}
    known = all(set(state) <= {"user", "prev_action"} for state in rule)
    return first and known and len(intents) == 1 and list(rule[0].get("user", {})) == ["intent"]


def _turn(tracker: DialogueStateTracker) -> tuple[str | None, ...]:
    """The intent of the last message and the actions since."""
    actions: list[str | None] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return event.intent_name, *actions
        if isinstance(event, ActionExecuted):
            actions.append(event.action_name)
    return None, *actions
