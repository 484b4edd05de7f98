"""Growth: makes copies of the project with any number of topics, the new ones made up."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
#: Packages that a running server needs.
_ROOMS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"benchmarks", "encoder"}
_FOLDERS = (*sorted(_ROOMS), "data", "widget")
_FILES = ("config.yml", "credentials.yml", "domain.yml", "endpoints.yml", "requirements.txt")
_THINGS = """scalp massage|vitamin drops|laser cap|hair fibres|silk pillow|steam hood|copper comb
|biotin tablets|rosemary oil|onion juice|caffeine tonic|red light helmet|keratin mask|head tattoo
|wig fitting|hair extension|eyebrow implant|beard transplant|skin needling|salt spray|clay wrap
|seaweed soap|collagen powder|iron syrup|zinc lozenge|sleep mask|yoga class|cold shower|heat bonnet
|leather band|swim cap|cycling helmet|bamboo towel|travel kit|gift voucher|photo diary|loyalty card
|parking permit|waiting lounge|guest wifi|coffee bar|book club""".replace("\n", "").split("|")
_ASPECTS = """colour|weight|storage|cleaning|repair|shipping|warranty|size|smell|noise|material
|battery|recycling|packaging|origin|taste|lending|upgrade|history|design|insurance|certificate
|children|pets|weather|night use""".replace("\n", "").split("|")
_SENTENCES = """what about the {a} of the {t}?|tell me about {t} {a}|{t} {a}
|is the {a} of a {t} good|how is the {a} for the {t}
|i have a question on {a} and it is the {t} i mean|{a} of {t}?
|can you explain the {a} of your {t}|does the {t} have a special {a}
|my sister asked me what the {a} of the {t} is like|do you know the {t}'s {a}
|please say something on the {a} when i get a {t}|any news on {t} {a}
|why does the {a} of the {t} matter|where can i read on the {a} of the {t}
|not sure i understand the {a} of the {t}|who looks after the {a} of a {t}
|whats the {a} with the {t}|i wonder about {a} in a {t}|should i care for the {a} of my {t}
|the {t}, what is its {a}|hi, the {a} of the {t} please|quick one: {t} and its {a}
|give me details of the {a} of the {t}|has the {a} of the {t} changed
""".replace("\n", "").split("|")


def grow(folder: Path, topics: int) -> int:
    """Copy the project to a folder and add topics until topics and gaps are that many.

    Returns the number of added topics.
    """
    for name in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored, dirs_exist_ok=True)
    for name in _FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / "models").mkdir(exist_ok=True)
    new = max(0, topics - known())
    made = list(islice(_subjects(), new))
    _extend(folder / "data" / "knowledge" / "topics.yml", "topics", [_topic(*m) for m in made])
    _extend(folder / "data" / "nlu" / "faq.yml", "nlu", [_intent(*m) for m in made])
    return len(made)


def known() -> int:
    """Number of topics and gaps in the project."""
    return sum(
        len(yaml.safe_load((ROOT / "data" / "knowledge" / f"{name}.yml").read_text("utf-8"))[name])
        for name in ("topics", "gaps")
    )


def grown(folder: Path, topics: int) -> float:
    """Make and train a copy with that many topics and gaps; returns the seconds of its training.

    If the copy's model is up to date it is not trained again, and the earlier time is returned.
    """
    grow(folder, topics)
    before = _time(model(folder))
    seconds = train(folder)
    note = folder / "train_s"
    if _time(model(folder)) != before:
        note.write_text(f"{seconds:.1f}", encoding="utf-8")
    return float(note.read_text(encoding="utf-8"))


def train(folder: Path) -> float:
    """Train a copy's model unless it is up to date; returns the seconds it took.

    Raises:
        CalledProcessError: the training failed; it has printed why.
    """
    start = time.monotonic()
    command = [sys.executable, "-m", "serving.training"]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    return round(time.monotonic() - start, 1)


def model(folder: Path) -> Path:
    """Path of the model of a copy of the project."""
    return folder / "models" / "clinic-chat.tar.gz"


def _time(path: Path) -> float:
    return path.stat().st_mtime if path.is_file() else 0.0


def _subjects() -> Iterator[tuple[str, str, str]]:
    pairs = product(_ASPECTS, _THINGS)
    return ((f"made_up_{n:04}", thing, aspect) for n, (aspect, thing) in enumerate(pairs))


def _topic(id_: str, thing: str, aspect: str) -> dict[str, Any]:
    said = f"The guide says the {aspect} of the {thing} is as one expects of a {thing}. "
    answer = {"plain": f"It is as one expects of a {thing}.", "short": said, "detail": said * 2}
    solo = answer | {"glance": f"As one expects of a {thing}"}
    return {
        "id": id_,
        "title": f"{thing} {aspect}"[:24].strip(),
        "section": "Final Thoughts",
        "question": f"What is the {aspect} of the {thing} with {{treatment}}?",
        "question_both": f"What is the {aspect} of the {thing} with both treatments?",
        "button": "What of that?",
        "button_both": "What of that?",
        "answers": {"prp": solo, "exosomes": solo, "both": answer},
        "next": ["definition", "cost"],
    }


def _intent(id_: str, thing: str, aspect: str) -> dict[str, str]:
    sentences = [each.format(t=thing, a=aspect) for each in _SENTENCES]
    return {"intent": f"faq/{id_}", "examples": "".join(f"- {each}\n" for each in sentences)}


def _extend(path: Path, name: str, items: list[Any]) -> None:
    """Insert the items at the start of the list of that name, as JSON, which is valid YAML."""
    before, list_, after = path.read_text(encoding="utf-8").partition(f"\n{name}:\n")
    more = "".join(f"  - {json.dumps(item)}\n" for item in items)
    path.write_text(f"{before}{list_}{more}{after}", encoding="utf-8")
