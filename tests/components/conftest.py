"""Storage for one component, and the project's tuned encoder."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelStorage

from components.onnx_encoder import Encoder, model_content


@pytest.fixture
def storage(tmp_path: Path) -> ModelStorage:
    return LocalModelStorage.create(tmp_path)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder(model_content("encoder/reader.onnx"))
