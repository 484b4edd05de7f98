"""Storage for one component, and the real encoder, quantised once."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage

from components.encoder import Encoder, quantized_model, source_model


@pytest.fixture
def storage(tmp_path: Path) -> ModelStorage:
    return LocalModelStorage.create(tmp_path)


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the packaged model as training makes it; takes seconds."""
    folder = tmp_path_factory.mktemp("encoder")
    (folder / "model.onnx").write_bytes(quantized_model(source_model()))
    return folder


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder.load(encoder_folder / "model.onnx")
