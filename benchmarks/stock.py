"""Stock: the project to compare with, made by `rasa init` plus our training data and answers.

`python -m benchmarks.stock [--epochs N]` makes and trains it in models/stock. It needs the Python
of `make full`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from functools import wraps
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from actions.knowledge import Knowledge
from actions.knowledge import load as load_knowledge
from engine.quiet import quiet

_ROOT = Path(__file__).parent.parent
PROJECT = _ROOT / "models" / "stock"
MODEL = PROJECT / "models" / "stock.tar.gz"
TRAINING = PROJECT / "training.json"
#: As in the commented-out default pipeline in `rasa init`'s config.yml.
EPOCHS = 100
_ACTION = "action_reply"
_ACTIONS = '''"""One custom action: the answer that belongs to the intent."""

import json
from pathlib import Path

from rasa_sdk import Action

ANSWERS = json.loads((Path(__file__).parent.parent / "answers.json").read_text("utf-8"))


class ActionReply(Action):
    def name(self):
        return "action_reply"

    def run(self, dispatcher, tracker, domain):
        intent = tracker.latest_message["intent"]["name"]
        dispatcher.utter_message(text=ANSWERS.get(intent, "Sorry, I don't know."))
        return []
'''


def main(arguments: Sequence[str]) -> int:
    """Make and train the project; returns the exit code of the training."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stock")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="epochs of DIET (default: 100)")
    options = parser.parse_args(arguments)
    make(PROJECT, options.epochs)
    return train(PROJECT, options.epochs)


def make(project: Path, epochs: int) -> None:
    """Write the project.

    It has an advantage over ours: intents without a slash, so that the ResponseSelector has nothing
    to learn, and no tables, buttons or context.
    """
    from rasa.cli.scaffold import create_initial_project

    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    create_initial_project(str(project))
    shutil.rmtree(project / "tests")
    knowledge = load_knowledge(_ROOT / "data" / "knowledge", nlu=_ROOT / "data" / "nlu")
    nlu = _training_data()
    intents = [each["intent"] for each in nlu if "intent" in each]
    rules = [_steps("rule", intent, [intent]) for intent in (*intents, "nlu_fallback")]
    stories = [_steps("story", "a visit", intents[:3]), _steps("story", "another", intents[3:6])]
    domain = yaml.safe_load((project / "domain.yml").read_text("utf-8"))
    domain |= {"intents": [*intents, "nlu_fallback"], "responses": {}, "actions": [_ACTION]}
    _write(project / "domain.yml", domain)
    _write(project / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    _write(project / "data" / "rules.yml", {"version": "3.1", "rules": rules})
    _write(project / "data" / "stories.yml", {"version": "3.1", "stories": stories})
    _write(project / "config.yml", _config(project / "config.yml", epochs))
    (project / "actions" / "actions.py").write_text(_ACTIONS, encoding="utf-8")
    answers = json.dumps(_answers(knowledge, intents), ensure_ascii=False)
    (project / "answers.json").write_text(answers, encoding="utf-8")


def train(project: Path, epochs: int) -> int:
    """Train the project's model and save its times; returns the exit code."""
    quiet()
    from rasa.model_training import train as rasa_train
    from rasa.utils.tensorflow.models import RasaModel

    fits = _timed(RasaModel)
    start, worked = time.monotonic(), time.process_time()
    result = rasa_train(
        domain=str(project / "domain.yml"),
        config=str(project / "config.yml"),
        training_files=str(project / "data"),
        output=str(MODEL.parent),
        fixed_model_name=MODEL.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    seconds = time.monotonic() - start
    note = training_note(seconds, time.process_time() - worked, epochs, fits)
    if result.code == 0:
        TRAINING.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
        print(f"Stock model trained in {seconds:.0f} s: {MODEL}")
    return int(result.code)


def training_note(
    seconds: float, cpu: float, epochs: int, fits: Sequence[tuple[str, float]]
) -> dict[str, Any]:
    """The measured times, and the time for all `EPOCHS` of DIET.

    `seconds` is wall time, `cpu` processor time; `fits` has the seconds of each network. The
    missing epochs are extrapolated, as epochs take the same time on average.
    """
    diet = sum(each for name, each in fits if name == "DIET")
    full = seconds + diet * (EPOCHS / epochs - 1)
    return {
        "measured_s": round(seconds, 1),
        "cpu_s": round(cpu, 1),
        "epochs": epochs,
        "network_s": {name: round(each, 1) for name, each in fits},
        "train_s": round(full, 1),
        "extrapolated": epochs != EPOCHS,
    }


def least_seconds(note: Mapping[str, Any], cores: int) -> float:
    """Lower bound of the training time: its processor time divided among all cores."""
    least: float = note["train_s"] * note["cpu_s"] / note["measured_s"] / cores
    return round(min(least, float(note["train_s"])), 1)


def _timed(model: type) -> list[tuple[str, float]]:
    """Patch `model.fit`; the returned list receives name and seconds of each network's training."""
    fits: list[tuple[str, float]] = []
    fit = model.fit  # type: ignore[attr-defined]

    @wraps(fit)
    def timed(self: Any, *args: Any, **kwargs: Any) -> Any:
        start = time.monotonic()
        try:
            return fit(self, *args, **kwargs)
        finally:
            fits.append((type(self).__name__, time.monotonic() - start))

    model.fit = timed  # type: ignore[attr-defined]
    return fits


def _training_data() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for path in sorted((_ROOT / "data" / "nlu").glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        items += content.get("nlu", []) if isinstance(content, dict) else []
    return [
        item | ({"intent": item["intent"].replace("/", "_")} if "intent" in item else {})
        for item in items
    ]


def _steps(kind: str, name: str, intents: Sequence[str]) -> dict[str, Any]:
    steps = [step for intent in intents for step in ({"intent": intent}, {"action": _ACTION})]
    return {kind: f"{kind} {name}", "steps": steps}


def _config(path: Path, epochs: int) -> dict[str, Any]:
    """The project's configuration, with Rasa's defaults written out and DIET's epochs set."""
    config: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    default = files("rasa.engine.recipes") / "config_files" / "default_config.yml"
    config |= yaml.safe_load(default.read_text("utf-8")) | {"assistant_id": "stock"}
    next(c for c in config["pipeline"] if c["name"] == "DIETClassifier")["epochs"] = epochs
    return config


def _answers(knowledge: Knowledge, intents: Sequence[str]) -> dict[str, str]:
    said = {f"faq_{topic.id}": topic.answer("both").short for topic in knowledge.topics.values()}
    said |= {f"gap_{gap.id}": gap.text for gap in knowledge.gaps.values()}
    return {intent: said.get(intent, intent.replace("_", " ")) for intent in intents}


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
