"""Rasa without TensorFlow: its commands work, and what needs TensorFlow says so.

Also: numpy uses no second thread, which would spin, for small products.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from engine.without_tensorflow import PACKAGES
from tests.conftest import ROOT

pytestmark = pytest.mark.live

HEAVY = PACKAGES | {"jax", "jaxlib", "grpcio", "onnx", "tensorboard", "h5py"}
RASA = Path(sys.executable).parent / "rasa"
NLU = [
    {"intent": "price", "examples": "- price\n- costs\n"},
    {"intent": "pain", "examples": "- hurt\n- pain\n"},
]


def run(
    *command: str | Path, folder: Path = ROOT, path: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run in a separate process, which inherits neither threads nor log levels."""
    mine = ("NUM_THREADS", "LOG_LEVEL")
    clean = {k: v for k, v in os.environ.items() if not k.endswith(mine) or k.startswith("TF_")}
    return subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=clean | {"COLUMNS": "200", "PYTHONPATH": path},
        input="/stop\n",
        capture_output=True,
        text=True,
        timeout=300,
    )


def python(code: str, path: str = "") -> str:
    """The output of the code."""
    result = run(sys.executable, "-W", "ignore", "-c", code, path=path)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def project(folder: Path, *components: str) -> Path:
    """A small bot with Rasa's own components."""
    contents = {
        "config.yml": {
            "recipe": "default.v1",
            "assistant_id": "small",
            "language": "en",
            "pipeline": [{"name": name} for name in ("WhitespaceTokenizer", *components)],
            "policies": [{"name": "RulePolicy"}],
        },
        "domain.yml": {
            "version": "3.1",
            "intents": ["price", "pain"],
            "responses": {"utter_yes": [{"text": "yes"}]},
        },
        "data/nlu.yml": {"version": "3.1", "nlu": NLU},
        "data/rules.yml": {
            "version": "3.1",
            "rules": [
                {"rule": name, "steps": [{"intent": name}, {"action": "utter_yes"}]}
                for name in ("price", "pain")
            ],
        },
    }
    (folder / "data").mkdir()
    for name, content in contents.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_heavy_is_not_installed(name: str) -> None:
    locked = set(
        re.findall(r"^([\w-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )
    tools = {"onnx"} if "dev" in name else set()
    assert "rasa" in locked and locked & HEAVY == tools


def test_rasas_own_commands_work(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = project(tmp_path, "KeywordIntentClassifier")
    for arguments, said in {
        "data validate": "No story structure conflicts found",
        "train --fixed-model-name small": "models/small.tar.gz",
        "test nlu --nlu data": "Intent evaluation results",
        f"shell --port {port}": "Bot loaded. Type a message",
    }.items():
        result = run(RASA, *arguments.split(), folder=folder)
        told = result.stdout + result.stderr
        assert result.returncode == 0 and said in told, f"rasa {arguments}: {told}"


def test_a_network_says_what_is_missing(tmp_path: Path) -> None:
    result = run(
        RASA, "train", folder=project(tmp_path, "CountVectorsFeaturizer", "DIETClassifier")
    )
    assert result.returncode == 1
    assert re.search(
        r"NoTensorFlowError: .* needs TensorFlow.* 'make full' .*\.full", result.stderr
    )


def test_what_is_installed_is_what_is_imported(tmp_path: Path) -> None:
    (tmp_path / "keras").mkdir()
    (tmp_path / "keras" / "__init__.py").write_text("Model = 'the real one'", encoding="utf-8")
    code = (
        "import serving, keras, tensorflow\n"
        "print(keras.Model, tensorflow.keras.Model.__name__)\n"
        "try: import keras.optional\n"
        "except ModuleNotFoundError as error: print(error)\n"
    )
    assert python(code, path=str(tmp_path)).splitlines() == [
        "the real one tensorflow.keras.Model",
        "No module named 'keras.optional'",
    ]


def test_numpy_keeps_to_one_thread() -> None:
    said = python(
        "import serving, numpy, scipy.linalg\n"
        "from threadpoolctl import threadpool_info\n"
        "print({each['num_threads'] for each in threadpool_info() if each['user_api'] == 'blas'})\n"
    )
    assert said == "{1}"
