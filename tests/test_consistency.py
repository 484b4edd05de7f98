"""Rules across rooms: imports, and ids that must be the same everywhere."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from actions.context import Context
from actions.knowledge import Knowledge
from actions.knowledge.rules import OWN_REPLIES
from components.language import LanguageDetector
from components.reading import Urgency
from tests.conftest import ROOMS as ALL_ROOMS
from tests.conftest import ROOT

#: The encoder is tuned elsewhere, and its modules are longer.
ROOMS = [room for room in ALL_ROOMS if room != "encoder"]

MOST_LINES, MOST_IN_FUNCTION = 250, 30
#: Longer functions that read better whole: tables.
LONG_FUNCTIONS = {
    "channels/web/schemas.py schemas",
    "storage/sql/migrations/versions/v1_conversations.py upgrade",
}
#: Follow-ups that the code knows by name (actions/follow_up.py).
FOLLOW_UPS = {"same", "more", "compare", "repeat", "simpler", "source", "recap"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """The full name of every module that is imported anywhere in the file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports by full names only"
            yield node.module or ""


def breaches(folder: str, *forbidden: str, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path} imports {name}"
        for path in modules(folder)
        for name in imports(path)
        if any(f"{name}.".startswith(f"{each}.") for each in forbidden)
        and not any(f"{name}.".startswith(f"{each}.") for each in but)
    ]


@pytest.mark.parametrize("folder", [room for room in ROOMS if room != "benchmarks"])
def test_the_bot_does_not_need_its_measurements_or_tests(folder: str) -> None:
    assert breaches(folder, "benchmarks", "tests", "pytest", "hypothesis", "playwright") == []


def test_measurements_do_not_need_tests() -> None:
    assert breaches("benchmarks", "tests", "pytest", "hypothesis") == []


def test_every_module_says_what_it_is() -> None:
    silent = [str(path) for path in modules(*ROOMS) if not ast.get_docstring(parsed(path))]
    assert silent == []


def test_modules_are_short() -> None:
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in modules(*ROOMS)
    }
    assert {name: n for name, n in lengths.items() if n >= MOST_LINES} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function, without docstrings and comments."""
    text = (ROOT / path).read_text(encoding="utf-8").splitlines()
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            own = text[node.lineno - 1 : node.end_lineno]
            lines = sum(1 for line in own if line.strip() and not line.strip().startswith("#"))
            if documentation := ast.get_docstring(node, clean=False):
                lines -= sum(1 for line in documentation.splitlines() if line.strip())
            yield f"{path} {node.name}", lines


def test_functions_are_short() -> None:
    lengths = [each for path in modules(*ROOMS) for each in functions(path)]
    assert {name for name, lines in lengths if lines > MOST_IN_FUNCTION} == LONG_FUNCTIONS


def test_action_names_are_unique_and_in_the_domain() -> None:
    names: list[str] = []
    for path in modules("actions"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef) and node.name == "name":
                names += [str(c.value) for c in ast.walk(node) if isinstance(c, ast.Constant)]
    actions = [name for name in names if name.startswith("action_")]
    assert actions and max(Counter(actions).values()) == 1
    assert sorted(actions) == sorted(yaml_file("domain.yml")["actions"])


def yaml_file(name: str) -> Any:
    return yaml.load((ROOT / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def intents() -> dict[str, list[str]]:
    """Intent -> its examples, from all files."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for entry in (yaml_file(str(path.relative_to(ROOT))) or {}).get("nlu") or []:
            if "intent" in entry:
                examples = str(entry.get("examples") or "").splitlines()
                sentences = [line.removeprefix("- ").strip() for line in examples]
                found.setdefault(entry["intent"], []).extend(filter(None, sentences))
    return found


def test_training_sentences_and_knowledge_have_the_same_ids(knowledge: Knowledge) -> None:
    named: dict[str, set[str]] = {}
    for intent in intents():
        family, _, id_ = intent.partition("/")
        named.setdefault(family, set()).add(id_)
    assert named["faq"] == set(knowledge.topics)
    assert named["gap"] == set(knowledge.gaps)
    assert named["clinic"] == set(knowledge.clinic_replies)
    assert named["follow_up"] == FOLLOW_UPS
    assert named["urgent"] <= {*knowledge.urgent, "none"}
    spoken = named["smalltalk"] | named["off_topic"]
    own = set(OWN_REPLIES)
    assert spoken == set(knowledge.smalltalk) - own


def test_no_sentence_is_taught_for_two_intents() -> None:
    taught: dict[str, set[str]] = {}
    for intent, sentences in intents().items():
        for sentence in sentences:
            taught.setdefault(sentence.lower(), set()).add(intent)
    assert {sentence: names for sentence, names in taught.items() if len(names) > 1} == {}


def test_every_intent_has_its_rule_and_every_rule_its_intent() -> None:
    families = Counter(name.partition("/")[0] for name in intents())
    steps = [step for rule in yaml_file("data/rules.yml")["rules"] for step in rule["steps"]]
    ruled = [step["intent"] for step in steps if "intent" in step]
    assert sorted(ruled) == sorted({*families, *yaml_file("domain.yml")["intents"]})
    actions = {step["action"] for step in steps if "action" in step}
    assert actions <= set(yaml_file("domain.yml")["actions"])


def test_every_component_channel_and_store_in_the_configuration_exists() -> None:
    pipeline = [entry["name"] for entry in yaml_file("config.yml")["pipeline"]]
    endpoints = [v["type"] for v in yaml_file("endpoints.yml").values() if "type" in v]
    dotted = [*pipeline, *endpoints, *yaml_file("credentials.yml")]
    missing = []
    for name in (name for name in dotted if name.partition(".")[0] in ROOMS):
        module, _, wanted = name.rpartition(".")
        path = Path(*module.split(".")).with_suffix(".py")
        classes = [n.name for n in ast.walk(parsed(path)) if isinstance(n, ast.ClassDef)]
        if wanted not in classes:
            missing.append(name)
    assert missing == []


def test_slots_are_set_by_actions_only() -> None:
    slots = yaml_file("domain.yml")["slots"]
    assert set(slots) == {*Context().slots()}
    assert all(slot["mappings"] == [{"type": "custom"}] for slot in slots.values())


def test_what_buttons_ask_is_understood_when_typed(knowledge: Knowledge) -> None:
    """Every question of a button is in the training data of its own entry.

    Except for PRP: some of those are in benchmarks/questions, which are never trained on.
    """
    questions = {
        f"faq/{topic.id}": [topic.ask("exosomes"), topic.ask("both")]
        for topic in knowledge.topics.values()
    }
    questions |= {f"gap/{gap.id}": [gap.question] for gap in knowledge.gaps.values()}
    replies = knowledge.clinic_replies.values()
    questions |= {f"clinic/{reply.id}": [reply.question] for reply in replies}
    taught = {intent: set(map(_said, sentences)) for intent, sentences in intents().items()}
    missing = [
        f"{intent}: {question}"
        for intent, asked in questions.items()
        for question in asked
        if _said(question) not in taught[intent]
    ]
    assert missing == []


def _said(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.lower()))


def test_every_language_that_is_told_apart_has_its_words() -> None:
    told = LanguageDetector.get_default_config()["languages"].split()
    said = [entry["id"] for entry in yaml_file("data/knowledge/languages.yml")["languages"]]
    assert sorted(told) == sorted(said)
    lookups = {entry["lookup"] for entry in yaml_file("data/nlu/languages.yml")["nlu"]}
    assert lookups <= {*said, *get_args(Urgency), "en"}
