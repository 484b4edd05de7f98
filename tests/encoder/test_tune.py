"""The complete tuning of a small sample: composed, tuned with a stop, exported, and used."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage

from components.onnx_encoder import Encoder, model_content
from components.reader import Reader
from components.reading import READING, Reading
from encoder import card
from encoder.examples import Labels, write
from encoder.sentences import Part
from tests.components.building import create, example, message, training_data
from tests.conftest import ROOT

pytestmark = pytest.mark.live

PYTHON = ROOT / ".encoder" / "bin" / "python"
#: Like `python -m encoder.tune`, but stores every step.
KEEPING = (
    "import sys; from pathlib import Path; from encoder import tune; "
    "tune._CHECKPOINT_EVERY = 0; tune.tune(Path(sys.argv[1]))"
)
EXAMPLES = [
    *(example(f"how much does it cost {n}", "faq/cost") for n in range(4)),
    *(example(f"is it safe {n}", "faq/safety") for n in range(4)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tuned")


@pytest.fixture(scope="module")
def labels(folder: Path) -> Labels:
    return write(folder, epochs=1, seed=1, only=40)


@pytest.fixture(scope="module")
def said(folder: Path, labels: Labels) -> str:
    """The output of a tuning that continues after one that was killed."""
    subprocess.run(["make", ".encoder/.tune"], check=True, cwd=ROOT)
    cache = {
        "JAX_COMPILATION_CACHE_DIR": str(PYTHON.parents[1] / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }
    environment = {**os.environ, **cache}
    killed = subprocess.Popen([str(PYTHON), "-c", KEEPING, str(folder)], cwd=ROOT, env=environment)
    try:
        _wait_for(folder / "checkpoint.pickle", killed)
    finally:
        killed.kill()
        killed.wait()
    assert not (folder / "tuned.npz").exists()
    ran = subprocess.run(
        [str(PYTHON), "-m", "encoder.tune", str(folder)],
        check=True, cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    return ran.stdout


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while not path.exists():
        assert process.poll() is None and time.monotonic() < deadline, "nothing was kept"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def out(folder: Path, said: str) -> Path:
    """The folder with the encoder and its card."""
    assert "Wrote" in card.publish(folder, folder / "out")
    return folder / "out"


def test_a_stopped_run_goes_on(folder: Path, said: str) -> None:
    assert "Going on after step" in said
    assert not (folder / "checkpoint.pickle").exists()
    progress = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
    (losses,) = progress["losses"]
    assert progress["steps"] >= 2 and len(losses) == 4 and np.isfinite(losses).all()
    assert all(loss > 0 for loss in losses)


def test_the_file_gives_what_the_network_gave(folder: Path, labels: Labels, out: Path) -> None:
    encoder = Encoder(model_content(str(out / "reader.onnx")))
    intents, treatments = encoder.head("intent"), encoder.head("treatment")
    assert intents and intents.labels == labels.intents
    assert treatments and treatments.labels == labels.treatments
    with np.load(folder / "tuned.npz") as arrays:
        wanted = arrays["intents/w"].T * arrays["steepness"]
    assert np.allclose(intents.weights, wanted, atol=1e-5)
    price, cost, weather = encoder.vectors(["what is the price", "what it costs", "it rains"])
    assert price @ cost > price @ weather  # tuning lost nothing


def test_its_card_says_what_it_is(labels: Labels, out: Path) -> None:
    written = json.loads((out / "card.json").read_text(encoding="utf-8"))
    assert written["bytes"] == (out / "reader.onnx").stat().st_size
    assert written["intents"] == len(labels.intents) and 0 < written["right"]["mean"] <= 1
    assert card.behind(out) == "The encoder was tuned on the present data"


def test_it_knows_what_it_was_tuned_on(parts: list[Part], out: Path) -> None:
    encoder, part = Encoder(model_content(str(out / "reader.onnx"))), parts[0]
    assert encoder.has_learnt(part.text, part.intent)
    assert not encoder.has_learnt(part.text, "faq/other")
    assert not encoder.has_learnt(f"{part.text} or so", part.intent)
    assert not Encoder(model_content(None)).has_learnt(part.text, part.intent)


def test_one_that_reads_no_better_is_not_kept(folder: Path, out: Path) -> None:
    content = (out / "reader.onnx").read_bytes()
    assert "Kept the present encoder" in card.publish(folder, out)
    assert (out / "reader.onnx").read_bytes() == content


def test_a_reader_trains_and_reads_with_it(out: Path, tmp_path: Path) -> None:
    storage = LocalModelStorage.create(tmp_path)
    reader = create(Reader, storage, encoder=str(out / "reader.onnx"))
    reader.train(training_data(EXAMPLES))
    asked = message("how much does it cost")
    reader.process([asked])
    reading = Reading.of({READING: asked.get(READING)})
    assert reading.questions or reading.urgency
