"""The training data, read once: that takes seconds."""

from __future__ import annotations

import pytest

from encoder.sentences import LabelledTurn, Part, conversations, sentences


@pytest.fixture(scope="session")
def parts() -> list[Part]:
    return sentences()


@pytest.fixture(scope="session")
def talks() -> list[list[LabelledTurn]]:
    return conversations()
