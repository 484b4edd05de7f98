"""Rasa is imported without TensorFlow, which still comes where something needs it.

And without what spins: a second thread for small products.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from serving.lean import STAND_INS, source_hash
from tests.live import ROOT, LiveServer


def file_of(module: str) -> Path:
    package = find_spec("rasa")
    assert package and package.origin
    return Path(package.origin).parent.joinpath(*module.split(".")[1:]).with_suffix(".py")


@pytest.mark.parametrize("module", STAND_INS)
def test_the_replaced_code_is_the_expected(module: str) -> None:
    digest, classes = STAND_INS[module]
    file = file_of(module)
    assert source_hash(file) == digest, f"review {module} in serving/lean.py"
    body = ast.parse(file.read_text(encoding="utf-8")).body
    assert [node.name for node in body if isinstance(node, ast.ClassDef)] == list(classes)


def python(code: str) -> str:
    """What the code prints in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    clean = {name: value for name, value in os.environ.items() if "NUM_THREADS" not in name}
    result = subprocess.run(
        command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_tensorflow_comes_when_a_network_is_used() -> None:
    said = python(
        "import sys, serving.agent\n"
        "from rasa.utils import train_utils\n"
        "before = 'tensorflow' in sys.modules\n"
        "logger = train_utils.RasaTrainingLogger(3, silent=True)\n"
        "generator = train_utils.RasaBatchDataGenerator\n"
        "class Own(generator): pass\n"
        "from tensorflow.keras.callbacks import Callback\n"
        "from tensorflow.keras.utils import Sequence\n"
        "print(before, isinstance(logger, Callback), issubclass(Own, Sequence))\n"
    )
    assert said == "False True True"


def test_another_rasa_is_left_alone() -> None:
    said = python(
        "import sys\n"
        "from serving import lean\n"
        "lean.STAND_INS = {name: ('0' * 12, c) for name, (_, c) in lean.STAND_INS.items()}\n"
        "import rasa.utils.tensorflow.callback as callback\n"
        "print('tensorflow' in sys.modules, type(callback.RasaTrainingLogger).__name__)\n"
    )
    assert said == "True type"


def test_numpy_keeps_to_one_thread() -> None:
    said = python(
        "import serving, numpy, scipy.linalg\n"
        "from threadpoolctl import threadpool_info\n"
        "print({each['num_threads'] for each in threadpool_info() if each['user_api'] == 'blas'})\n"
    )
    assert said == "{1}"


def test_the_server_serves_without(server: LiveServer) -> None:
    assert server.process
    maps = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "onnxruntime" in maps and "tensorflow" not in maps


def test_a_model_is_planned_without_tensorflow() -> None:
    said = python(
        "import sys, yaml, serving\n"
        "from serving import patches\n"
        "from rasa.engine.recipes.default_recipe import DefaultV1Recipe\n"
        "patches.apply()\n"
        "config = yaml.safe_load(open('config.yml'))\n"
        "DefaultV1Recipe().graph_config_for_recipe(config, {})\n"
        "print('tensorflow' in sys.modules)\n"
    )
    assert said == "False"
