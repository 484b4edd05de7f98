"""What is replaced in Rasa is the version we know, and the replacement does the same."""

from __future__ import annotations

import ast
import hashlib
import inspect
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.utils.common import all_subclasses

from engine import patches
from engine.patches import PATCHES, Patch, PatchError


@pytest.fixture(autouse=True)
def applied() -> None:
    patches.apply()


def installed_source(patch: Patch) -> str:
    """The function's source in Rasa's file, whatever replaces it in memory."""
    text = Path(inspect.getfile(patch.owner)).read_text(encoding="utf-8")
    owner = next(
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and node.name == patch.owner.__name__
    )
    function = next(node for node in owner.body if getattr(node, "name", "") == patch.name)
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.end_lineno
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    return "".join(text.splitlines(keepends=True)[first - 1 : function.end_lineno])


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: str(patch.name))
def test_the_replaced_code_is_the_expected(patch: Patch) -> None:
    digest = hashlib.sha256(installed_source(patch).encode()).hexdigest()
    assert digest[:12] == patch.source, f"review {patch.name} in engine/patches.py"


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: str(patch.name))
def test_it_is_replaced_and_says_why(patch: Patch) -> None:
    assert inspect.getattr_static(patch.owner, patch.name) is patch.replacement
    assert len(patch.why) > 20


class Theirs:
    """A class in place of one of Rasa's."""

    def answer(self) -> int:
        return 1


def ours(self: Theirs) -> int:
    return 2


def use(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(Theirs, "answer", Theirs.answer)  # restored after the test
    monkeypatch.setattr(patches, "PATCHES", (Patch(Theirs, "answer", source, ours, "a test"),))


def test_expected_code_is_replaced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, patches.source_hash(Theirs.answer))
    patches.apply()
    patches.apply()
    assert Theirs().answer() == 2


def test_other_code_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "0123456789ab")
    with pytest.raises(PatchError, match=r"Theirs\.answer of rasa 3.* review that patch"):
        patches.apply()
    assert Theirs().answer() == 1


RESULTS: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a"}], "responses": [{"text": "hi"}]},
    {},
    {"events": "none"},
    {"events": [{"event": None}], "responses": []},
    {"events": [{"name": "no event"}], "responses": []},
    {"events": [], "responses": 3},
    [],
]


@pytest.mark.parametrize("result", RESULTS)
def test_action_results_are_judged_as_before(result: Any) -> None:
    action = RemoteAction("action_answer", None)
    try:
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError:
        with pytest.raises(jsonschema.ValidationError, match="action_answer"):
            action._validate_action_result(result)
    else:
        assert action._validate_action_result(result) is True


def test_there_are_good_and_bad_results() -> None:
    validator = jsonschema.validators.validator_for({})(RemoteAction.action_response_format_spec())
    assert {validator.is_valid(result) for result in RESULTS} == {True, False}


def test_event_types_are_found_as_before() -> None:
    for name in {each.type_name for each in all_subclasses(Event) if each.type_name}:
        first = next(each for each in all_subclasses(Event) if each.type_name == name)
        assert Event.resolve_by_type(name) is first
    assert Event.resolve_by_type("slot") is SlotSet


def test_unknown_event_types() -> None:
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("nothing", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="Unknown event name 'nothing'"):
        Event.resolve_by_type("nothing")


async def test_a_model_is_loaded_without_what_trained_it(agent: Agent) -> None:
    assert agent.processor
    metadata = agent.processor.model_metadata
    assert metadata.predict_schema.nodes and not metadata.train_schema.nodes
