"""Measures the tuning: on public data, and with intents that the encoder was not tuned on.

`python -m benchmarks.tuning FOLDER [--only banking77|clinc150|unseen]`

FOLDER contains the data sets of `benchmarks.pipeline`. For each, an encoder is tuned on its
sentences only, by the code of `make encoder`, and measured in the pipeline of config.yml. `unseen`
tunes an encoder on our own data without 20 intents, and then fits the head to 25 sentences of one
of these intents after the other, as `make train` would.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks import nlu, report
from benchmarks.datasets import DataError, Dataset, banking77, clinc150
from benchmarks.intervals import wilson
from benchmarks.pipeline import RESULT, keep, measure
from components.heads import fit
from components.onnx_encoder import Encoder, Vector, model_content
from components.reader import Reader
from encoder.card import exported
from encoder.examples import write_composed
from encoder.sentences import LabelledTurn, Part, conversations, sentences
from engine.quiet import quiet

_ROOT = Path(__file__).parent.parent
_PYTHON = _ROOT / ".encoder" / "bin" / "python"
_FOLDER = _ROOT / "var" / "benchmarks"
UNSEEN = Path(__file__).parent / "results" / "unseen.json"
#: Data set -> its reader and the epochs, which make about 30,000 and 60,000 messages.
_DATASETS = {"banking77": (banking77, 40), "clinc150": (clinc150, 8)}
#: Intents left out, sentences of each that the head is fitted to, and epochs of our data.
_LEFT_OUT, _SHOTS, _EPOCHS = 20, 25, 1
_ASKED = ("faq", "gap", "clinic")


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0, or 1 after an error message on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tuning")
    parser.add_argument("folder", type=Path, help="folder with the data sets")
    parser.add_argument(
        "--only", choices=[*_DATASETS, "unseen"], help="measure one of these instead of all"
    )
    options = parser.parse_args(arguments)
    quiet()
    for name in [options.only] if options.only else [*_DATASETS, "unseen"]:
        if name == "unseen":
            UNSEEN.write_text(json.dumps(unseen(), indent=1) + "\n", encoding="utf-8")
            continue
        read, epochs = _DATASETS[name]
        try:
            dataset = read(options.folder)
        except DataError as error:
            print(error, file=sys.stderr)
            return 1
        keep(on_public_data(dataset, epochs), RESULT)
    return report.main()


def on_public_data(dataset: Dataset, epochs: int) -> dict[str, Any]:
    """The result of `benchmarks.pipeline` with an encoder tuned on the data set's sentences."""
    parts = [Part(text, intent) for text, intent in dataset.train]
    path = tuned(_FOLDER / dataset.name, parts, (), epochs)
    return measure("ours, tuned", nlu.configured(_ROOT / "config.yml", str(path)), dataset)


def tuned(
    folder: Path, parts: Sequence[Part], talks: Sequence[Sequence[LabelledTurn]], epochs: int
) -> Path:
    """Path of an encoder tuned on these, with its card; a stopped run is resumed."""
    if not (folder / "labels.json").is_file():
        write_composed(folder, parts, talks, epochs, 1, "")
    subprocess.run([str(_PYTHON), "-m", "encoder.tune", str(folder)], check=True, cwd=_ROOT)
    content = exported(folder)
    (folder / "labels.json").unlink()  # so that the next run composes again
    (folder / "reader.onnx").write_bytes(content)
    card = {"sha256": hashlib.sha256(content).hexdigest()}
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder / "reader.onnx"


def left_out(intents: Iterable[str], general: Iterable[str]) -> list[str]:
    """Intents to leave out, spread evenly over the alphabet, without the `general` ones."""
    asked = sorted({i for i in intents if i.partition("/")[0] in _ASKED} - set(general))
    return [asked[place * len(asked) // _LEFT_OUT] for place in range(_LEFT_OUT)]


def without(
    intents: Iterable[str], parts: Sequence[Part], talks: Sequence[Sequence[LabelledTurn]]
) -> tuple[list[Part], list[list[LabelledTurn]]]:
    """Sentences and conversations without these intents, which also don't occur as `before`."""
    gone = set(intents)
    topics = [f": {intent.partition('/')[2].replace('_', ' ')}" for intent in gone]
    return [part for part in parts if part.intent not in gone], [
        [
            turn
            for turn in talk
            if not gone & {part.intent for part in turn.parts}
            and not any(topic in turn.before for topic in topics)
        ]
        for talk in talks
    ]


def unseen() -> dict[str, Any]:
    """Recall of each intent left out, and the percentage of others mistaken for it."""
    config = yaml.safe_load((_ROOT / "config.yml").read_text(encoding="utf-8"))
    reader = next(c for c in config["pipeline"] if c["name"].endswith("Reader"))
    settings = {**Reader.get_default_config(), **reader}
    parts = sentences()
    chosen = left_out((part.intent for part in parts), settings["general"].values())
    path = tuned(_FOLDER / "unseen", *without(chosen, parts, conversations()), _EPOCHS)
    encoder = Encoder(model_content(str(path)))
    vectors = encoder.vectors([part.text for part in parts], settings["training_threads"])
    labels = np.array([part.intent for part in parts])
    known = ~np.isin(labels, chosen)
    rows = [_recall(intent, encoder, vectors, labels, known, settings) for intent in chosen]
    found, asked = (sum(row[name] for row in rows) for name in ("found", "sentences"))
    low, high = wilson(found, asked)
    return {
        "date": date.today().isoformat(),
        "shots": _SHOTS,
        "epochs": _EPOCHS,
        "recall": round(100 * found / asked, 1),
        "low": round(100 * low, 1),
        "high": round(100 * high, 1),
        "intents": rows,
    }


def _recall(
    intent: str,
    encoder: Encoder,
    vectors: Vector,
    labels: np.ndarray[Any, Any],
    known: np.ndarray[Any, Any],
    settings: dict[str, Any],
) -> dict[str, Any]:
    own = np.flatnonzero(labels == intent).tolist()
    shots = random.Random(intent).sample(own, _SHOTS)
    rest = sorted(set(own) - set(shots))
    kept = np.flatnonzero(known)[:: settings["kept"]]
    used = np.concatenate([kept, shots])
    head = fit(
        vectors[used],
        labels[used].tolist(),
        [True] * len(kept) + [False] * len(shots),
        encoder.head("intent"),
        settings["hold"],
        settings["iterations"],
    )
    place = head.labels.index(intent)
    best = (vectors @ head.weights.T + head.bias).argmax(axis=1)
    return {
        "intent": intent,
        "sentences": len(rest),
        "found": int((best[rest] == place).sum()),
        "taken_from_others": round(100 * float((best[known] == place).mean()), 2),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
